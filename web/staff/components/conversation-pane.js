import { fill, h, icon } from "/shared/dom.js";
import { part } from "./part.js";
import { quietPage, TalkPane } from "./talk-pane.js";

/** The right pane of the inbox: a thread of texts, with what is pending in it. */
class ConversationPane extends TalkPane {
  connectedCallback() {
    const { store } = this.services;
    this.find = part("tw-find-bar", this.services);
    this.pending = h("div", { class: "pending-bar", hidden: true });
    this.build({ head: part("tw-conversation-head", this.services), above: [this.find], below: [this.pending], quiet: quietPage("Choose a conversation", "Pick a message on the left, or find a patient to start writing.") });
    store.watch(["messages", "threadPhase", "bulkProgress", "olderCursor"], (state) => this.showPending(state));
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

  openFind() {
    this.find.open();
  }
}

customElements.define("tw-conversation-pane", ConversationPane);
