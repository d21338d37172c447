"""A practice at work on the fakes: every use case wired, and what its people do in a few words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.fakes.world import Demo, FakeWorld
from textward.domain.audit import Actor
from textward.domain.errors import NotVerifiedError, TransientError
from textward.domain.events import EventType
from textward.domain.message import Message, Mode
from textward.domain.private import Private
from textward.services.answer_appointment import AnswerAppointment
from textward.services.auto_assign import AutoAssign
from textward.services.change_status import ChangeStatus
from textward.services.deliver_text import DeliverText
from textward.services.fetch_missed import FetchMissed
from textward.services.find_patients import FindPatients
from textward.services.manage_link import ManageLink
from textward.services.manage_texting import ManageTexting
from textward.services.order_number import OrderNumber
from textward.services.patient_sessions import PatientSessions
from textward.services.read_inbox import ReadInbox
from textward.services.read_thread import ReadThread
from textward.services.receive_text import InboundText, ReceiveText
from textward.services.recipients import Recipients
from textward.services.reconcile import ExpireCodes, Reconcile
from textward.services.record_audit import AuditTrail
from textward.services.record_delivery import RecordDelivery
from textward.services.retry_message import RetryMessage
from textward.services.route_message import RouteMessage
from textward.services.secure_conversation import ReadConversation, ReplySecurely
from textward.services.send_message import Draft, SendMessage
from textward.services.settle_order import SettleOrder, SettleOrders
from textward.services.tell_patient import TellPatient
from textward.services.verify_code import ResendCode, VerifyCode
from textward.services.verify_identity import VerifyIdentity
from textward.services.watch_live import OpenLive, PushToStaff

if TYPE_CHECKING:
    from textward.domain.patient import Patient
    from textward.domain.role import Viewer
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText

BASE_URL = "https://clinic.example"
BORN = date(1980, 5, 17)
WRONG_DATE = date(1981, 5, 17)
MOMENT = timedelta(milliseconds=1)
LONG_ENOUGH = timedelta(seconds=61)
"""After which an unknown outcome is looked into."""


@dataclass
class Clinic:
    """The demo practice with its use cases."""

    world: FakeWorld = field(default_factory=FakeWorld)

    def __post_init__(self) -> None:
        w = self.world
        self.demo: Demo = w.demo()
        self.recipients = Recipients(w.practices, w.patients, w.threads)
        self.receive = ReceiveText(w.practices, w.patients, w.threads, w.phone_book, w.clock, w.ids)
        self.send = SendMessage(self.recipients, w.threads, w.clock, w.ids)
        self.deliver = DeliverText(
            self.recipients, w.patients, w.texts, w.links, w.link_keys, w.sms, w.clock, BASE_URL
        )
        self.record_delivery = RecordDelivery(w.texts, w.clock)
        self.retry = RetryMessage(self.recipients, w.threads, w.texts, w.clock)
        self.verify_code = VerifyCode(w.links, w.patients, w.link_keys, w.clock, w.ids)
        self.resend_code = ResendCode(w.links, w.texts, w.patients, self.recipients, w.clock, w.ids)
        self.verify_identity = VerifyIdentity(w.links, w.patients, w.link_keys, w.clock, w.ids)
        self.sessions = PatientSessions(w.links, w.patients, w.link_keys, w.clock)
        self.read_conversation = ReadConversation(w.practices, w.threads)
        self.reply = ReplySecurely(self.sessions, w.patients, w.threads, w.clock, w.ids)
        self.manage_link = ManageLink(
            self.recipients, w.threads, w.texts, w.links, w.patients, w.phone_book, w.clock, w.ids
        )
        self.change_status = ChangeStatus(w.threads)
        self.read_inbox = ReadInbox(w.threads)
        self.read_thread = ReadThread(self.recipients, w.threads, w.links, w.patients, w.phone_book)
        self.find_patients = FindPatients(w.patients)
        self.auto_assign = AutoAssign(w.practices, w.staff, w.patients, w.threads, w.audit, w.clock, w.ids)
        self.tell = TellPatient(w.threads, w.audit, w.clock, w.ids)
        self.answer_appointment = AnswerAppointment(
            self.recipients, w.appointments, w.slots, w.dialogues, self.tell, w.clock, w.reminders
        )
        self.route = RouteMessage(w.patients, w.threads, self.answer_appointment, self.auto_assign)
        self.manage_texting = ManageTexting(w.practices, w.texting, w.market)
        self.settle_order = SettleOrder(w.texting, w.market, w.audit, w.clock, w.ids)
        self.settle_orders = SettleOrders(w.texting, self.settle_order, w.clock)
        self.order_number = OrderNumber(
            w.practices, w.texting, w.market, self.settle_order, w.phone_book, w.clock, w.ids, BASE_URL
        )
        self.open_live = OpenLive(w.connections, w.staff, w.link_keys, w.clock, w.ids)
        self.push_to_staff = PushToStaff(w.connections, w.threads, w.push)
        self.expire_codes = ExpireCodes(w.links, w.clock)
        self.fetch_missed = FetchMissed(w.practices, w.texting, w.checkpoints, w.sms, self.receive, w.clock)
        self.reconcile = Reconcile(w.texts, w.sms, self.deliver, self.fetch_missed, w.clock)

    @property
    def practice_id(self) -> str:
        return self.demo.practice.practice_id

    def trail(self, viewer: Viewer | None = None) -> AuditTrail:
        """Give the audit trail of a member, or of a patient."""
        actor = Actor("member", viewer.member_id) if viewer else Actor("patient", "")
        return AuditTrail(self.world.audit, self.world.clock, self.world.ids, actor)

    def text_in(
        self, body: str, phone: str = "+12125550101", sid: str = "SMin1", to: str = "+13125550100"
    ) -> Message | None:
        """Let a text come in."""
        return self.receive(InboundText(sid, to, Private(phone), Private(body)))

    def message_in(self, body: str = "Hello?", phone: str = "+12125550101", sid: str = "SMin1") -> Message:
        """Let a text come in that is new."""
        message = self.text_in(body, phone, sid)
        assert message
        return message

    def compose(
        self,
        body: str = "Your results are in.",
        *,
        to: Patient | str | None = None,
        mode: Mode = Mode.PLAIN,
        key: str = "key-1",
        by: Viewer | None = None,
    ) -> tuple[Message, bool]:
        """Let a member (Alice) send a message, to Maria unless told otherwise."""
        viewer, to = by or self.demo.alice, to or self.demo.maria
        thread_id = to if isinstance(to, str) else to.thread_id
        return self.send(viewer, Draft(thread_id, Private(body), mode, key), self.trail(viewer))

    def assign(self, message: Message, viewer: Viewer) -> Message:
        """Assign a message to a member."""
        after = replace(message, assignees=frozenset({viewer.member_id}), version=message.version + 1)
        self.world.threads.change(message, after)
        return after

    def hand_over(self) -> list[Exception]:
        """Let the send queue take everything that waits; give what it would bring again."""
        wanted = {EventType.MESSAGE_QUEUED, EventType.CODE_QUEUED}
        events = [event for event in self.world.stream() if event.type in wanted]
        return [
            error
            for event in events
            if (error := self.try_deliver(event.practice_id, event.thread_id, event.message_id))
        ]

    def try_deliver(self, practice_id: str, thread_id: str, item_id: str) -> Exception | None:
        """Let the send queue take one text; give the error that would bring it again."""
        try:
            self.deliver(practice_id, thread_id, item_id)
        except TransientError as error:
            return error
        return None

    def text_of(self, message: Message) -> OutboundText:
        """Give a message's own text as it is stored."""
        text = self.world.texts.get(message.practice_id, message.thread_id, message.message_id)
        assert text
        return text

    def rings(self, patient: Patient | None = None) -> list[str]:
        """Give what the patient's phone has shown."""
        phone = (patient or self.demo.maria).phone
        assert phone
        return self.world.sms.rings[phone.reveal()]

    def secured(self, to: Patient | None = None, key: str = "key-1", body: str = "Come in.") -> SecuredVisit:
        """Send a secured message and let its texts arrive."""
        patient = to or self.demo.maria
        message, _ = self.compose(body, to=patient, mode=Mode.SECURED, key=key)
        self.hand_over()
        return SecuredVisit(self, patient, message)


