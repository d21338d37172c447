import { fill, h } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";
import { initials } from "/shared/format.js";
import { loading, refusal } from "./trouble.js";

/** The practice's members: the role of each, and whether they have access (rows E1, E5). */
class Members extends HTMLElement {
  connectedCallback() {
    this.list = h("div", { class: "cards", "data-testid": "member-list" });
    this.place = h("div", {}, this.list);
    this.append(h("div", { class: "settings-page-part" }, h("div", { class: "settings-tools" }, h("p", { class: "settings-lead" }, "Ending access signs a member out at once, on every device. Their messages and history stay.")), this.place));
    this.refresh();
  }

  refresh() {
    return loading(this.place, async () => {
      const { settings } = this.services;
      const [{ items: members }, { items: roles }] = await Promise.all([settings.members(), settings.roles()]);
      this.roles = roles;
      fill(this.list, ...members.map((member) => this.card(member)));
      fill(this.place, this.list);
    }, "member-trouble");
  }

  card(member) {
    const { me } = this.services.store.state;
    const select = h("select", { class: "field-select", "aria-label": `Role of ${member.name}`, "data-testid": "member-role", onchange: () => this.change(card, member, { role_id: select.value }) },
      ...this.roles.map(({ id, name }) => h("option", { value: id, selected: id === member.role_id }, name)));
    const access = h("input", { type: "checkbox", role: "switch", class: "switch", checked: member.active, "aria-label": `Access of ${member.name}`, "data-testid": "member-access", onchange: () => this.changeAccess(card, member, access) });
    const card = h("div", { class: "card", "data-testid": "member-row", "data-member-id": member.id },
      h("span", { class: "avatar", "aria-hidden": "true" }, initials(member.name)),
      h("div", { class: "card-body" }, h("h3", { class: "card-name" }, member.name, member.id === me.member.id && " (you)"), h("p", { class: "card-words", "data-testid": "member-state" }, member.active ? "Has access" : "No access")),
      h("div", { class: "card-side" }, select, access),
      h("div", { class: "card-note" }));
    return card;
  }

  async changeAccess(card, member, access) {
    if (!access.checked) {
      const sure = await confirmed({ title: `End the access of ${member.name}?`, words: "They are signed out at once, on every device, and can’t sign in again until you renew it. They leave all message groups; where they are a group’s only Admin, a practice admin takes over. Conversations assigned to them stay, and can be given to others.", action: "End access" });
      if (!sure) {
        access.checked = true;
        return;
      }
    }
    await this.change(card, member, { active: access.checked }, "member-access");
  }

  async change(card, member, parts, held = "member-role") {
    const controls = card.querySelectorAll("select, input");
    controls.forEach((control) => control.toggleAttribute("disabled", true));
    try {
      const saved = await this.services.settings.changeMember({ ...member, ...parts });
      this.put(card, saved, held);
      this.services.toasts.show(`Saved: ${saved.name}`, "ok");
    } catch (error) {
      const now = this.put(card, error.status === 409 ? await this.asItIs(member) : member, held);
      fill(now.lastElementChild, refusal(error, "member-error"));
    }
  }

  put(card, member, held) {
    const fresh = this.card(member);
    card.replaceWith(fresh);
    fresh.querySelector(`[data-testid="${held}"]`).focus();
    return fresh;
  }

  async asItIs(member) {
    try {
      const { items } = await this.services.settings.members();
      return items.find(({ id }) => id === member.id) ?? member;
    } catch {
      return member;
    }
  }
}

customElements.define("tw-settings-members", Members);
