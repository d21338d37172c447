"""The portal API: sign-in, sessions by cookie and token, writing and reading (rows H1-H4, C1-C8, I6)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import portal_api
import secure_link_api
from tests.unit.functions.portal_visit import (
    BORN,
    COOKIE,
    MARIAS,
    SHARED,
    WRONG,
    PortalVisit,
    value_of,
    wrong,
)
from tests.unit.functions.stack import Answer, LambdaContext, sample
from textward.domain.conversation import BODY_LIMIT, SUBJECT_LIMIT
from textward.domain.portal import Audience
from textward.domain.practice import Practice
from textward.domain.secure_link import CODE_LIFETIME, SESSION_IDLE, SESSION_LIFETIME
from textward.entrypoints import patient_http

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.clockwork import Clockwork
    from tests.unit.functions.stack import PortalStack

UNKNOWN = "0" * 26
WORDS = "PLANTEDWORDS"
SESSIONS = pytest.mark.parametrize("session", ["cookie", "token"])


pytestmark = pytest.mark.usefixtures("clockwork")


@pytest.fixture
def visit(portal_stack: PortalStack) -> PortalVisit:
    """Give a page at which nobody is signed in."""
    return PortalVisit(portal_stack)


@pytest.fixture
def maria(portal_stack: PortalStack) -> PortalVisit:
    """Give Maria's page."""
    return PortalVisit(portal_stack).sign_in()


def _letter(kind: str, recipient: str, subject: str = "My pills", body: str = "May I?") -> dict[str, object]:
    return {"to": {"kind": kind, "id": recipient}, "subject": subject, "body": body}


def _begin(visit: PortalVisit, key: str = "k1", **words: str) -> Answer:
    """Write to a new group."""
    group = visit.stack.clinic.group(f"Group of {key}")
    return visit.ask("POST", "/conversations", _letter("group", group.group_id, **words), key=key)


# --- signing in -----------------------------------------------------------------------------------------------------


@SESSIONS
def test_whole_visit(portal_stack: PortalStack, session: str) -> None:
    clinic = portal_stack.clinic
    group = clinic.group("Nurses", description="For everyday questions")
    clinic.settings(audience=Audience.GROUPS)
    visit = PortalVisit(portal_stack, session)

    asked = visit.request_code()
    assert (asked.status, asked.json) == (202, {"resend_in": 60})
    clinic.hand_over()
    entered = visit.take(visit.enter(clinic.codes()[-1]))
    first = visit.secret
    assert entered.json["next"] == "date_of_birth"
    assert visit.ask("GET", "/me").problem == "session-ended", "half a sign-in opens nothing"
    identified = visit.take(visit.identify())
    assert (identified.json["next"], identified.json["people"]) == ("inbox", [])
    assert visit.secret != first

    assert visit.ask("GET", "/me").json == {
        "patient": {"name": "María López"},
        "practice": {"id": clinic.practice_id, "name": "Lakeview Clinic", "phone": None},
        "language": "en",
        "messages": True,
        "unread": 0,
    }
    (recipient,) = visit.ask("GET", "/recipients").json["items"]
    assert recipient == {
        "kind": "group",
        "id": group.group_id,
        "name": "Nurses",
        "description": "For everyday questions",
    }
    begun = visit.ask("POST", "/conversations", _letter("group", group.group_id), key="k1")
    assert begun.status == 201
    assert begun.json == {
        "id": begun.json["id"],
        "with": {"kind": "group", "name": "Nurses"},
        "subject": "My pills",
        "preview": "May I?",
        "last_at": "2026-03-02T15:00:00.000Z",
        "last_from": "you",
        "unread": False,
        "can_reply": True,
        "started_at": "2026-03-02T15:00:00.000Z",
    }

    assert visit.ask("POST", "/logout").status == 204
    assert visit.ask("GET", "/me").problem == "session-ended"


def test_sample_event_is_refused_like_any_unknown_phone(portal_stack: PortalStack) -> None:
    answer = Answer(portal_api.handler(sample("portal_api"), LambdaContext()))

    assert (answer.status, answer.problem) == (401, "not-verified")


