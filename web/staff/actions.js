/** What staff do to messages, with the outcome told in words. A row of the inbox will do for a message: see `messageOf`. */
import { explain, ProblemError } from "/shared/request.js";
import { assignMembers } from "./components/assign-picker.js";
import { assigneeNames } from "./components/names.js";

const DONE = { complete: "Marked as complete", delete: "Moved to deleted", restore: "Pending again" };
const NOW = { pending: "pending", completed: "completed", deleted: "deleted" };

/** A row of the inbox as the message that it stands for. */
export const messageOf = (item) => ({ ...item, id: item.message_id });

export class Actions {
  /** @param {{store: object, thread: object, inbox: object, toasts: object}} services */
  constructor({ store, thread, inbox, toasts }) {
    Object.assign(this, { store, thread, inbox, toasts, busy: new Set() });
  }

  act(message, action) {
    return this.once(`${message.id}/${action}`, async () => {
      await this.thread.act(message, action);
      this.toasts.show(DONE[action], "ok");
    }, message);
  }

  /** Choose who has a message. A colleague's change meanwhile shows in the picker; what was chosen stays. */
  assign(message) {
    const { me } = this.store.state;
    let current = message;
    return assignMembers({
      me,
      title: "Assign this message",
      chosen: message.assignees,
      by: message.assigned_by ?? [],
      save: async (memberIds) => {
        try {
          await this.thread.assign(current, memberIds);
        } catch (error) {
          if (error.status === 409 && error.current?.id) current = error.current;
          throw this.inWords(error, current);
        }
        this.toasts.show(memberIds.length ? `Assigned to ${assigneeNames(memberIds, me)}` : "Unassigned", "ok");
        this.inbox.refresh();
      },
    });
  }

  star(message) {
    return this.once(`${message.id}/star`, async () => {
      await this.thread.star(message, !message.starred);
      this.toasts.say(message.starred ? "Star removed" : "Starred");
    });
  }

  retry(message) {
    return this.once(`${message.id}/retry`, () => this.thread.retry(message));
  }

  resendLink(message) {
    return this.once(`${message.id}/link`, async () => {
      await this.thread.resendLink(message);
      this.toasts.show("The link and a new code are on their way", "ok");
    });
  }

  revokeLink(message) {
    return this.once(`${message.id}/link`, async () => {
      await this.thread.revokeLink(message);
      this.toasts.show("The link no longer opens", "ok");
    });
  }

  unlock() {
    return this.once("unlock", async () => {
      await this.thread.unlock();
      this.toasts.show("Unlocked. Resend the link so that the patient can try again", "ok");
    });
  }

  /** One at a time per thing: a double click is one request. */
  async once(name, work, message = null) {
    if (this.busy.has(name)) return;
    this.busy.add(name);
    if (message) this.note(message.id, null);
    try {
      await work();
    } catch (error) {
      const { message: words } = this.inWords(error, message);
      this.tell(words, error.status === 409 && this.thread.find(message?.id) ? message.id : null);
    } finally {
      this.busy.delete(name);
      this.inbox.refresh();
    }
  }

  /** On the message itself if it is on screen, else at the edge of the page. */
  tell(words, messageId) {
    if (!messageId) return this.toasts.show(words, "danger");
    this.note(messageId, words);
    return this.toasts.say(words);
  }

  /** Say on the message itself that a colleague was first. */
  note(messageId, words) {
    const conflicts = new Map(this.store.state.conflicts);
    if (words) conflicts.set(messageId, words);
    else if (!conflicts.delete(messageId)) return;
    this.store.set({ conflicts });
  }

  /** After a conflict the page already shows the message as it is now: say so. */
  inWords(error, message) {
    const current = error instanceof ProblemError && error.status === 409 && (error.current?.id ? error.current : this.thread.find(message?.id));
    if (current && current.status in NOW) {
      const who = current.assignees.length ? `assigned to ${assigneeNames(current.assignees, this.store.state.me)}` : "unassigned";
      return new Error(`A colleague changed this message first. It is now ${NOW[current.status]}, ${who}.`);
    }
    const { words, details, reference } = explain(error);
    return new Error([words, ...details, reference && `Reference: ${reference}`].filter(Boolean).join(" "));
  }
}
