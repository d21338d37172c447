import { sessionEnded } from "/shared/patients/trouble.js";
import * as api from "../api.js";

const MOST_EMPTY_PAGES = 5; // before the patient is asked whether to look further

/** One list of conversations: a box, or what a search found. Fires `change`, and `ended` when the session is over. */
export class Box extends EventTarget {
  constructor(name) {
    super();
    Object.assign(this, { name, query: "", open: "", run: 0 });
    this.clear();
  }

  clear() {
    Object.assign(this, { items: [], cursor: null, further: false, loaded: false, failure: null });
  }

  /** Show a box. */
  choose(name) {
    if (name === this.name) return undefined;
    Object.assign(this, { name, query: "" });
    return this.again();
  }

  /** Show the conversations with a group or member of such a name; "" goes back to the box. */
  search(query) {
    if (query === this.query) return undefined;
    this.query = query;
    return this.again();
  }

  again() {
    this.clear();
    this.tell();
    return this.load();
  }

  /** Look for news, unless a further page is on its way. */
  refresh() {
    return this.busy ? undefined : this.load();
  }

  load() {
    return this.guarded(null, ({ items, next_cursor: cursor }) => {
      const found = new Set(items.map(({ id }) => id));
      const whole = cursor === null || !this.further;
      const rest = this.items.filter(({ id }) => !found.has(id));
      // Further pages stay as they are; and what is being read doesn't vanish from the unread while it is read.
      const stays = whole ? rest.filter(({ id }) => this.name === "unread" && id === this.open).map((item) => ({ ...item, unread: false })) : rest;
      Object.assign(this, { items: [...items, ...stays], loaded: true });
      if (whole) Object.assign(this, { cursor, further: false });
    });
  }

  async more() {
    if (this.busy) return;
    this.busy = true;
    await this.guarded(this.cursor, ({ items, next_cursor: cursor }) => {
      const known = new Set(this.items.map(({ id }) => id));
      Object.assign(this, { items: [...this.items, ...items.filter(({ id }) => !known.has(id))], cursor, further: true });
    });
    this.busy = false;
  }

  async guarded(cursor, take) {
    const run = ++this.run;
    try {
      const page = await (this.query ? this.find(cursor) : api.conversations(this.name, cursor));
      if (run !== this.run) return;
      take(page);
      this.failure = null;
    } catch (error) {
      if (sessionEnded(error)) return this.dispatchEvent(new Event("ended"));
      if (run !== this.run) return;
      this.failure = error;
    }
    this.tell();
  }

  async find(from) {
    const items = [];
    let cursor = from;
    for (let pages = 0; pages < MOST_EMPTY_PAGES && items.length === 0 && (pages === 0 || cursor); pages += 1) {
      const page = await api.search(this.query, cursor);
      items.push(...page.items);
      cursor = page.next_cursor;
    }
    return { items, next_cursor: cursor };
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}
