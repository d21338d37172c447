"""A record system hands over automated texts, on the fakes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.unit.services.record_desk import CLIENT, PATIENT, RecordDesk
from textward.domain.audit import Actor
from textward.domain.ehr import RecordKind, own_id
from textward.domain.notice_wording import Wording
from textward.domain.private import Private
from textward.services.follow_notice import FollowNotice
from textward.services.record_audit import AuditTrail
from textward.services.send_due_notices import SendDueNotices
from textward.services.send_notice import NoticeWish, SendNotice
from textward.services.write_notice import WriteNotice

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.notice import Notice
    from textward.domain.patient import Patient
    from textward.services.follow_notice import NoticeReport

NOON = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)
"""Monday, noon in Chicago."""
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def wording(text: str = "Hello {first_name}.", **parts: dict[str, str]) -> Wording:
    """Give a wording; `languages` and `fields` are its parts."""
    private = {name: {key: Private(value) for key, value in values.items()} for name, values in parts.items()}
    return Wording(Private(text), **private)


@dataclass
class NoticeDesk:
    """A practice, a patient of its record system, and what the record system does in a few words."""

    desk: RecordDesk = field(default_factory=RecordDesk)

    def __post_init__(self) -> None:
        self.clinic, w = self.desk.clinic, self.desk.clinic.world
        w.advance(NOON - w.clock.now())
        self.desk.send(RecordKind.PATIENTS, PATIENT)
        self.write = WriteNotice(w.practices, w.clock, w.ids, w.reminders)
        self.send_notice = SendNotice(w.notices, self.clinic.recipients, self.write, w.clock)
        self.follow_notice = FollowNotice(w.notices, w.threads, w.clock)
        self.send_due = SendDueNotices(w.notices, self.clinic.recipients, self.write, w.audit, w.clock, w.ids)
        self.clinic.hand_over()

    @property
    def practice_id(self) -> str:
        return self.clinic.practice_id

    @property
    def now(self) -> datetime:
        return self.clinic.world.clock.now()

    @property
    def ines(self) -> Patient:
        """Give the patient as stored; the phone is hers alone, and her language is Spanish."""
        patient_id = own_id(self.practice_id, RecordKind.PATIENTS, PATIENT["id"])
        return self.clinic.world.patients.get(self.practice_id, patient_id)

    @property
    def trail(self) -> AuditTrail:
        w = self.clinic.world
        return AuditTrail(w.audit, w.clock, w.ids, Actor("record_system", CLIENT))

    def send(
        self,
        what: Wording | str = "Hello {first_name}.",
        *,
        key: str = "key-1",
        at: datetime | None = None,
        patient: str = "PT-1",
        quiet: bool = True,
        client: str = CLIENT,
    ) -> Notice:
        """Hand one over."""
        said = what if isinstance(what, Wording) else wording(what)
        wish = NoticeWish(patient, said, at, quiet)
        return self.send_notice(self.practice_id, client, wish, key, self.trail)

    def at(self, moment: datetime) -> None:
        """Let time pass until then, and let the job run and the texts arrive."""
        self.clinic.world.advance(moment - self.now)
        self.send_due()
        self.clinic.hand_over()

    def report(self, notice: Notice) -> NoticeReport:
        """Ask what became of one."""
        return self.follow_notice(self.practice_id, notice.notice_id, self.trail)

    def cancel(self, notice: Notice) -> NoticeReport:
        """Take one back."""
        return self.follow_notice.cancel(self.practice_id, notice.notice_id, self.trail)

    def rings(self) -> list[str]:
        """Give what the patient's phone has shown."""
        self.clinic.hand_over()
        phone = self.ines.phone
        assert phone
        return self.clinic.world.sms.rings[phone.reveal()]

    @property
    def messages(self) -> list[Message]:
        """Give all messages to the patient."""
        stored = self.clinic.world.state.messages.values()
        return [message for message in stored if message.thread_id == self.ines.thread_id]

    def actions(self) -> list[tuple[str, str]]:
        """Give what the trail says of notices: action and who did it."""
        lines = self.clinic.world.state.audit
        return [
            (line.action.value, line.actor.kind) for line in lines if line.thread_id == self.ines.thread_id
        ]
