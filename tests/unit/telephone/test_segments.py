"""Segments as 3GPP TS 23.038 counts them; the boundaries are Twilio's own examples (docs/glossary/what-sms-character-limit)."""

from __future__ import annotations

import pytest

from local.telephone.segments import count_segments


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("ñ" * 160, 1),  # in the 7-bit alphabet
        ("ç" * 70, 1),  # only its capital is
        ("ç" * 71, 2),
        ("Ç" * 160, 1),
        ("€" * 80, 1),  # two places each
        ("€" * 81, 2),
        ("a" * 152 + "€" + "a" * 152, 3),  # an escape is not torn apart
        ("a" * 151 + "€" + "a" * 153, 2),
        ("🙂" * 35, 1),  # two UTF-16 units each
        ("🙂" * 36, 2),
        ("🙂" * 66, 2),  # a pair is not torn apart: 33 to a part of 67
        ("🙂" * 67, 3),
        ("a" * 70 + "\u2019", 2),
    ],
)
def test_segments_are_counted(body: str, segments: int) -> None:
    assert count_segments(body) == segments
