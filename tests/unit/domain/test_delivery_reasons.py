"""Words that tell staff what to do next (row B7)."""

from __future__ import annotations

import pytest

from textward.domain import delivery_reasons
from textward.domain.delivery_reasons import OPTED_OUT, reason_for


@pytest.mark.parametrize("code", [*delivery_reasons._REASONS, None, "", "99999"])
def test_every_reason_has_a_title_and_advice(code: str | None) -> None:
    reason = reason_for(code)
    assert reason.title
    assert not reason.title.endswith(".")
    assert reason.advice.endswith(".")


@pytest.mark.parametrize(
    "code", ["21211", "21610", "21614", "30003", "30004", "30005", "30006", "30007", "30034"]
)
def test_the_usual_reasons_have_words_of_their_own(code: str) -> None:
    assert reason_for(code) != reason_for("99999")


def test_a_phone_that_opted_out_cannot_be_tried_again() -> None:
    assert not reason_for(OPTED_OUT).can_retry
