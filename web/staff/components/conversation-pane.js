import { fill, h, icon } from "/shared/dom.js";
import { explain, mayPass } from "/shared/request.js";
import { part } from "./part.js";

/** The right pane: head, messages, what is pending, composer; or a quiet page when nothing is open. */
class ConversationPane extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    this.head = part("tw-conversation-head", this.services);
    this.log = part("tw-conversation-log", this.services);
    this.find = part("tw-find-bar", this.services);
    this.presence = part("tw-presence-line", this.services);
    this.pending = h("div", { class: "pending-bar", hidden: true });
    this.composer = part("tw-composer", this.services);
    this.quiet = quiet();
    this.trouble = h("div", { class: "talk-trouble", hidden: true });
    this.talk = h("div", { class: "talk", hidden: true }, this.head, this.find, this.trouble, this.log, this.presence, this.pending, this.composer);
    this.append(h("div", { class: "talk-pane" }, this.quiet, this.talk));
    store.watch(["threadId", "threadPhase"], (state) => this.show(state));
    store.watch(["messages", "threadPhase", "bulkProgress", "olderCursor"], (state) => this.showPending(state));
  }

  show({ threadId, threadPhase, threadError }) {
    const failed = threadPhase === "error";
    this.quiet.hidden = Boolean(threadId);
    this.talk.hidden = !threadId;
    this.trouble.hidden = !failed;
    this.log.hidden = failed;
    this.composer.hidden = failed;
    if (failed) fill(this.trouble, h("div", { class: "note note-danger", role: "alert" }, icon("alert"), h("div", { class: "note-body" }, h("p", {}, explain(threadError).words), mayPass(threadError) && h("button", { type: "button", class: "button button-text", onclick: () => this.services.thread.refresh() }, "Try again"))));
  }

  showPending({ messages, threadPhase, bulkProgress, olderCursor }) {
    const waiting = messages.filter(({ status }) => status === "pending");
    this.pending.hidden = waiting.length === 0 || threadPhase === "loading";
    const words = bulkProgress || `${waiting.length}${olderCursor ? " or more" : ""} pending here`;
    if (this.pendingWords === words) return;
    this.pendingWords = words;
    fill(this.pending, h("span", { class: "mark status", "data-status": "pending", "data-testid": "thread-progress", role: "status" }, icon("clock"), words),
      h("button", { type: "button", class: "button button-text", disabled: bulkProgress !== "", "data-testid": "thread-complete", onclick: () => this.complete(waiting) }, icon("check"), waiting.length === 1 && !olderCursor ? "Mark as complete" : "Complete all"));
  }

  complete(waiting) {
    const { actions, bulk, store } = this.services;
    if (waiting.length === 1 && !store.state.olderCursor) actions.act(waiting[0], "complete");
    else bulk.actOnThread("complete");
  }

  focusTitle() {
    this.head.focusTitle();
  }

  focusLog() {
    this.log.region.focus({ preventScroll: true });
  }

  openFind() {
    this.find.open();
  }

  /** Show one message, wherever in the conversation it stands. */
  reveal(messageId) {
    this.log.reveal(messageId);
  }

  focusComposer() {
    this.composer.focusBody();
  }
}

function quiet() {
  return h("div", { class: "quiet" },
    h("div", { class: "quiet-art", "aria-hidden": "true" }, h("span", { class: "quiet-bubble" }, h("i", {}), h("i", {})), h("span", { class: "quiet-bubble quiet-ours" }, icon("lock"), h("i", {})), h("span", { class: "quiet-bubble" }, h("i", {}))),
    h("p", { class: "empty-title" }, "Choose a conversation"),
    h("p", {}, "Pick a message on the left, or find a patient to start writing."));
}

customElements.define("tw-conversation-pane", ConversationPane);
