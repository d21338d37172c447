"""From the domain's objects to what the staff API shows of patients, conversations and messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.delivery_reasons import reason_for
from textward.entrypoints import staff_models as models

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from textward.domain.message import Delivery, Message
    from textward.domain.patient import Patient
    from textward.domain.private import Private
    from textward.domain.role import Member, Viewer
    from textward.domain.secure_link import SecureLink, VerificationRecord
    from textward.domain.work import WorkEntry
    from textward.services.recipients import Recipient

    Display = Callable[[Private], str]


def message_view(
    message: Message,
    viewer: Viewer | None = None,
    names: Mapping[str, str] | None = None,
    link: models.LinkView | None = None,
) -> models.MessageView:
    """Show one message of a conversation."""
    author = message.author_id
    return models.MessageView(
        id=message.message_id,
        thread_id=message.thread_id,
        at=message.at,
        direction=message.direction.value,
        mode=message.mode.value,
        body=message.body.reveal(),
        author=models.Author(member_id=author, name=(names or {}).get(author, "")) if author else None,
        status=message.status.value if message.status else None,
        assignees=sorted(message.assignees),
        assigned_by=sorted(message.assigned_by),
        starred=bool(viewer and viewer.member_id in message.starred_by),
        version=message.version,
        delivery=delivery_view(message.delivery),
        link=link,
        flag=message.flag.value if message.flag else None,
    )


def inbox_item(message: Message, viewer: Viewer, display: Display) -> models.InboxItem:
    """Show one message as a list does."""
    return models.InboxItem(
        message_id=message.message_id,
        thread_id=message.thread_id,
        at=message.at,
        direction=message.direction.value,
        mode=message.mode.value,
        preview=message.preview,
        status=message.status.value if message.status else None,
        starred=viewer.member_id in message.starred_by,
        party=models.Party(
            patient_id=message.patient_id,
            name=message.party_name.reveal() if message.party_name else None,
            phone_display=display(message.party_phone) if message.party_phone else None,
        ),
        facility_id=message.facility_id,
        assignees=sorted(message.assignees),
        assigned_by=sorted(message.assigned_by),
        version=message.version,
        delivery=delivery_view(message.delivery),
        flag=message.flag.value if message.flag else None,
    )


def delivery_view(delivery: Delivery | None) -> models.DeliveryView | None:
    """Show how far a text has come, a failure with words that say what to do."""
    if delivery is None:
        return None
    failed = delivery.state.is_failure
    words = reason_for(delivery.reason)
    reason = (
        models.DeliveryReason(code=delivery.reason, title=words.title, advice=words.advice)
        if failed
        else None
    )
    return models.DeliveryView(
        state=delivery.state.value, at=delivery.at, reason=reason, can_retry=failed and words.can_retry
    )


def link_view(link: SecureLink | None, now: datetime) -> models.LinkView | None:
    """Show what staff may know of a link (row J13)."""
    if link is None:
        return None
    return models.LinkView(
        state=link.state(now).value,
        sent_at=link.created_at,
        opened_at=link.opened_at,
        verified_at=link.verified_at,
        expires_at=link.expires_at,
    )


def patient_view(patient: Patient, display: Display) -> models.PatientView:
    """Show a patient as search does."""
    return models.PatientView(
        id=patient.patient_id,
        name=patient.name.reveal(),
        number=patient.number,
        date_of_birth=patient.date_of_birth,
        phone_display=display(patient.phone) if patient.phone else None,
        thread_id=patient.thread_id,
    )


def thread_view(recipient: Recipient, record: VerificationRecord, display: Display) -> models.ThreadView:
    """Show the head of a conversation, and whether it may be written in."""
    patient, head = recipient.patient, recipient.head
    reasons = [models.RefusalView(code=r.code.value, detail=r.detail) for r in recipient.refusals]
    return models.ThreadView(
        id=recipient.thread_id,
        party=models.ThreadParty(
            patient_id=patient.patient_id if patient else None,
            name=patient.name.reveal() if patient else None,
            phone_display=display(recipient.phone) if recipient.phone else None,
            patient_number=patient.number if patient else None,
            date_of_birth=patient.date_of_birth if patient else None,
        ),
        facility_id=patient.facility_id if patient else None,
        sharing=recipient.sharing,
        can_message=models.CanMessage(allowed=not reasons, reasons=reasons),
        secured_allowed=not recipient.secured_refusals,
        verification=models.Verification(locked=record.locked, locked_at=record.locked_at),
        last_message_at=head.last_message_at if head else None,
    )


def names_of(members: tuple[Member, ...]) -> dict[str, str]:
    """Map member ids to names."""
    return {member.member_id: member.name for member in members}


def history_step(step: WorkEntry, names: Mapping[str, str]) -> models.HistoryStep:
    """Show one thing that was done with a message."""
    return models.HistoryStep(
        at=step.at,
        by=models.Author(member_id=step.by, name=names.get(step.by, "")) if step.by else None,
        kind=step.kind.value,
        members=[models.Author(member_id=m, name=names.get(m, "")) for m in step.member_ids],
    )
