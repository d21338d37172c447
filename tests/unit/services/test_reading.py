"""What each role reads: lists, badge, conversations, search (rows B1, B2, D1-D3, E1-E3)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import NotAllowedError, NotFoundError
from textward.domain.inbox import Badge, InboxList
from textward.domain.message import Mode
from textward.domain.paging import PageRequest
from textward.domain.role import Viewer

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic

_ASSIGNED = {InboxList.PENDING_FOR_ME, InboxList.ASSIGNED_TO_ME, InboxList.SENT_BY_ME}


def _list(clinic: Clinic, viewer: Viewer, name: InboxList, facility: str | None = None) -> list[str]:
    page = clinic.read_inbox.list(viewer, name, facility, PageRequest(), clinic.trail(viewer))
    return [message.message_id for message in page.items]


@pytest.mark.parametrize("name", list(InboxList))
def test_lists_by_role(clinic: Clinic, name: InboxList) -> None:
    clinic.message_in()

    _list(clinic, clinic.demo.alice, name)
    assert clinic.world.state.audit[-1].action is Action.INBOX_VIEWED
    with pytest.raises(NotAllowedError):
        _list(clinic, clinic.demo.carol, name)
    if name in _ASSIGNED:
        assert _list(clinic, clinic.demo.bob, name) == []
    else:
        with pytest.raises(NotAllowedError):
            _list(clinic, clinic.demo.bob, name)


def test_new_text_is_first_in_the_default_list_and_on_the_badge(clinic: Clinic) -> None:
    first = clinic.message_in("One", sid="SM1")
    second = clinic.message_in("Two", sid="SM2")

    listed = _list(clinic, clinic.demo.alice, InboxList.PENDING_UNASSIGNED)

    assert listed == [second.message_id, first.message_id]
    assert clinic.read_inbox.badge(clinic.demo.alice) == Badge(2, 0)


def test_badge_of_who_sees_assigned_counts_that_only(clinic: Clinic) -> None:
    clinic.assign(clinic.message_in("One", sid="SM1"), clinic.demo.bob)
    clinic.message_in("Two", sid="SM2")

    assert clinic.read_inbox.badge(clinic.demo.bob) == Badge(0, 1)
    assert clinic.read_inbox.badge(clinic.demo.alice) == Badge(1, 0)
    with pytest.raises(NotAllowedError):
        clinic.read_inbox.badge(clinic.demo.carol)


def test_lists_can_be_narrowed_to_a_facility(clinic: Clinic) -> None:
    message = clinic.message_in()

    assert _list(clinic, clinic.demo.alice, InboxList.ALL, clinic.demo.downtown.facility_id) == [
        message.message_id
    ]
    assert _list(clinic, clinic.demo.alice, InboxList.ALL, clinic.demo.uptown.facility_id) == []


def test_conversation_is_paged_from_the_newest(clinic: Clinic) -> None:
    sent = [clinic.message_in(f"Text {n}", sid=f"SM{n}").body.reveal() for n in range(7)]
    alice, thread_id = clinic.demo.alice, clinic.demo.maria.thread_id

    read, request = [], PageRequest(limit=3)
    while True:
        page, _ = clinic.read_thread.messages(alice, thread_id, request, clinic.trail(alice))
        read += [message.body.reveal() for message in page.items]
        if page.next_after is None:
            break
        request = PageRequest(3, page.next_after)

    assert read == sent[::-1]
    assert clinic.world.state.audit[-1].action is Action.THREAD_VIEWED


def test_conversation_comes_with_the_links_of_its_secured_messages(clinic: Clinic) -> None:
    secured, _ = clinic.compose(mode=Mode.SECURED)
    alice = clinic.demo.alice

    _, links = clinic.read_thread.messages(alice, secured.thread_id, PageRequest(), clinic.trail(alice))

    assert list(links) == [secured.link_id]


def test_conversation_exists_before_anything_is_said(clinic: Clinic) -> None:
    recipient, record = clinic.read_thread.head(
        clinic.demo.alice, clinic.demo.maria.thread_id, clinic.trail(clinic.demo.alice)
    )

    assert recipient.patient == clinic.demo.maria
    assert recipient.head is None
    assert not record.locked


@pytest.mark.parametrize(("who", "sharing"), [("maria", 0), ("mother", 1), ("child", 1), ("no_mobile", 0)])
def test_head_tells_how_many_others_share_the_phone(clinic: Clinic, who: str, sharing: int) -> None:
    patient = getattr(clinic.demo, who)

    recipient, _ = clinic.read_thread.head(
        clinic.demo.alice, patient.thread_id, clinic.trail(clinic.demo.alice)
    )

    assert recipient.sharing == sharing


def test_thread_of_a_shared_number_tells_how_many_patients_have_it(clinic: Clinic) -> None:
    message = clinic.message_in(phone="+12125550102")

    recipient, record = clinic.read_thread.head(
        clinic.demo.alice, message.thread_id, clinic.trail(clinic.demo.alice)
    )

    assert recipient.patient is None
    assert recipient.sharing == 2
    assert not record.locked


@pytest.mark.parametrize("thread_id", ["P" + "0" * 26, "N" + "0" * 26])
def test_unknown_thread_is_not_found(clinic: Clinic, thread_id: str) -> None:
    with pytest.raises(NotFoundError):
        clinic.read_thread.head(clinic.demo.alice, thread_id, clinic.trail(clinic.demo.alice))


def test_member_who_sees_assigned_opens_only_threads_with_work_of_theirs(clinic: Clinic) -> None:
    bob, message = clinic.demo.bob, clinic.message_in()
    with pytest.raises(NotFoundError):
        clinic.read_thread.head(bob, message.thread_id, clinic.trail(bob))
    with pytest.raises(NotFoundError):
        clinic.read_thread.messages(bob, message.thread_id, PageRequest(), clinic.trail(bob))

    clinic.assign(message, bob)

    assert clinic.read_thread.head(bob, message.thread_id, clinic.trail(bob))
    page, _ = clinic.read_thread.messages(bob, message.thread_id, PageRequest(), clinic.trail(bob))
    assert [m.message_id for m in page.items] == [message.message_id]


def test_member_without_the_privilege_opens_nothing(clinic: Clinic) -> None:
    with pytest.raises(NotAllowedError):
        clinic.read_thread.head(
            clinic.demo.carol, clinic.demo.maria.thread_id, clinic.trail(clinic.demo.carol)
        )


def test_member_of_another_practice_finds_nothing_of_this_one(clinic: Clinic) -> None:
    message = clinic.message_in("Hello?")
    stranger = Viewer(
        replace(clinic.demo.alice.member, practice_id=clinic.world.ids.new()), clinic.demo.alice.role
    )
    clinic.world.practices.save(
        replace(clinic.demo.practice, practice_id=stranger.practice_id, number="+13125550888")
    )

    assert _list(clinic, stranger, InboxList.ALL) == []
    with pytest.raises(NotFoundError):
        clinic.read_thread.head(stranger, message.thread_id, clinic.trail(stranger))
    assert clinic.find_patients(stranger, "Mar", clinic.trail(stranger)) == ()
    with pytest.raises(NotFoundError):
        clinic.read_thread.messages(stranger, message.thread_id, PageRequest(), clinic.trail(stranger))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mar", ["María López", "Omar Off"]),
        ("LOPEZ", ["María López"]),
        ("  lópez   maría ", ["María López"]),
        ("park", ["Ann Parker", "Ben Parker"]),
        ("P-1000", ["María López"]),
        ("nobody", []),
        ("", []),
        (" - ", []),
    ],
)
def test_search(clinic: Clinic, query: str, found: list[str]) -> None:
    alice = clinic.demo.alice

    patients = clinic.find_patients(alice, query, clinic.trail(alice))

    assert [patient.name.reveal() for patient in patients] == found


def test_search_gives_at_most_twenty(clinic: Clinic) -> None:
    for number in range(30):
        clinic.world.patient(clinic.demo.practice, f"Zoe {number:02d}", None)

    assert len(clinic.find_patients(clinic.demo.alice, "zoe", clinic.trail(clinic.demo.alice))) == 20


def test_search_leaves_no_query_in_the_audit_trail(clinic: Clinic) -> None:
    clinic.find_patients(clinic.demo.alice, "lopez", clinic.trail(clinic.demo.alice))

    entry = clinic.world.state.audit[-1]
    assert entry.action is Action.PATIENTS_SEARCHED
    assert "lopez" not in repr(entry).lower()


@pytest.mark.parametrize("who", ["bob", "carol"])
def test_search_takes_the_privilege_for_all_messages(clinic: Clinic, who: str) -> None:
    viewer = getattr(clinic.demo, who)

    with pytest.raises(NotAllowedError):
        clinic.find_patients(viewer, "mar", clinic.trail(viewer))
