/** Which rows of the inbox are ticked. Rows that leave the list leave the selection. */
export class Selection {
  constructor(store) {
    this.store = store;
    this.last = null;
    store.watch(["items", "list", "facility"], () => this.fit());
  }

  has(messageId) {
    return this.store.state.selected.has(messageId);
  }

  /** The ticked rows, as they are now. */
  get items() {
    return this.store.state.items.filter((item) => this.has(item.message_id));
  }

  /** Tick or untick a row; `range` does the same to all rows since the last one. */
  toggle(messageId, { range = false } = {}) {
    const selected = new Set(this.store.state.selected);
    const on = !selected.has(messageId);
    for (const id of range ? this.between(this.last, messageId) : [messageId]) {
      if (on) selected.add(id);
      else selected.delete(id);
    }
    this.last = messageId;
    this.store.set({ selected, selecting: true });
  }

  between(one, other) {
    const ids = this.store.state.items.map(({ message_id: id }) => id);
    const [from, to] = [ids.indexOf(one), ids.indexOf(other)].sort((a, b) => a - b);
    return from < 0 ? [other] : ids.slice(from, to + 1);
  }

  all() {
    this.store.set({ selected: new Set(this.store.state.items.map(({ message_id: id }) => id)), selecting: true });
  }

  keep(messageIds) {
    this.store.set({ selected: new Set(messageIds), selecting: messageIds.length > 0 });
  }

  begin() {
    this.store.set({ selecting: true });
  }

  end() {
    this.last = null;
    this.store.set({ selected: new Set(), selecting: false });
  }

  fit() {
    const { selected, items, list, facility } = this.store.state;
    const place = `${list}/${facility}`;
    if (this.place !== undefined && this.place !== place) this.end();
    this.place = place;
    const here = new Set(items.map(({ message_id: id }) => id));
    const left = [...selected].filter((id) => here.has(id));
    if (left.length !== selected.size) this.store.set({ selected: new Set(left), selecting: left.length > 0 });
  }
}
