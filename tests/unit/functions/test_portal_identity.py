"""Row I6: nothing that reaches a patient tells who in the practice answered.

Every route of docs/api/portal.json is walked, with good requests, bad ones and failures behind them, and every answer is searched
for every member: ids, names, sign-ins, roles, initials. A route without a row here fails the test.
"""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.unit.functions.portal_visit import BORN, MARIAS, SHARED, WRONG, wrong
from tests.unit.functions.portal_ward import WORDS, Ward
from tests.unit.functions.stack import PortalStack, wire
from tests.unit.services.portal_clinic import PortalClinic
from textward.entrypoints import patient_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import Answer

    Walk = Callable[["Ward"], None]

ROOT = Path(__file__).parents[3]
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "api" / "portal.json").read_text())
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path.removeprefix('/portal-api')}": operation
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}
UNKNOWN = "0" * 26
OURS = {"x-requested-with": "textward"}


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_http, "ANSWER_FLOOR", 0.0)


@pytest.fixture
def ward(portal_stack: PortalStack) -> Ward:
    return Ward(portal_stack)


def _refusals(ward: Ward, method: str, path: str, body: object = None) -> None:
    """Ask as nobody, as another site, in no JSON, and while everything fails."""
    ward.page.ask(method, path, body, key="r", headers=OURS)
    ward.page.ask(method, path, body, key="r", headers={"cookie": ward.page.own_headers()["cookie"]})
    ward.page.ask(method, path, "{", key="r")
    ward.page.ask(
        method, path, "x", key="r", headers={**ward.page.own_headers(), "content-type": "text/plain"}
    )
    with ward.failing():
        assert ward.page.ask(method, path, body, key="r").problem == "internal"
        ward.app.ask(method, path, body, key="r")


def _show_practice(ward: Ward) -> None:
    for practice_id in (ward.clinic.practice_id, UNKNOWN, "lakeview"):
        ward.page.ask("GET", f"/practices/{practice_id}")
    _refusals(ward, "GET", f"/practices/{ward.clinic.practice_id}")


def _request_code(ward: Ward) -> None:
    visit = ward.visit()
    for phone in (MARIAS, SHARED, "+12125550199", "no phone"):
        visit.request_code(phone)
    visit.request_code(practice=UNKNOWN)
    _refusals(ward, "POST", "/codes", {"practice": ward.clinic.practice_id, "phone": MARIAS})


def _verify_code(ward: Ward) -> None:
    for session in ("cookie", "token"):
        visit = ward.visit(session)
        code = ward.fresh_code()
        visit.enter(wrong(code))
        visit.enter(code)
    body = {"practice": ward.clinic.practice_id, "phone": MARIAS, "code": "123456"}
    _refusals(ward, "POST", "/codes/verify", body)


def _confirm_identity(ward: Ward) -> None:
    for session in ("cookie", "token"):
        visit = ward.visit(session)
        visit.take(visit.enter(ward.fresh_code(SHARED), SHARED))
        visit.identify(WRONG)
        visit.identify("yesterday")
        assert visit.identify().json["next"] == "choose"
        visit.identify(choice=2)
    _refusals(ward, "POST", "/identity", {"date_of_birth": BORN})


def _show_me(ward: Ward) -> None:
    for visit in (ward.page, ward.app):
        visit.ask("GET", "/me")
    _refusals(ward, "GET", "/me")


def _log_out(ward: Ward) -> None:
    _refusals(ward, "POST", "/logout")
    for visit in (ward.page, ward.app):
        visit.ask("POST", "/logout")


def _list_recipients(ward: Ward) -> None:
    shown = ward.page.ask("GET", "/recipients").json["items"]
    assert [item["name"] for item in shown] == ["Carers", "Night Nurses", "Dorothea Wexcombe"]
    _refusals(ward, "GET", "/recipients")


def _list_conversations(ward: Ward) -> None:
    for box in ("inbox", "unread", "sent"):
        first = ward.page.ask("GET", "/conversations", box=box).json
        ward.page.ask("GET", "/conversations", box=box, cursor=first["next_cursor"])
        ward.page.ask("GET", "/conversations", box=box, cursor="A" * 40)
    ward.page.ask("GET", "/conversations", box="spam")
    _refusals(ward, "GET", "/conversations")


