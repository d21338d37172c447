from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from textward.domain.inbox import InboxList, Place
from textward.domain.message import Message, WorkStatus
from textward.domain.paging import PageRequest

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.audit import AuditEntry
    from textward.domain.role import Viewer
    from textward.domain.work import WorkEntry


def _change(
    clinic: Clinic,
    message: Message,
    status: WorkStatus,
    *,
    version: int | None = None,
    by: Viewer | None = None,
) -> Message:
    viewer = by or clinic.demo.alice
    ids = (message.thread_id, message.message_id)
    return clinic.change_status(viewer, ids, status, version or message.version, clinic.trail(viewer))


def _listed(clinic: Clinic, name: InboxList) -> list[str]:
    place = Place.of(name, clinic.demo.alice.member_id)
    page = clinic.world.threads.inbox(clinic.practice_id, place, None, PageRequest())
    return [message.message_id for message in page.items]


def test_complete_takes_it_off_the_badge(clinic: Clinic) -> None:
    message = clinic.message_in()

    done = _change(clinic, message, WorkStatus.COMPLETED)

    assert done.version == message.version + 1
    assert clinic.read_inbox.badge(clinic.demo.alice).total == 0
    assert _listed(clinic, InboxList.COMPLETED) == [message.message_id]
    assert clinic.world.state.audit[-1].action is Action.MESSAGE_COMPLETED


def test_delete_erases_nothing_and_restore_brings_it_back(clinic: Clinic) -> None:
    message = clinic.message_in("Hello?")

    deleted = _change(clinic, message, WorkStatus.DELETED)
    assert _listed(clinic, InboxList.DELETED) == [message.message_id]
    assert _listed(clinic, InboxList.ALL) == []
    restored = _change(clinic, deleted, WorkStatus.PENDING)

    assert restored.body.reveal() == "Hello?"
    assert _listed(clinic, InboxList.PENDING_UNASSIGNED) == [message.message_id]
    assert clinic.read_inbox.badge(clinic.demo.alice).total == 1


def test_second_of_two_members_sees_what_the_first_did(clinic: Clinic) -> None:
    message = clinic.message_in()
    _change(clinic, message, WorkStatus.COMPLETED)

    with pytest.raises(ConflictError) as conflict:
        _change(clinic, message, WorkStatus.DELETED)

    assert isinstance(conflict.value.current, Message)
    assert conflict.value.current.status is WorkStatus.COMPLETED
    assert _listed(clinic, InboxList.DELETED) == []


def test_change_between_reading_and_writing_is_a_conflict(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = clinic.message_in()
    _change(clinic, message, WorkStatus.COMPLETED)
    monkeypatch.setattr(clinic.world.threads, "message", lambda *_: message)

    with pytest.raises(ConflictError):
        _change(clinic, message, WorkStatus.DELETED)


def test_same_status_again_is_no_change(clinic: Clinic) -> None:
    message = _change(clinic, clinic.message_in(), WorkStatus.COMPLETED)
    changes = len(clinic.world.state.history)

    again = _change(clinic, message, WorkStatus.COMPLETED)

    assert again.version == message.version
    assert len(clinic.world.state.history) == changes
    assert clinic.world.state.audit[-1].action is Action.MESSAGE_VIEWED


def test_outbound_message_has_no_status_to_change(clinic: Clinic) -> None:
    message, _ = clinic.compose()

    with pytest.raises(InvalidInputError):
        _change(clinic, message, WorkStatus.COMPLETED)


def test_unknown_message_is_not_found(clinic: Clinic) -> None:
    message = clinic.message_in()

    with pytest.raises(NotFoundError):
        clinic.change_status(
            clinic.demo.alice,
            (message.thread_id, "0" * 26),
            WorkStatus.COMPLETED,
            1,
            clinic.trail(clinic.demo.alice),
        )


def test_member_who_sees_assigned_completes_own_work_only(clinic: Clinic) -> None:
    mine = clinic.assign(clinic.message_in(), clinic.demo.bob)
    others = clinic.message_in("Me too", sid="SM2")

    assert _change(clinic, mine, WorkStatus.COMPLETED, by=clinic.demo.bob).status is WorkStatus.COMPLETED
    with pytest.raises(NotFoundError):
        _change(clinic, others, WorkStatus.COMPLETED, by=clinic.demo.bob)


def test_member_who_sees_assigned_deletes_nothing_and_brings_nothing_deleted_back(clinic: Clinic) -> None:
    message = clinic.assign(clinic.message_in(), clinic.demo.bob)
    with pytest.raises(NotAllowedError):
        _change(clinic, message, WorkStatus.DELETED, by=clinic.demo.bob)

    deleted = _change(clinic, message, WorkStatus.DELETED)

    with pytest.raises(NotFoundError):
        _change(clinic, deleted, WorkStatus.PENDING, by=clinic.demo.bob)


def test_member_without_the_privilege_is_refused(clinic: Clinic) -> None:
    with pytest.raises(NotAllowedError):
        _change(clinic, clinic.message_in(), WorkStatus.COMPLETED, by=clinic.demo.carol)


def test_a_message_given_away_meanwhile_is_not_shown_in_the_conflict(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    demo, threads = clinic.demo, clinic.world.threads
    mine = clinic.assign(clinic.message_in(), demo.bob)
    taken = mine.with_assignees(frozenset({demo.alice.member_id}), demo.alice.member_id)
    change = threads.change

    def overtaken(before: Message, after: Message, audit: AuditEntry, work: WorkEntry) -> None:
        change(mine, taken)
        change(before, after, audit, work)

    monkeypatch.setattr(threads, "change", overtaken)
    with pytest.raises(NotFoundError):
        _change(clinic, mine, WorkStatus.COMPLETED, by=demo.bob)
