"""A record system at the running stack: its token, and what it sends for a practice that has let it in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.support.running.practices import open_practice

if TYPE_CHECKING:
    import httpx

    from tests.support.running.practices import Opened
    from tests.support.running.site import Site

SCOPES = "ehr/write ehr/read ehr/notices"


def token_answer(site: Site, scope: str = SCOPES) -> httpx.Response:
    """Ask for a token, as the stack's record system."""
    client_id = site.stack.outputs["EhrClientId"]
    found = site.stack.client("cognito-idp").describe_user_pool_client(
        UserPoolId=site.stack.outputs["UserPoolId"], ClientId=client_id
    )
    secret = found["UserPoolClient"]["ClientSecret"]
    form = {"grant_type": "client_credentials", "scope": scope}
    return site.http.post("/oauth2/token", data=form, auth=(client_id, secret))


@dataclass
class RecordSystem:
    """A record system at a practice of the test's own."""

    site: Site
    practice: Opened
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """Give what each call carries."""
        return {"Authorization": f"Bearer {self.token}", "Textward-Practice": self.practice.practice_id}

    def post(self, kind: str, *lines: object, practice_id: str = "", token: str = "") -> httpx.Response:
        """Send lines, as JSON unless they are text already."""
        headers = {
            "Authorization": f"Bearer {token or self.token}",
            "Textward-Practice": practice_id or self.practice.practice_id,
            "Content-Type": "application/x-ndjson",
        }
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        return self.site.http.post(f"/ehr/bulk/{kind}", content=text.encode(), headers=headers)

    def outcomes(self, kind: str, *lines: object) -> list[str]:
        """Send lines; give what became of each."""
        answer = self.post(kind, *lines)
        assert answer.status_code == 200, answer.text
        return [line["outcome"] for line in answer.json()["lines"]]


def let_in(site: Site, scope: str = SCOPES) -> RecordSystem:
    """Open a practice that lets the stack's record system in."""
    practice = open_practice(site)
    granted = practice.admin.put(
        "/settings/record-system", {"client_ids": [site.stack.outputs["EhrClientId"]]}
    )
    assert granted.status_code == 200, granted.text
    answer = token_answer(site, scope)
    assert answer.status_code == 200, answer.text
    return RecordSystem(site, practice, answer.json()["access_token"])
