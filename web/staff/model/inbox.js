/** The inbox list on screen: first page, further pages, and keeping step with what happens meanwhile. */
import { coalesce } from "./coalesce.js";
import { listsFor } from "./lists.js";

const CHOICE = "textward.list";
const MOST_AT_ONCE = 100;

export class Inbox {
  constructor(api, store) {
    this.api = api;
    this.store = store;
    this.turn = 0;
  }

  /** Show the list chosen last in this tab, or the first one allowed. */
  start() {
    const allowed = listsFor(this.store.state.me.privileges.text_messages);
    if (!allowed.length) return;
    const before = JSON.parse(sessionStorage.getItem(CHOICE) ?? "{}");
    const known = allowed.some(({ id }) => id === before.list);
    const facility = this.store.state.me.facilities.some(({ id }) => id === before.facility) ? before.facility : "";
    this.choose(known ? before.list : allowed[0].id, facility);
  }

  choose(list, facility) {
    sessionStorage.setItem(CHOICE, JSON.stringify({ list, facility }));
    this.store.set({ list, facility, items: [], itemsCursor: null, inboxPhase: "loading", inboxError: null });
    this.badge();
    return this.load();
  }

  async badge() {
    try {
      this.store.set({ badge: await this.api.badge() });
    } catch {
      // The last count stays; the next news or poll brings a newer one.
    }
  }

  /** Fetch what is on screen again. */
  refresh = coalesce(() => Promise.all([this.store.state.list && this.load(), this.badge()]));

  async load() {
    const turn = ++this.turn;
    const { list, facility, items } = this.store.state;
    const limit = Math.min(MOST_AT_ONCE, Math.max(25, items.length));
    try {
      const page = await this.api.inbox({ list, facility, limit });
      if (turn === this.turn) this.take(page);
    } catch (error) {
      if (turn !== this.turn) return;
      if (error.status === 403) this.store.set({ items: [], itemsCursor: null, inboxPhase: "error", inboxError: error });
      else if (!this.store.state.items.length) this.store.set({ inboxPhase: "error", inboxError: error });
    }
  }

  /** Put a fresh first page above what was loaded further down. */
  take(page) {
    const { items, itemsCursor } = this.store.state;
    const last = page.items.at(-1);
    const deeper = page.next_cursor && items.length > page.items.length;
    const tail = deeper ? items.filter((item) => older(item, last)) : [];
    this.store.set({
      items: [...page.items, ...tail],
      itemsCursor: tail.length ? itemsCursor : page.next_cursor,
      inboxPhase: "ready",
      inboxError: null,
    });
  }

  /** The next page, when the end of the list comes near. */
  async more() {
    const { list, facility, itemsCursor, inboxPhase } = this.store.state;
    if (!itemsCursor || inboxPhase !== "ready") return;
    this.store.set({ inboxPhase: "more" });
    try {
      const page = await this.api.inbox({ list, facility, cursor: itemsCursor });
      if (this.store.state.list !== list || this.store.state.facility !== facility) return;
      const have = new Set(this.store.state.items.map((item) => item.message_id));
      const fresh = page.items.filter((item) => !have.has(item.message_id));
      this.store.set({ items: [...this.store.state.items, ...fresh], itemsCursor: page.next_cursor, inboxPhase: "ready" });
    } catch (error) {
      this.store.set({ inboxPhase: "ready", inboxError: error });
    }
  }
}

/** Newest first, by time and then by id. */
function older(item, than) {
  return item.at < than.at || (item.at === than.at && item.message_id < than.message_id);
}
