"""Conversations as files for the patient's record, and a record system that reads them (row J10)."""

from __future__ import annotations

import io
import secrets
from typing import TYPE_CHECKING, Any

from pypdf import PdfReader

from tests.support.running.record_system import let_in, token_answer
from tests.support.running.site import ADMIN, CLINICIAN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    import httpx

    from tests.support.running.site import Site

Json = dict[str, Any]


def words(answer: httpx.Response) -> str:
    """Give a PDF's text."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def said(answer: httpx.Response) -> list[str]:
    """Give the words of a Bundle's messages."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/fhir+json"
    found = (entry["resource"] for entry in answer.json().get("entry", []))
    return [one["payload"][0]["contentString"] for one in found if "partOf" in one]


def test_a_thread_leaves_as_pdf_and_as_fhir(site: Site) -> None:
    person = site.people.patient()
    question = site.planted.text("Puedo ir mañana 👍")
    site.telephone.type(person.phone, question)
    eventually(lambda: site.staff.with_text(question), "the text in the inbox")
    plain, secret = site.planted.text("At three."), site.planted.text("It is benign.")
    site.staff.send(person.thread_id, plain)
    site.staff.send(person.thread_id, secret, mode="secured")

    pdf = site.staff.get(f"/threads/{person.thread_id}/export", format="pdf")
    fhir = site.staff.get(f"/threads/{person.thread_id}/export", format="fhir")

    whole = " ".join(words(pdf).split())
    for body in (question, plain, secret, person.name, "Page 1 of 1", "secured message"):
        assert " ".join(body.split()) in whole
    assert said(fhir) == [question, plain, secret]
    for answer, ending in ((pdf, ".pdf"), (fhir, ".json")):
        name = answer.headers["content-disposition"]
        assert name.startswith(f'attachment; filename="textward-{person.thread_id}-')
        assert name.endswith(f'{ending}"')
        assert answer.headers["cache-control"] == "no-store"
    assert said(site.staff.get(f"/threads/{person.thread_id}/export", format="fhir", to="2020-01-01")) == []


def test_only_who_may_read_may_take_out(site: Site) -> None:
    person = site.people.patient()
    site.telephone.type(person.phone, body := site.planted.text("For your eyes."))
    eventually(lambda: site.staff.with_text(body), "the text in the inbox")
    path = f"/threads/{person.thread_id}/export"
    assert site.member(CLINICIAN).get(path, format="pdf").status_code == 404
    assert site.http.get(f"/v1{path}?format=pdf").status_code == 401
    assert site.staff.get(path, format="docx").status_code == 422


def test_a_conversation_from_the_portal_leaves_with_who_answered(site: Site) -> None:
    admin = site.member(ADMIN)
    me = admin.get("/me").json()["member"]
    wanted = {
        "name": f"Papers {site.planted.text('')}".strip()[:60],
        "description": "",
        "facility_id": None,
        "category_id": None,
        "answering": "members",
        "admins": [me["id"]],
        "users": [],
    }
    made = admin.post("/settings/groups", wanted)
    assert made.status_code == 201, made.text
    person = site.people.patient()
    subject, body, reply = (site.planted.text(text) for text in ("My pills", "May I?", "You may."))
    letter = site.portal(person).compose("group", made.json()["id"], subject, body)
    answered = admin.post(
        f"/conversations/{letter['id']}/messages", {"body": reply}, key=secrets.token_hex(8)
    )
    assert answered.status_code == 201, answered.text

    whole = " ".join(words(admin.get(f"/conversations/{letter['id']}/export", format="pdf")).split())
    assert f"{me['name']} to the patient · portal message" in whole
    for part in (subject, body, reply, person.name):
        assert " ".join(part.split()) in whole
    assert said(admin.get(f"/conversations/{letter['id']}/export", format="fhir")) == [body, reply]


def test_a_record_system_reads_what_was_said(site: Site) -> None:
    system = let_in(site)
    patient = {"id": "MRN-7", "name": "Nora Record", "date_of_birth": "1980-05-17", "number": "7"}
    assert system.outcomes("patients", patient) == ["created"]

    def read(their_id: str, **headers: str) -> httpx.Response:
        path = f"/ehr/patients/{their_id}/communications"
        return site.http.get(path, headers=system.headers | headers)

    answer = read("MRN-7")
    assert said(answer) == []
    assert (answer.json()["type"], answer.json()["link"][0]["relation"]) == ("searchset", "self")
    assert read("MRN-8").status_code == 404
    other = token_answer(site, "ehr/write").json()["access_token"]
    assert read("MRN-7", Authorization=f"Bearer {other}").status_code == 403
