/** Everything a signed-in page works with, wired together once. */
import { confirmed } from "/shared/elements/confirm.js";
import { Calendar } from "/shared/format.js";
import { Actions } from "./actions.js";
import { Alerts } from "./alerts.js";
import { createAppointments } from "./appointments/session.js";
import { Bulk } from "./bulk.js";
import { TEXTING } from "./components/composing.js";
import { createGroups } from "./groups/session.js";
import { Live } from "./live.js";
import { coalesce } from "./model/coalesce.js";
import { Drafts } from "./model/drafts.js";
import { Find } from "./model/find.js";
import { Inbox } from "./model/inbox.js";
import { Outbox } from "./model/outbox.js";
import { Presence } from "./model/presence.js";
import { Selection } from "./model/selection.js";
import { Store } from "./model/store.js";
import { Thread } from "./model/thread.js";
import { writing } from "./writing.js";

const LOCALE = navigator.language.startsWith("en") ? navigator.language : "en-US";

const NOTICE = "textward.notice";
const OWNER = "textward.member";
const OWNED = ["textward.drafts", "textward.outbox", "textward.list", "textward.group-outbox", "textward.group-list", "textward.agenda"];

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
    selected: new Set(), selecting: false, bulkProgress: "",
    threadId: null, openId: null, thread: null, messages: [], olderCursor: null, olderFailed: false, threadPhase: "none", threadError: null,
    conflicts: new Map(), hit: null, colleagues: [],
    outgoing: [], refusals: new Map(), givenBack: 0,
    groupsOffered: false, groupsWaiting: 0, appointmentsOffered: false,
  });
  const services = { api, auth, store, toasts, calendar: new Calendar(LOCALE, me.practice.time_zone), drafts: new Drafts(), composing: TEXTING, hook: (name) => name, partyName: ({ party }) => party.name ?? party.phone_display };
  Object.assign(services, { inbox: new Inbox(api, store), thread: new Thread(api, store), outbox: new Outbox(api, store), live: new Live(api, liveUrl) });
  Object.assign(services, { selection: new Selection(store), presence: new Presence(store, services.live), finder: new Find(api, store, services.thread), actions: new Actions(services) });
  services.bulk = new Bulk(services);
  services.alerts = new Alerts(services);
  Object.assign(services, writing(services), { unlock: () => services.actions.unlock(), signOut: () => leave(services) });
  followNews(services);
  services.mayVisit = (address) => ({ "#/groups": store.state.groupsOffered, "#/appointments": store.state.appointmentsOffered })[address] ?? true;
  services.groups = createGroups(services);
  services.appointments = createAppointments(services);
  guardUnsent(services);
  return services;
}

/** News that other pages follow. */
const ELSEWHERE = new Set(["conversations.changed", "appointment.changed"]);

function followNews({ store, live, inbox, thread, outbox, api, auth, toasts }) {
  live.addEventListener("state", ({ detail }) => store.set({ liveState: detail }));
  const texting = store.state.me.privileges.text_messages !== "none";
  live.addEventListener("news", ({ detail }) => {
    if (!texting || ELSEWHERE.has(detail.type)) return;
    inbox.refresh();
    if (!detail.thread_id || detail.thread_id === store.state.threadId) thread.hear(detail.message_id);
  });
  outbox.addEventListener("sent", ({ detail }) => {
    thread.take(detail);
    inbox.refresh();
  });
  const again = coalesce(() => lookAgain({ store, api, auth, live }));
  live.addEventListener("closed", again);
  inbox.addEventListener("forbidden", again);
  const notice = sessionStorage.getItem(NOTICE);
  sessionStorage.removeItem(NOTICE);
  if (notice) setTimeout(() => toasts.show(notice));
}

/** The server hung up or said no: a role may have changed, or access ended. The page then starts anew as what it may be now. */
async function lookAgain({ store, api, auth, live }) {
  let me;
  try {
    me = await api.me();
  } catch (error) {
    if (error.status !== 403) return; // No answer says nothing; a session that has ended tells by itself.
    live.stop();
    auth.end("Your access to Textward has ended. Ask your practice’s administrator if this is a mistake.");
    return;
  }
  if (JSON.stringify(me.privileges) === JSON.stringify(store.state.me.privileges)) {
    store.set({ me: { ...me, preferences: store.state.me.preferences } });
    return;
  }
  sessionStorage.setItem(NOTICE, `Your role is now ${me.member.role_name}: the page shows what it allows.`);
  location.reload(); // What is typed is kept for this tab.
}

/** What is on its way is kept by this tab alone. */
const unsent = ({ store, groups }) => [...store.state.outgoing, ...groups.store.state.outgoing];

/** Closing the tab would lose what could not be sent yet: the browser asks first. */
function guardUnsent(services) {
  addEventListener("beforeunload", (event) => {
    const held = unsent(services).some(({ state }) => state !== "sending");
    if (held && services.auth.signedIn && !services.leaving) event.preventDefault();
  });
}

async function leave(services) {
  const many = unsent(services).length;
  const title = many === 1 ? "A message has not been sent yet" : `${many} messages have not been sent yet`;
  if (many && !(await confirmed({ title, words: "Signing out deletes from this page what is still on its way: it may never arrive.", action: "Sign out anyway" }))) return;
  services.leaving = true;
  services.live.stop();
  services.auth.signOut();
}