def _search(ward: Ward) -> None:
    for query in ("night", "dorothea", "", "x" * 101):
        ward.page.ask("POST", "/conversations/search", {"query": query})
    first = ward.page.ask("POST", "/conversations/search", {"query": "dorothea"}).json
    ward.page.ask("POST", "/conversations/search", {"query": "dorothea", "cursor": first["next_cursor"]})
    _refusals(ward, "POST", "/conversations/search", {"query": "night"})


def _begin(ward: Ward) -> None:
    def letter(kind: str, recipient: str) -> dict[str, object]:
        return {"to": {"kind": kind, "id": recipient}, "subject": "My pills", "body": "May I?"}

    to_nurses = letter("group", ward.nurses.group_id)
    for key, body in enumerate(
        [
            to_nurses,
            letter("group", UNKNOWN),
            letter("member", ward.clinic.demo.alice.member_id),
            letter("member", ward.xanthe.member_id),
        ]
    ):
        for _ in range(2):
            ward.page.ask("POST", "/conversations", body, key=f"begin-{key}")
    ward.page.ask("POST", "/conversations", {**to_nurses, "body": "Other"}, key="begin-0")
    ward.page.ask("POST", "/conversations", {**to_nurses, "body": ""}, key="begin-0")
    _refusals(ward, "POST", "/conversations", to_nurses)


def _each(ward: Ward, method: str, act: str, body: object = None) -> None:
    """Ask it of every kind of conversation: mine of each basket, another's, and none."""
    threads = (ward.of_group, ward.of_team, ward.direct, ward.foreign)
    for number, thread_id in enumerate([*(thread.thread_id for thread in threads), f"G{UNKNOWN}", "P1"]):
        for visit in (ward.page, ward.app):
            visit.ask(method, f"/conversations/{thread_id}{act}", body, key=f"each-{number}")
    _refusals(ward, method, f"/conversations/{ward.of_group.thread_id}{act}", body)


def _show_conversation(ward: Ward) -> None:
    _each(ward, "GET", "")


def _list_messages(ward: Ward) -> None:
    _each(ward, "GET", "/messages")
    for number in range(25):
        ward.clinic.reply_again(ward.of_group, f"Line {number}")
    path = f"/conversations/{ward.of_group.thread_id}/messages"
    cursor = ward.page.ask("GET", path).json["next_cursor"]
    assert WORDS in ward.page.ask("GET", path, cursor=cursor).text


def _reply(ward: Ward) -> None:
    _each(ward, "POST", "/messages", {"body": "Thank you."})
    with ward.contested():
        path = f"/conversations/{ward.of_group.thread_id}/messages"
        assert ward.page.ask("POST", path, {"body": "And now?"}, key="contested").problem == "conflict"


def _mark_read(ward: Ward) -> None:
    _each(ward, "POST", "/read", {"upto": "Z" * 26})


ROWS: dict[str, Walk] = {
    "GET /practices/{practice_id}": _show_practice,
    "POST /codes": _request_code,
    "POST /codes/verify": _verify_code,
    "POST /identity": _confirm_identity,
    "GET /me": _show_me,
    "POST /logout": _log_out,
    "GET /recipients": _list_recipients,
    "GET /conversations": _list_conversations,
    "POST /conversations": _begin,
    "POST /conversations/search": _search,
    "GET /conversations/{conversation_id}": _show_conversation,
    "GET /conversations/{conversation_id}/messages": _list_messages,
    "POST /conversations/{conversation_id}/messages": _reply,
    "POST /conversations/{conversation_id}/read": _mark_read,
}


def test_every_route_has_a_row() -> None:
    assert set(ROWS) == set(OPERATIONS)


@pytest.mark.parametrize("route", OPERATIONS)
def test_no_answer_tells_who_answered(ward: Ward, route: str) -> None:
    ward.answers.clear()

    ROWS[route](ward)

    for answer in ward.answers:
        assert ward.found_in(answer) == set(), answer.raw
    seen = {str(answer.status) for answer in ward.answers}
    documented = set(OPERATIONS[route]["responses"])
    assert seen <= documented, "an answer that the document doesn't tell of"
    assert {status for status in documented if status.startswith("2")} <= seen
    assert "500" in seen
    assert len(ward.answers) > len(seen)


