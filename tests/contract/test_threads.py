"""The `Threads` port."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import Material, an_id
from tests.contract.races import race
from textward.domain.assistant_terms import StaffReason
from textward.domain.audit import Action
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
)
from textward.domain.inbox import Badge, InboxList, Place
from textward.domain.message import Message, Mode, WorkStatus
from textward.domain.paging import PageRequest
from textward.domain.thread import Thread
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from tests.contract.backends import Backend


def add(backend: Backend, *messages: Message) -> None:
    for message in messages:
        backend.threads.add(message, claim=f"test:{message.message_id}")


def listed(
    backend: Backend, material: Material, name: InboxList, member_id: str = "", facility_id: str | None = None
) -> list[Message]:
    """Read a whole list, two at a time."""
    found: list[Message] = []
    page = PageRequest(limit=2)
    while True:
        answer = backend.threads.inbox(material.practice_id, Place.of(name, member_id), facility_id, page)
        assert len(answer.items) <= page.limit
        found += answer.items
        if answer.next_after is None:
            return found
        assert answer.items, "no page is empty but the only one"
        page = PageRequest(limit=2, after=answer.next_after)


def test_a_thread_in_which_nothing_was_said_has_no_head(backend: Backend, material: Material) -> None:
    """AP-11."""
    assert backend.threads.head(material.practice_id, material.thread_id) is None


def test_the_head_follows_each_message(backend: Backend, material: Material) -> None:
    """AP-11."""
    add(backend, material.inbound())
    head = Thread(
        practice_id=material.practice_id,
        thread_id=material.thread_id,
        phone=material.phone,
        patient_id=material.patient_id,
        facility_id=material.facility_id,
        last_message_at=material.now,
    )
    assert backend.threads.head(material.practice_id, material.thread_id) == head
    sent = material.outbound(at=material.later(1))
    add(backend, sent)
    told = replace(head, last_message_at=sent.at, last_sender_id=sent.author_id, last_sent_at=sent.at)
    assert backend.threads.head(material.practice_id, material.thread_id) == told
    add(backend, material.inbound(at=material.later(2)))
    last = replace(told, last_message_at=material.later(2))
    assert backend.threads.head(material.practice_id, material.thread_id) == last
    assert backend.threads.head(an_id(), material.thread_id) is None


def test_what_goes_out_by_itself_has_no_sender(backend: Backend, material: Material) -> None:
    """AP-11 (row A5): an automated text takes the last sender's place from nobody."""
    sent, automated = material.outbound(), material.outbound(author_id=None, at=material.later(5))
    add(backend, sent, automated)
    head = backend.threads.head(material.practice_id, material.thread_id)
    assert head
    assert (head.last_sender_id, head.last_sent_at) == (sent.author_id, sent.at)
    assert head.last_message_at == automated.at


@pytest.mark.parametrize("kind", ["inbound", "outbound", "number", "secure reply", "odd"])
def test_a_message_reads_back_whole(kind: str, backend: Backend, material: Material) -> None:
    """AP-12, AP-14."""
    number = material.inbound(thread_id="N" + an_id(), patient_id=None, facility_id=None, party_name=None)
    message = {
        "inbound": material.inbound("¿Qué tal?\n👋  "),
        "outbound": material.outbound("x" * 1600),
        "number": number,
        "secure reply": material.inbound(mode=Mode.SECURED, provider_id=None),
        "odd": material.inbound("", assignees=frozenset({an_id(), an_id()}), starred_by=frozenset({an_id()})),
    }[kind]
    add(backend, message)
    stored = backend.threads.message(material.practice_id, message.thread_id, message.message_id)
    assert stored == message


def test_a_secured_message_comes_with_its_link_and_code(backend: Backend, material: Material) -> None:
    """AP-12, AP-20, AP-27."""
    message, link, code = material.secured()
    entry = material.entry()
    backend.threads.add(message, claim="key:1", fingerprint="f", link=link, code=code, audit=entry)
    assert backend.threads.message(material.practice_id, message.thread_id, message.message_id) == message
    assert backend.links.get(link.link_id) == link
    assert backend.texts.get(material.practice_id, message.thread_id, code.item_id) == code
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]


def test_a_message_that_is_not_there_is_not_found(backend: Backend, material: Material) -> None:
    """AP-14."""
    message = material.inbound()
    add(backend, message)
    for place in (
        (an_id(), message.thread_id, message.message_id),
        (material.practice_id, "P" + an_id(), message.message_id),
        (material.practice_id, message.thread_id, an_id()),
    ):
        with pytest.raises(NotFoundError):
            backend.threads.message(*place)


