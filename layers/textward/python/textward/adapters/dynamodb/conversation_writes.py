"""What starting and changing a conversation writes: head, message, places, counts, the patient's box, and all that comes along.

Stars move by themselves, without a revision. Yet a star stands in its list by the conversation's last message, so what adds a
message takes the stars along: on condition that they are those it knows of.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from pynamodb.expressions.condition import size

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.mapping.conversations import (
    Listed,
    box_listed,
    conversation_fields,
    conversation_items,
    conversation_key,
    portal_message_fields,
    star_listed,
    unstarred,
)
from textward.adapters.dynamodb.mapping.messages import text_fields, work_fields
from textward.adapters.dynamodb.message_writes import claim_item
from textward.adapters.dynamodb.models import (
    BasketCountItem,
    BoxItem,
    ClaimItem,
    ConversationItem,
    ConversationPointerItem,
    CounterItem,
    PortalMessageItem,
    TextItem,
    WorkItem,
)
from textward.adapters.dynamodb.transactions import Writes
from textward.domain.conversation import conversation_count_changes

if TYPE_CHECKING:
    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.keys import Key
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.conversation import Conversation, PortalMessage
    from textward.domain.text import OutboundText
    from textward.domain.work import WorkEntry

MOST_STARS_MOVED = 40
"""Stars that one message takes along: all of a practice's largest baskets, and well within a transaction."""


def said(tables: Tables, message: PortalMessage, claim: tuple[str, str]) -> Writes:
    """Begin a transaction with a new message and its claim: name and fingerprint."""
    writes = Writes(tables.connection)
    where = (message.practice_id, message.thread_id, message.message_id)
    writes.put("claim", claim_item(tables, where, claim, message.at), ClaimItem.pk.does_not_exist())
    item = tables.of(PortalMessageItem)(*keys.portal_message(*where), **portal_message_fields(message))
    writes.put("message", item, PortalMessageItem.pk.does_not_exist())
    return writes


def put_alert(writes: Writes, tables: Tables, alert: OutboundText | None) -> None:
    """Add the text that tells the patient of an answer to a transaction, if there is one."""
    if alert:
        key = keys.text(alert.practice_id, alert.thread_id, alert.item_id)
        item = tables.of(TextItem)(*key, **text_fields(alert))
        writes.put("alert", item, TextItem.pk.does_not_exist())


def put_step(writes: Writes, tables: Tables, work: WorkEntry | None) -> None:
    """Add a step of the conversation's history to a transaction, if there is one."""
    if work:
        key = keys.step(work.practice_id, work.thread_id, work.entry_id)
        writes.put("work", tables.of(WorkItem)(*key, **work_fields(work)))


def started(writes: Writes, tables: Tables, conversation: Conversation) -> None:
    """Add a new conversation to a transaction."""
    items = conversation_items(unstarred(conversation))
    own = conversation_key(conversation)
    fields = conversation_fields(conversation) | items.pop(own).fields()
    head = tables.of(ConversationItem)(*own, **fields)
    writes.put("conversation", head, ConversationItem.pk.does_not_exist())
    for key, listed in items.items():
        writes.put("place", _pointer(tables, key, conversation, listed))
    _box(writes, tables, None, conversation)
    _count(writes, tables, None, conversation)


def moved(
    writes: Writes, tables: Tables, before: Conversation, after: Conversation, stars: frozenset[str]
) -> None:
    """Add a changed conversation to a transaction, on condition that its revision is still the one before.

    `stars` are the members who have starred it, as far as is known.
    """
    old, new = (conversation_items(unstarred(conversation)) for conversation in (before, after))
    own = conversation_key(after)
    unmoved: Condition = ConversationItem.revision == before.revision
    if after.last_id != before.last_id:
        unmoved &= _starred_by(stars)
        for member in _taken_along(stars):
            key = keys.conversation_star(after.practice_id, after.thread_id, member)
            writes.put("star", _pointer(tables, key, after, star_listed(after, member)))
    writes.update("conversation", tables.of(ConversationItem)(*own), _head(after, new[own]), unmoved)
    for key in old.keys() - new.keys():
        writes.delete("place", tables.of(ConversationPointerItem)(*key))
    for key, listed in new.items():
        if key != own and old.get(key) != listed:
            writes.put("place", _pointer(tables, key, after, listed))
    _box(writes, tables, before, after)
    _count(writes, tables, before, after)


