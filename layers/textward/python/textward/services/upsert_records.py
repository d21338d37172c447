"""Records of a practice's record system are made ours, line by line: what is there already is left alone (row J10).

Lines are worked on many at a time: what is stored is read in one request for all of them, what changes is stored in as few as it
takes. Each change has its line in the audit trail in the same transaction.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from textward.domain.ehr import LineResult, Outcome, RecordKind, own_id, read_line, read_lines
from textward.domain.errors import ConflictError, InvalidInputError, TransientError
from textward.domain.reminder_times import DEFAULT_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from datetime import datetime

    from textward.domain.appointment import Appointment, Slot
    from textward.domain.ehr import Fields
    from textward.domain.group import GroupBook
    from textward.domain.reminder_times import ReminderRules
    from textward.services.assistant_ports import ReminderSettings
    from textward.services.ehr_ports import KnownPatient, Records, Save
    from textward.services.group_ports import Groups
    from textward.services.ports import Clock
    from textward.services.record_audit import AuditTrail

TOGETHER = 50
"""Lines worked on together: with their lines in the audit trail, fifty slots are one transaction."""
WORKERS = 8
"""As many lots of them are worked on at once; each waits for the database most of the time."""
TRIES = 3
"""Tries at a record that somebody else changes meanwhile."""
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
    rules: ReminderRules = DEFAULT_RULES
    """The practice's, for reminders."""
    saved: dict[str, object] = field(default_factory=dict)
    """What this call has saved of what the book holds, by our ids: a line further down may be about it again."""

    def is_over(self) -> bool:
        """Tell whether the time is up."""
        return self.clock.now() >= self.until

    def id_of(self, kind: RecordKind, their_id: str) -> str:
        """Give our id of a record."""
        return own_id(self.practice_id, kind, their_id)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that names its record."""

    number: int
    their_id: str
    own_id: str
    fields: Fields

    def fared(self, outcome: Outcome) -> LineResult:
        """Say what became of it."""
        return LineResult(self.number, outcome, self.their_id, self.own_id)

    def refused(self, detail: str, pointer: str = "") -> LineResult:
        """Say why nothing did."""
        return LineResult(self.number, Outcome.REFUSED, self.their_id, None, detail, pointer)


@dataclass(frozen=True, slots=True)
class Known:
    """What is stored of what some lines are about, by our ids."""

    patients: Mapping[str, KnownPatient] = field(default_factory=dict)
    appointments: Mapping[str, Appointment] = field(default_factory=dict)
    """Whosever they are."""
    slots: Mapping[str, Slot] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Upserter:
    """How one kind of records is read and stored, many lines at a time."""

    look: Callable[[Batch, Sequence[Line]], Known]
    """Reads what the lines are about."""
    decide: Callable[[Batch, Known, Line], Save | None]
    """Gives what is to be stored for a line, none when nothing changes; raises `InvalidInputError` when it is to be refused."""
    id_name: str = "id"
    """The member that says which record the line is about."""
    id_kind: RecordKind | None = None
    """Whose id that is, where it isn't the kind's own."""


@dataclass(frozen=True, slots=True)
class OneByOne:
    """How a kind is stored whose lines must be worked on one after the other: each moves what the next is checked against."""

    store: Callable[[Batch, Line], Outcome]
    """Raises `InvalidInputError` when the line is to be refused."""
    id_name: str = "id"
    id_kind: RecordKind | None = None


@dataclass(frozen=True, slots=True)
class UpsertRecords:
    """The use case. Lines about the same record are worked on in their order, others at once."""

    groups: Groups
    clock: Clock
    records: Records
    upserters: Mapping[RecordKind, Upserter | OneByOne]
    reminders: ReminderSettings

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
        sent = read_lines(text)
        upserter = self.upserters[kind]
        until = until or self.clock.now() + TIME
        book, rules = self.groups.book(practice_id), self._rules(practice_id, kind)
        batch = Batch(practice_id, book, trail, self.clock, until, rules)
        lines: list[Line] = []
        results: list[LineResult] = []
        for number, words in enumerate(sent, 1):
            try:
                fields = read_line(words)
                theirs = fields.id(upserter.id_name)
                lines.append(Line(number, theirs, batch.id_of(upserter.id_kind or kind, theirs), fields))
            except InvalidInputError as error:
                results.append(
                    LineResult(number, Outcome.REFUSED, detail=error.detail, pointer=error.pointer)
                )
        if isinstance(upserter, OneByOne):
            results += [_alone(batch, upserter, line) for line in lines]
        else:
            results += self._together(batch, upserter, lines)
        return tuple(sorted(results, key=lambda result: result.line))

    def _rules(self, practice_id: str, kind: RecordKind) -> ReminderRules:
        """Give the practice's rules for reminders, where the lines are about what is reminded of."""
        if kind is not RecordKind.APPOINTMENTS:
            return DEFAULT_RULES
        return self.reminders.rules(practice_id)

    def _together(self, batch: Batch, upserter: Upserter, lines: Sequence[Line]) -> Iterator[LineResult]:
        with ThreadPoolExecutor(WORKERS) as workers:
            for turn in _turns(lines):
                lots = [turn[start : start + TOGETHER] for start in range(0, len(turn), TOGETHER)]
                for done in workers.map(lambda lot: self._lot(batch, upserter, lot), lots):
                    yield from done

    def _lot(self, batch: Batch, upserter: Upserter, lines: Sequence[Line]) -> list[LineResult]:
        """Store some lines, no two about the same record; look again at what somebody else changed meanwhile."""
        results: list[LineResult] = []
        for _ in range(TRIES):
            if not lines or batch.is_over():
                break
            done, lines = self._tried(batch, upserter, lines)
            results += done
        return results + [line.refused(AGAIN) for line in lines]

    def _tried(
        self, batch: Batch, upserter: Upserter, lines: Sequence[Line]
    ) -> tuple[list[LineResult], list[Line]]:
        """Give what became of the lines, and those whose records weren't stored."""
        known = upserter.look(batch, lines)
        results: list[LineResult] = []
        wanted: list[tuple[Line, Save]] = []
        for line in lines:
            try:
                save = upserter.decide(batch, known, line)
            except InvalidInputError as error:
                results.append(line.refused(error.detail, error.pointer))
                continue
            if save:
                wanted.append((line, save))
            else:
                results.append(line.fared(Outcome.UNCHANGED))
        stored = self.records.save([save for _, save in wanted], batch.is_over)
        left = []
        for (line, save), is_stored in zip(wanted, stored, strict=True):
            if is_stored:
                batch.saved[line.own_id] = save.after
                results.append(line.fared(Outcome.CREATED if save.is_new else Outcome.UPDATED))
            else:
                left.append(line)
        return results, left


def _turns(lines: Sequence[Line]) -> list[list[Line]]:
    """Give the first lines about each record, then the second ones, and so on."""
    turns: list[list[Line]] = []
    seen = Counter[str]()
    for line in lines:
        if seen[line.own_id] == len(turns):
            turns.append([])
        turns[seen[line.own_id]].append(line)
        seen[line.own_id] += 1
    return turns


def _alone(batch: Batch, upserter: OneByOne, line: Line) -> LineResult:
    if batch.is_over():
        return line.refused(AGAIN)
    try:
        return line.fared(upserter.store(batch, line))
    except InvalidInputError as error:
        return line.refused(error.detail, error.pointer)
    except (ConflictError, TransientError):
        return line.refused(AGAIN)
