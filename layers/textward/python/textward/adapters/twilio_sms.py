"""The `SmsSender` port on Twilio's official client. Its import is slow: only functions that send import this.

What Twilio or the network answers is never chained to our errors: it can name numbers and repeat bodies.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, RequestException, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

from textward.adapters.provider_states import state_of
from textward.domain.message import DeliveryState
from textward.domain.private import Private
from textward.services.ports import (
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
PATIENT_WEBHOOK = "#rc=3&rp=all"
"""Twilio's connection overrides: try a webhook three times more, after any failure, within its 15 s in all. By default it
tries once more, and not after a 5xx. The fragment is neither sent nor signed (Twilio, "Webhooks: connection overrides")."""
_PAGE = 100
_FIRST_CODE = 10_000
"""Twilio's own error codes have five digits; the client gives the HTTP status where the body names none."""
_BACK_OFF = frozenset({20429, 21611, 30001, 30022, 14107, 63018})
"""Too many requests or texts: refused now, welcome later."""
_NOT_ABOUT_THE_TEXT = frozenset({401, 403, 404, 408, 429})
"""HTTP statuses that speak of the account, its token or the moment: staff can't mend those, so the text waits."""
_UNREADABLE = (TwilioException, RequestException, ValueError, KeyError, TypeError)
"""What the client raises when there is no answer or one that it can't make out."""


class TwilioSmsSender:
    """Sends and looks up texts; one request each, never repeated by itself."""

    def __init__(
        self, account: Callable[[], TwilioAccount], *, base_url: str = "", timeout_seconds: float = TIMEOUT
    ) -> None:
        """Take where to read the account, and another address of the API than Twilio's own (`base_url`) for one machine."""
        for name in ("twilio", "urllib3"):  # below warnings they log addresses with phone numbers in them
            logging.getLogger(name).setLevel(logging.WARNING)
        self._read_account = account
        self._base_url = base_url
        self._timeout = timeout_seconds
        self._account = account()
        self._current = self._open(self._account)

    @property
    def _client(self) -> Client:
        """Give a client with the token of now: a warm process outlives a rotation."""
        account = self._read_account()
        if account != self._account:
            self._account, self._current = account, self._open(account)
        return self._current

    def _open(self, account: TwilioAccount) -> Client:
        http_client = TwilioHttpClient(timeout=self._timeout, max_retries=0)
        client = Client(account.account_sid, account.auth_token, http_client=http_client)
        if self._base_url:
            client.api.base_url = self._base_url
        return client

    def send(self, sender: str, to: Private, body: Private, status_url: str) -> ProviderText:
        """Hand over one text.

        Raises:
            SmsRefusedError: Twilio refused the text itself.
            SmsNotTakenError: too many requests, no connection, or trouble with the account.
            SmsOutcomeUnknownError: a time-out, a broken connection, a server's error or an unreadable answer.
        """
        try:
            message = self._client.messages.create(
                to=to.reveal(), from_=sender, body=body.reveal(), status_callback=status_url + PATIENT_WEBHOOK
            )
            return _text(message)
        except _UNREADABLE as error:
            raise _send_error(error) from None

    def find(self, sender: str, to: Private, body: Private, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts with exactly this sender, recipient and body made since then.

        Twilio's filter by date looks at when a text was sent, which one that still waits there has not; so the
        date is compared here, over the latest texts to this recipient.

        Raises:
            SmsNotTakenError: Twilio could not be asked.
        """
        try:
            listed = self._client.messages.list(
                to=to.reveal(), from_=sender, limit=_LONGEST_LIST, page_size=_PAGE
            )
            return tuple(text for text in _since(listed, since) if text.body == body)
        except _UNREADABLE:
            raise SmsNotTakenError from None

    def fetch(self, provider_id: str) -> ProviderText | None:
        """Give one text; None when Twilio has none.

        Raises:
            SmsNotTakenError: Twilio could not be asked.
        """
        try:
            return _text(self._client.messages(provider_id).fetch())
        except _UNREADABLE as error:
            if _is_missing(error):
                return None
            raise SmsNotTakenError from None

    def received_since(self, number: str, since: datetime) -> tuple[ProviderText, ...]:
        """Give the texts that came in to a number since then, oldest first.

        Raises:
            SmsNotTakenError: Twilio could not be asked.
        """
        day = datetime.combine(since.astimezone(UTC), datetime.min.time(), UTC)
        try:
            listed = self._client.messages.list(to=number, date_sent_after=day, page_size=_PAGE)
            inbound = (message for message in listed if message.direction == "inbound")
            return tuple(reversed(_since(inbound, since)))
        except _UNREADABLE:
            raise SmsNotTakenError from None

    def redact(self, provider_id: str) -> None:
        """Empty Twilio's copy of a text, which it allows once the text is settled.

        Raises:
            SmsNotTakenError: not done; may be done later.
        """
        try:
            self._client.messages(provider_id).update(body="")
        except _UNREADABLE as error:
            if not _is_missing(error):
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


def _is_missing(error: Exception) -> bool:
    return _status_and_code(error)[0] == 404  # noqa: PLR2004 - HTTP's Not Found


def _status_and_code(error: Exception) -> tuple[int, int]:
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return error.status, error.code or 0
    return 0, 0


def _send_error(error: Exception) -> SmsError:
    """Say what a failed request means for the text."""
    status, code = _status_and_code(error)
    if not status:
        return SmsNotTakenError() if _never_connected(error) else SmsOutcomeUnknownError()
    if not 400 <= status < 500:  # noqa: PLR2004 - HTTP's client errors
        return SmsOutcomeUnknownError()
    if status in _NOT_ABOUT_THE_TEXT or code in _BACK_OFF or code < _FIRST_CODE:
        return SmsNotTakenError()
    return SmsRefusedError(str(code))


def _never_connected(error: Exception) -> bool:
    """Tell whether the request surely did not leave."""
    if isinstance(error, ConnectTimeout | SSLError):
        return True
    reason = error.args[0] if isinstance(error, RequestsConnectionError) and error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