def test_practice_is_shown_before_anybody_signs_in(visit: PortalVisit) -> None:
    clinic = visit.stack.clinic
    clinic.world.practices.save(replace(clinic.demo.practice, phone="(312) 555-0100"))

    shown = visit.ask("GET", f"/practices/{clinic.practice_id}", headers={})

    assert shown.json == {
        "id": clinic.practice_id,
        "name": "Lakeview Clinic",
        "phone": "(312) 555-0100",
        "messages": True,
    }
    clinic.settings(enabled=False)
    assert not visit.ask("GET", f"/practices/{clinic.practice_id}").json["messages"]
    assert visit.ask("GET", f"/practices/{UNKNOWN}").problem == "not-found"


def test_cookie_is_bound_to_the_host_and_closed_to_scripts(visit: PortalVisit) -> None:
    line = visit.enter(visit.code()).cookie

    assert line
    name, *attributes = line.split("; ")
    assert name.startswith(f"{COOKIE}=")
    assert set(attributes) == {"Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=3600"}


def test_apps_get_no_cookie(portal_stack: PortalStack) -> None:
    app = PortalVisit(portal_stack, "token").sign_in()
    app.ask("GET", "/me")
    app.ask("POST", "/logout")

    assert len(app.answers) == 5
    assert all(answer.cookie is None for answer in app.answers)


def test_logging_out_ends_the_cookie(maria: PortalVisit) -> None:
    line = maria.ask("POST", "/logout").cookie

    assert line
    assert line.startswith(f"{COOKIE}=;")
    assert "Max-Age=0" in line


def test_those_who_share_a_phone_and_a_birthday_choose_who_they_are(visit: PortalVisit) -> None:
    visit.take(visit.enter(visit.code(SHARED), SHARED))

    asked = visit.identify()

    people = [{"choice": 1, "name": "Ann Parker"}, {"choice": 2, "name": "Ben Parker"}]
    assert (asked.status, asked.json) == (200, {"next": "choose", "token": None, "people": people})
    assert asked.cookie is None
    assert visit.identify(choice=3).problem == "not-verified"
    visit.take(visit.identify(choice=2))
    assert visit.ask("GET", "/me").json["patient"] == {"name": "Ben Parker"}


def test_a_date_of_birth_tells_sharers_of_a_phone_apart(visit: PortalVisit) -> None:
    clinic = visit.stack.clinic
    clinic.world.patients.save(
        replace(clinic.demo.child, date_of_birth=clinic.demo.child.date_of_birth.replace(2015))
    )

    visit.sign_in(SHARED, "2015-05-17")

    assert visit.ask("GET", "/me").json["patient"] == {"name": "Ben Parker"}


# --- answers that tell nothing (row C5) -------------------------------------------------------------------------------


def _same(answers: list[Answer]) -> bool:
    """Tell whether nobody can tell these answers apart."""
    seen = {
        (answer.status, answer.text, str(answer.raw["headers"]), str(answer.raw.get("cookies")))
        for answer in answers
    }
    return len(seen) == 1


def test_asking_for_a_code_answers_the_same_whatever_happens(visit: PortalVisit) -> None:
    clinic = visit.stack.clinic
    other = Practice(clinic.world.ids.new(), "Other", "America/Chicago")
    clinic.world.practices.save(other)
    answers = [
        visit.request_code(),
        visit.request_code(),  # too soon
        visit.request_code("+12125550199"),
        visit.request_code("+12125550104"),  # wants no texts
        visit.request_code("+12125550105"),  # opted out
        visit.request_code("no phone at all"),
        visit.request_code(""),
        visit.request_code(practice=UNKNOWN),
        visit.request_code(practice=other.practice_id),
    ]
    for _ in range(5):
        clinic.world.patients.count_birth_date_try(clinic.practice_id, clinic.demo.maria.patient_id)
    clinic.world.advance(timedelta(minutes=2))
    answers.append(visit.request_code())  # locked

    clinic.hand_over()

    assert _same(answers)
    assert (answers[0].status, answers[0].json) == (202, {"resend_in": 60})
    assert {phone: len(rings) for phone, rings in clinic.world.sms.rings.items() if rings} == {MARIAS: 1}


