import { fill, h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { Windowed } from "./windowed.js";

const ROW_PX = 100;

/** A list of rows that grows as one scrolls, is worked by keys, and keeps the focus when rows go. Rows are `.item-row` with a button first. */
export class ItemsPane extends HTMLElement {
  /** @param {{label: string, create: () => Element}} parts */
  makeList({ label, create }) {
    this.seen = null;
    this.list = h("ul", { class: "items", "aria-label": label, onkeydown: (event) => this.arrow(event) });
    this.end = h("div", { class: "items-end" });
    this.scroll = h("div", { class: "items-scroll" }, this.list, this.end);
    this.rows = new Windowed({ scroller: this.scroll, list: this.list, keyOf: (item) => item.message_id, estimate: ROW_PX, newOnTop: true, create, update: (row, item) => this.update(row, item) });
    this.rows.drawn = (from) => this.look(from);
  }

  show(state) {
    const { items, inboxPhase } = state;
    const seen = this.seen;
    const lost = this.held();
    this.rows.show(items);
    if (lost >= 0 && !this.list.contains(document.activeElement)) this.focusRow(Math.min(lost, items.length - 1));
    const news = inboxPhase === "ready" && seen ? items.find((item) => item.direction === "in" && item.at > (this.newest ?? "")) : null;
    if (news) this.services.toasts.say(`New message from ${this.nameOf(news)}`);
    this.newest = items[0]?.at ?? this.newest;
    if (inboxPhase === "ready") this.seen = new Set(items.map((item) => item.message_id));
    this.list.hidden = items.length === 0;
    this.scroll.setAttribute("aria-busy", String(inboxPhase === "loading"));
    this.showEnd(state);
  }

  look(from) {
    const item = this.rows.items[from];
    if (item) this.services.inbox.look(item);
  }

  /** The place in the list of the row that has the focus, or -1. */
  held() {
    const id = document.activeElement?.closest?.(".item-row")?.firstElementChild.dataset.messageId;
    return this.rows.indexOf.get(id) ?? -1;
  }

  /** The row that keys act on: the one with the focus, else the open one. */
  get current() {
    const { items, openId, threadId } = this.services.store.state;
    const at = this.held();
    return items[at] ?? items.find((item) => item.message_id === openId) ?? items.find((item) => item.thread_id === threadId) ?? null;
  }

  /** Back to where a conversation was opened from. */
  focusThread(threadId) {
    this.focusRow(Math.max(0, this.services.store.state.items.findIndex((item) => item.thread_id === threadId)));
  }

  focusRow(index) {
    const item = this.rows.items[index];
    if (item) this.rows.touch(item.message_id)?.firstElementChild.focus({ preventScroll: true });
  }

  /** To the row before or after; the first one when none is current. @returns {object|undefined} the item come to */
  step(by) {
    const { items } = this.services.store.state;
    const at = items.indexOf(this.current);
    const to = at < 0 ? 0 : Math.min(Math.max(0, at + by), items.length - 1);
    if (to >= items.length - 3) this.services.inbox.more();
    this.focusRow(to);
    return items[to];
  }

  showEnd(state) {
    const { items, inboxPhase, inboxError, itemsCursor } = state;
    const signature = JSON.stringify([inboxPhase, items.length === 0, Boolean(itemsCursor), inboxError?.message, this.emptyState(state)]);
    if (signature === this.endState) return;
    this.endState = signature;
    if (inboxPhase === "loading") fill(this.end, ...skeletons(7));
    else if (inboxError) fill(this.end, this.trouble(inboxError));
    else if (inboxPhase === "more") fill(this.end, ...skeletons(2));
    else if (items.length === 0) fill(this.end, this.empty(state));
    else if (itemsCursor) fill(this.end, h("button", { type: "button", class: "button button-text", onclick: () => this.services.inbox.more() }, "Show more"));
    else fill(this.end, h("p", { class: "items-last" }, "That’s everything"));
  }

  trouble(error) {
    const { words } = explain(error);
    return h("div", { class: "note note-danger", role: "alert" }, icon("alert"),
      h("div", { class: "note-body" }, h("p", {}, words), h("button", { type: "button", class: "button button-text", onclick: () => this.tryAgain() }, "Try again")));
  }

  /** What is shown already stays: only its end is asked for again. */
  tryAgain() {
    if (this.services.store.state.items.length) this.services.inbox.more();
    else this.choose();
  }

  watchEnd() {
    const watcher = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && this.services.inbox.more(), { root: this.scroll, rootMargin: "400px" });
    watcher.observe(this.end);
  }

  /** Up and down through the rows. */
  arrow(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    this.step(by);
  }
}

function skeletons(count) {
  return Array.from({ length: count }, () =>
    h("div", { class: "item item-skeleton", "aria-hidden": "true" },
      h("span", { class: "skeleton skeleton-avatar" }), h("span", { class: "skeleton skeleton-name" }), h("span", { class: "skeleton skeleton-line" }), h("span", { class: "skeleton skeleton-short" })));
}
