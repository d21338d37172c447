import { fill, h, icon } from "/shared/dom.js";
import { Shortcuts } from "../shortcuts.js";
import { closeAbove } from "./close-above.js";
import { createMessage, updateMessage } from "./message-view.js";
import { part } from "./part.js";
import { showShortcuts } from "./shortcuts-help.js";

const TALK = /^#\/t\/([A-Za-z0-9]+)(?:\/([A-Za-z0-9]+))?$/u;
/** How the record system's patient page leads here: the patient's one thread, whether anything was said in it or not. */
const PATIENT = /^#\/patients\/([0-9A-Z]{26})$/u;
const GROUPS = /^#\/groups(?:\/([A-Za-z0-9]+)(?:\/([A-Za-z0-9]+))?)?$/u;
const APPOINTMENTS = /^#\/appointments(?:\/(waiting|[0-9-]{10}))?$/u;
const SETTINGS = /^#\/settings\/([a-z-]+)$/u;

/** The signed-in page. The address holds the ids of what is open, so back, forward and reload work. */
class Shell extends HTMLElement {
  connectedCallback() {
    const { services } = this;
    const { privileges } = services.store.state.me;
    Object.assign(services, {
      go: (id, how) => this.go(id, how), leave: () => this.leave(), visit: (address) => this.visit(address), viewFull: () => this.viewFull(),
      messageView: { create: createMessage, update: updateMessage },
      find: () => services.store.state.threadId && this.talk.openFind(), reveal: (id) => this.talk.reveal(id), help: () => showShortcuts(),
    });
    this.append(part("tw-top-bar", services));
    this.settings = h("main", { class: "settings", tabindex: "-1", hidden: true });
    this.groups = h("main", { class: "groups-page", tabindex: "-1", hidden: true });
    this.visits = h("main", { class: "visits-page", tabindex: "-1", hidden: true });
    this.append(privileges.text_messages === "none" ? this.withoutTexts() : this.desk(), this.groups, this.visits, this.settings);
    addEventListener("popstate", this.follow);
    this.follow();
    if (!this.talk) services.store.watch(["groupsOffered", "page"], (state) => this.lead(state));
  }

  /** Whose role has no texts begins where their messages are. */
  lead({ groupsOffered, page }) {
    if (!groupsOffered || page !== "inbox") return;
    history.replaceState(history.state, "", "#/groups");
    this.follow();
  }

  disconnectedCallback() {
    removeEventListener("popstate", this.follow);
    this.shortcuts?.stop();
  }

  withoutTexts() {
    this.main = h("main", { class: "no-access", id: "content", tabindex: "-1" },
      h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("lock")),
        h("h2", { class: "empty-title" }, "Text messages aren’t part of your role"),
        h("p", {}, "Ask your practice’s administrator if you need to read or send them.")));
    return this.main;
  }

  desk() {
    const { services } = this;
    this.list = part("tw-inbox-pane", services);
    this.talk = part("tw-conversation-pane", services);
    this.main = h("main", { class: "panes", id: "content", tabindex: "-1" }, this.list, this.talk);
    this.shortcuts = new Shortcuts(services, this);
    return this.main;
  }

  /** Whether only the conversation is on screen. */
  get reading() {
    return this.narrow && this.main.dataset.open === "conversation";
  }

  write() {
    this.talk.focusComposer();
  }

  /** Open a conversation, at one message if given; `write` puts the cursor where one types. */
  go(threadId, { message = null, write = false } = {}) {
    const address = message ? `#/t/${threadId}/${message}` : `#/t/${threadId}`;
    if (this.reading) history.replaceState(history.state, "", address); // So that going back leads to the inbox.
    else if (address !== location.hash) history.pushState({ within: true }, "", address);
    this.follow();
    // After the store has told the panes, so that what gets the focus is on screen.
    if (write) setTimeout(() => this.write());
    else if (this.narrow) setTimeout(() => this.talk.focusTitle());
  }

  viewFull() {
    const { threadId, openId } = this.services.store.state;
    if (!threadId || !openId) return;
    history.replaceState(history.state, "", `#/t/${threadId}`);
    this.follow();
    this.talk.focusLog();
  }

  visit(address) {
    history.pushState({ within: true }, "", address);
    this.follow();
  }

  leave() {
    const { threadId } = this.services.store.state;
    if (history.state?.within && this.narrow) history.back();
    else {
      history.pushState(null, "", "#/");
      this.follow();
    }
    if (threadId) setTimeout(() => this.list.focusThread(threadId));
  }

  /** Whether another page is shown: the inbox's keys then rest. */
  get resting() {
    return this.main.hidden;
  }

  follow = () => {
    const [, patientId = null] = PATIENT.exec(location.hash) ?? [];
    if (patientId) history.replaceState(history.state, "", `#/t/P${patientId}`);
    const { hash } = location;
    if (hash !== this.address) closeAbove();
    this.address = hash;
    const [, settings = null] = SETTINGS.exec(hash) ?? [];
    const groups = GROUPS.exec(hash);
    const visits = this.services.store.state.appointmentsOffered ? APPOINTMENTS.exec(hash) : null;
    this.show(settings ? "settings" : groups ? "groups" : visits ? "appointments" : "inbox");
    const [, threadId = null, messageId = null] = TALK.exec(hash) ?? [];
    if (this.talk) {
      this.main.dataset.open = threadId ? "conversation" : "inbox";
      this.services.thread.open(threadId, messageId);
    }
    this.showSettings(settings);
    this.showGroups(groups);
    this.showAppointments(visits);
  };

  /** One page at a time, and it is the one that the link past the top bar leads to. */
  show(page) {
    for (const [name, place] of [["inbox", this.main], ["settings", this.settings], ["groups", this.groups], ["appointments", this.visits]]) {
      place.hidden = name !== page;
      place.id = name === page ? "content" : "";
    }
    this.services.store.set({ page });
  }

  /** Settings come when they are asked for. */
  async showSettings(page) {
    const known = page === this.page;
    this.page = page;
    if (!page || known) return;
    await import("../settings/page.js");
    if (this.page === page) fill(this.settings, Object.assign(part("tw-settings", this.services), { page }));
  }

  /** So do group messages; once there, they stay. @param {RegExpExecArray|null} address */
  async showGroups(address) {
    this.wanted = address;
    if (address && !this.groupDesk) {
      await import("../groups/desk.js");
      this.groupDesk ??= this.groups.appendChild(part("tw-group-desk", this.services.groups));
    }
    if (this.wanted !== address || !this.groupDesk) return;
    const [, basket = null, threadId = null] = address ?? [];
    if (address) this.groupDesk.open(basket, threadId);
    else this.groupDesk.rest();
  }

  /** And appointments. @param {RegExpExecArray|null} address */
  async showAppointments(address) {
    this.wantedDay = address;
    if (address && !this.agenda) {
      await import("../appointments/desk.js");
      this.agenda ??= this.visits.appendChild(part("tw-appointments-desk", this.services.appointments));
    }
    if (this.wantedDay !== address || !this.agenda) return;
    if (address) this.agenda.open(address[1] ?? null);
    else this.agenda.rest();
  }

  get narrow() {
    return matchMedia("(max-width: 52rem)").matches;
  }
}

customElements.define("tw-shell", Shell);
