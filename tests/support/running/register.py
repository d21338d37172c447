"""Saves patients of a test run, through the product's own repositories."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from textward.domain.patient import Patient
from textward.domain.private import Private

if TYPE_CHECKING:
    from textward.domain.practice import Practice
    from textward.entrypoints.bootstrap import Product


def _save(
    product: Product, practice: Practice, facility_id: str, names: dict[str, str], person: dict[str, Any]
) -> dict[str, Any]:
    patient = Patient(
        practice_id=practice.practice_id,
        patient_id=product.ids.new(),
        number=person["number"],
        name=Private(person["name"]),
        date_of_birth=date.fromisoformat(person["born"]),
        facility_id=facility_id,
        phone=Private(person["phone"]) if person["phone"] else None,
        text_notifications=person["notifications"],
        language=person["language"],
        care_team=frozenset({names[person["care_of"]]} if person["care_of"] else ()),
        category_ids=frozenset({names[person["category"]]} if person["category"] else ()),
    )
    product.patients.save(patient)
    return {**person, "patient_id": patient.patient_id}


def register(product: Product, wish: dict[str, Any]) -> dict[str, Any]:
    """Save who comes in at the practice with that number; give them back with their ids."""
    practice = product.practices.by_number(wish["number"])
    assert practice is not None, "no practice has that number"
    facility = product.practices.facilities(practice.practice_id)[0]
    book = product.portal.groups.book(practice.practice_id)
    names = {member.name: member.member_id for member in book.roster.members}
    names |= {category.name: category.category_id for category in book.categories}
    people = wish["people"]
    return {"people": [_save(product, practice, facility.facility_id, names, person) for person in people]}
