/** Everything a signed-in page works with, wired together once. */
import { Calendar } from "/shared/format.js";
import { Actions } from "./actions.js";
import { Live } from "./live.js";
import { Drafts } from "./model/drafts.js";
import { Inbox } from "./model/inbox.js";
import { Outbox } from "./model/outbox.js";
import { Store } from "./model/store.js";
import { Thread } from "./model/thread.js";

const LOCALE = navigator.language.startsWith("en") ? navigator.language : "en-US";

const OWNER = "textward.member";
const OWNED = ["textward.drafts", "textward.outbox", "textward.list"];

/** What one member left unsent in this tab is never shown to, or sent by, another who signs in after them. */
function claimTab(memberId) {
  if (sessionStorage.getItem(OWNER) !== memberId) for (const name of OWNED) sessionStorage.removeItem(name);
  sessionStorage.setItem(OWNER, memberId);
}

/** @returns what components get as `services` */
export function createSession({ me, api, auth, liveUrl, toasts }) {
  claimTab(me.member.id);
  const store = new Store({
    me, badge: null, liveState: "connecting",
    list: null, facility: "", items: [], itemsCursor: null, inboxPhase: "loading", inboxError: null,
    threadId: null, thread: null, messages: [], olderCursor: null, threadPhase: "none", threadError: null,
    outgoing: [], refusals: new Map(),
  });
  const services = { api, auth, store, toasts, calendar: new Calendar(LOCALE, me.practice.time_zone), drafts: new Drafts() };
  Object.assign(services, { inbox: new Inbox(api, store), thread: new Thread(api, store), outbox: new Outbox(api, store), live: new Live(api, liveUrl) });
  services.actions = new Actions(services);
  Object.assign(services, writing(services), { unlock: () => services.actions.unlock(), signOut: () => leave(services) });
  followNews(services);
  return services;
}

/** Sending, and what comes back to the composer. */
function writing({ store, drafts, outbox }) {
  const refuse = (threadId, error) => store.set({ refusals: new Map(store.state.refusals).set(threadId, error) });
  const clearRefusal = (threadId) => {
    if (!store.state.refusals.has(threadId)) return;
    const refusals = new Map(store.state.refusals);
    refusals.delete(threadId);
    store.set({ refusals });
  };
  const giveBack = (entry) => {
    drafts.giveBack(entry.threadId, entry.body, entry.mode);
    document.querySelector("tw-composer")?.take(store.state.threadId);
  };
  outbox.addEventListener("refused", ({ detail: { entry, error } }) => {
    giveBack(entry);
    refuse(entry.threadId, error);
  });
  return {
    clearRefusal,
    takeBack: (key) => giveBack(outbox.takeBack(key)),
    send: (threadId, body, mode) => {
      clearRefusal(threadId);
      drafts.save(threadId, { body: "", mode });
      outbox.submit(threadId, body, mode, store.state.messages.at(-1)?.at ?? "");
    },
  };
}

function followNews({ store, live, inbox, thread, outbox }) {
  live.addEventListener("state", ({ detail }) => store.set({ liveState: detail }));
  live.addEventListener("news", ({ detail }) => {
    inbox.refresh();
    if (!detail.thread_id || detail.thread_id === store.state.threadId) thread.refresh();
  });
  outbox.addEventListener("sent", ({ detail }) => {
    thread.take(detail);
    inbox.refresh();
  });
}

function leave({ live, auth }) {
  live.stop();
  auth.signOut();
}
