import { fill, h, icon } from "/shared/dom.js";
import { editRole, PRIVILEGES, TEXTS } from "./role-editor.js";
import { loading } from "./trouble.js";

/** The practice's roles (row E1), each with what it allows in words. */
class Roles extends HTMLElement {
  connectedCallback() {
    this.list = h("div", { class: "cards", "data-testid": "role-list" });
    this.place = h("div", {}, this.list);
    this.append(h("div", { class: "settings-page-part" },
      h("div", { class: "settings-tools" }, h("p", { class: "settings-lead" }, "A role says what its members may see and do. A change takes effect within a minute."),
        h("button", { type: "button", class: "button button-primary", "data-testid": "role-new", onclick: () => this.edit(null) }, icon("plus"), "New role")),
      this.place));
    this.refresh();
  }

  refresh() {
    return loading(this.place, async () => {
      const { items } = await this.services.settings.roles();
      fill(this.list, ...items.map((role) => this.card(role)));
      fill(this.place, this.list);
    }, "role-trouble");
  }

  card(role) {
    const texts = TEXTS.find(({ id }) => id === role.text_messages).name;
    const more = PRIVILEGES.filter(({ id }) => role[id]).map(({ name }) => name);
    const members = role.member_count === 1 ? "1 member" : `${role.member_count} members`;
    return h("div", { class: "card", "data-testid": "role-row", "data-role-id": role.id },
      h("div", { class: "card-body" }, h("h3", { class: "card-name" }, role.name), h("p", { class: "card-words" }, [texts, ...more].join(" · "))),
      h("div", { class: "card-side" }, h("span", { class: "card-words" }, members),
        h("button", { type: "button", class: "button button-quiet", "aria-label": `Edit ${role.name}`, "data-testid": "role-edit", onclick: () => this.edit(role) }, icon("pen"), "Edit")));
  }

  async edit(role) {
    const { settings, toasts } = this.services;
    const saved = await editRole(role, settings);
    if (saved) toasts.show(`Saved: ${saved.name}`, "ok");
    await this.refresh();
  }
}

customElements.define("tw-settings-roles", Roles);
