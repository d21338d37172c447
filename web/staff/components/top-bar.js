import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";
import { menu } from "/shared/elements/menu.js";
import { settingsFor } from "../model/settings-pages.js";
import { showPreferences } from "./preferences.js";
import { showShortcuts } from "./shortcuts-help.js";

const STATES = {
  connecting: { words: "Connecting", icon: null, hint: "Connecting to live updates" },
  live: { words: "Live", icon: null, hint: "New messages appear at once" },
  polling: { words: "Reconnecting", icon: "retry", hint: "Looking for new messages every 5 seconds" },
  offline: { words: "Offline", icon: "offline", hint: "No connection. What you type is kept." },
};

/** Practice, badge, live state, and the member's menu. */
class TopBar extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    const { me } = store.state;
    this.badge = h("span", { class: "badge", "data-testid": "badge" });
    this.live = h("span", { class: "live", role: "status", "data-testid": "live-state" });
    this.live.hidden = me.privileges.text_messages === "none";
    this.append(
      h("header", { class: "top-bar" },
        h("span", { class: "top-mark" }, icon("brand")),
        h("div", { class: "top-names" },
          h("h1", { class: "top-practice" }, me.practice.name),
          h("p", { class: "top-number" }, me.practice.number ? displayNumber(me.practice.number) : "No number yet")),
        this.badge,
        h("span", { class: "spacer" }),
        this.live,
        this.memberMenu(me)));
    store.watch(["badge"], (state) => this.showBadge(state.badge));
    store.watch(["liveState"], (state) => this.showLive(state.liveState));
  }

  memberMenu(me) {
    const face = [h("span", { class: "avatar avatar-me", "aria-hidden": "true" }, initials(me.member.name))];
    const header = () => h("div", { class: "menu-head" }, h("strong", {}, me.member.name), h("span", {}, me.member.role_name));
    const texting = me.privileges.text_messages !== "none";
    const [settings] = settingsFor(me.privileges);
    const items = () => [
      texting && { words: "My preferences", icon: "bell", testid: "preferences-open", run: () => showPreferences(this.services) },
      texting && { words: "Keyboard shortcuts", icon: "keyboard", key: "?", testid: "shortcuts-open", run: () => showShortcuts() },
      settings && { words: "Practice settings", icon: "settings", testid: "settings-open", run: () => this.services.visit(`#/settings/${settings.id}`) },
      { words: "Sign out", icon: "leave", testid: "sign-out", run: () => this.services.signOut() },
    ].filter(Boolean);
    return menu({ label: `${me.member.name}: account`, face, items, header, testid: "member-menu" });
  }

  showBadge(badge) {
    const total = badge?.total ?? 0;
    document.title = `${total ? `(${total}) ` : ""}Inbox · Textward`;
    this.badge.hidden = !badge;
    this.badge.classList.toggle("badge-none", total === 0);
    fill(this.badge, h("span", { "aria-hidden": "true" }, String(total)), h("span", { class: "visually-hidden" }, `${total} pending`));
    this.badge.title = badge ? `${badge.pending_unassigned} unassigned, ${badge.pending_for_me} for you` : "";
  }

  showLive(state) {
    const { words, icon: name, hint } = STATES[state];
    this.live.dataset.state = state;
    this.live.title = hint;
    fill(this.live, name ? icon(name) : h("span", { class: "live-dot" }), h("span", { class: "live-words" }, words));
  }
}

/** +12125550100 as (212) 555-0100; other shapes as they are. */
function displayNumber(number) {
  const parts = /^\+1(\d{3})(\d{3})(\d{4})$/u.exec(number);
  return parts ? `(${parts[1]}) ${parts[2]}-${parts[3]}` : number;
}

customElements.define("tw-top-bar", TopBar);
