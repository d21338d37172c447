import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";

/** Who is in a group, each Admin or User (row G3). Says before the server does that there must be an Admin, and how many there can be. */
export class GroupMembers {
  /** @param {{members: {id: string, name: string}[], most: number, admins: string[], users: string[], changed: () => void}} parts */
  constructor({ members, most, admins, users, changed }) {
    Object.assign(this, { members, most, changed, careTeam: false });
    this.chosen = new Map([...admins.map((id) => [id, "admin"]), ...users.map((id) => [id, "user"])]);
    this.add = h("select", { class: "field-select", id: "group-member-add", "data-testid": "group-member-add", onchange: () => this.put(this.add.value, this.chosen.size ? "user" : "admin") });
    this.rows = h("ul", { class: "group-members", "aria-label": "Members of the group" });
    this.count = h("span", { class: "field-words" });
    this.trouble = h("p", { class: "field-error", role: "alert", "data-testid": "group-members-error" });
    this.box = h("fieldset", { class: "field" }, h("legend", { class: "field-name" }, "Members"), this.words = h("p", { class: "field-words" }),
      this.rows, this.trouble, h("div", { class: "group-member-add" }, h("label", { class: "visually-hidden", for: "group-member-add" }, "Add a member"), h("span", { class: "field-select-wrap" }, this.add, icon("down")), this.count));
    this.show();
  }

  get shown() {
    return [...this.chosen].filter(([, standing]) => !this.careTeam || standing === "admin");
  }

  get admins() {
    return this.shown.filter(([, standing]) => standing === "admin").map(([id]) => id);
  }

  get users() {
    return this.shown.filter(([, standing]) => standing === "user").map(([id]) => id);
  }

  /** Where the care team answers, a group has Admins only; who was a User comes back with the other answer. */
  answerBy(careTeam) {
    this.careTeam = careTeam;
    this.show();
  }

  /** @returns {string} what is wrong, or "" */
  check() {
    const problem = this.admins.length === 0 ? "Every group needs an Admin: somebody who sees everything and assigns it." : this.shown.length > this.most ? `A group has at most ${this.most} members.` : "";
    this.tell(problem);
    return problem;
  }

  tell(problem) {
    fill(this.trouble, problem && icon("alert"), problem);
  }

  put(id, standing) {
    if (!id) return;
    this.chosen.set(id, this.careTeam ? "admin" : standing);
    this.redraw(id);
  }

  remove(id) {
    this.chosen.delete(id);
    this.redraw(null);
  }

  redraw(id) {
    const held = document.activeElement?.dataset?.testid;
    this.show();
    this.check();
    const row = id && this.rows.querySelector(`[data-member-id="${id}"]`);
    (row?.querySelector(`[data-testid="${held}"]`) ?? this.add).focus();
    this.changed();
  }

  show() {
    const { shown } = this;
    const left = this.members.filter(({ id }) => !shown.some(([known]) => known === id));
    const full = shown.length >= this.most;
    fill(this.words, this.careTeam ? "Each patient’s own care team answers. Admins see everything, assign it, and get what comes from patients without a care team." : "Admins see everything and assign it; Users see and answer what is assigned to them.");
    fill(this.rows, ...shown.map(([id, standing]) => this.row(id, standing)));
    fill(this.add, h("option", { value: "" }, full ? "The group is full" : this.careTeam ? "Add an Admin" : "Add a member"), ...left.map(({ id, name }) => h("option", { value: id }, name)));
    this.add.disabled = full || left.length === 0;
    fill(this.count, `${shown.length} of at most ${this.most}`);
  }

  row(id, standing) {
    const name = this.members.find((member) => member.id === id)?.name ?? "Former member";
    const radio = (value, words) => h("label", { class: "segment" },
      h("input", { type: "radio", class: "segment-input", name: `standing-${id}`, value, checked: standing === value, "data-testid": `group-member-${value}`, onchange: () => this.put(id, value) }), h("span", { class: "segment-face" }, words));
    return h("li", { class: "group-member", "data-testid": "group-member", "data-member-id": id },
      h("span", { class: "avatar avatar-small", "aria-hidden": "true" }, initials(name)), h("span", { class: "pick-name" }, name),
      this.careTeam ? h("span", { class: "tag" }, "Admin") : h("fieldset", { class: "segmented" }, h("legend", { class: "visually-hidden" }, `${name} is`), radio("admin", "Admin"), radio("user", "User")),
      h("button", { type: "button", class: "button button-icon", "aria-label": `Take ${name} out`, title: `Take ${name} out`, "data-testid": "group-member-remove", onclick: () => this.remove(id) }, icon("close")));
  }
}
