"""What can go wrong, in the product's own words. `entrypoints.problems` gives each its status and title."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textward.domain.appointment import Appointment
    from textward.domain.conversation import Conversation
    from textward.domain.message import Message
    from textward.domain.messaging_check import Refusal


class TextwardError(Exception):
    """Any error that the product foresees. Its text never holds what a person wrote or who they are."""


class NotFoundError(TextwardError):
    """The object doesn't exist, or isn't one that the caller may know of: both look the same."""


class NotAllowedError(TextwardError):
    """The caller is known, but their role does not allow this."""


class ClientNotAllowedError(NotAllowedError):
    """A record system's client lacks the scope, or the practice has not let it in: both look the same."""


class InvalidInputError(TextwardError):
    """The input can't be accepted as it stands; `detail` says what to change, without repeating the input."""

    def __init__(self, detail: str, pointer: str = "") -> None:
        """Say what to change (`detail`) and where (`pointer`, a JSON pointer into the request body)."""
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


class PaidPlanNeededError(TextwardError):
    """The practice's plan doesn't have this (row G4)."""


class RecipientUnavailableError(TextwardError):
    """The group or member takes no messages from this patient, or not any more (row H3)."""


class AddOnNeededError(TextwardError):
    """The practice hasn't the add-on that two-way texting needs (row A1)."""


class NumberTakenError(TextwardError):
    """The provider sells the number no more, or it is another practice's (row A2); nothing was bought."""


class NumberPresentError(TextwardError):
    """The practice has a number already: one at a time (row A2)."""


class OrderOpenError(TextwardError):
    """A number is being bought or given back at this moment; only one such order is open at a time."""


class ProviderUnavailableError(TextwardError):
    """The provider could not be reached, or does not do what was asked now; nothing was changed there."""


class CannotMessageError(TextwardError):
    """The patient can't be texted now (row B6); nothing was sent or stored."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        """Carry every reason at once, so that staff can mend them all."""
        super().__init__(", ".join(refusal.code.value for refusal in refusals))
        self.refusals = refusals


class NoticeNotScheduledError(TextwardError):
    """The notice has left, or was refused: it can't be cancelled any more (row A3)."""


class IdempotencyKeyReusedError(TextwardError):
    """The same Idempotency-Key came with other content."""


class FeedGoneError(TextwardError):
    """Events that were asked for are no longer kept."""

    def __init__(self, after: int) -> None:
        """Carry the sequence after which the feed begins now."""
        super().__init__("no longer kept")
        self.after = after


class ConflictError(TextwardError):
    """Somebody else changed the object first (row D11)."""

    def __init__(self, current: Message | Conversation | Appointment | None = None) -> None:
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
