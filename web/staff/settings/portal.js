import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";
import { copyLine } from "./copy-line.js";
import { choice } from "./fields.js";
import { GroupSettingsApi } from "./group-api.js";
import { loading, refusal } from "./trouble.js";

const AUDIENCES = [
  { id: "groups", name: "Groups only", words: "Patients choose among the practice’s groups." },
  { id: "members", name: "Members only", words: "Patients choose a person." },
  { id: "both", name: "Groups and members", words: "Patients choose a group or a person." },
];

const SCOPES = [
  { id: "all", name: "All members", words: "Everyone whose role has a part in text messages." },
  { id: "care_team", name: "Only the patient’s in-house care team", words: "Each patient sees the members of their own care team." },
];

/** What patients may do in the portal (rows H1, H2), and where it is. */
class Portal extends HTMLElement {
  connectedCallback() {
    this.api = new GroupSettingsApi(this.services.api);
    this.place = h("div", { class: "settings-page-part" });
    this.append(this.place);
    this.refresh();
  }

  refresh() {
    return loading(this.place, async () => {
      this.settings = await this.api.portal();
      this.show(this.settings);
    }, "portal-trouble");
  }

  /** @param {object} chosen what the form shows: the settings, or what was entered before a conflict */
  show(chosen) {
    const changed = () => this.follow();
    this.enabled = h("input", { type: "checkbox", role: "switch", class: "switch", id: "portal-enabled", checked: chosen.enabled, "aria-describedby": "portal-enabled-words", "data-testid": "portal-enabled", onchange: changed });
    this.audience = AUDIENCES.map((each) => choice({ ...each, type: "radio", group: "audience", testid: `portal-audience-${each.id}`, checked: chosen.audience === each.id, changed }));
    this.scope = SCOPES.map((each) => choice({ ...each, type: "radio", group: "scope", testid: `portal-scope-${each.id.replace("_", "-")}`, checked: chosen.member_scope === each.id, changed }));
    this.excluded = new Set(chosen.excluded);
    this.note = h("div", {});
    this.whom = h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Whom patients can write to"), ...this.audience);
    this.which = h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Which members"), ...this.scope);
    this.out = h("div", { class: "field" });
    this.button = h("button", { type: "submit", class: "button button-primary", "data-testid": "portal-save" }, "Save");
    fill(this.place, this.address(), h("form", { class: "cards cards-form", novalidate: true, "data-testid": "portal-form", onsubmit: (event) => this.save(event) },
      h("div", { class: "pref-row" }, h("label", { for: "portal-enabled", class: "pref-name" }, "Patients can send messages from the portal"), this.enabled, h("p", { class: "pref-words", id: "portal-enabled-words" }, "When this is off, they can still read what was answered.")),
      this.whom, this.which, this.out, this.note, h("div", { class: "dialog-actions" }, this.button)));
    this.showExcluded();
    this.follow();
  }

  address() {
    const line = copyLine({ id: "portal-url", value: this.settings.portal_url, what: "address", testid: "portal-url", words: "Put it on your website, or send it to patients. They sign in with their phone and date of birth; there is no password." });
    return h("div", { class: "field field-first" }, h("label", { class: "field-name", for: "portal-url" }, "Address of your portal"), ...line);
  }

  /** Members that patients never see (row H3): those left out, and a way to leave out one more. */
  showExcluded() {
    const { members } = this.settings;
    const name = (id) => members.find((member) => member.id === id)?.name ?? "Former member";
    const left = members.filter(({ id, active }) => active && !this.excluded.has(id));
    const add = h("select", { class: "field-select", id: "portal-exclude", "data-testid": "portal-exclude", onchange: () => this.exclude(add.value, true) }, h("option", { value: "" }, "Leave out a member"), ...left.map((member) => h("option", { value: member.id }, member.name)));
    fill(this.out, h("label", { class: "field-name", for: "portal-exclude" }, "Left out"),
      h("p", { class: "field-words" }, "Patients never see these members, and can’t write to them."),
      h("ul", { class: "group-members" }, ...[...this.excluded].map((id) => h("li", { class: "group-member", "data-testid": "portal-excluded", "data-member-id": id },
        h("span", { class: "avatar avatar-small", "aria-hidden": "true" }, initials(name(id))), h("span", { class: "pick-name" }, name(id)),
        h("button", { type: "button", class: "button button-icon", "aria-label": `Offer ${name(id)} again`, title: "Offer again", "data-testid": "portal-include", onclick: () => this.exclude(id, false) }, icon("close"))))),
      h("span", { class: "field-select-wrap" }, add, icon("down")));
  }

  exclude(id, out) {
    if (!id) return;
    if (out) this.excluded.add(id);
    else this.excluded.delete(id);
    this.showExcluded();
    this.querySelector("#portal-exclude").focus();
    this.follow();
  }

  get wanted() {
    const picked = (labels, list) => list[labels.findIndex((label) => label.querySelector("input").checked)].id;
    return { enabled: this.enabled.checked, audience: picked(this.audience, AUDIENCES), member_scope: picked(this.scope, SCOPES), excluded: [...this.excluded] };
  }

  /** Only what matters with what is chosen above it. */
  follow() {
    const { enabled, audience } = this.wanted;
    this.whom.hidden = !enabled;
    this.which.hidden = !enabled || audience === "groups";
    this.out.hidden = this.which.hidden;
    const noPlan = !this.settings.paid_plan && enabled && audience !== "members";
    fill(this.note, noPlan && h("p", { class: "note note-warn", "data-testid": "paid-plan-note" }, icon("info"), h("span", { class: "note-body" }, "Groups are part of the paid plan, which your practice doesn’t have: patients see none of them now.")));
  }

  async save(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    const { wanted } = this;
    try {
      const saved = await this.api.changePortal({ ...wanted, version: this.settings.version });
      this.settings = saved;
      this.show(saved);
      this.button.focus();
      this.services.toasts.show("Saved", "ok");
    } catch (error) {
      await this.failed(error, wanted);
    } finally {
      this.busy = false;
    }
  }

  async failed(error, wanted) {
    const now = error.status === 409 ? await this.asItIs() : null;
    if (!now) {
      fill(this.note, refusal(error, "portal-error"));
      return;
    }
    this.settings = now;
    this.show(wanted);
    fill(this.note, h("div", { class: "note note-warn", role: "alert", "data-testid": "portal-conflict" }, icon("users"), h("p", { class: "note-body" }, `A colleague changed these settings first. They are now: ${summary(now)}. What you entered is kept: save again to put it in its place.`)));
  }

  async asItIs() {
    try {
      return await this.api.portal();
    } catch {
      return null;
    }
  }
}

function summary({ enabled, audience, member_scope: scope, excluded }) {
  if (!enabled) return "messages from the portal off";
  const name = (list, id) => list.find((each) => each.id === id).name.toLowerCase();
  const members = audience === "groups" ? [] : [name(SCOPES, scope), `${excluded.length} left out`];
  return [name(AUDIENCES, audience), ...members].join(", ");
}

customElements.define("tw-settings-portal", Portal);
