"""A record system's automated texts on the running stack: from the practice's number, answers in the same thread (row A3)."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.running.front_desk import RunningFrontDesk, open_front_desk
from tests.support.running.people import Person
from tests.support.running.record_system import RecordSystem, token_answer
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    import httpx

    from tests.support.running.site import Site

Json = dict[str, Any]
_AREA = "970"
"""Of patients whom nobody else's test texts."""


@dataclass
class NoticeSystem:
    """A record system at a practice with a number, where it is about noon."""

    desk: RunningFrontDesk
    records: RecordSystem
    _patients: int = 0

    def patient(self, language: str = "en") -> tuple[Person, str]:
        """Hand over a patient; give them, and the record system's id."""
        self._patients += 1
        mark = "".join(secrets.choice("bdfgklmnprstvz") for _ in range(8))
        person = Person(
            f"Petronella Quill-{mark}", "1970-01-31", f"+1{_AREA}55501{self._patients:02d}", f"B{mark}"
        )
        self.desk.site.planted.note(person.name, person.phone, person.phone.removeprefix("+1"))
        line = {"id": mark, "number": person.number, "name": person.name, "date_of_birth": person.born}
        line |= {"phone": person.phone, "language": language}
        (stored,) = self.records.post("patients", line).json()["lines"]
        known = Person(person.name, person.born, person.phone, person.number, stored["textward_id"])
        return known, mark

    def send(self, patient: str, text: str, *, key: str = "", **more: object) -> httpx.Response:
        """Hand over a notice."""
        notice = {"patient": patient, "text": text, **more}
        return self.ask("POST", "/notices", json.dumps(notice), key=key or secrets.token_hex(8))

    def state(self, notice: Json) -> str:
        """Ask how far a notice has come."""
        answer = self.ask("GET", f"/notices/{notice['id']}")
        assert answer.status_code == 200, answer.text
        return str(answer.json()["state"])

    def run(self) -> None:
        """Run the job now."""
        self.desk.site.store.run("send_notices")

    def make_due(self, notice: Json) -> None:
        """Let a scheduled notice's time have come."""
        self.desk.site.store.notice_is_due(self.desk.opened.practice_id, notice["id"])

    def ask(
        self, method: str, path: str, body: str = "", *, key: str = "", token: str = ""
    ) -> httpx.Response:
        """Make a request, as the record system."""
        headers = dict(self.records.headers)
        if token:
            headers["Authorization"] = f"Bearer {token}"
        if body:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        return self.desk.site.http.request(method, f"/ehr{path}", content=body.encode(), headers=headers)


@pytest.fixture(scope="module")
def system(site: Site) -> NoticeSystem:
    desk = open_front_desk(site)
    client_id = site.stack.outputs["EhrClientId"]
    granted = desk.opened.admin.put("/settings/record-system", {"client_ids": [client_id]})
    assert granted.status_code == 200, granted.text
    token = token_answer(site).json()["access_token"]
    return NoticeSystem(desk, RecordSystem(site, desk.opened, token))


def in_hours(hours: float) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def test_it_rings_filled_in_and_the_answer_lands_in_the_same_thread(system: NoticeSystem) -> None:
    desk, (person, theirs) = system.desk, system.patient("es")
    mark = desk.site.planted.text("pendiente")
    more = {"fields": {"amount": f"$12 {mark}"}, "languages": {"es": "Hola {first_name}: {amount}."}}
    notices = [system.send(theirs, "Hello, {amount}.", key="bill-1", **more) for _ in range(2)]
    assert [answer.status_code for answer in notices] == [202, 202], notices[0].text
    notice = notices[0].json()
    assert notices[1].json() == notice
    assert notice["thread_id"] == person.thread_id

    words = f"Hola Petronella: $12 {mark}."
    assert desk.text(person, 0, bool) == words
    eventually(lambda: system.state(notice) == "delivered", "the notice, delivered")
    reply = desk.writes(person, "Gracias, ya lo pagué")

    assert desk.texts(person) == [words]
    answered, sent = desk.messages(person)
    assert (answered["id"], answered["status"], answered["assignees"]) == (reply["id"], "pending", [])
    assert (sent["id"], sent["body"], sent["author"]) == (notice["message_id"], words, None)
    other = system.send(theirs, "Hello, {amount}.", key="bill-1", fields={"amount": "$13"})
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")

    read = system.ask("GET", f"/patients/{theirs}/communications").json()
    found = {one["id"]: one for one in (entry["resource"] for entry in read["entry"])}
    assert found[sent["id"]]["payload"] == [{"contentString": words}]
    assert (found[sent["id"]]["status"], "sent" in found[sent["id"]]) == ("completed", True)
    assert found[answered["id"]]["payload"] == [{"contentString": answered["body"]}]
    assert found[answered["id"]]["subject"]["identifier"]["value"] == theirs
    assert {one["partOf"][0]["reference"] for one in found.values() if "partOf" in one} == {
        f"Communication/{notice['thread_id']}"
    }


def test_scheduled_ones_leave_at_their_time_unless_they_are_taken_back(system: NoticeSystem) -> None:
    desk, (person, theirs) = system.desk, system.patient()
    soon, never = (
        system.send(theirs, text, send_at=in_hours(1)).json() for text in ("See you soon.", "Never mind.")
    )
    assert (soon["state"], soon["message_id"]) == ("scheduled", None)
    cancelled = system.ask("POST", f"/notices/{never['id']}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
    system.run()
    assert desk.texts(person) == []

    system.make_due(soon)
    system.run()

    eventually(lambda: system.state(soon) == "delivered", "the notice, delivered")
    system.run()
    assert desk.texts(person) == ["See you soon."]
    late = system.ask("POST", f"/notices/{soon['id']}/cancel")
    assert (late.status_code, late.json()["code"]) == (409, "not-scheduled")


def test_who_opts_out_is_texted_no_more_neither_now_nor_when_it_is_due(system: NoticeSystem) -> None:
    desk, (person, theirs) = system.desk, system.patient()
    assert system.send(theirs, "Please call us.").status_code == 202
    desk.text(person, 0, bool)
    notice = system.send(theirs, "Later.", send_at=in_hours(1)).json()
    desk.writes(person, "STOP")
    refused = eventually(lambda: _refusal(system, theirs), "the opt-out")
    assert [reason["code"] for reason in refused["errors"]] == ["opted_out"]

    system.make_due(notice)
    system.run()

    eventually(lambda: system.state(notice) == "refused", "the notice, refused")
    report = system.ask("GET", f"/notices/{notice['id']}").json()
    assert (report["state"], [reason["code"] for reason in report["reasons"]]) == ("refused", ["opted_out"])
    assert "Later." not in desk.texts(person)


def _refusal(system: NoticeSystem, theirs: str) -> Json:
    answer = system.send(theirs, "Once more.", send_at=in_hours(2.5))
    return dict(answer.json()) if answer.status_code == 409 else {}


def test_only_a_token_with_the_scope_and_a_sound_text_are_taken(site: Site, system: NoticeSystem) -> None:
    _, theirs = system.patient()
    records_only = token_answer(site, "ehr/write").json()["access_token"]
    body = json.dumps({"patient": theirs, "text": "Hello"})
    assert system.ask("POST", "/notices", body, key="k", token=records_only).status_code == 403
    words = site.planted.text("secret words")
    for wrong in (f"{words} {{due}}", f"{words} {{", f"{words} {{facility}}"):
        answer = system.send(theirs, wrong)
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/text")
        assert words not in answer.text
