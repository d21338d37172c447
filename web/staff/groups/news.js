/** News of conversations from the portal: the page follows, and a new message from a patient is told of as the member wishes (row D10). */
const CLOCKS_APART_MS = 300000;

export class GroupNews {
  constructor(groups) {
    this.groups = groups;
    this.began = new Date(Date.now() - CLOCKS_APART_MS).toISOString();
    this.told = new Map();
    groups.live.addEventListener("news", ({ detail }) => this.hear(detail));
    groups.store.watch(["baskets"], ({ baskets }) => this.look(baskets));
  }

  hear({ type, basket, thread_id: threadId }) {
    const { inbox, thread, store } = this.groups;
    if (type === "conversations.changed") {
      inbox.refresh();
      if (threadId === store.state.threadId) thread.hear();
      this.consider(basket, threadId);
    } else if (type === "poll" || type === "catch-up") {
      inbox.refresh();
      if (store.state.threadError?.status !== 404) thread.hear(); // One that went away is looked for when a push names it.
    }
  }

  /** Without the socket, a count that has grown tells. */
  look(baskets) {
    const counts = new Map(baskets.map(({ id, counts: { not_replied: waiting } }) => [id, waiting]));
    const before = this.counts;
    this.counts = counts;
    if (!before || this.groups.live.state === "live") return;
    for (const [basket, waiting] of counts) if (waiting > (before.get(basket) ?? 0)) this.consider(basket);
  }

  /** A push says that something moved, not what: only what a patient has just written is told of. */
  async consider(basket, threadId = null) {
    const { api, store, alerts, visit } = this.groups;
    const { sound, popup } = store.state.me.preferences;
    if (!sound && !popup) return;
    const newest = await this.newest(api, basket);
    if (!newest || (threadId && newest.id !== threadId) || newest.direction !== "in") return;
    if (newest.at <= (this.told.get(basket) ?? this.began)) return;
    this.told.set(basket, newest.at);
    if (document.visibilityState === "visible" && store.state.threadId === newest.id) return;
    alerts.ring(() => visit(`#/groups/${basket}/${newest.id}`));
  }

  async newest(api, basket) {
    try {
      const { items } = await api.inbox({ list: "not_replied", facility: basket, limit: 1 });
      return items[0];
    } catch {
      return null; // The list shows it all the same.
    }
  }
}
