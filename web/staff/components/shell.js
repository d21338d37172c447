import { h, icon } from "/shared/dom.js";
import { part } from "./part.js";

const ADDRESS = /^#\/t\/([A-Za-z0-9]+)$/u;

/** The signed-in page. The address holds the id of the open conversation, so back, forward and reload work. */
class Shell extends HTMLElement {
  connectedCallback() {
    const { services } = this;
    const { privileges } = services.store.state.me;
    Object.assign(services, { go: (id, how) => this.go(id, how), leave: () => this.leave() });
    this.append(part("tw-top-bar", services));
    if (privileges.text_messages === "none") {
      this.append(noAccess());
      return;
    }
    this.talk = part("tw-conversation-pane", services);
    this.main = h("main", { class: "panes", id: "content", tabindex: "-1" }, part("tw-inbox-pane", services), this.talk);
    this.append(this.main);
    addEventListener("popstate", this.follow);
    this.follow();
  }

  disconnectedCallback() {
    removeEventListener("popstate", this.follow);
  }

  /** Open a conversation; `write` puts the cursor where one types. */
  go(threadId, { write = false } = {}) {
    if (threadId !== this.services.store.state.threadId) history.pushState({ within: true }, "", `#/t/${threadId}`);
    this.follow();
    // After the store has told the panes, so that what gets the focus is on screen.
    if (write) setTimeout(() => this.talk.focusComposer());
    else if (this.narrow) setTimeout(() => this.talk.focusTitle());
  }

  leave() {
    if (history.state?.within) history.back();
    else {
      history.replaceState(null, "", "#/");
      this.follow();
    }
  }

  follow = () => {
    const [, threadId = null] = ADDRESS.exec(location.hash) ?? [];
    if (threadId === null && location.hash === "#content") return;
    const before = this.services.store.state.threadId;
    this.main.dataset.open = threadId ? "conversation" : "inbox";
    if (before && !threadId && this.narrow) this.querySelector(`.item[data-thread-id="${before}"]`)?.focus();
    this.services.thread.open(threadId);
  };

  get narrow() {
    return matchMedia("(max-width: 52rem)").matches;
  }
}

function noAccess() {
  return h("main", { class: "no-access", id: "content" },
    h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("lock")),
      h("h2", { class: "empty-title" }, "Text messages aren’t part of your role"),
      h("p", {}, "Ask your practice’s administrator if you need to read or send them.")));
}

customElements.define("tw-shell", Shell);
