"""The booking assistant, step by step (rows F2-F4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.domain.assistant_world import OTHER, START, World
from textward.domain.appointment import AppointmentStatus, SlotState
from textward.domain.assistant_offers import OFFER_LIMIT
from textward.domain.assistant_terms import (
    AppointmentChanged,
    OfferedSlot,
    Outcome,
    ReleaseSlots,
    SlotBooked,
    SlotsFound,
    SlotTaken,
    StaffReason,
    Stage,
)
from textward.domain.assistant_terms import Saying as Said


def reminded(*days: int, slots: int = 5) -> World:
    """A world in which appointments `a`, `b`, ... so many days ahead were reminded of a minute ago."""
    world = World()
    world.open_slots(slots)
    for name, ahead in zip("abc", days, strict=False):
        world.add(name, ahead)
        world.remind(name)
    return world.later(minutes=1)


def status(world: World, name: str = "a") -> AppointmentStatus:
    return world.appointments[name].status


def stage(world: World) -> Stage:
    return world.dialogue.stage


def heard(world: World) -> Said | None:
    return world.last_said


@pytest.mark.parametrize("text", ["1", "Yes!", "sí", "je confirme", "👍"])
def test_a_reply_confirms(text: str) -> None:
    world = reminded(2)
    message = world.reply(text)
    assert status(world) is AppointmentStatus.CONFIRMED
    assert (world.dialogue.stage, world.dialogue.outcome) == (Stage.DONE, Outcome.CONFIRMED)
    assert world.messages[message] == "completed"
    assert world.last_said is Said.CONFIRMED


@pytest.mark.parametrize("text", ["3", "please cancel my appointment", "cancele mi cita", "j'annule"])
def test_a_reply_cancels_and_frees_the_slot(text: str) -> None:
    world = reminded(2)
    world.reply(text)
    assert status(world) is AppointmentStatus.CANCELLED
    assert world.slots["of-a"].state is SlotState.OPEN
    assert world.last_said is Said.CANCELLED


def test_another_time_is_offered_and_booked() -> None:
    world = reminded(2)
    asked = world.reply("2")
    assert world.dialogue.stage is Stage.OFFERING_SLOTS
    assert [slot.slot_id for slot in world.dialogue.offered] == ["s1", "s2", "s3"]
    assert {world.slots[name].state for name in ("s1", "s2", "s3")} == {SlotState.HELD}
    chosen = world.later(minutes=1).reply("the second one")
    assert world.appointments["a"].slot_id == "s2"
    assert world.appointments["a"].starts_at == world.slots["s2"].starts_at
    assert world.slots["s2"].state is SlotState.BOOKED
    assert {world.slots[name].state for name in ("s1", "s3", "of-a")} == {SlotState.OPEN}
    assert [world.messages[name] for name in (asked, chosen)] == ["completed"] * 2
    assert world.last_said is Said.MOVED


def test_a_time_may_be_chosen_by_its_day() -> None:
    """Slots are Friday 6 to Sunday 8 March 2026, at nine in Chicago; on the 8th, when the clocks change, at ten."""
    world = reminded(2)
    world.reply("2")
    world.later(minutes=1).reply("saturday at 9")
    assert world.appointments["a"].slot_id == "s2"


@pytest.mark.parametrize("text", ["monday", "saturday or sunday", "the 4th", "9 am", "5"])
def test_a_day_that_fits_none_or_two_is_asked_again(text: str) -> None:
    world = reminded(2)
    world.reply("2")
    world.later(minutes=1).reply(text)
    assert world.dialogue.stage is Stage.OFFERING_SLOTS
    assert world.last_said is Said.NOT_UNDERSTOOD
    assert len(world.said[-1].times) == 3


def test_the_2nd_is_not_an_option_where_it_may_be_a_day() -> None:
    world = World()
    world.add("a", 40)
    world.open_slots(3, days=28)
    assert world.slots["s2"].starts_at == datetime(2026, 4, 1, 15, 0, tzinfo=UTC)
    assert world.slots["s3"].starts_at.day == 2
    world.remind("a")
    world.later(minutes=1).reply("2")
    world.later(minutes=1).reply("the 2nd")
    assert world.dialogue.stage is Stage.OFFERING_SLOTS
    world.later(minutes=1).reply("2")
    assert world.appointments["a"].slot_id == "s2"


def test_a_slot_taken_meanwhile_brings_the_next_ones() -> None:
    """Row F3."""
    world = reminded(2)
    world.reply("2")
    world.beaten = {"s1"}
    chosen = world.later(minutes=1).reply("1")
    assert world.slots["s1"].appointment_id == OTHER
    assert world.appointments["a"].slot_id == "of-a"
    assert world.last_said is Said.OFFER_AFTER_TAKEN
    assert [slot.slot_id for slot in world.dialogue.offered] == ["s4", "s5"]
    assert world.messages[chosen] == "completed"
    world.later(minutes=1).reply("1")
    assert world.appointments["a"].slot_id == "s4"


def test_an_offer_outlives_its_hold_while_nobody_wants_the_slot() -> None:
    world = reminded(2)
    world.reply("2")
    world.later(hours=3).reply("3")
    assert world.appointments["a"].slot_id == "s3"


def test_more_offers_the_next_and_gives_up_the_last() -> None:
    world = reminded(2)
    world.reply("2")
    world.later(minutes=1).reply("more")
    assert [slot.slot_id for slot in world.dialogue.offered] == ["s4", "s5"]
    assert {world.slots[name].state for name in ("s1", "s2", "s3")} == {SlotState.OPEN}


def test_with_nothing_left_to_offer_it_is_for_staff() -> None:
    world = reminded(2, slots=1)
    world.reply("2")
    message = world.later(minutes=1).reply("more")
    assert world.flags[message] is StaffReason.NO_SLOTS
    assert world.messages[message] == "pending"
    assert world.dialogue.stage is Stage.WITH_STAFF
    assert status(world) is AppointmentStatus.BOOKED
    assert world.slots["s1"].state is SlotState.OPEN


def test_offers_end_some_time() -> None:
    world = reminded(2, slots=30)
    world.reply("2")
    for _ in range(OFFER_LIMIT - 1):
        world.later(minutes=1).reply("more")
    assert stage(world) is Stage.OFFERING_SLOTS
    world.later(minutes=1).reply("more")
    assert stage(world) is Stage.WITH_STAFF


def test_while_times_are_offered_the_appointment_may_be_kept_or_cancelled() -> None:
    for text, wanted in (("keep my appointment", "confirmed"), ("cancel my appointment", "cancelled")):
        world = reminded(2)
        world.reply("2")
        world.later(minutes=1).reply(text)
        assert status(world).value == wanted
        assert {world.slots[name].state for name in ("s1", "s2", "s3")} == {SlotState.OPEN}


def test_two_appointments_are_told_apart() -> None:
    """Row F4."""
    world = reminded(3, 2)
    world.reply("3")
    assert world.dialogue.stage is Stage.ASKING_WHICH
    assert world.said[-1].times == (world.appointments["b"].starts_at, world.appointments["a"].starts_at)
    world.later(minutes=1).reply("2")
    assert (status(world, "a"), status(world, "b")) == (
        AppointmentStatus.CANCELLED,
        AppointmentStatus.BOOKED,
    )


def test_a_named_day_tells_two_appointments_apart() -> None:
    world = reminded(1, 2)
    world.reply("cancel wednesday")
    assert (status(world, "a"), status(world, "b")) == (
        AppointmentStatus.BOOKED,
        AppointmentStatus.CANCELLED,
    )


def test_a_named_day_that_is_not_the_appointments_is_not_understood() -> None:
    world = reminded(2)
    world.reply("see you friday")
    assert status(world) is AppointmentStatus.BOOKED
    assert world.last_said is Said.NOT_UNDERSTOOD


def test_both_may_be_confirmed_at_once() -> None:
    world = reminded(1, 2)
    world.reply("1")
    world.later(minutes=1).reply("both")
    assert {status(world, name) for name in "ab"} == {AppointmentStatus.CONFIRMED}


def test_both_cannot_be_moved_at_once() -> None:
    world = reminded(1, 2)
    world.reply("2")
    world.later(minutes=1).reply("both")
    assert world.last_said is Said.NOT_UNDERSTOOD
    world.later(minutes=1).reply("both")
    assert world.dialogue.stage is Stage.WITH_STAFF


def test_one_of_two_is_moved_and_what_is_not_understood_repeats_the_times() -> None:
    world = reminded(1, 2)
    world.reply("2")
    world.later(minutes=1).reply("2")
    world.later(minutes=1).reply("hmm")
    assert world.said[-1].times == tuple(slot.starts_at for slot in world.dialogue.offered)
    world.later(minutes=1).reply("1")
    assert (world.appointments["a"].slot_id, world.appointments["b"].slot_id) == ("of-a", "s1")


def test_not_understood_twice_is_for_staff_and_nothing_leaves_their_list() -> None:
    """Row F4. The first one stays pending as well: it may say something else that matters."""
    world = reminded(2)
    first = world.reply("can you refill my pills")
    assert heard(world) is Said.NOT_UNDERSTOOD
    second = world.later(minutes=1).reply("hmm")
    assert world.flags == {second: StaffReason.NOT_UNDERSTOOD}
    assert {world.messages[first], world.messages[second]} == {"pending"}
    assert heard(world) is Said.HANDED_TO_STAFF
    third = world.later(minutes=1).reply("1")
    assert world.messages[third] == "pending"
    assert status(world) is AppointmentStatus.BOOKED


def test_what_was_not_understood_stays_pending_after_an_outcome() -> None:
    world = reminded(2)
    first = world.reply("can you refill my pills")
    world.later(minutes=1).reply("1")
    assert status(world) is AppointmentStatus.CONFIRMED
    assert world.messages[first] == "pending"


@pytest.mark.parametrize(
    ("text", "reason", "told"),
    [
        ("call me please", StaffReason.ASKED_FOR_PERSON, True),
        ("CANCEL", StaffReason.CANCEL_MAY_MEAN_APPOINTMENT, False),
        ("STOP", StaffReason.OPTED_OUT, False),
        ("stop texting me", StaffReason.MAY_REVOKE_CONSENT, False),
    ],
)
@pytest.mark.parametrize("before", [[], ["2"], ["1"]])
def test_words_for_staff_change_nothing_whenever_they_come(
    text: str,
    reason: StaffReason,
    told: bool,  # noqa: FBT001 - a table of cases
    before: list[str],
) -> None:
    world = reminded(2)
    for reply in before:
        world.reply(reply)
    stood, said = world.appointments["a"], len(world.said)
    message = world.later(minutes=1).reply(text)
    assert world.appointments["a"] == stood
    assert world.flags == {message: reason}
    assert world.messages[message] == "pending"
    assert [text.saying for text in world.said[said:]] == ([Said.HANDED_TO_STAFF] if told else [])
    assert not any(slot.state is SlotState.HELD for slot in world.slots.values())


def test_who_may_not_be_texted_is_not_texted_and_the_outcome_stands() -> None:
    world = reminded(2)
    world.may_text = False
    world.reply("1")
    assert status(world) is AppointmentStatus.CONFIRMED
    assert not world.said


def test_the_same_message_again_does_nothing() -> None:
    world = reminded(2)
    message = world.reply("2")
    offered, said = world.dialogue.offered, len(world.said)
    world.later(minutes=1).reply("2", message_id=message)
    assert (world.dialogue.offered, len(world.said)) == (offered, said)
    assert world.appointments["a"].slot_id == "of-a"


def test_a_reply_sent_twice_in_one_breath_chooses_no_slot() -> None:
    """The second 2 was written before the slots were offered."""
    world = reminded(2)
    world.reply("2")
    second = world.later(seconds=1).reply("2")
    assert world.dialogue.stage is Stage.OFFERING_SLOTS
    assert world.appointments["a"].slot_id == "of-a"
    assert world.messages[second] == "pending"


def test_a_reply_that_comes_late_is_not_an_answer_to_a_later_question() -> None:
    world = reminded(2)
    world.reply("2")
    world.later(hours=1).reply("1", ago=timedelta(hours=2))
    assert world.appointments["a"].slot_id == "of-a"


def test_the_same_reminder_reported_again_begins_nothing_anew() -> None:
    world = World()
    world.add("a", 2)
    world.remind("a", "r1")
    world.later(minutes=1).reply("1")
    world.later(minutes=1).remind("a", "r1")
    assert world.dialogue.stage is Stage.DONE


def test_a_further_reminder_asks_anew() -> None:
    world = reminded(2)
    world.reply("1")
    world.later(hours=20).remind("a")
    world.later(minutes=1).reply("3")
    assert status(world) is AppointmentStatus.CANCELLED


def test_after_an_outcome_thanks_and_repetitions_are_settled_and_all_else_is_for_staff() -> None:
    world = reminded(2)
    world.reply("1")
    said = len(world.said)
    settled = [world.later(minutes=1).reply(text) for text in ("Yes", "thanks!", "👍")]
    assert {world.messages[name] for name in settled} == {"completed"}
    assert len(world.said) == said
    message = world.later(minutes=1).reply("3")
    assert world.flags == {message: StaffReason.AFTER_OUTCOME}
    assert status(world) is AppointmentStatus.CONFIRMED


@pytest.mark.parametrize("before", [[], ["2"]])
def test_an_appointment_changed_meanwhile_is_not_touched(before: list[str]) -> None:
    world = reminded(2)
    for reply in before:
        world.reply(reply)
    elsewhere = replace(world.appointments["a"], starts_at=START + timedelta(days=9), version=2)
    world.appointments["a"] = elsewhere
    message = world.later(minutes=1).reply("1")
    assert world.flags == {message: StaffReason.CHANGED_MEANWHILE}
    assert world.appointments["a"] == elsewhere


def test_where_one_of_two_was_changed_meanwhile_the_other_is_not_touched_either() -> None:
    """The 3 may be for the one that the patient knows no better of."""
    world = reminded(1, 2)
    world.appointments["a"] = world.appointments["a"].with_status(AppointmentStatus.CANCELLED)
    message = world.reply("3")
    assert world.flags == {message: StaffReason.CHANGED_MEANWHILE}
    assert status(world, "b") is AppointmentStatus.BOOKED


def test_where_one_of_two_is_over_the_other_is_meant() -> None:
    world = reminded(1, 3)
    world.later(days=2).reply("3")
    assert (status(world, "a"), status(world, "b")) == (
        AppointmentStatus.BOOKED,
        AppointmentStatus.CANCELLED,
    )


def test_slots_that_are_found_too_late_are_given_up_but_not_those_on_offer() -> None:
    world = reminded(2)
    world.reply("2")
    world.slots["s4"] = world.slots["s4"].held_for("a", world.now)
    late = OfferedSlot("s4", world.slots["s4"].starts_at)
    world.apply(SlotsFound((world.dialogue.offered[0], late)))
    assert world.log[-1] == ReleaseSlots(("s4",))
    assert world.slots["s1"].state is SlotState.HELD


def test_while_asking_which_a_changed_appointment_is_for_staff() -> None:
    world = reminded(1, 2)
    world.reply("3")
    world.appointments["a"] = world.appointments["a"].with_status(AppointmentStatus.CANCELLED)
    message = world.later(minutes=1).reply("2")
    assert world.flags == {message: StaffReason.CHANGED_MEANWHILE}
    assert status(world, "b") is AppointmentStatus.BOOKED


def test_a_change_that_is_told_of_silences_the_assistant_and_frees_what_it_held() -> None:
    world = reminded(2)
    world.reply("2")
    world.appointments["a"] = world.appointments["a"].with_status(AppointmentStatus.CANCELLED)
    world.apply(AppointmentChanged("a"))
    assert world.dialogue.stage is Stage.WITH_STAFF
    assert not any(slot.state is SlotState.HELD for slot in world.slots.values())
    message = world.later(minutes=1).reply("1")
    assert world.messages[message] == "pending"


def test_confirmed_by_telephone_is_no_change_of_what_was_asked() -> None:
    world = reminded(2)
    world.appointments["a"] = world.appointments["a"].with_status(AppointmentStatus.CONFIRMED)
    world.apply(AppointmentChanged("a"))
    world.reply("3")
    assert status(world) is AppointmentStatus.CANCELLED


def test_after_the_appointment_a_reply_is_for_staff() -> None:
    world = reminded(2)
    message = world.later(days=3).reply("3")
    assert world.flags == {message: StaffReason.NOTHING_OPEN}
    assert status(world) is AppointmentStatus.BOOKED


def test_without_a_reminder_everything_is_for_staff() -> None:
    world = World()
    world.add("a", 2)
    message = world.reply("1")
    assert (world.dialogue.stage, world.messages[message]) == (Stage.IDLE, "pending")
    assert not world.log


def test_no_reminder_of_a_cancelled_appointment_asks_anything() -> None:
    world = World()
    world.add("a", 2)
    world.appointments["a"] = world.appointments["a"].with_status(AppointmentStatus.CANCELLED)
    world.remind("a")
    assert world.dialogue.stage is Stage.IDLE


def test_news_of_slots_that_nobody_waits_for_changes_nothing() -> None:
    world = reminded(2)
    stood = world.dialogue
    for event in (SlotsFound(()), SlotBooked("s1"), SlotTaken("s1")):
        world.apply(event)
    assert world.dialogue == stood
    assert not world.outcomes
