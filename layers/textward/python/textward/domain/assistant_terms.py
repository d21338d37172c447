"""What the booking assistant's state machine takes in, keeps and gives out. `domain.assistant` holds its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from textward.domain.appointment import Appointment
    from textward.domain.reading_replies import Intent, Reading


class Stage(Enum):
    """Where a dialogue with one patient stands."""

    IDLE = "idle"
    """Nothing was asked; what the patient writes is for staff."""
    AWAITING_REPLY = "awaiting_reply"
    """A reminder went out."""
    ASKING_WHICH = "asking_which"
    """The reply fits several appointments, and the patient was asked which."""
    FINDING_SLOTS = "finding_slots"
    """Open slots are being looked up and held; never stored."""
    OFFERING_SLOTS = "offering_slots"
    BOOKING = "booking"
    """The slot chosen is being booked; never stored."""
    DONE = "done"
    """An outcome was reached."""
    WITH_STAFF = "with_staff"
    """The assistant is silent until the next reminder."""


class Outcome(Enum):
    """What became of an appointment."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    MOVED = "moved"


class StaffReason(Enum):
    """Why a message is for staff, for the flag beside it."""

    NOT_UNDERSTOOD = "not_understood"
    """Twice since the reminder."""
    ASKED_FOR_PERSON = "asked_for_person"
    CANCEL_MAY_MEAN_APPOINTMENT = "cancel_may_mean_appointment"
    """A bare CANCEL has opted the phone out; the appointment stands, and staff find out what was meant."""
    OPTED_OUT = "opted_out"
    """STOP or its like in answer to the assistant; the appointment stands."""
    MAY_REVOKE_CONSENT = "may_revoke_consent"
    """Free words that may take back consent, or say that the number is somebody else's."""
    CHANGED_MEANWHILE = "changed_meanwhile"
    """The appointment that was asked about is no longer what it was."""
    NOTHING_OPEN = "nothing_open"
    """No appointment that was asked about is still to come."""
    AFTER_OUTCOME = "after_outcome"
    """Something else, after an outcome was reached."""
    NO_SLOTS = "no_slots"
    """Nothing (more) to offer."""


class Saying(Enum):
    """What the assistant says; `assistant_wording` has the words."""

    CONFIRMED = "confirmed"
    CANCELLED = "cancelled"
    MOVED = "moved"
    WHICH = "which"
    OFFER = "offer"
    OFFER_AFTER_TAKEN = "offer_after_taken"
    """The time chosen went to somebody else; these are the next."""
    NOT_UNDERSTOOD = "not_understood"
    HANDED_TO_STAFF = "handed_to_staff"


@dataclass(frozen=True, slots=True)
class Asked:
    """An appointment that the patient was asked about, as it was then."""

    appointment_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class OfferedSlot:
    """A time that the patient was offered."""

    slot_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The assistant's whole memory of one patient: everything since the last reminder."""

    stage: Stage = Stage.IDLE
    asked: tuple[Asked, ...] = ()
    """Reminded of, and no outcome yet."""
    asked_at: datetime | None = None
    """When the last question went out."""
    wish: Intent | None = None
    """While asking which: what the patient wants done."""
    choices: tuple[Asked, ...] = ()
    """While asking which: the appointments, in the order listed."""
    subject: Asked | None = None
    """The appointment that is being moved."""
    offered: tuple[OfferedSlot, ...] = ()
    passed_over: frozenset[str] = frozenset()
    """Slots that were offered and not chosen, or were taken."""
    taken: bool = False
    """While finding: because the slot chosen before was taken."""
    offers: int = 0
    misread: int = 0
    answering: str | None = None
    """The message that is being answered, while finding or booking."""
    seen: tuple[str, ...] = ()
    """The last messages dealt with, so that a repeated one does nothing."""
    outcome: Outcome | None = None
    """The last one reached since the last reminder."""
    reminders: tuple[str, ...] = ()
    """The last reminders, so that one reported twice begins nothing anew."""
    version: int = 0


@dataclass(frozen=True, slots=True)
class Context:
    """The world as it is at this moment."""

    now: datetime
    zone: ZoneInfo
    """The practice's."""
    appointments: Mapping[str, Appointment] = field(default_factory=dict)
    """The patient's own, as stored now, by id."""
    may_text: bool = True
    """Consent, notifications and a number are all there."""


# --------------------------------------------------------------------------------------------------------------- events


@dataclass(frozen=True, slots=True)
class ReminderSent:
    """A reminder went out; it asks about one appointment."""

    reminder_id: str
    appointment_id: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class ReplyRead:
    """A message of the patient's was read as an answer to the question of the stage."""

    message_id: str
    at: datetime
    """When it came in."""
    reading: Reading


@dataclass(frozen=True, slots=True)
class SlotsFound:
    """These slots are held for the patient; none at all if there are none to offer."""

    slots: tuple[OfferedSlot, ...]


@dataclass(frozen=True, slots=True)
class SlotBooked:
    """The slot is booked and the appointment moved."""

    slot_id: str


@dataclass(frozen=True, slots=True)
class SlotTaken:
    """Somebody else was faster."""

    slot_id: str


@dataclass(frozen=True, slots=True)
class AppointmentChanged:
    """Staff or the record system changed an appointment."""

    appointment_id: str


Event = ReminderSent | ReplyRead | SlotsFound | SlotBooked | SlotTaken | AppointmentChanged


# -------------------------------------------------------------------------------------------------------------- effects


@dataclass(frozen=True, slots=True)
class ConfirmAppointment:
    """Set it to confirmed."""

    appointment_id: str


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """Set it to cancelled and free its slot."""

    appointment_id: str


@dataclass(frozen=True, slots=True)
class FindSlots:
    """Find the next open slots but those passed over, hold each for a while, and report them as `SlotsFound`."""

    appointment_id: str
    passed_over: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReleaseSlots:
    """Stop holding these."""

    slot_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BookSlot:
    """Move the appointment to the slot in one transaction, and report `SlotBooked` or `SlotTaken`."""

    appointment_id: str
    slot_id: str


@dataclass(frozen=True, slots=True)
class Say:
    """Text the patient."""

    saying: Saying
    times: tuple[datetime, ...] = ()
    """The appointments or slots it is about, in the order to list them."""


@dataclass(frozen=True, slots=True)
class HandToStaff:
    """Leave the message pending for staff, flagged with the reason."""

    reason: StaffReason
    message_id: str


@dataclass(frozen=True, slots=True)
class Settle:
    """Complete the message: the patient has their answer, and staff need do nothing."""

    message_id: str


Effect = (
    ConfirmAppointment | CancelAppointment | FindSlots | ReleaseSlots | BookSlot | Say | HandToStaff | Settle
)


@dataclass(frozen=True, slots=True)
class Decision:
    """Where the dialogue stands from now on, and what is to be done, in order."""

    dialogue: Dialogue
    effects: tuple[Effect, ...] = ()
