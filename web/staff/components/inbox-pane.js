import { fill, h, icon } from "/shared/dom.js";
import { explain } from "/shared/request.js";
import { LISTS, listsFor } from "../model/lists.js";
import { createItem, updateItem } from "./inbox-item.js";
import { part } from "./part.js";
import { Windowed } from "./windowed.js";

const ROW_PX = 100;

/** The left pane: search, filters, and the list. */
class InboxPane extends HTMLElement {
  connectedCallback() {
    const { store } = this.services;
    const { me } = store.state;
    this.seen = null;
    this.lists = h("select", { class: "select select-strong", "aria-label": "Show", "data-testid": "list-filter", onchange: () => this.choose() });
    this.facilities = h("select", { class: "select", "aria-label": "Facility", "data-testid": "facility-filter", onchange: () => this.choose() },
      h("option", { value: "" }, "All facilities"), ...me.facilities.map(({ id, name }) => h("option", { value: id }, name)));
    this.list = h("ul", { class: "items", "aria-label": "Messages", onkeydown: (event) => this.arrow(event) });
    this.end = h("div", { class: "items-end" });
    this.scroll = h("div", { class: "items-scroll" }, this.list, this.end);
    this.select = h("button", { type: "button", class: "button button-icon select-mode", "aria-label": "Select messages", title: "Select messages (x)", "data-testid": "select-mode", onclick: () => this.switchSelecting() }, icon("select"));
    this.append(
      h("section", { class: "inbox", "aria-labelledby": "inbox-title" },
        h("h2", { id: "inbox-title", class: "visually-hidden" }, "Inbox"),
        h("div", { class: "inbox-tools" },
          me.privileges.text_messages === "all" && part("tw-patient-search", this.services),
          h("div", { class: "filters" },
            h("span", { class: "select-wrap" }, this.lists, icon("down")),
            me.facilities.length > 1 && h("span", { class: "select-wrap" }, this.facilities, icon("down")),
            this.select)),
        this.scroll, part("tw-bulk-bar", this.services)));
    this.rows = new Windowed({ scroller: this.scroll, list: this.list, keyOf: (item) => item.message_id, estimate: ROW_PX, newOnTop: true, create: () => createItem(this.services), update: (row, item) => this.update(row, item) });
    this.rows.drawn = (from) => this.look(from);
    this.watchEnd();
    store.watch(["list", "facility", "badge"], (state) => this.showFilters(state));
    store.watch(["selecting"], ({ selecting }) => {
      this.toggleAttribute("data-selecting", selecting);
      this.select.setAttribute("aria-pressed", String(selecting));
    });
    store.watch(["items", "threadId", "openId", "inboxPhase", "inboxError", "itemsCursor", "badge", "selected"], (state) => this.show(state));
  }

  /** Whether the member may see a list. */
  offers(list) {
    return listsFor(this.services.store.state.me.privileges.text_messages).some(({ id }) => id === list);
  }

  choose(list = this.lists.value) {
    this.seen = null;
    this.scroll.scrollTop = 0;
    this.services.inbox.choose(list, this.facilities.value);
  }

  showFilters({ me, list, facility, badge }) {
    const options = listsFor(me.privileges.text_messages).map(({ id, name }) => {
      const count = id === list ? 0 : badge?.[id]; // The open list shows itself; the others say how much waits there.
      return h("option", { value: id }, count ? `${name} (${count})` : name);
    });
    const words = options.map((option) => option.textContent).join();
    if (words !== this.words) fill(this.lists, ...options);
    this.words = words;
    if (list) this.lists.value = list;
    this.facilities.value = facility;
  }

  switchSelecting() {
    const { selection, store } = this.services;
    if (store.state.selecting) selection.end();
    else selection.begin();
  }

  show({ items, inboxPhase, inboxError, itemsCursor, list, badge }) {
    const seen = this.seen;
    const lost = this.held();
    this.rows.show(items);
    if (lost >= 0 && !this.list.contains(document.activeElement)) this.focusRow(Math.min(lost, items.length - 1));
    const news = inboxPhase === "ready" && seen ? items.find((item) => item.direction === "in" && !seen.has(item.message_id) && item.at > (this.newest ?? "")) : null;
    if (news) this.services.toasts.say(`New message from ${news.party.name ?? news.party.phone_display}`);
    this.newest = items[0]?.at ?? this.newest;
    if (inboxPhase === "ready") this.seen = new Set(items.map((item) => item.message_id));
    this.list.hidden = items.length === 0;
    this.scroll.setAttribute("aria-busy", String(inboxPhase === "loading"));
    this.showEnd({ items, inboxPhase, inboxError, itemsCursor, list, badge });
  }

  update(row, item) {
    const { threadId, openId, selected } = this.services.store.state;
    const current = item.thread_id === threadId && (!openId || openId === item.message_id);
    updateItem(row, item, { services: this.services, selected: current, ticked: selected.has(item.message_id), fresh: Boolean(this.seen && !this.seen.has(item.message_id)) });
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

  showEnd({ items, inboxPhase, inboxError, itemsCursor, list, badge }) {
    const mine = list === "pending_unassigned" ? badge?.pending_for_me ?? 0 : 0;
    const state = JSON.stringify([inboxPhase, items.length === 0, Boolean(itemsCursor), inboxError?.message, list, mine]);
    if (state === this.endState) return;
    this.endState = state;
    if (inboxPhase === "loading") fill(this.end, ...skeletons(7));
    else if (inboxError) fill(this.end, this.trouble(inboxError));
    else if (inboxPhase === "more") fill(this.end, ...skeletons(2));
    else if (items.length === 0) fill(this.end, emptyList(list, mine, () => this.choose("pending_for_me")));
    else if (itemsCursor) fill(this.end, h("button", { type: "button", class: "button button-text", onclick: () => this.services.inbox.more() }, "Show more"));
    else fill(this.end, h("p", { class: "items-last" }, "That’s everything"));
  }

  trouble(error) {
    const { words } = explain(error);
    return h("div", { class: "note note-danger", role: "alert" }, icon("alert"),
      h("div", { class: "note-body" }, h("p", {}, words), h("button", { type: "button", class: "button button-text", onclick: () => this.choose() }, "Try again")));
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

/** @param {number} mine how many of the pending ones are the reader's: they count in the badge but are not in this list */
function emptyList(list, mine, showMine) {
  const { none, hint } = LISTS.find(({ id }) => id === list) ?? LISTS[0];
  return h("div", { class: "empty" }, h("span", { class: "empty-mark" }, icon("check")), h("p", { class: "empty-title" }, none), h("p", {}, hint),
    mine > 0 && h("button", { type: "button", class: "button button-quiet", onclick: showMine }, mine === 1 ? "1 is waiting for you" : `${mine} are waiting for you`));
}

function skeletons(count) {
  return Array.from({ length: count }, () =>
    h("div", { class: "item item-skeleton", "aria-hidden": "true" },
      h("span", { class: "skeleton skeleton-avatar" }), h("span", { class: "skeleton skeleton-name" }), h("span", { class: "skeleton skeleton-line" }), h("span", { class: "skeleton skeleton-short" })));
}

customElements.define("tw-inbox-pane", InboxPane);
