"""The access matrix of docs/access-matrix.md: every route x every kind of member x whose object it is (rows E1-E5, J3)."""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import export_api
import groups_api
import inbox_api
import settings_api
from tests.unit.functions import group_matrix, matrix_requests
from textward.domain.inbox import InboxList

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.unit.functions.stack import Answer, Stack

    Things = group_matrix.Things | matrix_requests.Things

DOCUMENT = Path(__file__).parents[3] / "docs" / "access-matrix.md"
HANDLERS = {
    "inbox_api": inbox_api,
    "settings_api": settings_api,
    "groups_api": groups_api,
    "export_api": export_api,
}
KINDS = {
    "admin": "Practice admin",
    "editor": "Group editor",
    "portal": "Portal editor",
    "lead": "Group Admin",
    "user": "Group User: theirs",
    "all": "All messages",
    "assigned": "Only assigned: theirs",
    "none": "No messages",
    "deactivated": "Deactivated",
    "nobody": "Nobody",
}
NOT_THEIRS = {"assigned": "Only assigned: not theirs", "user": "Group User: not theirs"}
FOREIGN = "Another practice's"
NOTHING = "-"
REFUSALS = {403: "not-allowed", 404: "not-found"}
NO_STATE = {"clock", "ids", "link_keys", "audit"}


def rows() -> list[dict[str, str]]:
    """Read the tables, each with its own columns."""
    text = DOCUMENT.read_text(encoding="utf-8")
    found = []
    for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        heading, _, *rest = (
            [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()
        )
        found += [dict(zip(heading, cells, strict=True)) for cells in rest]
    return found


def documented(module: Any) -> set[str]:  # noqa: ANN401 - a function's module
    """Give the routes of a function's OpenAPI document."""
    paths = json.loads(module.app.get_openapi_json_schema())["paths"]
    return {f"{method.upper()} {path}" for path, item in paths.items() for method in item}


ROUTES = {route: module for module in HANDLERS.values() for route in documented(module)}


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert {row["Route"] for row in rows()} == set(ROUTES)


def test_rows_are_told_apart() -> None:
    asked = [(row["Route"], row["With"]) for row in rows()]
    assert len(set(asked)) == len(asked)


def test_every_list_has_its_row() -> None:
    lists = re.findall(r"list=(\w+)", " ".join(row["With"] for row in rows()))
    assert sorted(lists) == sorted(item.value for item in InboxList)


def each_cell() -> Iterator[Any]:
    for row in rows():
        for kind, column in KINDS.items():
            if column not in row:
                continue
            name = f"{row['Route']} {row['With']} {column}".replace("/v1/", "")
            yield pytest.param(row, kind, id=re.sub(r"[^\w={}/:]+", "-", name))


@pytest.mark.parametrize(("row", "kind"), list(each_cell()))
def test_each_cell(stack: Stack, row: dict[str, str], kind: str) -> None:
    practice = asks_of(row).furnish(stack.clinic)
    if row["Route"] == matrix_requests.BUYING:
        matrix_requests.take_number_away(stack.clinic)
    own = row[KINDS[kind]]
    if row[FOREIGN] != NOTHING:
        look_alike(stack, row, kind, practice)
    lines, before = len(stack.clinic.world.state.audit), kept(stack)

    answer = asked(stack, row, kind, practice.theirs)

    assert said(answer) == own
    if own.startswith("2") and own.partition(" ")[2] in {"", "done"}:
        hold_audit(stack, row, kind, lines)
    else:
        assert kept(stack) == before
        assert answer.status == 200 or answer.problem == REFUSALS[answer.status]


def asks_of(row: dict[str, str]) -> Any:  # noqa: ANN401 - one of two modules of the same shape
    """Give what furnishes the practice for a row, and makes its request."""
    of_groups = ROUTES[row["Route"]] is groups_api or "/conversations/" in row["Route"]
    return group_matrix if of_groups else matrix_requests


def look_alike(stack: Stack, row: dict[str, str], kind: str, practice: Any) -> None:  # noqa: ANN401 - as above
    """Hold what isn't the member's against what does not exist."""
    own, before = row[KINDS[kind]], kept(stack)
    wanted = "403" if own == "403" else row[FOREIGN]
    others = [practice.foreign]
    not_theirs = row[NOT_THEIRS[kind]] if kind in NOT_THEIRS else NOTHING
    if not_theirs != NOTHING:
        wanted, others = not_theirs, [practice.foreign, practice.not_theirs]
    unknown = asked(stack, row, kind, practice.unknown)
    assert said(unknown) == wanted
    for things in others:
        answer = asked(stack, row, kind, things)
        assert said(answer) == wanted
        assert alike(answer, things) == alike(unknown, practice.unknown)
    assert kept(stack) == before


def asked(stack: Stack, row: dict[str, str], kind: str, things: Things) -> Answer:
    """Make the row's request as a member."""
    alice = stack.clinic.demo.alice.member_id
    request = asks_of(row).request_for(row["Route"], row["With"], things, alice)
    return stack.http(
        ROUTES[row["Route"]].handler,
        request.method,
        request.path,
        body=request.body,
        headers=request.headers,
        query=request.query,
        subject=f"subject-of-{kind}",
    )


def said(answer: Answer) -> str:
    """Give the answer as a cell."""
    if answer.status != 200 or answer.headers["content-type"] != "application/json":
        return str(answer.status)
    outcomes = {item["outcome"] for item in answer.json.get("items", ()) if "outcome" in item}
    return " ".join([str(answer.status), *sorted(outcomes)])


def alike(answer: Answer, things: Things) -> tuple[int, dict[str, str], str]:
    """Give all that an answer tells but the ids that were asked for, and the request's own."""
    headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
    body = re.sub(r'"request_id":"[^"]*"', "", things.hidden_in(answer.text))
    return answer.status, headers, body


def hold_audit(stack: Stack, row: dict[str, str], kind: str, lines: int) -> None:
    """Hold the lines that a success left against the table."""
    entries = stack.clinic.world.state.audit[lines:]
    wanted = set() if row["Audit"] == NOTHING else set(row["Audit"].split(", "))
    assert {entry.action.value for entry in entries} == wanted
    viewer = stack.clinic.world.staff.viewer(f"subject-of-{kind}")
    assert viewer
    for entry in entries:
        assert (entry.actor.kind, entry.actor.actor_id) == ("member", viewer.member_id)
        assert entry.practice_id == viewer.practice_id
        assert entry.actor.source_ip
        assert entry.actor.request_id


def kept(stack: Stack) -> dict[str, Any]:
    """Copy all that is stored, but for the audit trail, and what reached open pages and sign-ins."""
    world = stack.clinic.world
    names = [field.name for field in dataclasses.fields(world.state) if field.name not in NO_STATE]
    state = {name: getattr(world.state, name).copy() for name in names}
    return {**state, "pushed": list(world.push.pushed), "stopped": set(world.sign_ins.stopped)}
