"""The world that all fakes share, and a small practice to fill it with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tests.fakes.appointments import FakeAppointments, FakeDialogues, FakeReminderSettings, FakeSlots
from tests.fakes.conversations import FakeConversations
from tests.fakes.ehr import FakeEhrClients, FakeRecords
from tests.fakes.groups import FakeGroups
from tests.fakes.links import FakeLinks
from tests.fakes.live import FakeAudit, FakeCheckpoints, FakeConnections, FakeEventPublisher, FakeStaffPush
from tests.fakes.notices import FakeNotices
from tests.fakes.numbers import FakeMarket, FakeTexting
from tests.fakes.patients import FakePatients
from tests.fakes.settings import FakePractices, FakeSignIns, FakeStaff
from tests.fakes.sms import FakeSms
from tests.fakes.state import FakeState
from tests.fakes.system import FakeClock, FakeIds
from tests.fakes.texts import FakeTexts
from tests.fakes.threads import FakeThreads
from tests.fakes.webhooks import FakeDeliveries, FakeEndpoints, FakeFeeds, FakeWebhookSender
from textward.adapters.phone_book import LibPhoneBook
from textward.adapters.webhook_keys import HmacWebhookKeys
from textward.domain.consent import Consent
from textward.domain.patient import Patient
from textward.domain.practice import Facility, Practice
from textward.domain.private import Private
from textward.domain.role import Member, Role, TextPrivilege, Viewer

if TYPE_CHECKING:
    from datetime import timedelta

    from textward.adapters.link_keys import HmacLinkKeys
    from textward.domain.events import Event
    from textward.services import (
        assistant_ports,
        ehr_ports,
        group_ports,
        link_ports,
        notice_ports,
        number_ports,
        ports,
        staff_ports,
        text_ports,
        thread_ports,
        webhook_ports,
    )


@dataclass(frozen=True)
class Demo:
    """A practice with its people, already stored. The name tells what is special about each."""

    practice: Practice
    downtown: Facility
    uptown: Facility
    alice: Viewer
    """Sees all messages, and is a practice admin; signs in as `subject-alice`."""
    bob: Viewer
    """Sees what is assigned to him; `subject-bob`."""
    carol: Viewer
    """Has no part in text messages; `subject-carol`."""
    maria: Patient
    """Has a phone of her own."""
    mother: Patient
    child: Patient
    """Shares a phone with the mother."""
    no_mobile: Patient
    notifications_off: Patient
    opted_out: Patient


@dataclass
class FakeWorld:
    """Every port in memory, over one state."""

    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.ids: FakeIds = FakeIds(self.clock)
        self.state = FakeState(self.clock, self.ids)
        self.link_keys: HmacLinkKeys = self.state.link_keys
        self.phone_book = LibPhoneBook(b"another key for tests, 32 bytes.")
        self.practices = FakePractices(self.state)
        self.staff = FakeStaff(self.state)
        self.patients = FakePatients(self.state)
        self.threads = FakeThreads(self.state)
        self.groups = FakeGroups(self.state)
        self.conversations = FakeConversations(self.state)
        self.texts = FakeTexts(self.state)
        self.links = FakeLinks(self.state)
        self.audit = FakeAudit(self.state)
        self.connections = FakeConnections(self.state)
        self.checkpoints = FakeCheckpoints(self.state)
        self.sms = FakeSms(self.clock)
        self.texting = FakeTexting(self.state, self.practices)
        self.market = FakeMarket()
        self.appointments = FakeAppointments(self.state)
        self.slots = FakeSlots(self.state)
        self.reminders = FakeReminderSettings(self.state)
        self.ehr_clients = FakeEhrClients(self.state)
        self.notices = FakeNotices(self.state, self.threads)
        self.records = FakeRecords(self.state, self.patients, self.appointments, self.slots, self.practices)
        self.dialogues = FakeDialogues(self.state)
        self.feeds = FakeFeeds(self.state)
        self.endpoints = FakeEndpoints(self.state)
        self.deliveries = FakeDeliveries(self.state)
        self.webhook_keys = HmacWebhookKeys(b"a key for endpoints, tests only.")
        self.webhooks = FakeWebhookSender()
        self.events = FakeEventPublisher()
        self.push = FakeStaffPush()
        self.sign_ins = FakeSignIns()
        self._streamed = 0
        _check_ports(self)

    def advance(self, by: timedelta) -> None:
        """Let time pass."""
        self.clock.advance(by)

    def stream(self) -> list[Event]:
        """Give the events that the table's stream would have published since the last call."""
        fresh = self.state.events[self._streamed :]
        self._streamed += len(fresh)
        return fresh

    def demo(self) -> Demo:
        """Store a small practice."""
        practice = Practice(
            self.ids.new(), "Lakeview Clinic", "America/Chicago", "+13125550100", texting_enabled=True
        )
        self.practices.save(practice)
        downtown, uptown = (self._facility(practice, name) for name in ("Downtown", "Uptown"))
        demo = Demo(
            practice=practice,
            downtown=downtown,
            uptown=uptown,
            alice=self._viewer(practice, "alice", TextPrivilege.ALL, admin=True),
            bob=self._viewer(practice, "bob", TextPrivilege.ASSIGNED),
            carol=self._viewer(practice, "carol", TextPrivilege.NONE),
            maria=self.patient(practice, "María López", "+12125550101", downtown.facility_id),
            mother=self.patient(practice, "Ann Parker", "+12125550102", downtown.facility_id),
            child=self.patient(practice, "Ben Parker", "+12125550102", uptown.facility_id),
            no_mobile=self.patient(practice, "Nora Nguyen", None, uptown.facility_id),
            notifications_off=self.patient(practice, "Omar Off", "+12125550104", text_notifications=False),
            opted_out=self.patient(practice, "Stan Stop", "+12125550105"),
        )
        # Long ago: no event tells of it now.
        gone = Consent(opted_out=True, changed_at=self.clock.now())
        self.state.consents[practice.practice_id, "+12125550105"] = gone
        return demo

    def patient(
        self,
        practice: Practice,
        name: str,
        phone: str | None,
        facility_id: str | None = None,
        *,
        text_notifications: bool = True,
    ) -> Patient:
        """Store one more patient, born on 1980-05-17."""
        patient = Patient(
            practice_id=practice.practice_id,
            patient_id=self.ids.new(),
            number=f"P-{1000 + len(self.state.patients)}",
            name=Private(name),
            date_of_birth=date(1980, 5, 17),
            facility_id=facility_id,
            phone=Private(phone) if phone else None,
            text_notifications=text_notifications,
        )
        self.patients.save(patient)
        return patient

    def _facility(self, practice: Practice, name: str) -> Facility:
        facility = Facility(practice.practice_id, self.ids.new(), name)
        self.practices.save_facility(facility)
        return facility

    def _viewer(
        self, practice: Practice, name: str, privilege: TextPrivilege, *, admin: bool = False
    ) -> Viewer:
        role = Role(self.ids.new(), f"{privilege.value} messages", privilege, practice_admin=admin)
        member = Member(practice.practice_id, self.ids.new(), name.capitalize(), role.role_id)
        self.staff.save_role(practice.practice_id, role)
        self.staff.save_member(member, f"subject-{name}")
        return Viewer(member, role)


