/** The inbox list on screen: first page, further pages, and keeping step with what happens meanwhile. */
import { coalesce } from "./coalesce.js";
import { listsFor } from "./lists.js";
import { Pages } from "./pages.js";

const CHOICE = "textward.list";

/** Fires `forbidden` when the API refuses the list: the role may have changed. */
export class Inbox extends EventTarget {
  /** @param {string} [kept] under which name this tab keeps what was chosen last */
  constructor(api, store, kept = CHOICE) {
    super();
    this.kept = kept;
    this.api = api;
    this.store = store;
    this.turn = 0;
    this.pages = new Pages();
  }

  /** Show the list chosen last in this tab, or the first one allowed. */
  start() {
    const allowed = listsFor(this.store.state.me.privileges.text_messages);
    if (!allowed.length) return;
    const before = JSON.parse(sessionStorage.getItem(this.kept) ?? "{}");
    const known = allowed.some(({ id }) => id === before.list);
    const facility = this.store.state.me.facilities.some(({ id }) => id === before.facility) ? before.facility : "";
    this.choose(known ? before.list : allowed[0].id, facility);
  }

  choose(list, facility = this.store.state.facility) {
    sessionStorage.setItem(this.kept, JSON.stringify({ list, facility }));
    this.turn += 1;
    this.pages = new Pages();
    this.inView = null;
    this.store.set({ list, facility, items: [], itemsCursor: null, inboxPhase: "loading", inboxError: null });
    this.badge();
    return this.load(this.pages.head);
  }

  async badge() {
    try {
      this.store.set({ badge: await this.api.badge() });
    } catch {
      // The last count stays; the next news or poll brings a newer one.
    }
  }

  /** Fetch what is on screen again; what is further away when it comes into view. */
  refresh = coalesce(() => {
    this.pages.spoil();
    const { list, items } = this.store.state;
    const shown = items.find(({ message_id: id }) => id === this.inView);
    const wanted = new Set([this.pages.head, shown ? this.pages.of(shown) : this.pages.head]);
    return Promise.all([...(list ? [...wanted].map((page) => this.load(page)) : []), this.badge()]);
  });

  /** The reader looks at this row. */
  look(item) {
    this.inView = item.message_id;
    const page = this.pages.of(item);
    if (page.stale && page !== this.pages.head) this.load(page);
  }

  async load(page) {
    const { turn } = this;
    const { list, facility } = this.store.state;
    page.stale = false;
    try {
      const fetched = await this.api.inbox({ list, facility, cursor: page.cursor });
      if (turn === this.turn && this.pages.all.includes(page)) this.take(page, fetched);
    } catch (error) {
      if (turn === this.turn) this.failed(error);
    }
  }

  take(page, fetched) {
    const { items, itemsCursor } = this.store.state;
    this.store.set({ ...this.pages.fit(page, fetched, items, itemsCursor), inboxPhase: "ready", inboxError: null });
  }

  failed(error) {
    if (error.status === 403) this.dispatchEvent(new Event("forbidden"));
    if (error.status === 403 || error.status === 404) this.store.set({ items: [], itemsCursor: null, inboxPhase: "error", inboxError: error });
    else if (!this.store.state.items.length) this.store.set({ inboxPhase: "error", inboxError: error });
  }

  /** The next page, when the end of the list comes near. */
  async more() {
    const { turn } = this;
    const { list, facility, itemsCursor, inboxPhase } = this.store.state;
    if (!itemsCursor || inboxPhase !== "ready") return;
    this.store.set({ inboxPhase: "more" });
    try {
      const page = await this.api.inbox({ list, facility, cursor: itemsCursor });
      if (turn === this.turn) this.append(itemsCursor, page);
    } catch (error) {
      if (turn === this.turn) this.store.set({ inboxPhase: "ready", inboxError: error });
    }
  }

  append(cursor, page) {
    const { items, itemsCursor } = this.store.state;
    if (itemsCursor !== cursor) return this.store.set({ inboxPhase: "ready" }); // The list was cut meanwhile.
    const have = new Set(items.map((item) => item.message_id));
    this.pages.add(cursor, items.at(-1));
    return this.store.set({ items: [...items, ...page.items.filter((item) => !have.has(item.message_id))], itemsCursor: page.next_cursor, inboxPhase: "ready", inboxError: null });
  }
}
