"""The product's number market against the telephone: searched, bought, found again, given back (row A2)."""

from __future__ import annotations

import pytest

from tests.unit.telephone.conftest import ACCOUNT_SID, PRACTICE, TOKEN, Telephone
from textward.adapters.secrets import TwilioAccount
from textward.adapters.twilio_numbers import TwilioNumberMarket
from textward.services.number_ports import (
    NotDoneError,
    NumberNotSoldError,
    OutcomeUnknownError,
    OwnedNumber,
)

TEXTS_URL = "https://clinic.example/webhooks/sms/messages"
ORDER = "01KJQH0CC0000000000000000A"


@pytest.fixture
def market(telephone: Telephone) -> TwilioNumberMarket:
    account = TwilioAccount(ACCOUNT_SID, TOKEN)
    return TwilioNumberMarket(lambda: account, base_url=telephone.url, timeout_seconds=2.0)


@pytest.mark.parametrize(
    ("country", "area_code", "town"), [("US", "312", ("Chicago", "IL")), ("CA", "416", ("Toronto", "ON"))]
)
def test_numbers_are_found_by_area_code(
    market: TwilioNumberMarket, country: str, area_code: str, town: tuple[str, str]
) -> None:
    found = market.available(country, area_code, 20)

    assert len(found) == 20
    assert {one.number[:5] for one in found} == {f"+1{area_code}"}
    assert {(one.locality, one.region) for one in found} == {town}
    assert market.available("US", "911", 20) == ()


def test_a_number_is_bought_under_our_name_with_our_webhook(
    telephone: Telephone, market: TwilioNumberMarket
) -> None:
    assert market.ours(PRACTICE) is None

    bought = market.buy(PRACTICE, ORDER, TEXTS_URL)

    assert bought == OwnedNumber(bought.provider_id, PRACTICE, ORDER)
    assert market.ours(PRACTICE) == bought
    kept = telephone.twilio.incoming_phone_numbers(bought.provider_id).fetch()
    assert kept.sms_url
    assert (kept.sms_url.partition("#")[0], kept.sms_method) == (TEXTS_URL, "POST")
    assert PRACTICE not in {one.number for one in market.available("US", PRACTICE[2:5], 100)}


def test_a_number_that_is_somebodys_is_not_sold(market: TwilioNumberMarket) -> None:
    market.buy(PRACTICE, ORDER, TEXTS_URL)

    with pytest.raises(NumberNotSoldError):
        market.buy(PRACTICE, "another order", TEXTS_URL)


def test_a_number_is_given_back_and_again(market: TwilioNumberMarket) -> None:
    bought = market.buy(PRACTICE, ORDER, TEXTS_URL)

    market.give_back(bought.provider_id)

    assert market.ours(PRACTICE) is None
    market.give_back(bought.provider_id)


@pytest.mark.parametrize("fault", [{"kind": "drop"}, {"kind": "hang", "seconds": 60}])
def test_an_answer_that_got_lost_is_an_unknown_outcome_and_the_number_is_found(
    telephone: Telephone, market: TwilioNumberMarket, fault: dict[str, object]
) -> None:
    telephone.fault(**fault, phone=PRACTICE)  # type: ignore[arg-type]

    with pytest.raises(OutcomeUnknownError):
        market.buy(PRACTICE, ORDER, TEXTS_URL)

    found = market.ours(PRACTICE)
    assert found
    assert found.name == ORDER


@pytest.mark.parametrize(
    ("code", "error"),
    [(21422, NumberNotSoldError), (20429, NotDoneError), (20003, NotDoneError), (20500, OutcomeUnknownError)],
)
def test_refusals_are_told_apart(
    telephone: Telephone, market: TwilioNumberMarket, code: int, error: type[Exception]
) -> None:
    telephone.fault("refuse", phone=PRACTICE, code=code)

    with pytest.raises(error):
        market.buy(PRACTICE, ORDER, TEXTS_URL)

    assert market.ours(PRACTICE) is None


def test_a_provider_that_is_not_there_has_surely_done_nothing() -> None:
    account = TwilioAccount(ACCOUNT_SID, TOKEN)
    gone = TwilioNumberMarket(lambda: account, base_url="http://127.0.0.1:9", timeout_seconds=0.5)

    with pytest.raises(NotDoneError):
        gone.available("US", "312", 20)
    with pytest.raises(NotDoneError):
        gone.ours(PRACTICE)
    with pytest.raises(NotDoneError):
        gone.buy(PRACTICE, ORDER, TEXTS_URL)
    with pytest.raises(NotDoneError):
        gone.give_back("PN" + "0" * 32)