def test_a_claim_is_taken_once(backend: Backend, material: Material) -> None:
    """AP-12, AP-13: nothing of the second is stored, whichever part of it would be new."""
    first, second = material.outbound(), material.outbound("Other")
    backend.threads.add(first, claim="key:1", fingerprint="a")
    secured, link, code = material.secured()
    entry = material.entry()
    with pytest.raises(AlreadyDoneError):
        backend.threads.add(second, claim="key:1", fingerprint="a", audit=entry)
    with pytest.raises(IdempotencyKeyReusedError):
        backend.threads.add(secured, claim="key:1", fingerprint="b", link=link, code=code, audit=entry)
    page = backend.threads.messages(material.practice_id, material.thread_id, PageRequest())
    assert page.items == (first,)
    assert backend.links.get(link.link_id) is None
    assert backend.texts.get(material.practice_id, material.thread_id, code.item_id) is None
    assert backend.audit_ids(material.practice_id) == []


def test_a_refused_message_moves_neither_head_nor_badge(backend: Backend, material: Material) -> None:
    """AP-12, AP-18."""
    backend.threads.add(material.inbound(), claim="sms:SM1")
    with pytest.raises(AlreadyDoneError):
        backend.threads.add(material.inbound(at=material.later(5)), claim="sms:SM1")
    head = backend.threads.head(material.practice_id, material.thread_id)
    assert head is not None
    assert head.last_message_at == material.now
    assert backend.threads.badge(material.practice_id, an_id()) == Badge(1, 0)


def test_a_claim_tells_its_message_as_it_is_now(backend: Backend, material: Material) -> None:
    """AP-13."""
    message = material.inbound()
    backend.threads.add(message, claim="sms:SM1")
    changed = message.with_status(WorkStatus.COMPLETED)
    backend.threads.change(message, changed)
    assert backend.threads.claimed(material.practice_id, "sms:SM1") == changed
    assert backend.threads.claimed(material.practice_id, "sms:SM2") is None
    assert backend.threads.claimed(an_id(), "sms:SM1") is None


def test_claims_are_of_one_practice(backend: Backend, material: Material) -> None:
    """AP-12."""
    elsewhere = Material()
    backend.threads.add(material.inbound(), claim="sms:SM1")
    backend.threads.add(elsewhere.inbound(), claim="sms:SM1")
    assert backend.threads.claimed(elsewhere.practice_id, "sms:SM1") is not None


@pytest.mark.slow
def test_a_text_that_comes_in_many_times_at_once_is_stored_once(racing: Backend, material: Material) -> None:
    """AP-12 (row J2)."""
    outcomes = race(8, lambda _: racing.threads.add(material.inbound(), claim="sms:SM1"))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {AlreadyDoneError}
    page = racing.threads.messages(material.practice_id, material.thread_id, PageRequest())
    assert len(page.items) == 1
    assert racing.threads.badge(material.practice_id, an_id()) == Badge(1, 0)


@pytest.mark.slow
def test_texts_that_come_in_at_once_are_all_stored_and_counted(racing: Backend, material: Material) -> None:
    """AP-12, AP-18: they share the head and the counter, which is no reason to fail."""
    outcomes = race(8, lambda number: racing.threads.add(material.inbound(), claim=f"sms:SM{number}"))
    assert outcomes.refused == []
    assert racing.threads.badge(material.practice_id, an_id()) == Badge(8, 0)


def test_a_conversation_comes_newest_first_by_pages(backend: Backend, material: Material) -> None:
    """AP-15."""
    messages = [material.inbound(str(number)) for number in range(3)]
    messages.append(material.outbound("3"))
    add(backend, *messages)
    message, link, code = material.secured()
    backend.threads.add(message, claim="key:s", link=link, code=code)
    elsewhere = Material(practice_id=material.practice_id).inbound()
    add(backend, elsewhere)
    newest_first = [*reversed([*messages, message])]
    first = backend.threads.messages(material.practice_id, material.thread_id, PageRequest(limit=3))
    assert list(first.items) == newest_first[:3]
    assert first.next_after is not None
    rest = PageRequest(limit=2, after=first.next_after)
    second = backend.threads.messages(material.practice_id, material.thread_id, rest)
    assert list(second.items) == newest_first[3:]
    assert second.next_after is None
    assert backend.threads.messages(an_id(), material.thread_id, PageRequest()).items == ()


