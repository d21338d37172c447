"""The `Conversations` port, and what the portal's sign-in needs of links and patients (rows H4, I1-I5)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.contract.letters import Letters
from tests.contract.material import an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.conversation import (
    DIRECT,
    BasketCounts,
    Conversation,
    ConversationFilter,
    ConversationPlace,
    PatientBox,
    conversation_places,
)
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
)
from textward.domain.message import Direction
from textward.domain.paging import PageRequest
from textward.domain.work import WorkKind

if TYPE_CHECKING:
    from tests.contract.backends import Backend

ALL = PageRequest(limit=100)


@pytest.fixture
def letters() -> Letters:
    return Letters()


def listed(
    backend: Backend, letters: Letters, basket: str, name: ConversationFilter, member: str = ""
) -> list[Conversation]:
    place = ConversationPlace(basket, name.value, member)
    return list(backend.conversations.listed(letters.practice_id, place, ALL).items)


def boxed(backend: Backend, letters: Letters, box: PatientBox) -> list[Conversation]:
    return list(backend.conversations.box(letters.practice_id, letters.patient_id, box, ALL).items)


def counts(backend: Backend, letters: Letters, basket: str, member: str = "") -> BasketCounts | None:
    return backend.conversations.counts(letters.practice_id, [(basket, member)]).get((basket, member))


def head(backend: Backend, conversation: Conversation) -> Conversation:
    return backend.conversations.head(conversation.practice_id, conversation.thread_id)


# --- beginning and going on ---


def test_a_new_conversation_reads_back_whole(backend: Backend, letters: Letters) -> None:
    """AP-55, AP-58."""
    to_group, directly = letters.letter(), letters.direct(an_id(), facility_id=None)
    for conversation in (to_group, directly):
        letters.start(backend, conversation)
        assert head(backend, conversation) == conversation
    with pytest.raises(NotFoundError):
        backend.conversations.head(letters.practice_id, "G" + an_id())
    with pytest.raises(NotFoundError):
        backend.conversations.head(an_id(), to_group.thread_id)


def test_a_new_conversation_stands_where_the_domain_says(backend: Backend, letters: Letters) -> None:
    """AP-55, AP-61, AP-62, AP-65, AP-67."""
    member = an_id()
    directly = letters.start(backend, letters.direct(member))
    assert listed(backend, letters, DIRECT, ConversationFilter.ALL) == [directly]
    assert listed(backend, letters, DIRECT, ConversationFilter.NOT_REPLIED, member) == [directly]
    assert listed(backend, letters, DIRECT, ConversationFilter.REPLIED) == []
    assert counts(backend, letters, DIRECT) == counts(backend, letters, DIRECT, member) == BasketCounts(1)
    assert boxed(backend, letters, PatientBox.SENT) == [directly]
    assert boxed(backend, letters, PatientBox.INBOX) == boxed(backend, letters, PatientBox.UNREAD) == []
    assert backend.conversations.unread(letters.practice_id, letters.patient_id) == 0


def test_a_claim_begins_one_conversation(backend: Backend, letters: Letters) -> None:
    """AP-55, AP-57."""
    first, second = letters.letter(), letters.letter()
    entry = letters.entry(Action.PORTAL_WROTE)
    backend.conversations.start(first, letters.first(first), claim="key:1", fingerprint="this", audit=entry)
    for fingerprint, error in (("this", AlreadyDoneError), ("that", IdempotencyKeyReusedError)):
        with pytest.raises(error):
            backend.conversations.start(
                second,
                letters.first(second),
                claim="key:1",
                fingerprint=fingerprint,
                audit=letters.entry(Action.PORTAL_WROTE),
            )
    assert backend.conversations.claimed(letters.practice_id, "key:1") == letters.first(first)
    assert backend.conversations.claimed(letters.practice_id, "key:2") is None
    assert backend.conversations.claimed(an_id(), "key:1") is None
    assert boxed(backend, letters, PatientBox.SENT) == [first]
    assert counts(backend, letters, second.basket) is None
    assert backend.audit_ids(letters.practice_id) == [entry.entry_id]


def test_an_answer_is_stored_with_all_that_follows(backend: Backend, letters: Letters) -> None:
    """AP-56, AP-59, AP-61, AP-62, AP-64, AP-65, AP-67."""
    before = letters.start(backend)
    answer, alert, work = letters.said(before), letters.alert(), letters.work(before)
    after, entry = before.with_answer(answer), letters.entry(Action.CONVERSATION_ANSWERED)
    backend.conversations.append(
        before, after, answer, claim="key:1", fingerprint="x", alert=alert, work=work, audit=entry
    )
    assert head(backend, before) == after
    assert backend.conversations.claimed(letters.practice_id, "key:1") == answer
    said = backend.conversations.messages(letters.practice_id, before.thread_id, ALL)
    assert said.items == (answer, letters.first(before))
    assert backend.texts.get(alert.practice_id, alert.thread_id, alert.item_id) == alert
    assert backend.conversations.history(letters.practice_id, before.thread_id) == (work,)
    assert listed(backend, letters, before.basket, ConversationFilter.REPLIED) == [after]
    assert listed(backend, letters, before.basket, ConversationFilter.NOT_REPLIED) == []
    assert counts(backend, letters, before.basket) == BasketCounts(0, 1)
    assert boxed(backend, letters, PatientBox.INBOX) == boxed(backend, letters, PatientBox.UNREAD) == [after]
    assert backend.conversations.unread(letters.practice_id, letters.patient_id) == 1
    assert entry.entry_id in backend.audit_ids(letters.practice_id)


def test_a_message_upon_an_older_conversation_conflicts_and_leaves_nothing(
    backend: Backend, letters: Letters
) -> None:
    """AP-56."""
    before = letters.start(backend)
    now = letters.ask(backend, before)
    lines, answer, alert = backend.audit_ids(letters.practice_id), letters.said(before), letters.alert()
    with pytest.raises(ConflictError) as refused:
        backend.conversations.append(
            before,
            before.with_answer(answer),
            answer,
            claim="key:1",
            fingerprint="x",
            alert=alert,
            work=letters.work(before),
            audit=letters.entry(Action.CONVERSATION_ANSWERED),
        )
    assert refused.value.current == now
    assert head(backend, before) == now
    assert backend.conversations.claimed(letters.practice_id, "key:1") is None
    assert backend.texts.get(alert.practice_id, alert.thread_id, alert.item_id) is None
    assert backend.conversations.history(letters.practice_id, before.thread_id) == ()
    assert len(backend.conversations.messages(letters.practice_id, before.thread_id, ALL).items) == 2
    assert backend.audit_ids(letters.practice_id) == lines


def test_a_claim_is_looked_at_before_the_revision(backend: Backend, letters: Letters) -> None:
    """AP-56: a request that comes again finds that it was done, whatever has happened since."""
    before = letters.start(backend)
    answer = letters.said(before)
    after = before.with_answer(answer)
    entry = letters.entry(Action.CONVERSATION_ANSWERED)
    backend.conversations.append(before, after, answer, claim="key:1", fingerprint="x", audit=entry)
    for upon in (before, after):
        for fingerprint, error in (("x", AlreadyDoneError), ("y", IdempotencyKeyReusedError)):
            again = letters.said(upon)
            with pytest.raises(error):
                backend.conversations.append(
                    upon,
                    upon.with_answer(again),
                    again,
                    claim="key:1",
                    fingerprint=fingerprint,
                    audit=letters.entry(Action.CONVERSATION_ANSWERED),
                )
    assert head(backend, before) == after


def test_what_was_said_comes_in_pages_newest_first(backend: Backend, letters: Letters) -> None:
    """AP-59, AP-69: its star, history and holders are none of it."""
    now = letters.start(backend, letters.direct(an_id()))
    expected = [letters.first(now).message_id]
    for number in range(6):
        now = letters.add(backend, now, Direction.OUT if number % 2 else Direction.IN)
        expected.append(now.last_id)
    backend.conversations.star(now, an_id(), starred=True)
    found: list[str] = []
    page = PageRequest(limit=3)
    for size in (3, 3, 1):
        part = backend.conversations.messages(letters.practice_id, now.thread_id, page)
        assert len(part.items) == size
        found += [message.message_id for message in part.items]
        page = PageRequest(limit=3, after=part.next_after)
    assert page.after is None
    assert found == expected[::-1]
    for message_id in expected[:2]:
        said = backend.conversations.message(letters.practice_id, now.thread_id, message_id)
        assert (said.message_id, said.thread_id) == (message_id, now.thread_id)
    for where in (("D" + an_id(), expected[0]), (now.thread_id, an_id())):
        with pytest.raises(NotFoundError):
            backend.conversations.message(letters.practice_id, *where)


# --- working it ---


def test_a_change_moves_lists_counts_and_history(backend: Backend, letters: Letters) -> None:
    """AP-60, AP-61, AP-62, AP-64."""
    before = letters.start(backend)
    ann, ben = an_id(), an_id()
    mine = before.with_assignees(frozenset({ann, ben}), an_id())
    works = [letters.work(before, WorkKind.ASSIGNED), letters.work(before, WorkKind.DELETED)]
    entry = letters.entry(Action.CONVERSATION_ASSIGNED)
    backend.conversations.change(before, mine, audit=entry, work=works[0])
    assert head(backend, before) == mine
    for member in ("", ann, ben):
        assert listed(backend, letters, before.basket, ConversationFilter.NOT_REPLIED, member) == [mine]
        assert counts(backend, letters, before.basket, member) == BasketCounts(1)
    bens = mine.with_assignees(frozenset({ben}), an_id())
    backend.conversations.change(mine, bens)
    gone = bens.moved_to_trash()
    backend.conversations.change(bens, gone, work=works[1])
    for member in ("", ben):
        assert listed(backend, letters, before.basket, ConversationFilter.TRASH, member) == [gone]
        assert listed(backend, letters, before.basket, ConversationFilter.ALL, member) == []
        assert counts(backend, letters, before.basket, member) == BasketCounts(0, 0, 1)
    assert counts(backend, letters, before.basket, ann) == BasketCounts()
    assert listed(backend, letters, before.basket, ConversationFilter.TRASH, ann) == []
    assert backend.conversations.history(letters.practice_id, before.thread_id) == tuple(works)
    assert entry.entry_id in backend.audit_ids(letters.practice_id)


def test_a_change_upon_an_older_conversation_conflicts_and_leaves_nothing(
    backend: Backend, letters: Letters
) -> None:
    """AP-60: also upon one that only the patient's reading has moved, for the store compares revisions."""
    answered = letters.answer(backend, letters.start(backend))
    read = answered.read_by_patient()
    backend.conversations.change(answered, read)
    lines = backend.audit_ids(letters.practice_id)
    with pytest.raises(ConflictError) as refused:
        backend.conversations.change(
            answered,
            answered.moved_to_trash(),
            audit=letters.entry(Action.CONVERSATION_TRASHED),
            work=letters.work(answered, WorkKind.DELETED),
        )
    assert refused.value.current == read
    assert head(backend, answered) == read
    assert backend.conversations.history(letters.practice_id, answered.thread_id) == ()
    assert backend.audit_ids(letters.practice_id) == lines
    assert counts(backend, letters, answered.basket) == BasketCounts(0, 1)


