"""Patients of the run's own, so that no test meets another's: unusual names, phones from the range kept for fiction."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from local.stack import LocalStack
    from tests.support.running.clerk import Clerk
    from tests.support.running.planted import Planted

_AREAS = (217, 309, 618, 773, 815, 847, 414, 608, 920, 515, 319, 563, 260, 317, 574, 219, 313, 616, 248, 734)
CARE_TEAM = "Dr. Luis Ortega"
CATEGORY = "Diabetes program"
_FIRST = ("Zephyrine", "Quillon", "Ysolde", "Thaddeus", "Wilhelmina", "Xavier", "Ottoline", "Evander")
_LAST = ("Brackenfell", "Thornquist", "Vandermolen", "Castellanos", "Ashgrove", "Kowalczyk", "Fitzwarren")
_ORDINARY = 80
_SILENT, _PHONELESS, _FAMILIES = 3, 3, 7
_CARED = 20
_TWINS = 3
_MORE = 80
"""Further ordinary patients, with phones of a second area: an area has a hundred numbers kept for fiction."""
_UNKNOWN = range(90, 100)
"""Last digits of phones that no patient has."""


@dataclass(frozen=True)
class Person:
    """A patient, as the practice's record has them."""

    name: str
    born: str
    phone: str
    """Empty for none."""
    number: str
    patient_id: str = ""
    notifications: bool = True
    language: str = "en"
    care_of: str = ""
    """The member, by name, who is the patient's in-house care team; empty for none."""
    category: str = ""
    """The patient's category, by name; empty for none."""

    @property
    def thread_id(self) -> str:
        """Give the patient's one thread."""
        return f"P{self.patient_id}"

    @property
    def date_of_birth(self) -> date:
        """Give the date of birth."""
        return date.fromisoformat(self.born)


class People:
    """Hands out patients and phones, each once."""

    def __init__(self, stack: LocalStack, clerk: Clerk, planted: Planted) -> None:
        """Register the run's patients; a home that is used again gets others, in another area."""
        run = int(stack.home.read("test-runs").get("count", 0))
        stack.home.write("test-runs", {"count": run + 1})
        self._area, self._run = _AREAS[run % len(_AREAS)], run
        wanted = [*self._ordinary(), *self._silent(), *self._phoneless(), *self._families(), *self._more()]
        special = [*self._cared(), *self._twins()]
        everyone = [asdict(person) for person in (*wanted, *special)]
        saved = clerk.ask("register", number=stack.demo["number"], people=everyone)["people"]
        registered = [Person(**fields) for fields in saved]
        people, special = registered[: len(wanted)], registered[len(wanted) :]
        for person in registered:
            planted.note(person.name, person.phone, person.phone.removeprefix("+1"), person.born)
        self._unknown = [self._phone(digits) for digits in _UNKNOWN]
        planted.note(*self._unknown, *(phone.removeprefix("+1") for phone in self._unknown))
        self._ready = people[:_ORDINARY]
        self._quiet = people[_ORDINARY : _ORDINARY + _SILENT]
        self._without = people[_ORDINARY + _SILENT : _ORDINARY + _SILENT + _PHONELESS]
        self._sharing = people[_ORDINARY + _SILENT + _PHONELESS : -_MORE]
        self._ready += people[-_MORE:]
        self._with_care_team = special[:_CARED]
        self._born_together = special[_CARED:]

    def patient(self) -> Person:
        """Give a patient who can be texted."""
        return self._ready.pop()

    def silent_patient(self) -> Person:
        """Give a patient whose text notifications are off."""
        return self._quiet.pop()

    def patient_without_mobile(self) -> Person:
        """Give a patient with no mobile number on file."""
        return self._without.pop()

    def family(self) -> tuple[Person, Person]:
        """Give a parent and a child with the same phone."""
        return self._sharing.pop(), self._sharing.pop()

    def cared_for(self) -> Person:
        """Give a patient whose in-house care team is `CARE_TEAM`, and whose category is `CATEGORY`."""
        return self._with_care_team.pop()

    def twins(self) -> tuple[Person, Person]:
        """Give two patients with the same phone and date of birth."""
        return self._born_together.pop(), self._born_together.pop()

    def unknown_phone(self) -> str:
        """Give a phone that is no patient's."""
        return self._unknown.pop()

    def _ordinary(self) -> list[Person]:
        return [self._person(index, self._phone(index)) for index in range(_ORDINARY)]

    def _silent(self) -> list[Person]:
        numbers = range(_ORDINARY, _ORDINARY + _SILENT)
        return [self._person(index, self._phone(index), notifications=False) for index in numbers]

    def _phoneless(self) -> list[Person]:
        return [self._person(_ORDINARY + 10 + index, "") for index in range(_PHONELESS)]

    def _families(self) -> list[Person]:
        first = _ORDINARY + _SILENT
        return [self._person(100 + i, self._phone(first + i // 2)) for i in range(2 * _FAMILIES)]

    def _more(self) -> list[Person]:
        area = _AREAS[(self._run + len(_AREAS) // 2) % len(_AREAS)]
        return [self._person(120 + index, f"+1{area}55501{index:02d}") for index in range(_MORE)]

    def _cared(self) -> list[Person]:
        area = self._area_after(5)
        return [
            replace(
                self._person(200 + index, f"+1{area}55501{index:02d}"), care_of=CARE_TEAM, category=CATEGORY
            )
            for index in range(_CARED)
        ]

    def _twins(self) -> list[Person]:
        area = self._area_after(5)
        phones = [f"+1{area}55501{_CARED + index // 2:02d}" for index in range(2 * _TWINS)]
        twins = [self._person(230 + index, phone) for index, phone in enumerate(phones)]
        return [replace(twin, born=twins[index - index % 2].born) for index, twin in enumerate(twins)]

    def _area_after(self, step: int) -> int:
        return _AREAS[(self._run + step) % len(_AREAS)]

    def _phone(self, digits: int) -> str:
        return f"+1{self._area}55501{digits:02d}"

    def _person(self, index: int, phone: str, *, notifications: bool = True) -> Person:
        mark = _letters(self._run * 300 + index)
        last = f"{_LAST[index % len(_LAST)]}-{mark}"
        name = f"{_FIRST[index % len(_FIRST)]} {last}"
        born = f"{1931 + index % 80}-{1 + index % 12:02d}-{1 + index % 28:02d}"
        return Person(name, born, phone, f"T{mark}", notifications=notifications)


def _letters(number: int) -> str:
    """Write a number with letters, as names have."""
    letters = "bdfgklmnprstvz"
    text = ""
    for _ in range(4):
        text += letters[number % len(letters)] + "aeiou"[number % 5]
        number //= len(letters)
    return text.capitalize()
