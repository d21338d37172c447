"""Reminders of coming appointments go out when they are due (row F1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.assistant import advance
from textward.domain.assistant_terms import Context, ReminderSent
from textward.domain.assistant_wording import day_and_time, reminder_text
from textward.domain.errors import ConflictError, NotFoundError
from textward.domain.patient import PATIENT_THREAD
from textward.domain.private import Private
from textward.domain.reminder_times import next_reminder_at, reminders_of
from textward.services.assistant_ports import Step
from textward.services.work_due import WorkDue

if TYPE_CHECKING:
    from textward.domain.appointment import Appointment
    from textward.domain.reminder_times import Reminder
    from textward.services.assistant_ports import Agenda, Appointments, Dialogues, ReminderSettings
    from textward.services.ports import Clock, Practices
    from textward.services.recipients import Recipient, Recipients
    from textward.services.tell_patient import TellPatient

BATCH = 100
"""Appointments read at a time."""


@dataclass(frozen=True, slots=True)
class SendReminders:
    """The use case behind the schedule: what it leaves half done, the next run finishes; nothing goes out twice."""

    practices: Practices
    recipients: Recipients
    appointments: Appointments
    dialogues: Dialogues
    tell: TellPatient
    clock: Clock
    reminders: ReminderSettings

    def __call__(self) -> int:
        """Remind of what is due; gives how many appointments were looked at.

        One that changes meanwhile, or can't be settled now, waits for the next run and keeps no other from its reminder.
        """
        return WorkDue(
            page=lambda after: self.appointments.to_remind(self.clock.now(), BATCH, after),
            patient=lambda appointment: (appointment.practice_id, appointment.patient_id),
            settle=self._remind,
            clock=self.clock,
        )()

    def _remind(self, appointment: Appointment) -> None:
        now = self.clock.now()
        try:
            thread_id = PATIENT_THREAD + appointment.patient_id
            recipient = self.recipients.of_thread(appointment.practice_id, thread_id)
        except NotFoundError:
            return self.appointments.remind_at(appointment, None)
        zone = ZoneInfo(recipient.practice.time_zone)
        rules = self.reminders.rules(appointment.practice_id)
        reminders = reminders_of(appointment, rules, zone)
        ready = [one for one in reminders if one.is_sendable(now, rules.quiet, zone)]
        may_go_out = ready and appointment.is_open(now) and not recipient.refusals
        gone_out = bool(may_go_out) and self._send(appointment, ready[-1], recipient, zone)
        upcoming = next_reminder_at(appointment, rules, zone, now)
        return self.appointments.remind_at(appointment, upcoming, now if gone_out else None)

    def _send(
        self, appointment: Appointment, reminder: Reminder, recipient: Recipient, zone: ZoneInfo
    ) -> bool:
        """Ask first, text then: a text that is lost between is sent by the next run, and is once only.

        Gives whether this run has sent it.

        Raises:
            ConflictError: the appointment has been changed since it was read, or is another patient's by now.
        """
        agenda = self.appointments.agenda(appointment.practice_id, appointment.patient_id)
        if appointment not in agenda.appointments:
            raise ConflictError
        asks = recipient.sharing == 0
        if asks:
            self._ask(agenda, appointment, reminder, zone)
        language = recipient.patient.language if recipient.patient else "en"
        when = day_and_time(language, appointment.starts_at, zone)
        words = reminder_text(language, recipient.practice.name, when, self._place(appointment), asks=asks)
        occasion = f"reminder:{appointment.patient_id}:{reminder.reminder_id}"
        return self.tell.say(recipient, Private(words), occasion)

    def _ask(self, agenda: Agenda, appointment: Appointment, reminder: Reminder, zone: ZoneInfo) -> None:
        where = (appointment.practice_id, appointment.patient_id)
        known = {one.appointment_id: one for one in agenda.appointments}
        event = ReminderSent(reminder.reminder_id, appointment.appointment_id, appointment.starts_at)
        decision = advance(agenda.dialogue, event, Context(self.clock.now(), zone, known))
        # Slots that were held for an earlier question are not given up here: their time is over soon by itself.
        if decision.dialogue != agenda.dialogue:
            self.dialogues.record(Step(*where, decision.dialogue, answer=agenda.answer))

    def _place(self, appointment: Appointment) -> str | None:
        facilities = self.practices.facilities(appointment.practice_id)
        return next((one.name for one in facilities if one.facility_id == appointment.facility_id), None)