def star_written(
    writes: Writes, tables: Tables, conversation: Conversation, member_id: str, *, is_starred: bool
) -> None:
    """Add a member's star, set or taken away, to a transaction, on condition that the conversation is there.

    One that is set also needs the last message to be the one known, which is where it is to stand.
    """
    mine = frozenset({member_id})
    model = tables.of(ConversationItem)
    head = model(*conversation_key(conversation))
    key = keys.conversation_star(conversation.practice_id, conversation.thread_id, member_id)
    if is_starred:
        place = _pointer(tables, key, conversation, star_listed(conversation, member_id))
        last = ConversationItem.last_id == conversation.last_id
        writes.update("conversation", head, [model.starred_by.add(mine)], last)
        writes.put("star", place)
    else:
        writes.update("conversation", head, [model.starred_by.delete(mine)], model.pk.exists())
        writes.delete("star", tables.of(ConversationPointerItem)(*key))


def _taken_along(stars: frozenset[str]) -> list[str]:
    return sorted(stars)[:MOST_STARS_MOVED]


def _starred_by(stars: frozenset[str]) -> Condition:
    """Require that these members, and no others, have starred it."""
    if not stars:
        none: Condition = ConversationItem.starred_by.does_not_exist()
        return none
    same: Condition = size(ConversationItem.starred_by) == len(stars)  # type: ignore[no-untyped-call] # the library's
    for member in _taken_along(stars):
        same &= ConversationItem.starred_by.contains(member)
    return same


def _head(conversation: Conversation, listed: Listed) -> list[Action]:
    attributes = ConversationItem.get_attributes()
    fields = conversation_fields(conversation) | listed.fields()
    return [assign(attributes[name], value) for name, value in fields.items()]


def _pointer(tables: Tables, key: Key, conversation: Conversation, listed: Listed) -> ConversationPointerItem:
    return tables.of(ConversationPointerItem)(
        *key,
        practice_id=conversation.practice_id,
        thread_id=conversation.thread_id,
        **listed.fields(),
    )


def _box(writes: Writes, tables: Tables, before: Conversation | None, after: Conversation) -> None:
    """Keep the patient's lists, and the count of what waits to be read."""
    listed = box_listed(after)
    if before is None or box_listed(before) != listed:
        item = tables.of(BoxItem)(
            *keys.boxed(after.practice_id, after.patient_id, after.thread_id),
            practice_id=after.practice_id,
            thread_id=after.thread_id,
            counterpart_id=after.counterpart_id,
            **listed.fields(),
        )
        writes.put("box", item)
    by = int(after.unread > 0) - int(before is not None and before.unread > 0)
    if by:
        unread = tables.of(CounterItem)(*keys.unread(after.practice_id, after.patient_id))
        writes.update("unread", unread, [CounterItem.n.add(by)])


def _count(writes: Writes, tables: Tables, before: Conversation | None, after: Conversation) -> None:
    """Change the counts: one item for each basket and member, with one attribute for each state."""
    changes: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for place, by in conversation_count_changes(before, after).items():
        key = keys.basket_counts(after.practice_id, place.basket, place.member_id)
        changes[key][place.filter_name] += by
    attributes = BasketCountItem.get_attributes()
    for key, by_state in changes.items():
        actions: list[Action] = [attributes[state].add(by) for state, by in by_state.items()]
        writes.update("count", tables.of(BasketCountItem)(*key), actions)
