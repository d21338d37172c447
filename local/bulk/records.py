"""Made-up records, as a record system would send them: nobody in them is real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

Record = dict[str, Any]

FACILITIES = 5
CATEGORIES = 4
MEMBERS = 20
_FIRST = ("Ana", "Ben", "Chloé", "Dmitri", "Esperanza", "Farid", "Grace", "Hiro", "Inès", "José")
_LAST = ("Abbott", "Brun", "Castillo", "Dubois", "Egan", "Flores", "García", "Hughes", "Ito", "Jones")
_LANGUAGES = ("en", "en", "es", "fr")
_DAY_HOURS = 8
_PHONES = 10_000
"""Lines of an exchange."""
_AREAS = (212, 312, 415, 512, 617, 713, 808, 907)


def facilities() -> Iterator[Record]:
    """Give the facilities."""
    return ({"id": f"bulk-f{n}", "name": f"Facility {n}"} for n in range(FACILITIES))


def categories() -> Iterator[Record]:
    """Give the categories."""
    return ({"id": f"bulk-c{n}", "name": f"Programme {n}"} for n in range(CATEGORIES))


def members(role: str) -> Iterator[Record]:
    """Give members, none of whom may sign in."""
    for n in range(MEMBERS):
        email = f"bulk{n}@records.example"
        yield {"id": f"bulk-m{n}", "name": f"Provider {n}", "email": email, "role": role, "active": False}


def patients(count: int) -> Iterator[Record]:
    """Give patients, each with a phone of their own."""
    for n in range(count):
        yield {
            "id": f"bulk-p{n}",
            "number": f"B-{n:06}",
            "name": f"{_FIRST[n % 10]} {_LAST[n // 10 % 10]}-{_LAST[n // 100 % 10]}",
            "date_of_birth": f"{1940 + n % 70}-{1 + n % 12:02}-{1 + n % 28:02}",
            "phone": f"+1{_AREAS[n // _PHONES % len(_AREAS)]}556{n % _PHONES:04}",
            "language": _LANGUAGES[n % len(_LANGUAGES)],
            "facility": f"bulk-f{n % FACILITIES}",
            "categories": [f"bulk-c{n % CATEGORIES}"],
        }


def care_teams(count: int) -> Iterator[Record]:
    """Give each patient one of the members."""
    return ({"patient": f"bulk-p{n}", "members": [f"bulk-m{n % MEMBERS}"]} for n in range(count))


def slots(count: int, start: datetime) -> Iterator[Record]:
    """Give a slot for each appointment."""
    for n in range(count):
        yield {"id": f"bulk-s{n}", **_where(n), "starts_at": _when(n, start), "state": "booked"}


def appointments(count: int, of_patients: int, start: datetime) -> Iterator[Record]:
    """Give appointments in the months to come."""
    for n in range(count):
        patient, slot = f"bulk-p{n % of_patients}", f"bulk-s{n}"
        yield {
            "id": f"bulk-a{n}",
            "patient": patient,
            "slot": slot,
            **_where(n),
            "starts_at": _when(n, start),
        }


def first_day(now: datetime) -> datetime:
    """Give when the first appointments are: a month from now, in the morning of the Americas."""
    return now.astimezone(UTC).replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=30)


def _where(n: int) -> Record:
    return {"facility": f"bulk-f{n % FACILITIES}", "member": f"bulk-m{n % MEMBERS}"}


def _when(n: int, start: datetime) -> str:
    hours = n // MEMBERS
    moment = start + timedelta(days=hours // _DAY_HOURS, hours=hours % _DAY_HOURS)
    return moment.isoformat()
