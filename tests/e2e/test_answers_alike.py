"""Answers to who is not verified tell nothing: neither by their words nor by their time (row C5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.running.alike import tell_apart
from tests.support.running.store import ago

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.support.running.site import Site

_UNKNOWN = "A" * 26


def test_unknown_link_wrong_code_expired_and_revoked_look_and_last_the_same(site: Site) -> None:
    person = site.people.patient()
    _, live, code = site.secured(person, site.planted.text("One."))
    wrong = "000000" if code != "000000" else "000001"
    _, expired, expired_code = site.secured(person, site.planted.text("Two."))
    site.store.set_link_times(expired, code_expires_at=ago(seconds=1))
    message, revoked, revoked_code = site.secured(person, site.planted.text("Three."))
    site.staff.post(f"/threads/{person.thread_id}/messages/{message['id']}/link/revoke")
    ways: dict[str, Callable[[], httpx.Response]] = {
        "unknown link": lambda: site.visit(_UNKNOWN).verify(code),
        "wrong code": lambda: site.visit(live).verify(wrong),
        "expired code": lambda: site.visit(expired).verify(expired_code),
        "revoked link": lambda: site.visit(revoked).verify(revoked_code),
        "no session": lambda: site.visit(live).identify(person.born),
    }
    assert not tell_apart(ways)


def test_asking_for_a_code_is_answered_alike_whether_there_is_a_link_or_not(site: Site) -> None:
    person = site.people.patient()
    _, token, _ = site.secured(person, site.planted.text("Ask."))
    known, unknown = site.visit(token).resend(), site.visit(_UNKNOWN).resend()
    assert (
        (known.status_code, known.content)
        == (unknown.status_code, unknown.content)
        == (
            202,
            b'{"resend_in": 60}',
        )
    )