def test_a_star_is_its_members_own(backend: Backend, letters: Letters) -> None:
    """AP-61, AP-63."""
    before = letters.start(backend)
    ann, ben, entry = an_id(), an_id(), letters.entry(Action.CONVERSATION_STARRED)
    backend.conversations.star(before, ann, starred=True, audit=entry)
    backend.conversations.star(before, ben, starred=True)
    backend.conversations.star(before, ben, starred=True)
    backend.conversations.star(before, ben, starred=False)
    backend.conversations.star(before, ben, starred=False)
    starred = replace(before, starred_by=frozenset({ann}))
    assert head(backend, before) == starred
    assert listed(backend, letters, before.basket, ConversationFilter.STARRED, ann) == [starred]
    assert listed(backend, letters, before.basket, ConversationFilter.STARRED, ben) == []
    assert entry.entry_id in backend.audit_ids(letters.practice_id)
    for strange in (replace(before, thread_id="G" + an_id()), replace(before, practice_id=an_id())):
        for wanted in (True, False):
            with pytest.raises(NotFoundError):
                backend.conversations.star(strange, ann, starred=wanted)


def test_a_star_and_others_work_are_never_in_each_others_way(backend: Backend, letters: Letters) -> None:
    """AP-56, AP-60, AP-63: each with what it knew before the other."""
    ann, ben = an_id(), an_id()
    seen = letters.start(backend)
    other = letters.start(backend, letters.letter(group_id=seen.group_id))
    for conversation in (seen, other):
        backend.conversations.star(conversation, ann, starred=True)
    mine = seen.with_assignees(frozenset({ben}), ann)
    backend.conversations.change(seen, mine)
    answered = letters.answer(backend, mine)
    backend.conversations.star(seen, ben, starred=True)
    now = replace(answered, starred_by=frozenset({ann, ben}))
    assert head(backend, seen) == now
    assert [c.thread_id for c in listed(backend, letters, seen.basket, ConversationFilter.STARRED, ann)] == [
        seen.thread_id,
        other.thread_id,
    ]
    assert listed(backend, letters, seen.basket, ConversationFilter.STARRED, ben) == [now]
    again = letters.ask(backend, answered)
    assert head(backend, seen).starred_by == {ann, ben}
    backend.conversations.star(again, ann, starred=False)
    backend.conversations.change(again, again.moved_to_trash())
    assert listed(backend, letters, seen.basket, ConversationFilter.STARRED, ben)[0].trashed
    assert head(backend, seen).starred_by == {ben}


