import { fill, h, icon } from "/shared/dom.js";
import { Shortcuts } from "../shortcuts.js";
import { part } from "./part.js";
import { showShortcuts } from "./shortcuts-help.js";

const TALK = /^#\/t\/([A-Za-z0-9]+)(?:\/([A-Za-z0-9]+))?$/u;
/** How the record system's patient page leads here: the patient's one thread, whether anything was said in it or not. */
const PATIENT = /^#\/patients\/([0-9A-Z]{26})$/u;
const SETTINGS = /^#\/settings\/([a-z]+)$/u;

/** The signed-in page. The address holds the ids of what is open, so back, forward and reload work. */
class Shell extends HTMLElement {
  connectedCallback() {
    const { services } = this;
    const { privileges } = services.store.state.me;
    Object.assign(services, {
      go: (id, how) => this.go(id, how), leave: () => this.leave(), visit: (address) => this.visit(address), viewFull: () => this.viewFull(),
      find: () => services.store.state.threadId && this.talk.openFind(), reveal: (id) => this.talk.reveal(id), help: () => showShortcuts(),
    });
    this.append(part("tw-top-bar", services));
    this.settings = h("main", { class: "settings", tabindex: "-1", hidden: true });
    this.append(privileges.text_messages === "none" ? this.withoutTexts() : this.desk(), this.settings);
    addEventListener("popstate", this.follow);
    this.follow();
  }

  disconnectedCallback() {
    removeEventListener("popstate", this.follow);
    this.shortcuts?.stop();
  }

  withoutTexts() {
    this.main = h("main", { class: "no-access", id: "content" },
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

  follow = () => {
    const [, patientId = null] = PATIENT.exec(location.hash) ?? [];
    if (patientId) history.replaceState(history.state, "", `#/t/P${patientId}`);
    const { hash } = location;
    if (hash === "#content") return;
    const [, page = null] = SETTINGS.exec(hash) ?? [];
    this.showSettings(page);
    if (!this.talk) return;
    const [, threadId = null, messageId = null] = TALK.exec(hash) ?? [];
    this.main.dataset.open = threadId ? "conversation" : "inbox";
    this.services.thread.open(threadId, messageId);
  };

  /** Settings come when they are asked for. */
  async showSettings(page) {
    this.main.hidden = Boolean(page);
    this.settings.hidden = !page;
    this.settings.id = page ? "content" : "";
    this.main.id = page ? "" : "content";
    if (!page || page === this.page) {
      this.page = page;
      return;
    }
    this.page = page;
    await import("../settings/page.js");
    if (this.page === page) fill(this.settings, Object.assign(part("tw-settings", this.services), { page }));
  }

  get narrow() {
    return matchMedia("(max-width: 52rem)").matches;
  }
}

customElements.define("tw-shell", Shell);
