/** The conversation on screen. */
import { randomKey } from "/shared/dom.js";
import { coalesce } from "./coalesce.js";

export class Thread {
  constructor(api, store) {
    this.api = api;
    this.store = store;
    this.retryKeys = new Map();
  }

  async open(threadId) {
    if (this.store.state.threadId === threadId) return;
    this.store.set({ threadId, thread: null, messages: [], olderCursor: null, threadPhase: threadId ? "loading" : "none", threadError: null });
    if (threadId) await this.load();
  }

  /** Look again at what is on screen. */
  refresh = coalesce(() => this.load());

  /** Fetch the head and the newest page, and fit them to what is shown. */
  async load() {
    const { threadId } = this.store.state;
    if (!threadId) return;
    try {
      const [thread, page] = await Promise.all([this.api.thread(threadId), this.api.messages(threadId)]);
      if (this.store.state.threadId !== threadId) return;
      this.store.set({ thread, threadPhase: "ready", threadError: null, ...this.join(page) });
    } catch (error) {
      if (this.store.state.threadId === threadId && this.store.state.threadPhase !== "ready") this.store.set({ threadPhase: "error", threadError: error });
    }
  }

  join(page) {
    const { messages, olderCursor } = this.store.state;
    const known = new Set(messages.map(({ id }) => id));
    const meets = messages.length > 0 && page.items.some(({ id }) => known.has(id));
    if (!meets) return { messages: inOrder(page.items), olderCursor: page.next_cursor };
    return { messages: merge(messages, page.items), olderCursor };
  }

  /** The page before the oldest message shown. */
  async older() {
    const { threadId, olderCursor, threadPhase } = this.store.state;
    if (!olderCursor || threadPhase !== "ready") return;
    this.store.set({ threadPhase: "older" });
    try {
      const page = await this.api.messages(threadId, olderCursor);
      if (this.store.state.threadId !== threadId) return;
      this.store.set({ messages: merge(this.store.state.messages, page.items), olderCursor: page.next_cursor, threadPhase: "ready" });
    } catch {
      if (this.store.state.threadId === threadId) this.store.set({ threadPhase: "ready" });
    }
  }

  /** Show a message as the server gave it. */
  take(message) {
    if (message.thread_id !== this.store.state.threadId) return;
    this.store.set({ messages: merge(this.store.state.messages, [message]) });
  }

  /**
   * Complete, delete or restore, conditional on the version on screen.
   * @throws {import("/shared/request.js").ProblemError} after a conflict the current state is already shown
   */
  async act(message, action) {
    try {
      this.take(await this.api.act(message, action));
    } catch (error) {
      if (error.current?.id) this.take(error.current);
      else if (error.status === 409) await this.refresh();
      throw error;
    }
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

/** Newer versions win, so an answer that comes late can't turn a message back. */
function merge(shown, fetched) {
  const byId = new Map(shown.map((message) => [message.id, message]));
  for (const message of fetched) if ((byId.get(message.id)?.version ?? -1) <= message.version) byId.set(message.id, message);
  return inOrder(byId.values());
}

const compare = (a, b) => (a < b ? -1 : Number(a > b));