@pytest.mark.parametrize("route", OPERATIONS)
def test_no_answer_depends_on_who_answered(environment: None, route: str) -> None:
    """The same practice twice, but for who answered first and who last: every answer is the same, byte by byte."""

    def walked(*, swapped: bool) -> tuple[list[str | None], list[dict[str, Any]]]:
        clinic = PortalClinic()
        ward = Ward(PortalStack(clinic, wire(clinic)), swapped=swapped)
        ROWS[route](ward)
        authors = [message.author_id for message in clinic.world.state.portal_messages.values()]
        return authors, [answer.raw for answer in ward.answers]

    (authors, first), (other_authors, second) = walked(swapped=False), walked(swapped=True)

    assert authors != other_authors
    assert len(first) > 1
    assert first == second


def test_answers_of_two_members_differ_in_id_and_time_only(ward: Ward) -> None:
    for thread in (ward.of_group, ward.of_team, ward.direct):
        items = ward.page.ask("GET", f"/conversations/{thread.thread_id}/messages").json["items"]
        answers = [item for item in items if item["from"] == "practice"]
        stored = [
            message.author_id
            for message in ward.clinic.world.state.portal_messages.values()
            if message.thread_id == thread.thread_id and message.author_id
        ]
        assert len(set(stored)) == len(answers) == 2, "two members did answer"
        assert len({(answer["id"], answer["at"]) for answer in answers}) == 2
        alike = {json.dumps({**answer, "id": "", "at": ""}) for answer in answers}
        assert len(alike) == 1


def test_searching_for_who_answered_finds_what_searching_for_nobody_finds(ward: Ward) -> None:
    def found(query: str) -> Answer:
        return ward.page.ask("POST", "/conversations/search", {"query": query})

    nobody = found("Zebedee").json
    for member in (ward.xanthe, ward.quill, ward.clinic.demo.alice):
        answer = found(member.member.name).json
        assert (answer["items"], bool(answer["next_cursor"])) == ([], bool(nobody["next_cursor"]))


def test_who_was_written_to_directly_is_named_whoever_answers(ward: Ward) -> None:
    """The search leaves out what a patient may know: it must be there, or the search looks past something else."""
    path = f"/conversations/{ward.direct.thread_id}"
    shown = ward.page.ask("GET", path)
    messages = ward.page.ask("GET", f"{path}/messages")

    assert shown.json["with"] == {"kind": "member", "name": "Dorothea Wexcombe"}
    assert [item["sender"] for item in messages.json["items"]] == ["Dorothea Wexcombe"] * 2 + [None]
    assert ward.dora.member_id not in shown.text + messages.text


@pytest.mark.parametrize(
    "spoilt",
    [
        {"items": [{"author": "Xanthe Zykovski"}]},
        {"items": [{"signed": "QJ"}]},
        {"items": [{"with": {"kind": "group", "name": "Night Nurses (D. Wexcombe)"}}]},
        {"items": [{"from": "practice", "sender": "Dorothea Wexcombe"}]},
        {"next_cursor": "WGFudGhlIFp5a292c2tpIQ"},
    ],
)
def test_search_sees_what_it_is_for(ward: Ward, spoilt: dict[str, Any]) -> None:
    answer = ward.page.ask("GET", "/conversations")
    answer.raw["body"] = json.dumps(spoilt)

    assert ward.found_in(answer)


TELLING = {"author_id", "assignees", "assigned_by", "starred_by", "counterpart_id", "member_id"}
"""Attributes of conversations and messages that name members."""
PORTAL = [
    *sorted((ROOT / "functions" / "portal_api").glob("*.py")),
    *sorted((ROOT / "layers/textward/python/textward/entrypoints").glob("portal_*.py")),
]


@pytest.mark.parametrize("path", PORTAL, ids=lambda path: path.name)
def test_nothing_at_the_portals_edge_reads_what_names_a_member(path: Path) -> None:
    tree = ast.parse(path.read_text())
    read = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert read & TELLING == set()


def test_portals_edge_is_all_there() -> None:
    assert {path.name for path in PORTAL} >= {
        "portal_api.py",
        "portal_letter_routes.py",
        "portal_sign_in_routes.py",
        "portal_http.py",
        "portal_models.py",
        "portal_views.py",
    }
