"""Further practices beside the demo's, each with one administrator: for what a test must not do to the demo practice."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.running.site import Site
    from tests.support.running.staff import StaffClient

_PASSWORD = "A-practice-of-tests-2026"


@dataclass(frozen=True)
class Opened:
    """A practice that a test opened."""

    practice_id: str
    member_id: str
    email: str
    admin: StaffClient
    """Sees all messages, and administers the practice."""


def open_practice(site: Site, *, addon: bool = True, time_zone: str = "America/Chicago") -> Opened:
    """Open a practice without a number; its administrator can sign in like any member of the demo practice."""
    mark = secrets.token_hex(4)
    email = f"admin-{mark}@practice.example"
    wanted = {
        "name": f"Practice {mark}",
        "addon": addon,
        "time_zone": time_zone,
        "member": "Ada Minh",
        "subject": _sign_in(site, email),
    }
    ids = site.clerk.ask("opening", **wanted)
    sign_in = {"email": email, "password": _PASSWORD, "name": wanted["member"], "role": "Administrator"}
    site.stack.demo["sign_ins"].append(sign_in)
    return Opened(ids["practice_id"], ids["member_id"], email, site.member(email))


def _sign_in(site: Site, email: str) -> str:
    """Make a sign-in that works at once; give its subject."""
    cognito, pool = site.stack.client("cognito-idp"), site.stack.outputs["UserPoolId"]
    attributes = [{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}]
    user = cognito.admin_create_user(
        UserPoolId=pool, Username=email, UserAttributes=attributes, MessageAction="SUPPRESS"
    )["User"]
    cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=_PASSWORD, Permanent=True)
    return next(str(item["Value"]) for item in user["Attributes"] if item["Name"] == "sub")