@dataclass
class SecuredVisit:
    """A secured message, seen from the patient's phone."""

    clinic: Clinic
    patient: Patient
    message: Message

    @property
    def link(self) -> SecureLink:
        """Give the link as it is stored now."""
        link = self.clinic.world.links.get(self.message.link_id or "")
        assert link
        return link

    @property
    def token(self) -> str:
        """Give the token in this message's link, as the phone shows it."""
        shown = re.findall(r"/m/#(\S+)", "\n".join(self.clinic.rings(self.patient)))
        token = self.clinic.world.link_keys.token(self.link.link_id)
        assert token in shown
        return token

    @property
    def code(self) -> str:
        """Give the newest code on the phone that is this link's."""
        texts = [text for text in self.clinic.rings(self.patient) if "/m/#" not in text]
        shown: list[str] = re.findall(r"\b\d{6}\b", "\n".join(texts))
        return next(code for code in reversed(shown) if code in self._codes)

    @property
    def wrong_code(self) -> str:
        """Give a code that is not the right one, nor that of any resend a test makes."""
        return next(code for code in (f"{n:06d}" for n in range(99)) if code not in self._codes)

    @property
    def _codes(self) -> set[str]:
        """Give the link's codes, more of them than a test sends."""
        keys, link_id = self.clinic.world.link_keys, self.link.link_id
        return {keys.code(link_id, counter) for counter in range(1, 20)}

    def enter(self, code: str | None = None) -> str:
        """Enter a code (the right one); give the cookie."""
        return self.clinic.verify_code(self.token, code or self.code, self.clinic.trail())

    def confirm(self, cookie: str, born: date = BORN) -> str:
        """Confirm the date of birth; give the new cookie."""
        return self.clinic.verify_identity(cookie, born, self.clinic.trail())

    def open(self) -> str:
        """Go through both steps; give the cookie of the verified session."""
        return self.confirm(self.enter())

    def ask_again(self) -> None:
        """Ask for another code and let it arrive."""
        self.clinic.resend_code(self.token, self.clinic.trail())
        self.clinic.hand_over()

    def fail_codes(self, times: int) -> None:
        """Enter wrong codes."""
        for _ in range(times):
            with pytest.raises(NotVerifiedError):
                self.enter(self.wrong_code)

    def fail_dates(self, cookie: str, times: int) -> None:
        """Enter wrong dates of birth."""
        for _ in range(times):
            with pytest.raises(NotVerifiedError):
                self.confirm(cookie, WRONG_DATE)
