"""The wiring of secure links, for patients and staff; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.services.manage_link import ManageLink
from textward.services.patient_sessions import PatientSessions
from textward.services.reconcile import ExpireCodes
from textward.services.secure_conversation import ReadConversation, ReplySecurely
from textward.services.verify_code import ResendCode, VerifyCode
from textward.services.verify_identity import VerifyIdentity

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product


class SecureLinkParts:
    """Use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def verify_code(self) -> VerifyCode:
        """The patient's first step."""
        product = self._product
        return VerifyCode(product.links, product.patients, product.link_keys, product.clock, product.ids)

    @cached_property
    def resend_code(self) -> ResendCode:
        """Another code."""
        product = self._product
        return ResendCode(
            product.links, product.texts, product.patients, product.recipients, product.clock, product.ids
        )

    @cached_property
    def verify_identity(self) -> VerifyIdentity:
        """The patient's second step."""
        product = self._product
        return VerifyIdentity(product.links, product.patients, product.link_keys, product.clock, product.ids)

    @cached_property
    def sessions(self) -> PatientSessions:
        """Patients' visits."""
        product = self._product
        return PatientSessions(product.links, product.patients, product.link_keys, product.clock)

    @cached_property
    def read(self) -> ReadConversation:
        """The patient reads."""
        return ReadConversation(self._product.practices, self._product.threads)

    @cached_property
    def reply(self) -> ReplySecurely:
        """The patient answers."""
        product = self._product
        return ReplySecurely(self.sessions, product.patients, product.threads, product.clock, product.ids)

    @cached_property
    def expire_codes(self) -> ExpireCodes:
        """The schedule of row C8."""
        return ExpireCodes(self._product.links, self._product.clock)

    @cached_property
    def manage(self) -> ManageLink:
        """Resend, revoke, unlock."""
        product = self._product
        return ManageLink(
            product.recipients,
            product.threads,
            product.texts,
            product.links,
            product.patients,
            product.phone_book,
            product.clock,
            product.ids,
        )
