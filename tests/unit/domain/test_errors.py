from __future__ import annotations

from tests.fakes import FakeWorld
from textward.domain.consent import Consent
from textward.domain.errors import CannotMessageError, ConflictError, InvalidInputError
from textward.domain.messaging_check import check_patient


def test_an_error_names_reasons_never_people() -> None:
    demo = FakeWorld().demo()
    refusals = check_patient(demo.practice, demo.notifications_off, Consent(opted_out=True))
    error = CannotMessageError(refusals)
    assert str(error) == "notifications_off, opted_out"
    assert error.refusals == refusals


def test_an_input_error_says_what_and_where() -> None:
    error = InvalidInputError("Write something first.", "/body")
    assert (str(error), error.detail, error.pointer) == ("Write something first.",) * 2 + ("/body",)


def test_a_conflict_needs_no_object() -> None:
    assert ConflictError().current is None
