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
    store.watch(["messages", "threadPhase", "bulkProgress", "olderCursor", "openId"], (state) => this.showPending(state));
  }

  /** What is not on screen is never completed with what is: from the message opened on, only that counts. */
  showPending({ messages, threadPhase, bulkProgress, olderCursor, openId }) {
    const first = openId ? Math.max(0, messages.findIndex(({ id }) => id === openId)) : 0;
    const pending = (some) => some.filter(({ status }) => status === "pending");
    this.waiting = threadPhase === "loading" ? [] : pending(messages.slice(first));
    const many = this.waiting.length;
    const above = threadPhase === "loading" ? 0 : pending(messages.slice(0, first)).length;
    const words = bulkProgress || (threadPhase === "loading" ? "" : pendingWords({ many, above, more: !openId && olderCursor }));
    const act = many === 1 && (openId || !olderCursor) ? "Mark as complete" : openId ? "Complete these" : "Complete all";
    const state = JSON.stringify([words, act, many > 0]);
    if (this.pendingState !== state) {
      this.pendingState = state;
      this.pending.dataset.status = many + above ? "pending" : "none";
      fill(this.pending, words && icon(many + above ? "clock" : "check"), words);
      fill(this.completeAll, icon("check"), act);
    }
    if (many === 0 && document.activeElement === this.completeAll) this.focusLog();
    this.completeAll.hidden = many === 0;
  }

  complete() {
    const { actions, bulk, store } = this.services;
    const { openId, olderCursor } = store.state;
    if (!openId && olderCursor) bulk.actOnThread("complete");
    else if (this.waiting.length === 1) actions.act(this.waiting[0], "complete");
    else bulk.actOn("complete", this.waiting);
  }

  openFind() {
    this.find.open();
  }
}

function pendingWords({ many, above, more }) {
  const here = many ? `${many}${more ? " or more" : ""} pending here` : "";
  const there = above ? `${above} pending further up` : "";
  if (here && there) return `${here}, ${above} further up`;
  return here || there || (more ? "Nothing pending in what is shown" : "Nothing pending here");
}

customElements.define("tw-conversation-pane", ConversationPane);
