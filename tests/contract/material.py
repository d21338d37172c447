"""What the contract tests store: objects of a practice that no other test has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from textward.adapters.system import UlidIds
from textward.domain.appointment import Appointment, Slot
from textward.domain.audit import Action, Actor, AuditEntry
from textward.domain.message import Delivery, DeliveryState, Direction, Message, Mode, WorkStatus
from textward.domain.notice import Notice
from textward.domain.notice_wording import Wording
from textward.domain.patient import Patient
from textward.domain.practice import Practice
from textward.domain.private import Private
from textward.domain.role import Member, Role, TextPrivilege
from textward.domain.secure_link import PatientSession, SecureLink, Stage, new_link
from textward.domain.text import OutboundText, Purpose

NOW = datetime(2026, 3, 2, 15, 0, 0, 123_000, tzinfo=UTC)
_IDS = UlidIds()


def an_id() -> str:
    """Give an id that sorts after all given before."""
    return _IDS.new()


def a_number() -> str:
    """Give a phone number that hardly any other test has."""
    return f"+1212{secrets.randbelow(8_000_000) + 2_000_000}"


@dataclass
class Material:
    """Makes objects of one practice."""

    practice_id: str = field(default_factory=an_id)
    patient_id: str = field(default_factory=an_id)
    facility_id: str = field(default_factory=an_id)
    phone: Private = field(default_factory=lambda: Private(a_number()))
    now: datetime = NOW

    @property
    def thread_id(self) -> str:
        return "P" + self.patient_id

    def practice(self, **changes: object) -> Practice:
        base = Practice(
            self.practice_id, "Lakeview Clinic", "America/Chicago", a_number(), texting_enabled=True
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def member(self, name: str = "Ann", **changes: object) -> Member:
        base = Member(self.practice_id, an_id(), name, an_id(), record_id="theirs-member")
        return replace(base, **changes)  # type: ignore[arg-type]

    def role(self, name: str = "Front desk") -> Role:
        return Role(an_id(), name, TextPrivilege.ASSIGNED, manage_groups=True)

    def patient(self, name: str = "María López", **changes: object) -> Patient:
        base = Patient(
            practice_id=self.practice_id,
            patient_id=an_id(),
            number=f"P-{secrets.randbelow(9000) + 1000}",
            name=Private(name),
            date_of_birth=date(1980, 5, 17),
            facility_id=self.facility_id,
            phone=self.phone,
            record_id="theirs-patient",
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def appointment(self, **changes: object) -> Appointment:
        base = Appointment(
            practice_id=self.practice_id,
            appointment_id=an_id(),
            patient_id=self.patient_id,
            facility_id=self.facility_id,
            member_id="ME",
            starts_at=self.now + timedelta(days=2),
            record_id="theirs-appointment",
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def slot(self, **changes: object) -> Slot:
        starts_at = self.now + timedelta(days=3)
        base = Slot(self.practice_id, an_id(), self.facility_id, "ME", starts_at, record_id="theirs-slot")
        return replace(base, **changes)  # type: ignore[arg-type]

    def scheduled(self, **changes: object) -> Notice:
        """Give a notice that is scheduled."""
        wording = Wording(
            Private("Hello {first_name}, {amount} is due."),
            {"es": Private("Hola: {amount}")},
            {"amount": Private("$12")},
        )
        base = Notice(
            self.practice_id, an_id(), self.patient_id, self.later(), "fingerprint", wording=wording
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def inbound(self, body: str = "Hello", **changes: object) -> Message:
        base = Message(
            practice_id=self.practice_id,
            thread_id=self.thread_id,
            message_id=an_id(),
            at=self.now,
            direction=Direction.IN,
            mode=Mode.PLAIN,
            body=Private(body),
            patient_id=self.patient_id,
            facility_id=self.facility_id,
            party_name=Private("María López"),
            party_phone=self.phone,
            status=WorkStatus.PENDING,
            provider_id="SM" + an_id(),
        )
        return replace(base, **changes)  # type: ignore[arg-type]

    def outbound(self, body: str = "Good morning", **changes: object) -> Message:
        base = self.inbound(body)
        sent = replace(
            base,
            direction=Direction.OUT,
            author_id=an_id(),
            status=None,
            provider_id=None,
            delivery=Delivery(DeliveryState.QUEUED, self.now),
        )
        return replace(sent, **changes)  # type: ignore[arg-type]

    def secured(self) -> tuple[Message, SecureLink, OutboundText]:
        """Give a secured message with its link and the text that brings the code."""
        message = self.outbound("Your results", mode=Mode.SECURED)
        link = new_link(
            self.practice_id, an_id(), self.thread_id, self.patient_id, message.message_id, self.now
        )
        return replace(message, link_id=link.link_id), link, self.code(link)

    def code(self, link: SecureLink) -> OutboundText:
        return OutboundText(
            practice_id=link.practice_id,
            thread_id=link.thread_id,
            item_id=an_id(),
            purpose=Purpose.CODE,
            to=self.phone,
            delivery=Delivery(DeliveryState.QUEUED, self.now),
            patient_id=link.patient_id,
            link_id=link.link_id,
            code_counter=link.code_counter,
        )

    def session(self, link: SecureLink, stage: Stage = Stage.CODE_ACCEPTED) -> PatientSession:
        return PatientSession(
            session_key=an_id(),
            practice_id=link.practice_id,
            patient_id=link.patient_id,
            thread_id=link.thread_id,
            link_id=link.link_id,
            stage=stage,
            started_at=self.now,
            last_seen_at=self.now,
        )

    def entry(self, action: Action = Action.MESSAGE_SENT) -> AuditEntry:
        actor = Actor("member", an_id(), "192.0.2.1", "request-1")
        return AuditEntry(
            an_id(), self.practice_id, self.now, actor, action, self.thread_id, None, self.patient_id
        )

    def later(self, minutes: float = 1) -> datetime:
        return self.now + timedelta(minutes=minutes)
