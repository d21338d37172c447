"""Many things worked on one after the other: what is wrong with one must stop no other, nor stay hidden."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Troubles:
    """What a scheduled job came across while it went on."""

    _unforeseen: list[Exception] = field(default_factory=list)

    @contextmanager
    def kept_apart(self, *passing: type[Exception]) -> Iterator[None]:
        """Do one thing's work; whatever stops it stops nothing else.

        Args:
            passing: what comes and goes: the next run tries again, and nobody need be told.
        """
        try:
            yield
        except passing:
            return
        except Exception as error:  # noqa: BLE001 - a defect that one thing brings up must not hold up the others
            self._unforeseen.append(error)

    def tell(self) -> None:
        """Raise the first thing that was not foreseen, once all work is done: the run counts as failed, and an alarm tells.

        Raises:
            Exception: the first of them.
        """
        if self._unforeseen:
            raise self._unforeseen[0]
