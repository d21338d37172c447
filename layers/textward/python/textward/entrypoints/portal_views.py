"""What a patient sees in the portal: built from what use cases show, never from who in the practice answered (row I6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.message import Direction
from textward.entrypoints import portal_models as models

if TYPE_CHECKING:
    from textward.domain.conversation import PortalMessage
    from textward.domain.patient import Patient
    from textward.domain.portal import PortalRecipient, PortalSettings
    from textward.domain.practice import Practice
    from textward.services.read_portal import Shown


def practice_view(practice: Practice, settings: PortalSettings) -> models.PortalPractice:
    """Show a practice to anyone."""
    return models.PortalPractice(
        id=practice.practice_id, name=practice.name, phone=practice.phone, messages=settings.enabled
    )


def me_view(patient: Patient, practice: Practice, settings: PortalSettings, unread: int) -> models.PortalMe:
    """Show the signed-in patient."""
    return models.PortalMe(
        patient=models.SignedIn(name=patient.name.reveal()),
        practice=models.OwnPractice(id=practice.practice_id, name=practice.name, phone=practice.phone),
        language=patient.language,
        messages=settings.enabled,
        unread=unread,
    )


def choices_view(people: tuple[Patient, ...]) -> list[models.Choice]:
    """Show who shares phone and date of birth, to somebody who has shown both."""
    return [
        models.Choice(choice=number, name=person.name.reveal()) for number, person in enumerate(people, 1)
    ]


def recipient_view(recipient: PortalRecipient) -> models.RecipientView:
    """Show somebody whom the patient may write to."""
    return models.RecipientView(
        kind=recipient.kind.value,
        id=recipient.recipient_id,
        name=recipient.name,
        description=recipient.description,
    )


def conversation_view(shown: Shown) -> models.PortalConversation:
    """Show a conversation."""
    conversation, counterpart = shown.conversation, shown.counterpart
    return models.PortalConversation(
        id=conversation.thread_id,
        with_=models.CounterpartView(kind=counterpart.kind.value, name=counterpart.name),
        subject=conversation.subject.reveal(),
        preview=conversation.preview.reveal(),
        last_at=conversation.last_at,
        last_from=_writer(conversation.last_direction),
        unread=conversation.unread > 0,
        can_reply=counterpart.can_reply,
        started_at=conversation.started_at,
    )


def message_view(message: PortalMessage, counterpart: str | None = None) -> models.LetterMessage:
    """Show one message; the practice's under the name of whom the patient wrote to (`counterpart`)."""
    writer = _writer(message.direction)
    return models.LetterMessage(
        id=message.message_id,
        at=message.at,
        from_=writer,
        sender=counterpart if writer == "practice" else None,
        body=message.body.reveal(),
    )


def _writer(direction: Direction) -> models.Writer:
    return "you" if direction is Direction.IN else "practice"
