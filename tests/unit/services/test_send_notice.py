"""A record system hands over an automated text (row A3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from tests.unit.services.notice_desk import DAY, HOUR, NOON, NoticeDesk, wording
from textward.domain.consent import Consent
from textward.domain.errors import CannotMessageError, IdempotencyKeyReusedError, InvalidInputError
from textward.domain.inbox import InboxList
from textward.domain.message import WorkStatus
from textward.domain.messaging_check import RefusalCode
from textward.domain.notice import FARTHEST, NoticeState
from textward.domain.paging import PageRequest

if TYPE_CHECKING:
    from textward.domain.notice_wording import Wording

CHICAGO = ZoneInfo("America/Chicago")


@pytest.fixture
def desk() -> NoticeDesk:
    return NoticeDesk()


def refusal(desk: NoticeDesk, what: Wording | str, **more: object) -> str:
    """Give where a notice is found wrong; nothing is stored then."""
    with pytest.raises(InvalidInputError) as caught:
        desk.send(what, **more)  # type: ignore[arg-type]
    assert desk.clinic.world.state.notices == {}
    assert desk.messages == []
    return caught.value.pointer


def test_it_leaves_at_once_filled_in_and_is_nobodys(desk: NoticeDesk) -> None:
    what = wording("{practice}: {first_name} {last_name}, {amount} is due.", fields={"amount": "$12"})
    notice = desk.send(what)
    assert desk.rings() == ["Lakeview Clinic: Ines Ortega, $12 is due."]
    assert (notice.state, notice.send_at, notice.wording) == (NoticeState.QUEUED, NOON, None)
    (message,) = desk.messages
    assert (message.message_id, message.thread_id) == (notice.message_id, notice.thread_id)
    assert (message.author_id, message.status) == (None, None)
    head = desk.clinic.world.threads.head(desk.practice_id, notice.thread_id)
    assert head
    assert head.last_sender_id is None
    assert desk.actions()[-1] == ("message.sent", "record_system")


def test_the_answer_lands_in_the_same_thread(desk: NoticeDesk) -> None:
    notice = desk.send()
    desk.rings()
    answer = desk.clinic.message_in("Thank you", "+12125550177")
    assert answer.thread_id == notice.thread_id
    desk.clinic.route(answer.practice_id, answer.thread_id, answer.message_id)
    routed = desk.clinic.world.threads.message(answer.practice_id, answer.thread_id, answer.message_id)
    assert (routed.status, routed.assignees) == (WorkStatus.PENDING, frozenset())


def test_no_list_of_the_inbox_has_it(desk: NoticeDesk) -> None:
    desk.send()
    clinic = desk.clinic
    for name in InboxList:
        page = clinic.read_inbox.list(
            clinic.demo.alice, name, None, PageRequest(), clinic.trail(clinic.demo.alice)
        )
        assert page.items == (), name


def test_behind_a_secure_link_the_patient_reads_it_like_any_message(desk: NoticeDesk) -> None:
    desk.send()
    visit = desk.clinic.secured(desk.ines)
    session = desk.clinic.sessions.verified(visit.confirm(visit.enter(), desk.ines.date_of_birth))
    _, page = desk.clinic.read_conversation(session, PageRequest(), desk.clinic.trail())
    assert [message.body.reveal() for message in page.items] == ["Come in.", "Hello Ines."]


def test_it_is_in_the_patients_language_or_else_the_text(desk: NoticeDesk) -> None:
    desk.send(wording("Hello", languages={"es": "Hola", "fr": "Bonjour"}), key="1")
    desk.send(wording("Hello", languages={"fr": "Bonjour"}), key="2")
    assert desk.rings() == ["Hola", "Hello"]


def test_all_that_the_records_hold_can_be_filled_in(desk: NoticeDesk) -> None:
    w, demo = desk.clinic.world, desk.clinic.demo
    w.practices.save(replace(demo.practice, phone="(312) 555-0199", version=2))
    w.patients.save(replace(desk.ines, facility_id=demo.uptown.facility_id))
    desk.send("{{{practice_phone}}} {facility} {first_name}")
    assert desk.rings() == ["{(312) 555-0199} Uptown Ines"]


def test_what_is_filled_in_is_no_template_itself(desk: NoticeDesk) -> None:
    desk.send(wording("Dear {who}", fields={"who": "{first_name} {{x}} {"}))
    assert desk.rings() == ["Dear {first_name} {{x}} {"]


@pytest.mark.parametrize(
    ("what", "pointer"),
    [
        (wording(" "), "/text"),
        (wording("Hello {amount}"), "/text"),
        (wording("Hello {First Name}"), "/text"),
        (wording("Hello {first_name"), "/text"),
        (wording("Hello first_name}"), "/text"),
        (wording("Hello {}"), "/text"),
        (wording("Hello \x00"), "/text"),
        (wording("Call {practice_phone}"), "/text"),
        (wording("Come to {facility}"), "/text"),
        (wording("x" * 1601), "/text"),
        (wording("{a}" + "x" * 1500, fields={"a": "y" * 101}), "/text"),
        (wording("Hello", languages={"fr": "Bonjour {amount}"}), "/languages/fr"),
        (wording("Hello", languages={"fr": ""}), "/languages/fr"),
        (wording("Hello", languages={"fr": "x" * 1601}), "/languages/fr"),
        (wording("Hello", languages={"de": "Hallo"}), "/languages"),
        (wording("Hello", fields={"amount": "$12"}), "/fields/amount"),
        (wording("Hello {first_name}", fields={"first_name": "Ann"}), "/fields/first_name"),
        (wording("Hello {a}", fields={"a": " "}), "/fields/a"),
        (wording("Hello {a}", fields={"a": "one\ntwo"}), "/fields/a"),
        (wording("Hello {a}", fields={"a": "x" * 201}), "/fields/a"),
        (wording("Hello {A}", fields={"A": "x"}), "/fields"),
        (wording("Hello", fields={f"f{n}": "x" for n in range(21)}), "/fields"),
    ],
)
def test_what_can_not_be_filled_in_is_refused_at_once(desk: NoticeDesk, what: Wording, pointer: str) -> None:
    assert refusal(desk, what) == pointer
    assert refusal(desk, what, at=NOON + DAY) == pointer


def test_an_unknown_patient_is_refused(desk: NoticeDesk) -> None:
    assert refusal(desk, "Hello", patient="PT-2") == "/patient"


@pytest.mark.parametrize("when", [NOON, NOON - HOUR, NOON + FARTHEST + HOUR])
def test_a_time_must_be_to_come_and_not_too_far(desk: NoticeDesk, when: datetime) -> None:
    assert refusal(desk, "Hello", at=when) == "/send_at"


@pytest.mark.parametrize("at", [None, NOON + DAY])
def test_who_can_not_be_texted_is_refused_with_every_reason(desk: NoticeDesk, at: datetime | None) -> None:
    w = desk.clinic.world
    w.patients.save(replace(desk.ines, text_notifications=False))
    phone = desk.ines.phone
    assert phone
    w.patients.save_consent(desk.practice_id, phone, Consent(opted_out=True, changed_at=desk.now))
    with pytest.raises(CannotMessageError) as caught:
        desk.send(at=at)
    codes = {refusal.code for refusal in caught.value.refusals}
    assert codes == {RefusalCode.NOTIFICATIONS_OFF, RefusalCode.OPTED_OUT}
    assert w.state.notices == {}


def test_the_same_key_sends_once_and_gives_the_same_answer(desk: NoticeDesk) -> None:
    first = desk.send()
    desk.clinic.world.patients.save(replace(desk.ines, text_notifications=False))
    assert desk.send() == first
    assert len(desk.rings()) <= 1
    assert len(desk.messages) == 1


def test_the_same_key_for_another_wish_is_refused(desk: NoticeDesk) -> None:
    what = wording("Hello {a}", fields={"a": "b"})
    desk.send(what)
    others = [
        ("Hello {first_name}", {}),
        (wording("Hello {a}", fields={"a": "c"}), {}),
        (wording("Hello {a}", fields={"a": "b"}, languages={"es": "Hola"}), {}),
        (what, {"quiet": False}),
        (what, {"at": NOON + DAY}),
        (what, {"patient": "PT-2"}),
    ]
    for other, more in others:
        with pytest.raises(IdempotencyKeyReusedError):
            desk.send(other, **more)  # type: ignore[arg-type]
    assert len(desk.messages) == 1


def test_keys_are_each_clients_own(desk: NoticeDesk) -> None:
    one, two = desk.send(client="one"), desk.send(client="two")
    assert one.notice_id != two.notice_id
    assert len(desk.rings()) == 2


@pytest.mark.parametrize(
    ("clock", "leaves"),
    [
        ("2026-03-02 07:59", "2026-03-02 08:00"),
        ("2026-03-02 08:00", None),
        ("2026-03-02 20:59", None),
        ("2026-03-02 21:00", "2026-03-03 08:00"),
        ("2026-03-07 23:30", "2026-03-08 08:00"),  # the clocks go forward in that night
        ("2026-10-31 22:00", "2026-11-01 08:00"),  # and back
    ],
)
def test_in_quiet_hours_it_waits_for_their_end(desk: NoticeDesk, clock: str, leaves: str | None) -> None:
    moment = _in_chicago(clock)
    desk.at(moment)
    notice = desk.send()
    if leaves is None:
        assert (notice.state, notice.send_at) == (NoticeState.QUEUED, moment)
        return
    assert (notice.state, notice.send_at) == (NoticeState.SCHEDULED, _in_chicago(leaves))
    assert desk.messages == []
    desk.at(_in_chicago(leaves) - timedelta(seconds=1))
    assert desk.messages == []
    desk.at(_in_chicago(leaves))
    assert desk.rings() == ["Hello Ines."]


def test_quiet_hours_are_left_out_where_the_record_system_says_so(desk: NoticeDesk) -> None:
    night = _in_chicago("2026-03-02 23:00")
    assert desk.send(at=night, quiet=False).send_at == night
    desk.at(night)
    assert desk.rings() == ["Hello Ines."]


def test_a_scheduled_one_moves_to_the_end_of_quiet_hours(desk: NoticeDesk) -> None:
    notice = desk.send(at=_in_chicago("2026-03-02 23:00"))
    assert notice.send_at == _in_chicago("2026-03-03 08:00")


def _in_chicago(clock: str) -> datetime:
    return datetime.fromisoformat(clock).replace(tzinfo=CHICAGO).astimezone(UTC)
