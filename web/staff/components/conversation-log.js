import { fill, h, icon } from "/shared/dom.js";
import { shownTwice } from "../model/outbox.js";
import { createOutgoing, updateOutgoing } from "./message-view.js";
import { Windowed } from "./windowed.js";

const NEAR_END_PX = 80;
const ROW_PX = 96;

/** The messages, oldest first; stays at the end unless the reader has scrolled up. `services.messageView` draws one. */
class ConversationLog extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    this.earlier = h("div", { class: "log-earlier" });
    this.list = h("ol", { class: "messages" });
    this.region = h("div", { class: "log", role: "region", tabindex: "0", "aria-label": "Conversation", "data-testid": this.services.hook("conversation"), onscroll: () => this.scrolled() }, this.earlier, this.list);
    this.jump = h("button", { type: "button", class: "button button-quiet log-jump", hidden: true, onclick: () => this.toEnd() }, icon("down"), "New message");
    this.append(this.region, this.jump);
    this.rows = new Windowed({ scroller: this.region, list: this.list, keyOf: (row) => row.key, estimate: ROW_PX, holds: ({ kind }) => kind === "message", create: (row) => this.create(row), update: (node, row) => this.update(node, row) });
    this.rows.drawn = (from, to) => this.look(from, to);
    store.watch(["threadId"], () => this.reset());
    store.watch(["messages", "outgoing", "threadPhase", "olderCursor", "olderFailed", "openId", "conflicts", "hit"], (state) => this.show(state));
    addEventListener("beforeprint", () => this.toPaper());
    addEventListener("afterprint", () => this.toScreen());
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.region);
  }

  reset() {
    this.atEnd = true;
    this.lastId = null;
    this.known = null;
    this.jump.hidden = true;
    this.openId = null;
  }

  show(state) {
    const { threadPhase, messages, threadId, openId } = state;
    if (!threadId) return;
    const held = document.activeElement;
    this.rows.show(this.lines(state), { toEnd: this.atEnd, around: () => this.showEarlier(state) });
    if (held !== document.activeElement && document.activeElement === document.body) this.region.focus({ preventScroll: true });
    this.region.setAttribute("aria-busy", String(threadPhase === "loading"));
    if (this.atEnd) this.toEnd();
    if (openId !== this.openId && (!openId || messages.some(({ id }) => id === openId))) this.openAt(openId);
    this.notice(state);
    if (threadPhase === "ready") this.known = new Set(messages.map(({ id }) => id));
  }

  /** The message that was chosen stands on top, what followed below it. */
  openAt(messageId) {
    this.openId = messageId;
    if (!messageId) return;
    this.region.scrollTop = 0;
    this.scrolled();
  }

  /** Scroll to a message. */
  reveal(messageId) {
    this.atEnd = false;
    this.rows.reveal(messageId);
  }

  look(from, to) {
    const row = this.rows.items.slice(from, to).find(({ kind }) => kind === "message");
    if (row) this.services.thread.look(row.message.id);
  }

  /** What is shown, in order: days, messages, and what is on its way. From the message opened on, unless all is asked for. */
  lines({ messages, outgoing, threadId, me, threadPhase, openId }) {
    if (threadPhase === "loading") return [4, 7, 5].map((width, index) => ({ key: `skeleton-${index}`, kind: "skeleton", width, index }));
    const waiting = outgoing.filter((entry) => entry.threadId === threadId);
    const hidden = shownTwice(messages, waiting, me.member.id);
    const rows = [];
    let day = "";
    const first = openId ? Math.max(0, messages.findIndex(({ id }) => id === openId)) : 0;
    for (const message of messages.slice(first)) {
      if (hidden.has(message.id)) continue;
      const key = this.services.calendar.dayKey(message.at);
      if (key !== day) rows.push({ key: `day-${key}`, kind: "day", at: message.at });
      day = key;
      rows.push({ key: message.id, kind: "message", message });
    }
    return [...rows, ...waiting.map((entry) => ({ key: entry.key, kind: "outgoing", entry }))];
  }

  create(row) {
    if (row.kind === "day") return h("li", { class: "day" }, h("h3", {}));
    if (row.kind === "skeleton") return h("li", { class: "message", "aria-hidden": "true", "data-side": row.index % 2 ? "ours" : "theirs" }, h("span", { class: `skeleton skeleton-bubble skeleton-w${row.width}` }));
    return row.kind === "message" ? this.services.messageView.create(row.message) : createOutgoing(row.entry, this.services.hook);
  }

  update(node, row) {
    if (row.kind === "day") node.firstElementChild.textContent = this.services.calendar.day(row.at, { today: "Today", yesterday: "Yesterday" });
    else if (row.kind === "outgoing") updateOutgoing(node, row.entry, this.services);
    else if (row.kind === "message") this.services.messageView.update(node, row.message, { services: this.services, fresh: Boolean(this.known && !this.known.has(row.message.id)) && row.message.direction === "in", ...this.marks(row.message) });
  }

  marks({ id }) {
    const { hit, conflicts } = this.services.store.state;
    return { hit: hit?.id === id ? hit.words : "", conflict: conflicts.get(id) };
  }

  showEarlier({ olderCursor, olderFailed, threadPhase, messages, outgoing, threadId, openId }) {
    const none = threadPhase === "ready" && messages.length === 0 && !outgoing.some((entry) => entry.threadId === threadId);
    const cut = openId && (olderCursor || messages[0]?.id !== openId);
    const state = none ? "none" : cut && threadPhase !== "loading" ? `cut-${threadPhase}` : olderCursor ? `${threadPhase}${olderFailed ? "-failed" : ""}` : "";
    if (state === this.earlierState) return;
    this.earlierState = state;
    if (none) fill(this.earlier, h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("text")), h("p", { class: "empty-title" }, "No messages yet"), h("p", {}, "Write the first one below.")));
    else if (state.endsWith("older")) fill(this.earlier, h("span", { class: "skeleton skeleton-bubble skeleton-w5", "aria-hidden": "true" }));
    else if (state.startsWith("cut")) fill(this.earlier, h("button", { type: "button", class: "button button-quiet", "data-testid": "view-full", onclick: () => this.services.viewFull() }, "View full conversation"));
    else if (state.endsWith("failed")) fill(this.earlier, h("p", { class: "log-failed", role: "alert" }, icon("alert"), "Earlier messages did not load.", h("button", { type: "button", class: "button button-text", onclick: () => this.services.thread.older() }, "Try again")));
    else if (state) fill(this.earlier, h("button", { type: "button", class: "button button-text", onclick: () => this.services.thread.older() }, "Earlier messages"));
    else fill(this.earlier);
  }

  /** Tell of a message that came while the conversation was open. */
  notice({ messages, thread }) {
    const { partyName } = this.services;
    const last = messages.at(-1);
    if (!last || last.id === this.lastId) return;
    const first = this.lastId === null;
    this.lastId = last.id;
    if (first || last.direction !== "in") return;
    this.services.toasts.say(`New message from ${(thread && partyName(thread)) ?? "the patient"}`);
    this.jump.hidden = this.atEnd;
  }

  /** On paper nothing scrolls: all rows that are loaded, and back to where the reader was. */
  toPaper() {
    this.paper = { atEnd: this.atEnd, scrollTop: this.region.scrollTop };
    this.rows.whole(true);
  }

  toScreen() {
    const { atEnd, scrollTop } = this.paper;
    this.rows.whole(false);
    requestAnimationFrame(() => {
      this.paper = null;
      if (atEnd) this.toEnd();
      else this.region.scrollTop = scrollTop;
    });
  }

  scrolled() {
    if (this.paper) return;
    const { scrollTop, scrollHeight, clientHeight } = this.region;
    this.atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    if (this.atEnd) this.jump.hidden = true;
    const { openId, olderFailed } = this.services.store.state;
    if (scrollTop < 200 && !this.atEnd && !openId && !olderFailed) this.services.thread.older();
  }

  toEnd() {
    this.rows.toEnd();
    this.jump.hidden = true;
  }
}

customElements.define("tw-conversation-log", ConversationLog);
