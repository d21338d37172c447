import { h, icon } from "/shared/dom.js";
import { part } from "../components/part.js";
import { SettingsApi } from "./api.js";
import "./audit.js";
import "./members.js";
import "./roles.js";

const PAGES = [
  { id: "roles", name: "Roles" },
  { id: "members", name: "Members" },
  { id: "audit", name: "Audit trail" },
];

/** Practice settings, for practice admins. */
class Settings extends HTMLElement {
  connectedCallback() {
    const { services } = this;
    services.settings ??= new SettingsApi(services.api);
    const title = h("h2", { tabindex: "-1" }, "Practice settings");
    this.append(h("div", { class: "settings-page" },
      h("div", { class: "settings-head" }, h("button", { type: "button", class: "button button-icon", "aria-label": "Back to the inbox", "data-testid": "settings-back", onclick: () => services.visit("#/") }, icon("back")), title),
      services.store.state.me.privileges.practice_admin ? this.open() : h("p", { class: "note note-warn" }, icon("lock"), h("span", { class: "note-body" }, "Practice settings are for practice admins."))));
    title.focus();
  }

  open() {
    const tab = ({ id, name: words }) => h("a", { class: "settings-tab", href: `#/settings/${id}`, "data-testid": `settings-${id}`, "aria-current": id === this.page && "page", onclick: (event) => this.follow(event, id) }, words);
    return h("div", { class: "settings-page-body" }, h("nav", { class: "settings-tabs", "aria-label": "Practice settings" }, ...PAGES.map(tab)), part(`tw-settings-${this.page}`, this.services));
  }

  follow(event, id) {
    event.preventDefault();
    this.services.visit(`#/settings/${id}`);
  }
}

customElements.define("tw-settings", Settings);
