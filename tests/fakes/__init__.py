"""In-memory implementations of every port, over one world that tests set up and move in time."""

from __future__ import annotations

from tests.fakes.world import Demo, FakeWorld

__all__ = ["Demo", "FakeWorld"]
