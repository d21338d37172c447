/**
 * Messages on their way to the API. Each has one Idempotency-Key for life: trying again after a lost answer can't send it twice.
 * Kept for this tab until the API has answered, so a reload or a new sign-in loses nothing.
 * Fires `refused` (detail: {entry, error}) when the API says no, and `sent` (detail: message).
 */
import { randomKey } from "/shared/dom.js";
import { mayPass } from "/shared/request.js";

const KEPT = "textward.outbox";
const WAITS_MS = [1000, 3000, 8000];

export class Outbox extends EventTarget {
  /** @param {string} [kept] under which name this tab keeps what is on its way */
  constructor(api, store, kept = KEPT) {
    super();
    this.kept = kept;
    this.api = api;
    this.store = store;
    const before = JSON.parse(sessionStorage.getItem(this.kept) ?? "[]");
    store.set({ outgoing: before.map((entry) => ({ ...entry, state: "waiting", tries: 0 })) });
  }

  /** Take up what a reload interrupted. */
  start() {
    for (const entry of this.store.state.outgoing) this.attempt(entry.key);
    addEventListener("online", () => this.store.state.outgoing.forEach(({ key }) => this.tryAgain(key)));
  }

  /** @param {string} after time of the newest message shown, by the server's clock: ours may differ */
  submit(threadId, body, mode, after) {
    const entry = { key: randomKey(), threadId, body, mode, after, state: "sending", tries: 0 };
    this.keep([...this.store.state.outgoing, entry]);
    this.attempt(entry.key);
  }

  tryAgain(key) {
    const entry = this.find(key);
    if (!entry || entry.state === "sending") return;
    this.change(key, { tries: 0 });
    this.attempt(key);
  }

  /** Give up sending; the caller puts the text back where it can be edited. */
  takeBack(key) {
    const entry = this.find(key);
    this.remove(key);
    return entry;
  }

  async attempt(key) {
    const entry = this.find(key);
    const first = this.store.state.outgoing.find(({ threadId }) => threadId === entry?.threadId);
    if (!entry || first.key !== key) return; // One at a time per conversation: they arrive in the order written.
    this.change(key, { state: "sending", tries: entry.tries + 1 });
    try {
      const message = await this.api.send(entry.threadId, { body: entry.body, mode: entry.mode }, key);
      this.dispatchEvent(new CustomEvent("sent", { detail: message }));
      this.remove(key);
    } catch (error) {
      this.failed(key, error);
    }
  }

  failed(key, error) {
    const entry = this.find(key);
    if (!entry) return;
    if (!mayPass(error) && error.status !== 401) {
      this.remove(key);
      this.dispatchEvent(new CustomEvent("refused", { detail: { entry, error } }));
      return;
    }
    const wait = error.status === 401 ? undefined : WAITS_MS[entry.tries - 1];
    this.change(key, { state: wait ? "waiting" : "stuck" });
    if (wait) setTimeout(() => this.attempt(key), wait);
  }

  find(key) {
    return this.store.state.outgoing.find((entry) => entry.key === key);
  }

  change(key, parts) {
    this.keep(this.store.state.outgoing.map((entry) => (entry.key === key ? { ...entry, ...parts } : entry)));
  }

  remove(key) {
    const gone = this.find(key);
    this.keep(this.store.state.outgoing.filter((entry) => entry.key !== key));
    const next = this.store.state.outgoing.find(({ threadId }) => threadId === gone?.threadId);
    if (next) this.attempt(next.key);
  }

  keep(outgoing) {
    sessionStorage.setItem(this.kept, JSON.stringify(outgoing));
    this.store.set({ outgoing });
  }
}

/**
 * The server's copy of a message may arrive by live news before the answer to its own request: show one of the two.
 * @returns {Set<string>} ids of messages to hide while their request is under way
 */
export function shownTwice(messages, outgoing, memberId) {
  const hidden = new Set();
  for (const entry of outgoing) {
    const twin = messages.find((message) => message.author?.member_id === memberId && message.body === entry.body && message.mode === entry.mode && message.at > entry.after && !hidden.has(message.id));
    if (twin) hidden.add(twin.id);
  }
  return hidden;
}
