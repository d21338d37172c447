/** Sending, and what comes back to the composer. */
import { shownTwice } from "./model/outbox.js";

export function writing({ store, drafts, outbox }) {
  const refuse = (threadId, error) => store.set({ refusals: new Map(store.state.refusals).set(threadId, error) });
  const clearRefusal = (threadId) => {
    if (!store.state.refusals.has(threadId)) return;
    const refusals = new Map(store.state.refusals);
    refusals.delete(threadId);
    store.set({ refusals });
  };
  const giveBack = (entry) => {
    drafts.giveBack(entry.threadId, entry.body, entry.mode);
    store.set({ givenBack: store.state.givenBack + 1 });
  };
  const arrived = (entry) => entry.threadId === store.state.threadId && shownTwice(store.state.messages, [entry], store.state.me.member.id).size > 0;
  outbox.addEventListener("refused", ({ detail: { entry, error } }) => {
    giveBack(entry);
    refuse(entry.threadId, error);
  });
  return {
    clearRefusal,
    /** Words that did arrive, though the answer was lost, don't come back: they would be sent twice. */
    takeBack: (key) => {
      const entry = outbox.takeBack(key);
      if (!arrived(entry)) giveBack(entry);
    },
    send: (threadId, body, mode) => {
      clearRefusal(threadId);
      drafts.save(threadId, { body: "", mode });
      outbox.submit(threadId, body, mode, store.state.messages.at(-1)?.at ?? "");
    },
  };
}
