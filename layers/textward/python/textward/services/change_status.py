"""Staff complete, delete or restore a message (rows D5, D7, D11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from textward.domain.message import Message, WorkStatus
from textward.domain.work import WorkEntry, WorkKind

if TYPE_CHECKING:
    from textward.domain.role import Viewer
    from textward.services.record_audit import AuditTrail
    from textward.services.thread_ports import Threads

_ACTIONS = {
    WorkStatus.COMPLETED: Action.MESSAGE_COMPLETED,
    WorkStatus.DELETED: Action.MESSAGE_DELETED,
    WorkStatus.PENDING: Action.MESSAGE_RESTORED,
}
_KINDS = {
    WorkStatus.COMPLETED: WorkKind.COMPLETED,
    WorkStatus.DELETED: WorkKind.DELETED,
    WorkStatus.PENDING: WorkKind.RESTORED,
}


@dataclass(frozen=True, slots=True)
class ChangeStatus:
    """The use case: conditional on the version that the member saw."""

    threads: Threads

    def __call__(
        self,
        viewer: Viewer,
        ids: tuple[str, str],
        status: WorkStatus,
        version: int,
        trail: AuditTrail,
    ) -> Message:
        """Give the message `ids` (thread, message) another status; PENDING restores it.

        Raises:
            NotAllowedError, NotFoundError: not the viewer's to change.
            InvalidInputError: an outbound message has no status.
            ConflictError: somebody changed it first; it carries the message as it is now.
        """
        viewer.require_texting()
        message = self.threads.message(viewer.practice_id, *ids)
        if not viewer.sees_all:
            _require_own(viewer, message, status)
        if message.status is None:
            raise InvalidInputError("Only a received message can be completed, deleted or restored.")
        if message.version != version:
            trail.seen(message)
            raise ConflictError(message)
        if message.status is status:
            trail.seen(message)
            return message
        after = message.with_status(status)
        entry = trail.entry(
            viewer.practice_id, _ACTIONS[status], message.thread_id, message.message_id, message.patient_id
        )
        work = WorkEntry(entry.entry_id, viewer.practice_id, *ids, entry.at, viewer.member_id, _KINDS[status])
        try:
            self.threads.change(message, after, entry, work)
        except ConflictError as conflict:
            if isinstance(conflict.current, Message) and not viewer.sees_all:
                _require_own(
                    viewer, conflict.current, status
                )  # it may have been given to somebody else meanwhile
            raise
        return after


def _require_own(viewer: Viewer, message: Message, status: WorkStatus) -> None:
    """Row E3: who sees only what is assigned may complete that, delete nothing, and bring back nothing deleted."""
    if viewer.member_id not in message.assignees or message.status is WorkStatus.DELETED:
        raise NotFoundError
    if status is WorkStatus.DELETED:
        raise NotAllowedError
