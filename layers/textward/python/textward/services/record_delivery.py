"""The provider reports how far a text has come (row B7). Reports come duplicated, late and out of order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textward.domain.message import DeliveryState
    from textward.services.ports import Clock
    from textward.services.text_ports import Texts


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """One status callback."""

    practice_id: str
    thread_id: str
    item_id: str
    attempt: int
    provider_id: str
    state: DeliveryState
    reason: str | None = None
    """The provider's error code."""


@dataclass(frozen=True, slots=True)
class RecordDelivery:
    """The use case."""

    texts: Texts
    clock: Clock

    def __call__(self, report: DeliveryReport) -> bool:
        """Move the text forward; False when the report is no news, of an earlier attempt, or of a text that we don't know.

        A report may come before the answer to the create request: it then brings the provider's id as well.
        """
        text = self.texts.get(report.practice_id, report.thread_id, report.item_id)
        if text is None or text.delivery.attempt != report.attempt:
            return False
        now, first = self.clock.now(), text.delivery.provider_id is None
        if first and not self.texts.record_sent(text, report.provider_id, now):
            return False
        moved = self.texts.record_delivery(
            text, report.state, now, provider_id=report.provider_id, reason=report.reason
        )
        return moved or first
