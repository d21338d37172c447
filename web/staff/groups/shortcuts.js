/** Group messages without a mouse: the inbox's keys, where they mean the same. */
import { Shortcuts } from "../shortcuts.js";

const FILTERS = { pending_unassigned: "not_replied", starred: "starred", completed: "replied", deleted: "trash", all: "all" };

export class GroupShortcuts extends Shortcuts {
  constructor(services, desk) {
    super(services, desk);
    const { v: _v, f: _f, x: _x, "/": _search, ...keys } = this.keys;
    this.keys = {
      ...keys,
      c: () => this.on((conversation, actions) => conversation.state === "not_replied" && actions.act(conversation, "complete")),
      a: () => this.on((conversation, actions) => conversation.state !== "trash" && actions.assign(conversation), { admin: true }),
      s: () => this.on((conversation, actions) => actions.star(conversation)),
      Escape: () => {},
    };
  }

  list(name) {
    const { list } = this.desk;
    if (this.services.store.state.facility && name in FILTERS) list.choose(FILTERS[name]);
  }

  reply() {
    const item = this.inList ? this.desk.list.current : null;
    const { threadId } = this.services.store.state;
    if (item && item.id !== threadId) this.services.go(item.id, { write: true });
    else if (threadId) this.desk.write();
  }

  remove() {
    this.on((conversation, actions) => conversation.state !== "trash" && actions.act(conversation, "trash"), { admin: true });
  }

  /** The conversation with the focus in the list, else the open one. */
  on(act, { admin = false } = {}) {
    const { store, actions } = this.services;
    const { thread } = store.state;
    const conversation = this.inList || !thread ? this.desk.list.current : thread;
    if (conversation && (!admin || conversation.standing === "admin")) act(conversation, actions);
  }
}
