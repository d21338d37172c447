"""Reading a fault rule out of JSON, strictly: a rule with a slip in it would let a fault test pass for nothing."""

from __future__ import annotations

from typing import Any

from local.telephone.faults import FaultKind, FaultRule
from local.telephone.phone_numbers import parse_phone_number
from local.telephone.twilio_errors import DELIVERY_ERRORS, is_known

_ALWAYS = frozenset({"kind", "phone", "times"})
_FIELDS: dict[FaultKind, frozenset[str]] = {
    FaultKind.DELAY: frozenset({"seconds"}),
    FaultKind.HANG: frozenset({"seconds"}),
    FaultKind.REFUSE: frozenset({"code", "http_status", "retry_after"}),
    FaultKind.FINAL_STATUS: frozenset({"status", "code"}),
    FaultKind.DUPLICATE_CALLBACKS: frozenset({"copies"}),
    FaultKind.DUPLICATE_INBOUND: frozenset({"copies"}),
    FaultKind.SIGN_WITH: frozenset({"signed_by"}),
}
_LONGEST_SECONDS = 3600
_MOST_COPIES = 20
_HTTP_ERRORS = range(400, 600)


def fault_from(content: dict[str, Any], rule_id: str) -> FaultRule:
    """Make a rule. `times` is how often it applies (default 1), null until it is removed.

    Raises:
        ValueError: for anything unknown or out of range, in words.
    """
    kind = _kind(content)
    given = {name: value for name, value in content.items() if name not in _ALWAYS}
    if unknown := sorted(given.keys() - _FIELDS.get(kind, frozenset())):
        raise ValueError(f"{', '.join(unknown)}: not part of a rule of kind {kind}")
    rule = FaultRule(rule_id, kind, _phone(content.get("phone")), _times(content.get("times", 1)), **given)
    _check(rule)
    return rule


def _kind(content: dict[str, Any]) -> FaultKind:
    try:
        return FaultKind(content.get("kind", ""))
    except ValueError:
        raise ValueError(f"kind: one of {', '.join(FaultKind)}") from None


def _phone(value: object) -> str | None:
    if value is None:
        return None
    phone = parse_phone_number(value) if isinstance(value, str) else None
    if phone is None:
        raise ValueError("phone: a phone number such as +14155550132, or null for any")
    return phone


def _times(value: object) -> int | None:
    if value is None or (_is_whole(value) and isinstance(value, int) and value >= 1):
        return value
    raise ValueError("times: a whole number from 1, or null")


def _check(rule: FaultRule) -> None:
    if not _is_number(rule.seconds) or not 0 <= rule.seconds <= _LONGEST_SECONDS:
        raise ValueError(f"seconds: 0 to {_LONGEST_SECONDS}")
    if not _is_whole(rule.copies) or not 1 <= rule.copies <= _MOST_COPIES:
        raise ValueError(f"copies: 1 to {_MOST_COPIES}")
    if rule.http_status is not None and rule.http_status not in _HTTP_ERRORS:
        raise ValueError("http_status: 400 to 599")
    if rule.retry_after is not None and (not _is_whole(rule.retry_after) or rule.retry_after < 0):
        raise ValueError("retry_after: whole seconds")
    if rule.kind is FaultKind.REFUSE and not is_known(rule.code):
        raise ValueError("code: an error that Twilio answers a request with, such as 20429 or 21211")
    if rule.kind is FaultKind.FINAL_STATUS and rule.code and rule.code not in DELIVERY_ERRORS:
        raise ValueError(f"code: one of {', '.join(map(str, DELIVERY_ERRORS))}")
    if rule.status not in {"failed", "undelivered"} or rule.signed_by not in {"secondary", "wrong"}:
        raise ValueError("status: failed or undelivered; signed_by: secondary or wrong")


def _is_number(value: object) -> bool:
    return isinstance(value, float) or _is_whole(value)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
