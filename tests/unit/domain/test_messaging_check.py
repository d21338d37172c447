"""May this person be texted? (Row B6.)."""

from __future__ import annotations

from dataclasses import replace

from tests.fakes import FakeWorld
from textward.domain.consent import Consent
from textward.domain.messaging_check import RefusalCode, check_number, check_patient

DEMO = FakeWorld().demo()
PRACTICE, MARIA = DEMO.practice, DEMO.maria
OUT = Consent(opted_out=True)
CODES = RefusalCode


def codes(*args: object) -> set[RefusalCode]:
    return {refusal.code for refusal in check_patient(*args)}  # type: ignore[arg-type]


def test_a_patient_with_a_phone_who_did_not_opt_out_can_be_texted() -> None:
    assert check_patient(PRACTICE, MARIA, Consent()) == ()


def test_each_reason_alone() -> None:
    assert codes(PRACTICE, MARIA, OUT) == {CODES.OPTED_OUT}
    assert codes(PRACTICE, DEMO.no_mobile, Consent()) == {CODES.NO_MOBILE}
    assert codes(PRACTICE, DEMO.notifications_off, Consent()) == {CODES.NOTIFICATIONS_OFF}
    assert codes(replace(PRACTICE, texting_enabled=False), MARIA, Consent()) == {CODES.TEXTING_OFF}
    assert codes(replace(PRACTICE, number=None), MARIA, Consent()) == {CODES.TEXTING_OFF}


def test_all_reasons_are_given_at_once() -> None:
    mute = replace(MARIA, text_notifications=False)
    off = replace(PRACTICE, texting_enabled=False)
    assert codes(off, mute, OUT) == {CODES.TEXTING_OFF, CODES.NOTIFICATIONS_OFF, CODES.OPTED_OUT}


def test_a_bare_number_has_consent_but_no_preferences() -> None:
    assert check_number(PRACTICE, Consent()) == ()
    assert [refusal.code for refusal in check_number(PRACTICE, OUT)] == [CODES.OPTED_OUT]
    assert [r.code for r in check_number(replace(PRACTICE, number=None), OUT)] == [
        CODES.TEXTING_OFF,
        CODES.OPTED_OUT,
    ]


def test_every_reason_says_what_to_do() -> None:
    for refusal in check_number(replace(PRACTICE, number=None), OUT):
        assert refusal.detail.endswith(".")
        assert len(refusal.detail) > 20
