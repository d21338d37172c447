"""A text that the product sends by itself: nobody's, so no member's lists have it and no answer is assigned by it (row A3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.message import Delivery, DeliveryState, Direction, Message, Mode

if TYPE_CHECKING:
    from datetime import datetime

    from textward.domain.patient import Patient
    from textward.domain.private import Private
    from textward.services.recipients import Recipient


def automated_text(
    recipient: Recipient, patient: Patient, body: Private, message_id: str, now: datetime
) -> Message:
    """Make the message, queued; whether the patient may be texted is asked before."""
    return Message(
        practice_id=patient.practice_id,
        thread_id=recipient.thread_id,
        message_id=message_id,
        at=now,
        direction=Direction.OUT,
        mode=Mode.PLAIN,
        body=body,
        patient_id=patient.patient_id,
        facility_id=patient.facility_id,
        party_name=patient.name,
        party_phone=recipient.phone,
        delivery=Delivery(DeliveryState.QUEUED, now),
    )
