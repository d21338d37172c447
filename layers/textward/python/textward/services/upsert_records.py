"""Records of a practice's record system are made ours, a line at a time: what is there already is left alone (row J10)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.ehr import LineResult, Outcome, RecordKind, own_id, read_line, read_lines
from textward.domain.errors import ConflictError, InvalidInputError, TransientError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from textward.domain.ehr import Fields
    from textward.domain.group import GroupBook
    from textward.services.group_ports import Groups
    from textward.services.ports import Clock
    from textward.services.record_audit import AuditTrail

WORKERS = 8
"""Lines worked on at once; each waits for the database most of the time."""
TIME = timedelta(seconds=20)
"""In which lines are begun; the caller is answered within 29 s, whatever the database does."""
AGAIN = "There was no time for this line, or something else changed the record. Send the line again."
"""Of a refused line with which nothing is wrong."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What all lines of one call have in common."""

    practice_id: str
    book: GroupBook
    """The practice with its places and members, as the call began."""
    trail: AuditTrail
    clock: Clock
    until: datetime
    """When no further line is begun."""
    saved: dict[str, object] = field(default_factory=dict)
    """What this call has saved of what the book holds, by our ids: a line further down may be about it again."""

    def require_time(self) -> None:
        """Refuse to begin another line when the time is up.

        Raises:
            TransientError: it is.
        """
        if self.clock.now() >= self.until:
            raise TransientError

    def id_of(self, kind: RecordKind, their_id: str) -> str:
        """Give our id of a record."""
        return own_id(self.practice_id, kind, their_id)


@dataclass(frozen=True, slots=True)
class Upserter:
    """How one kind of records is read and stored."""

    store: Callable[[Batch, str, Fields], Outcome]
    """Takes our id of the line's record; raises `InvalidInputError` when the line is to be refused."""
    id_name: str = "id"
    """The member that says which record the line is about."""
    id_kind: RecordKind | None = None
    """Whose id that is, where it isn't the kind's own."""
    alone: bool = False
    """Whether lines must be worked on one after the other: each moves what the next is checked against."""


@dataclass(frozen=True, slots=True)
class UpsertRecords:
    """The use case. Lines about the same record are worked on in their order, others at once."""

    groups: Groups
    clock: Clock
    upserters: Mapping[RecordKind, Upserter]

    def __call__(
        self,
        practice_id: str,
        kind: RecordKind,
        text: str,
        trail: AuditTrail,
        until: datetime | None = None,
    ) -> tuple[LineResult, ...]:
        """Store what the lines say; give what became of each. A bad line doesn't keep the others from being stored.

        Args:
            practice_id: Whose records they are.
            kind: What the lines are about.
            text: The lines.
            trail: Of whoever sends them.
            until: When no further line is begun, where the call is one of several for one request; by default after `TIME`.

        Raises:
            InvalidInputError: there are no lines, or too many.
            NotFoundError: there is no such practice.
        """
        lines = read_lines(text)
        upserter = self.upserters[kind]
        until = until or self.clock.now() + TIME
        batch = Batch(practice_id, self.groups.book(practice_id), trail, self.clock, until)
        results: list[LineResult] = []
        queues: dict[str, list[tuple[int, Fields]]] = {}
        for number, line in enumerate(lines, 1):
            try:
                fields = read_line(line)
                queues.setdefault("" if upserter.alone else fields.id(upserter.id_name), []).append(
                    (number, fields)
                )
            except InvalidInputError as error:
                results.append(
                    LineResult(number, Outcome.REFUSED, detail=error.detail, pointer=error.pointer)
                )
        with ThreadPoolExecutor(WORKERS) as workers:
            for done in workers.map(lambda queue: _work(batch, kind, upserter, queue), queues.values()):
                results += done
        return tuple(sorted(results, key=lambda result: result.line))


def _work(
    batch: Batch, kind: RecordKind, upserter: Upserter, queue: list[tuple[int, Fields]]
) -> list[LineResult]:
    return [_line(batch, kind, upserter, number, fields) for number, fields in queue]


def _line(batch: Batch, kind: RecordKind, upserter: Upserter, number: int, fields: Fields) -> LineResult:
    theirs: str | None = None
    try:
        theirs = fields.id(upserter.id_name)
        batch.require_time()
        ours = batch.id_of(upserter.id_kind or kind, theirs)
        return LineResult(number, upserter.store(batch, ours, fields), theirs, ours)
    except InvalidInputError as error:
        return LineResult(number, Outcome.REFUSED, theirs, None, error.detail, error.pointer)
    except (ConflictError, TransientError):
        return LineResult(number, Outcome.REFUSED, theirs, None, AGAIN, "")
