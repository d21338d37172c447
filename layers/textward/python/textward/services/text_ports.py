"""Ports for outbound texts: where they are kept on their way, and the SMS provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from textward.domain.audit import AuditEntry
    from textward.domain.message import DeliveryState
    from textward.domain.private import Private
    from textward.domain.secure_link import SecureLink
    from textward.domain.text import OutboundText


class Texts(Protocol):
    """Outbound texts on their way: messages' own texts, links and codes. The claim-and-record steps of sending once."""

    def get(self, practice_id: str, thread_id: str, item_id: str) -> OutboundText | None:
        """Give a text by the id of the message or code (AP-20)."""

    def queue(self, texts: Sequence[OutboundText], link: SecureLink, audit: AuditEntry | None = None) -> None:
        """Store further texts (a code, or link and code, sent again) with the link as it changed, at once (AP-21).

        Raises:
            ConflictError: the link was changed meanwhile: the stored version isn't `link.version - 1`.
        """

    def retry(self, text: OutboundText, now: datetime, claim: str, audit: AuditEntry | None = None) -> None:
        """Put a failed text of a message back to queued as the next attempt (AP-22).

        Raises:
            ConflictError: it isn't failed any more.
            AlreadyDoneError: the claim is taken: the same retry came before.
        """

    def claim(self, text: OutboundText, now: datetime) -> OutboundText:
        """Move queued to sending before the provider is called: from here the outcome is unknown (AP-23).

        Keeps `claimed_from` and `claimed_mark` as `text` has them.

        Raises:
            ConflictError: another worker has claimed it.
        """

    def reclaim(self, text: OutboundText, now: datetime) -> OutboundText:
        """Set out once more with a text whose earlier hand-over is known not to have reached the provider.

        Keeps `claimed_from` and `claimed_mark` as `text` has them.

        Raises:
            ConflictError: `text.claimed_at` isn't the stored one any more.
        """

    def release(self, text: OutboundText) -> None:
        """Put a claimed text back to queued, when the provider surely did not take it."""

    def record_sent(self, text: OutboundText, provider_id: str, now: datetime) -> bool:
        """Record the provider's id, never one that another text holds (AP-24); False when this id is another text's."""

    def record_delivery(
        self,
        text: OutboundText,
        state: DeliveryState,
        now: datetime,
        *,
        provider_id: str | None = None,
        reason: str | None = None,
    ) -> bool:
        """Move a text forward (AP-25); False, and no change, when the report is not news or belongs to an earlier attempt."""

    def mark_redacted(self, text: OutboundText) -> None:
        """Record that the provider's copy is empty, which ends the scheduled work on the text."""

    def due(self, before: datetime, limit: int) -> tuple[OutboundText, ...]:
        """Give texts that the scheduled reconciliation should look at, oldest first (AP-26)."""

    def put_off(self, text: OutboundText, now: datetime) -> None:
        """Let the reconciliation look at a text again a while after `now`, if it still has to (AP-140)."""


@dataclass(frozen=True, slots=True)
class ProviderText:
    """A text as the provider has it."""

    provider_id: str
    state: DeliveryState
    reason: str | None = None
    body: Private | None = None
    from_number: str = ""
    to_number: Private | None = None
    at: datetime | None = None


class SmsSender(Protocol):
    """The SMS provider."""

    def send(self, sender: str, to: Private, body: Private, status_url: str) -> ProviderText:
        """Hand over one text.

        Raises:
            SmsRefusedError: the provider refused it for good; nothing was sent.
            SmsNotTakenError: surely not taken, but may be later.
            SmsOutcomeUnknownError: no answer: it may or may not have been taken.
        """

    def find(self, sender: str, to: Private, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts from this sender to this recipient made since then.

        Raises:
            SmsNotTakenError: the provider could not be asked.
        """

    def fetch(self, provider_id: str) -> ProviderText | None:
        """Give one text; None when the provider has none."""

    def received_since(self, number: str, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts that came in to a number since then, oldest first."""

    def redact(self, provider_id: str) -> None:
        """Empty the provider's copy of a text."""


class SmsError(Exception):
    """The provider did not take a text."""


class SmsRefusedError(SmsError):
    """Refused for good."""

    def __init__(self, code: str) -> None:
        """Carry the provider's error code."""
        super().__init__(code)
        self.code = code


class SmsNotTakenError(SmsError):
    """Surely not taken; may be later."""


class SmsOutcomeUnknownError(SmsError):
    """May or may not have been taken."""
