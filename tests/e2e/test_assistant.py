"""The booking assistant on the running stack: reminders ring, replies change appointments, the rest is for staff (rows F1-F5)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.support.running.front_desk import RunningFrontDesk, open_front_desk
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.site import Site


def _instant(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@pytest.fixture(scope="module")
def desk(site: Site) -> RunningFrontDesk:
    return open_front_desk(site)


def test_a_reminder_rings_once_and_1_confirms(desk: RunningFrontDesk) -> None:
    """Rows F1, F2, F5."""
    person = desk.patient()
    booked = desk.book(person)

    reminder = desk.reminded(person)

    assert "Reply 1 to confirm, 2 for another time, 3 to cancel it." in reminder
    assert "Place: Main." in reminder
    desk.run()
    answer = desk.says(person, "1")
    assert answer.startswith("Thank you. Your appointment on ")
    assert answer.endswith(" is confirmed.")
    shown = desk.shown(person, booked)
    assert (shown["status"], shown["reply"], shown["needs_staff"]) == ("confirmed", "confirmed", None)
    assert shown["reminded_at"] < shown["replied_at"] < shown["starts_at"]
    assert (shown["patient"]["name"], shown["next_reminder_at"]) == (person.name, None)
    desk.run()
    assert desk.texts(person) == [reminder, answer]
    said, reply, asked = desk.messages(person)
    assert [said["body"], reply["body"], asked["body"]] == [answer, "1", reminder]
    assert (said["author"], asked["author"]) == (None, None)
    eventually(lambda: desk.status(person, reply) == "completed", "the reply, settled")
    steps = desk.opened.admin.get(f"/threads/{person.thread_id}/messages/{reply['id']}/history").json()[
        "items"
    ]
    assert [(step["by"], step["kind"]) for step in steps] == [(None, "completed")]


def test_it_speaks_the_patients_language(desk: RunningFrontDesk) -> None:
    """Rows F1, F2."""
    person = desk.patient("es")
    booked = desk.book(person)
    desk.run()
    desk.text(person, 0, lambda text: "usted tiene una cita" in text)

    assert desk.says(person, "Sí, confirmo").startswith("Gracias. Su cita del ")

    assert desk.agenda(person)["appointments"][booked]["status"] == "confirmed"


def test_another_time_is_offered_and_booked_and_a_taken_one_brings_the_next(desk: RunningFrontDesk) -> None:
    """Row F3."""
    person, slots = desk.patient(), desk.open_slots(5)
    booked = desk.book(person)
    desk.reminded(person)

    offer = desk.says(person, "2")

    assert offer.startswith("These times are open: 1) ")
    assert (" 3) " in offer, " 4) " in offer) == (True, False)
    offered = desk.agenda(person)["offered"]
    assert offered == slots[:3]
    desk.take(offered[0])
    assert desk.says(person, "1").startswith("That time has just been taken. These are open: 1) ")
    assert desk.agenda(person)["appointments"][booked]["slot_id"] is None
    chosen = desk.agenda(person)["offered"][0]
    assert desk.says(person, "the first one").startswith("Your appointment is now on ")
    now = desk.agenda(person)["appointments"][booked]
    assert (now["slot_id"], now["status"]) == (chosen, "confirmed")


def test_asking_to_cancel_cancels(desk: RunningFrontDesk) -> None:
    """Row F2."""
    person = desk.patient()
    booked = desk.book(person)
    desk.reminded(person)

    assert desk.says(person, "please cancel my appointment").endswith(" is cancelled.")

    assert desk.agenda(person)["appointments"][booked]["status"] == "cancelled"


def test_a_bare_cancel_opts_out_and_is_for_staff(desk: RunningFrontDesk) -> None:
    """Rows F4, F5, J4: nothing is texted, the appointment stands, and both it and the message wait for a person."""
    person = desk.patient()
    booked = desk.book(person)
    reminder = desk.reminded(person)

    message = desk.writes(person, "CANCEL")

    reason = "cancel_may_mean_appointment"
    eventually(lambda: desk.messages(person)[0]["flag"] == reason, "the flag beside the message")
    assert desk.status(person, message) == "pending"
    (called,) = [one for one in desk.listed(needs_staff="true") if one["id"] == booked]
    assert (called["status"], called["needs_staff"]) == (
        "booked",
        {"reason": reason, "message_id": message["id"]},
    )
    cancelled = desk.set_status(called, "cancelled")
    assert (cancelled["status"], cancelled["needs_staff"]) == ("cancelled", None)
    assert booked not in [one["id"] for one in desk.listed(needs_staff="true")]
    can_message = desk.opened.admin.thread(person.thread_id)["can_message"]
    assert (can_message["allowed"], [one["code"] for one in can_message["reasons"]]) == (
        False,
        ["opted_out"],
    )
    assert [text for text in desk.texts(person) if "appointment" in text] == [reminder]


def test_with_two_appointments_it_asks_which(desk: RunningFrontDesk) -> None:
    """Row F4."""
    person = desk.patient()
    first, second = desk.book(person), desk.book(person, hours=-0.5)
    desk.run()
    eventually(lambda: len(desk.texts(person)) > 1, "two reminders")

    assert desk.says(person, "3").startswith("Which appointment do you mean? 1) ")
    assert desk.agenda(person)["stage"] == "asking_which"
    assert desk.says(person, "2").endswith(" is cancelled.")

    found = desk.agenda(person)["appointments"]
    statuses = sorted((found[one]["starts_at"], found[one]["status"]) for one in (first, second))
    assert [status for _, status in statuses] == ["booked", "cancelled"]


def test_not_understood_twice_waits_for_staff(site: Site, desk: RunningFrontDesk) -> None:
    """Row F4: both messages stay pending, and the assistant falls silent."""
    person = desk.patient()
    booked = desk.book(person)
    desk.reminded(person)
    first, second = (site.planted.text(words) for words in ("My knee hurts", "It really does"))

    assert desk.says(person, first).startswith("Sorry, I did not understand.")
    handed_over = desk.says(person, second)

    assert handed_over == "We have passed your message to our team. A person will answer you."
    agenda = desk.agenda(person)
    assert (agenda["stage"], agenda["reason"]) == ("with_staff", "not_understood")
    assert agenda["appointments"][booked]["status"] == "booked"
    assert {one["body"] for one in desk.messages(person) if one["status"] == "pending"} == {first, second}


def test_what_is_booked_already_follows_when_the_practice_chooses_another_time(
    desk: RunningFrontDesk,
) -> None:
    """Row F1: half a minute after the change, which the test doesn't wait for, the job plans anew."""
    person = desk.patient()
    booked = desk.book(person, hours=49)
    before = desk.shown(person, booked)
    sooner = datetime.fromisoformat(before["starts_at"]) - timedelta(hours=48)
    assert before["next_reminder_at"] not in {None, _instant(sooner)}

    desk.choose(lead_hours=[48], quiet_begin="00:00", quiet_end="00:00")
    desk.site.store.replan_now(desk.opened.practice_id)
    desk.run()

    def look() -> bool:
        return bool(desk.shown(person, booked)["next_reminder_at"] == _instant(sooner))

    eventually(look, "the reminder planned anew")
    assert [text for text in desk.texts(person) if "appointment" in text] == []
