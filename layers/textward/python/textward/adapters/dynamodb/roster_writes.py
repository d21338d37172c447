"""The roster: members and roles read together, and every write to them, which moves the roster's version with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pynamodb.pagination import ResultIterator

from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.attributes import assign
from textward.adapters.dynamodb.audit import note
from textward.adapters.dynamodb.mapping.settings import member_fields, member_of, role_fields, role_of
from textward.adapters.dynamodb.models import LoginItem, MemberItem, RoleItem, RosterItem, TableItem
from textward.adapters.dynamodb.transactions import Writes
from textward.domain.role import Roster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pynamodb.expressions.condition import Condition
    from pynamodb.expressions.update import Action

    from textward.adapters.dynamodb.attributes import RawItem
    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.audit import AuditEntry
    from textward.domain.role import Member, Role

_OWN_SWITCHES = frozenset({"sound", "popup"})


def read_roster(tables: Tables, practice_id: str) -> Roster:
    """Read members, roles and the roster's version by one Query.

    The version comes first, for the Query goes backwards: members and roles read after it may be newer than it says, never
    older, and a change based on them is then refused.
    """
    among = TableItem.sk.between(keys.MEMBER_PREFIX, keys.ROSTER)
    return roster_of(tables, practice_id, practice_items(tables, practice_id, among))


def practice_items(tables: Tables, practice_id: str, among: Condition | None = None) -> Iterator[RawItem]:
    """Give what is stored of a practice's settings, of any kind, backwards: the roster's version before what it speaks of."""
    model = tables.of(TableItem)
    found: ResultIterator[RawItem] = ResultIterator(
        model._get_connection().query,  # noqa: SLF001 - a model's own query reads items of one kind
        (keys.practice(practice_id).pk,),
        {"range_key_condition": among, "consistent_read": True, "scan_index_forward": False},
    )
    return found


def roster_of(tables: Tables, practice_id: str, items: Iterable[RawItem]) -> Roster:
    """Pick members, roles and the roster's version from a practice's items."""
    version, members, roles = 0, [], []
    for raw in items:
        sk = str(raw["sk"]["S"])
        if sk == keys.ROSTER:
            version = tables.of(RosterItem).from_raw_data(raw).version or 0
        elif sk.startswith(keys.MEMBER_PREFIX):
            members.append(member_of(tables.of(MemberItem).from_raw_data(raw)))
        elif sk.startswith(keys.ROLE_PREFIX):
            roles.append(role_of(tables.of(RoleItem).from_raw_data(raw)))
    return Roster(
        practice_id,
        version,
        tuple(sorted(members, key=lambda member: member.name)),
        tuple(sorted(roles, key=lambda role: role.name)),
    )


def member_saved(tables: Tables, member: Member, subject: str | None) -> Writes:
    """Prepare a member and, when given, which sign-in is theirs."""
    writes = Writes(tables.connection)
    model = tables.of(MemberItem)
    key = keys.member(member.practice_id, member.member_id)
    actions = _set(member_fields(member))
    if subject:
        before = tables.get(MemberItem, key)
        login = tables.of(LoginItem)
        if before and before.subject and before.subject != subject:
            writes.delete("old login", login(*keys.login(before.subject)))
        theirs = login(*keys.login(subject), practice_id=member.practice_id, member_id=member.member_id)
        writes.put("login", theirs)
        actions.append(model.subject.set(subject))
    writes.update("member", model(*key), actions)
    move_roster(writes, tables, member.practice_id)
    return writes


def role_saved(tables: Tables, practice_id: str, role: Role) -> Writes:
    """Prepare a role."""
    writes = Writes(tables.connection)
    _put_role(writes, tables, practice_id, role)
    move_roster(writes, tables, practice_id)
    return writes


def roster_changed(
    tables: Tables,
    roster: Roster,
    *,
    member: Member | None,
    role: Role | None,
    audit: AuditEntry | None,
) -> Writes:
    """Prepare a changed or new member or role, on condition that the roster's version is still the one read."""
    writes = Writes(tables.connection)
    if member:
        known = roster.member(member.member_id) is not None
        # A member's own switches move without the roster: what was read of them may be old.
        fields = {n: v for n, v in member_fields(member).items() if not (known and n in _OWN_SWITCHES)}
        model = tables.of(MemberItem)
        item = model(*keys.member(member.practice_id, member.member_id))
        writes.update("member", item, _set(fields))
    if role:
        _put_role(writes, tables, roster.practice_id, role)
    move_roster(writes, tables, roster.practice_id, roster.version)
    note(writes, tables, audit)
    return writes


def _put_role(writes: Writes, tables: Tables, practice_id: str, role: Role) -> None:
    key = keys.role(practice_id, role.role_id)
    writes.put("role", tables.of(RoleItem)(*key, **role_fields(practice_id, role)))


def move_roster(writes: Writes, tables: Tables, practice_id: str, version: int | None = None) -> None:
    """Move the roster's version, on condition that it is still `version` where one is given."""
    model = tables.of(RosterItem)
    unchanged = None
    if version is not None:
        unchanged = model.version == version if version else model.version.does_not_exist()
    writes.update("roster", model(*keys.roster(practice_id)), [model.version.add(1)], unchanged)


def _set(fields: dict[str, Any]) -> list[Action]:
    attributes = MemberItem.get_attributes()
    return [assign(attributes[name], value) for name, value in fields.items()]
