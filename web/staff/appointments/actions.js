/** What staff do to appointments, with the outcome told in words. */
import { confirmed } from "/shared/elements/confirm.js";
import { explain } from "/shared/request.js";

const TOLD = { confirmed: "Marked as confirmed", cancelled: "Marked as cancelled", booked: "Booked, not confirmed" };
const CONFLICT = "A colleague, or the patient, changed this first. It is shown as it is now.";

export class AppointmentActions {
  /** @param {{api: object, agenda: import("./agenda.js").Agenda, toasts: object, calendar: object, recount: () => void}} services */
  constructor({ api, agenda, toasts, calendar, recount }) {
    Object.assign(this, { api, agenda, toasts, calendar, recount, busy: new Set() });
  }

  done(appointment) {
    return this.once(appointment, () => this.api.done(appointment), "Done");
  }

  async setStatus(appointment, status) {
    if (status === "cancelled" && !(await this.sure(appointment))) return;
    await this.once(appointment, () => this.api.setStatus(appointment, status), TOLD[status]);
  }

  sure({ patient, starts_at: at }) {
    const { calendar } = this;
    return confirmed({
      title: "Cancel this appointment?",
      words: `${patient.name}, ${calendar.date(calendar.dayKey(at))} at ${calendar.time(at)}. The time becomes free for somebody else, and no more reminders go out. The patient isn’t told by text.`,
      action: "Cancel appointment", back: "Keep it",
    });
  }

  /** One at a time for each: a double click is one request. */
  async once(appointment, ask, told) {
    const { id } = appointment;
    if (this.busy.has(id)) return;
    this.busy.add(id);
    try {
      this.agenda.take(await ask());
      this.toasts.show(told, "ok");
      this.recount();
    } catch (error) {
      this.refused(error, id);
    } finally {
      this.busy.delete(id);
    }
  }

  refused(error, id) {
    if (error.status === 409 && error.current?.id === id) this.agenda.take(error.current, CONFLICT);
    else {
      const { words, details } = explain(error);
      this.toasts.show(details.join(" ") || words, "danger");
    }
    this.agenda.refresh();
  }
}
