"""Every reply of the corpus is read as it is meant (row F2)."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.bench.confusion import summary, table
from tests.support.replies import Reply, corpus
from textward.domain.reading_replies import Intent, Question, read_reply

REPLIES = corpus()


def name_of(reply: Reply) -> str:
    return f"{reply.language}-{reply.state.value}-{reply.text}"


@pytest.mark.parametrize("reply", [reply for reply in REPLIES if not reply.missed], ids=name_of)
def test_a_reply_is_read_as_it_is_meant(reply: Reply) -> None:
    read = read_reply(reply.text, reply.state)
    assert (read.intent, read.option) == (reply.intent, reply.option)
    if reply.intent is Intent.CHOOSE:
        assert (read.option is None) != (read.when is None)


@pytest.mark.parametrize("reply", [reply for reply in REPLIES if reply.missed], ids=name_of)
def test_what_is_not_understood_is_left_to_staff(reply: Reply) -> None:
    assert read_reply(reply.text, reply.state).intent is Intent.UNKNOWN


def test_the_corpus_is_large_and_varied() -> None:
    languages = Counter(reply.language for reply in REPLIES)
    assert len(REPLIES) >= 1000
    assert min(languages.values()) >= 200
    assert {reply.intent for reply in REPLIES} == set(Intent)
    assert {reply.state for reply in REPLIES} == set(Question)
    assert len({(reply.language, reply.state, reply.text) for reply in REPLIES}) == len(REPLIES)


def test_misses_are_few() -> None:
    assert sum(reply.missed for reply in REPLIES) <= len(REPLIES) / 50


def test_the_confusion_table_shows_what_is_misread() -> None:
    wrong = Reply("en", Question.REMINDER, "3", Intent.CONFIRM)
    assert "1 replies, 0 read as meant, 0 left to staff, 1 misread" in summary([wrong])
    row = next(line for line in table([wrong]).splitlines() if line.startswith("confirm"))
    assert row.split() == ["confirm", ".", "1", *["."] * (len(Intent) - 2)]
    assert "misread" in summary(REPLIES)
    assert summary(REPLIES).count(" 0 misread") == 3