def test_what_is_said_meanwhile_does_not_shift_the_pages(backend: Backend, material: Material) -> None:
    """AP-15."""
    messages = [material.inbound(str(number)) for number in range(4)]
    add(backend, *messages)
    first = backend.threads.messages(material.practice_id, material.thread_id, PageRequest(limit=2))
    add(backend, material.inbound("new"))
    rest = PageRequest(limit=2, after=first.next_after)
    second = backend.threads.messages(material.practice_id, material.thread_id, rest)
    assert [*first.items, *second.items] == list(reversed(messages))


def test_a_change_is_stored_with_lists_counts_and_trail(backend: Backend, material: Material) -> None:
    """AP-16, AP-17, AP-18."""
    before, entry = material.inbound(), material.entry(Action.MESSAGE_COMPLETED)
    add(backend, before)
    after = before.with_status(WorkStatus.COMPLETED)
    backend.threads.change(before, after, entry)
    assert backend.threads.message(material.practice_id, before.thread_id, before.message_id) == after
    assert listed(backend, material, InboxList.PENDING_UNASSIGNED) == []
    assert listed(backend, material, InboxList.COMPLETED) == [after]
    assert backend.threads.badge(material.practice_id, an_id()) == Badge(0, 0)
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]


def test_a_change_of_what_somebody_else_changed_conflicts(backend: Backend, material: Material) -> None:
    """AP-16 (row D11)."""
    before = material.inbound()
    add(backend, before)
    completed = before.with_status(WorkStatus.COMPLETED)
    backend.threads.change(before, completed)
    entry = material.entry(Action.MESSAGE_DELETED)
    with pytest.raises(ConflictError) as caught:
        backend.threads.change(before, before.with_status(WorkStatus.DELETED), entry)
    assert caught.value.current == completed
    assert listed(backend, material, InboxList.DELETED) == []
    assert listed(backend, material, InboxList.COMPLETED) == [completed]
    assert backend.audit_ids(material.practice_id) == []


@pytest.mark.slow
def test_of_changes_made_at_once_exactly_one_holds(racing: Backend, material: Material) -> None:
    """AP-16 (row D11): no lost update, and counts that follow the one that held."""
    before = material.inbound()
    add(racing, before)
    members = [an_id() for _ in range(6)]

    def assign(number: int) -> str:
        changed = replace(before, assignees=frozenset({members[number]}), version=before.version + 1)
        racing.threads.change(before, changed)
        return members[number]

    outcomes = race(6, assign)
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}
    stored = racing.threads.message(material.practice_id, before.thread_id, before.message_id)
    assert stored.assignees == frozenset(outcomes.given)
    for member in members:
        assert racing.threads.badge(material.practice_id, member) == Badge(0, int(member in outcomes.given))


def test_a_star_leaves_the_delivery_as_it_has_become(backend: Backend, material: Material) -> None:
    """AP-38."""
    before = material.outbound()
    add(backend, before)
    text = backend.texts.get(material.practice_id, before.thread_id, before.message_id)
    assert text is not None
    claimed = backend.texts.claim(text, material.later(1))
    member = an_id()
    backend.threads.star(before, member, starred=True)
    stored = backend.threads.message(material.practice_id, before.thread_id, before.message_id)
    assert stored == replace(before, starred_by=frozenset({member}), delivery=claimed.delivery)
    assert listed(backend, material, InboxList.STARRED, member) == [stored]


def test_each_list_holds_what_it_says(backend: Backend, material: Material) -> None:
    """AP-17 (rows D2, D6, D7, D9)."""
    ann, ben, cy = an_id(), an_id(), an_id()
    new = material.inbound("new")
    mine = material.inbound("mine", assignees=frozenset({ann, ben}), assigned_by=frozenset({cy}))
    done = material.inbound("done", assignees=frozenset({ann}), status=WorkStatus.COMPLETED)
    gone = material.inbound("gone", status=WorkStatus.DELETED, starred_by=frozenset({ben}))
    sent = material.outbound("sent", author_id=ann)
    add(backend, new, mine, done, gone, sent)
    expected: dict[tuple[InboxList, str], list[Message]] = {
        (InboxList.PENDING_UNASSIGNED, ann): [new],
        (InboxList.PENDING_FOR_ME, ann): [mine],
        (InboxList.PENDING_FOR_ME, ben): [mine],
        (InboxList.ASSIGNED_TO_ME, ann): [done, mine],
        (InboxList.ASSIGNED_TO_ME, ben): [mine],
        (InboxList.ASSIGNED_BY_ME, cy): [mine],
        (InboxList.ASSIGNED_BY_ME, ann): [],
        (InboxList.SENT_BY_ME, ann): [sent],
        (InboxList.SENT_BY_ME, ben): [],
        (InboxList.STARRED, ann): [],
        (InboxList.STARRED, ben): [gone],
        (InboxList.COMPLETED, ben): [done],
        (InboxList.DELETED, ben): [gone],
        (InboxList.ALL, ben): [done, mine, new],
    }
    for (name, member), messages in expected.items():
        assert listed(backend, material, name, member) == messages, name
        assert listed(backend, Material(), name, member) == []


