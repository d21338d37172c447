"""The running portal API answers as docs/api/portal.json says, whatever it is sent (schemathesis)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.documented_apis import PORTAL
from tests.support.running.documented import Asking, Documented

if TYPE_CHECKING:
    from tests.support.running.portal import PortalVisit
    from tests.support.running.site import Site

DOCUMENT = Documented(PORTAL.path)
LOG_OUT = "POST /portal-api/logout"


@pytest.fixture(scope="module")
def app(site: Site) -> PortalVisit:
    """Give a signed-in patient's app."""
    return site.portal(site.people.patient(), "token")


@pytest.fixture(scope="module")
def known(site: Site, app: PortalVisit) -> dict[str, str]:
    """Give ids of things that are there."""
    to = app.recipients()[0]
    begun = app.compose(to["kind"], to["id"], site.planted.text("A matter."), site.planted.text("About it."))
    return {"conversation_id": str(begun["id"]), "practice_id": site.practice_id}


@pytest.mark.parametrize("label", DOCUMENT.operations)
def test_an_operation_answers_as_documented(
    site: Site, app: PortalVisit, known: dict[str, str], label: str
) -> None:
    if label == LOG_OUT:  # it would end the visit of those that follow
        app = site.portal(site.people.patient(), "token")
    Asking(site.stack.base_url, app.headers(), known).hold(DOCUMENT.operations[label])


def test_every_operation_of_the_document_was_read() -> None:
    assert DOCUMENT.is_whole()


def test_what_needs_a_sign_in_refuses_who_has_none(site: Site) -> None:
    for label, operation in DOCUMENT.operations.items():
        if operation.definition.raw.get("security") == [] or label == LOG_OUT:
            continue
        method, path = label.split(" ")
        path = path.replace("{conversation_id}", "G" + "0" * 26)
        body = {
            "POST /portal-api/conversations": {
                "to": {"kind": "group", "id": "0" * 26},
                "subject": "x",
                "body": "x",
            },
            "POST /portal-api/identity": {"date_of_birth": "1984-03-12", "session": "token"},
            "POST /portal-api/conversations/search": {"query": "x"},
        }.get(label, {"upto": "0" * 26} if path.endswith("/read") else {"body": "x"})
        answer = site.http.request(
            method, path, json=body if method == "POST" else None, headers={"Idempotency-Key": "nobody"}
        )
        assert answer.status_code == 401, label
        assert answer.json()["code"] in {"session-ended", "not-verified"}
