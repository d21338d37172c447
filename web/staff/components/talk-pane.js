import { fill, h, icon } from "/shared/dom.js";
import { explain, mayPass } from "/shared/request.js";
import { part } from "./part.js";

/** A conversation on screen: head, messages, a line with what goes on in it, composer; or a quiet page when nothing is open. */
export class TalkPane extends HTMLElement {
  /**
   * The line below the messages is always there, whatever it holds: what comes and goes in it moves nothing else.
   * @param {{head: HTMLElement, above?: Node[], state?: Node[], acts?: Node[], quiet: Node}} parts what differs from page to page; `state` and `acts` stand in the line
   */
  build({ head, above = [], state = [], acts = [], quiet }) {
    const { store } = this.services;
    this.head = head;
    this.log = part("tw-conversation-log", this.services);
    this.presence = part("tw-presence-line", this.services);
    this.composer = part("tw-composer", this.services);
    this.quiet = quiet;
    this.trouble = h("div", { class: "talk-trouble", hidden: true });
    this.line = h("div", { class: "talk-line" }, ...state, this.presence, ...acts);
    this.talk = h("div", { class: "talk", hidden: true }, head, ...above, this.trouble, this.log, this.line, this.composer);
    this.append(h("div", { class: "talk-pane" }, quiet, this.talk));
    store.watch(["threadId", "threadPhase"], (state) => this.show(state));
  }

  show({ threadId, threadPhase, threadError }) {
    const failed = threadPhase === "error";
    this.quiet.hidden = Boolean(threadId);
    this.talk.hidden = !threadId;
    this.trouble.hidden = !failed;
    this.log.hidden = failed;
    this.line.hidden = failed;
    this.composer.hidden = failed;
    if (failed) fill(this.trouble, h("div", { class: "note note-danger", role: "alert" }, icon("alert"), h("div", { class: "note-body" }, h("p", {}, this.troubleWords(threadError)), mayPass(threadError) && h("button", { type: "button", class: "button button-text", onclick: () => this.services.thread.refresh() }, "Try again"))));
  }

  troubleWords(error) {
    return explain(error).words;
  }

  focusTitle() {
    this.head.focusTitle();
  }

  focusLog() {
    this.log.region.focus({ preventScroll: true });
  }

  /** Show one message, wherever in the conversation it stands. */
  reveal(messageId) {
    this.log.reveal(messageId);
  }

  focusComposer() {
    this.composer.focusBody();
  }
}

/** What stands where nothing is open. */
export function quietPage(title, words) {
  return h("div", { class: "quiet" },
    h("div", { class: "quiet-art", "aria-hidden": "true" }, h("span", { class: "quiet-bubble" }, h("i", {}), h("i", {})), h("span", { class: "quiet-bubble quiet-ours" }, icon("lock"), h("i", {})), h("span", { class: "quiet-bubble" }, h("i", {}))),
    h("p", { class: "empty-title" }, title),
    h("p", {}, words));
}
