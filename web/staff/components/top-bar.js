import { fill, h, icon } from "/shared/dom.js";
import { initials } from "/shared/format.js";
import { menu } from "/shared/elements/menu.js";
import { shortCount } from "../appointments/words.js";
import { settingsFor } from "../model/settings-pages.js";
import { showPreferences } from "./preferences.js";
import { showShortcuts } from "./shortcuts-help.js";

const STATES = {
  connecting: { words: "Connecting", icon: null, hint: "Connecting to live updates" },
  live: { words: "Live", icon: null, hint: "New messages appear at once" },
  polling: { words: "Reconnecting", icon: "retry", hint: "Looking for new messages every 5 seconds" },
  offline: { words: "Offline", icon: "offline", hint: "No connection. What you type is kept." },
};

const TITLES = { appointments: "Appointments", groups: "Group messages", settings: "Practice settings" };

/** Practice, pages, badge, live state, and the member's menu. */
class TopBar extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    const { me } = store.state;
    this.number = h("p", { class: "top-number", "data-testid": "top-number" });
    this.badge = h("span", { class: "badge", "data-testid": "badge" });
    this.live = h("span", { class: "live", role: "status", "data-testid": "live-state" });
    this.append(
      h("header", { class: "top-bar" },
        h("span", { class: "top-mark" }, icon("brand")),
        h("div", { class: "top-names" },
          h("h1", { class: "top-practice" }, me.practice.name),
          this.number),
        this.places(),
        this.badge,
        h("span", { class: "spacer" }),
        this.live,
        this.memberMenu(me)));
    store.watch(["groupsOffered", "groupsWaiting", "appointmentsOffered", "badge", "page"], (state) => this.showPlaces(state));
    store.watch(["badge", "page"], (state) => this.showBadge(state));
    store.watch(["me"], ({ me: { practice } }) => fill(this.number, practice.number ? displayNumber(practice.number) : "No number yet"));
    store.watch(["liveState"], (state) => this.showLive(state.liveState));
  }

  memberMenu(me) {
    const face = [h("span", { class: "avatar avatar-me", "aria-hidden": "true" }, initials(me.member.name))];
    const header = () => h("div", { class: "menu-head" }, h("strong", {}, me.member.name), h("span", {}, me.member.role_name));
    const [settings] = settingsFor(me.privileges);
    const gets = () => me.privileges.text_messages !== "none" || this.services.store.state.groupsOffered; // Whoever gets messages, gets told of them.
    const items = () => [
      gets() && { words: "My preferences", icon: "bell", testid: "preferences-open", run: () => showPreferences(this.services) },
      gets() && { words: "Keyboard shortcuts", icon: "keyboard", key: "?", testid: "shortcuts-open", run: () => showShortcuts() },
      settings && { words: "Practice settings", icon: "settings", testid: "settings-open", run: () => this.services.visit(`#/settings/${settings.id}`) },
      { words: "Sign out", icon: "leave", testid: "sign-out", run: () => this.services.signOut() },
    ].filter(Boolean);
    return menu({ label: `${me.member.name}: account`, face, items, header, testid: "member-menu" });
  }

  /** The ways to the inbox, to appointments and to group messages, for those whom each concerns. */
  places() {
    const go = (event, address) => {
      event.preventDefault();
      this.services.visit(address);
    };
    const link = (address, testid, words, name) => h("a", { class: "top-place", href: address, "data-testid": testid, title: words, onclick: (event) => go(event, address) }, icon(name), h("span", { class: "top-place-words" }, words));
    this.toInbox = link("#/", "nav-inbox", "Inbox", "inbox");
    this.toAppointments = link("#/appointments", "nav-appointments", "Appointments", "calendar");
    this.toGroups = link("#/groups", "nav-groups", "Group messages", "users");
    this.waiting = h("span", { class: "badge", "data-testid": "groups-badge" });
    this.toGroups.append(this.waiting);
    this.needed = h("span", { class: "badge", "data-testid": "appointments-badge" });
    this.toAppointments.append(this.needed);
    this.nav = h("nav", { class: "top-places", "aria-label": "Pages", hidden: true }, this.toInbox, this.toAppointments, this.toGroups);
    return this.nav;
  }

  showPlaces({ groupsOffered, groupsWaiting, appointmentsOffered, badge, page, me }) {
    this.nav.hidden = !groupsOffered && !appointmentsOffered;
    this.toInbox.hidden = me.privileges.text_messages === "none";
    this.toGroups.hidden = !groupsOffered;
    this.toAppointments.hidden = !appointmentsOffered;
    if (!this.nav.hidden && !this.toInbox.hidden) this.toInbox.append(this.badge);
    for (const [link, name] of [[this.toInbox, "inbox"], [this.toAppointments, "appointments"], [this.toGroups, "groups"]]) {
      if (page === name) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.waiting.classList.toggle("badge-none", groupsWaiting === 0);
    fill(this.waiting, h("span", { "aria-hidden": "true" }, String(groupsWaiting)), h("span", { class: "visually-hidden" }, `${groupsWaiting} not replied`));
    const needed = badge?.appointments_for_staff ?? 0;
    this.needed.hidden = needed === 0;
    fill(this.needed, h("span", { "aria-hidden": "true" }, shortCount(needed)), h("span", { class: "visually-hidden" }, `${shortCount(needed)} ${needed === 1 ? "needs" : "need"} a person`));
  }

  showBadge({ badge, page }) {
    const total = badge?.total ?? 0;
    document.title = `${total ? `(${total}) ` : ""}${TITLES[page] ?? "Inbox"} · Textward`;
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
