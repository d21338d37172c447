import { h, icon } from "/shared/dom.js";
import { part } from "../components/part.js";
import { settingsFor } from "../model/settings-pages.js";
import { SettingsApi } from "./api.js";
import "./audit.js";
import "./groups.js";
import "./members.js";
import "./places.js";
import "./portal.js";
import "./reminders.js";
import "./record-system.js";
import "./roles.js";
import "./texting.js";

/** Practice settings: to each member the pages that their role allows. */
class Settings extends HTMLElement {
  connectedCallback() {
    const { services } = this;
    services.settings ??= new SettingsApi(services.api);
    const title = h("h2", { tabindex: "-1" }, "Practice settings");
    this.append(h("div", { class: "settings-page" },
      h("div", { class: "settings-head" }, h("button", { type: "button", class: "button button-icon", "aria-label": "Back to the inbox", "data-testid": "settings-back", onclick: () => services.visit("#/") }, icon("back")), title),
      this.open()));
    this.querySelector(".settings-tab[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    title.focus();
  }

  get offered() {
    return settingsFor(this.services.store.state.me.privileges);
  }

  open() {
    const tab = ({ id, name: words }) => h("a", { class: "settings-tab", href: `#/settings/${id}`, "data-testid": `settings-${id}`, "aria-current": id === this.page && "page", onclick: (event) => this.follow(event, id) }, words);
    return h("div", { class: "settings-page-body" }, this.offered.length > 0 && h("nav", { class: "settings-tabs", "aria-label": "Practice settings" }, ...this.offered.map(tab)), this.part());
  }

  part() {
    if (this.offered.some(({ id }) => id === this.page)) return part(`tw-settings-${this.page}`, this.services);
    return h("p", { class: "note note-warn", "data-testid": "settings-refused" }, icon("lock"), h("span", { class: "note-body" }, "This page isn’t part of your role. Ask your practice’s administrator if you need it."));
  }

  follow(event, id) {
    event.preventDefault();
    this.services.visit(`#/settings/${id}`);
  }
}

customElements.define("tw-settings", Settings);