@SESSIONS
def test_every_refusal_of_a_code_looks_the_same(portal_stack: PortalStack, session: str) -> None:
    clinic, visit = portal_stack.clinic, PortalVisit(portal_stack, session)
    answers = [visit.enter("123456")]  # none was asked for
    code = visit.code()
    answers += [
        visit.enter(wrong(code)),
        visit.enter(""),
        visit.enter("not a code"),
        visit.enter(code, "+12125550199"),
        visit.enter(code, "no phone"),
        visit.enter(code, practice=UNKNOWN),
    ]
    for _ in range(5):
        answers.append(visit.enter(wrong(code)))
    answers.append(visit.enter(code))  # void
    clinic.world.advance(timedelta(minutes=2))
    used = visit.code()
    assert visit.enter(used).status == 200
    answers.append(visit.enter(used))
    clinic.world.advance(timedelta(minutes=2))
    expired = visit.code()
    clinic.world.advance(CODE_LIFETIME)
    answers.append(visit.enter(expired))
    locked = visit.code()
    for _ in range(5):
        clinic.world.patients.count_birth_date_try(clinic.practice_id, clinic.demo.maria.patient_id)
    answers.append(visit.enter(locked))

    assert {answer.problem for answer in answers} == {"not-verified"}
    assert _same(answers)


@SESSIONS
def test_every_refusal_of_a_date_of_birth_looks_the_same(portal_stack: PortalStack, session: str) -> None:
    clinic, visit = portal_stack.clinic, PortalVisit(portal_stack, session)
    answers = [visit.identify()]  # no session
    visit.secret = "made-up"
    answers.append(visit.identify())
    visit.take(visit.enter(visit.code()))
    answers += [visit.identify(text) for text in (WRONG, "1980-02-30", "yesterday", "")]
    answers.append(visit.identify(choice=2))
    answers += [visit.identify(WRONG) for _ in range(5)]
    answers.append(visit.identify())  # locked
    clinic.world.advance(SESSION_IDLE)
    answers.append(visit.identify())

    assert {answer.problem for answer in answers} == {"not-verified"}
    assert _same(answers)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/codes", {"practice": UNKNOWN, "phone": MARIAS}),
        ("/codes/verify", {"practice": UNKNOWN, "phone": MARIAS, "code": "123456"}),
        ("/identity", {"date_of_birth": BORN}),
        ("/identity", {"date_of_birth": "nonsense"}),
    ],
)
def test_answer_takes_its_time_however_soon_it_is_known(
    visit: PortalVisit, clockwork: Clockwork, path: str, body: dict[str, str]
) -> None:
    visit.ask("POST", path, body)

    assert clockwork.slept == pytest.approx(patient_http.ANSWER_FLOOR)


def test_right_answers_take_their_time_too(visit: PortalVisit, clockwork: Clockwork) -> None:
    visit.sign_in()

    assert clockwork.slept == pytest.approx(3 * patient_http.ANSWER_FLOOR)


def test_floor_is_above_what_the_work_takes(visit: PortalVisit) -> None:
    code = visit.code()
    started = time.process_time()
    visit.enter(code)

    assert time.process_time() - started < patient_http.ANSWER_FLOOR


# --- sessions -----------------------------------------------------------------------------------------------------------

SIGNED_IN = [
    ("GET", "/me", None),
    ("GET", "/recipients", None),
    ("GET", "/conversations", None),
    ("POST", "/conversations/search", {"query": "Nurses"}),
    ("POST", "/conversations", _letter("group", UNKNOWN)),
    ("GET", f"/conversations/G{UNKNOWN}", None),
    ("GET", f"/conversations/G{UNKNOWN}/messages", None),
    ("POST", f"/conversations/G{UNKNOWN}/messages", {"body": "More"}),
    ("POST", f"/conversations/G{UNKNOWN}/read", {"upto": UNKNOWN}),
]
EVERY_ROUTE = pytest.mark.parametrize(("method", "path", "body"), SIGNED_IN)


@EVERY_ROUTE
@SESSIONS
def test_without_a_live_session_nothing_opens(
    portal_stack: PortalStack, session: str, method: str, path: str, body: object
) -> None:
    clinic = portal_stack.clinic
    visit = PortalVisit(portal_stack, session)
    assert visit.ask(method, path, body, key="k1").problem == "session-ended"
    visit.take(visit.enter(visit.code()))
    assert visit.ask(method, path, body, key="k1").problem == "session-ended"
    visit.take(visit.identify())
    assert visit.ask(method, path, body, key="k1").status in {200, 404, 409}
    clinic.world.advance(SESSION_IDLE)
    assert visit.ask(method, path, body, key="k1").problem == "session-ended"