def test_a_flag_stays_whatever_staff_do_and_stands_in_nobodys_way(
    backend: Backend, material: Material
) -> None:
    """AP-14, AP-16, AP-17: the version that staff have seen is still the one that they change."""
    message, gone, entries = material.inbound(), material.inbound(), [material.entry() for _ in range(3)]
    add(backend, message)
    for entry in entries[:2]:
        backend.threads.flag(message, StaffReason.NOT_UNDERSTOOD, entry)
    flagged = replace(message, flag=StaffReason.NOT_UNDERSTOOD)
    assert listed(backend, material, InboxList.PENDING_UNASSIGNED) == [flagged]
    assert backend.audit_ids(material.practice_id) == [entries[0].entry_id]
    given = message.with_assignees(frozenset({"ann"}), "ben")
    backend.threads.change(message, given)
    backend.threads.flag(message, StaffReason.OPTED_OUT)
    stored = backend.threads.message(material.practice_id, material.thread_id, message.message_id)
    assert stored == replace(given, flag=StaffReason.OPTED_OUT)
    backend.threads.flag(gone, StaffReason.OPTED_OUT, entries[2])
    with pytest.raises(NotFoundError):
        backend.threads.message(material.practice_id, material.thread_id, gone.message_id)
    assert len(backend.audit_ids(material.practice_id)) == 1


def test_a_star_is_its_members_alone(backend: Backend, material: Material) -> None:
    """AP-38 (row D9)."""
    ann, ben = an_id(), an_id()
    message = material.inbound()
    add(backend, message)
    for _ in range(2):
        backend.threads.star(message, ann, starred=True)
    backend.threads.star(message, ben, starred=True)
    both = replace(message, starred_by=frozenset({ann, ben}))
    assert listed(backend, material, InboxList.STARRED, ann) == [both]
    assert listed(backend, material, InboxList.STARRED, ann, material.facility_id) == [both]
    for _ in range(2):
        backend.threads.star(message, ann, starred=False)
    assert listed(backend, material, InboxList.STARRED, ann) == []
    assert listed(backend, material, InboxList.STARRED, ben) == [
        replace(message, starred_by=frozenset({ben}))
    ]


def test_a_star_needs_a_message(backend: Backend, material: Material) -> None:
    """AP-38."""
    for starred in (True, False):
        with pytest.raises(NotFoundError):
            backend.threads.star(material.inbound(), an_id(), starred=starred)


def test_stars_and_work_never_get_in_each_others_way(backend: Backend, material: Material) -> None:
    """AP-16, AP-38: neither is refused or undone because the other came from an older look at the message."""
    ann, message = an_id(), material.inbound()
    add(backend, message)
    backend.threads.star(message, ann, starred=True)
    completed = message.with_status(WorkStatus.COMPLETED)
    backend.threads.change(message, completed)
    stored = replace(completed, starred_by=frozenset({ann}))
    assert listed(backend, material, InboxList.STARRED, ann) == [stored]
    backend.threads.star(message, ann, starred=False)
    assert backend.threads.message(material.practice_id, message.thread_id, message.message_id) == completed
    deleted = stored.with_status(WorkStatus.DELETED)
    backend.threads.change(stored, deleted)
    expected = replace(deleted, starred_by=frozenset())
    assert listed(backend, material, InboxList.DELETED) == [expected]
    assert listed(backend, material, InboxList.STARRED, ann) == []


