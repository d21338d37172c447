"""The secure link's limits, at their edges (rows C2, C5, C8, J13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from textward.domain.secure_link import (
    BIRTH_DATE_TRIES,
    CODE_FAILURES_PER_PATIENT,
    CODE_LIFETIME,
    CODE_TRIES,
    LINK_LIFETIME,
    RESEND_PAUSE,
    RESENDS_PER_DAY,
    SESSION_IDLE,
    SESSION_LIFETIME,
    LinkState,
    PatientSession,
    Stage,
    VerificationRecord,
    new_link,
)

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
LINK = new_link("pr", "link", "Pp", "p", "m", NOW)


def test_a_new_link_has_a_live_code_for_two_hours() -> None:
    assert LINK.state(NOW) is LinkState.ACTIVE
    assert LINK.code_is_live(NOW + CODE_LIFETIME - TICK)
    assert not LINK.code_is_live(NOW + CODE_LIFETIME)
    assert timedelta(hours=2) == CODE_LIFETIME


def test_a_link_ends_at_its_time_even_if_nothing_cleaned_it_up() -> None:
    assert LINK.state(NOW + LINK_LIFETIME - TICK) is LinkState.ACTIVE
    assert LINK.state(NOW + LINK_LIFETIME) is LinkState.EXPIRED


def test_a_revoked_link_is_revoked_for_good_and_its_code_dead() -> None:
    revoked = replace(LINK, revoked_at=NOW)
    assert revoked.state(NOW) is LinkState.REVOKED
    assert revoked.state(NOW + LINK_LIFETIME) is LinkState.REVOKED
    assert not revoked.code_is_live(NOW)
    assert not revoked.may_resend(NOW + timedelta(days=1))


def test_a_live_code_on_an_expired_link_is_dead() -> None:
    late = NOW + LINK_LIFETIME
    assert not replace(LINK, code_expires_at=late + CODE_LIFETIME).code_is_live(late)


@pytest.mark.parametrize(("tries", "live"), [(0, True), (CODE_TRIES - 1, True), (CODE_TRIES, False)])
def test_five_tries_void_a_code(tries: int, *, live: bool) -> None:
    assert replace(LINK, code_tries=tries).code_is_live(NOW) is live


def test_a_used_code_is_dead() -> None:
    assert not replace(LINK, code_expires_at=None).code_is_live(NOW)


def test_resending_waits_a_minute() -> None:
    assert not LINK.may_resend(NOW + RESEND_PAUSE - TICK)
    assert LINK.may_resend(NOW + RESEND_PAUSE)


def test_resending_is_for_live_links_even_when_the_code_is_dead() -> None:
    assert replace(LINK, code_tries=CODE_TRIES).may_resend(NOW + RESEND_PAUSE)
    assert replace(LINK, code_expires_at=None).may_resend(NOW + timedelta(days=3))
    assert not LINK.may_resend(NOW + LINK_LIFETIME)


def test_resends_are_limited_within_a_day() -> None:
    used_up = replace(LINK, resends=RESENDS_PER_DAY, resends_since=NOW)
    day = timedelta(days=1)
    assert replace(used_up, resends=RESENDS_PER_DAY - 1).may_resend(NOW + RESEND_PAUSE)
    assert not used_up.may_resend(NOW + day - TICK)
    assert used_up.may_resend(NOW + day)
    assert not LINK.resends_today(NOW)


@pytest.mark.parametrize(
    ("record", "locked"),
    [
        (VerificationRecord(), False),
        (VerificationRecord(birth_date_failures=BIRTH_DATE_TRIES - 1), False),
        (VerificationRecord(birth_date_failures=BIRTH_DATE_TRIES), True),
        (VerificationRecord(code_failures=CODE_FAILURES_PER_PATIENT - 1), False),
        (VerificationRecord(code_failures=CODE_FAILURES_PER_PATIENT), True),
        (VerificationRecord(locked_at=NOW), True),
    ],
)
def test_a_patient_is_locked_at_the_limits(record: VerificationRecord, *, locked: bool) -> None:
    assert record.locked is locked


def test_nist_asks_for_fewer_than_a_hundred_failures() -> None:
    """NIST SP 800-63B, 5.2.2."""
    assert CODE_FAILURES_PER_PATIENT < 100


def test_a_session_ends_when_idle_and_at_the_latest_after_its_lifetime() -> None:
    session = PatientSession("key", "pr", "p", "Pp", "link", Stage.VERIFIED, NOW, NOW)
    assert session.is_live(NOW + SESSION_IDLE - TICK)
    assert not session.is_live(NOW + SESSION_IDLE)
    busy = replace(session, last_seen_at=NOW + SESSION_LIFETIME - TICK)
    assert busy.is_live(NOW + SESSION_LIFETIME - TICK)
    assert not busy.is_live(NOW + SESSION_LIFETIME)
