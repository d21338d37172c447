"""The patient API: cookie, CSRF header, and answers that tell nothing by body, header or time (rows C1-C8)."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

import secure_link_api
from tests.unit.functions.stack import Answer, LambdaContext, sample
from textward.domain.secure_link import BIRTH_DATE_TRIES, CODE_LIFETIME, LINK_LIFETIME, SESSION_IDLE
from textward.entrypoints import patient_http

if TYPE_CHECKING:
    from tests.unit.functions.clockwork import Clockwork
    from tests.unit.functions.stack import Stack
    from tests.unit.services.clinic import SecuredVisit

OURS = {"x-requested-with": "textward"}
BORN = "1980-05-17"


pytestmark = pytest.mark.usefixtures("clockwork")


@pytest.fixture
def visit(stack: Stack) -> SecuredVisit:
    return stack.clinic.secured(body="All is well.")


def _post(stack: Stack, path: str, body: object, cookie: str = "", **headers: str) -> Answer:
    return stack.http(
        secure_link_api.handler, "POST", path, body=body, cookie=cookie, headers={**OURS, **headers}
    )


def _verify(stack: Stack, visit: SecuredVisit, code: str | None = None) -> Answer:
    return _post(stack, "/s/codes/verify", {"token": visit.token, "code": code or visit.code})


def _value(answer: Answer) -> str:
    line = answer.cookie
    assert line
    return line.split("=", 1)[1].split(";", 1)[0]


def _opened(stack: Stack, visit: SecuredVisit) -> str:
    first = _value(_verify(stack, visit))
    return _value(_post(stack, "/s/identity", {"date_of_birth": BORN}, first))


def test_whole_visit(stack: Stack, visit: SecuredVisit) -> None:
    verified = _verify(stack, visit)
    assert (verified.status, verified.json) == (200, {"next": "date_of_birth"})
    first = _value(verified)

    identified = _post(stack, "/s/identity", {"date_of_birth": BORN}, first)
    assert (identified.status, identified.json["next"]) == (200, "conversation")
    second = _value(identified)
    assert second != first

    read = stack.http(secure_link_api.handler, "GET", "/s/conversation", cookie=second)
    assert read.status == 200
    assert read.json["practice"]["name"] == "Lakeview Clinic"
    (item,) = read.json["items"]
    assert (item["direction"], item["body"], item["secured"]) == ("from_practice", "All is well.", True)
    assert set(item) == {"id", "at", "direction", "body", "secured"}, "nothing of who wrote it"

    replied = _post(stack, "/s/messages", {"body": "Thank you"}, second, **{"idempotency-key": "k1"})
    assert (replied.status, replied.json["direction"]) == (201, "from_you")

    left = _post(stack, "/s/logout", {}, second)
    assert (left.status, _value(left)) == (204, "")
    over = stack.http(secure_link_api.handler, "GET", "/s/conversation", cookie=second)
    assert (over.status, over.problem) == (401, "session-ended")


def test_a_page_that_shows_one_patients_conversation_takes_nothing_for_another(stack: Stack) -> None:
    """Row C7: on one phone two pages share the browser's cookie, which is that of the visit begun last."""
    demo = stack.clinic.demo
    pages = []
    for number, patient in enumerate((demo.mother, demo.child)):
        theirs = stack.clinic.secured(to=patient, key=f"key-{number}", body=f"For {number}")
        opened = _post(stack, "/s/identity", {"date_of_birth": BORN}, _value(_verify(stack, theirs)))
        pages.append(({"textward-shown": opened.json["shown"]}, _value(opened)))
    (mothers, _), (childs, cookie) = pages

    assert mothers != childs
    assert demo.mother.patient_id not in str(mothers)
    for shown, expected in ((mothers, 401), (childs, 200)):
        read = stack.http(secure_link_api.handler, "GET", "/s/conversation", cookie=cookie, headers=shown)
        assert read.status == expected
    refused = _post(stack, "/s/messages", {"body": "Mine"}, cookie, **mothers, **{"idempotency-key": "k1"})
    assert (refused.status, refused.problem) == (401, "session-ended")
    taken = _post(stack, "/s/messages", {"body": "Ours"}, cookie, **childs, **{"idempotency-key": "k1"})
    assert taken.status == 201


def test_a_date_of_birth_for_one_link_is_no_try_at_another(stack: Stack) -> None:
    """Row C7: two links are being opened side by side on one phone."""
    demo = stack.clinic.demo
    mothers = stack.clinic.secured(to=demo.mother, key="key-1")
    childs = stack.clinic.secured(to=demo.child, key="key-2")
    _verify(stack, mothers)
    cookie = _value(_verify(stack, childs))
    for _ in range(BIRTH_DATE_TRIES):
        body = {"date_of_birth": "1950-01-01", "token": mothers.token}
        assert _post(stack, "/s/identity", body, cookie).problem == "not-verified"
    opened = _post(stack, "/s/identity", {"date_of_birth": BORN, "token": childs.token}, cookie)
    assert opened.status == 200