def test_visit_ends_after_an_hour_however_busy(maria: PortalVisit) -> None:
    step = SESSION_IDLE - timedelta(minutes=1)
    for _ in range(SESSION_LIFETIME // step):
        maria.stack.clinic.world.advance(step)
        assert maria.ask("GET", "/me").status == 200
    maria.stack.clinic.world.advance(step)

    assert maria.ask("GET", "/me").problem == "session-ended"


def test_visit_ends_with_the_patients_record(maria: PortalVisit) -> None:
    clinic = maria.stack.clinic
    del clinic.world.state.patients[clinic.practice_id, clinic.demo.maria.patient_id]

    assert maria.ask("GET", "/me").problem == "session-ended"


def test_cookie_is_read_from_the_events_list_too(maria: PortalVisit) -> None:
    event = sample("portal_api")
    event["rawPath"] = event["requestContext"]["http"]["path"] = "/portal-api/me"
    event["requestContext"]["http"]["method"] = "GET"
    event["cookies"] = ["other=1", f"{COOKIE}={maria.secret}"]

    assert Answer(portal_api.handler(event, LambdaContext())).status == 200


def test_secure_link_and_portal_never_open_each_other(portal_stack: PortalStack, maria: PortalVisit) -> None:
    linked = portal_stack.clinic.secured().open()
    ours = {"x-requested-with": "textward"}
    for headers in (
        {**ours, "cookie": f"{COOKIE}={linked}"},
        {**ours, "cookie": f"__Host-textward={maria.secret}"},
        {"authorization": f"Bearer {linked}"},
    ):
        assert maria.ask("GET", "/me", headers=headers).problem == "session-ended"
    for name in ("__Host-textward", COOKIE):
        for secret in (maria.secret, linked) if name == COOKIE else (maria.secret,):
            answer = portal_stack.http(
                secure_link_api.handler, "GET", "/s/conversation", headers={"cookie": f"{name}={secret}"}
            )
            assert answer.problem == "session-ended"
    assert maria.ask("GET", "/me").status == 200


@pytest.mark.parametrize("header", ["", "=;;=", COOKIE, f"{COOKIE}=", 'x="', "é=ü", "a" * 5000])
def test_odd_cookies_are_no_visit(visit: PortalVisit, header: str) -> None:
    assert visit.ask("GET", "/me", headers={"cookie": header}).problem == "session-ended"


@pytest.mark.parametrize("scheme", ["Basic {}", "Bearer", "Bearer ", "{}", "bearer x{}", "Token {}"])
def test_odd_tokens_are_no_visit_even_beside_a_cookie(maria: PortalVisit, scheme: str) -> None:
    headers = {**maria.own_headers(), "authorization": scheme.format(maria.secret)}

    assert maria.ask("GET", "/me", headers=headers).problem == "session-ended"


CHANGES = [
    ("/conversations", _letter("group", UNKNOWN)),
    ("/conversations/search", {"query": "Nurses"}),
    (f"/conversations/G{UNKNOWN}/messages", {"body": "More"}),
    (f"/conversations/G{UNKNOWN}/read", {"upto": UNKNOWN}),
    ("/logout", None),
    ("/identity", {"date_of_birth": BORN}),
    ("/codes/verify", {"practice": UNKNOWN, "phone": MARIAS, "code": "123456"}),
]


@pytest.mark.parametrize("header", [None, "", "XMLHttpRequest"])
@pytest.mark.parametrize(("path", "body"), CHANGES)
def test_other_sites_can_not_use_a_patients_cookie(
    maria: PortalVisit, path: str, body: object, header: str | None
) -> None:
    headers = {"cookie": f"{COOKIE}={maria.secret}"}
    if header is not None:
        headers["x-requested-with"] = header

    answer = maria.ask("POST", path, body, key="k1", headers=headers)

    assert (answer.status, answer.problem) == (403, "not-our-page")
    assert answer.cookie is None
    assert maria.ask("GET", "/me").status == 200


def test_a_half_finished_sign_in_goes_on_only_where_it_began(visit: PortalVisit) -> None:
    """A script that got into the page can't turn its cookie, which it can't read, into a token, which it could."""
    visit.take(visit.enter(visit.code()))
    body = {"date_of_birth": BORN, "session": "token"}

    assert visit.ask("POST", "/identity", body).problem == "not-verified"

    headers = {"authorization": f"Bearer {visit.secret}", "x-requested-with": "textward"}
    body = {"date_of_birth": BORN, "session": "cookie"}
    assert visit.ask("POST", "/identity", body, headers=headers).problem == "not-verified"


# --- letters ------------------------------------------------------------------------------------------------------------


def test_conversation_goes_through_the_boxes(maria: PortalVisit) -> None:
    clinic = maria.stack.clinic
    begun = _begin(maria, body="May I take both?").json
    conversation = clinic.world.conversations.head(clinic.practice_id, begun["id"])

    def boxes() -> list[int]:
        found = (maria.ask("GET", "/conversations", box=box) for box in ("inbox", "unread", "sent"))
        return [len(answer.json["items"]) for answer in found]

    assert boxes() == [0, 0, 1]
    clinic.world.advance(timedelta(minutes=5))
    clinic.answer(conversation, clinic.gina, "Yes, after eating.")
    assert boxes() == [1, 1, 1]
    assert maria.ask("GET", "/me").json["unread"] == 1
    (item,) = maria.ask("GET", "/conversations").json["items"]
    assert (item["preview"], item["last_from"], item["unread"]) == ("Yes, after eating.", "practice", True)
    answer, question = maria.ask("GET", f"/conversations/{begun['id']}/messages").json["items"]
    assert answer == {
        "id": answer["id"],
        "at": "2026-03-02T15:05:00.000Z",
        "from": "practice",
        "sender": "Group of k1",
        "body": "Yes, after eating.",
    }
    assert (question["from"], question["sender"], question["body"]) == ("you", None, "May I take both?")
    assert maria.ask("GET", "/me").json["unread"] == 1, "reading a page is no proof that somebody read it"

    seen = maria.ask("POST", f"/conversations/{begun['id']}/read", {"upto": question["id"]})
    assert seen.status == 204
    assert boxes() == [1, 1, 1], "a newer answer stays unread"
    maria.ask("POST", f"/conversations/{begun['id']}/read", {"upto": answer["id"]})
    assert boxes() == [1, 0, 1]
    assert not maria.ask("GET", f"/conversations/{begun['id']}").json["unread"]


def test_letter_is_stored_once_by_its_key(maria: PortalVisit) -> None:
    group = maria.stack.clinic.group()
    letter = _letter("group", group.group_id)

    first, again = (maria.ask("POST", "/conversations", letter, key="k1") for _ in range(2))

    assert (first.status, again.status) == (201, 201)
    assert first.json == again.json
    assert [answer.headers.get("idempotent-replay") for answer in (first, again)] == [None, "true"]
    other = maria.ask("POST", "/conversations", {**letter, "body": "Another"}, key="k1")
    assert (other.status, other.problem) == (422, "idempotency-key-reused")
    assert len(maria.ask("GET", "/conversations", box="sent").json["items"]) == 1


def test_reply_is_stored_once_by_its_key(maria: PortalVisit) -> None:
    path = f"/conversations/{_begin(maria).json['id']}/messages"

    first, again = (maria.ask("POST", path, {"body": "And at night?"}, key="k2") for _ in range(2))

    assert (first.status, first.json) == (201, again.json)
    assert (first.json["from"], first.json["sender"]) == ("you", None)
    assert len(maria.ask("GET", path).json["items"]) == 2
    assert maria.ask("POST", path, {"body": "Other"}, key="k2").problem == "idempotency-key-reused"


def test_two_patients_may_use_the_same_key(portal_stack: PortalStack, maria: PortalVisit) -> None:
    group = portal_stack.clinic.group()
    ben = PortalVisit(portal_stack).sign_in(SHARED, choice=2)

    answers = [
        person.ask("POST", "/conversations", _letter("group", group.group_id), key="k1")
        for person in (maria, ben)
    ]

    assert [answer.status for answer in answers] == [201, 201]
    assert answers[0].json["id"] != answers[1].json["id"]


def test_who_takes_no_letters_is_unavailable_whether_they_exist_or_not(maria: PortalVisit) -> None:
    clinic = maria.stack.clinic
    retired = clinic.group("Closed", retired=True)
    elsewhere = clinic.group("Uptown's", facility_id=clinic.demo.uptown.facility_id)
    clinic.settings(excluded=frozenset({clinic.demo.bob.member_id}))
    answers = [
        maria.ask("POST", "/conversations", _letter(kind, recipient), key="k1")
        for kind, recipient in [
            ("group", retired.group_id),
            ("group", elsewhere.group_id),
            ("group", UNKNOWN),
            ("member", clinic.demo.bob.member_id),
            ("member", clinic.demo.carol.member_id),
            ("member", UNKNOWN),
            ("member", retired.group_id),
        ]
    ]

    assert {(answer.status, answer.problem) for answer in answers} == {(409, "recipient-unavailable")}
    assert _same(answers)


def test_conversation_with_a_retired_group_can_be_read_but_not_answered(maria: PortalVisit) -> None:
    clinic = maria.stack.clinic
    group = clinic.group()
    begun = maria.ask("POST", "/conversations", _letter("group", group.group_id), key="k1").json
    clinic.keep(replace(group, retired=True, version=2))

    assert maria.ask("GET", f"/conversations/{begun['id']}").json["can_reply"] is False
    refused = maria.ask("POST", f"/conversations/{begun['id']}/messages", {"body": "Hello?"}, key="k2")
    assert (refused.status, refused.problem) == (409, "recipient-unavailable")


def test_portal_that_is_switched_off_is_still_read(maria: PortalVisit) -> None:
    begun = _begin(maria).json
    maria.stack.clinic.settings(enabled=False)

    assert maria.ask("GET", "/me").json["messages"] is False
    assert maria.ask("GET", "/recipients").json["items"] == []
    assert maria.ask("GET", f"/conversations/{begun['id']}").json["can_reply"] is False


def test_foreign_conversations_look_like_unknown_ones(portal_stack: PortalStack, maria: PortalVisit) -> None:
    clinic = portal_stack.clinic
    foreign = clinic.write(clinic.group(), by=clinic.demo.child).thread_id
    for method, path, body in (
        ("GET", "/conversations/{}", None),
        ("GET", "/conversations/{}/messages", None),
        ("POST", "/conversations/{}/messages", {"body": "Hello?"}),
        ("POST", "/conversations/{}/read", {"upto": UNKNOWN}),
    ):
        answers = [
            maria.ask(method, path.format(thread_id), body, key="k1")
            for thread_id in (foreign, f"G{UNKNOWN}", f"D{UNKNOWN}", f"D{foreign[1:]}")
        ]
        assert {(answer.status, answer.problem) for answer in answers} == {(404, "not-found")}
        assert _same(answers)
    assert len(clinic.world.state.portal_messages) == 1


def test_lists_are_read_by_pages_of_this_patient_and_list_only(
    portal_stack: PortalStack, maria: PortalVisit
) -> None:
    clinic = portal_stack.clinic
    group = clinic.group()
    conversations = [clinic.write(group) for _ in range(30)]
    for conversation in conversations:
        clinic.answer(conversation, clinic.gina)
    first = maria.ask("GET", "/conversations").json
    cursor = first["next_cursor"]

    second = maria.ask("GET", "/conversations", cursor=cursor).json

    assert len({item["id"] for item in first["items"] + second["items"]}) == 30
    assert second["next_cursor"] is None
    ben = PortalVisit(portal_stack).sign_in(SHARED, choice=2)
    searched = maria.ask("POST", "/conversations/search", {"query": "nurses"}).json["next_cursor"]
    for answer in (
        ben.ask("GET", "/conversations", cursor=cursor),
        maria.ask("GET", "/conversations", cursor=cursor, box="sent"),
        maria.ask("GET", f"/conversations/{conversations[0].thread_id}/messages", cursor=cursor),
        maria.ask("POST", "/conversations/search", {"query": "nurses", "cursor": cursor}),
        maria.ask("POST", "/conversations/search", {"query": "other", "cursor": searched}),
        maria.ask("GET", "/conversations", cursor="A" * 40),
    ):
        assert (answer.status, answer.problem) == (422, "invalid-input")


def test_messages_are_read_by_pages(maria: PortalVisit) -> None:
    clinic = maria.stack.clinic
    conversation = clinic.write(clinic.group())
    for number in range(29):
        clinic.reply_again(conversation, f"Line {number}")
    path = f"/conversations/{conversation.thread_id}/messages"

    first = maria.ask("GET", path).json
    second = maria.ask("GET", path, cursor=first["next_cursor"]).json

    assert len({item["id"] for item in first["items"] + second["items"]}) == 30
    assert (first["items"][0]["body"], second["next_cursor"]) == ("Line 28", None)


def test_search_finds_by_whom_a_conversation_is_with(maria: PortalVisit) -> None:
    clinic = maria.stack.clinic
    nurses, billing = clinic.group("Night Nurses"), clinic.group("Billing")
    wanted = clinic.write(nurses).thread_id
    clinic.write(billing)

    def found(query: str) -> list[str]:
        return [
            item["id"] for item in maria.ask("POST", "/conversations/search", {"query": query}).json["items"]
        ]

    assert found("nur") == found("NIGHT n") == [wanted]
    assert found("Ward") == found("") == []


# --- what can't be read ---------------------------------------------------------------------------------------------------

LONG_SUBJECT, LONG_BODY = "x" * (SUBJECT_LIMIT + 1), "x" * (BODY_LIMIT + 1)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/codes", {}),
        ("POST", "/codes", {"practice": "Lakeview", "phone": MARIAS}),
        ("POST", "/codes", {"practice": UNKNOWN, "phone": 7}),
        ("POST", "/codes", {"practice": UNKNOWN, "phone": "1" * 41}),
        ("POST", "/codes", {"practice": UNKNOWN, "phone": MARIAS, "more": 1}),
        ("POST", "/codes/verify", {"practice": UNKNOWN, "phone": MARIAS}),
        ("POST", "/codes/verify", {"practice": UNKNOWN, "phone": MARIAS, "code": 123456}),
        ("POST", "/codes/verify", {"practice": UNKNOWN, "phone": MARIAS, "code": "1", "session": "both"}),
        ("POST", "/identity", {"date_of_birth": None}),
        ("POST", "/identity", {"date_of_birth": BORN, "choice": 0}),
        ("POST", "/identity", {"date_of_birth": BORN, "choice": "first"}),
        ("GET", "/practices/lakeview", None),
        ("GET", "/conversations?box=spam", None),
        ("GET", "/conversations/P" + UNKNOWN, None),
        ("GET", "/conversations/search", None),
        ("POST", "/conversations/search", {"query": "x" * 101}),
        ("POST", "/conversations/search", {}),
        ("POST", "/conversations", _letter("everyone", UNKNOWN)),
        ("POST", "/conversations", _letter("group", "nurses")),
        ("POST", "/conversations", _letter("group", UNKNOWN, subject="")),
        ("POST", "/conversations", _letter("group", UNKNOWN, subject=" \n")),
        ("POST", "/conversations", _letter("group", UNKNOWN, subject=LONG_SUBJECT)),
        ("POST", "/conversations", _letter("group", UNKNOWN, body="")),
        ("POST", "/conversations", _letter("group", UNKNOWN, body=" \t")),
        ("POST", "/conversations", _letter("group", UNKNOWN, body=LONG_BODY)),
        (
            "POST",
            "/conversations",
            '{"to": {"kind": "group", "id": "' + UNKNOWN + '"}, "subject": "\\ud800", "body": "x"}',
        ),
        ("POST", f"/conversations/G{UNKNOWN}/messages", {"body": ""}),
        ("POST", f"/conversations/G{UNKNOWN}/messages", {"body": LONG_BODY}),
        ("POST", f"/conversations/G{UNKNOWN}/messages", "[]"),
        ("POST", f"/conversations/G{UNKNOWN}/read", {"upto": "the end"}),
    ],
)
def test_input_that_can_not_be_accepted_says_where(
    maria: PortalVisit, method: str, path: str, body: object
) -> None:
    answer = maria.ask(method, path, body, key="k1")

    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert answer.json["errors"]


