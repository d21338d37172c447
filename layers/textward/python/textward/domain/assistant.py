"""The booking assistant's rules as one pure function: dialogue, event and the world as it is give the next step (F2-F4).

`docs/assistant.md` has the table of states. Three rules hold throughout. A message leaves the staff's list only by `Settle`,
which goes with an answer to that very message; so nothing is lost, whatever happens. An outcome is reached once for each
reminder, and what comes after it never changes it. Nothing is decided on what the patient could not have known: a reply
written before the question is not an answer to it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from textward.domain.assistant_offers import find_slots, hand_over, on_booked, on_found, on_taken, release
from textward.domain.assistant_terms import (
    AppointmentChanged,
    Asked,
    BookSlot,
    CancelAppointment,
    ConfirmAppointment,
    Decision,
    Dialogue,
    OfferedSlot,
    Outcome,
    ReminderSent,
    ReplyRead,
    Say,
    Saying,
    Settle,
    SlotBooked,
    SlotsFound,
    SlotTaken,
    StaffReason,
    Stage,
)
from textward.domain.reading_replies import Intent, Question

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.assistant_terms import Context, Effect, Event
    from textward.domain.reading_replies import Reading

Listed = TypeVar("Listed", Asked, OfferedSlot)

READING_TIME = timedelta(seconds=3)
"""A reply that follows a question sooner was written before it could be read."""
MISREAD_LIMIT = 2
"""Row F4."""

_QUESTIONS = {Stage.ASKING_WHICH: Question.WHICH, Stage.OFFERING_SLOTS: Question.SLOTS}
_FOR_STAFF = {
    Intent.CANCEL_WORD: StaffReason.CANCEL_MAY_MEAN_APPOINTMENT,
    Intent.STOP: StaffReason.OPTED_OUT,
    Intent.REVOKE: StaffReason.MAY_REVOKE_CONSENT,
    Intent.PERSON: StaffReason.ASKED_FOR_PERSON,
}
REMINDERS_KEPT = 12
MESSAGES_KEPT = 30
_OUTCOMES = {Intent.CONFIRM: Outcome.CONFIRMED, Intent.CANCEL: Outcome.CANCELLED}
# Who was moved has said yes to the new time: a yes after it says nothing new.
_REPEATS = {
    Outcome.CONFIRMED: Intent.CONFIRM,
    Outcome.CANCELLED: Intent.CANCEL,
    Outcome.MOVED: Intent.CONFIRM,
}


def question_of(stage: Stage) -> Question:
    """Give the question that a reply at this stage answers."""
    return _QUESTIONS.get(stage, Question.REMINDER)


def advance(dialogue: Dialogue, event: Event, context: Context) -> Decision:
    """Give the next step. Any event may come at any stage, late or twice: what no longer applies changes nothing."""
    decision = _decide(dialogue, event, context)
    if context.may_text:
        return decision
    effects = tuple(effect for effect in decision.effects if not isinstance(effect, Say))
    return replace(decision, effects=effects)


def _decide(dialogue: Dialogue, event: Event, context: Context) -> Decision:
    match event:
        case ReminderSent():
            return _on_reminder(dialogue, event, context)
        case ReplyRead():
            return _on_reply(dialogue, event, context)
        case SlotsFound():
            return on_found(dialogue, event, context)
        case SlotBooked():
            return on_booked(dialogue, event)
        case SlotTaken():
            return on_taken(dialogue, event)
        case AppointmentChanged():
            return _on_change(dialogue, event, context)


def _on_reminder(dialogue: Dialogue, event: ReminderSent, context: Context) -> Decision:
    """Begin anew: earlier appointments that were asked about without an outcome stay so."""
    asked = Asked(event.appointment_id, event.starts_at)
    if event.reminder_id in dialogue.reminders or not _stands(asked, context):
        return Decision(dialogue)
    others = tuple(
        other
        for other in dialogue.asked
        if other.appointment_id != asked.appointment_id and _stands(other, context)
    )
    begun = Dialogue(
        stage=Stage.AWAITING_REPLY,
        asked=(*others, asked),
        asked_at=context.now,
        seen=dialogue.seen,
        reminders=(*dialogue.reminders, event.reminder_id)[-REMINDERS_KEPT:],
        version=dialogue.version,
    )
    return Decision(begun, release(dialogue))


def _on_change(dialogue: Dialogue, event: AppointmentChanged, context: Context) -> Decision:
    """Fall silent if the question put to the patient is no longer right: whatever they answer is for staff."""
    stale = any(
        asked.appointment_id == event.appointment_id and not _stands(asked, context)
        for asked in dialogue.asked
    )
    if not stale or dialogue.stage in {Stage.IDLE, Stage.DONE, Stage.WITH_STAFF}:
        return Decision(dialogue)
    silent = replace(dialogue, stage=Stage.WITH_STAFF, offered=())
    return Decision(silent, release(dialogue))


def _on_reply(dialogue: Dialogue, event: ReplyRead, context: Context) -> Decision:
    if event.message_id in dialogue.seen or dialogue.stage is Stage.IDLE:
        return Decision(dialogue)
    noted = replace(dialogue, seen=(*dialogue.seen, event.message_id)[-MESSAGES_KEPT:])
    reason = _FOR_STAFF.get(event.reading.intent)
    if reason is not None and dialogue.stage is not Stage.WITH_STAFF:
        return hand_over(noted, reason, event.message_id, say=reason is StaffReason.ASKED_FOR_PERSON)
    if dialogue.asked_at is None or event.at - dialogue.asked_at < READING_TIME:
        return Decision(noted)
    return _ON_REPLY.get(dialogue.stage, _leave)(noted, event, context)


def _leave(dialogue: Dialogue, event: ReplyRead, context: Context) -> Decision:  # noqa: ARG001 - one of a table
    """Leave it pending, as it came."""
    return Decision(dialogue)


def _after_outcome(dialogue: Dialogue, event: ReplyRead, context: Context) -> Decision:  # noqa: ARG001 - one of a table
    repeated = dialogue.outcome is not None and event.reading.intent is _REPEATS[dialogue.outcome]
    if repeated or event.reading.intent is Intent.THANKS:
        return Decision(dialogue, (Settle(event.message_id),))
    return hand_over(dialogue, StaffReason.AFTER_OUTCOME, event.message_id)


def _to_reminder(dialogue: Dialogue, event: ReplyRead, context: Context) -> Decision:
    """Do what is asked with the one appointment that it can be meant for, or ask which."""
    reading = event.reading
    changed = [asked for asked in dialogue.asked if _changed(asked, context)]
    standing = [asked for asked in dialogue.asked if _stands(asked, context)]
    if changed or not standing:
        reason = StaffReason.CHANGED_MEANWHILE if changed else StaffReason.NOTHING_OPEN
        return hand_over(dialogue, reason, event.message_id)
    meant = [asked for asked in standing if _fits(reading, asked, context)]
    if reading.intent not in {Intent.CONFIRM, Intent.CANCEL, Intent.RESCHEDULE} or not meant:
        return _not_understood(dialogue, event, context)
    if len(meant) > 1:
        choices = tuple(sorted(meant, key=lambda asked: (asked.starts_at, asked.appointment_id)))
        asking = replace(
            dialogue,
            stage=Stage.ASKING_WHICH,
            wish=reading.intent,
            choices=choices,
            asked_at=context.now,
        )
        times = tuple(asked.starts_at for asked in choices)
        return Decision(asking, (Settle(event.message_id), Say(Saying.WHICH, times)))
    return _act(dialogue, event, reading.intent, (meant[0],))


def _to_which(dialogue: Dialogue, event: ReplyRead, context: Context) -> Decision:
    if any(not _stands(asked, context) for asked in dialogue.choices):
        return hand_over(dialogue, StaffReason.CHANGED_MEANWHILE, event.message_id)
    wish = dialogue.wish or Intent.UNKNOWN
    if event.reading.intent is Intent.ALL and wish in _OUTCOMES:
        return _act(dialogue, event, wish, dialogue.choices)
    chosen = _chosen(event.reading, dialogue.choices, context)
    if chosen is None:
        return _not_understood(dialogue, event, context)
    return _act(dialogue, event, wish, (chosen,))


def _to_offer(dialogue: Dialogue, event: ReplyRead, context: Context) -> Decision:
    subject, intent = dialogue.subject, event.reading.intent
    if subject is None or not _stands(subject, context):
        return hand_over(dialogue, StaffReason.CHANGED_MEANWHILE, event.message_id)
    if intent is Intent.MORE:
        return find_slots(dialogue, subject, event.message_id)
    if intent in _OUTCOMES and _fits(event.reading, subject, context):
        return _act(dialogue, event, intent, (subject,))
    slot = _chosen(event.reading, dialogue.offered, context)
    if slot is None:
        return _not_understood(dialogue, event, context)
    booking = replace(dialogue, stage=Stage.BOOKING, answering=event.message_id)
    return Decision(booking, (BookSlot(subject.appointment_id, slot.slot_id),))


_ON_REPLY: dict[Stage, Callable[[Dialogue, ReplyRead, Context], Decision]] = {
    Stage.AWAITING_REPLY: _to_reminder,
    Stage.ASKING_WHICH: _to_which,
    Stage.OFFERING_SLOTS: _to_offer,
    Stage.DONE: _after_outcome,
}


def _act(dialogue: Dialogue, event: ReplyRead, wish: Intent, meant: tuple[Asked, ...]) -> Decision:
    if wish is Intent.RESCHEDULE:
        return find_slots(dialogue, meant[0], event.message_id)
    outcome = _OUTCOMES[wish]
    change = ConfirmAppointment if outcome is Outcome.CONFIRMED else CancelAppointment
    saying = Saying.CONFIRMED if outcome is Outcome.CONFIRMED else Saying.CANCELLED
    effects: tuple[Effect, ...] = (
        *(change(asked.appointment_id) for asked in meant),
        *release(dialogue),
        Settle(event.message_id),
        Say(saying, tuple(asked.starts_at for asked in meant)),
    )
    left = tuple(asked for asked in dialogue.asked if asked not in meant)
    done = replace(dialogue, stage=Stage.DONE, asked=left, outcome=outcome, offered=())
    return Decision(done, effects)


def _not_understood(dialogue: Dialogue, event: ReplyRead, context: Context) -> Decision:
    """Ask once more, and leave the message pending all the same: it may say something else that matters."""
    misread = replace(dialogue, misread=dialogue.misread + 1)
    if misread.misread >= MISREAD_LIMIT:
        return hand_over(misread, StaffReason.NOT_UNDERSTOOD, event.message_id)
    times = tuple(item.starts_at for item in dialogue.choices or dialogue.offered)
    return Decision(replace(misread, asked_at=context.now), (Say(Saying.NOT_UNDERSTOOD, times),))


def _stands(asked: Asked, context: Context) -> bool:
    """Tell whether the appointment is still what the patient was asked about, and still to come."""
    stored = context.appointments.get(asked.appointment_id)
    return stored is not None and stored.is_open(context.now) and stored.starts_at == asked.starts_at


def _changed(asked: Asked, context: Context) -> bool:
    """Tell whether it would still be to come, had nobody changed it."""
    return context.now < asked.starts_at and not _stands(asked, context)


def _fits(reading: Reading, asked: Asked, context: Context) -> bool:
    """Tell whether the day and time that the reply names, if any, are the appointment's."""
    today = context.now.astimezone(context.zone).date()
    return reading.when is None or reading.when.fits(asked.starts_at.astimezone(context.zone), today)


def _chosen(reading: Reading, listed: tuple[Listed, ...], context: Context) -> Listed | None:
    """Give the one item of a list that the reply can only mean; None if there is none or a doubt."""
    if reading.intent is not Intent.CHOOSE:
        return None
    local = [item.starts_at.astimezone(context.zone) for item in listed]
    if reading.when is not None:
        today = context.now.astimezone(context.zone).date()
        fitting = [item for item, at in zip(listed, local, strict=True) if reading.when.fits(at, today)]
        return fitting[0] if len(fitting) == 1 else None
    place = len(listed) if reading.option == -1 else reading.option or 0
    if not 1 <= place <= len(listed):
        return None
    of_that_day = {at_place for at_place, at in enumerate(local, 1) if at.day == place}
    return None if reading.may_be_day and of_that_day - {place} else listed[place - 1]
