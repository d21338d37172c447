"""How names are compared (row B1), and whose thread is whose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes import FakeWorld
from textward.domain.patient import fold, patient_id_of, phone_digits


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("María José", "maria jose"),
        ("  O'Brien-Smith  ", "o brien smith"),
        ("MÜLLER", "muller"),
        ("Straße", "strasse"),
        ("Núñez, Ana", "nunez ana"),
        ("Mari\u0301a", "maria"),
        ("P-1042", "p 1042"),
        ("İpek", "ipek"),
        ("ＡＢＣ", "abc"),  # noqa: RUF001 - full width, as some keyboards write
        ("李小龍", "李小龍"),
        ("--- ", ""),
    ],
)
def test_case_accents_and_punctuation_do_not_count(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folded_text_is_single_spaced_letters_and_digits(text: str) -> None:
    folded = fold(text)
    assert folded.split() == [word for word in folded.split(" ") if word]
    assert all(char.isalnum() or char == " " for char in folded)


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_case_does_not_count(text: str) -> None:
    assert fold(text.upper().lower()) == fold(fold(text.upper()))


def test_a_patients_thread_names_the_patient() -> None:
    patient = FakeWorld().demo().maria
    assert patient_id_of(patient.thread_id) == patient.patient_id
    assert patient_id_of("N" + "0" * 26) is None


@pytest.mark.parametrize(
    ("query", "digits"),
    [
        ("0147", "0147"),
        ("555-0147", "5550147"),
        (" (212) 555.0147 ", "2125550147"),
        ("+1 212 555 0147", "12125550147"),
        ("147", None),
        ("", None),
        ("555 0147 x", None),
        ("P-1042", None),
        ("\u0661\u0662\u0663\u0664", None),
    ],
)
def test_digits_as_in_a_phone_number_may_be_the_end_of_one(query: str, digits: str | None) -> None:
    """Row B1."""
    assert phone_digits(query) == digits