def test_the_patients_reading_empties_unread(backend: Backend, letters: Letters) -> None:
    """AP-60, AP-65, AP-67."""
    first = letters.answer(backend, letters.answer(backend, letters.start(backend)))
    second = letters.answer(backend, letters.start(backend))
    assert backend.conversations.unread(letters.practice_id, letters.patient_id) == 2
    read = first.read_by_patient()
    backend.conversations.change(first, read)
    assert backend.conversations.unread(letters.practice_id, letters.patient_id) == 1
    assert boxed(backend, letters, PatientBox.UNREAD) == [second]
    assert boxed(backend, letters, PatientBox.INBOX) == [second, read]
    third = letters.ask(backend, second)
    assert boxed(backend, letters, PatientBox.UNREAD) == [third], (
        "an answer that came meanwhile is still unread"
    )
    backend.conversations.change(third, third.read_by_patient())
    assert backend.conversations.unread(letters.practice_id, letters.patient_id) == 0
    assert boxed(backend, letters, PatientBox.UNREAD) == []
    assert backend.conversations.unread(letters.practice_id, an_id()) == 0


# --- lists ---


def test_lists_go_by_last_activity_in_pages(backend: Backend, letters: Letters) -> None:
    """AP-61."""
    member, basket = an_id(), an_id()
    many = [
        letters.start(backend, letters.letter(group_id=basket, assignees=frozenset({member})))
        for _ in range(5)
    ]
    letters.start(backend)
    many.append(letters.answer(backend, many.pop(1)))
    for owner in ("", member):
        place = ConversationPlace(basket, ConversationFilter.ALL.value, owner)
        page, found = PageRequest(limit=2), list[str]()
        for size in (2, 2, 1):
            part = backend.conversations.listed(letters.practice_id, place, page)
            assert len(part.items) == size
            found += [conversation.thread_id for conversation in part.items]
            page = PageRequest(limit=2, after=part.next_after)
        assert page.after is None
        assert found == [conversation.thread_id for conversation in reversed(many)]


