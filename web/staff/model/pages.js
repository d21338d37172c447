/** Pages of a list that is newest first, kept in step with what happens meanwhile. Cursors are the API's and opaque. */

/** Whether `item` stands after `than`: by time, and then by id. */
export function older(item, than) {
  return item.at < than.at || (item.at === than.at && item.message_id < than.message_id);
}

/**
 * Where each page of the list begins, and which of them may be out of date.
 * A page holds what is older than its `after` and not older than the next page's.
 */
export class Pages {
  constructor() {
    this.all = [{ cursor: null, after: null, stale: false }];
  }

  get head() {
    return this.all[0];
  }

  add(cursor, after) {
    this.all.push({ cursor, after, stale: false });
  }

  /** The page on which an item stands. */
  of(item) {
    return this.all.findLast(({ after }) => after === null || older(item, after));
  }

  spoil() {
    for (const page of this.all) page.stale = true;
  }

  /**
   * Put a page, as it is now, in the place of what was there.
   * @param {{items: object[], next_cursor: string|null}} fetched
   * @returns {{items: object[], itemsCursor: string|null}}
   */
  fit(page, fetched, items, itemsCursor) {
    page.stale = false;
    const last = fetched.items.at(-1);
    const here = new Set(fetched.items.map((item) => item.message_id)); // Where rows move up, one may still stand where it was.
    const elsewhere = items.filter((item) => !here.has(item.message_id));
    const above = page.after ? elsewhere.filter((item) => !older(item, page.after)) : [];
    const below = fetched.next_cursor && last && this.meets(page, fetched, items) ? elsewhere.filter((item) => older(item, last)) : [];
    if (below.length) return { items: [...above, ...fetched.items, ...below], itemsCursor };
    this.all = this.all.slice(0, this.all.indexOf(page) + 1);
    return { items: [...above, ...fetched.items], itemsCursor: fetched.next_cursor };
  }

  /** False when so much has come since that nothing connects the page with what is below: that is fetched anew. */
  meets(page, fetched, items) {
    if (page !== this.head) return true;
    const known = new Set(items.map((item) => item.message_id));
    return fetched.items.some((item) => known.has(item.message_id));
  }
}
