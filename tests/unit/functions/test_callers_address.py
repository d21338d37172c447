"""Whose address the audit trail keeps, behind CloudFront and before the gateway itself."""

from __future__ import annotations

import pytest

from textward.entrypoints.http import caller

EDGE, PATIENT = "130.176.1.1", "203.0.113.7"


@pytest.mark.parametrize(
    ("forwarded", "kept"),
    [
        (f"{PATIENT}, {EDGE}", f"{PATIENT}, {EDGE}"),  # the gateway added its own caller
        (PATIENT, f"{PATIENT}, {EDGE}"),  # it did not
        (f"198.51.100.9,{PATIENT},{EDGE}", f"{PATIENT}, {EDGE}"),  # what the patient wrote before
        ("2001:db8::7, 130.176.1.1", "2001:db8::7, 130.176.1.1"),
        (EDGE, EDGE),  # nobody was called for
        ("", EDGE),
        ("<script>, 130.176.1.1", EDGE),
        ("x" * 9000, EDGE),
        (", ,", EDGE),
    ],
)
def test_the_address_called_for_stands_before_the_one_that_called(forwarded: str, kept: str) -> None:
    assert caller(EDGE, forwarded) == kept
