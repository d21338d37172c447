"""The corpus of replies, `tests/data/replies.jsonl`: what patients write, and what each reply is meant to be read as.

`missed` marks a reply whose meaning is plain to a person, and that the assistant leaves to staff all the same.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from textward.domain.reading_replies import Intent, Question

CORPUS = Path(__file__).parents[1] / "data" / "replies.jsonl"


@dataclass(frozen=True, slots=True)
class Reply:
    """One line of the corpus."""

    language: str
    state: Question
    text: str
    intent: Intent
    option: int | None = None
    missed: bool = False


def corpus() -> list[Reply]:
    """Give every reply, in the order of the file."""
    return [_reply(json.loads(line)) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def _reply(fields: dict[str, str | int | bool]) -> Reply:
    option = fields.get("option")
    return Reply(
        language=str(fields["language"]),
        state=Question(fields["state"]),
        text=str(fields["text"]),
        intent=Intent(fields["intent"]),
        option=None if option is None else int(option),
        missed=bool(fields.get("missed")),
    )
