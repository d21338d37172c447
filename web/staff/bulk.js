/** One action on a selection, or on a whole conversation, in steps; what became of each is told in one sentence. */
import { explain } from "/shared/request.js";
import { messageOf } from "./actions.js";
import { assignMembers } from "./components/assign-picker.js";

const AT_ONCE = 50;
const DONE = { complete: "completed", delete: "deleted", restore: "made pending again", assign: "assigned" };

export class Bulk {
  /** @param {{api: object, store: object, thread: object, inbox: object, selection: object, toasts: object}} services */
  constructor({ api, store, thread, inbox, selection, toasts }) {
    Object.assign(this, { api, store, thread, inbox, selection, toasts });
  }

  /** @param {"complete"|"delete"|"restore"} action */
  async act(action) {
    const messages = this.selection.items.map(messageOf).filter((message) => message.status !== null);
    await this.run(action, () => this.onSelected(action, messages));
  }

  /** The same on messages that were not selected. @param {object[]} messages */
  async actOn(action, messages) {
    await this.run(action, () => this.inSteps(action, messages));
  }

  assign() {
    const messages = this.selection.items.map(messageOf).filter((message) => message.status !== null);
    return assignMembers({
      me: this.store.state.me,
      title: messages.length === 1 ? "Assign 1 message" : `Assign ${messages.length} messages`,
      chosen: [],
      by: [],
      save: (memberIds) => this.run("assign", () => this.onSelected("assign", messages, memberIds)),
    });
  }

  /** Every message of the open conversation, page by page. */
  async actOnThread(action) {
    const { threadId } = this.store.state;
    await this.run(action, () => this.throughThread(threadId, action));
  }

  /** What could not be done stays selected. */
  async onSelected(action, messages, memberIds) {
    const outcomes = await this.inSteps(action, messages, memberIds);
    this.selection.keep(outcomes.filter(({ outcome }) => outcome === "conflict" || outcome === "refused").map(({ message_id: id }) => id));
    return outcomes;
  }

  async inSteps(action, messages, memberIds) {
    const outcomes = [];
    for (let at = 0; at < messages.length; at += AT_ONCE) {
      this.progress(`${Math.min(at + AT_ONCE, messages.length)} of ${messages.length}`);
      const { items } = await this.api.actOnMany(action, messages.slice(at, at + AT_ONCE), memberIds);
      this.collect(items, outcomes);
    }
    return outcomes;
  }

  async throughThread(threadId, action) {
    const outcomes = [];
    let cursor = null;
    do {
      this.progress(outcomes.length ? `${outcomes.length} so far` : "Working");
      const page = await this.api.actOnThread(threadId, action, cursor);
      this.collect(page.items, outcomes);
      cursor = page.next_cursor;
    } while (cursor);
    return outcomes;
  }

  collect(items, outcomes) {
    outcomes.push(...items);
    this.thread.take(...items.map(({ message }) => message).filter(Boolean));
  }

  async run(action, work) {
    if (this.store.state.bulkProgress) return;
    this.progress("Working");
    try {
      const outcomes = await work();
      const clean = outcomes.every(({ outcome }) => outcome === "done");
      this.toasts.show(summary(action, outcomes), !outcomes.length ? "info" : clean ? "ok" : "danger");
    } catch (error) {
      this.toasts.show(`${explain(error).words} What was done before that is kept.`, "danger");
    } finally {
      this.progress("");
      this.inbox.refresh();
    }
  }

  progress(words) {
    this.store.set({ bulkProgress: words });
  }
}

function summary(action, outcomes) {
  const count = (name) => outcomes.filter(({ outcome }) => outcome === name).length;
  const done = count("done");
  const [conflicts, refused, missing] = [count("conflict"), count("refused"), count("not_found")];
  if (!outcomes.length) return "Nothing to do here.";
  return [
    `${done || "None"} ${DONE[action]}.`,
    conflicts && `${conflicts} changed by a colleague first: left as ${conflicts === 1 ? "it is" : "they are"} now.`,
    refused && `${refused} left as ${refused === 1 ? "it was" : "they were"}: your role or the status doesn’t allow it.`,
    missing && `${missing} no longer yours to see.`,
  ].filter(Boolean).join(" ");
}
