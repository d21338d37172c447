"""Changing a link's item. A link is changed, never replaced: its item also remembers the sessions opened through it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.mapping.links import link_fields
from textward.adapters.dynamodb.models import LinkItem

if TYPE_CHECKING:
    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.tables import Tables
    from textward.adapters.dynamodb.transactions import Writes
    from textward.domain.secure_link import SecureLink


def link_item(tables: Tables, link_id: str) -> LinkItem:
    """Name a link's item by its key."""
    return tables.of(LinkItem)(*keys.link(tables.link_token(link_id)))


def changed_link(writes: Writes, tables: Tables, link: SecureLink) -> None:
    """Add a changed link to a transaction, on condition that the version before its own is stored."""
    attributes = LinkItem.get_attributes()
    actions = [assign(attributes[name], value) for name, value in link_fields(link).items()]
    writes.update("link", link_item(tables, link.link_id), actions, LinkItem.version == link.version - 1)


def code_gone() -> list[Action]:
    """Void a link's code, as the link's next version."""
    return [
        LinkItem.code_expires_at.remove(),
        LinkItem.due_pk.remove(),
        LinkItem.due_sk.remove(),
        LinkItem.version.add(1),
    ]