def test_sample_event_is_refused_like_any_unknown_link(stack: Stack) -> None:
    answer = Answer(secure_link_api.handler(sample("secure_link_api"), LambdaContext()))

    assert (answer.status, answer.problem) == (401, "not-verified")


def test_cookie_is_bound_to_the_host_and_closed_to_scripts(stack: Stack, visit: SecuredVisit) -> None:
    line = _verify(stack, visit).cookie

    assert line
    name, *attributes = line.split("; ")
    assert name.startswith("__Host-textward=")
    assert set(attributes) == {"Path=/", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=3600"}


def test_cookie_is_read_from_the_header_too(stack: Stack, visit: SecuredVisit) -> None:
    value = _opened(stack, visit)

    for header in (f"__Host-textward={value}", f"a=1; __Host-textward={value}; b=2"):
        answer = stack.http(secure_link_api.handler, "GET", "/s/conversation", headers={"cookie": header})
        assert answer.status == 200


@pytest.mark.parametrize(
    "header", ["", "=;;=", "__Host-textward", "__Host-textward=", 'x="', "é=ü", "a" * 5000]
)
def test_odd_cookies_are_no_visit(stack: Stack, visit: SecuredVisit, header: str) -> None:
    answer = stack.http(secure_link_api.handler, "GET", "/s/conversation", headers={"cookie": header})

    assert (answer.status, answer.problem) == (401, "session-ended")


@pytest.mark.parametrize("path", ["codes/verify", "codes/resend", "identity", "messages", "logout"])
@pytest.mark.parametrize("header", [None, "", "XMLHttpRequest"])
def test_other_sites_can_not_act_for_the_patient(
    stack: Stack, visit: SecuredVisit, path: str, header: str | None
) -> None:
    cookie = _opened(stack, visit)
    body = {"token": visit.token, "code": "000000", "date_of_birth": BORN, "body": "Hi"}
    headers = {"idempotency-key": "k1"} | ({"x-requested-with": header} if header is not None else {})

    answer = stack.http(
        secure_link_api.handler, "POST", f"/s/{path}", body=body, cookie=cookie, headers=headers
    )

    assert (answer.status, answer.problem) == (403, "not-our-page")
    assert answer.cookie is None
    assert stack.http(secure_link_api.handler, "GET", "/s/conversation", cookie=cookie).status == 200


def test_every_refusal_of_a_code_looks_the_same(stack: Stack) -> None:
    clinic, alice = stack.clinic, stack.clinic.demo.alice
    live, expired, revoked, void, locked = (clinic.secured(key=f"k{n}") for n in range(5))
    tokens = [each.token for each in (live, expired, revoked, void, locked)]
    answers = [_verify(stack, live, live.wrong_code)]
    for _ in range(5):
        _verify(stack, void, void.wrong_code)
    answers.append(_verify(stack, void))
    clinic.manage_link.revoke(
        alice, revoked.message.thread_id, revoked.message.message_id, clinic.trail(alice)
    )
    answers.append(_verify(stack, revoked))
    used = clinic.secured(key="used")
    _verify(stack, used)
    answers.append(_verify(stack, used))
    clinic.world.advance(CODE_LIFETIME)
    answers.append(_verify(stack, live))
    clinic.world.advance(LINK_LIFETIME)
    answers.append(_verify(stack, expired))
    answers.append(_post(stack, "/s/codes/verify", {"token": "A" * 32, "code": "123456"}))
    answers.append(_post(stack, "/s/codes/verify", {"token": "", "code": ""}))

    assert {answer.problem for answer in answers} == {"not-verified"}
    assert len({(answer.status, answer.text, str(answer.raw.get("headers"))) for answer in answers}) == 1
    assert len(set(tokens)) == len(tokens)


def test_every_refusal_of_a_date_of_birth_looks_the_same(stack: Stack) -> None:
    clinic = stack.clinic
    visit = clinic.secured()
    first = _value(_verify(stack, visit))
    answers = [
        _post(stack, "/s/identity", {"date_of_birth": text}, cookie)
        for text, cookie in [
            ("1981-05-17", first),
            ("1980-02-30", first),
            ("yesterday", first),
            ("", first),
            (BORN, ""),
            (BORN, "made-up"),
        ]
    ]
    for _ in range(5):
        _post(stack, "/s/identity", {"date_of_birth": "1981-05-17"}, first)
    answers.append(_post(stack, "/s/identity", {"date_of_birth": BORN}, first))
    clinic.world.advance(SESSION_IDLE)
    answers.append(_post(stack, "/s/identity", {"date_of_birth": BORN}, first))

    assert {answer.problem for answer in answers} == {"not-verified"}
    assert len({(answer.status, answer.text, str(answer.raw.get("headers"))) for answer in answers}) == 1
    assert all(answer.cookie is None for answer in answers)


def test_resend_answers_the_same_whether_or_not_anything_exists(stack: Stack, visit: SecuredVisit) -> None:
    token = visit.token
    early = _post(stack, "/s/codes/resend", {"token": token})
    stack.clinic.world.advance(timedelta(minutes=1))
    sent = _post(stack, "/s/codes/resend", {"token": token})
    unknown = _post(stack, "/s/codes/resend", {"token": "A" * 32})
    del stack.clinic.world.state.patients[stack.clinic.practice_id, visit.patient.patient_id]
    stack.clinic.world.advance(timedelta(minutes=1))
    gone = _post(stack, "/s/codes/resend", {"token": token})

    answers = [early, sent, unknown, gone]
    assert {(answer.status, answer.text) for answer in answers} == {(202, '{"resend_in": 60}')}
    assert len({str(answer.raw.get("headers")) for answer in answers}) == 1
    assert visit.link.code_counter == 2


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/s/codes/verify", {"token": "A" * 32, "code": "123456"}),
        ("/s/codes/resend", {"token": "A" * 32}),
        ("/s/identity", {"date_of_birth": BORN}),
        ("/s/identity", {"date_of_birth": "nonsense"}),
    ],
)
def test_answer_takes_its_time_however_soon_it_is_known(
    stack: Stack, clockwork: Clockwork, path: str, body: dict[str, str]
) -> None:
    started = clockwork.moment

    _post(stack, path, body)

    assert clockwork.moment - started == pytest.approx(patient_http.ANSWER_FLOOR)


