"""Ports for the booking assistant: appointments, slots, and its memory of each patient."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from textward.domain.errors import TextwardError

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.appointment import Appointment, Slot
    from textward.domain.assistant_terms import Dialogue, Saying, StaffReason
    from textward.domain.audit import AuditEntry
    from textward.domain.paging import Page, PageRequest
    from textward.domain.reminder_times import ReminderRules


@dataclass(frozen=True, slots=True)
class Answer:
    """What follows from a patient's message outside the step that it led to: done after it, again if need be, once in effect."""

    message_id: str
    saying: Saying | None = None
    times: tuple[datetime, ...] = ()
    reason: StaffReason | None = None
    """Why the message is for staff; none when it isn't flagged."""
    settled: bool = False
    """The message is to be completed."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """All that the assistant knows of a patient."""

    appointments: tuple[Appointment, ...]
    """By id."""
    dialogue: Dialogue
    answer: Answer | None = None
    """What followed from the last message that led to a step."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a dialogue with all that it changes."""

    practice_id: str
    patient_id: str
    dialogue: Dialogue
    """As it is to be from now on; its version is still the one that was read."""
    appointments: tuple[tuple[Appointment, datetime | None], ...] = ()
    """Each as it is to be, with when its next reminder is due."""
    slots: tuple[Slot, ...] = ()
    """Each as it is to be."""
    answer: Answer | None = None
    audit: tuple[AuditEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as the practice's lists hold it."""

    appointment: Appointment
    remind_at: datetime | None
    """When the next reminder is due; none when there is none to come."""


@dataclass(frozen=True, slots=True)
class Span:
    """Which of a practice's appointments are wanted: those that begin in a span of time."""

    begin: datetime
    end: datetime | None = None
    """The first moment after it; none for all that come."""
    facility_id: str | None = None
    """Of one facility only."""
    for_staff: bool = False
    """Only those that need a person."""


class Appointments(Protocol):
    """Appointments, and when each should next be reminded of.

    What is stored has a version. A new one comes with version 1, any other as the next of the one stored.
    """

    def agenda(self, practice_id: str, patient_id: str) -> Agenda:
        """Give a patient's appointments and the dialogue about them, as of one moment (AP-80)."""

    def save(self, appointment: Appointment, remind_at: datetime | None) -> None:
        """Store an appointment, and when its next reminder is due, if any (AP-81).

        Raises:
            ConflictError: it has been stored or changed meanwhile.
        """

    def get(self, practice_id: str, patient_id: str, appointment_id: str) -> Booking:
        """Give an appointment (AP-88).

        Raises:
            NotFoundError: there is none.
        """

    def page(self, practice_id: str, wanted: Span, page: PageRequest) -> Page[Booking]:
        """Give a page of the practice's appointments, or of those that need a person, earliest first (AP-89)."""

    def change(
        self,
        appointment: Appointment,
        remind_at: datetime | None,
        *,
        slot: Slot | None = None,
        audit: AuditEntry | None = None,
    ) -> None:
        """Store an appointment as its next version, with a slot that is taken up or freed by it, at once (AP-91).

        Raises:
            SlotTakenError: the slot has been changed meanwhile, and nothing else stood in the way.
            ConflictError: the appointment has been changed meanwhile.
        """

    def to_remind(self, now: datetime, limit: int, after: str | None = None) -> Page[Appointment]:
        """Give appointments whose reminder is due, those that have waited longest first (AP-82).

        A page may hold fewer than `limit` and still have a next: what was put off just now is passed over.
        """

    def remind_at(
        self, appointment: Appointment, moment: datetime | None, reminded_at: datetime | None = None
    ) -> None:
        """Note when the next reminder is due, and that one has gone out just now; the appointment's version stays (AP-83).

        Raises:
            ConflictError: the appointment has been changed meanwhile.
        """


class Slots(Protocol):
    """Times that can be booked. Every change is of the version that was read, so of two only one is made."""

    def get(self, practice_id: str, slot_id: str) -> Slot | None:
        """Give a slot (AP-84)."""

    def unbooked(
        self,
        practice_id: str,
        facility_id: str | None,
        member_id: str | None,
        after: datetime,
        limit: int,
    ) -> tuple[Slot, ...]:
        """Give the next slots with one member at one facility that nobody has booked, held ones too, by time (AP-85)."""

    def save(self, slot: Slot) -> None:
        """Store a slot that is new, or the next version of the one stored: held, booked or freed (AP-86).

        Raises:
            ConflictError: somebody else was faster.
        """


class SlotTakenError(TextwardError):
    """Somebody else was faster."""


class Dialogues(Protocol):
    """The assistant's steps."""

    def record(self, step: Step) -> None:
        """Store a step with all that it changes, at once (AP-87).

        Raises:
            SlotTakenError: a slot has been changed meanwhile, and nothing else stood in the way.
            ConflictError: the dialogue or an appointment has been changed meanwhile.
        """


@dataclass(frozen=True, slots=True)
class Replanning:
    """A practice whose appointments have yet to be planned by its rules."""

    practice_id: str
    rules: ReminderRules
    after: str | None = None
    """How far this has come in the list of its appointments; none at the beginning."""


class ReminderSettings(Protocol):
    """When each practice's reminders are due."""

    def rules(self, practice_id: str) -> ReminderRules:
        """Give a practice's rules; those that every practice begins with, if it has chosen none (AP-92)."""

    def save(
        self, practice_id: str, rules: ReminderRules, replan_at: datetime, audit: AuditEntry | None = None
    ) -> None:
        """Store the next version of a practice's rules; from `replan_at` on its appointments are planned by them (AP-93).

        Raises:
            ConflictError: somebody else has changed them meanwhile.
        """

    def to_replan(self, now: datetime, limit: int) -> tuple[Replanning, ...]:
        """Give practices whose appointments are to be planned anew, those that have waited longest first (AP-94)."""

    def note(self, replanning: Replanning, after: str | None) -> Replanning:
        """Note how far the planning has come; none ends it (AP-95).

        Raises:
            ConflictError: the rules have been changed meanwhile: it begins anew by itself.
        """
