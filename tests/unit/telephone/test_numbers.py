"""Numbers to buy and numbers bought."""

from __future__ import annotations

import re

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.unit.telephone.conftest import ACCOUNT_SID, PRACTICE, TOKEN, Telephone
from tests.unit.telephone.documented_shapes import (
    AVAILABLE_NUMBER_FIELDS,
    INCOMING_NUMBER_FIELDS,
    PAGE_FIELDS,
)

ACCOUNT = f"/2010-04-01/Accounts/{ACCOUNT_SID}"


def code_of(act: object, *arguments: object, **more: object) -> int:
    assert callable(act)
    with pytest.raises(TwilioRestException) as refused:
        act(*arguments, **more)
    return int(refused.value.code or 0)


@pytest.mark.parametrize(
    ("country", "area_code", "region"),
    [("US", 415, "CA"), ("US", 973, None), ("CA", 416, "ON"), ("CA", 902, "NS")],
)
def test_numbers_of_an_area_code_can_be_found(
    telephone: Telephone, country: str, area_code: int, region: str | None
) -> None:
    found = telephone.twilio.available_phone_numbers(country).local.list(
        area_code=area_code, limit=5, page_size=5
    )
    assert len(found) == 5
    assert {number.phone_number[:5] for number in found} == {f"+1{area_code}"}
    assert {(number.iso_country, number.region) for number in found} == {(country, region)}
    assert all(re.fullmatch(r"\(\d{3}\) 555-01\d\d", number.friendly_name) for number in found)


def test_available_numbers_have_every_documented_field(telephone: Telephone) -> None:
    reply = telephone.control.get(
        f"{ACCOUNT}/AvailablePhoneNumbers/US/Local.json?AreaCode=415", auth=(ACCOUNT_SID, TOKEN)
    )
    assert reply.json().keys() == {"available_phone_numbers", "uri"}
    assert reply.json()["available_phone_numbers"][0].keys() == AVAILABLE_NUMBER_FIELDS


def test_a_canadian_area_code_has_nothing_in_the_us(telephone: Telephone) -> None:
    assert telephone.twilio.available_phone_numbers("US").local.list(area_code=416) == []
    assert telephone.twilio.available_phone_numbers("US").local.list(area_code=911) == []


def test_a_pattern_narrows_the_search(telephone: Telephone) -> None:
    found = telephone.twilio.available_phone_numbers("US").local.list(area_code=415, contains="55501*7")
    assert [number.phone_number[-2:] for number in found] == [f"{ten}7" for ten in range(10)]


def test_another_country_is_not_found(telephone: Telephone) -> None:
    # The official client gives a list that fails as an error without a code.
    with pytest.raises(TwilioException, match="20404"):
        telephone.twilio.available_phone_numbers("GB").local.list()


def test_what_is_bought_or_a_person_s_is_not_offered(telephone: Telephone) -> None:
    telephone.buy()
    telephone.control.post("/control/phones", json={"number": "+14155550101", "label": "Maria Lopez's phone"})
    found = telephone.twilio.available_phone_numbers("US").local.list(area_code=415, page_size=100)
    assert {"+14155550100", "+14155550101"}.isdisjoint(number.phone_number for number in found)
    assert len(found) == 98


def test_a_bought_number_has_every_documented_field_and_its_webhooks(telephone: Telephone) -> None:
    number = telephone.buy("https://example.org/sms", friendly_name="Front desk", sms_method="POST")
    reply = telephone.control.get(
        f"{ACCOUNT}/IncomingPhoneNumbers/{number.sid}.json", auth=(ACCOUNT_SID, TOKEN)
    )
    content = reply.json()
    assert content.keys() == INCOMING_NUMBER_FIELDS
    assert re.fullmatch(r"PN[0-9a-f]{32}", content["sid"])
    assert (content["sms_url"], content["friendly_name"]) == ("https://example.org/sms", "Front desk")
    assert content["capabilities"] == {"fax": False, "mms": True, "sms": True, "voice": True}


def test_a_number_can_be_bought_by_area_code(telephone: Telephone) -> None:
    assert telephone.twilio.incoming_phone_numbers.create(area_code="604").phone_number == "+16045550100"


def test_nobody_buys_a_number_twice(telephone: Telephone) -> None:
    telephone.buy()
    assert code_of(telephone.buy) == 21422
    assert len(telephone.twilio.incoming_phone_numbers.list()) == 1


def test_a_person_s_number_can_not_be_bought(telephone: Telephone) -> None:
    telephone.control.post("/control/phones", json={"number": PRACTICE, "label": "Someone's phone"})
    assert code_of(telephone.buy) == 21422


def test_bad_purchases_are_refused(telephone: Telephone) -> None:
    create = telephone.twilio.incoming_phone_numbers.create
    assert code_of(create, phone_number="+1415") == 21421
    assert code_of(create) == 21450
    assert code_of(create, area_code="999") == 21452
    assert code_of(create, phone_number=PRACTICE, sms_url="not a url") == 21402
    assert telephone.twilio.incoming_phone_numbers.list() == []


def test_numbers_are_found_changed_and_released(telephone: Telephone) -> None:
    telephone.buy()
    telephone.buy(number="+14155550108")
    number = telephone.twilio.incoming_phone_numbers.list(phone_number=PRACTICE)
    assert [found.phone_number for found in number] == [PRACTICE]
    changed = telephone.twilio.incoming_phone_numbers(number[0].sid).update(sms_url="https://example.org/new")
    assert changed.sms_url == "https://example.org/new"
    assert telephone.twilio.incoming_phone_numbers(number[0].sid).delete() is True
    assert code_of(telephone.twilio.incoming_phone_numbers(number[0].sid).fetch) == 20404
    assert [left.phone_number for left in telephone.twilio.incoming_phone_numbers.list()] == ["+14155550108"]


def test_a_page_of_numbers_has_every_documented_field(telephone: Telephone) -> None:
    reply = telephone.control.get(f"{ACCOUNT}/IncomingPhoneNumbers.json", auth=(ACCOUNT_SID, TOKEN))
    assert reply.json().keys() == PAGE_FIELDS | {"incoming_phone_numbers"}


def test_a_purchase_can_be_told_to_fail_half_way(telephone: Telephone) -> None:
    telephone.fault("refuse", phone=PRACTICE, code=20500)
    assert code_of(telephone.buy) == 20500
    telephone.fault("drop", phone=PRACTICE)
    with pytest.raises(Exception, match=r"(?i)incomplete|connection|ended|broken"):
        telephone.buy()
    assert [number.phone_number for number in telephone.twilio.incoming_phone_numbers.list()] == [PRACTICE]
