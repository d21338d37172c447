"""Twilio's official client, opened with the token of now, and what its errors mean.

Its import is slow: only functions that reach the provider import this.
What Twilio or the network answers is never chained to our errors: it can name numbers and repeat bodies.
"""

from __future__ import annotations

import logging
from enum import Enum
from typing import TYPE_CHECKING

from requests.exceptions import ConnectionError as RequestsConnectionError
from requests.exceptions import ConnectTimeout, RequestException, SSLError
from twilio.base.exceptions import TwilioException, TwilioRestException, TwilioServiceException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from urllib3.exceptions import MaxRetryError, NewConnectionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.adapters.secrets import TwilioAccount

PATIENT_WEBHOOK = "#rc=3&rp=all"
"""Twilio's connection overrides: try a webhook three times more, after any failure, within its 15 s in all. By default it
tries once more, and not after a 5xx. The fragment is neither sent nor signed (Twilio, "Webhooks: connection overrides")."""
_FIRST_CODE = 10_000
"""Twilio's own error codes have five digits; the client gives the HTTP status where the body names none."""
_NOT_ABOUT_THE_REQUEST = frozenset({401, 403, 404, 408, 429})
"""HTTP statuses that speak of the account, its token or the moment: staff can't mend those."""
UNREADABLE = (TwilioException, RequestException, ValueError, KeyError, TypeError)
"""What the client raises when there is no answer or one that it can't make out."""


class TwilioClient:
    """Gives the client; one request for each call, never repeated by itself."""

    def __init__(
        self, account: Callable[[], TwilioAccount], *, base_url: str, timeout_seconds: float
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
    def now(self) -> Client:
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


def is_missing(error: Exception) -> bool:
    """Tell whether what was asked for isn't there."""
    return _status_and_code(error)[0] == 404  # noqa: PLR2004 - HTTP's Not Found


class Fate(Enum):
    """What became of a request that failed."""

    REFUSED = "refused"
    """Twilio looked at it and refused it."""
    NOT_DONE = "not_done"
    """Surely not done; may be done later."""
    UNKNOWN = "unknown"
    """No answer that says: it may or may not have been done."""


def fate_of(error: Exception) -> tuple[Fate, int]:
    """Tell what became of the request, and Twilio's code; zero where there is none."""
    status, code = _status_and_code(error)
    if not status:
        return (Fate.NOT_DONE if _never_connected(error) else Fate.UNKNOWN), code
    if not _is_answered(status):
        return Fate.UNKNOWN, code
    if status in _NOT_ABOUT_THE_REQUEST or code < _FIRST_CODE:
        return Fate.NOT_DONE, code
    return Fate.REFUSED, code


def _status_and_code(error: Exception) -> tuple[int, int]:
    """Give the HTTP status and Twilio's code of an answer; zeros when there was none."""
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return error.status, error.code or 0
    return 0, 0


def _is_answered(status: int) -> bool:
    """Tell whether Twilio looked at the request and refused it: after anything else the outcome is unknown."""
    return 400 <= status < 500  # noqa: PLR2004 - HTTP's client errors


def _never_connected(error: Exception) -> bool:
    """Tell whether the request surely did not leave."""
    if isinstance(error, ConnectTimeout | SSLError):
        return True
    reason = error.args[0] if isinstance(error, RequestsConnectionError) and error.args else None
    return isinstance(reason, MaxRetryError) and isinstance(reason.reason, NewConnectionError)
