"""The one place where adapters are wired to use cases. Each part is made when first asked for, and kept while warm."""

from __future__ import annotations

from functools import cache, cached_property
from typing import TYPE_CHECKING

from textward.adapters.cursors import CursorSigner
from textward.adapters.dynamodb.audit import DynamoAudit
from textward.adapters.dynamodb.checkpoints import DynamoCheckpoints
from textward.adapters.dynamodb.connections import DynamoConnections
from textward.adapters.dynamodb.links import DynamoLinks
from textward.adapters.dynamodb.patients import DynamoPatients
from textward.adapters.dynamodb.practices import DynamoPractices
from textward.adapters.dynamodb.staff import DynamoStaff
from textward.adapters.dynamodb.tables import Tables, open_tables
from textward.adapters.dynamodb.texts import DynamoTexts
from textward.adapters.dynamodb.threads import DynamoThreads
from textward.adapters.link_keys import HmacLinkKeys
from textward.adapters.phone_book import LibPhoneBook
from textward.adapters.secrets import AppKeys, TwilioAccount, read_app_keys, read_twilio_account
from textward.adapters.system import SystemClock, UlidIds
from textward.entrypoints.assistant_parts import AssistantParts
from textward.entrypoints.ehr_parts import EhrParts
from textward.entrypoints.export_parts import ExportParts
from textward.entrypoints.hook_parts import HookParts
from textward.entrypoints.inbox_parts import InboxParts
from textward.entrypoints.notice_parts import NoticeParts
from textward.entrypoints.number_parts import NumberParts
from textward.entrypoints.portal_parts import PortalParts
from textward.entrypoints.secure_link_parts import SecureLinkParts
from textward.entrypoints.settings import Settings
from textward.services.auto_assign import AutoAssign
from textward.services.deliver_text import DeliverText
from textward.services.fetch_missed import FetchMissed
from textward.services.manage_roster import ManageRoster
from textward.services.read_audit import ReadAudit
from textward.services.receive_text import ReceiveText
from textward.services.recipients import Recipients
from textward.services.reconcile import Reconcile
from textward.services.record_delivery import RecordDelivery
from textward.services.route_message import RouteMessage
from textward.services.share_presence import SharePresence
from textward.services.watch_live import OpenLive, PushToStaff

if TYPE_CHECKING:
    from textward.adapters.poison_queue import PoisonQueue
    from textward.services import link_ports, ports, staff_ports, text_ports, thread_ports


