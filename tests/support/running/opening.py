"""Opens practices for a test run: `python -m tests.support.running.opening`, one as JSON in, its ids as JSON out."""

from __future__ import annotations

import json
import sys

from textward.domain.practice import Facility, Practice
from textward.domain.role import Member, Role, TextPrivilege
from textward.entrypoints.bootstrap import Product
from textward.entrypoints.settings import Settings


def main() -> None:
    """Store a practice without a number, with one facility, and one member who may do everything."""
    wanted = json.load(sys.stdin)
    product = Product(Settings.from_environment())
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
    json.dump({"practice_id": practice.practice_id, "member_id": member.member_id}, sys.stdout)


if __name__ == "__main__":
    main()
