/** Words sought in the open conversation, one match after the other, newest first. */
export class Find {
  constructor(api, store, thread) {
    Object.assign(this, { api, store, thread });
    this.stop();
  }

  stop() {
    this.asking?.abort();
    Object.assign(this, { words: "", found: [], at: -1, cursor: null, done: false });
    this.store.set({ hit: null });
  }

  /**
   * To the next older match (by 1) or back to the newer one (by -1).
   * @returns {Promise<string|null>} the message's id, or null when there is none further
   */
  async step(words, by) {
    if (words !== this.words || this.threadId !== this.store.state.threadId) this.begin(words);
    const wanted = this.at + by;
    while (wanted >= this.found.length && !this.done) await this.more();
    if (wanted < 0 || wanted >= this.found.length) return null;
    this.at = wanted;
    const { id } = this.found[wanted];
    this.store.set({ openId: null });
    if (!(await this.thread.reach(id))) return null;
    this.store.set({ hit: { id, words } });
    return id;
  }

  begin(words) {
    this.stop();
    Object.assign(this, { words, threadId: this.store.state.threadId });
  }

  /** A page may be empty and have a next one: the API looks through part of the conversation at a time. */
  async more() {
    const asking = new AbortController();
    this.asking = asking;
    const page = await this.api.searchThread(this.threadId, this.words, { cursor: this.cursor, signal: asking.signal });
    asking.signal.throwIfAborted();
    this.found.push(...page.items);
    this.cursor = page.next_cursor;
    this.done = page.next_cursor === null;
  }

  get count() {
    return this.found.length ? `${this.at + 1} of ${this.found.length}${this.done ? "" : "+"}` : "";
  }
}