def test_what_has_left_a_list_takes_no_room_on_its_pages(backend: Backend, letters: Letters) -> None:
    """AP-60, AP-61, AP-63, AP-65."""
    member, basket = an_id(), an_id()
    mine = letters.letter(group_id=basket, assignees=frozenset({member}))
    first, second = (
        letters.start(backend, mine),
        letters.start(backend, replace(mine, thread_id="G" + an_id(), last_id=an_id())),
    )
    for one in (first, second):
        backend.conversations.star(one, member, starred=True)
    first, second = letters.answer(backend, first), letters.answer(backend, second)
    backend.conversations.star(second, member, starred=False)
    given_away = second.with_assignees(frozenset({an_id()}), an_id())
    backend.conversations.change(second, given_away)
    backend.conversations.change(given_away, given_away.read_by_patient())
    one_only = PageRequest(limit=1)
    for name in ("all", "replied", "starred"):
        place = ConversationPlace(basket, name, member)
        page = backend.conversations.listed(letters.practice_id, place, one_only)
        assert ([one.thread_id for one in page.items], page.next_after) == ([first.thread_id], None)
    unread = backend.conversations.box(letters.practice_id, letters.patient_id, PatientBox.UNREAD, one_only)
    assert ([one.thread_id for one in unread.items], unread.next_after) == ([first.thread_id], None)


def test_the_patients_lists_have_their_orders_and_pages(backend: Backend, letters: Letters) -> None:
    """AP-65: sent by beginning whatever it was to, inbox by last activity."""
    members = [an_id() for _ in range(2)]
    begun = [
        letters.start(backend, one)
        for one in (
            letters.direct(members[0]),
            letters.letter(),
            letters.direct(members[1]),
            letters.letter(),
        )
    ]
    Letters(letters.practice_id).start(backend)
    answered = [letters.answer(backend, begun[number]) for number in (3, 0, 2)]
    expected = {
        PatientBox.SENT: [one.thread_id for one in reversed(begun)],
        PatientBox.INBOX: [one.thread_id for one in reversed(answered)],
        PatientBox.UNREAD: [one.thread_id for one in reversed(answered)],
    }
    for box, wanted in expected.items():
        found: list[str] = []
        page = PageRequest(limit=1)
        for number in range(len(wanted)):
            part = backend.conversations.box(letters.practice_id, letters.patient_id, box, page)
            found += [one.thread_id for one in part.items]
            assert (part.next_after is None) is (number == len(wanted) - 1)
            page = PageRequest(limit=1, after=part.next_after)
        assert found == wanted


