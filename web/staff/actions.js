/** What staff do to messages, with the outcome told in words. */
import { explain, ProblemError } from "/shared/request.js";

const DONE = { complete: "Marked as complete", delete: "Moved to deleted", restore: "Pending again" };
const NOW = { pending: "pending", completed: "completed", deleted: "deleted" };

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

  completeAll() {
    const waiting = this.store.state.messages.filter(({ status }) => status === "pending");
    return this.once("complete-all", async () => {
      for (const message of waiting) await this.thread.act(message, "complete");
      this.toasts.show(DONE.complete, "ok");
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
    try {
      await work();
    } catch (error) {
      this.toasts.show(this.words(error, message), "danger");
    } finally {
      this.busy.delete(name);
      this.inbox.refresh();
    }
  }

  /** After a conflict the page already shows the message as it is now: say so. */
  words(error, message) {
    const current = error instanceof ProblemError && error.status === 409 && this.store.state.messages.find(({ id }) => id === message?.id);
    if (current && current.status in NOW) return `A colleague changed this message first. It is now ${NOW[current.status]}.`;
    const { words, details, reference } = explain(error);
    return [words, ...details, reference && `Reference: ${reference}`].filter(Boolean).join(" ");
  }
}
