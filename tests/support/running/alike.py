"""Whether answers tell anything: by their shapes, and by how long they take (row C5)."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    Ways = dict[str, Callable[[], httpx.Response]]

_ROUNDS, _MOST_ROUNDS = 5, 20
_SAME_SECONDS = 0.2
"""How far the quickest answers may lie apart: all are held back for 0.35 s."""
_OWN = {"date", "apigw-requestid", "x-amzn-requestid", "x-amz-request-id", "x-amzn-trace-id"}


def shape(answer: httpx.Response) -> tuple[object, ...]:
    """Give all of an answer but what belongs to the one request."""
    content = answer.json()
    content.pop("request_id", None)
    headers = {name: value for name, value in answer.headers.items() if name not in _OWN}
    return answer.status_code, repr(content), tuple(sorted(headers.items()))


def tell_apart(ways: Ways) -> str:
    """Ask each way several times, one way after the other; give what tells them apart, or nothing.

    A busy machine makes some answers slow, but none quick: what counts is the quickest of each way, and each gets more chances.
    """
    quickest: dict[str, float] = {}
    shapes = {name: [_ask(way, quickest, name) for _ in range(_ROUNDS)][-1] for name, way in ways.items()}
    for _ in range(_MOST_ROUNDS - _ROUNDS):
        if _apart(quickest) < _SAME_SECONDS:
            break
        shapes |= {name: _ask(way, quickest, name) for name, way in ways.items()}
    if len(set(shapes.values())) > 1:
        return f"shapes: {shapes}"
    return "" if _apart(quickest) < _SAME_SECONDS else f"seconds: {quickest}"


def _ask(way: Callable[[], httpx.Response], quickest: dict[str, float], name: str) -> object:
    """Ask once; note the quickest answer so far, give this one's shape."""
    began = time.monotonic()
    answer = way()
    quickest[name] = min(quickest.get(name, float("inf")), time.monotonic() - began)
    return shape(answer)


def _apart(quickest: dict[str, float]) -> float:
    return max(quickest.values()) - min(quickest.values())