class Product:
    """The ports' real parts and the use cases over them."""

    def __init__(self, settings: Settings) -> None:
        """Remember where everything is; nothing is reached before it is needed."""
        self.settings = settings
        self.clock: ports.Clock = SystemClock()
        self.ids: ports.Ids = UlidIds()

    # --- keys and stores --------------------------------------------------------------------------------------------

    @cached_property
    def keys(self) -> AppKeys:
        """Our own secret keys."""
        return read_app_keys(self.settings.app_secret_id)

    def twilio_account(self) -> TwilioAccount:
        """The provider's account, as it is now: tokens are rotated."""
        return read_twilio_account(self.settings.twilio_secret_id)

    @cached_property
    def link_keys(self) -> link_ports.LinkKeys:
        """What is derived instead of stored."""
        return HmacLinkKeys(self.keys.link_key)

    @cached_property
    def phone_book(self) -> ports.PhoneBook:
        """Phone numbers."""
        return LibPhoneBook(self.keys.phone_hash_key)

    @cached_property
    def cursors(self) -> CursorSigner:
        """Signed positions in lists."""
        return CursorSigner(self.keys.cursor_key)

    @cached_property
    def tables(self) -> Tables:
        """The main and the audit table."""
        return open_tables(
            self.settings.table_name,
            self.settings.audit_table_name,
            phone_hash_key=lambda: self.keys.phone_hash_key,
            link_token=lambda link_id: self.link_keys.token(link_id),  # noqa: PLW0108 - the key is read when a link needs it
        )

    @cached_property
    def practices(self) -> ports.Practices:
        """Practices."""
        return DynamoPractices(self.tables)

    @cached_property
    def staff(self) -> staff_ports.Staff:
        """Members and roles."""
        return DynamoStaff(self.tables)

    @cached_property
    def patients(self) -> ports.Patients:
        """Patients."""
        return DynamoPatients(self.tables)

    @cached_property
    def threads(self) -> thread_ports.Threads:
        """Threads."""
        return DynamoThreads(self.tables)

    @cached_property
    def texts(self) -> text_ports.Texts:
        """Outbound texts."""
        return DynamoTexts(self.tables)

    @cached_property
    def links(self) -> link_ports.Links:
        """Secure links and patients' sessions."""
        return DynamoLinks(self.tables)

    @cached_property
    def audit(self) -> ports.Audit:
        """The audit trail."""
        return DynamoAudit(self.tables)

    @cached_property
    def connections(self) -> staff_ports.Connections:
        """Open pages."""
        return DynamoConnections(self.tables)

    @cached_property
    def checkpoints(self) -> ports.Checkpoints:
        """How far the schedules have come."""
        return DynamoCheckpoints(self.tables)

    # --- the outside world: imported only by the functions that reach it, for each costs start-up time -------------------

    @cached_property
    def sms(self) -> text_ports.SmsSender:
        """The SMS provider."""
        from textward.adapters.twilio_sms import TwilioSmsSender

        return TwilioSmsSender(self.twilio_account, base_url=self.settings.twilio_base_url)

    @cached_property
    def events(self) -> ports.EventPublisher:
        """The events topic."""
        from textward.adapters.sns_events import SnsEventPublisher

        return SnsEventPublisher(self.settings.events_topic_arn)

    @cached_property
    def poison(self) -> PoisonQueue:
        """Where unreadable changes are put aside."""
        from textward.adapters.poison_queue import PoisonQueue

        return PoisonQueue(self.settings.poison_queue_url)

    @cached_property
    def staff_push(self) -> staff_ports.StaffPush:
        """The WebSocket."""
        from textward.adapters.websocket import WebSocketPush

        return WebSocketPush(self.settings.live_endpoint)

    @cached_property
    def sign_ins(self) -> staff_ports.SignIns:
        """Members' sign-ins."""
        from textward.adapters.cognito import CognitoSignIns

        return CognitoSignIns(self.settings.user_pool_id)

    @cached_property
    def secure_links(self) -> SecureLinkParts:
        """Secure links, from either side."""
        return SecureLinkParts(self)

    @cached_property
    def inbox(self) -> InboxParts:
        """What staff do with texts."""
        return InboxParts(self)

    @cached_property
    def numbers(self) -> NumberParts:
        """The practice's texting number and settings."""
        return NumberParts(self)

    @cached_property
    def ehr(self) -> EhrParts:
        """The record system's side."""
        return EhrParts(self)

    @cached_property
    def notices(self) -> NoticeParts:
        """Record systems' automated texts."""
        return NoticeParts(self)

    @cached_property
    def exports(self) -> ExportParts:
        """What leaves for patients' records."""
        return ExportParts(self)

    @cached_property
    def hooks(self) -> HookParts:
        """What record systems are told."""
        return HookParts(self)

    @cached_property
    def portal(self) -> PortalParts:
        """Message groups and the patients' portal."""
        return PortalParts(self)

    @cached_property
    def assistant(self) -> AssistantParts:
        """The booking assistant."""
        return AssistantParts(self)

    # --- use cases ------------------------------------------------------------------------------------------------------

    @cached_property
    def recipients(self) -> Recipients:
        """Who is at the other end of a thread."""
        return Recipients(self.practices, self.patients, self.threads)

    @cached_property
    def receive_text(self) -> ReceiveText:
        """A text came in."""
        return ReceiveText(self.practices, self.patients, self.threads, self.phone_book, self.clock, self.ids)

    @cached_property
    def record_delivery(self) -> RecordDelivery:
        """The provider reports."""
        return RecordDelivery(self.texts, self.clock)

    @cached_property
    def deliver_text(self) -> DeliverText:
        """Hand a text over."""
        return DeliverText(
            recipients=self.recipients,
            patients=self.patients,
            texts=self.texts,
            links=self.links,
            link_keys=self.link_keys,
            sender=self.sms,
            clock=self.clock,
            public_base_url=self.settings.public_base_url,
        )

    @cached_property
    def manage_roster(self) -> ManageRoster:
        """Roles and members."""
        return ManageRoster(
            self.staff, self.portal.groups, self.sign_ins, self.connections, self.staff_push, self.ids
        )

    @cached_property
    def read_audit(self) -> ReadAudit:
        """The audit trail."""
        return ReadAudit(self.audit)

    @cached_property
    def share_presence(self) -> SharePresence:
        """Who has a thread open."""
        return SharePresence(self.connections, self.threads, self.portal.access, self.staff_push)

    @cached_property
    def open_live(self) -> OpenLive:
        """Tickets and connections."""
        return OpenLive(self.connections, self.staff, self.link_keys, self.clock, self.ids)

    @cached_property
    def push_to_staff(self) -> PushToStaff:
        """Tell open pages."""
        return PushToStaff(self.connections, self.threads, self.staff_push)

    @cached_property
    def route_message(self) -> RouteMessage:
        """What a received message sets off."""
        parts = (self.practices, self.staff, self.patients, self.threads)
        assign = AutoAssign(*parts, self.audit, self.clock, self.ids)
        return RouteMessage(self.patients, self.threads, self.assistant.answer, assign)

    @cached_property
    def reconcile(self) -> Reconcile:
        """The schedule that holds our record against the provider's."""
        fetch_missed = FetchMissed(
            self.practices,
            self.numbers.texting,
            self.checkpoints,
            self.sms,
            self.receive_text,
            self.clock,
        )
        return Reconcile(self.texts, self.sms, self.deliver_text, fetch_missed, self.clock)


@cache
def product() -> Product:
    """Give the function's one product, from its environment."""
    return Product(Settings.from_environment())
