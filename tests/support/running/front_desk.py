"""A practice of the test's own where it is about noon now, so that reminders may go out whenever the test runs."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tests.support.running.people import Person
from tests.support.running.practices import open_practice
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.running.practices import Opened
    from tests.support.running.site import Site

Json = dict[str, Any]
_NOON = 12
_PATIENTS_AREA, _NUMBERS_AREA = "505", "575"


@dataclass
class RunningFrontDesk:
    """The practice, with a number of its own."""

    site: Site
    opened: Opened
    number: str
    _people: int = 0

    def patient(self, language: str = "en") -> Person:
        """Give a patient of this practice, new."""
        self._people += 1
        phone = f"+1{_PATIENTS_AREA}55501{self._people:02d}"
        mark = "".join(secrets.choice("bdfgklmnprstvz") for _ in range(8))
        person = Person(f"Perpetua Quill-{mark}", "1970-01-31", phone, f"B{mark}", language=language)
        (saved,) = self.ask(patients=[asdict(person)])["patients"]
        self.site.planted.note(person.name, phone, phone.removeprefix("+1"))
        return Person(**saved)

    def book(self, person: Person, *, hours: float = 0) -> str:
        """Store an appointment in a day and so many hours; without any its reminder is due now. Give its id."""
        starts_at = datetime.now(UTC) + timedelta(days=1, hours=hours) - timedelta(minutes=2)
        wish = {"patient_id": person.patient_id, "starts_at": starts_at.isoformat()}
        return str(self.ask(appointments=[wish])["appointments"][0])

    def open_slots(self, count: int) -> list[str]:
        """Open times, one a day from the fifth day on; give their ids."""
        first = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=5)
        return list(self.ask(slots=[(first + timedelta(days=n)).isoformat() for n in range(count)])["slots"])

    def take(self, slot_id: str) -> None:
        """Let somebody else have a slot."""
        self.ask(take=[slot_id])

    def agenda(self, person: Person) -> Json:
        """Give what is stored of a patient."""
        return dict(self.ask(agendas=[person.patient_id])["agendas"][0])

    def run(self) -> None:
        """Run the job now."""
        self.site.store.run("send_reminders")

    def reminded(self, person: Person, after: int = 0) -> str:
        """Run the job; give the reminder that came."""
        self.run()
        return self.text(person, after, lambda text: "you have an appointment" in text)

    def says(self, person: Person, body: str) -> str:
        """Let the patient think for a moment and text; give what the assistant answers."""
        already = len(self.texts(person))
        self.writes(person, body)
        return self.text(person, already, bool)

    def writes(self, person: Person, body: str) -> Json:
        """Let the patient think for a moment and text; give the message as staff have it."""
        self.site.store.question_was_read(self.opened.practice_id, person.patient_id)
        before = {message["id"] for message in self.messages(person)}
        self.site.telephone.type(person.phone, body, to=self.number)

        def look() -> Json:
            found = [one for one in self.messages(person) if one["id"] not in before]
            return next((one for one in found if one["direction"] == "in" and one["body"] == body), {})

        return eventually(look, "the patient's text")

    def messages(self, person: Person) -> list[Json]:
        """Give the conversation, newest first."""
        return self.opened.admin.messages(person.thread_id)

    def listed(self, **query: str) -> list[Json]:
        """Give the appointments of a list, as staff see it."""
        answer = self.opened.admin.get("/appointments", **query)
        assert answer.status_code == 200, answer.text
        return list(answer.json()["items"])

    def shown(self, person: Person, appointment_id: str) -> Json:
        """Give an appointment as the list of its day has it."""
        booked = self.agenda(person)["appointments"][appointment_id]
        zone = ZoneInfo(self.opened.admin.get("/me").json()["practice"]["time_zone"])
        day = datetime.fromisoformat(booked["starts_at"]).astimezone(zone).date()

        def look() -> Json:
            found = self.listed(day=day.isoformat())
            return next((one for one in found if one["id"] == appointment_id), {})

        return eventually(look, "the appointment on its day")

    def set_status(self, appointment: Json, status: str) -> Json:
        """Set an appointment's status by hand."""
        path = f"/appointments/{appointment['patient']['id']}/{appointment['id']}/status"
        body = {"version": appointment["version"], "status": status}
        answer = self.opened.admin.post(path, body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def choose(self, **changes: object) -> None:
        """Choose other rules for reminders."""
        now = self.opened.admin.get("/settings/reminders").json()
        del now["time_zone"]
        answer = self.opened.admin.put("/settings/reminders", now | changes)
        assert answer.status_code == 200, answer.text

    def status(self, person: Person, message: Json) -> str:
        """Give how far staff have come with a message."""
        return str(self.opened.admin.message(person.thread_id, message["id"])["status"])

    def texts(self, person: Person) -> list[str]:
        """Give what came to the phone from this practice, oldest first."""
        shown = self.site.telephone.http.get(f"/control/phones/{person.phone}")
        texts = shown.json()["messages"] if shown.is_success else []
        mine = [text for text in texts if text["practice_number"] == self.number]
        return [text["body"] for text in mine if text["direction"] == "to_phone"]

    def text(self, person: Person, after: int, fits: Callable[[str], bool]) -> str:
        """Wait for a text that fits, skipping the first `after`."""

        def look() -> str:
            return next((text for text in self.texts(person)[after:] if fits(text)), "")

        return eventually(look, "a text of the assistant's")

    def ask(self, **wish: object) -> Json:
        """Have the practice's record changed or read."""
        return self.site.clerk.ask("booking", practice_id=self.opened.practice_id, **wish)


def open_front_desk(site: Site) -> RunningFrontDesk:
    """Open a practice where it is about noon, and let it text."""
    opened = open_practice(site, time_zone=_zone_at_noon())
    search = {"country": "US", "area_code": _NUMBERS_AREA}
    offered = opened.admin.post("/settings/numbers/search", search).json()["items"]
    number = str(secrets.choice(offered)["number"])
    bought = opened.admin.post("/settings/numbers", {"number": number}, key=secrets.token_hex(8))
    assert bought.status_code == 201, bought.text
    names = ("enabled", "default_mode", "assign_to_care_team", "assign_to_last_sender", "version")
    now = opened.admin.get("/settings/texting").json()
    saved = opened.admin.put("/settings/texting", {name: now[name] for name in names} | {"enabled": True})
    assert saved.status_code == 200, saved.text
    return RunningFrontDesk(site, opened, number)


def _zone_at_noon() -> str:
    """Name a zone of whole hours where it is between noon and one; the names' signs are the other way round (POSIX)."""
    ahead = _NOON - datetime.now(UTC).hour
    return "Etc/GMT" if ahead == 0 else f"Etc/GMT{-ahead:+d}"
