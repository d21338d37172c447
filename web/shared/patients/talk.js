/** A conversation as the patient has it: pages joined, and replies on their way. */
import { randomKey } from "/shared/dom.js";
import { mayPass } from "/shared/request.js";
import { sessionEnded } from "./trouble.js";

/** Fires `change`, and `ended` when the session is over. */
export class Talk extends EventTarget {
  /**
   * @param {(cursor: string|null) => Promise<{items: {id: string, at: string}[], next_cursor: string|null}>} page asks for a page, the newest without a cursor
   * @param {(body: string, key: string) => Promise<{id: string, at: string}>} send sends a reply; the key is the same for every try
   */
  constructor(page, send) {
    super();
    Object.assign(this, { page, send, latest: null, items: [], cursor: null, replies: [], loaded: false, failure: null, earlierFailed: null });
  }

  /** Look for news; `latest` is then the whole answer. */
  async load() {
    await this.guarded(async () => {
      const page = await this.page(null);
      const known = new Set(this.items.map(({ id }) => id));
      const meets = page.items.some(({ id }) => known.has(id));
      if (!meets) this.cursor = page.next_cursor;
      this.items = merge(meets ? this.items : [], page.items);
      this.latest = page;
      this.loaded = true;
    });
  }

  async earlier() {
    if (!this.cursor || this.busy) return;
    this.busy = true;
    this.earlierFailed = null;
    this.tell();
    await this.guarded(async () => {
      const page = await this.page(this.cursor);
      this.items = merge(this.items, page.items);
      this.cursor = page.next_cursor;
    });
    this.busy = false;
    this.earlierFailed = this.failure;
    this.tell();
  }

  /** Send a reply; its key stays the same for every try. */
  reply(body) {
    const entry = { key: randomKey(), body, state: "sending" };
    this.replies.push(entry);
    return this.attempt(entry);
  }

  /** @returns {Promise<unknown>} the refusal, if there was one that trying again can't help */
  async attempt(entry) {
    entry.state = "sending";
    this.tell();
    try {
      const item = await this.send(entry.body, entry.key);
      this.drop(entry);
      this.items = merge(this.items, [item]);
      this.tell();
    } catch (error) {
      if (sessionEnded(error)) return this.end();
      if (!mayPass(error)) {
        this.drop(entry);
        this.tell();
        return error;
      }
      entry.state = "stuck";
      this.tell();
    }
    return null;
  }

  drop(entry) {
    this.replies = this.replies.filter((each) => each !== entry);
  }

  async guarded(work) {
    if (this.over) return null;
    try {
      await work();
      this.failure = null;
    } catch (error) {
      if (sessionEnded(error)) return this.end();
      this.failure = error;
    }
    this.tell();
    return undefined;
  }

  end() {
    this.over = true;
    this.dispatchEvent(new Event("ended"));
    return null;
  }

  /** What was written and has not arrived. */
  unsent() {
    return this.replies.map(({ body }) => body);
  }

  tell() {
    this.dispatchEvent(new Event("change"));
  }
}

/** Oldest first, by time and then by id. */
function merge(shown, fetched) {
  const byId = new Map([...shown, ...fetched].map((item) => [item.id, item]));
  const key = (item) => item.at + item.id;
  return [...byId.values()].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
