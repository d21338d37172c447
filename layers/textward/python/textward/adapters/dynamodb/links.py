"""The `Links` port on DynamoDB: tries are counted, codes used up and sessions changed by conditional writes alone."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import iso
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.keys import Key
from textward.adapters.dynamodb.link_writes import code_gone, link_item
from textward.adapters.dynamodb.mapping.links import (
    link_fields,
    link_of,
    session_fields,
    session_mark,
    session_of,
)
from textward.adapters.dynamodb.models import DueItem, LinkItem, SessionItem, VerificationItem
from textward.adapters.dynamodb.transactions import ConditionFailedError, Writes, single
from textward.domain.errors import NotFoundError, NotVerifiedError, TransientError
from textward.domain.secure_link import CODE_TRIES, SESSION_LIFETIME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.secure_link import PatientSession, SecureLink

REVOKE_TRIES = 5
"""Tries at revoking a link that changes at the same time."""


class DynamoLinks:
    """Secure links and the sessions opened through them."""

    def __init__(self, tables: Tables) -> None:
        """Take the tables."""
        self._tables = tables

    def by_token(self, token: str) -> SecureLink | None:
        """Give the link with that token (AP-27)."""
        item = self._tables.get(LinkItem, keys.link(token))
        return link_of(item) if item else None

    def get(self, link_id: str) -> SecureLink | None:
        """Give the link with that id (AP-27): the token is derived from it."""
        return self.by_token(self._tables.link_token(link_id))

    def open(self, link: SecureLink) -> SecureLink:
        """Store a phone's way into the portal unless there is one; give the one that is stored (AP-68)."""
        key = link_item_key(self._tables, link.link_id)
        item = self._tables.of(LinkItem)(*key, **link_fields(link))
        try:
            single(lambda: item.save(condition=LinkItem.pk.does_not_exist()))
        except ConditionFailedError:
            stored = self._tables.get(LinkItem, key)
            return link_of(stored) if stored else link
        return link

    def many(self, link_ids: Sequence[str]) -> dict[str, SecureLink]:
        """Give links by id, in one BatchGetItem (AP-28): at most 100."""
        if not link_ids:
            return {}
        wanted = {keys.link(self._tables.link_token(link_id)) for link_id in link_ids}
        found = self._tables.many(LinkItem, wanted)
        return {item.link_id: link_of(item) for item in found.values()}

    def count_try(self, link: SecureLink, now: datetime) -> SecureLink:
        """Count a try at the current code before looking at it, and note the first opening (AP-29).

        Raises:
            NotVerifiedError: link or code is not live, the tries are used up, or the code was moved meanwhile.
        """
        item = link_item(self._tables, link.link_id)
        live = (
            (LinkItem.code_counter == link.code_counter)
            & (LinkItem.code_tries < CODE_TRIES)
            & (LinkItem.code_expires_at > now)
            & (LinkItem.expires_at > now)
            & LinkItem.revoked_at.does_not_exist()
        )
        actions: list[Action] = [
            LinkItem.code_tries.add(1),
            LinkItem.version.add(1),
            LinkItem.opened_at.set(LinkItem.opened_at | now),
        ]
        try:
            single(lambda: item.update(actions, condition=live))
        except ConditionFailedError:
            raise NotVerifiedError from None
        return link_of(item)

    def accept_code(self, link: SecureLink, session: PatientSession, audit: AuditEntry) -> None:
        """Use the code up and start the session, at once (AP-30); at the portal the count of codes sent starts anew.

        Raises:
            NotVerifiedError: the code was used or moved meanwhile.
        """
        unused = (
            (LinkItem.code_counter == link.code_counter)
            & LinkItem.code_expires_at.exists()
            & LinkItem.revoked_at.does_not_exist()
        )
        actions = [*code_gone(), *_remembered(link, session)]
        if not link.patient_id:
            actions.append(LinkItem.resends.set(0))
        writes = Writes(self._tables.connection)
        writes.update("link", link_item(self._tables, link.link_id), actions, unused)
        writes.put("session", self._session_item(session))
        note(writes, self._tables, audit)
        _commit_or_refuse(writes)

    def confirm_identity(
        self, link: SecureLink, old: PatientSession, new: PatientSession, audit: AuditEntry
    ) -> None:
        """End the first session, start the verified one, note the first verification, clear the patient's wrong dates (AP-31).

        Raises:
            NotVerifiedError: the old session is gone, or the link was revoked meanwhile.
        """
        actions = [
            LinkItem.verified_at.set(LinkItem.verified_at | new.started_at),
            LinkItem.version.add(1),
            *_remembered(link, new),
        ]
        verification = self._tables.of(VerificationItem)(*keys.verification(new.practice_id, new.patient_id))
        first = self._tables.of(SessionItem)(*keys.session(old.session_key))
        writes = Writes(self._tables.connection)
        writes.delete("old session", first, SessionItem.pk.exists())
        writes.put("session", self._session_item(new))
        unrevoked = LinkItem.pk.exists() & LinkItem.revoked_at.does_not_exist()
        writes.update("link", link_item(self._tables, link.link_id), actions, unrevoked)
        writes.update("verification", verification, [VerificationItem.birth_date_failures.remove()])
        note(writes, self._tables, audit)
        _commit_or_refuse(writes)

    def revoke(self, link: SecureLink, now: datetime, audit: AuditEntry) -> None:
        """Revoke a link for good: sessions opened through it end with it (AP-32).

        Raises:
            NotFoundError: there is no such link.
            TransientError: the link changed each time between reading and writing.
        """
        for _ in range(REVOKE_TRIES):
            stored = self._tables.get(LinkItem, link_item_key(self._tables, link.link_id))
            if stored is None:
                raise NotFoundError
            try:
                return self._revoked(stored, now, audit).commit()
            except ConditionFailedError:
                continue
        raise TransientError("a link that changes all the time")

    def _revoked(self, stored: LinkItem, now: datetime, audit: AuditEntry) -> Writes:
        actions = [
            *code_gone(),
            LinkItem.revoked_at.set(LinkItem.revoked_at | now),
            LinkItem.sessions.remove(),
        ]
        writes = Writes(self._tables.connection)
        writes.update(
            "link", link_item(self._tables, stored.link_id), actions, LinkItem.version == stored.version
        )
        alive_since = iso(now - SESSION_LIFETIME)
        for mark in stored.sessions or ():
            started_at, _, session_key = mark.partition("#")
            if started_at >= alive_since:
                writes.delete("session", self._tables.of(SessionItem)(*keys.session(session_key)))
        note(writes, self._tables, audit)
        return writes

    def expire_codes(self, now: datetime, limit: int) -> int:
        """Void codes whose time has passed (row C8); gives how many (AP-33)."""
        model = self._tables.of(DueItem)
        found = model.query(
            keys.DUE_CODES, model.due_sk <= keys.due_until(now), index_name="due", limit=limit
        )
        return sum(self._expire(Key(item.pk, item.sk), item.due_sk) for item in found)

    def _expire(self, key: Key, due: str | None) -> bool:
        """Void one code, unless it was used or moved since the index was read."""
        item = self._tables.of(LinkItem)(*key)
        try:
            single(lambda: item.update(code_gone(), condition=LinkItem.due_sk == due))
        except ConditionFailedError:
            return False
        return True

    def session(self, session_key: str) -> PatientSession | None:
        """Give a session (AP-34)."""
        item = self._tables.get(SessionItem, keys.session(session_key))
        return session_of(session_key, item) if item else None

    def touch(self, session: PatientSession, now: datetime) -> None:
        """Note that the session was just used; one that has ended stays so."""
        item = self._tables.of(SessionItem)(*keys.session(session.session_key))
        with suppress(ConditionFailedError):
            single(
                lambda: item.update([SessionItem.last_seen_at.set(now)], condition=SessionItem.pk.exists())
            )

    def end_session(self, session_key: str) -> None:
        """Forget a session."""
        single(self._tables.of(SessionItem)(*keys.session(session_key)).delete)

    def _session_item(self, session: PatientSession) -> SessionItem:
        return self._tables.of(SessionItem)(*keys.session(session.session_key), **session_fields(session))


def _remembered(link: SecureLink, session: PatientSession) -> list[Action]:
    """Let a link remember a session, so that revoking ends it.

    A phone's way into the portal is of no one patient and never revoked: it would remember all sessions that ever were.
    """
    return [LinkItem.sessions.add({session_mark(session)})] if link.patient_id else []


def link_item_key(tables: Tables, link_id: str) -> Key:
    """Give a link's key by its id."""
    return keys.link(tables.link_token(link_id))


def _commit_or_refuse(writes: Writes) -> None:
    try:
        writes.commit()
    except ConditionFailedError:
        raise NotVerifiedError from None