@pytest.mark.slow
def test_stars_set_at_once_are_all_set(racing: Backend, material: Material) -> None:
    """AP-38."""
    message, members = material.inbound(), [an_id() for _ in range(6)]
    add(racing, message)
    outcomes = race(6, lambda number: racing.threads.star(message, members[number], starred=True))
    assert outcomes.refused == []
    stored = racing.threads.message(material.practice_id, message.thread_id, message.message_id)
    assert stored.starred_by == frozenset(members)


@pytest.mark.slow
def test_stars_and_a_change_at_once_all_hold(racing: Backend, material: Material) -> None:
    """AP-16, AP-38: nothing is lost and nobody is refused."""
    message, (ann, ben) = material.inbound(), (an_id(), an_id())
    add(racing, message)
    completed = message.with_status(WorkStatus.COMPLETED)
    calls = [
        lambda: racing.threads.star(message, ann, starred=True),
        lambda: racing.threads.star(message, ben, starred=True),
        lambda: racing.threads.change(message, completed),
    ]
    outcomes = race(3, lambda number: calls[number]())
    assert outcomes.refused == []
    expected = replace(completed, starred_by=frozenset({ann, ben}))
    assert racing.threads.message(material.practice_id, message.thread_id, message.message_id) == expected
    assert listed(racing, material, InboxList.COMPLETED) == [expected]
    for member in (ann, ben):
        assert listed(racing, material, InboxList.STARRED, member) == [expected]
    assert racing.threads.badge(material.practice_id, ann) == Badge(0, 0)


def test_the_history_tells_what_was_done_in_order(backend: Backend, material: Material) -> None:
    """AP-39 (row D8)."""
    ann, ben, message = an_id(), an_id(), material.inbound()
    other = material.inbound()
    add(backend, message, other)
    assigned = message.with_assignees(frozenset({ann, ben}), by=ann)
    first = _work(message, WorkKind.ASSIGNED, ann, tuple(sorted((ann, ben))))
    backend.threads.change(message, assigned, material.entry(), first)
    second = _work(message, WorkKind.COMPLETED, ben)
    backend.threads.change(assigned, assigned.with_status(WorkStatus.COMPLETED), None, second)
    where = (material.practice_id, material.thread_id)
    assert backend.threads.history(*where, message.message_id) == (first, second)
    assert backend.threads.history(*where, other.message_id) == ()
    assert backend.threads.history(an_id(), material.thread_id, message.message_id) == ()


def test_what_the_product_did_by_itself_is_in_the_history_and_nobodys_gift(
    backend: Backend, material: Material
) -> None:
    """AP-16, AP-39 (rows A4, A5)."""
    ann, message = an_id(), material.inbound()
    add(backend, message)
    assigned = message.with_assignees(frozenset({ann}), by="")
    work = _work(message, WorkKind.ASSIGNED, "", (ann,))
    backend.threads.change(message, assigned, material.entry(), work)
    assert assigned.assigned_by == frozenset()
    assert backend.threads.message(material.practice_id, material.thread_id, message.message_id) == assigned
    assert backend.threads.history(material.practice_id, material.thread_id, message.message_id) == (work,)
    assert backend.threads.badge(material.practice_id, ann) == Badge(0, 1)


def test_a_refused_change_leaves_no_history(backend: Backend, material: Material) -> None:
    """AP-16, AP-39."""
    message = material.inbound()
    add(backend, message)
    backend.threads.change(message, message.with_status(WorkStatus.COMPLETED))
    work = _work(message, WorkKind.DELETED, an_id())
    with pytest.raises(ConflictError):
        backend.threads.change(message, message.with_status(WorkStatus.DELETED), None, work)
    assert backend.threads.history(material.practice_id, material.thread_id, message.message_id) == ()


def _work(message: Message, kind: WorkKind, by: str, member_ids: tuple[str, ...] = ()) -> WorkEntry:
    where = (message.practice_id, message.thread_id, message.message_id)
    return WorkEntry(an_id(), *where, message.at, by, kind, member_ids)


def test_a_conversation_is_searched_page_by_page(backend: Backend, material: Material) -> None:
    """AP-40."""
    bodies = ["Médico at 9", "hello", "the MEDICO, please", "medic", "At the médico's"]
    messages = [material.inbound(body) for body in bodies]
    add(backend, *messages)
    found: list[Message] = []
    page = PageRequest(limit=2)
    while True:
        answer = backend.threads.matching(material.practice_id, material.thread_id, "medico  AT", page)
        found += answer.items
        if answer.next_after is None:
            break
        page = PageRequest(limit=2, after=answer.next_after)
    assert found == [messages[4], messages[0]]
    for words in ("", " - "):
        nothing = backend.threads.matching(material.practice_id, material.thread_id, words, PageRequest())
        assert nothing.items == ()


