"""The running staff API answers as docs/api/staff.json says, whatever it is sent (schemathesis)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from local.documented_apis import STAFF
from tests.support.running.documented import Asking, Documented
from tests.support.running.practices import open_practice
from tests.support.running.site import ADMIN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from tests.support.running.site import Site
    from tests.support.running.staff import StaffClient

DOCUMENT = Documented(STAFF.path)


@pytest.fixture(scope="module")
def known(site: Site) -> dict[str, str]:
    """Give ids of things that are there."""
    person = site.people.patient()
    site.telephone.type(person.phone, site.planted.text("Something to work on."))
    (message,) = eventually(lambda: site.staff.messages(person.thread_id), "the text")
    return {
        "patient_id": person.patient_id,
        "thread_id": person.thread_id,
        "message_id": str(message["id"]),
    }


@pytest.fixture(scope="module")
def elsewhere(site: Site) -> StaffClient:
    """Give the administrator of a practice of this test's own: what fits the document may switch everything off there."""
    return open_practice(site).admin


@pytest.mark.parametrize("label", DOCUMENT.operations)
def test_an_operation_answers_as_documented(
    site: Site, known: dict[str, str], elsewhere: StaffClient, label: str
) -> None:
    member = elsewhere if " /v1/settings/" in label else site.member(ADMIN)
    headers = {"Authorization": f"Bearer {member.token()}"}
    Asking(site.stack.base_url, headers, known).hold(DOCUMENT.operations[label])


def test_every_operation_of_the_document_was_read() -> None:
    assert DOCUMENT.is_whole()


def test_every_operation_asks_for_a_token(site: Site) -> None:
    DOCUMENT.check_a_token_is_asked_for(site.http)
