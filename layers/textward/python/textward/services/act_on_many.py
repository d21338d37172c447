"""One action on a selection of messages, or on a whole thread (rows D5, D7)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from textward.domain.message import Message, WorkStatus
from textward.domain.paging import Page
from textward.services.recipients import require_thread

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.paging import PageRequest
    from textward.domain.role import Viewer
    from textward.services.assign_message import AssignMessage
    from textward.services.change_status import ChangeStatus
    from textward.services.record_audit import AuditTrail
    from textward.services.thread_ports import Threads


class Outcome(Enum):
    """What became of one message of many."""

    DONE = "done"
    CONFLICT = "conflict"
    """Somebody changed it first; it is left as they made it."""
    REFUSED = "refused"
    """The role or the message's own state does not allow it."""
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the member saw it."""

    thread_id: str
    message_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one message."""

    message_id: str
    outcome: Outcome
    message: Message | None = None
    """As it is now, where the viewer may see it."""


@dataclass(frozen=True, slots=True)
class ActOnMany:
    """The use cases: each message is its own transaction, and one that fails holds up no other."""

    threads: Threads
    change_status: ChangeStatus
    assign_message: AssignMessage

    def set_status(
        self, viewer: Viewer, selection: tuple[Seen, ...], status: WorkStatus, trail: AuditTrail
    ) -> tuple[Result, ...]:
        """Complete, delete or restore each message of a selection.

        Raises:
            NotAllowedError: the role has no part in text messages.
        """
        viewer.require_texting()
        return tuple(
            _attempt(
                seen.message_id,
                lambda seen=seen: self.change_status(  # type: ignore[misc] # bound now, called now
                    viewer, (seen.thread_id, seen.message_id), status, seen.version, trail
                ),
            )
            for seen in selection
        )

    def assign(
        self, viewer: Viewer, selection: tuple[Seen, ...], member_ids: frozenset[str], trail: AuditTrail
    ) -> tuple[Result, ...]:
        """Give each message of a selection to the same members.

        Raises:
            NotAllowedError: the role may not assign (row E3).
        """
        viewer.require_all()
        return tuple(
            _attempt(
                seen.message_id,
                lambda seen=seen: self.assign_message(  # type: ignore[misc] # bound now, called now
                    viewer, (seen.thread_id, seen.message_id), member_ids, seen.version, trail
                ),
            )
            for seen in selection
        )

    def thread(
        self, viewer: Viewer, thread_id: str, status: WorkStatus, page: PageRequest, trail: AuditTrail
    ) -> Page[Result]:
        """Do it to every received message among the next `page.limit` of a thread, newest first; go on from where it ended.

        Raises:
            NotAllowedError, NotFoundError: the thread is not the viewer's, or nothing was said in it.
        """
        require_thread(viewer, self.threads, thread_id)
        found = self.threads.messages(viewer.practice_id, thread_id, page)
        if not found.items and page.after is None:
            raise NotFoundError
        wanted = tuple(
            Seen(thread_id, message.message_id, message.version)
            for message in found.items
            if message.status not in {None, status} and _moves(message.status, status)
        )
        return Page(self.set_status(viewer, wanted, status, trail), found.next_after)


def _moves(now: WorkStatus | None, wanted: WorkStatus) -> bool:
    """Completing a thread leaves what was deleted alone; restoring it brings back both."""
    return not (wanted is WorkStatus.COMPLETED and now is WorkStatus.DELETED)


def _attempt(message_id: str, act: Callable[[], Message]) -> Result:
    try:
        return Result(message_id, Outcome.DONE, act())
    except ConflictError as error:
        current = error.current if isinstance(error.current, Message) else None
        return Result(message_id, Outcome.CONFLICT, current)
    except (NotAllowedError, InvalidInputError):
        return Result(message_id, Outcome.REFUSED)
    except NotFoundError:
        return Result(message_id, Outcome.NOT_FOUND)
