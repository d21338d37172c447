import { fill, h, icon } from "/shared/dom.js";
import { part } from "./part.js";
import { quietPage, TalkPane } from "./talk-pane.js";

/** The right pane of the inbox: a thread of texts, with what is pending in it. */
class ConversationPane extends TalkPane {
  connectedCallback() {
    const { store } = this.services;
    this.find = part("tw-find-bar", this.services);
    this.pending = h("span", { class: "mark status", "data-testid": "thread-progress", role: "status" });
    this.completeAll = h("button", { type: "button", class: "button button-text", hidden: true, "data-testid": "thread-complete", onclick: () => this.complete() });
    this.build({ head: part("tw-conversation-head", this.services), above: [this.find], state: [this.pending], acts: [this.completeAll], quiet: quietPage("Choose a conversation", "Pick a message on the left, or find a patient to start writing.") });
    store.watch(["messages", "threadPhase", "bulkProgress", "olderCursor"], (state) => this.showPending(state));
  }

  showPending({ messages, threadPhase, bulkProgress, olderCursor }) {
    this.waiting = threadPhase === "loading" ? [] : messages.filter(({ status }) => status === "pending");
    const many = this.waiting.length;
    const none = threadPhase === "loading" ? "" : olderCursor ? "Nothing pending in what is shown" : "Nothing pending here";
    const words = bulkProgress || (many ? `${many}${olderCursor ? " or more" : ""} pending here` : none);
    const act = many === 1 && !olderCursor ? "Mark as complete" : "Complete all";
    const state = JSON.stringify([words, act, many > 0]);
    if (this.pendingState !== state) {
      this.pendingState = state;
      this.pending.dataset.status = many ? "pending" : "none";
      fill(this.pending, words && icon(many ? "clock" : "check"), words);
      fill(this.completeAll, icon("check"), act);
    }
    if (many === 0 && document.activeElement === this.completeAll) this.focusLog();
    this.completeAll.hidden = many === 0;
  }

  complete() {
    const { actions, bulk, store } = this.services;
    if (this.waiting.length === 1 && !store.state.olderCursor) actions.act(this.waiting[0], "complete");
    else bulk.actOnThread("complete");
  }

  openFind() {
    this.find.open();
  }
}

customElements.define("tw-conversation-pane", ConversationPane);
