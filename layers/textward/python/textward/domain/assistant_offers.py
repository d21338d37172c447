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
        Dialogue,
        Effect,
        SlotBooked,
        SlotsFound,
        SlotTaken,
    )

SLOTS_PER_OFFER = 3
OFFER_LIMIT = 4
"""Who finds nothing among so many offers is helped sooner by a person."""


def hand_over(dialogue: Dialogue, reason: StaffReason, message_id: str, *, say: bool = True) -> Decision:
    """Fall silent, and leave the message for staff with the reason; tell the patient so, unless no text may follow."""
    told = (Say(Saying.HANDED_TO_STAFF),) if say else ()
    effects: tuple[Effect, ...] = (*release(dialogue), HandToStaff(reason, message_id), *told)
    return Decision(replace(dialogue, stage=Stage.WITH_STAFF, offered=(), answering=None), effects)


def release(dialogue: Dialogue) -> tuple[Effect, ...]:
    """Give up what is held for the patient, if anything."""
    slot_ids = tuple(slot.slot_id for slot in dialogue.offered)
    return (ReleaseSlots(slot_ids),) if slot_ids else ()


def find_slots(dialogue: Dialogue, subject: Asked, message_id: str) -> Decision:
    """Look for the next times to offer in answer to a message."""
    if dialogue.offers >= OFFER_LIMIT:
        return hand_over(dialogue, StaffReason.NO_SLOTS, message_id)
    passed_over = dialogue.passed_over | {slot.slot_id for slot in dialogue.offered}
    finding = replace(
        dialogue,
        stage=Stage.FINDING_SLOTS,
        wish=None,
        choices=(),
        subject=subject,
        offered=(),
        passed_over=passed_over,
        offers=dialogue.offers + 1,
        answering=message_id,
    )
    return Decision(finding, (*release(dialogue), FindSlots(subject.appointment_id, passed_over)))


def on_found(dialogue: Dialogue, event: SlotsFound, context: Context) -> Decision:
    """Offer what was found; nobody waits for slots that come late, so they are given up again."""
    if dialogue.stage is not Stage.FINDING_SLOTS or dialogue.answering is None:
        kept = {slot.slot_id for slot in dialogue.offered}
        late = tuple(slot.slot_id for slot in event.slots if slot.slot_id not in kept)
        return Decision(dialogue, (ReleaseSlots(late),) if late else ())
    if not event.slots:
        return hand_over(dialogue, StaffReason.NO_SLOTS, dialogue.answering)
    saying = Saying.OFFER_AFTER_TAKEN if dialogue.taken else Saying.OFFER
    offering = replace(
        dialogue,
        stage=Stage.OFFERING_SLOTS,
        offered=event.slots,
        asked_at=context.now,
        answering=None,
        taken=False,
    )
    times = tuple(slot.starts_at for slot in event.slots)
    return Decision(offering, (Settle(dialogue.answering), Say(saying, times)))


def on_booked(dialogue: Dialogue, event: SlotBooked) -> Decision:
    """Tell the patient, and give up the other slots that were offered."""
    booked = next((slot for slot in dialogue.offered if slot.slot_id == event.slot_id), None)
    if dialogue.stage is not Stage.BOOKING or dialogue.answering is None or booked is None:
        return Decision(dialogue)
    others = replace(dialogue, offered=tuple(slot for slot in dialogue.offered if slot is not booked))
    done = replace(
        dialogue,
        stage=Stage.DONE,
        asked=tuple(asked for asked in dialogue.asked if asked != dialogue.subject),
        outcome=Outcome.MOVED,
        offered=(),
        answering=None,
    )
    effects = (*release(others), Settle(dialogue.answering), Say(Saying.MOVED, (booked.starts_at,)))
    return Decision(done, effects)


def on_taken(dialogue: Dialogue, event: SlotTaken) -> Decision:
    """Look for the next times; the patient's appointment stands as it was."""
    offered = {slot.slot_id for slot in dialogue.offered}
    if dialogue.stage is not Stage.BOOKING or event.slot_id not in offered:
        return Decision(dialogue)
    if dialogue.subject is None or dialogue.answering is None:
        return Decision(dialogue)
    return find_slots(replace(dialogue, taken=True), dialogue.subject, dialogue.answering)
