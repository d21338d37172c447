/** What staff do to a conversation from the portal as a whole, with the outcome told in words. */
import { explain } from "/shared/request.js";
import { assignMembers } from "../components/assign-picker.js";
import { assigneeNames } from "../components/names.js";

const DONE = { complete: "Marked as complete", reopen: "Waits for an answer again", trash: "Moved to the trash", restore: "Restored" };
const NOW = { not_replied: "not replied", replied: "replied", trash: "in the trash" };

export class GroupActions {
  /** @param {{api: object, store: object, thread: object, inbox: object, toasts: object}} services */
  constructor({ api, store, thread, inbox, toasts }) {
    Object.assign(this, { api, store, thread, inbox, toasts, busy: new Set() });
  }

  /** @param {"complete"|"reopen"|"trash"|"restore"} step */
  act(conversation, step) {
    return this.once(`${conversation.id}/${step}`, conversation, async () => {
      this.take(await this.api.act(conversation, step));
      this.toasts.show(DONE[step], "ok");
    });
  }

  star(conversation) {
    return this.once(`${conversation.id}/star`, conversation, async () => {
      const { starred } = await this.api.star(conversation, !conversation.starred);
      const { thread, threadId } = this.store.state;
      // A star is no part of the version: an answer from before a colleague's change tells it all the same.
      if (thread && conversation.id === threadId) this.store.set({ thread: { ...thread, starred } });
      this.toasts.say(conversation.starred ? "Star removed" : "Starred");
    });
  }

  /** Choose who has it, myself first. A colleague's change meanwhile shows in the picker; what was chosen stays. */
  async assign(conversation) {
    const { me } = this.store.state;
    let current = conversation;
    try {
      current = conversation.assignable ? conversation : await this.api.thread(conversation.id);
    } catch (error) {
      this.toasts.show(explain(error).words, "danger");
      return;
    }
    await assignMembers({
      me, title: "Assign this conversation", chosen: current.assignees, by: current.assigned_by, only: current.assignable,
      save: async (memberIds) => {
        try {
          this.take(await this.api.assign(current, memberIds));
        } catch (error) {
          if (error.status === 409 && error.current?.id) current = { ...current, ...error.current };
          throw this.inWords(error);
        }
        this.toasts.show(memberIds.length ? `Assigned to ${assigneeNames(memberIds, me)}` : "Unassigned", "ok");
        this.inbox.refresh();
      },
    });
  }

  /** Show a conversation as the server gave it. */
  take(conversation) {
    const { thread, threadId } = this.store.state;
    if (conversation.id === threadId && thread && conversation.version >= thread.version) this.store.set({ thread: { ...thread, ...conversation, patient: { ...thread.patient, ...conversation.patient } } });
  }

  /** One at a time per thing: a double click is one request. */
  async once(name, conversation, work) {
    if (this.busy.has(name)) return;
    this.busy.add(name);
    this.note(conversation.id, "");
    try {
      await work();
    } catch (error) {
      this.failed(error, conversation.id);
    } finally {
      this.busy.delete(name);
      this.inbox.refresh();
    }
  }

  failed(error, id) {
    const { message: words } = this.inWords(error);
    if (error.status !== 409 || id !== this.store.state.threadId) {
      this.toasts.show(words, "danger");
      return;
    }
    this.note(id, words);
    this.thread.hear();
  }

  /** Say on the conversation itself that a colleague was first. */
  note(id, words) {
    const conflicts = new Map(this.store.state.conflicts);
    if (words) conflicts.set(id, words);
    else if (!conflicts.delete(id)) return;
    this.store.set({ conflicts });
  }

  inWords(error) {
    const { current } = error;
    if (error.status === 409 && current?.state in NOW) {
      this.take(current);
      const who = current.assignees.length ? `assigned to ${assigneeNames(current.assignees, this.store.state.me)}` : "unassigned";
      return new Error(`A colleague changed this conversation first. It is now ${NOW[current.state]}, ${who}.`);
    }
    const { words, details, reference } = explain(error);
    return new Error([words, ...details, reference && `Reference: ${reference}`].filter(Boolean).join(" "));
  }
}
