"""A patient's text is taken as an answer to the booking assistant, if it has asked something (rows F2-F5)."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from textward.domain.appointment import SlotState
from textward.domain.assistant import question_of
from textward.domain.assistant_terms import Context, ReplyRead, Stage
from textward.domain.assistant_wording import assistant_text
from textward.domain.errors import ConflictError, NotFoundError, TransientError
from textward.domain.message import Direction, Mode
from textward.domain.private import Private
from textward.domain.reading_replies import read_reply
from textward.domain.reminder_times import next_reminder_at
from textward.services.assistant_ports import Answer, SlotTakenError, Step
from textward.services.plan_step import Plan

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.appointment import Appointment
    from textward.domain.message import Message
    from textward.services.assistant_ports import Agenda, Appointments, Dialogues, ReminderSettings, Slots
    from textward.services.ports import Clock
    from textward.services.recipients import Recipient, Recipients
    from textward.services.tell_patient import TellPatient

TRIES = 5
"""How often a step is planned anew because something was changed meanwhile."""


@dataclass(frozen=True, slots=True)
class AnswerAppointment:
    """The use case: plan the step, store it at once, then tell the patient; safe to run again at any point."""

    recipients: Recipients
    appointments: Appointments
    slots: Slots
    dialogues: Dialogues
    tell: TellPatient
    clock: Clock
    reminders: ReminderSettings

    def __call__(self, message: Message) -> None:
        """Answer the message if the assistant has asked the patient something; leave it to staff otherwise.

        Raises:
            TransientError: others changed the same things all the time; to be tried again.
        """
        if message.direction is not Direction.IN or message.mode is not Mode.PLAIN:
            return
        if message.patient_id is None:
            return  # nobody can tell whose answer it is
        try:
            recipient = self.recipients.of_thread(message.practice_id, message.thread_id)
        except NotFoundError:
            return
        answer = self._step(message, message.patient_id, recipient)
        if answer is not None and answer.message_id == message.message_id:
            self._follow_up(message, recipient, answer)

    def _step(self, message: Message, patient_id: str, recipient: Recipient) -> Answer | None:
        """Store the step that the message leads to; give what follows from it, also when it was stored before."""
        for _ in range(TRIES):
            agenda = self.appointments.agenda(message.practice_id, patient_id)
            known = agenda.dialogue.stage is Stage.IDLE or message.message_id in agenda.dialogue.seen
            if known or not _was_asked(recipient, agenda):
                return agenda.answer
            plan = self._planned(message, agenda, recipient)
            answer = _answer(message, plan)
            try:
                self.dialogues.record(self._stored(message, patient_id, plan, answer))
            except (ConflictError, SlotTakenError):
                continue
            self._give_up(message.practice_id, plan, agenda)
            return answer
        raise TransientError("a dialogue that changes all the time")

    def _planned(self, message: Message, agenda: Agenda, recipient: Recipient) -> Plan:
        context = Context(
            now=self.clock.now(),
            zone=ZoneInfo(recipient.practice.time_zone),
            appointments={one.appointment_id: one for one in agenda.appointments},
            may_text=not recipient.refusals,
        )
        plan = Plan(agenda.dialogue, context, self.slots)
        reading = read_reply(message.body.reveal(), question_of(agenda.dialogue.stage))
        plan.take(ReplyRead(message.message_id, message.said_at, reading))
        return plan

    def _stored(self, message: Message, patient_id: str, plan: Plan, answer: Answer) -> Step:
        zone, now, practice_id = plan.context.zone, plan.context.now, message.practice_id
        changed: tuple[tuple[Appointment, datetime | None], ...] = ()
        if plan.changed:
            rules = self.reminders.rules(practice_id)
            changed = tuple((one, next_reminder_at(one, rules, zone, now)) for one in plan.changed.values())
        slots, audit = (
            tuple(plan.taken_up.values()),
            tuple(self.tell.line(one, message) for one, _ in changed),
        )
        return Step(practice_id, patient_id, plan.dialogue, changed, slots, answer, audit)

    def _give_up(self, practice_id: str, plan: Plan, agenda: Agenda) -> None:
        """Let go of slots that are held for nothing; one that is missed here is free when its time is over."""
        mine = {one.appointment_id for one in agenda.appointments}
        for slot_id in plan.given_up:
            slot = self.slots.get(practice_id, slot_id)
            if slot is not None and slot.state is SlotState.HELD and slot.appointment_id in mine:
                with suppress(ConflictError):
                    self.slots.save(slot.freed())

    def _follow_up(self, message: Message, recipient: Recipient, answer: Answer) -> None:
        """Say, and flag or settle; done again after a crash, it says, flags and settles nothing twice."""
        if answer.saying is not None and recipient.patient is not None:
            zone = ZoneInfo(recipient.practice.time_zone)
            words = assistant_text(recipient.patient.language, answer.saying, answer.times, zone)
            self.tell.say(recipient, Private(words), f"answer:{message.message_id}")
        if answer.reason is not None:
            self.tell.flag(message, answer.reason)
        if answer.settled:
            self.tell.settle(message)


def _was_asked(recipient: Recipient, agenda: Agenda) -> bool:
    """Tell whether who answers is whom the question was put to.

    Where the patient's phone has changed since, who has it now may have read somebody else's reminder: that is for staff.
    """
    asked_at, patient = agenda.dialogue.asked_at, recipient.patient
    return asked_at is None or patient is None or patient.accepts_proof_of(asked_at)


def _answer(message: Message, plan: Plan) -> Answer:
    return Answer(
        message_id=message.message_id,
        saying=plan.said.saying if plan.said else None,
        times=plan.said.times if plan.said else (),
        reason=plan.reason,
        settled=plan.settled,
    )