def test_conversations_with_some_are_found_page_by_page(backend: Backend, letters: Letters) -> None:
    """AP-66: a page may hold few and still have a next."""
    member = an_id()
    begun = [
        letters.start(backend, one) for one in (letters.direct(member), letters.letter(), letters.letter())
    ]
    wanted = frozenset({member, begun[2].counterpart_id, an_id()})
    found: list[list[str]] = []
    page = PageRequest(limit=1)
    while True:
        part = backend.conversations.with_counterparts(letters.practice_id, letters.patient_id, wanted, page)
        found.append([one.thread_id for one in part.items])
        if part.next_after is None:
            break
        page = PageRequest(limit=1, after=part.next_after)
    assert found == [[begun[2].thread_id], [], [begun[0].thread_id]]
    assert (
        backend.conversations.with_counterparts(
            letters.practice_id, letters.patient_id, frozenset(), ALL
        ).items
        == ()
    )
    assert backend.conversations.with_counterparts(letters.practice_id, an_id(), wanted, ALL).items == ()


def test_counts_of_many_come_at_once(backend: Backend, letters: Letters) -> None:
    """AP-62."""
    baskets = [letters.start(backend).basket for _ in range(3)]
    wanted = [(basket, "") for basket in baskets] + [(an_id(), "") for _ in range(97)]
    found = backend.conversations.counts(letters.practice_id, wanted)
    assert found == {(basket, ""): BasketCounts(1) for basket in baskets}
    assert backend.conversations.counts(letters.practice_id, []) == {}
    assert backend.conversations.counts(an_id(), wanted) == {}


def test_the_newest_hundred_steps_are_the_history(backend: Backend, letters: Letters) -> None:
    """AP-64."""
    now = letters.start(backend)
    works = []
    for number in range(102):
        after = now.moved_to_trash() if number % 2 == 0 else now.restored()
        works.append(letters.work(now, WorkKind.DELETED))
        backend.conversations.change(now, after, work=works[-1])
        now = after
    assert backend.conversations.history(letters.practice_id, now.thread_id) == tuple(works[2:])
    assert backend.conversations.history(letters.practice_id, "G" + an_id()) == ()


# --- at once ---


@pytest.mark.slow
def test_of_messages_at_once_upon_one_revision_one_is_stored(racing: Backend, letters: Letters) -> None:
    """AP-56."""
    before = letters.start(racing)
    outcomes = race(6, lambda _: letters.answer(racing, before))
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {ConflictError}
    assert counts(racing, letters, before.basket) == BasketCounts(0, 1)
    assert len(racing.conversations.messages(letters.practice_id, before.thread_id, ALL).items) == 2


@pytest.mark.slow
def test_a_request_that_comes_many_times_at_once_begins_one_conversation(
    racing: Backend, letters: Letters
) -> None:
    """AP-55."""
    many = [letters.letter() for _ in range(6)]

    def start(number: int) -> None:
        racing.conversations.start(
            many[number],
            letters.first(many[number]),
            claim="key:1",
            fingerprint="x",
            audit=letters.entry(Action.PORTAL_WROTE),
        )

    outcomes = race(6, start)
    assert len(outcomes.given) == 1
    assert set(outcomes.refused) == {AlreadyDoneError}
    assert len(boxed(racing, letters, PatientBox.SENT)) == 1


@pytest.mark.slow
def test_stars_at_once_with_an_answer_all_hold(racing: Backend, letters: Letters) -> None:
    """AP-56, AP-63."""
    before = letters.start(racing)
    members = [an_id() for _ in range(5)]

    def act(number: int) -> None:
        if number == 5:
            letters.answer(racing, before)
        else:
            racing.conversations.star(before, members[number], starred=True)

    outcomes = race(6, act)
    assert outcomes.refused == []
    now = head(racing, before)
    assert (now.starred_by, now.replied) == (frozenset(members), True)
    for member in members:
        assert listed(racing, letters, before.basket, ConversationFilter.STARRED, member) == [now]
        assert ConversationPlace(before.basket, "starred", member) in conversation_places(now)