@pytest.mark.parametrize(
    "path", ["/codes", "/codes/verify", "/identity", "/conversations", "/conversations/search"]
)
def test_body_that_is_no_json_is_malformed(maria: PortalVisit, path: str) -> None:
    answer = maria.ask("POST", path, "{", key="k1")

    assert (answer.status, answer.problem) == (400, "malformed")


def test_body_of_another_type_is_refused(maria: PortalVisit) -> None:
    headers = {**maria.own_headers(), "content-type": "text/plain"}

    answer = maria.ask("POST", "/conversations", "x", key="k1", headers=headers)

    assert (answer.status, answer.problem) == (415, "unsupported-media-type")


@pytest.mark.parametrize("key", [None, "", "x" * 65, "a b", "käse"])
def test_writing_needs_a_key(maria: PortalVisit, key: str | None) -> None:
    begun = _begin(maria).json
    for path, body in (
        ("/conversations", _letter("group", UNKNOWN)),
        (f"/conversations/{begun['id']}/messages", {"body": "Hi"}),
    ):
        answer = maria.ask("POST", path, body, key=key)
        assert (answer.status, answer.problem) == (422, "invalid-input")


@pytest.mark.parametrize("path", ["/codes", "/codes/verify", "/identity", "/logout", "/nothing", ""])
def test_there_is_nothing_to_get_where_things_are_done(maria: PortalVisit, path: str) -> None:
    before = dict(maria.stack.clinic.world.state.sessions)

    assert maria.ask("GET", path).problem == "not-found"
    assert maria.stack.clinic.world.state.sessions == before


