"""In-memory implementations of every port, sharing one world that tests can set up, move in time and look into."""

from __future__ import annotations

from tests.fakes.world import Demo, FakeWorld

__all__ = ["Demo", "FakeWorld"]
