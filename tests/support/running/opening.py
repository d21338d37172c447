"""Opens practices for a test run, through the product's own repositories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.practice import Facility, Practice
from textward.domain.role import Member, Role, TextPrivilege

if TYPE_CHECKING:
    from textward.entrypoints.bootstrap import Product


def open_one(product: Product, wanted: dict[str, Any]) -> dict[str, Any]:
    """Store a practice without a number, with one facility, and one member who may do everything; give their ids."""
    practice = Practice(
        product.ids.new(), wanted["name"], wanted["time_zone"], text_addon=wanted["addon"], paid_plan=True
    )
    role = Role(
        product.ids.new(),
        "Administrator",
        TextPrivilege.ALL,
        practice_admin=True,
        manage_groups=True,
        phr_settings=True,
    )
    member = Member(practice.practice_id, product.ids.new(), wanted["member"], role.role_id)
    product.practices.save(practice)
    product.practices.save_facility(Facility(practice.practice_id, product.ids.new(), "Main"))
    product.staff.save_role(practice.practice_id, role)
    product.staff.save_member(member, wanted["subject"])
    return {"practice_id": practice.practice_id, "member_id": member.member_id}
