"""The staff API's conversations from the portal: shapes, validation, problems, conflicts, idempotency (rows I1-I6, D11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import groups_api
from tests.unit.functions.stack import Answer, LambdaContext, sample
from textward.domain.errors import ConflictError
from textward.domain.group import Answering

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import PortalStack
    from textward.domain.conversation import Conversation

ALICE, GINA, HUGO, INES = "subject-alice", "subject-gina", "subject-hugo", "subject-ines"
WORDS = "PLANTEDWORDS"


def _ask(
    stack: PortalStack,
    method: str,
    path: str,
    body: object = None,
    subject: str | None = GINA,
    key: str | None = "key-1",
    **query: object,
) -> Answer:
    headers = {"idempotency-key": key} if key is not None else {}
    return stack.http(
        groups_api.handler, method, path, body=body, headers=headers, query=query, subject=subject
    )


def _of(conversation: Conversation, act: str = "") -> str:
    return f"/v1/conversations/{conversation.thread_id}{act}"


def test_sample_event_lists_my_groups(portal_stack: PortalStack) -> None:
    portal_stack.clinic.write(portal_stack.clinic.demo.bob)

    answer = Answer(groups_api.handler(sample("groups_api"), LambdaContext()))

    assert answer.status == 200
    assert answer.json == {
        "items": [
            {
                "id": "direct",
                "name": "",
                "description": "",
                "kind": "direct",
                "standing": "admin",
                "retired": False,
                "answering": None,
                "counts": {"not_replied": 1, "replied": 0, "trash": 0},
            }
        ],
        "next_cursor": None,
    }


def test_each_member_sees_what_a_group_is_to_them(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group("Nurses", description="For everyday questions")
    first, _ = clinic.write(group), clinic.write(group)
    clinic.give(first, clinic.gina, clinic.hugo)

    (admins,) = _ask(portal_stack, "GET", "/v1/groups").json["items"]
    (users,) = _ask(portal_stack, "GET", "/v1/groups", subject=HUGO).json["items"]

    assert (admins["id"], admins["name"], admins["kind"]) == (group.group_id, "Nurses", "group")
    assert (admins["description"], admins["answering"]) == ("For everyday questions", "members")
    assert (admins["standing"], admins["counts"]["not_replied"]) == ("admin", 2)
    assert (users["standing"], users["counts"]["not_replied"]) == ("user", 1)
    assert _ask(portal_stack, "GET", "/v1/groups", subject=INES).json["items"] == []


def test_list_shows_a_conversation(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group()
    conversation = clinic.write(group, body="May I take\nboth?")

    (item,) = _ask(portal_stack, "GET", f"/v1/groups/{group.group_id}/conversations").json["items"]

    assert item == {
        "id": conversation.thread_id,
        "group_id": group.group_id,
        "member_id": None,
        "basket": group.group_id,
        "patient": {"id": clinic.demo.maria.patient_id, "name": "María López"},
        "subject": "My pills",
        "preview": "May I take both?",
        "state": "not_replied",
        "last_at": "2026-03-02T15:00:00.000Z",
        "last_direction": "in",
        "started_at": "2026-03-02T15:00:00.000Z",
        "waiting_since": "2026-03-02T15:00:00.000Z",
        "replied_at": None,
        "assignees": [],
        "assigned_by": [],
        "starred": False,
        "read_by_patient": None,
        "version": 1,
        "standing": "admin",
    }


def test_direct_conversations_are_listed_by_their_own_word(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    conversation = clinic.write(clinic.demo.bob)

    (item,) = _ask(portal_stack, "GET", "/v1/groups/direct/conversations", subject="subject-bob").json[
        "items"
    ]

    assert (item["id"], item["basket"], item["standing"]) == (conversation.thread_id, "direct", "user")
    assert item["member_id"] == clinic.demo.bob.member_id
    assert item["assignees"] == [clinic.demo.bob.member_id]


def test_filters_hold_each_state(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group()
    waiting, replied, gone = (clinic.write(group) for _ in range(3))
    clinic.answer(replied, clinic.gina)
    assert _ask(portal_stack, "POST", _of(gone, "/trash"), {"version": 1}).json["state"] == "trash"
    assert _ask(portal_stack, "PUT", _of(waiting, "/star")).json["starred"] is True

    def listed(name: str) -> set[str]:
        path = f"/v1/groups/{group.group_id}/conversations"
        return {item["id"] for item in _ask(portal_stack, "GET", path, filter=name).json["items"]}

    assert listed("all") == {waiting.thread_id, replied.thread_id}
    assert listed("not_replied") == {waiting.thread_id}
    assert listed("replied") == {replied.thread_id}
    assert listed("trash") == {gone.thread_id}
    assert listed("starred") == {waiting.thread_id}


def test_cursor_leads_through_one_list_and_fits_no_other(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group, other = clinic.group(), clinic.group("Doctors")
    begun = [clinic.write(group).thread_id for _ in range(3)]
    path = f"/v1/groups/{group.group_id}/conversations"
    first = _ask(portal_stack, "GET", path, limit=2)
    cursor = first.json["next_cursor"]

    second = _ask(portal_stack, "GET", path, limit=2, cursor=cursor)

    assert [item["id"] for page in (first, second) for item in page.json["items"]] == begun[::-1]
    assert second.json["next_cursor"] is None
    for elsewhere, query in (
        (path, {"filter": "replied"}),
        (f"/v1/groups/{other.group_id}/conversations", {}),
        ("/v1/groups/direct/conversations", {}),
    ):
        refused = _ask(portal_stack, "GET", elsewhere, subject=ALICE, cursor=cursor, **query)
        assert (refused.status, refused.problem) == (422, "invalid-input")
    messages = _ask(portal_stack, "GET", f"/v1/conversations/{begun[0]}/messages", cursor=cursor)
    assert messages.problem == "invalid-input"


def test_open_conversation_tells_whose_it_is_and_who_can_have_it(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group()
    clinic.care_team(clinic.demo.maria, clinic.ines)
    conversation = clinic.give(clinic.write(group), clinic.gina, clinic.hugo)

    admins = _ask(portal_stack, "GET", _of(conversation)).json
    users = _ask(portal_stack, "GET", _of(conversation), subject=HUGO).json

    assert admins["patient"] == {
        "id": clinic.demo.maria.patient_id,
        "name": "María López",
        "number": "P-1000",
        "date_of_birth": "1980-05-17",
        "care_team": [clinic.ines.member_id],
    }
    assert admins["group"] == {"id": group.group_id, "name": "Nurses", "retired": False}
    assert admins["assignable"] == sorted([clinic.gina.member_id, clinic.hugo.member_id])
    assert (admins["assignees"], admins["assigned_by"]) == ([clinic.hugo.member_id], [clinic.gina.member_id])
    assert (users["standing"], users["assignable"]) == ("user", [])


def test_member_who_was_taken_off_a_conversation_sees_it_no_more(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group()
    conversation = clinic.give(clinic.write(group), clinic.gina, clinic.hugo)
    assert _ask(portal_stack, "PUT", _of(conversation, "/star"), subject=HUGO).status == 200

    clinic.give(conversation, clinic.gina)

    assert _ask(portal_stack, "GET", _of(conversation), subject=HUGO).problem == "not-found"
    for name in ("all", "not_replied", "starred"):
        path = f"/v1/groups/{group.group_id}/conversations"
        assert _ask(portal_stack, "GET", path, subject=HUGO, filter=name).json["items"] == []


def test_answer_is_stored_once_and_names_its_author_to_staff_alone(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    conversation = clinic.write(clinic.group())
    path = _of(conversation, "/messages")

    first = _ask(portal_stack, "POST", path, {"body": "You may."})
    again = _ask(portal_stack, "POST", path, {"body": "You may."})

    assert (first.status, again.status) == (201, 201)
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert first.json == again.json
    assert first.json["author"] == {"member_id": clinic.gina.member_id, "name": "Gina"}
    messages = _ask(portal_stack, "GET", path).json["items"]
    assert [(item["direction"], item["body"]) for item in messages] == [("out", "You may."), ("in", "May I?")]
    assert messages[1]["author"] is None
    other = _ask(portal_stack, "POST", path, {"body": "You may not."})
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    head = _ask(portal_stack, "GET", _of(conversation)).json
    assert (head["state"], head["read_by_patient"], head["waiting_since"]) == ("replied", False, None)


@pytest.mark.parametrize("key", [None, "", " ", "x" * 65, "käse", "a b"])
def test_idempotency_key_is_asked_for(portal_stack: PortalStack, key: str | None) -> None:
    conversation = portal_stack.clinic.write(portal_stack.clinic.group())

    answer = _ask(portal_stack, "POST", _of(conversation, "/messages"), {"body": "Yes."}, key=key)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert "dempotency" in answer.json["errors"][0]["pointer"]


@pytest.mark.parametrize(
    ("act", "body", "pointer"),
    [
        ("POST /messages", {"body": ""}, "/body/body"),
        ("POST /messages", {"body": "  "}, "/body"),
        ("POST /messages", {"body": "x" * 4001}, "/body/body"),
        ("POST /messages", {"body": 7}, "/body/body"),
        ("POST /messages", {"body": "Hi", "mode": "plain"}, "/body/mode"),
        ("POST /messages", {}, "/body/body"),
        ("POST /messages", [], "/body"),
        ("POST /messages", None, "/body"),
        ("PUT /assignees", {"version": 1, "member_ids": ["nobody"]}, "/member_ids"),
        ("PUT /assignees", {"version": 1, "member_ids": ["x"] * 21}, "/body/member_ids"),
        ("PUT /assignees", {"version": 1, "member_ids": [7]}, "/body/member_ids"),
        ("PUT /assignees", {"version": 1, "member_ids": "Gina"}, "/body/member_ids"),
        ("PUT /assignees", {"member_ids": []}, "/body/version"),
        ("POST /complete", {"version": 0}, "/body/version"),
        ("POST /complete", {"version": "new"}, "/body/version"),
        ("POST /reopen", {}, "/body/version"),
        ("POST /trash", {"version": 1, "why": "x"}, "/body/why"),
        ("POST /restore", None, "/body"),
    ],
)
def test_body_that_can_not_be_accepted_is_pointed_at(
    portal_stack: PortalStack, act: str, body: object, pointer: str
) -> None:
    conversation = portal_stack.clinic.write(portal_stack.clinic.group())
    method, _, path = act.partition(" ")

    answer = _ask(portal_stack, method, _of(conversation, path), body)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"][0]["pointer"].startswith(pointer)
    assert portal_stack.clinic.now(conversation) == conversation


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/v1/groups/direct/conversations", {"filter": "everything"}),
        ("/v1/groups/direct/conversations", {"limit": 0}),
        ("/v1/groups/direct/conversations", {"limit": 101}),
        ("/v1/groups/direct/conversations", {"cursor": "made up"}),
        ("/v1/groups/directly/conversations", {}),
        ("/v1/conversations/short", {}),
        ("/v1/conversations/P01KJQH0CC0000000000000000A", {}),
        ("/v1/conversations/G01KJQH0CC0000000000000000A/messages", {"limit": "many"}),
    ],
)
def test_parameters_are_checked(portal_stack: PortalStack, path: str, query: dict[str, Any]) -> None:
    answer = _ask(portal_stack, "GET", path, subject=ALICE, **query)

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"]


def test_work_on_a_conversation(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    conversation = clinic.write(clinic.group())
    hugo = clinic.hugo.member_id

    given = _ask(portal_stack, "PUT", _of(conversation, "/assignees"), {"version": 1, "member_ids": [hugo]})
    done = _ask(portal_stack, "POST", _of(conversation, "/complete"), {"version": 2}, subject=HUGO)
    opened = _ask(portal_stack, "POST", _of(conversation, "/reopen"), {"version": 3}, subject=HUGO)
    trashed = _ask(portal_stack, "POST", _of(conversation, "/trash"), {"version": 4})
    restored = _ask(portal_stack, "POST", _of(conversation, "/restore"), {"version": 5})

    assert (given.json["assignees"], given.json["assigned_by"]) == ([hugo], [clinic.gina.member_id])
    assert (done.json["state"], done.json["replied_at"] is not None) == ("replied", True)
    assert (opened.json["state"], opened.json["waiting_since"] is not None) == ("not_replied", True)
    assert (trashed.json["state"], restored.json["state"]) == ("trash", "not_replied")
    assert restored.json["version"] == 6
    history = _ask(portal_stack, "GET", _of(conversation, "/history")).json["items"]
    assert [(step["kind"], step["by"]["name"]) for step in history] == [
        ("assigned", "Gina"),
        ("completed", "Hugo"),
        ("reopened", "Hugo"),
        ("deleted", "Gina"),
        ("restored", "Gina"),
    ]
    assert history[0]["members"] == [{"member_id": hugo, "name": "Hugo"}]


def test_what_the_rules_did_is_nobodys_in_the_history(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    group = clinic.group("Carers", answering=Answering.CARE_TEAM, users=frozenset())
    clinic.care_team(clinic.demo.maria, clinic.ines)
    conversation = clinic.write(group)
    clinic.route_all()
    clinic.answer(conversation, clinic.ines)

    routed, answered = _ask(portal_stack, "GET", _of(conversation, "/history")).json["items"]

    assert (routed["kind"], routed["by"], routed["members"][0]["name"]) == ("assigned", None, "Ines")
    assert (answered["kind"], answered["by"]["name"], answered["members"]) == ("answered", "Ines", [])


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PUT", "/assignees", {"version": 1, "member_ids": []}),
        ("POST", "/complete", {"version": 1}),
        ("POST", "/trash", {"version": 1}),
    ],
)
def test_conflict_shows_the_conversation_as_it_is_now_with_ones_own_star(
    portal_stack: PortalStack, method: str, path: str, body: object
) -> None:
    clinic = portal_stack.clinic
    conversation = clinic.write(clinic.group())
    clinic.give(conversation, clinic.gina, clinic.hugo)
    _ask(portal_stack, "PUT", _of(conversation, "/star"))

    late = _ask(portal_stack, method, _of(conversation, path), body)

    assert (late.status, late.problem) == (409, "conflict")
    current = late.json["current"]
    assert (current["id"], current["version"]) == (conversation.thread_id, 2)
    assert (current["starred"], current["standing"]) == (True, "admin")
    assert current["assignees"] == [clinic.hugo.member_id]


def test_conflict_shows_nothing_that_is_no_longer_ones_own(
    portal_stack: PortalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    clinic = portal_stack.clinic
    conversation = clinic.give(clinic.write(clinic.group()), clinic.gina, clinic.hugo)

    def lose(*_: object, **__: object) -> None:
        raise ConflictError(clinic.give(conversation, clinic.gina))

    monkeypatch.setattr(type(portal_stack.product.portal.work_conversation), "step", lose)

    late = _ask(portal_stack, "POST", _of(conversation, "/complete"), {"version": 2}, subject=HUGO)

    assert (late.status, late.problem) == (409, "conflict")
    assert "current" not in late.json


def test_user_may_not_do_what_is_an_admins(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    conversation = clinic.give(clinic.write(clinic.group()), clinic.gina, clinic.hugo)

    for method, act, body in (
        ("PUT", "/assignees", {"version": 2, "member_ids": []}),
        ("POST", "/trash", {"version": 2}),
        ("POST", "/restore", {"version": 2}),
    ):
        answer = _ask(portal_stack, method, _of(conversation, act), body, subject=HUGO)
        assert (answer.status, answer.problem) == (403, "not-allowed")


@pytest.mark.parametrize("subject", [None, "subject-of-nobody"])
def test_sign_in_of_no_member_is_refused(portal_stack: PortalStack, subject: str | None) -> None:
    conversation = portal_stack.clinic.write(portal_stack.clinic.group())

    for path in ("/v1/groups", _of(conversation), "/v1/settings/groups"):
        answer = _ask(portal_stack, "GET", path, subject=subject)
        assert (answer.status, answer.problem) == (403, "not-allowed")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/group"),
        ("DELETE", "/v1/groups"),
        ("GET", "/v1/conversations"),
        ("PUT", "/v1/settings/places"),
    ],
)
def test_other_routes_and_methods_are_not_found(portal_stack: PortalStack, method: str, path: str) -> None:
    answer = _ask(portal_stack, method, path)

    assert (answer.status, answer.problem) == (404, "not-found")


def test_log_tells_routes_and_outcomes_and_nothing_else(
    portal_stack: PortalStack, log: Callable[[], str]
) -> None:
    clinic = portal_stack.clinic
    group = clinic.group(WORDS)
    conversation = clinic.write(group, body=WORDS)
    _ask(portal_stack, "GET", f"/v1/groups/{group.group_id}/conversations")
    _ask(portal_stack, "GET", _of(conversation))
    _ask(portal_stack, "GET", _of(conversation, "/messages"))
    _ask(portal_stack, "POST", _of(conversation, "/messages"), {"body": WORDS})
    _ask(portal_stack, "POST", _of(conversation, "/messages"), {"body": WORDS + "x" * 4000})
    _ask(portal_stack, "POST", _of(conversation, "/complete"), {"version": 1})
    _ask(portal_stack, "GET", f"/v1/conversations/{WORDS}")

    written = log()

    assert '"status":201' in written
    assert '"status":409' in written
    for private in (WORDS, "López", "My pills", "5550101"):
        assert private not in written


def test_unexpected_error_says_only_a_request_id(
    portal_stack: PortalStack, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(portal_stack.clinic.world.conversations, "listed", fail)

    answer = _ask(portal_stack, "GET", "/v1/groups/direct/conversations", subject=ALICE)

    assert (answer.status, answer.problem) == (500, "internal")
    assert WORDS not in answer.text + log()
