"""The SMS provider and the patients' phones in memory, with outcomes that tests write beforehand."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from textward.domain.message import DeliveryState
from textward.domain.private import Private
from textward.services.text_ports import (
    ProviderText,
    SmsNotTakenError,
    SmsOutcomeUnknownError,
    SmsRefusedError,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.fakes.system import FakeClock


@dataclass
class FakeSms:
    """The `SmsSender` port: sends well unless told otherwise."""

    clock: FakeClock
    rings: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """What each phone has shown, by its number."""
    texts: dict[str, ProviderText] = field(default_factory=dict)
    """What the provider holds, by its id."""
    status_urls: dict[str, str] = field(default_factory=dict)
    outcomes: deque[Callable[[], None]] = field(default_factory=deque)
    before_answer: Callable[[str], None] | None = None
    """Called with the provider's id of a text taken before the sender knows: a callback that overtakes."""
    down: bool = False
    """Whether no request reaches the provider."""

    def refuse_next(self, code: str) -> None:
        """Refuse the next text for good."""
        self.outcomes.append(lambda: _raise(SmsRefusedError(code)))

    def not_take_next(self) -> None:
        """Surely not take the next text."""
        self.outcomes.append(lambda: _raise(SmsNotTakenError()))

    def lose_request_of_next(self) -> None:
        """Give no answer to the next text, and not take it."""
        self.outcomes.append(lambda: _raise(SmsOutcomeUnknownError()))

    def lose_answer_of_next(self) -> None:
        """Take the next text, and give no answer."""
        self.outcomes.append(_taken_without_answer)

    def send(self, sender: str, to: Private, body: Private, status_url: str) -> ProviderText:
        self._reach()
        outcome = self.outcomes.popleft() if self.outcomes else None
        if outcome and outcome is not _taken_without_answer:
            outcome()
        text = self._store(
            ProviderText(self._new_id(), DeliveryState.QUEUED, None, body, sender, to, self.clock.now())
        )
        self.status_urls[text.provider_id] = status_url
        self.rings[to.reveal()].append(body.reveal())
        if self.before_answer:
            self.before_answer(text.provider_id)
        if outcome:
            raise SmsOutcomeUnknownError
        return text

    def receive(self, number: str, sender: str, body: str) -> ProviderText:
        """Let a text come in that no webhook tells of."""
        text = ProviderText(
            self._new_id(),
            DeliveryState.DELIVERED,
            None,
            Private(body),
            sender,
            Private(number),
            self.clock.now(),
        )
        return self._store(text)

    def report(self, provider_id: str, state: DeliveryState, reason: str | None = None) -> None:
        """Move a text forward at the provider, as `fetch` and `find` tell of it."""
        self.texts[provider_id] = replace(self.texts[provider_id], state=state, reason=reason)

    def find(self, sender: str, to: Private, since: datetime) -> tuple[ProviderText, ...]:
        self._reach()
        return tuple(
            text
            for text in self.texts.values()
            if (text.from_number, text.to_number) == (sender, to) and text.at is not None and text.at >= since
        )

    def fetch(self, provider_id: str) -> ProviderText | None:
        self._reach()
        return self.texts.get(provider_id)

    def received_since(self, number: str, since: datetime) -> tuple[ProviderText, ...]:
        self._reach()
        found = (
            t
            for t in self.texts.values()
            if t.to_number == Private(number) and t.at is not None and t.at >= since
        )
        return tuple(found)

    def redact(self, provider_id: str) -> None:
        self._reach()
        self.texts[provider_id] = replace(self.texts[provider_id], body=Private(""))

    def _reach(self) -> None:
        if self.down:
            raise SmsNotTakenError

    def _new_id(self) -> str:
        return f"SM{len(self.texts) + 1:032x}"

    def _store(self, text: ProviderText) -> ProviderText:
        self.texts[text.provider_id] = text
        return text


def _taken_without_answer() -> None:
    """Mark a text that is taken without the sender being told."""


def _raise(error: Exception) -> None:
    raise error
