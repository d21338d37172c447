/** The patient's conversation: pages joined, replies on their way, and a look for news while the page is in use. */
import { randomKey } from "/shared/dom.js";
import { mayPass } from "/shared/request.js";
import * as api from "./api.js";
import { sessionEnded } from "./trouble.js";

const LOOK_MS = 10000;
const IN_USE_MS = 180000; // Looking for news must not keep a forgotten page's session alive.

/** Fires `change`, and `ended` when the session is over. */
export class Conversation extends EventTarget {
  constructor() {
    super();
    Object.assign(this, { practice: "", phone: "", items: [], cursor: null, replies: [], loaded: false, failure: null, used: Date.now() });
  }

  start() {
    this.timer = setInterval(() => document.visibilityState === "visible" && Date.now() - this.used < IN_USE_MS && this.load(), LOOK_MS);
    return this.load();
  }

  stop() {
    clearInterval(this.timer);
  }

  /** The patient did something. */
  touch() {
    this.used = Date.now();
  }

  async load() {
    await this.guarded(async () => {
      const page = await api.conversation();
      const known = new Set(this.items.map(({ id }) => id));
      const meets = page.items.some(({ id }) => known.has(id));
      if (!meets) this.cursor = page.next_cursor;
      this.items = merge(meets ? this.items : [], page.items);
      this.practice = page.practice.name;
      this.phone = page.practice.phone ?? "";
      this.loaded = true;
    });
  }

  async earlier() {
    if (!this.cursor || this.busy) return;
    this.busy = true;
    await this.guarded(async () => {
      const page = await api.conversation(this.cursor);
      this.items = merge(this.items, page.items);
      this.cursor = page.next_cursor;
    });
    this.busy = false;
  }

  /** Send a reply; its key stays the same for every try. */
  reply(body) {
    const entry = { key: randomKey(), body, state: "sending" };
    this.replies.push(entry);
    return this.attempt(entry);
  }

  /** @returns {Promise<unknown>} the refusal, if there was one that trying again can't help */
  async attempt(entry) {
    this.touch();
    entry.state = "sending";
    this.tell();
    try {
      const item = await api.reply(entry.body, entry.key);
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
    this.stop();
    this.dispatchEvent(new Event("ended"));
    return null;
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
