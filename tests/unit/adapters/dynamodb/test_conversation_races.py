"""Conversations that patient, members and stars move at once: no list, count or star is ever left behind."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.letters import Letters
from tests.contract.material import an_id
from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.conversation_writes import MOST_STARS_MOVED
from textward.adapters.dynamodb.conversations import HISTORY, STAR_TRIES, DynamoConversations
from textward.adapters.dynamodb.mapping.messages import work_fields
from textward.adapters.dynamodb.models import WorkItem
from textward.adapters.dynamodb.texts import DynamoTexts
from textward.adapters.dynamodb.threads import DynamoThreads
from textward.domain.conversation import (
    MOST_ASSIGNEES,
    BasketCounts,
    Conversation,
    ConversationPlace,
    PatientBox,
    PortalMessage,
)
from textward.domain.errors import (
    AlreadyDoneError,
    ConflictError,
    IdempotencyKeyReusedError,
    NotFoundError,
    TransientError,
)
from textward.domain.message import Direction
from textward.domain.paging import PageRequest
from textward.domain.work import WorkKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.adapters.dynamodb.tables import Tables

    Meanwhile = Callable[..., None]

PAGE = PageRequest()


class Portal:
    """Conversations of one practice."""

    def __init__(self, tables: Tables) -> None:
        self.store, self.letters = DynamoConversations(tables), Letters()
        self.practice_id = self.letters.practice_id

    def begun(self, **changes: object) -> Conversation:
        new = self.letters.letter(**changes)
        claim = "start:" + new.thread_id
        first = self.letters.first(new)
        self.store.start(new, first, claim=claim, fingerprint="", audit=self.letters.entry())
        return new

    def append(
        self,
        before: Conversation,
        message: PortalMessage,
        claim: str | None = None,
        fingerprint: str = "",
    ) -> Conversation:
        out = message.direction is Direction.OUT
        after = before.with_answer(message) if out else before.with_patient_message(message)
        name = claim or "add:" + message.message_id
        audit = self.letters.entry()
        self.store.append(before, after, message, claim=name, fingerprint=fingerprint, audit=audit)
        return after

    def answer(self, before: Conversation) -> Conversation:
        return self.append(before, self.letters.said(before))

    def head(self, conversation: Conversation) -> Conversation:
        return self.store.head(conversation.practice_id, conversation.thread_id)

    def listed(self, conversation: Conversation, name: str, member: str = "") -> tuple[Conversation, ...]:
        place = ConversationPlace(conversation.basket, name, member)
        return self.store.listed(self.practice_id, place, PAGE).items

    def counts(self, conversation: Conversation, member: str = "") -> BasketCounts | None:
        pair = (conversation.basket, member)
        return self.store.counts(self.practice_id, [pair]).get(pair)


@pytest.fixture
def portal(tables: Tables) -> Portal:
    return Portal(tables)


# --- claims and revisions ------------------------------------------------------------------------------------------------


def test_a_repeated_answer_is_known_as_such_whatever_has_happened_since(portal: Portal) -> None:
    begun = portal.begun()
    message = portal.letters.said(begun)
    after = portal.append(begun, message, "key:1", "one")
    portal.answer(after)
    with pytest.raises(AlreadyDoneError):
        portal.append(begun, portal.letters.said(begun), "key:1", "one")
    with pytest.raises(IdempotencyKeyReusedError):
        portal.append(begun, portal.letters.said(begun), "key:1", "other")
    assert portal.store.claimed(portal.practice_id, "key:1") == message


def test_an_answer_that_is_stored_while_its_repetition_is_on_the_way_is_told_from_a_conflict(
    portal: Portal, meanwhile: Meanwhile
) -> None:
    begun = portal.begun()
    message = portal.letters.said(begun)
    meanwhile("TransactWriteItems", lambda: portal.append(begun, message, "key:1", "one"))
    with pytest.raises(AlreadyDoneError):
        portal.append(begun, portal.letters.said(begun), "key:1", "one")
    assert len(portal.store.messages(portal.practice_id, begun.thread_id, PAGE).items) == 2


def test_a_letter_begun_twice_is_one(portal: Portal) -> None:
    begun = portal.begun()
    again, claim = portal.letters.letter(), "start:" + begun.thread_id
    for fingerprint, error in (("", AlreadyDoneError), ("other", IdempotencyKeyReusedError)):
        with pytest.raises(error):
            portal.store.start(
                again,
                portal.letters.first(again),
                claim=claim,
                fingerprint=fingerprint,
                audit=portal.letters.entry(),
            )
    with pytest.raises(NotFoundError):
        portal.head(again)


def test_a_claim_of_a_text_is_no_portal_message(portal: Portal, tables: Tables) -> None:
    DynamoThreads(tables).add(portal.letters.inbound(), claim="key:1")
    assert portal.store.claimed(portal.practice_id, "key:1") is None
    assert portal.store.claimed(portal.practice_id, "key:2") is None


def test_who_comes_second_gets_the_conversation_as_it_is_now(portal: Portal, meanwhile: Meanwhile) -> None:
    begun = portal.begun()
    meanwhile("TransactWriteItems", lambda: portal.answer(begun))
    with pytest.raises(ConflictError) as conflict:
        portal.store.change(begun, begun.moved_to_trash())
    current = conflict.value.current
    assert current == portal.head(begun)
    assert isinstance(current, Conversation)
    assert (current.replied, current.trashed) == (True, False)
    assert portal.counts(begun) == BasketCounts(replied=1)


def test_a_conversation_that_is_not_there_is_not_changed(portal: Portal) -> None:
    never = portal.letters.letter()
    for change in (lambda: portal.store.change(never, never.moved_to_trash()), lambda: portal.answer(never)):
        with pytest.raises(NotFoundError):
            change()
    assert portal.counts(never) is None


# --- stars ---------------------------------------------------------------------------------------------------------------


def test_a_star_set_while_an_answer_is_written_goes_along_with_it(
    portal: Portal, meanwhile: Meanwhile
) -> None:
    begun = portal.begun()
    meanwhile("TransactWriteItems", lambda: portal.store.star(begun, "ME", starred=True))
    after = portal.answer(begun)
    assert portal.head(begun) == replace(after, starred_by=frozenset({"ME"}))
    assert portal.listed(begun, "starred", "ME") == (portal.head(begun),)
    assert _sort_keys(portal, begun) == {after.last_id}


def test_a_star_taken_away_while_an_answer_is_written_stays_away(
    portal: Portal, meanwhile: Meanwhile
) -> None:
    begun = portal.begun()
    portal.store.star(begun, "ME", starred=True)
    portal.store.star(begun, "YOU", starred=True)
    meanwhile("TransactWriteItems", lambda: portal.store.star(begun, "ME", starred=False))
    portal.answer(portal.head(begun))
    assert portal.head(begun).starred_by == {"YOU"}
    assert portal.listed(begun, "starred", "ME") == ()
    assert len(portal.listed(begun, "starred", "YOU")) == 1


def test_an_answer_written_while_a_star_is_set_has_the_star_stand_by_it(
    portal: Portal, meanwhile: Meanwhile
) -> None:
    begun = portal.begun()
    meanwhile("TransactWriteItems", lambda: portal.answer(begun))
    portal.store.star(begun, "ME", starred=True)
    now = portal.head(begun)
    assert now.starred_by == {"ME"}
    assert _sort_keys(portal, begun) == {now.last_id}


def test_other_work_neither_moves_nor_drops_a_star(portal: Portal, meanwhile: Meanwhile) -> None:
    begun = portal.begun()
    meanwhile("TransactWriteItems", lambda: portal.store.star(begun, "ME", starred=True))
    portal.store.change(begun, begun.with_assignees(frozenset({"A"}), "B"))
    assert portal.head(begun).starred_by == {"ME"}
    assert len(portal.listed(begun, "starred", "ME")) == 1


def test_stars_that_move_all_the_time_are_a_passing_trouble(portal: Portal, meanwhile: Meanwhile) -> None:
    begun, members = portal.begun(), iter(range(STAR_TRIES))
    meanwhile(
        "TransactWriteItems",
        lambda: portal.store.star(begun, f"ME{next(members)}", starred=True),
        times=STAR_TRIES,
    )
    with pytest.raises(TransientError):
        portal.answer(begun)
    assert portal.head(begun).last_id == begun.last_id


def test_a_star_on_a_conversation_that_goes_on_all_the_time_is_a_passing_trouble(
    portal: Portal, meanwhile: Meanwhile
) -> None:
    begun = portal.begun()
    meanwhile("TransactWriteItems", lambda: portal.answer(portal.head(begun)), times=STAR_TRIES)
    with pytest.raises(TransientError):
        portal.store.star(begun, "ME", starred=True)
    assert portal.head(begun).starred_by == frozenset()


def test_no_conversation_no_star(portal: Portal) -> None:
    for starred in (True, False):
        with pytest.raises(NotFoundError):
            portal.store.star(portal.letters.letter(), "ME", starred=starred)


def test_more_stars_than_a_message_takes_along_still_are_in_their_lists(portal: Portal) -> None:
    begun, members = portal.begun(), [f"ME{number:02}" for number in range(MOST_STARS_MOVED + 2)]
    for member in members:
        portal.store.star(begun, member, starred=True)
    portal.answer(portal.head(begun))
    assert portal.head(begun).starred_by == set(members)
    assert [len(portal.listed(begun, "starred", member)) for member in members] == [1] * len(members)


def _sort_keys(portal: Portal, conversation: Conversation) -> set[str | None]:
    """Give where the stars stand: the positions from which a next page would go on."""
    place = ConversationPlace(conversation.basket, "starred", "ME")
    other = portal.begun(group_id=conversation.group_id, last_id="0" * 26)
    portal.store.star(other, "ME", starred=True)
    return {portal.store.listed(portal.practice_id, place, PageRequest(1)).next_after}


# --- lists ---------------------------------------------------------------------------------------------------------------


def test_what_leaves_a_list_between_index_and_reading_is_left_out(
    portal: Portal, meanwhile: Meanwhile
) -> None:
    mine = frozenset({"ME"})
    stays, goes = (portal.begun(group_id="GR", assignees=mine) for _ in range(2))
    meanwhile("BatchGetItem", lambda: portal.store.change(goes, goes.completed(portal.letters.later())))
    assert portal.listed(stays, "not_replied", "ME") == (stays,)


def test_what_the_patient_reads_between_index_and_reading_is_not_given_as_unread(
    portal: Portal, meanwhile: Meanwhile
) -> None:
    answered = portal.answer(portal.begun())
    meanwhile("BatchGetItem", lambda: portal.store.change(answered, answered.read_by_patient()))
    where = (portal.practice_id, answered.patient_id)
    assert portal.store.box(*where, PatientBox.UNREAD, PAGE).items == ()
    assert portal.store.unread(*where) == 0


def test_a_page_goes_on_where_it_ended_though_a_conversation_before_it_has_moved_up(portal: Portal) -> None:
    begun = [portal.begun(group_id="GR") for _ in range(4)]
    place = ConversationPlace("GR", "all")
    first = portal.store.listed(portal.practice_id, place, PageRequest(2))
    assert first.items == (begun[3], begun[2])
    portal.answer(begun[2])
    rest = portal.store.listed(portal.practice_id, place, PageRequest(2, first.next_after))
    assert (rest.items, rest.next_after) == ((begun[1], begun[0]), None)


def test_the_patients_letters_are_in_order_whomever_they_are_to_and_looked_at_by_pages(
    portal: Portal,
) -> None:
    group, member = an_id(), an_id()
    begun = [
        portal.begun(
            thread_id=("D" if number % 2 else "G") + an_id(),
            group_id=None if number % 2 else group,
            member_id=member if number % 2 else None,
        )
        for number in range(5)
    ]
    where = (portal.practice_id, portal.letters.patient_id)
    found: list[Conversation] = []
    page = PageRequest(2)
    while True:
        given = portal.store.box(*where, PatientBox.SENT, page)
        found += given.items
        if given.next_after is None:
            break
        page = PageRequest(2, given.next_after)
    assert found == begun[::-1]
    looked_at = portal.store.with_counterparts(*where, frozenset({member}), PageRequest(1))
    assert (looked_at.items, looked_at.next_after) == ((), begun[4].thread_id)
    rest = portal.store.with_counterparts(*where, frozenset({member}), PageRequest(9, looked_at.next_after))
    assert (rest.items, rest.next_after) == ((begun[3], begun[1]), None)


# --- size, history, alert -----------------------------------------------------------------------------------------------


def test_the_largest_change_of_hands_is_one_transaction(
    portal: Portal, requests: list[tuple[str, dict[str, Any]]]
) -> None:
    ten, others = (frozenset(an_id() for _ in range(MOST_ASSIGNEES)) for _ in range(2))
    begun = portal.begun(assignees=ten)
    after = begun.with_assignees(others, "ME")
    requests.clear()
    portal.store.change(begun, after, audit=portal.letters.entry(), work=portal.letters.work(after))
    ((_, arguments),) = requests
    assert len(arguments["TransactItems"]) == 1 + 4 * MOST_ASSIGNEES + 2
    for member in ten:
        assert portal.counts(begun, member) == BasketCounts()
        assert portal.listed(begun, "all", member) == ()
    for member in others:
        assert portal.counts(begun, member) == BasketCounts(not_replied=1)
    assert portal.counts(begun) == BasketCounts(not_replied=1)


def test_the_newest_steps_of_a_long_history_are_given_oldest_first(portal: Portal, tables: Tables) -> None:
    begun, model = portal.begun(), tables.of(WorkItem)
    steps = [portal.letters.work(begun, WorkKind.ASSIGNED) for _ in range(HISTORY + 3)]
    with model.batch_write() as batch:
        for step in steps[:-1]:
            key = keys.step(step.practice_id, step.thread_id, step.entry_id)
            batch.save(model(*key, **work_fields(step)))
    portal.store.change(begun, begun.read_by_patient(), work=steps[-1])
    assert portal.store.history(portal.practice_id, begun.thread_id) == tuple(steps[3:])


def test_what_was_done_by_nobody_comes_back_so(portal: Portal) -> None:
    begun = portal.begun()
    routed = begun.routed_to(frozenset({"ME"}))
    step = replace(portal.letters.work(routed, WorkKind.ASSIGNED), by="")
    portal.store.change(begun, routed, work=step)
    assert portal.store.history(portal.practice_id, begun.thread_id) == (step,)


def test_a_notice_is_a_text_on_its_way(portal: Portal, tables: Tables) -> None:
    begun, texts = portal.begun(), DynamoTexts(tables)
    message, alert = portal.letters.said(begun), portal.letters.alert()
    portal.store.append(
        begun,
        begun.with_answer(message),
        message,
        claim="key",
        fingerprint="",
        alert=alert,
        audit=portal.letters.entry(),
    )
    assert texts.get(alert.practice_id, alert.thread_id, alert.item_id) == alert
    assert texts.due(portal.letters.later(10), 10) == (alert,)
