"""The booking assistant's steps around open slots, and around handing over to staff (rows F3, F4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textward.domain.assistant_terms import (
    Asked,
    Decision,
    FindSlots,
    HandToStaff,
    Outcome,
    ReleaseSlots,
    Say,
    Saying,
    Settle,
    StaffReason,
    Stage,
)

if TYPE_CHECKING:
    from textward.domain.assistant_terms import (
        Context,
        Conversation,
        Effect,
        SlotBooked,
        SlotsFound,
        SlotTaken,
    )

SLOTS_PER_OFFER = 3
OFFER_LIMIT = 4
"""Who finds nothing among so many offers is helped sooner by a person."""


def hand_over(
    conversation: Conversation, reason: StaffReason, message_id: str, *, say: bool = True
) -> Decision:
    """Fall silent, and leave the message for staff with the reason; tell the patient so, unless no text may follow."""
    told = (Say(Saying.HANDED_TO_STAFF),) if say else ()
    effects: tuple[Effect, ...] = (*release(conversation), HandToStaff(reason, message_id), *told)
    return Decision(replace(conversation, stage=Stage.WITH_STAFF, offered=(), answering=None), effects)


def release(conversation: Conversation) -> tuple[Effect, ...]:
    """Give up what is held for the patient, if anything."""
    slot_ids = tuple(slot.slot_id for slot in conversation.offered)
    return (ReleaseSlots(slot_ids),) if slot_ids else ()


def find_slots(conversation: Conversation, subject: Asked, message_id: str) -> Decision:
    """Look for the next times to offer in answer to a message."""
    if conversation.offers >= OFFER_LIMIT:
        return hand_over(conversation, StaffReason.NO_SLOTS, message_id)
    passed_over = conversation.passed_over | {slot.slot_id for slot in conversation.offered}
    finding = replace(
        conversation,
        stage=Stage.FINDING_SLOTS,
        wish=None,
        choices=(),
        subject=subject,
        offered=(),
        passed_over=passed_over,
        offers=conversation.offers + 1,
        answering=message_id,
    )
    return Decision(finding, (*release(conversation), FindSlots(subject.appointment_id, passed_over)))


def on_found(conversation: Conversation, event: SlotsFound, context: Context) -> Decision:
    """Offer what was found; nobody waits for slots that come late, so they are given up again."""
    if conversation.stage is not Stage.FINDING_SLOTS or conversation.answering is None:
        kept = {slot.slot_id for slot in conversation.offered}
        late = tuple(slot.slot_id for slot in event.slots if slot.slot_id not in kept)
        return Decision(conversation, (ReleaseSlots(late),) if late else ())
    if not event.slots:
        return hand_over(conversation, StaffReason.NO_SLOTS, conversation.answering)
    saying = Saying.OFFER_AFTER_TAKEN if conversation.taken else Saying.OFFER
    offering = replace(
        conversation,
        stage=Stage.OFFERING_SLOTS,
        offered=event.slots,
        asked_at=context.now,
        answering=None,
        taken=False,
    )
    times = tuple(slot.starts_at for slot in event.slots)
    return Decision(offering, (Settle(conversation.answering), Say(saying, times)))


def on_booked(conversation: Conversation, event: SlotBooked) -> Decision:
    """Tell the patient, and give up the other slots that were offered."""
    booked = next((slot for slot in conversation.offered if slot.slot_id == event.slot_id), None)
    if conversation.stage is not Stage.BOOKING or conversation.answering is None or booked is None:
        return Decision(conversation)
    others = replace(conversation, offered=tuple(slot for slot in conversation.offered if slot is not booked))
    done = replace(
        conversation,
        stage=Stage.DONE,
        asked=tuple(asked for asked in conversation.asked if asked != conversation.subject),
        outcome=Outcome.MOVED,
        offered=(),
        answering=None,
    )
    effects = (*release(others), Settle(conversation.answering), Say(Saying.MOVED, (booked.starts_at,)))
    return Decision(done, effects)


def on_taken(conversation: Conversation, event: SlotTaken) -> Decision:
    """Look for the next times; the patient's appointment stands as it was."""
    offered = {slot.slot_id for slot in conversation.offered}
    if conversation.stage is not Stage.BOOKING or event.slot_id not in offered:
        return Decision(conversation)
    if conversation.subject is None or conversation.answering is None:
        return Decision(conversation)
    return find_slots(replace(conversation, taken=True), conversation.subject, conversation.answering)
