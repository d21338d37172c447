"""Whatever comes, in whatever order (rows F2-F4): one appointment, one outcome, no slot twice, nothing lost."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.support.replies import corpus
from tests.unit.domain.assistant_world import OTHER, PRACTICE, START, World
from textward.domain.appointment import AppointmentStatus, Slot, SlotState
from textward.domain.assistant import MISREAD_LIMIT
from textward.domain.assistant_terms import (
    AppointmentChanged,
    OfferedSlot,
    Say,
    Settle,
    SlotBooked,
    SlotsFound,
    SlotTaken,
    Stage,
)

if TYPE_CHECKING:
    from textward.domain.assistant_terms import Event

CORPUS = sorted({reply.text for reply in corpus()})
CODES = ["1", "2", "3", "yes", "more", "both", "the 2nd", "call me", "CANCEL", "hmm", "thanks"]
TEXTS = st.one_of(st.sampled_from(CODES), st.sampled_from(CORPUS))
NAMES = st.sampled_from(["a", "b"])
SLOTS = st.sampled_from([f"s{number}" for number in range(1, 9)])
PAUSES = st.sampled_from([1, 10, 60, 1200])


class AnyOrder(RuleBasedStateMachine):
    """Replies new, repeated and late; reminders; other patients, staff and stray reports of the world."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.texts: dict[str, str] = {}

    @initialize(open_slots=st.integers(0, 8))
    def begin(self, open_slots: int) -> None:
        self.world.open_slots(open_slots)
        self.world.add("a", 2)
        self.world.add("b", 3)
        self.world.remind("a")

    @rule(name=NAMES)
    def remind(self, name: str) -> None:
        self.world.remind(name)

    @rule(text=TEXTS, pause=PAUSES)
    def reply(self, text: str, pause: int) -> None:
        self.world.later(seconds=pause)
        self._taken_in(text, f"m{len(self.texts) + 1}", timedelta(0))

    @precondition(lambda self: self.texts)
    @rule(data=st.data(), pause=PAUSES)
    def repeat(self, data: st.DataObject, pause: int) -> None:
        self.world.later(seconds=pause)
        message_id = data.draw(st.sampled_from(sorted(self.texts)))
        dialogue, done = self.world.dialogue, len(self.world.log)
        known = message_id in dialogue.seen
        self._taken_in(self.texts[message_id], message_id, timedelta(0))
        if known:
            assert self.world.dialogue == dialogue
            assert len(self.world.log) == done

    @rule(text=TEXTS, ago=st.sampled_from([1, 30, 4000]))
    def late(self, text: str, ago: int) -> None:
        self._taken_in(text, f"m{len(self.texts) + 1}", timedelta(seconds=ago))

    @rule(slot_id=SLOTS)
    def somebody_books(self, slot_id: str) -> None:
        slot = self.world.slots.get(slot_id)
        if slot is not None and slot.is_free_for(OTHER, self.world.now):
            self.world.slots[slot_id] = slot.booked_by(OTHER)

    @rule(slot_id=SLOTS)
    def somebody_will_be_faster(self, slot_id: str) -> None:
        slot = self.world.slots.get(slot_id)
        if slot is not None and slot.state is not SlotState.BOOKED:
            self.world.beaten.add(slot_id)

    @rule(name=NAMES, told=st.booleans(), days=st.sampled_from([None, 4, 6]))
    def staff_cancel_or_move(self, name: str, *, told: bool, days: int | None) -> None:
        before = self.world.appointments[name]
        if not before.is_open(self.world.now):
            return
        freed = before.slot_id or ""
        self.world.slots[freed] = self.world.slots[freed].freed()
        if days is None:
            self.world.appointments[name] = before.with_status(AppointmentStatus.CANCELLED)
        else:
            slot_id = f"by-staff-{len(self.world.slots)}"
            at = self.world.now + timedelta(days=days)
            slot = Slot(PRACTICE, slot_id, "f", "m", at).booked_by(name)
            self.world.slots[slot_id] = slot
            self.world.appointments[name] = before.moved_to(slot)
        if told:
            self.world.apply(AppointmentChanged(name))

    @rule(slot_id=SLOTS, kind=st.sampled_from(["found", "booked", "taken", "changed"]))
    def stray_report(self, slot_id: str, kind: str) -> None:
        outcomes = list(self.world.outcomes)
        stray: dict[str, Event] = {
            "found": SlotsFound((OfferedSlot(slot_id, START + timedelta(days=4)),)),
            "booked": SlotBooked(slot_id),
            "taken": SlotTaken(slot_id),
            "changed": AppointmentChanged("a"),
        }
        self.world.apply(stray[kind])
        assert self.world.outcomes == outcomes

    @rule(hours=st.sampled_from([1, 8, 30]))
    def wait(self, hours: int) -> None:
        self.world.later(hours=hours)

    def _taken_in(self, text: str, message_id: str, ago: timedelta) -> None:
        self.texts[message_id] = text
        before, done = self.world.dialogue, len(self.world.log)
        cancelled = self._cancelled()
        self.world.reply(text, message_id=message_id, ago=ago)
        self._check_step(message_id, before.stage, done)
        assert cancelled <= self._cancelled()

    def _check_step(self, message_id: str, stage: Stage, done: int) -> None:
        """Settled only with an answer, or for a repetition and thanks after one; a silent assistant stays silent."""
        effects = self.world.log[done:]
        settled = [effect for effect in effects if isinstance(effect, Settle)]
        assert settled in ([], [Settle(message_id)])
        said = [effect for effect in effects if isinstance(effect, Say)]
        assert len(said) <= 1
        assert not settled or said or stage is Stage.DONE
        if stage in {Stage.WITH_STAFF, Stage.IDLE}:
            assert not effects

    def _booked_by(self, name: str) -> list[str]:
        slots = self.world.slots.values()
        return [
            slot.slot_id for slot in slots if slot.appointment_id == name and slot.state is SlotState.BOOKED
        ]

    def _cancelled(self) -> set[str]:
        stored = self.world.appointments.items()
        return {name for name, made in stored if made.status is AppointmentStatus.CANCELLED}

    @invariant()
    def one_outcome_for_each_reminder(self) -> None:
        """None follows another until the patient has been asked again."""
        for name in self.world.appointments:
            mine = [effect for appointment, effect in self.world.outcomes if appointment == name]
            assert len(mine) <= 1, mine

    @invariant()
    def no_slot_is_booked_twice(self) -> None:
        for name, made in self.world.appointments.items():
            if made.status is AppointmentStatus.CANCELLED:
                assert not self._booked_by(name)
                continue
            assert self._booked_by(name) == [made.slot_id]
            assert self.world.slots[made.slot_id or ""].starts_at == made.starts_at

    @invariant()
    def nothing_stays_held_but_what_is_offered(self) -> None:
        offered = {slot.slot_id for slot in self.world.dialogue.offered}
        held = {slot.slot_id for slot in self.world.slots.values() if slot.state is SlotState.HELD}
        assert held <= offered
        assert not offered or self.world.dialogue.stage is Stage.OFFERING_SLOTS

    @invariant()
    def what_is_not_understood_ends_with_staff(self) -> None:
        if self.world.dialogue.misread >= MISREAD_LIMIT:
            assert self.world.dialogue.stage is Stage.WITH_STAFF
        assert all(self.world.messages[message] == "pending" for message in self.world.flags)

    @invariant()
    def every_step_ends_in_a_stage_that_can_be_stored(self) -> None:
        assert self.world.dialogue.stage not in {Stage.FINDING_SLOTS, Stage.BOOKING}


AnyOrder.TestCase.settings = settings(max_examples=150, stateful_step_count=30)
TestAnyOrder = AnyOrder.TestCase
