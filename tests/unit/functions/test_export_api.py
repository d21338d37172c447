"""Conversations as files, from the staff API (row J10): both forms, periods, names, and what is refused."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

import export_api
from tests.unit.functions.stack import Answer, LambdaContext, sample
from textward.adapters.fhir_check import LibraryCheck
from textward.domain import transcript
from textward.domain.message import Mode
from textward.domain.private import Private
from textward.domain.transcript import MOST_MESSAGES
from textward.services import export_transcript

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.functions.stack import PortalStack, Stack

Json = dict[str, Any]
CHECK = LibraryCheck()
ALICE = "subject-alice"


def export(stack: Stack, thread_id: str, kind: str = "threads", **query: str) -> Answer:
    path = f"/v1/{kind}/{thread_id}/export"
    return stack.http(export_api.handler, "GET", path, query={"format": "fhir", **query}, subject=ALICE)


def paper(answer: Answer) -> str:
    assert answer.status == 200, answer.text
    assert answer.raw["isBase64Encoded"]
    file = io.BytesIO(base64.b64decode(answer.text))
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


def resources(answer: Answer) -> list[Json]:
    """Give a bundle's resources, each right by the FHIR library."""
    assert answer.status == 200, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    assert CHECK("Bundle", answer.json) == ()
    found = [entry["resource"] for entry in answer.json["entry"]]
    for one in found:
        assert CHECK(one["resourceType"], one) == ()
    return found


def children(found: list[Json]) -> list[Json]:
    return [one for one in found if "partOf" in one]


@pytest.fixture
def talked(stack: Stack) -> Stack:
    """Let Maria write, and Alice answer in each way."""
    clinic = stack.clinic
    clinic.message_in("May I come on Tuesday? 👍")
    for number, (body, mode) in enumerate([("At three.", Mode.PLAIN), ("It is benign.", Mode.SECURED)]):
        clinic.world.clock.advance(timedelta(minutes=1))
        clinic.compose(body, mode=mode, key=f"key-{number}")
        clinic.hand_over()
    return stack


def test_sample_event_is_answered(stack: Stack) -> None:
    assert Answer(export_api.handler(sample("export_api"), LambdaContext())).status == 404


def test_pdf_holds_the_conversation(talked: Stack) -> None:
    maria = talked.clinic.demo.maria
    answer = export(talked, maria.thread_id, format="pdf")
    words = paper(answer)
    for body in (
        "May I come on Tuesday? 👍",
        "At three.",
        "It is benign.",
        maria.name.reveal(),
        maria.number,
    ):
        assert body in words
    assert words.index("May I come") < words.index("At three.") < words.index("It is benign.")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["cache-control"] == "no-store"
    name = f'attachment; filename="textward-{maria.thread_id}-2026-03-02.pdf"'
    assert answer.headers["content-disposition"] == name


def test_fhir_holds_the_conversation(talked: Stack) -> None:
    clinic, maria = talked.clinic, talked.clinic.demo.maria
    answer = export(talked, maria.thread_id)
    found = resources(answer)
    header, *_ = found
    assert (header["id"], header["status"]) == (maria.thread_id, "in-progress")
    question, plain, secured = children(found)
    assert [one["payload"][0]["contentString"] for one in (question, plain, secured)] == [
        "May I come on Tuesday? 👍",
        "At three.",
        "It is benign.",
    ]
    assert {one["partOf"][0]["reference"] for one in (question, plain, secured)} == {
        f"Communication/{maria.thread_id}"
    }
    assert question["sender"]["reference"] == f"Patient/{maria.patient_id}"
    assert question["recipient"][0]["reference"] == f"Organization/{clinic.practice_id}"
    assert (question["received"], question.get("sent")) == ("2026-03-02T15:00:00.000Z", None)
    assert plain["sender"]["reference"] == f"Practitioner/{clinic.demo.alice.member_id}"
    assert plain["sent"] == "2026-03-02T15:01:00.000Z"
    assert plain["medium"][0]["text"] == "Text message (SMS)"
    assert secured["medium"][0]["text"] == "Secured message behind a link"
    kinds = [one["resourceType"] for one in found]
    assert kinds[-3:] == ["Organization", "Patient", "Practitioner"]
    assert answer.headers["content-disposition"].endswith('-2026-03-02.json"')


def test_every_reference_is_to_something_in_the_file(talked: Stack) -> None:
    found = resources(export(talked, talked.clinic.demo.maria.thread_id))
    here = {f"{one['resourceType']}/{one['id']}" for one in found}
    named = [
        reference["reference"]
        for one in found
        if one["resourceType"] == "Communication"
        for reference in [
            *one.get("recipient", ()),
            one.get("sender"),
            one.get("subject"),
            *one.get("partOf", ()),
        ]
        if reference
    ]
    assert named
    assert set(named) <= here


def test_a_failed_text_says_why(stack: Stack) -> None:
    clinic = stack.clinic
    clinic.world.sms.refuse_next("30003")
    clinic.compose("At three.")
    clinic.hand_over()
    (failed,) = children(resources(export(stack, clinic.demo.maria.thread_id)))
    assert (failed["status"], failed["statusReason"]["text"]) == (
        "not-done",
        "The phone could not be reached",
    )
    assert "received" not in failed
    assert "Not delivered: The phone could not be reached" in paper(
        export(stack, clinic.demo.maria.thread_id, format="pdf")
    )


def test_record_systems_find_their_own_id(talked: Stack) -> None:
    clinic, maria = talked.clinic, talked.clinic.demo.maria
    clinic.world.patients.save(replace(maria, record_id="EPIC-77"))
    found = resources(export(talked, maria.thread_id))
    patient = next(one for one in found if one["resourceType"] == "Patient")
    assert [number["value"] for number in patient["identifier"]] == [maria.number, "EPIC-77"]
    assert patient["birthDate"] == maria.date_of_birth.isoformat()
    assert children(found)[0]["subject"]["identifier"] == {"value": "EPIC-77"}