def _check_ports(world: FakeWorld) -> tuple[object, ...]:
    """Hold each fake against its port: a type checker reads this."""
    clock: ports.Clock = world.clock
    ids: ports.Ids = world.ids
    link_keys: link_ports.LinkKeys = world.link_keys
    phone_book: ports.PhoneBook = world.phone_book
    practices: ports.Practices = world.practices
    staff: staff_ports.Staff = world.staff
    patients: ports.Patients = world.patients
    threads: thread_ports.Threads = world.threads
    groups: group_ports.Groups = world.groups
    conversations: group_ports.Conversations = world.conversations
    texts: text_ports.Texts = world.texts
    links: link_ports.Links = world.links
    audit: ports.Audit = world.audit
    connections: staff_ports.Connections = world.connections
    checkpoints: ports.Checkpoints = world.checkpoints
    sms: text_ports.SmsSender = world.sms
    events: ports.EventPublisher = world.events
    push: staff_ports.StaffPush = world.push
    sign_ins: staff_ports.SignIns = world.sign_ins
    texting: number_ports.Texting = world.texting
    market: number_ports.NumberMarket = world.market
    appointments: assistant_ports.Appointments = world.appointments
    slots: assistant_ports.Slots = world.slots
    reminders: assistant_ports.ReminderSettings = world.reminders
    ehr_clients: ehr_ports.EhrClients = world.ehr_clients
    notices: notice_ports.Notices = world.notices
    records: ehr_ports.Records = world.records
    dialogues: assistant_ports.Dialogues = world.dialogues
    hooks = _check_hooks(world)
    settings = (practices, staff, patients, groups, texting, market)
    work = (
        threads,
        conversations,
        texts,
        links,
        audit,
        connections,
        checkpoints,
        appointments,
        slots,
        reminders,
        ehr_clients,
        notices,
        records,
        dialogues,
    )
    return (clock, ids, link_keys, phone_book, *settings, *work, *hooks, sms, events, push, sign_ins)


def _check_hooks(world: FakeWorld) -> tuple[object, ...]:
    feeds: webhook_ports.Feeds = world.feeds
    endpoints: webhook_ports.Endpoints = world.endpoints
    deliveries: webhook_ports.Deliveries = world.deliveries
    keys: webhook_ports.WebhookKeys = world.webhook_keys
    sender: webhook_ports.WebhookSender = world.webhooks
    return (feeds, endpoints, deliveries, keys, sender)
