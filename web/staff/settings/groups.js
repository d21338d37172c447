import { fill, h, icon } from "/shared/dom.js";
import { confirmed } from "/shared/elements/confirm.js";
import { explain } from "/shared/request.js";
import { memberName } from "../components/names.js";
import { GroupSettingsApi } from "./group-api.js";
import { editGroup } from "./group-editor.js";
import { loading, refusal } from "./trouble.js";

/** The practice's message groups (rows G1-G5): who may write to each, and who answers. */
class Groups extends HTMLElement {
  connectedCallback() {
    this.api = new GroupSettingsApi(this.services.api);
    this.note = h("div", {});
    this.list = h("div", { class: "cards", "data-testid": "group-list" });
    this.retired = h("div", { class: "cards", "data-testid": "group-list-retired" });
    this.place = h("div", { class: "settings-page-part" });
    this.add = h("button", { type: "button", class: "button button-primary", disabled: true, "data-testid": "group-new", onclick: () => this.edit(null) }, icon("plus"), "New group");
    this.append(h("div", { class: "settings-page-part" },
      h("div", { class: "settings-tools" }, h("p", { class: "settings-lead" }, "Patients write to a group by its name, and answers bear that name. Who answers stays inside the practice."), this.add),
      this.note, this.place));
    this.refresh();
  }

  refresh() {
    return loading(this.place, async () => {
      this.book = await this.api.groups();
      this.show();
    }, "group-trouble");
  }

  show() {
    const { items, limits, paid_plan: paid } = this.book;
    const open = items.filter(({ retired }) => !retired);
    const retired = items.filter(({ retired: closed }) => closed);
    this.add.disabled = !paid || open.length >= limits.groups;
    this.add.title = open.length >= limits.groups ? `A practice has at most ${limits.groups} groups. Retire one first.` : "";
    fill(this.note, !paid && planNote());
    fill(this.list, ...open.map((group) => this.card(group)));
    fill(this.retired, ...retired.map((group) => this.card(group)));
    fill(this.place,
      open.length ? this.list : h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("users")), h("p", { class: "empty-title" }, "No groups yet"), h("p", {}, "A group might be the front desk, billing, or refills: whoever should answer.")),
      ...(retired.length ? [h("h3", { class: "settings-part-title" }, "Retired"), this.retired] : []));
  }

  card(group) {
    const { retired } = group;
    const button = (testid, words, name, run) => h("button", { type: "button", class: "button button-quiet", "aria-label": `${words} ${group.name}`, "data-testid": testid, disabled: !this.book.paid_plan && testid !== "group-retire", onclick: run }, icon(name), words);
    return h("div", { class: "card", "data-testid": "group-row", "data-group-id": group.id, "data-retired": retired },
      h("div", { class: "card-body" },
        h("h3", { class: "card-name" }, group.name, retired && h("span", { class: "tag" }, "Retired")),
        group.description && h("p", { class: "card-words" }, group.description),
        h("p", { class: "card-words" }, h("span", { class: "mark mark-wrap" }, icon("place"), this.reach(group))),
        h("p", { class: "card-words" }, h("span", { class: "mark mark-wrap" }, icon("users"), this.people(group)))),
      h("div", { class: "card-side" },
        retired ? button("group-reinstate", "Reinstate", "undo", () => this.edit(group)) : button("group-edit", "Edit", "pen", () => this.edit(group)),
        !retired && button("group-retire", "Retire", "ended", () => this.retire(group))),
      h("div", { class: "card-note" }));
  }

  /** Whose patients may write to it. */
  reach(group) {
    const named = (list, id, gone) => list.find((each) => each.id === id)?.name ?? gone;
    const patients = group.category_id ? `Patients in ${named(this.book.categories, group.category_id, "a category that was deleted")}` : "All patients";
    return `${patients} · ${group.facility_id ? named(this.book.facilities, group.facility_id, "a facility that was closed") : "all facilities"}`;
  }

  people({ answering, admins, users }) {
    const { me } = this.services.store.state;
    const names = (ids) => ids.map((id) => memberName(id, me)).join(", ");
    const rest = answering === "care_team" ? "each patient’s in-house care team answers" : users.length ? `Users: ${names(users)}` : "";
    return [`${admins.length === 1 ? "Admin" : "Admins"}: ${names(admins)}`, rest].filter(Boolean).join(" · ");
  }

  async edit(group) {
    const saved = await editGroup(group, this.book, this.api, this.services.store.state.me);
    if (saved) this.services.toasts.show(group?.retired ? `${saved.name} is open again` : `Saved: ${saved.name}`, "ok");
    await this.refresh();
    if (saved) this.focus(saved.id, "group-edit");
  }

  async retire(group) {
    const sure = await confirmed({ title: `Retire ${group.name}?`, words: "Patients can no longer write to it. Conversations that it has stay with its members, who can still answer them. You can reinstate it at any time.", action: "Retire" });
    if (sure) await this.change(group, () => this.api.retireGroup(group), `${group.name} is retired`);
  }

  async change(group, work, done) {
    try {
      await work();
      this.services.toasts.show(done, "ok");
      await this.refresh();
      this.focus(group.id, "group-edit", "group-reinstate");
    } catch (error) {
      await this.refresh();
      const note = this.querySelector(`[data-group-id="${group.id}"] .card-note`);
      if (note) fill(note, error.status === 409 ? h("div", { class: "note note-warn", role: "alert", "data-testid": "group-conflict" }, icon("users"), h("p", { class: "note-body" }, "A colleague changed this group first. It is shown as it is now.")) : refusal(error, "group-error"));
      else this.services.toasts.show(explain(error).words, "danger");
    }
  }

  focus(groupId, ...testids) {
    const row = this.querySelector(`[data-group-id="${groupId}"]`);
    for (const testid of testids) row?.querySelector(`[data-testid="${testid}"]`)?.focus();
  }
}

function planNote() {
  return h("div", { class: "note note-warn", "data-testid": "paid-plan-note" }, icon("info"),
    h("div", { class: "note-body" }, h("p", {}, h("strong", {}, "Groups are part of the paid plan.")), h("p", {}, "Your practice’s plan doesn’t have them: groups can be looked at and retired, not made or changed. Patients can’t write to them now.")));
}

customElements.define("tw-settings-groups", Groups);