def test_answers_are_kept_by_no_cache_and_framed_by_no_page(maria: PortalVisit) -> None:
    _begin(maria)
    maria.ask("GET", "/conversations")
    maria.ask("GET", "/nothing")
    maria.ask("POST", "/conversations/search", {})
    maria.ask("POST", "/logout")

    assert {answer.status for answer in maria.answers} == {200, 201, 202, 204, 404, 422}
    for answer in maria.answers:
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


def test_nothing_private_is_logged(portal_stack: PortalStack, log: Callable[[], str]) -> None:
    maria = PortalVisit(portal_stack, "token")
    secrets = [maria.code()]
    maria.enter(wrong(secrets[0]))
    maria.take(maria.enter(secrets[0]))
    secrets.append(maria.secret)
    maria.identify(WRONG)
    maria.take(maria.identify())
    secrets.append(maria.secret)
    begun = _begin(maria, subject=WORDS, body=WORDS).json
    maria.ask("POST", f"/conversations/{begun['id']}/messages", {"body": WORDS}, key="k2")
    maria.ask("POST", "/conversations/search", {"query": WORDS})
    maria.ask("POST", "/conversations/search", {"query": WORDS * 20})
    maria.ask("GET", f"/{WORDS}")
    maria.ask("GET", "/conversations", box=WORDS)

    lines = log()

    assert '"status":201' in lines
    assert '"status":422' in lines
    for private in (WORDS, "López", "5550101", "1980-05-17", *secrets):
        assert private not in lines


def test_unexpected_error_says_only_a_request_id(
    maria: PortalVisit, log: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(WORDS)

    monkeypatch.setattr(maria.stack.clinic.world.conversations, "unread", fail)

    answer = maria.ask("GET", "/me")

    assert (answer.status, answer.problem) == (500, "internal")
    assert WORDS not in answer.text + log()


def test_reading_and_writing_is_noted_as_the_patients(maria: PortalVisit) -> None:
    _begin(maria)
    clinic = maria.stack.clinic
    patient_id = clinic.demo.maria.patient_id

    wrote = clinic.world.state.audit[-1]

    assert (wrote.action.value, wrote.actor.kind, wrote.actor.actor_id) == (
        "patient.portal_wrote",
        "patient",
        patient_id,
    )
    assert wrote.patient_id == patient_id


def test_values_of_cookies_are_all_different(portal_stack: PortalStack) -> None:
    visit = PortalVisit(portal_stack).sign_in()
    values = [value_of(answer) for answer in visit.answers if answer.cookie]

    assert len(set(values)) == len(values) == 2
