"""The bulk load's client: what it sends again, and what it adds up (`python -m local.bulk`)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from local.bulk import records, sending
from local.bulk.sending import BulkError, RecordClient, send_all
from textward.services.upsert_records import AGAIN

if TYPE_CHECKING:
    import urllib3

Told = list[tuple[str, str | None]]


@dataclass
class Answer:
    """What the API answers."""

    status: int
    told: Told = field(default_factory=list)

    def json(self) -> object:
        lines = [
            {"line": number, "outcome": outcome, "detail": detail}
            for number, (outcome, detail) in enumerate(self.told, 1)
        ]
        return {"lines": lines}


@dataclass
class Client(RecordClient):
    """A client whose answers are given beforehand."""

    answers: list[Answer] = field(default_factory=list)
    sent: list[list[str]] = field(default_factory=list)

    def _call(self, kind: str, lines: str) -> urllib3.BaseHTTPResponse:
        assert kind == "facilities"
        self.sent.append([json.loads(line)["id"] for line in lines.split("\n")])
        return self.answers.pop(0)  # type: ignore[return-value] # as much of an answer as is looked at


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "_PAUSE_SECONDS", 0)


def client(*answers: Answer) -> Client:
    return Client("http://localhost", "client", "secret", "PR", answers=list(answers))


def load(made: Client, lines: int = 5) -> tuple[dict[str, int], list[str]]:
    words: list[str] = []
    total = send_all(made, "facilities", iter(records.facilities()), lines, words.append)
    return dict(total), words


def test_lines_are_sent_in_calls_and_what_became_of_them_is_added_up() -> None:
    made = client(
        Answer(200, [("created", None)] * 2),
        Answer(200, [("created", None), ("refused", "`name` must be text.")]),
        Answer(200, [("unchanged", None)]),
    )
    total, words = load(made, lines=2)
    assert [len(call) for call in made.sent] == [2, 2, 1]
    assert total == {"created": 3, "refused": 1, "unchanged": 1}
    assert words[-1].startswith("facilities: 3 created, 1 refused, 1 unchanged")


def test_lines_for_which_there_was_no_time_are_sent_again_and_no_others() -> None:
    made = client(
        Answer(
            200,
            [
                ("created", None),
                ("refused", AGAIN),
                ("refused", "`name` must be text."),
                ("created", None),
                ("refused", AGAIN),
            ],
        ),
        Answer(200, [("created", None), ("refused", AGAIN)]),
        Answer(200, [("updated", None)]),
    )
    total, _ = load(made)
    assert made.sent[1:] == [["bulk-f1", "bulk-f4"], ["bulk-f4"]]
    assert total == {"created": 3, "refused": 1, "updated": 1}


def test_lines_for_which_there_is_never_time_count_as_refused() -> None:
    made = client(*(Answer(200, [("refused", AGAIN)] * 5) for _ in range(sending._TRIES)))
    total, _ = load(made)
    assert total == {"refused": 5}
    assert not made.answers


def test_a_call_without_an_answer_is_made_again() -> None:
    made = client(Answer(502), Answer(503), Answer(200, [("unchanged", None)] * 5))
    assert load(made)[0] == {"unchanged": 5}
    assert len(made.sent) == 3


@pytest.mark.parametrize("answers", [[403], [502] * sending._TRIES])
def test_a_call_that_fails_breaks_the_load_off(answers: list[int]) -> None:
    made = client(*map(Answer, answers))
    with pytest.raises(BulkError, match=str(answers[-1])):
        load(made)
    assert not made.answers
