"""What can go wrong, in the product's own words. `entrypoints.problems` gives each its status and title."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textward.domain.message import Message
    from textward.domain.messaging_check import Refusal


class TextwardError(Exception):
    """Any error that the product foresees. Its text never holds what a person wrote or who they are."""


class NotFoundError(TextwardError):
    """The object doesn't exist, or isn't one that the caller may know of: both look the same."""


class NotAllowedError(TextwardError):
    """The caller is known, but their role does not allow this."""


class InvalidInputError(TextwardError):
    """The input can't be accepted as it stands; `detail` says what to change, without repeating the input."""

    def __init__(self, detail: str, pointer: str = "") -> None:
        """Say what to change (`detail`) and where (`pointer`, a JSON pointer into the request body)."""
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


class CannotMessageError(TextwardError):
    """The patient can't be texted now (row B6); nothing was sent or stored."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        """Carry every reason at once, so that staff can mend them all."""
        super().__init__(", ".join(refusal.code.value for refusal in refusals))
        self.refusals = refusals


class IdempotencyKeyReusedError(TextwardError):
    """The same Idempotency-Key came with other content."""


class ConflictError(TextwardError):
    """Somebody else changed the object first (row D11)."""

    def __init__(self, current: Message | None = None) -> None:
        """Carry the object as it is now."""
        super().__init__("changed by somebody else")
        self.current = current


class AlreadyDoneError(TextwardError):
    """A claim was taken before: the same thing came in again and has been dealt with."""


class NotVerifiedError(TextwardError):
    """Unknown, expired or revoked link, wrong or expired code, wrong date of birth, or a lock: one answer for all (row C5)."""


class SessionEndedError(TextwardError):
    """The patient's session is over, or never was."""


class SignatureError(TextwardError):
    """A webhook that the SMS provider did not sign."""


class ForeignRequestError(TextwardError):
    """A change asked for without the header that only our own pages can send: another site may be behind it (CSRF)."""


class UnknownNumberError(TextwardError):
    """A text to a number that is no practice's."""


class TransientError(TextwardError):
    """May work later: raise it and let the queue or the stream bring the work again."""
