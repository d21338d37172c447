/** What the page 'Group messages' works with: the inbox's models once more, on conversations from the portal. */
import { Outbox } from "../model/outbox.js";
import { Presence } from "../model/presence.js";
import { Store } from "../model/store.js";
import { Thread } from "../model/thread.js";
import { writing } from "../writing.js";
import { GroupActions } from "./actions.js";
import { ConversationApi } from "./api.js";
import { GroupList } from "./list.js";
import { counterpart } from "./names.js";
import { GroupNews } from "./news.js";

const OUTBOX = "textward.group-outbox";

/** How answers to the portal are composed. */
const COMPOSING = {
  modes: false,
  longest: { portal: 4000 },
  placeholder: () => "Write an answer",
  hint: (_, { thread, me }) => thread && `Replies go out as ${counterpart(thread, me)}.${thread.state === "trash" ? " Answering takes it out of the trash." : ""}`,
  blockers: () => [],
};

/** @param {object} services of the signed-in page @returns what the components of the page get as `services` */
export function createGroups(services) {
  const { live, toasts } = services;
  const store = new Store({
    me: services.store.state.me, baskets: [], basketsPhase: "loading", basketsError: null,
    list: null, facility: "", items: [], itemsCursor: null, inboxPhase: "loading", inboxError: null,
    threadId: null, openId: null, thread: null, messages: [], olderCursor: null, olderFailed: false, threadPhase: "none", threadError: null,
    conflicts: new Map(), hit: null, colleagues: [], outgoing: [], refusals: new Map(), givenBack: 0,
  });
  services.store.watch(["me"], ({ me }) => store.set({ me }));
  const api = new ConversationApi(services.api);
  const ofShell = { visit: (address) => services.visit(address), help: () => services.help() };
  const groups = { ...services, ...ofShell, api, store, composing: COMPOSING, hook: (name) => `group-${name}`, partyName: ({ patient }) => patient.name };
  Object.assign(groups, { inbox: new GroupList(api, store), thread: new Thread(api, store), outbox: new Outbox(api, store, OUTBOX), presence: new Presence(store, live) });
  Object.assign(groups, { actions: new GroupActions({ ...groups, toasts }), ...writing(groups) });
  groups.outbox.addEventListener("sent", ({ detail }) => {
    groups.thread.take(detail);
    groups.thread.hear(detail.id);
    groups.inbox.refresh();
  });
  groups.outbox.addEventListener("refused", () => groups.thread.hear());
  groups.news = new GroupNews(groups);
  tellTopBar(services.store, store);
  return groups;
}

/** The way to the page is shown to whom it concerns: members of groups, and those who edit groups. */
function tellTopBar(main, store) {
  store.watch(["baskets", "me"], ({ baskets, me }) => main.set({
    groupsOffered: baskets.length > 0 || me.privileges.manage_groups,
    groupsWaiting: baskets.reduce((sum, { counts }) => sum + counts.not_replied, 0),
  }));
}
