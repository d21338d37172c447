"""The `SmsSender` port on Twilio's official client. Its import is slow: only functions that send import this.

What Twilio or the network answers is never chained to our errors: it can name numbers and repeat bodies.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textward.adapters.provider_states import state_of
from textward.adapters.twilio_client import (
    PATIENT_WEBHOOK,
    UNREADABLE,
    Fate,
    TwilioClient,
    fate_of,
    is_missing,
)
from textward.domain.message import DeliveryState
from textward.domain.private import Private
from textward.services.text_ports import (
    ProviderText,
    SmsError,
    SmsNotTakenError,
    SmsOutcomeUnknownError,
    SmsRefusedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from twilio.rest.api.v2010.account.message import MessageInstance

    from textward.adapters.secrets import TwilioAccount

TIMEOUT = 10.0
"""Seconds to wait for an answer."""
_LONGEST_LIST = 200
_PAGE = 100
_BACK_OFF = frozenset({20429, 21611, 30001, 30022, 14107, 63018})
"""Too many requests or texts: refused now, welcome later."""


class TwilioSmsSender:
    """Sends and looks up texts; one request each, never repeated by itself."""

    def __init__(
        self, account: Callable[[], TwilioAccount], *, base_url: str = "", timeout_seconds: float = TIMEOUT
    ) -> None:
        """Take where to read the account, and another address of the API than Twilio's own (`base_url`) for one machine."""
        self._twilio = TwilioClient(account, base_url=base_url, timeout_seconds=timeout_seconds)

    def send(self, sender: str, to: Private, body: Private, status_url: str) -> ProviderText:
        """Hand over one text.

        Raises:
            SmsRefusedError: Twilio refused the text itself.
            SmsNotTakenError: too many requests, no connection, or trouble with the account.
            SmsOutcomeUnknownError: a time-out, a broken connection, a server's error or an unreadable answer.
        """
        try:
            message = self._twilio.now.messages.create(
                to=to.reveal(), from_=sender, body=body.reveal(), status_callback=status_url + PATIENT_WEBHOOK
            )
            return _text(message)
        except UNREADABLE as error:
            raise _send_error(error) from None

    def find(self, sender: str, to: Private, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts from this sender to this recipient made since then.

        Twilio's filter by date looks at when a text was sent, which one that still waits there has not; so the
        date is compared here, over the latest texts to this recipient.

        Raises:
            SmsNotTakenError: Twilio could not be asked.
        """
        try:
            listed = self._twilio.now.messages.list(
                to=to.reveal(), from_=sender, limit=_LONGEST_LIST, page_size=_PAGE
            )
            return tuple(_since(listed, since))
        except UNREADABLE:
            raise SmsNotTakenError from None

    def fetch(self, provider_id: str) -> ProviderText | None:
        """Give one text; None when Twilio has none.

        Raises:
            SmsNotTakenError: Twilio could not be asked.
        """
        try:
            return _text(self._twilio.now.messages(provider_id).fetch())
        except UNREADABLE as error:
            if is_missing(error):
                return None
            raise SmsNotTakenError from None

    def received_since(self, number: str, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts that came in to a number since then, oldest first.

        Raises:
            SmsNotTakenError: Twilio could not be asked.
        """
        day = datetime.combine(since.astimezone(UTC), datetime.min.time(), UTC)
        try:
            listed = self._twilio.now.messages.list(to=number, date_sent_after=day, page_size=_PAGE)
            inbound = (message for message in listed if message.direction == "inbound")
            return tuple(reversed(_since(inbound, since)))
        except UNREADABLE:
            raise SmsNotTakenError from None

    def redact(self, provider_id: str) -> None:
        """Empty Twilio's copy of a text, which it allows once the text is settled.

        Raises:
            SmsNotTakenError: not done; may be done later.
        """
        try:
            self._twilio.now.messages(provider_id).update(body="")
        except UNREADABLE as error:
            if not is_missing(error):
                raise SmsNotTakenError from None


def _text(message: MessageInstance) -> ProviderText:
    if not message.sid:
        raise ValueError
    return ProviderText(
        provider_id=message.sid,
        state=state_of(str(message.status)) or DeliveryState.SENDING,
        reason=str(message.error_code) if message.error_code else None,
        body=Private(message.body or ""),
        from_number=message.from_ or "",
        to_number=Private(message.to or ""),
        at=message.date_created,
    )


def _since(listed: Iterable[MessageInstance], since: datetime) -> list[ProviderText]:
    """Give those made since then, newest first; Twilio's times have whole seconds."""
    earliest = since.replace(microsecond=0)
    found = [(text.at, text) for text in map(_text, listed) if text.at is not None and text.at >= earliest]
    return [text for _, text in sorted(found, key=lambda pair: pair[0], reverse=True)]


def _send_error(error: Exception) -> SmsError:
    """Say what a failed request means for the text."""
    fate, code = fate_of(error)
    if fate is Fate.UNKNOWN:
        return SmsOutcomeUnknownError()
    if fate is Fate.NOT_DONE or code in _BACK_OFF:
        return SmsNotTakenError()
    return SmsRefusedError(str(code))
