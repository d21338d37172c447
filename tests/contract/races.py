"""Several callers at the very same moment."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Generic, TypeVar

from textward.domain.errors import TextwardError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Outcomes(Generic[T]):
    """What each caller got."""

    def __init__(self, outcomes: list[T | TextwardError]) -> None:
        self.given = [outcome for outcome in outcomes if not isinstance(outcome, TextwardError)]
        self.refused = [type(outcome) for outcome in outcomes if isinstance(outcome, TextwardError)]


def race(callers: int, call: Callable[[int], T]) -> Outcomes[T]:
    """Let `callers` threads call at once, each with its number; foreseen errors are outcomes, others fail the test."""
    start = threading.Barrier(callers)

    def run(number: int) -> T | TextwardError:
        start.wait(10)
        try:
            return call(number)
        except TextwardError as error:
            return error

    with ThreadPoolExecutor(callers) as pool:
        return Outcomes(list(pool.map(run, range(callers))))
