from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.adapters.dynamodb.test_mapping import IDS, MOMENTS, PRIVATE, SOME_IDS, WORDS, as_stored
from textward.adapters.dynamodb import keys, models
from textward.adapters.dynamodb.mapping import conversations, groups
from textward.domain.conversation import (
    Conversation,
    ConversationPlace,
    PatientBox,
    PortalMessage,
    conversation_places,
)
from textward.domain.group import Answering, Group
from textward.domain.message import Direction
from textward.domain.portal import Audience, MemberScope, PortalSettings
from textward.domain.private import Private

MAYBE_ID = st.none() | IDS
GROUPS = st.builds(
    Group,
    practice_id=IDS,
    group_id=IDS,
    name=WORDS,
    description=WORDS,
    facility_id=MAYBE_ID,
    category_id=MAYBE_ID,
    answering=st.sampled_from(Answering),
    admins=SOME_IDS,
    users=SOME_IDS,
    retired=st.booleans(),
    version=st.integers(1, 99),
)
PORTALS = st.builds(
    PortalSettings,
    practice_id=IDS,
    enabled=st.booleans(),
    audience=st.sampled_from(Audience),
    member_scope=st.sampled_from(MemberScope),
    excluded=SOME_IDS,
    version=st.integers(1, 99),
)
CONVERSATIONS = st.builds(
    Conversation,
    practice_id=IDS,
    thread_id=IDS.map("G".__add__),
    patient_id=IDS,
    patient_name=PRIVATE,
    subject=PRIVATE,
    started_at=MOMENTS,
    last_id=IDS,
    last_at=MOMENTS,
    preview=PRIVATE,
    group_id=MAYBE_ID,
    member_id=MAYBE_ID,
    facility_id=MAYBE_ID,
    last_direction=st.sampled_from(Direction),
    replied=st.booleans(),
    trashed=st.booleans(),
    waiting_since=st.none() | MOMENTS,
    replied_at=st.none() | MOMENTS,
    assignees=SOME_IDS,
    assigned_by=SOME_IDS,
    starred_by=SOME_IDS,
    answered=st.booleans(),
    unread=st.integers(0, 9),
    version=st.integers(1, 99),
    revision=st.integers(1, 99),
)
PORTAL_MESSAGES = st.builds(
    PortalMessage,
    practice_id=IDS,
    thread_id=IDS,
    message_id=IDS,
    at=MOMENTS,
    direction=st.sampled_from(Direction),
    body=PRIVATE,
    author_id=MAYBE_ID,
)


@given(GROUPS)
def test_a_group_comes_back_as_it_was(group: Group) -> None:
    assert groups.group_of(as_stored(models.GroupItem, groups.group_fields(group))) == group


@given(PORTALS)
def test_the_portals_settings_come_back_as_they_were(portal: PortalSettings) -> None:
    assert groups.portal_of(as_stored(models.PortalItem, groups.portal_fields(portal))) == portal


@given(PORTAL_MESSAGES)
def test_what_was_said_comes_back_as_it_was(message: PortalMessage) -> None:
    stored = as_stored(models.PortalMessageItem, conversations.portal_message_fields(message))
    assert conversations.portal_message_of(stored) == message


@given(CONVERSATIONS)
def test_a_conversation_comes_back_as_it_was_but_for_its_stars(conversation: Conversation) -> None:
    attributes = conversations.conversation_fields(conversation)
    assert "starred_by" not in attributes
    stored = as_stored(models.ConversationItem, attributes | {"starred_by": conversation.starred_by})
    assert conversations.conversation_of(stored) == conversation


@given(CONVERSATIONS)
def test_a_conversation_stands_in_exactly_the_lists_of_the_domain(conversation: Conversation) -> None:
    found = set()
    for listed in conversations.conversation_items(conversation).values():
        for index, partition in (("lists", listed.lists_pk), ("all", listed.all_pk)):
            if partition:
                place = _place_of(conversation, partition)
                assert conversations.index_of(place) == index
                found.add(place)
    assert found == conversation_places(conversation)


def _place_of(conversation: Conversation, partition: str) -> ConversationPlace:
    basket, name, *member = partition.removeprefix(f"{conversation.practice_id}#BASKET#").split("#")
    return ConversationPlace(basket, name, "".join(member))


@given(CONVERSATIONS)
def test_each_list_is_ordered_by_the_last_message_and_only_the_own_item_is_in_the_admins(
    conversation: Conversation,
) -> None:
    own = conversations.conversation_key(conversation)
    for key, listed in conversations.conversation_items(conversation).items():
        assert listed.lists_sk == conversation.last_id
        assert key == own or key.sk.startswith(("HAS#", "STAR#"))


@given(CONVERSATIONS, st.sampled_from(["01A", "01B"]))
def test_a_star_stands_where_the_lists_of_the_domain_say(conversation: Conversation, member: str) -> None:
    starred = replace(conversation, starred_by=frozenset({member}))
    key = keys.conversation_star(conversation.practice_id, conversation.thread_id, member)
    assert conversations.conversation_items(starred)[key] == conversations.star_listed(conversation, member)


@given(CONVERSATIONS)
def test_the_patients_lists_hold_what_was_answered_and_what_is_unread(conversation: Conversation) -> None:
    listed = conversations.box_listed(conversation)
    assert (listed.all_pk is not None) == conversation.answered
    assert (listed.lists_pk is not None) == (conversation.unread > 0)
    assert conversations.in_box(conversation, PatientBox.INBOX) == conversation.answered
    assert conversations.in_box(conversation, PatientBox.UNREAD) == (conversation.unread > 0)
    assert conversations.in_box(conversation, PatientBox.SENT)


def test_no_item_of_the_portal_shows_what_is_private_when_it_is_printed() -> None:
    secret, at = "planted-secret", datetime(2026, 11, 22, tzinfo=UTC)
    message = PortalMessage("PR", "GCO", "MS", at, Direction.IN, Private(secret))
    words = Private(secret)
    conversation = Conversation("PR", "GCO", "PA", words, words, at, "MS", at, words)
    said = models.PortalMessageItem("pk", "sk", **conversations.portal_message_fields(message))
    head = models.ConversationItem("pk", "sk", **conversations.conversation_fields(conversation))
    assert secret not in f"{said!r} {said} {head!r} {head}"
