"""A FHIR R4 Communication is sent as an automated text (rows A3, J10)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.errors import (
    CannotMessageError,
    ConflictError,
    IdempotencyKeyReusedError,
    InvalidInputError,
    TransientError,
)
from textward.domain.fhir import FhirRefusedError, Issue, refused
from textward.domain.fhir_communication import saying_of
from textward.domain.notice_wording import Wording, literal
from textward.services.send_notice import NoticeWish

if TYPE_CHECKING:
    from textward.domain.fhir import Element
    from textward.domain.fhir_neighbours import Neighbours
    from textward.domain.notice import Notice
    from textward.services.record_audit import AuditTrail
    from textward.services.send_notice import SendNotice

_PLACES = {"/patient": "Communication.recipient", "/text": "Communication.payload"}


@dataclass(frozen=True, slots=True)
class TakeCommunication:
    """The use case. The words are sent as they are: nothing in them is a field."""

    send_notice: SendNotice

    def __call__(
        self, practice_id: str, key: str, resource: Element, around: Neighbours, trail: AuditTrail
    ) -> Notice:
        """Send it once, whatever comes again with the same key.

        Raises:
            FhirRefusedError: it can't be sent; it says why.
        """
        saying = saying_of(resource, around)
        wording = Wording(literal(saying.text))
        wish = NoticeWish(saying.patient, wording, respects_quiet_hours=not saying.at_once)
        try:
            return self.send_notice(practice_id, trail.actor.actor_id, wish, key, trail)
        except InvalidInputError as error:
            code = "not-found" if error.pointer == "/patient" else "value"
            place = _PLACES.get(error.pointer, "Communication")
            raise refused(code, error.detail, place) from None
        except CannotMessageError as error:
            issues = (Issue("business-rule", one.detail, "Communication.recipient") for one in error.refusals)
            raise FhirRefusedError(tuple(issues)) from None
        except IdempotencyKeyReusedError:
            detail = "This id or identifier came before with other content. Use a new one for a new text."
            raise refused("duplicate", detail, "Communication.identifier") from None
        except (ConflictError, TransientError):
            raise refused("transient", "It was not sent. Send the entry again.", "Communication") from None
