"""The `Patients` port."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contract.material import Material, a_number, an_id
from tests.contract.races import race
from textward.domain.audit import Action
from textward.domain.consent import Consent
from textward.domain.errors import NotFoundError, NotVerifiedError
from textward.domain.patient import Patient, fold
from textward.domain.private import Private
from textward.domain.secure_link import BIRTH_DATE_TRIES, CODE_FAILURES_PER_PATIENT, VerificationRecord
from textward.services.ports import PhoneOwner

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.contract.backends import Backend


def names(found: tuple[Patient, ...]) -> list[str]:
    return [patient.name.reveal() for patient in found]


def test_a_patient_reads_back_whole(backend: Backend, material: Material) -> None:
    """AP-07."""
    patient = material.patient(
        date_of_birth=date(1900, 2, 28),
        text_notifications=False,
        language="es",
        category_ids=frozenset({an_id(), an_id()}),
        care_team=frozenset({an_id()}),
        proofs_since=material.now,
    )
    bare = material.patient("Nora Nguyen", facility_id=None, phone=None)
    backend.patients.save(patient)
    backend.patients.save(bare)
    assert backend.patients.get(material.practice_id, patient.patient_id) == patient
    assert backend.patients.get(material.practice_id, bare.patient_id) == bare


def test_some_patients_are_read_at_once(backend: Backend, material: Material) -> None:
    """AP-90."""
    one, two, other = material.patient("Ann"), material.patient("Ben"), material.patient("Cy")
    for patient in (one, two, other):
        backend.patients.save(patient)
    wanted = [two.patient_id, one.patient_id, two.patient_id, an_id()]
    assert backend.patients.many(material.practice_id, wanted) == {one.patient_id: one, two.patient_id: two}
    assert backend.patients.many(an_id(), wanted) == {}
    assert backend.patients.many(material.practice_id, []) == {}


def test_a_patient_is_of_one_practice(backend: Backend, material: Material) -> None:
    """AP-07, AP-08."""
    patient = material.patient()
    backend.patients.save(patient)
    with pytest.raises(NotFoundError):
        backend.patients.get(an_id(), patient.patient_id)
    with pytest.raises(NotFoundError):
        backend.patients.get(material.practice_id, an_id())
    assert backend.patients.search(an_id(), "maria", 20) == ()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mar", ["Ana Martínez", "María José O'Neill"]),
        ("MARIA", ["María José O'Neill"]),
        ("neill", ["María José O'Neill"]),
        ("rtin", ["Ana Martínez"]),
        ("nez", ["Ana Martínez", "Bo Nuñez"]),
        ("nunez bo", ["Bo Nuñez"]),
        ("o'n mar", ["María José O'Neill"]),
        ("1042", ["Bo Nuñez"]),
        ("P-1042", ["Bo Nuñez"]),
        ("wolfeschlegelsteinhausen", ["Wolfeschlegelsteinhausenbergerdorff"]),
        ("hausenbergerdorff", ["Wolfeschlegelsteinhausenbergerdorff"]),
        ("wolfeschlegelsteinhausex", []),
        ("ana bo", []),
        ("xyz", []),
        ("", []),
        (" - ", []),
        ("%", []),
    ],
)
def test_search_finds_any_part_of_a_name_or_number(
    query: str, found: list[str], backend: Backend, material: Material
) -> None:
    """AP-08."""
    for name, number in {
        "María José O'Neill": "P-7",
        "Bo Nuñez": "P-1042",
        "Ana Martínez": "Q-3",
        "Wolfeschlegelsteinhausenbergerdorff": "Q-4",
    }.items():
        backend.patients.save(material.patient(name, number=number, phone=None))
    assert names(backend.patients.search(material.practice_id, query, 20)) == found


def test_search_gives_whole_patients_once_and_no_more_than_asked(
    backend: Backend, material: Material
) -> None:
    """AP-08."""
    patients = [material.patient(f"Ana Anan{letter}") for letter in "edcba"]
    for patient in patients:
        backend.patients.save(patient)
    assert backend.patients.search(material.practice_id, "ana", 20) == tuple(reversed(patients))
    assert backend.patients.search(material.practice_id, "a", 2) == tuple(reversed(patients))[:2]


def test_a_renamed_patient_is_found_by_the_new_name_only(backend: Backend, material: Material) -> None:
    """AP-08."""
    before = material.patient("Ann Smith", number="P-11")
    after = replace(before, name=Private("Ann Jones"), number="P-22", facility_id=None)
    backend.patients.save(before)
    backend.patients.save(after)
    assert backend.patients.search(material.practice_id, "smith", 20) == ()
    assert backend.patients.search(material.practice_id, "11", 20) == ()
    for query in ("ann", "jones", "22"):
        assert backend.patients.search(material.practice_id, query, 20) == (after,)


@pytest.mark.parametrize("query", ["5550147", "555-0147", "(212) 555-0147", "+1 212 555 0147", "0147"])
def test_the_end_of_a_phone_finds_all_who_share_it(query: str, backend: Backend, material: Material) -> None:
    """AP-08."""
    phone = Private("+12125550147")
    mother, child = (material.patient(name, phone=phone) for name in ("Ann Parker", "Ben Parker"))
    other = material.patient("Cy Other", phone=Private("+12125550148"))
    for patient in (other, child, mother):
        backend.patients.save(patient)
    assert backend.patients.search(material.practice_id, query, 20) == (mother, child)
    backend.patients.save(replace(child, phone=None))
    assert backend.patients.search(material.practice_id, query, 20) == (mother,)
    assert backend.patients.search(an_id(), query, 20) == ()


@pytest.mark.parametrize("query", ["147", "5550147 x", "9995550147", "0147-555"])
def test_what_is_not_the_end_of_a_phone_finds_nobody_by_it(
    query: str, backend: Backend, material: Material
) -> None:
    """AP-08."""
    backend.patients.save(material.patient(number="Q", phone=Private("+12125550147")))
    assert backend.patients.search(material.practice_id, query, 20) == ()


@given(
    people=st.lists(st.text(st.sampled_from("abcé -'Z1"), min_size=1, max_size=12), min_size=1, max_size=4),
    query=st.text(st.sampled_from("abce z1"), max_size=5),
)
@settings(max_examples=15)
def test_search_is_what_a_look_at_every_patient_would_find(
    people: list[str], query: str, implementation: Callable[[], Backend]
) -> None:
    """AP-08."""
    material, backend = Material(), implementation()
    for name in people:
        backend.patients.save(material.patient(name, number="7", phone=None))
    words = fold(query).split()
    expected = [n for n in people if words and all(word in f"{fold(n)} 7" for word in words)]
    found = names(backend.patients.search(material.practice_id, query, 100))
    assert sorted(found) == sorted(expected)


def test_a_phone_tells_all_whose_it_is(backend: Backend, material: Material) -> None:
    """AP-09."""
    mother, child = material.patient("Ann Parker"), material.patient("Ben Parker", facility_id=None)
    for patient in (child, mother):
        backend.patients.save(patient)
    record = backend.patients.phone(material.practice_id, material.phone)
    assert record.owners == (
        PhoneOwner(mother.patient_id, mother.name, mother.facility_id),
        PhoneOwner(child.patient_id, child.name, None),
    )
    assert record.consent == Consent()
    assert backend.patients.phone(an_id(), material.phone).owners == ()


def test_a_phone_given_up_is_not_the_patients_any_more(backend: Backend, material: Material) -> None:
    """AP-09."""
    patient, other = material.patient(), Private(a_number())
    backend.patients.save(patient)
    backend.patients.save(replace(patient, phone=other))
    assert backend.patients.phone(material.practice_id, material.phone).owners == ()
    assert len(backend.patients.phone(material.practice_id, other).owners) == 1
    backend.patients.save(replace(patient, phone=None))
    assert backend.patients.phone(material.practice_id, other).owners == ()


def test_a_phone_shows_the_name_as_it_is_now(backend: Backend, material: Material) -> None:
    """AP-09."""
    patient = material.patient()
    backend.patients.save(patient)
    backend.patients.save(replace(patient, name=Private("Ann Jones"), facility_id=None))
    owners = backend.patients.phone(material.practice_id, material.phone).owners
    assert owners == (PhoneOwner(patient.patient_id, Private("Ann Jones"), None),)


def test_the_newest_word_on_consent_holds_in_whatever_order_words_come(
    backend: Backend, material: Material
) -> None:
    """AP-09."""
    stop = Consent(opted_out=True, changed_at=material.later(2))
    old_start = Consent(opted_out=False, changed_at=material.later(1))
    new_start = Consent(opted_out=False, changed_at=material.later(3))
    for word, holds in ((stop, stop), (old_start, stop), (stop, stop), (new_start, new_start)):
        backend.patients.save_consent(material.practice_id, material.phone, word)
        assert backend.patients.phone(material.practice_id, material.phone).consent == holds
    assert backend.patients.phone(an_id(), material.phone).consent == Consent()
    assert backend.patients.phone(material.practice_id, material.phone).owners == ()


def test_a_patient_without_tries_is_not_locked(backend: Backend, material: Material) -> None:
    """AP-10."""
    record = backend.patients.verification(material.practice_id, material.patient_id)
    assert record == VerificationRecord()


def test_wrong_dates_lock_at_the_limit(backend: Backend, material: Material) -> None:
    """AP-10."""
    who = (material.practice_id, material.patient_id)
    for tries in range(1, BIRTH_DATE_TRIES + 1):
        assert not backend.patients.verification(*who).locked
        backend.patients.count_birth_date_try(*who)
        assert backend.patients.verification(*who).birth_date_failures == tries
    record = backend.patients.verification(*who)
    assert record.locked
    assert record.locked_at is not None
    for count in (backend.patients.count_birth_date_try, backend.patients.count_code_try):
        with pytest.raises(NotVerifiedError):
            count(*who)
    assert backend.patients.verification(*who).birth_date_failures == BIRTH_DATE_TRIES


def test_wrong_codes_over_all_links_lock_at_the_limit(backend: Backend, material: Material) -> None:
    """AP-10."""
    who = (material.practice_id, material.patient_id)
    for _ in range(CODE_FAILURES_PER_PATIENT):
        backend.patients.count_code_try(*who)
    with pytest.raises(NotVerifiedError):
        backend.patients.count_code_try(*who)
    with pytest.raises(NotVerifiedError):
        backend.patients.count_birth_date_try(*who)
    assert backend.patients.verification(*who).code_failures == CODE_FAILURES_PER_PATIENT
    assert backend.patients.verification(material.practice_id, an_id()) == VerificationRecord()


def test_a_right_code_forgets_wrong_codes_but_not_wrong_dates(backend: Backend, material: Material) -> None:
    """AP-10."""
    who = (material.practice_id, material.patient_id)
    backend.patients.count_code_try(*who)
    backend.patients.count_birth_date_try(*who)
    backend.patients.clear_code_tries(*who)
    assert backend.patients.verification(*who) == VerificationRecord(birth_date_failures=1)


def test_staff_unlock_with_a_line_in_the_trail(backend: Backend, material: Material) -> None:
    """AP-10."""
    who = (material.practice_id, material.patient_id)
    for _ in range(BIRTH_DATE_TRIES):
        backend.patients.count_birth_date_try(*who)
    entry = material.entry(Action.PATIENT_UNLOCKED)
    backend.patients.unlock(*who, entry)
    assert backend.patients.verification(*who) == VerificationRecord()
    assert backend.audit_ids(material.practice_id) == [entry.entry_id]
    backend.patients.count_birth_date_try(*who)
    backend.patients.unlock(*who, None)


@pytest.mark.slow
def test_tries_made_at_once_never_exceed_the_limit(racing: Backend, material: Material) -> None:
    """AP-10: counted before they are looked at."""
    who = (material.practice_id, material.patient_id)
    outcomes = race(12, lambda _: racing.patients.count_birth_date_try(*who))
    assert len(outcomes.given) == BIRTH_DATE_TRIES
    assert set(outcomes.refused) == {NotVerifiedError}
