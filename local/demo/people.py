"""Who is in the demo practice. All made up; the numbers are from the range kept for fiction (NANPA, 555-0100 to 555-0199)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

PRACTICE_NAME = "Lakeside Family Health"
PRACTICE_NUMBER = "+13125550100"
PRACTICE_PHONE = "(312) 555-0190"
TIME_ZONE = "America/Chicago"
FACILITIES = ("Lakeside Main", "Lakeside North")
CATEGORIES = ("Diabetes program", "Maternity", "Senior care")
PASSWORD = "Lakeside-demo-2026"  # noqa: S105 - printed on the screen; it opens nothing but the demo


@dataclass(frozen=True)
class DemoMember:
    """A member and the sign-in."""

    name: str
    email: str
    role: str


ADMIN, FRONT_DESK, CLINICIAN = "Practice admin", "Front desk", "Clinician"
MEMBERS = (
    DemoMember("Dana Whitfield", "dana@lakeside.example", ADMIN),
    DemoMember("Frank Osei", "frank@lakeside.example", FRONT_DESK),
    DemoMember("Priya Raman", "priya@lakeside.example", FRONT_DESK),
    DemoMember("Dr. Helen Marsh", "helen@lakeside.example", CLINICIAN),
    DemoMember("Dr. Luis Ortega", "luis@lakeside.example", CLINICIAN),
    DemoMember("Nora Kim, RN", "nora@lakeside.example", CLINICIAN),
)


@dataclass(frozen=True)
class DemoPatient:
    """A patient; `phone` is the last two digits of +1 312 555 01xx, or None for no mobile."""

    name: str
    born: date
    phone: int | None
    language: str = "en"
    notifications: bool = True


def _patient(
    name: str, born: str, phone: int | None, language: str = "en", *, notifications: bool = True
) -> DemoPatient:
    return DemoPatient(name, date.fromisoformat(born), phone, language, notifications)


PATIENTS = (
    _patient("Maria López", "1984-03-12", 1, "es"),
    _patient("James Carter", "1959-11-02", 2),
    _patient("Aisha Rahman", "1991-07-25", 3),
    _patient("Élodie Tremblay", "1978-01-30", 4, "fr"),
    _patient("Robert Novak", "1947-05-18", 5),
    _patient("Sofia Novak", "2015-09-09", 5),
    _patient("Minh Nguyễn", "1988-12-01", 7),
    _patient("Grace O'Connor", "1996-04-04", 8),
    _patient("William Adeyemi", "1970-08-21", 9),
    _patient("Hannah Schmidt", "2001-02-14", 10),
    _patient("José Ramírez", "1965-06-06", 11, "es"),
    _patient("Olivia Bennett", "1982-10-17", 12),
    _patient("Daniel Cho", "1993-03-03", 13),
    _patient("Fatima Zahra Alaoui", "1975-09-28", 14, "fr"),
    _patient("Ethan Walker", "2008-01-05", 15),
    _patient("Lakshmi Iyer", "1962-12-24", 16),
    _patient("Samuel Green", "1939-07-07", 17),
    _patient("Zoë Lindqvist", "1999-05-29", 18),
    _patient("Carlos Mendoza", "1986-11-11", 19, "es"),
    _patient("Emily Turner", "1990-08-08", 20),
    _patient("Noah Williams", "1955-02-19", 21),
    _patient("Ingrid Sørensen", "1968-04-23", 22),
    _patient("Kwame Mensah", "1980-06-30", 23),
    _patient("Isabella Rossi", "2003-03-27", 24),
    _patient("Thomas Baker", "1951-10-10", 25),
    _patient("Chloé Gagnon", "1994-12-12", 26, "fr"),
    _patient("Andrei Popescu", "1977-01-15", 27),
    _patient("Ruth Goldberg", "1943-09-03", 28),
    _patient("Mateo Castillo", "2011-05-05", 29, "es"),
    _patient("Yuki Tanaka", "1987-07-19", 30),
    _patient("Peter Johansson", "1972-02-28", 31),
    _patient("Amara Okafor", "1998-08-16", 32),
    _patient("Leila Haddad", "1983-04-11", 33),
    _patient("George Papadakis", "1949-06-25", 34),
    _patient("Nina Petrova", "1992-10-31", 35),
    _patient("Henry Clarke", "1966-03-08", 36),
    _patient("Valentina Cruz", "2006-11-20", 37, "es"),
    _patient("Oscar Lindgren", "1958-01-22", 38, notifications=False),
    _patient("Beatrice Holt", "1935-12-05", None),
    _patient("Omar Farouk", "1989-09-14", 40),
)

FIRST_TEXTS = (
    (3, "Hi, can I move my appointment on Tuesday to the afternoon?"),
    (2, "Do I need to fast before the blood test tomorrow?"),
    (8, "The pharmacy says they have not received the refill yet."),
    (12, "Thank you! See you on Friday."),
    (5, "Is the flu clinic open on Saturday?"),
)
"""What some patients text when the demo starts: the last digits of the phone, and the words."""
