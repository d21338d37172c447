"""FHIR R4 elements are read without trust, and people as their records mean them (row J10)."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import fhir_practice
from textward.domain.fhir import Element, FhirRefusedError, Reference, read_reference
from textward.domain.fhir_communication import saying_of
from textward.domain.fhir_neighbours import Neighbours
from textward.domain.fhir_people import email_of, language_of, mobile_of, name_of, number_of
from textward.domain.fhir_records import MAPPERS

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Patient/1", Reference("Patient", "1")),
        ("Patient/a-B.9/_history/2", Reference("Patient", "a-B.9")),
        ("http://ehr.example/r4/tenant/Patient/1", Reference("Patient", "1")),
        ("https://ehr.example/Patient/1/_history/2", Reference("Patient", "1")),
        ("ehr.example/Patient/1", None),
        ("Patient/", None),
        ("Patient", None),
        ("patient/1", None),
        ("Patient/1/2", None),
        ("Patient/1\n", None),
        ("Patient/" + "1" * 65, None),
        ("urn:uuid:1", None),
        ("#1", None),
        ("", None),
    ],
)
def test_references(text: str, found: Reference | None) -> None:
    assert read_reference(text) == found


@pytest.mark.parametrize(
    ("end", "over"),
    [
        ("", False),
        ("2026-11-21", True),
        ("2026-11-22", False),
        ("2026-11-21T23:00:00Z", True),
        ("2026", False),
        ("2025", True),
        ("2026-11", False),
        ("2026-10", True),
    ],
)
def test_periods_end_with_their_last_day(end: str, *, over: bool) -> None:
    assert Element({"period": {"end": end}}).over(TODAY) is over


@pytest.mark.parametrize(
    ("names", "wanted"),
    [
        ([{"family": "Ortega", "given": ["Inés", "Maria"], "suffix": ["Jr."]}], "Inés Maria Ortega Jr."),
        ([{"text": "Inés Ortega"}], "Inés Ortega"),
        ([{"text": "ORTEGA, INES", "family": "Ortega"}], "Ortega"),
        ([{"use": "usual", "text": "Ina"}, {"use": "official", "text": "Inés"}], "Inés"),
        ([{"use": "nickname", "text": "Ina"}, {"use": "old", "text": "Alva"}], ""),
        ([{"use": "official"}, {"text": "Inés"}], "Inés"),
        ([{"use": "official", "text": "Alva", "period": {"end": "2020"}}, {"text": "Inés"}], "Inés"),
        ([], ""),
    ],
)
def test_names(names: list[Any], wanted: str) -> None:
    assert name_of(Element({"name": names}), TODAY) == wanted


def _phone(value: str, **more: object) -> dict[str, object]:
    return {"system": "phone", "value": value, **more}


@pytest.mark.parametrize(
    ("points", "wanted"),
    [
        ([_phone("1", use="home"), _phone("2", use="work"), _phone("3", use="old")], None),
        ([_phone("1"), _phone("2", use="mobile")], "2"),
        ([_phone("1", use="mobile", rank=2), _phone("2", use="mobile", rank=1)], "2"),
        ([_phone("1", use="mobile"), _phone("2", use="mobile", rank=9)], "2"),
        ([_phone("1", use="mobile", period={"end": "2020-01-01"}), _phone("2")], "2"),
        ([_phone("", use="mobile"), {"system": "sms", "value": "2"}], "2"),
        ([{"system": "email", "value": "a@b.example"}, {"system": "fax", "value": "1"}], None),
    ],
)
def test_only_a_number_that_may_be_mobile_is_texted(points: list[Any], wanted: str | None) -> None:
    assert mobile_of(Element({"telecom": points}), TODAY) == wanted


def test_addresses_at_work_come_first() -> None:
    points = [{"system": "email", "value": use or "none", "use": use} for use in ("home", "", "work", "old")]
    assert email_of(Element({"telecom": points}), TODAY) == "work"
    assert email_of(Element({"telecom": points[:2]}), TODAY) == "none"
    assert email_of(Element({"telecom": points[3:]}), TODAY) is None


def test_the_record_number_comes_first() -> None:
    plain, record = {"value": "1"}, {"value": "2", "type": fhir_practice.MRN}
    assert number_of(Element({"identifier": [plain, record]}), "id") == "2"
    assert number_of(Element({"identifier": [plain]}), "id") == "1"
    assert number_of(Element({"identifier": [record | {"use": "old"}]}), "id") == "id"


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [(["vi"], "en"), (["vi", "fr-CA"], "fr"), (["ES"], "es"), ([], "en"), (["enm"], "en")],
)
def test_languages(codes: list[str], wanted: str) -> None:
    spoken = [{"language": {"coding": [{"code": code}]}} for code in codes]
    assert language_of(Element({"communication": spoken})) == wanted


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("Patient/1"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["reference", "value", "period", "end", "coding", "code", "system", "use", "rank"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
_NAMES = sorted(
    {
        name
        for one in [*fhir_practice.practice(""), fhir_practice.communication(), {"contained": 1}]
        for name in one
    }
)


@given(st.sampled_from(sorted(MAPPERS)), st.dictionaries(st.sampled_from(_NAMES), _ANYTHING, max_size=8))
def test_no_resource_breaks_the_mapping(kind: str, values: dict[str, object]) -> None:
    around = Neighbours({}, {}, {}, lambda _: None, TODAY)
    for read in (
        lambda: MAPPERS[kind][1](Element(values), "1", around),
        lambda: saying_of(Element(values), around),
    ):
        with contextlib.suppress(FhirRefusedError):
            read()
