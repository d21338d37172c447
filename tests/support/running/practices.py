"""Further practices beside the demo's, each with one administrator: for what a test must not do to the demo practice."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from local.packaging.artefacts import ROOT
from local.stack.demo import product_environment

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
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.running.opening"],
        cwd=ROOT,
        env=product_environment(site.stack.engine),
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    sign_in = {"email": email, "password": _PASSWORD, "name": wanted["member"], "role": "Administrator"}
    site.stack.demo["sign_ins"].append(sign_in)
    ids: dict[str, Any] = json.loads(done.stdout)
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
