"""Periods by the practice's calendar, and ids by time (row J10)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fakes.system import FakeClock, FakeIds
from textward.domain.errors import InvalidInputError
from textward.domain.transcript import Period, id_before

CHICAGO = ZoneInfo("America/Chicago")
NOVEMBER_FIRST = date(2026, 11, 1)
"""The clocks go back on it: the day has 25 hours."""


def test_a_day_is_the_practices_also_when_the_clocks_change() -> None:
    day = Period(NOVEMBER_FIRST, NOVEMBER_FIRST)
    assert day.begins(CHICAGO) == datetime(2026, 11, 1, 5, tzinfo=UTC)
    assert day.ends(CHICAGO) == datetime(2026, 11, 2, 6, tzinfo=UTC)


def test_open_ends_are_none() -> None:
    assert Period().begins(CHICAGO) is None
    assert Period().ends(CHICAGO) is None
    assert Period(last=date.max).ends(CHICAGO) is None


def test_days_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="`from`"):
        Period(date(2026, 3, 2), date(2026, 3, 1)).require_order()
    Period(date(2026, 3, 1), date(2026, 3, 1)).require_order()


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - the zone comes beside them
    st.integers(1, 10**9),
)
def test_ids_are_told_apart_by_their_time(at: datetime, later: int) -> None:
    moment = at.replace(microsecond=at.microsecond // 1000 * 1000)
    bound = id_before(moment)
    assert FakeIds(FakeClock(moment - timedelta(milliseconds=later))).new() < bound
    assert FakeIds(FakeClock(moment)).new() > bound
