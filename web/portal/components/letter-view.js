import { fill, h, icon } from "/shared/dom.js";
import { callAddress } from "/shared/patients/step.js";
import { Talk } from "/shared/patients/talk.js";
import { sessionEnded, wordsFor } from "/shared/patients/trouble.js";
import { mayPass } from "/shared/request.js";
import * as api from "../api.js";
import { draft } from "../memory.js";

const SPOKEN_MS = 100; // a live region speaks only what comes after it is there

/**
 * One conversation, in time order, and a reply. Answers bear the name of the group or member the patient wrote to, and nobody else's.
 * Set before it is connected: `language`, `practice`, `letterId`, `known` (the row of it, if there is one), `fresh` (just sent), `back`, `changed` and `over`.
 */
class LetterView extends HTMLElement {
  connectedCallback() {
    const { t } = this.language;
    this.talk = new Talk((cursor) => api.messages(this.letterId, cursor), (body, key) => this.reply(body, key));
    this.talk.addEventListener("ended", () => this.over());
    this.talk.addEventListener("change", () => this.talk.items.at(-1)?.from === "practice" && this.head && fill(this.note));
    this.log = Object.assign(document.createElement("tw-talk-log"), { language: this.language, talk: this.talk, bubble: (item) => this.bubble(item) });
    this.heading = h("h1", { class: "letter-title", tabindex: "-1" }, t("loading"));
    this.whom = h("p", { class: "letter-whom" });
    this.note = h("div", { class: "letter-note", role: "status" });
    this.answer = h("div", { class: "letter-answer" });
    this.append(
      h("div", { class: "pane-head" }, h("a", { class: "button button-icon pane-back", href: this.back(), "aria-label": t("portal_back"), "data-testid": "back" }, icon("back")), h("div", { class: "pane-title" }, this.heading, this.whom)),
      this.note, this.log, this.answer);
    if (this.known) this.showHead(this.known);
    this.load();
  }

  /** Look for news, and note as read what is shown. */
  async load() {
    try {
      this.showHead(await api.conversation(this.letterId));
    } catch (error) {
      if (sessionEnded(error)) return this.over();
      if (!mayPass(error)) return this.missing();
      if (!this.head) return this.trouble(error);
    }
    await this.talk.load();
    return this.noteRead();
  }

  showHead(head) {
    const { t } = this.language;
    const replyable = this.head?.can_reply;
    this.head = head;
    this.heading.textContent = head.subject;
    this.whom.textContent = t("portal_with", { name: head.with.name });
    this.log.label(t("portal_conversation", { subject: head.subject }));
    if (this.fresh) setTimeout(() => this.saySent(), SPOKEN_MS);
    this.fresh = false;
    if (replyable === head.can_reply) return;
    fill(this.answer, head.can_reply ? this.replyBox() : this.noReply());
  }

  saySent() {
    const { t } = this.language;
    fill(this.note, h("p", { class: "note note-ok", "data-testid": "sent-note" }, icon("check-circle"), h("span", { class: "note-body" }, t("portal_sent_note", { name: this.head.with.name }))));
  }

  replyBox() {
    this.box = Object.assign(document.createElement("tw-reply-box"), {
      language: this.language, talk: this.talk, draft: draft(this.letterId), sending: () => this.sending(),
      refused: (error) => (error.code === "recipient-unavailable" ? this.language.t("portal_no_reply", { name: this.head.with.name }) : ""),
    });
    this.log.again = (entry) => this.box.deliver(entry);
    return this.box;
  }

  async reply(body, key) {
    const message = await api.reply(this.letterId, body, key);
    this.changed();
    this.load(); // an answer may have come while it was written
    return message;
  }

  sending() {
    this.note.textContent = "";
    this.log.toEnd();
  }

  /** Words instead of a reply; what was typed before stays where it can be copied from. */
  noReply() {
    const { t } = this.language;
    const typed = draft(this.letterId).read();
    const { name, phone } = this.practice;
    return h("div", { class: "note no-reply", "data-testid": "no-reply" }, icon("info"), h("div", { class: "note-body" },
      h("p", {}, t("portal_no_reply", { name: this.head.with.name })),
      phone && h("a", { class: "help-call", href: callAddress(phone) }, icon("phone"), t("call", { practice: name })),
      typed && [h("p", { class: "typed-label" }, t("portal_typed")), h("blockquote", { class: "typed", "data-testid": "typed" }, typed)]));
  }

  bubble(item) {
    const { t } = this.language;
    const mine = item.from === "you";
    const sender = mine ? t("portal_you") : item.sender;
    return { mine, said: sender, mode: "secured", more: { "data-author": item.from }, meta: [h("span", { class: "mark sender", "aria-hidden": "true", "data-testid": "sender" }, sender)] };
  }

  /** The patient has seen the answers only if the page is seen. */
  async noteRead() {
    const last = this.talk.items.at(-1);
    if (!this.isConnected || !this.head?.unread || !last || document.visibilityState !== "visible") return;
    try {
      await api.markRead(this.letterId, last.id);
      this.head.unread = false;
      this.changed();
    } catch (error) {
      if (sessionEnded(error)) this.over();
    }
  }

  missing() {
    const { t } = this.language;
    this.instead(t("portal_missing_heading"), h("p", {}, t("portal_missing_lead")));
  }

  trouble(error) {
    const { t } = this.language;
    this.instead(t("portal_unreachable_heading"), h("p", {}, t(wordsFor(error, "trouble"))), h("button", { type: "button", class: "button button-quiet", onclick: () => this.restart() }, t("try_again")));
  }

  instead(heading, ...more) {
    this.heading.textContent = heading;
    this.whom.textContent = "";
    this.log.hidden = true;
    fill(this.answer);
    fill(this.note, h("div", { class: "pane-message" }, ...more));
  }

  restart() {
    this.log.hidden = false;
    fill(this.note);
    this.load();
  }

  keepUnsent() {
    if (this.box?.isConnected) this.box.keepUnsent();
  }
}

customElements.define("tw-letter-view", LetterView);
