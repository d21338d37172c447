"""The wiring of message groups and the patients' portal; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.adapters.dynamodb.conversations import DynamoConversations
from textward.adapters.dynamodb.groups import DynamoGroups
from textward.services.answer_patient import AnswerPatient
from textward.services.conversation_access import ConversationAccess
from textward.services.manage_groups import ManageGroups
from textward.services.manage_portal import ManagePortal
from textward.services.patient_sessions import PortalSessions
from textward.services.portal_sign_in import (
    ConfirmPortalIdentity,
    PortalPhones,
    RequestPortalCode,
    VerifyPortalCode,
)
from textward.services.push_conversations import PushConversations
from textward.services.read_conversations import ReadConversations
from textward.services.read_portal import ReadPortal
from textward.services.route_conversation import RouteConversation
from textward.services.work_conversation import WorkConversation
from textward.services.write_from_portal import WriteFromPortal

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product
    from textward.services.group_ports import Conversations, Groups


class PortalParts:
    """Stores and use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def groups(self) -> Groups:
        """Message groups and the portal's settings."""
        return DynamoGroups(self._product.tables)

    @cached_property
    def conversations(self) -> Conversations:
        """Conversations from the portal."""
        return DynamoConversations(self._product.tables)

    @cached_property
    def access(self) -> ConversationAccess:
        """Whose a conversation is to see."""
        return ConversationAccess(self.conversations, self.groups)

    @cached_property
    def manage_groups(self) -> ManageGroups:
        """Edit groups, close facilities, delete categories."""
        return ManageGroups(self.groups, self._product.ids)

    @cached_property
    def manage_portal(self) -> ManagePortal:
        """Edit the portal's settings."""
        return ManagePortal(self.groups)

    @cached_property
    def read_conversations(self) -> ReadConversations:
        """Members read."""
        return ReadConversations(self.conversations, self.groups, self._product.patients, self.access)

    @cached_property
    def work_conversation(self) -> WorkConversation:
        """Members assign and move."""
        product = self._product
        return WorkConversation(
            self.conversations, self.access, product.patients, product.staff, product.clock
        )

    @cached_property
    def answer_patient(self) -> AnswerPatient:
        """Members answer."""
        product = self._product
        return AnswerPatient(self.conversations, self.access, product.recipients, product.clock, product.ids)

    @cached_property
    def route_conversation(self) -> RouteConversation:
        """What a patient wrote finds its readers."""
        product = self._product
        return RouteConversation(
            self.conversations, self.groups, product.patients, product.staff, product.clock, product.ids
        )

    @cached_property
    def push_conversations(self) -> PushConversations:
        """Tell open pages."""
        product = self._product
        return PushConversations(product.connections, self.conversations, self.groups, product.staff_push)

    @cached_property
    def phones(self) -> PortalPhones:
        """Phones' ways into the portal."""
        product = self._product
        return PortalPhones(product.patients, product.links, product.phone_book)

    @cached_property
    def request_code(self) -> RequestPortalCode:
        """The patient's first step."""
        product = self._product
        return RequestPortalCode(self.phones, product.texts, product.recipients, product.clock, product.ids)

    @cached_property
    def verify_code(self) -> VerifyPortalCode:
        """The second step."""
        product = self._product
        return VerifyPortalCode(self.phones, product.link_keys, product.clock, product.ids)

    @cached_property
    def confirm_identity(self) -> ConfirmPortalIdentity:
        """The third step."""
        product = self._product
        return ConfirmPortalIdentity(
            self.phones, product.links, product.link_keys, product.clock, product.ids
        )

    @cached_property
    def sessions(self) -> PortalSessions:
        """Patients' visits."""
        product = self._product
        return PortalSessions(product.links, product.patients, product.link_keys, product.clock)

    @cached_property
    def read(self) -> ReadPortal:
        """The patient reads."""
        return ReadPortal(self.conversations, self.groups)

    @cached_property
    def write(self) -> WriteFromPortal:
        """The patient writes."""
        return WriteFromPortal(self.conversations, self.groups, self._product.clock, self._product.ids)