def test_a_number_that_is_no_patients_is_taken_out_too(stack: Stack) -> None:
    message = stack.clinic.message_in("Wrong number?", phone="+12125550199")
    found = resources(export(stack, message.thread_id))
    assert [one["resourceType"] for one in found] == ["Communication", "Communication", "Organization"]
    assert children(found)[0]["sender"] == {"display": "+12125550199"}
    assert "Wrong number?" in paper(export(stack, message.thread_id, format="pdf"))


def test_days_are_the_practices(stack: Stack) -> None:
    clinic = stack.clinic
    for number in range(4):
        clinic.message_in(f"Day {number}", sid=f"SM{number}")
        clinic.world.clock.advance(timedelta(hours=15))
    # 15:00 UTC is 9 in the morning there; 15 hours later it is midnight, and the next day
    thread_id = clinic.demo.maria.thread_id

    def said(**days: str) -> list[str]:
        found = children(resources(export(stack, thread_id, **days)))
        return [one["payload"][0]["contentString"] for one in found]

    assert said() == ["Day 0", "Day 1", "Day 2", "Day 3"]
    assert said(to="2026-03-02") == ["Day 0"]
    assert said(**{"from": "2026-03-03", "to": "2026-03-03"}) == ["Day 1", "Day 2"]
    assert said(**{"from": "2026-03-04"}) == ["Day 3"]
    assert said(**{"from": "2026-03-05"}) == []
    one_day = {"from": "2026-03-03", "to": "2026-03-03"}
    assert "Period March 3, 2026" in paper(export(stack, thread_id, format="pdf", **one_day))


@pytest.mark.parametrize(
    "query",
    [
        {"format": "docx"},
        {"from": "yesterday"},
        {"to": "2026-02-30"},
        {"from": "2026-03-04", "to": "2026-03-03"},
    ],
)
def test_what_is_no_form_or_period_is_refused(talked: Stack, query: dict[str, str]) -> None:
    answer = export(talked, talked.clinic.demo.maria.thread_id, **query)
    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert talked.clinic.world.state.audit[-1].action.value != "thread.exported"


def test_too_many_messages_ask_for_fewer_days(talked: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_MESSAGES == transcript.MOST_MESSAGES
    monkeypatch.setattr(export_transcript, "MOST_MESSAGES", 2)
    monkeypatch.setattr(export_transcript, "READ_AT_ONCE", 1)
    answer = export(talked, talked.clinic.demo.maria.thread_id)
    assert answer.status == 422
    assert "Choose fewer days with `from` and `to`." in answer.json["detail"]
    monkeypatch.setattr(export_transcript, "MOST_MESSAGES", 3)
    assert len(children(resources(export(talked, talked.clinic.demo.maria.thread_id)))) == 3


@pytest.mark.parametrize(("form", "limit"), [("pdf", "LARGEST_ENCODED"), ("fhir", "LARGEST_TEXT")])
def test_more_than_an_answer_holds_asks_for_fewer_days(
    talked: Stack, monkeypatch: pytest.MonkeyPatch, form: str, limit: str
) -> None:
    monkeypatch.setattr(export_api, limit, 1000)
    answer = export(talked, talked.clinic.demo.maria.thread_id, format=form)
    assert (answer.status, answer.problem) == (422, "invalid-input")
    assert "fewer days" in answer.json["detail"]


@pytest.mark.parametrize("form", ["pdf", "fhir"])
def test_each_file_leaves_a_line_with_its_form(talked: Stack, form: str) -> None:
    clinic, maria = talked.clinic, talked.clinic.demo.maria
    export(talked, maria.thread_id, format=form)
    line = clinic.world.state.audit[-1]
    assert (line.action.value, line.thread_id, line.target_id) == ("thread.exported", maria.thread_id, form)
    assert (line.patient_id, line.actor.actor_id) == (maria.patient_id, clinic.demo.alice.member_id)


def test_nothing_that_was_written_is_logged(stack: Stack, log: Callable[[], str]) -> None:
    stack.clinic.message_in("PLANTED Ꭳ")
    for form in ("pdf", "fhir"):
        assert export(stack, stack.clinic.demo.maria.thread_id, format=form).status == 200
    assert "PLANTED" not in log()
    assert "Ꭳ" not in log()


def test_a_conversation_from_the_portal_says_who_answered(portal_stack: PortalStack) -> None:
    clinic = portal_stack.clinic
    alice = clinic.demo.alice
    group = clinic.group(admins=frozenset({alice.member_id}))
    head = clinic.write(group, body="May I?")
    clinic.world.clock.advance(timedelta(minutes=1))
    clinic.answering(alice, head.thread_id, Private("You may."), "a-key", clinic.trail(alice))
    answer = export(portal_stack, head.thread_id, "conversations")
    found = resources(answer)
    header, (question, answered) = found[0], children(found)
    assert (header["topic"]["text"], header["status"]) == ("My pills", "completed")
    assert header["recipient"][1]["reference"] == f"CareTeam/{group.group_id}"
    assert question["sent"] == question["received"] == "2026-03-02T15:00:00.000Z"
    assert answered["sender"]["display"] == alice.member.name
    assert json.dumps(found).count('"resourceType": "CareTeam"') == 1
    words = paper(export(portal_stack, head.thread_id, "conversations", format="pdf"))
    assert "Subject My pills" in words
    assert f"{alice.member.name} to the patient · portal message" in words
    assert clinic.world.state.audit[-1].action.value == "conversation.exported"
