"""What changes, told to every open page as it happens (Server-Sent Events)."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

_HEARTBEAT_SECONDS = 15.0
_BACKLOG = 1000


class Feed:
    """Passes events to listeners; a listener too slow to follow is cut off and reconnects to a fresh picture."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[str | None]] = set()

    def publish(self, event: str, content: Mapping[str, object]) -> None:
        """Tell every listener."""
        frame = f"event: {event}\ndata: {json.dumps(content)}\n\n"
        for queue in tuple(self._listeners):
            try:
                queue.put_nowait(frame)
            except asyncio.QueueFull:
                self._listeners.discard(queue)

    def close(self) -> None:
        """End every stream, so that the server can stop."""
        for queue in self._listeners:
            if not queue.full():
                queue.put_nowait(None)
        self._listeners.clear()

    async def stream(self) -> AsyncIterator[str]:
        """Yield frames for one listener until it leaves or the feed closes."""
        queue: asyncio.Queue[str | None] = asyncio.Queue(_BACKLOG)
        self._listeners.add(queue)
        try:
            yield "retry: 1000\n\n"
            while queue in self._listeners or not queue.empty():
                try:
                    frame = await asyncio.wait_for(queue.get(), _HEARTBEAT_SECONDS)
                except TimeoutError:
                    frame = ": still here\n\n"
                if frame is None:
                    return
                yield frame
        finally:
            self._listeners.discard(queue)
