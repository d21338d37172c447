/** The lists of a group's conversations (row I2), kept in step like the inbox. */
import { Inbox } from "../model/inbox.js";

export const FILTERS = [
  { id: "all", name: "All", none: "No messages yet", hint: "What patients write from the portal appears here." },
  { id: "not_replied", name: "Not replied", none: "Nothing is waiting", hint: "Everything here has been answered." },
  { id: "replied", name: "Replied", none: "Nothing is answered yet", hint: "Conversations that were answered, or marked as needing no answer, appear here." },
  { id: "trash", name: "Trash", none: "The trash is empty", hint: "Nothing is ever erased: what is moved here can be restored." },
  { id: "starred", name: "Starred", none: "No starred conversations", hint: "Conversations that you star appear here." },
];

const KEPT = "textward.group-list";

export class GroupList extends Inbox {
  constructor(api, store) {
    super(api, store, KEPT);
  }

  /** Show a basket, with the filter that is chosen. */
  open(basket) {
    const { list, facility } = this.store.state;
    if (list && facility === basket) return;
    const before = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}").list;
    this.choose(FILTERS.some(({ id }) => id === before) ? before : FILTERS[0].id, basket);
  }

  /** Nobody looks any more: only the counts go on. */
  rest() {
    this.turn += 1;
    this.store.set({ list: null, facility: "", items: [], itemsCursor: null });
  }

  /** The baskets and their counts are asked for where the inbox asks for its badge. */
  async badge() {
    try {
      const { items } = await this.api.baskets();
      this.store.set({ baskets: items, basketsPhase: "ready" });
    } catch (error) {
      if (this.store.state.basketsPhase !== "ready") this.store.set({ basketsPhase: "error", basketsError: error });
    }
  }
}
