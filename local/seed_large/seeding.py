"""Writes the plan into the demo practice; run by `local.seed_large` with the functions' settings."""

from __future__ import annotations

import random
import sys
from collections import Counter
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from local.demo import people
from local.seed_large import plan
from textward.adapters.dynamodb import keys
from textward.adapters.dynamodb.mapping.messages import items_for, message_fields, message_key
from textward.adapters.dynamodb.models import CounterItem, HeadItem, MessageItem, PointerItem
from textward.domain.inbox import count_changes
from textward.domain.message import Direction
from textward.entrypoints.bootstrap import Product
from textward.entrypoints.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textward.adapters.dynamodb.tables import Tables
    from textward.domain.inbox import Place
    from textward.domain.message import Message
    from textward.domain.patient import Patient

SEEDED = "seeded-large"
"""Checkpoint that says it has been done."""
_DONE = {"due_pk": None, "due_sk": None, "redacted": True}
"""A text long delivered asks no schedule to look at it."""


class Seeding:
    """One seeding of one practice."""

    def __init__(self, product: Product, progress: Progress, messages: int) -> None:
        """Find the demo practice, for that many messages.

        Raises:
            LookupError: it isn't there, or was seeded before.
        """
        practice = product.practices.by_number(people.PRACTICE_NUMBER)
        if practice is None:
            raise LookupError("The demo practice is not there. Start it with `make run` first.")
        if product.checkpoints.get(SEEDED):
            raise LookupError("It was seeded before. `make reset` begins anew.")
        self._product, self._progress, self._messages = product, progress, messages
        self._tables: Tables = product.tables  # the repositories' own
        practice_id = practice.practice_id
        self._practice = plan.Practice(
            practice_id, product.practices.facilities(practice_id), product.staff.members(practice_id)
        )
        self._draw = random.Random(people.PRACTICE_NUMBER)  # noqa: S311 - made-up conversations, the same each time
        self.counted: Counter[Place] = Counter()
        self.written: Counter[str] = Counter()

    def run(self) -> None:
        """Write patients, conversations, and last what the badges count."""
        added = self._add_patients()
        whole = self._progress.add_task("Messages", total=self._messages)
        for patient, length in plan.threads(self._messages, self._known(), added):
            messages = list(plan.conversation(self._practice, patient, length, self._draw))
            self._write(messages)
            self._write_head(messages[-1])
            self._progress.advance(whole, length)
        self._count()
        self._product.checkpoints.save(SEEDED, self._product.clock.now())

    def _add_patients(self) -> list[Patient]:
        number = self._messages // plan.MESSAGES_PER_PATIENT
        task = self._progress.add_task("Patients", total=number)
        added = []
        for patient in plan.patients(self._practice, number, self._draw):
            self._product.patients.save(patient)
            added.append(patient)
            self._progress.advance(task)
        self.written["patients"] = len(added)
        return added

    def _known(self) -> list[Patient]:
        """Give the demo's patients who have a phone, the first one first."""
        found = {
            patient.number: patient
            for person in people.PATIENTS
            for patient in self._product.patients.search(self._practice.practice_id, person.name, 20)
            if patient.phone
        }
        return [found[number] for number in sorted(found)]

    def _write(self, messages: Sequence[Message]) -> None:
        message_model, pointer_model = self._tables.of(MessageItem), self._tables.of(PointerItem)
        with message_model.batch_write() as own, pointer_model.batch_write() as pointed:
            for message in messages:
                items = items_for(message)
                lists = items.pop(message_key(message))
                done = _DONE if message.direction is Direction.OUT else {}
                fields = message_fields(message) | lists.fields() | done
                own.save(message_model(*message_key(message), **fields))
                for key, standing in items.items():
                    pointed.save(pointer_model(*key, **(_whose(message) | standing.fields())))
                self.counted.update(count_changes(None, message))
                self.written["places in members' own lists"] += len(items)
        self.written["messages"] += len(messages)

    def _write_head(self, latest: Message) -> None:
        if self._product.threads.head(latest.practice_id, latest.thread_id):
            return  # somebody has written since
        item = self._tables.of(HeadItem)(
            *keys.head(latest.practice_id, latest.thread_id),
            practice_id=latest.practice_id,
            thread_id=latest.thread_id,
            phone=latest.party_phone,
            patient_id=latest.patient_id,
            facility_id=latest.facility_id,
            last_message_at=latest.at,
        )
        item.save()
        self.written["threads begun"] += 1

    def _count(self) -> None:
        model = self._tables.of(CounterItem)
        for place, by in self.counted.items():
            model(*keys.counter(self._practice.practice_id, place)).update([model.n.add(by)])


def _whose(message: Message) -> dict[str, Any]:
    return {
        "practice_id": message.practice_id,
        "thread_id": message.thread_id,
        "message_id": message.message_id,
    }


def main() -> int:
    """Seed; return the process's exit status."""
    console = Console()
    columns = (TextColumn("  {task.description:9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    try:
        with Progress(*columns, console=console) as progress:
            seeding = Seeding(Product(Settings.from_environment()), progress, int(sys.argv[1]))
            seeding.run()
    except LookupError as error:
        console.print(f"[red]{error.args[0]}[/]")
        return 1
    for what, number in seeding.written.items():
        console.print(f"  {number:>7,} {what}")
    console.print(f"  {sum(seeding.counted.values()):>7,} added to the badges' counts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
