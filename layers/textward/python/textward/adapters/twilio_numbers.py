"""The `NumberMarket` port on Twilio's official client (https://www.twilio.com/docs/phone-numbers/api)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.adapters.twilio_client import (
    PATIENT_WEBHOOK,
    UNREADABLE,
    Fate,
    TwilioClient,
    fate_of,
    is_missing,
)
from textward.services.number_ports import (
    MarketError,
    NotDoneError,
    NumberNotSoldError,
    OfferedNumber,
    OutcomeUnknownError,
    OwnedNumber,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from twilio.rest.api.v2010.account.incoming_phone_number import IncomingPhoneNumberInstance

    from textward.adapters.secrets import TwilioAccount

TIMEOUT = 7.0
"""Seconds to wait for an answer: a purchase makes up to three requests within the 29 s of its function."""
_ERRORS: dict[Fate, type[MarketError]] = {
    Fate.REFUSED: NumberNotSoldError,
    Fate.NOT_DONE: NotDoneError,
    Fate.UNKNOWN: OutcomeUnknownError,
}


class TwilioNumberMarket:
    """Searches, buys and gives back; one request each, never repeated by itself."""

    def __init__(
        self, account: Callable[[], TwilioAccount], *, base_url: str = "", timeout_seconds: float = TIMEOUT
    ) -> None:
        """Take where to read the account, and another address of the API than Twilio's own (`base_url`) for one machine."""
        self._twilio = TwilioClient(account, base_url=base_url, timeout_seconds=timeout_seconds)

    def available(self, country: str, area_code: str, limit: int) -> tuple[OfferedNumber, ...]:
        """Give local numbers that can be bought, in `US` or `CA`, with that area code.

        Raises:
            NotDoneError: Twilio could not be asked.
        """
        try:
            local = self._twilio.now.available_phone_numbers(country).local
            found = local.list(area_code=int(area_code), sms_enabled=True, limit=limit, page_size=limit)
            return tuple(
                OfferedNumber(number.phone_number or "", number.locality or "", number.region or "")
                for number in found
            )
        except UNREADABLE:
            raise NotDoneError from None

    def ours(self, number: str) -> OwnedNumber | None:
        """Give the number as we have it at Twilio; None when it isn't ours. Twilio's filter finds parts of numbers, too.

        Raises:
            NotDoneError: Twilio could not be asked.
        """
        try:
            found = self._twilio.now.incoming_phone_numbers.list(phone_number=number, limit=20, page_size=20)
            return next((_owned(one) for one in found if one.phone_number == number), None)
        except UNREADABLE:
            raise NotDoneError from None

    def buy(self, number: str, name: str, texts_url: str) -> OwnedNumber:
        """Buy a number under a name, with the webhook for texts that come in; set in the one request, so never without.

        Raises:
            NumberNotSoldError: Twilio refused the number itself, such as by 21422: it is somebody's.
            NotDoneError: too many requests, no connection, or trouble with the account.
            OutcomeUnknownError: a time-out, a broken connection, a server's error or an unreadable answer.
        """
        try:
            return _owned(
                self._twilio.now.incoming_phone_numbers.create(
                    phone_number=number,
                    friendly_name=name,
                    sms_url=texts_url + PATIENT_WEBHOOK,
                    sms_method="POST",
                )
            )
        except UNREADABLE as error:
            raise _failed(error) from None

    def give_back(self, provider_id: str) -> None:
        """Give a number back; nothing when it is gone.

        Raises:
            NotDoneError: Twilio refused, or was not reached.
            OutcomeUnknownError: no answer: it may or may not be gone.
        """
        try:
            self._twilio.now.incoming_phone_numbers(provider_id).delete()
        except UNREADABLE as error:
            if is_missing(error):
                return
            failed = _failed(error)
            raise (NotDoneError() if isinstance(failed, NumberNotSoldError) else failed) from None


def _owned(number: IncomingPhoneNumberInstance) -> OwnedNumber:
    if not (number.sid and number.phone_number):
        raise ValueError
    return OwnedNumber(number.sid, number.phone_number, number.friendly_name or "")


def _failed(error: Exception) -> MarketError:
    """Say what a failed request means for the number."""
    fate, _ = fate_of(error)
    return _ERRORS[fate]()
