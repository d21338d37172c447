/** The conversation on screen. */
import { randomKey } from "/shared/dom.js";
import { coalesce } from "./coalesce.js";

const MOST_AT_ONCE = 100;
const NEWEST = { stale: false };

export class Thread {
  constructor(api, store) {
    this.api = api;
    this.store = store;
    this.retryKeys = new Map();
    this.pageOf = new Map();
  }

  /**
   * Open a conversation at one message (row D4): shown from there on, the rest when asked for. Without one, all of it.
   * @param {string|null} threadId @param {string|null} [messageId]
   */
  async open(threadId, messageId = null) {
    const { store } = this;
    if (store.state.threadId !== threadId) {
      this.pageOf = new Map();
      store.set({ threadId, openId: messageId, thread: null, messages: [], olderCursor: null, olderFailed: false, threadPhase: threadId ? "loading" : "none", threadError: null, conflicts: new Map(), hit: null });
      if (threadId) await this.load();
    }
    if (store.state.threadId !== threadId) return;
    store.set({ openId: messageId });
    if (messageId) await this.reach(messageId);
  }

  /** Look again at what is on screen. */
  refresh = coalesce(() => this.load());

  /** Something has changed: one message, or who knows which. */
  hear(messageId = null) {
    for (const [id, page] of this.pageOf) if (!messageId || id === messageId) page.stale = true;
    return this.refresh();
  }

  /** The reader looks at this message. */
  look(messageId) {
    this.inView = messageId;
    const page = this.pageOf.get(messageId);
    if (page?.stale && page.cursor) this.load();
  }

  /** Fetch the head, the newest page and, if it may have changed, the page in view; fit them to what is shown. */
  async load() {
    const { threadId } = this.store.state;
    if (!threadId) return;
    const viewed = this.pageOf.get(this.inView);
    const deeper = viewed?.stale && viewed.cursor ? viewed : null;
    try {
      const [thread, page, more] = await Promise.all([this.api.thread(threadId), this.api.messages(threadId), deeper && this.api.messages(threadId, deeper)]);
      if (this.store.state.threadId !== threadId) return;
      this.store.set({ thread, threadPhase: "ready", threadError: null, ...this.join(page) });
      if (more) this.put(more.items, Object.assign(deeper, { stale: false }));
    } catch (error) {
      const gone = error.status === 403 || error.status === 404; // No longer the reader's to see: it must not stay on screen.
      if (this.store.state.threadId === threadId && (gone || this.store.state.threadPhase !== "ready")) this.store.set({ threadPhase: "error", threadError: error, ...(gone && { messages: [], olderCursor: null }) });
    }
  }

  join(page) {
    const { messages, olderCursor } = this.store.state;
    const meets = messages.length > 0 && page.items.some(({ id }) => this.pageOf.has(id));
    if (!meets) this.pageOf = new Map();
    for (const { id } of page.items) if (!this.pageOf.get(id)?.cursor) this.pageOf.set(id, NEWEST);
    if (!meets) return { messages: inOrder(page.items), olderCursor: page.next_cursor };
    return { messages: merge(messages, page.items), olderCursor };
  }

  put(items, page) {
    for (const { id } of items) if (!this.pageOf.has(id)) this.pageOf.set(id, page);
    this.store.set({ messages: merge(this.store.state.messages, items) });
  }

  /** The page before the oldest message shown. */
  async older(limit = 25) {
    const { threadId, olderCursor: cursor, threadPhase } = this.store.state;
    if (!cursor || threadPhase !== "ready") return false;
    this.store.set({ threadPhase: "older", olderFailed: false });
    try {
      const page = await this.api.messages(threadId, { cursor, limit });
      if (this.store.state.threadId !== threadId) return false;
      this.put(page.items, { cursor, limit, stale: false });
      this.store.set({ olderCursor: page.next_cursor, threadPhase: "ready" });
      return true;
    } catch {
      if (this.store.state.threadId === threadId) this.store.set({ threadPhase: "ready", olderFailed: true });
      return false;
    }
  }

  /** Load back until a message is there. @returns {Promise<boolean>} whether it is */
  async reach(messageId) {
    while (!this.pageOf.has(messageId)) if (!(await this.older(MOST_AT_ONCE))) return this.pageOf.has(messageId);
    return true;
  }

  /** Show messages as the server gave them. */
  take(...messages) {
    const ours = messages.filter((message) => message.thread_id === this.store.state.threadId);
    if (ours.length) this.put(ours, NEWEST);
  }

  find(messageId) {
    return this.store.state.messages.find(({ id }) => id === messageId);
  }

  /**
   * Make a change that is conditional on the version on screen.
   * @param {() => Promise<object>} change
   * @throws {import("/shared/request.js").ProblemError} after a conflict the current state is already shown
   */
  async change(change) {
    try {
      this.take(await change());
    } catch (error) {
      if (error.current?.id) this.take(error.current);
      else if (error.status === 409) await this.refresh();
      throw error;
    }
  }

  /** @param {"complete"|"delete"|"restore"} action */
  act(message, action) {
    return this.change(() => this.api.act(message, action));
  }

  assign(message, memberIds) {
    return this.change(() => this.api.assign(message, memberIds));
  }

  async star(message, starred) {
    this.take(await this.api.star(message, starred));
  }

  /** Send a failed message again; the same attempt keeps its key, so a lost answer can't make two texts. */
  async retry(message) {
    const attempt = `${message.id}/${message.delivery.at}`;
    if (!this.retryKeys.has(attempt)) this.retryKeys.set(attempt, randomKey());
    this.take(await this.api.retry(message, this.retryKeys.get(attempt)));
  }

  async resendLink(message) {
    this.take(await this.api.resendLink(message));
  }

  async revokeLink(message) {
    this.take(await this.api.revokeLink(message));
  }

  async unlock() {
    await this.api.unlock(this.store.state.thread.party.patient_id);
    await this.refresh();
  }
}

/** Oldest first, by time and then by id. */
function inOrder(messages) {
  return [...messages].sort((a, b) => (a.at === b.at ? compare(a.id, b.id) : compare(a.at, b.at)));
}

/** Newer versions win, so an answer that comes late can't turn a message back. Not every answer names the link: the one known stays. */
function merge(shown, fetched) {
  const byId = new Map(shown.map((message) => [message.id, message]));
  for (const message of fetched) {
    const before = byId.get(message.id);
    if ((before?.version ?? -1) <= message.version) byId.set(message.id, { ...message, link: message.link ?? before?.link ?? null });
  }
  return inOrder(byId.values());
}

const compare = (a, b) => (a < b ? -1 : Number(a > b));
