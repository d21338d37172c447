"""Trouble on purpose: rules that make the telephone fail the ways a provider and its network fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count


class FaultKind(StrEnum):
    """What goes wrong."""

    DELAY = "delay"
    """The answer to a create request comes `seconds` late; nothing is accepted before."""
    HANG = "hang"
    """Accepted and delivered, but the answer comes only after `seconds` (past any client's patience)."""
    DROP = "drop"
    """Accepted and delivered, but the connection breaks in the middle of the answer."""
    REFUSE = "refuse"
    """Answered with Twilio's error `code`, with `http_status` and `retry_after` (seconds) if given."""
    FINAL_STATUS = "final_status"
    """Accepted, then ends as `status` (failed or undelivered) with `code`; the phone gets nothing."""
    DUPLICATE_CALLBACKS = "duplicate_callbacks"
    """Every status callback is posted `copies` times."""
    REORDER_CALLBACKS = "reorder_callbacks"
    """Status callbacks are posted in the opposite order: delivered before sent."""
    EARLY_CALLBACK = "early_callback"
    """Every status callback is posted before the create request is answered."""
    SUPPRESS_CALLBACKS = "suppress_callbacks"
    """No status callback is posted."""
    DUPLICATE_INBOUND = "duplicate_inbound"
    """The webhook for a text that the phone sends is posted `copies` times."""
    SIGN_WITH = "sign_with"
    """Webhooks are signed with another token, `signed_by`: `secondary` (as while tokens are rotated) or `wrong`."""


@dataclass(slots=True)
class FaultRule:
    """One rule. `phone` None means any phone (or, for buying numbers, any number); `remaining` None means until removed."""

    id: str
    kind: FaultKind
    phone: str | None = None
    remaining: int | None = 1
    seconds: float = 60.0
    code: int = 0
    http_status: int | None = None
    retry_after: int | None = None
    status: str = "failed"
    copies: int = 2
    signed_by: str = "wrong"


@dataclass(slots=True)
class SendPlan:
    """The rules that apply to one message, taken once when it is created."""

    delay: FaultRule | None = None
    hang: FaultRule | None = None
    drop: FaultRule | None = None
    final_status: FaultRule | None = None
    sign_with: FaultRule | None = None
    copies: int = 1
    reorder: bool = False
    early: bool = False
    suppress: bool = False


@dataclass(slots=True)
class Faults:
    """The rules in force, oldest first."""

    rules: dict[str, FaultRule] = field(default_factory=dict)
    _ids: count[int] = field(default_factory=lambda: count(1))

    def next_id(self) -> str:
        """Give an identifier for a new rule."""
        return f"fault-{next(self._ids)}"

    def add(self, rule: FaultRule) -> None:
        """Put a rule in force."""
        self.rules[rule.id] = rule

    def remove(self, rule_id: str) -> bool:
        """Take a rule out of force; False if there is none."""
        return self.rules.pop(rule_id, None) is not None

    def clear(self) -> None:
        """Take every rule out of force."""
        self.rules.clear()

    def take(self, kind: FaultKind, phone: str) -> FaultRule | None:
        """Use the oldest rule of a kind that covers the phone once; None if there is none."""
        rule = next(
            (rule for rule in self.rules.values() if rule.kind is kind and rule.phone in (None, phone)), None
        )
        if rule is not None and rule.remaining is not None:
            rule.remaining -= 1
            if rule.remaining <= 0:
                del self.rules[rule.id]
        return rule

    def plan_for(self, phone: str) -> SendPlan:
        """Use every rule that covers the next message to the phone."""
        duplicates = self.take(FaultKind.DUPLICATE_CALLBACKS, phone)
        return SendPlan(
            delay=self.take(FaultKind.DELAY, phone),
            hang=self.take(FaultKind.HANG, phone),
            drop=self.take(FaultKind.DROP, phone),
            final_status=self.take(FaultKind.FINAL_STATUS, phone),
            sign_with=self.take(FaultKind.SIGN_WITH, phone),
            copies=duplicates.copies if duplicates else 1,
            reorder=self.take(FaultKind.REORDER_CALLBACKS, phone) is not None,
            early=self.take(FaultKind.EARLY_CALLBACK, phone) is not None,
            suppress=self.take(FaultKind.SUPPRESS_CALLBACKS, phone) is not None,
        )
