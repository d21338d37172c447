"""What is seeded: patients, and messages as a busy year would have left them. The same each time, but for ids and times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from ulid import ULID

from textward.domain.message import Delivery, DeliveryState, Direction, Message, Mode, WorkStatus
from textward.domain.patient import Patient
from textward.domain.private import Private

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

    from textward.domain.practice import Facility
    from textward.domain.role import Member

MESSAGES_PER_PATIENT = 25
_LONGEST_THREAD = 0.1
_YEAR = timedelta(days=365)
_RANDOM_BITS = 80
_INBOUND, _PENDING, _DELETED, _ASSIGNED, _STARRED = 0.6, 0.05, 0.02, 0.15, 0.01
_AREAS = (202, 206, 212, 213, 214, 216, 303, 305, 313, 314, 404, 412, 415, 503, 512, 602, 612, 617, 702, 713)
_FIRST = (
    "Ada",
    "Ben",
    "Cleo",
    "Dario",
    "Esme",
    "Felix",
    "Gia",
    "Hugo",
    "Iris",
    "Jonah",
    "Kira",
    "Leo",
    "Mila",
    "Nico",
)
_LAST = (
    "Abbott",
    "Barros",
    "Chandra",
    "Dupont",
    "Eriksen",
    "Fontaine",
    "Grigoryan",
    "Halloran",
    "Ibarra",
    "Jansen",
)
_WORDS = (
    "Can I move my appointment to next week?",
    "Thank you, that works for me.",
    "The pharmacy has not received the refill yet.",
    "Please call me back when you have a moment.",
    "Your visit is on Monday at ten. Reply if you can't come.",
    "We have sent the referral to the specialist today.",
    "Do I need to bring anything for the visit?",
    "The forms are ready at the front desk.",
)


@dataclass(frozen=True)
class Practice:
    """Whom the plan is for."""

    practice_id: str
    facilities: Sequence[Facility]
    members: Sequence[Member]


def patients(practice: Practice, number: int, draw: random.Random) -> Iterator[Patient]:
    """Give the patients to add, each with a phone from the range kept for fiction (NANPA, 555-0100 to 555-0199)."""
    for index in range(number):
        area, line = _AREAS[index // 100 % len(_AREAS)], index % 100
        yield Patient(
            practice_id=practice.practice_id,
            patient_id=str(ULID()),
            number=f"P-{10_001 + index}",
            name=Private(f"{draw.choice(_FIRST)} {draw.choice(_LAST)}"),
            date_of_birth=date(1935, 1, 1) + timedelta(days=draw.randrange(30_000)),
            facility_id=draw.choice(practice.facilities).facility_id,
            phone=Private(f"+1{area}55501{line:02d}"),
        )


def threads(
    messages: int, known: Sequence[Patient], added: Sequence[Patient]
) -> Iterator[tuple[Patient, int]]:
    """Share the messages out: a tenth of all in the thread of the first patient who is known, the rest evenly."""
    longest = round(messages * _LONGEST_THREAD)
    yield known[0], longest
    others = [*known[1:], *added]
    each, more = divmod(messages - longest, len(others))
    for index, patient in enumerate(others):
        yield patient, each + (index < more)


def conversation(practice: Practice, patient: Patient, length: int, draw: random.Random) -> Iterator[Message]:
    """Give a thread's messages, over the year that ended an hour ago."""
    end = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    for at in sorted(end - _YEAR * draw.random() for _ in range(length)):
        moment = at.replace(microsecond=at.microsecond // 1000 * 1000)
        identity = ULID.from_int(
            (round(moment.timestamp() * 1000) << _RANDOM_BITS) + draw.getrandbits(_RANDOM_BITS)
        )
        common = Message(
            practice_id=practice.practice_id,
            thread_id=patient.thread_id,
            message_id=str(identity),
            at=moment,
            direction=Direction.IN,
            mode=Mode.PLAIN,
            body=Private(draw.choice(_WORDS)),
            patient_id=patient.patient_id,
            facility_id=patient.facility_id,
            party_name=patient.name,
            party_phone=patient.phone,
        )
        yield _received(practice, common, draw) if draw.random() < _INBOUND else _sent(practice, common, draw)


def _received(practice: Practice, message: Message, draw: random.Random) -> Message:
    chance = draw.random()
    status = WorkStatus.PENDING if chance < _PENDING else WorkStatus.COMPLETED
    if chance > 1 - _DELETED:
        status = WorkStatus.DELETED
    to, by, fan = (draw.choice(practice.members).member_id for _ in range(3))
    assigned = draw.random() < _ASSIGNED
    return replace(
        message,
        status=status,
        assignees=frozenset({to}) if assigned else frozenset(),
        assigned_by=frozenset({by}) if assigned else frozenset(),
        starred_by=frozenset({fan}) if draw.random() < _STARRED else frozenset(),
    )


def _sent(practice: Practice, message: Message, draw: random.Random) -> Message:
    return replace(
        message,
        direction=Direction.OUT,
        author_id=draw.choice(practice.members).member_id,
        delivery=Delivery(DeliveryState.DELIVERED, message.at),
    )
