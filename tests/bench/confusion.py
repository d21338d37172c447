"""Prints how the corpus of replies is read: `python -m tests.bench.confusion` (add `--wrong` to list each that is read otherwise).

A row is what was meant, a column what was read. What stands off the diagonal in any column but `unknown` would be harm.
"""

from __future__ import annotations

import sys
from collections import Counter

from tests.support.replies import Reply, corpus
from textward.domain.reading_replies import Intent, read_reply

WIDTH = 7


def table(replies: list[Reply]) -> str:
    """Give the confusion table as text."""
    counts = Counter((reply.intent, read_reply(reply.text, reply.state).intent) for reply in replies)
    head = " " * 12 + "".join(f"{intent.value[:WIDTH]:>{WIDTH + 1}}" for intent in Intent)
    rows = [
        f"{meant.value:<12}" + "".join(f"{counts[meant, read] or '.':>{WIDTH + 1}}" for read in Intent)
        for meant in Intent
    ]
    return "\n".join([head, *rows])


def summary(replies: list[Reply]) -> str:
    """Give the counts by language."""
    right: Counter[str] = Counter()
    harmful: Counter[str] = Counter()
    for reply in replies:
        read = read_reply(reply.text, reply.state)
        as_meant = (read.intent, read.option) == (reply.intent, reply.option)
        right[reply.language] += as_meant
        harmful[reply.language] += not as_meant and read.intent is not Intent.UNKNOWN
    total = Counter(reply.language for reply in replies)
    return "\n".join(
        f"{language}: {total[language]} replies, {right[language]} read as meant, "
        f"{total[language] - right[language] - harmful[language]} left to staff, {harmful[language]} misread"
        for language in sorted(total)
    )


def main() -> None:
    """Print the table."""
    replies = corpus()
    sys.stdout.write(f"{table(replies)}\n\n{summary(replies)}\n")
    if "--wrong" in sys.argv:
        for reply in replies:
            read = read_reply(reply.text, reply.state).intent
            if read is not reply.intent:
                sys.stdout.write(
                    f"{reply.language} {reply.state.value} {reply.text!r}: "
                    f"{reply.intent.value}, read {read.value}\n"
                )


if __name__ == "__main__":
    main()