def test_right_answers_take_their_time_too(stack: Stack, visit: SecuredVisit, clockwork: Clockwork) -> None:
    _opened(stack, visit)

    assert clockwork.slept == pytest.approx(2 * patient_http.ANSWER_FLOOR)


def test_floor_is_above_what_the_work_takes(stack: Stack, visit: SecuredVisit) -> None:
    started = time.process_time()
    _verify(stack, visit)

    assert time.process_time() - started < patient_http.ANSWER_FLOOR


@pytest.mark.parametrize(
    "body",
    [
        "{",
        "[]",
        '"text"',
        {},
        {"token": 7, "code": "1"},
        {"token": None},
        '{"token": "\\ud800", "code": "1"}',
    ],
)
def test_body_of_another_shape_is_a_problem_of_the_request(stack: Stack, body: object) -> None:
    answer = _post(stack, "/s/codes/verify", body)

    assert (answer.status, answer.problem) == (422, "invalid-input")


def test_half_a_character_in_a_reply_is_a_problem_of_the_request(stack: Stack, visit: SecuredVisit) -> None:
    cookie = _opened(stack, visit)

    answer = _post(stack, "/s/messages", '{"body": "\\udc00"}', cookie, **{"idempotency-key": "k1"})

    assert (answer.status, answer.problem) == (422, "invalid-input")


@pytest.mark.parametrize("key", ["", "x" * 65, "a b", "käse"])
def test_reply_needs_a_key(stack: Stack, visit: SecuredVisit, key: str) -> None:
    cookie = _opened(stack, visit)

    answer = _post(stack, "/s/messages", {"body": "Hi"}, cookie, **{"idempotency-key": key})

    assert (answer.status, answer.problem) == (422, "invalid-input")


def test_reply_is_stored_once_by_its_key(stack: Stack, visit: SecuredVisit) -> None:
    cookie = _opened(stack, visit)

    answers = [
        _post(stack, "/s/messages", {"body": "Hi"}, cookie, **{"idempotency-key": "k1"}) for _ in range(2)
    ]

    assert answers[0].json["id"] == answers[1].json["id"]
    assert stack.clinic.read_inbox.badge(stack.clinic.demo.alice).total == 1


def test_conversation_is_read_by_pages_of_this_thread_only(stack: Stack, visit: SecuredVisit) -> None:
    for number in range(30):
        stack.clinic.message_in(f"Text {number}", sid=f"SM{number}")
    cookie = _opened(stack, visit)
    first = stack.http(secure_link_api.handler, "GET", "/s/conversation", cookie=cookie)
    cursor = first.json["next_cursor"]

    second = stack.http(
        secure_link_api.handler, "GET", "/s/conversation", cookie=cookie, query={"cursor": cursor}
    )

    assert len(first.json["items"] + second.json["items"]) == 31
    assert second.json["next_cursor"] is None
    other = stack.clinic.secured(to=stack.clinic.demo.mother, key="mother")
    refused = stack.http(
        secure_link_api.handler,
        "GET",
        "/s/conversation",
        cookie=_opened(stack, other),
        query={"cursor": cursor},
    )
    assert (refused.status, refused.problem) == (422, "invalid-input")


@pytest.mark.parametrize("path", ["/s/codes/verify", "/s/identity", "/s/messages", "/s/logout", "/s/nothing"])
def test_get_changes_nothing(stack: Stack, visit: SecuredVisit, path: str) -> None:
    before = visit.link

    answer = stack.http(
        secure_link_api.handler, "GET", path, query={"token": visit.token, "code": visit.code}
    )

    assert (answer.status, answer.problem) == (404, "not-found")
    assert visit.link == before


def test_answers_are_kept_by_no_cache_and_framed_by_no_page(stack: Stack, visit: SecuredVisit) -> None:
    cookie = _opened(stack, visit)
    for answer in (
        stack.http(secure_link_api.handler, "GET", "/s/conversation", cookie=cookie),
        _post(stack, "/s/codes/verify", {"token": "x", "code": "y"}),
    ):
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