def test_each_list_can_be_of_one_facility(backend: Backend, material: Material) -> None:
    """AP-17 (row D2)."""
    ann, uptown = an_id(), an_id()
    mine = frozenset({ann})
    here = material.inbound(starred_by=mine, assignees=mine, assigned_by=mine)
    there = replace(here, message_id=an_id(), facility_id=uptown)
    nowhere = replace(here, message_id=an_id(), facility_id=None)
    sent = material.outbound(author_id=ann)
    add(backend, here, there, nowhere, sent)
    for name in (
        InboxList.ALL,
        InboxList.PENDING_FOR_ME,
        InboxList.ASSIGNED_TO_ME,
        InboxList.ASSIGNED_BY_ME,
        InboxList.STARRED,
    ):
        assert listed(backend, material, name, ann, material.facility_id) == [here], name
        assert listed(backend, material, name, ann, uptown) == [there], name
        assert listed(backend, material, name, ann, an_id()) == [], name
        assert listed(backend, material, name, ann) == [nowhere, there, here], name
    assert listed(backend, material, InboxList.SENT_BY_ME, ann, material.facility_id) == [sent]


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4])
def test_a_list_is_whole_over_its_pages_and_ends(count: int, backend: Backend, material: Material) -> None:
    """AP-17: `listed` reads two at a time and refuses an empty last page."""
    ann = an_id()
    messages = [material.inbound(str(n), starred_by=frozenset({ann})) for n in range(count)]
    add(backend, *messages)
    assert listed(backend, material, InboxList.ALL) == messages[::-1]
    assert listed(backend, material, InboxList.STARRED, ann) == messages[::-1]


def test_the_badge_counts_what_waits(backend: Backend, material: Material) -> None:
    """AP-18 (row D3)."""
    ann, ben = an_id(), an_id()
    assert backend.threads.badge(material.practice_id, ann) == Badge(0, 0)
    add(
        backend,
        material.inbound(),
        material.inbound(),
        material.inbound(assignees=frozenset({ann})),
        material.inbound(assignees=frozenset({ann, ben})),
        material.inbound(status=WorkStatus.COMPLETED),
        material.inbound(status=WorkStatus.DELETED, assignees=frozenset({ann})),
        material.outbound(author_id=ann),
    )
    assert backend.threads.badge(material.practice_id, ann) == Badge(2, 2)
    assert backend.threads.badge(material.practice_id, ben) == Badge(2, 1)
    assert backend.threads.badge(material.practice_id, an_id()) == Badge(2, 0)
    assert backend.threads.badge(an_id(), ann) == Badge(0, 0)


def test_a_member_is_assigned_while_some_message_of_the_thread_is_theirs(
    backend: Backend, material: Material
) -> None:
    """AP-19 (row E3)."""
    ann, who = an_id(), (material.practice_id, material.thread_id)
    message = material.inbound()
    add(backend, message, material.inbound())
    assert not backend.threads.is_assigned(*who, ann)
    assigned = replace(message, assignees=frozenset({ann}), version=2)
    backend.threads.change(message, assigned)
    assert backend.threads.is_assigned(*who, ann)
    assert not backend.threads.is_assigned(*who, ann[:-1])
    assert not backend.threads.is_assigned(an_id(), material.thread_id, ann)
    completed = assigned.with_status(WorkStatus.COMPLETED)
    backend.threads.change(assigned, completed)
    assert backend.threads.is_assigned(*who, ann)
    backend.threads.change(completed, replace(completed, assignees=frozenset(), version=4))
    assert not backend.threads.is_assigned(*who, ann)


def test_a_deleted_message_assigns_nobody_until_it_is_restored(backend: Backend, material: Material) -> None:
    """AP-19."""
    ann, who = an_id(), (material.practice_id, material.thread_id)
    message = material.inbound(assignees=frozenset({ann}))
    add(backend, message)
    deleted = message.with_status(WorkStatus.DELETED)
    backend.threads.change(message, deleted)
    assert not backend.threads.is_assigned(*who, ann)
    restored = deleted.with_status(WorkStatus.PENDING)
    backend.threads.change(deleted, restored)
    assert backend.threads.is_assigned(*who, ann)
    assert listed(backend, material, InboxList.PENDING_FOR_ME, ann) == [restored]
