from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC
from typing import TYPE_CHECKING

import ulid

from textward.adapters import system
from textward.adapters.system import SystemClock, UlidIds

if TYPE_CHECKING:
    import pytest


def test_the_clock_is_utc_to_the_millisecond() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert now.microsecond % 1000 == 0


def test_ids_grow_even_in_one_millisecond_and_when_the_clock_steps_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ids = UlidIds()
    given = [ids.new() for _ in range(1000)]
    earlier = ulid.ULID.from_timestamp(1.0)
    monkeypatch.setattr(system, "ULID", _Stopped(earlier))
    given += [ids.new() for _ in range(10)]
    assert given == sorted(set(given))
    assert {len(given_id) for given_id in given} == {26}


class _Stopped:
    """A ULID source whose clock stands."""

    def __init__(self, value: ulid.ULID) -> None:
        self._value = value

    def __call__(self) -> ulid.ULID:
        return self._value

    from_int = staticmethod(ulid.ULID.from_int)


def test_ids_of_many_threads_are_all_different() -> None:
    ids = UlidIds()
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda _: ids.new(), range(2000)))
    assert len(set(given)) == 2000


def test_secrets_have_128_bits_or_more_and_are_url_safe() -> None:
    ids = UlidIds()
    secrets = {ids.secret() for _ in range(100)}
    assert len(secrets) == 100
    assert all(len(secret) >= 22 for secret in secrets)
    assert all(char.isalnum() or char in "-_" for secret in secrets for char in secret)
