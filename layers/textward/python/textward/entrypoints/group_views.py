"""From the domain's objects to what the staff API shows of groups, the portal and its conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.conversation import DIRECT
from textward.domain.group import MOST_GROUPS, MOST_MEMBERS
from textward.entrypoints import group_models as models
from textward.entrypoints.staff_models import Author, MemberItem, Named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from textward.domain.conversation import Conversation, PortalMessage, Standing
    from textward.domain.group import Group, GroupBook
    from textward.domain.patient import Patient
    from textward.domain.portal import PortalSettings
    from textward.domain.role import Viewer
    from textward.domain.work import WorkEntry
    from textward.services.conversation_access import Seen
    from textward.services.read_conversations import Basket


def basket_view(basket: Basket) -> models.BasketView:
    """Show a group as its members see it."""
    group, counts = basket.group, basket.counts
    return models.BasketView(
        id=basket.basket,
        name=group.name if group else "",
        description=group.description if group else "",
        kind="group" if group else DIRECT,
        standing=basket.standing.value,
        retired=bool(group and group.retired),
        answering=group.answering.value if group else None,
        counts=models.StateCounts(not_replied=counts.not_replied, replied=counts.replied, trash=counts.trash),
    )


def conversation_view(
    conversation: Conversation, standing: Standing, viewer: Viewer
) -> models.ConversationView:
    """Show a conversation as a list does."""
    return models.ConversationView(
        id=conversation.thread_id,
        group_id=conversation.group_id,
        member_id=conversation.member_id,
        basket=conversation.basket,
        patient=models.ConversationPatient(
            id=conversation.patient_id, name=conversation.patient_name.reveal()
        ),
        subject=conversation.subject.reveal(),
        preview=conversation.preview.reveal(),
        state=conversation.state.value,
        last_at=conversation.last_at,
        last_direction=conversation.last_direction.value,
        started_at=conversation.started_at,
        waiting_since=conversation.waiting_since,
        replied_at=conversation.replied_at,
        assignees=sorted(conversation.assignees),
        assigned_by=sorted(conversation.assigned_by),
        starred=viewer.member_id in conversation.starred_by,
        read_by_patient=conversation.unread == 0 if conversation.answered else None,
        version=conversation.version,
        standing=standing.value,
    )


def conversation_detail(
    seen: Seen, patient: Patient, assignable: frozenset[str], viewer: Viewer
) -> models.ConversationDetail:
    """Show an open conversation."""
    group = seen.group
    listed = conversation_view(seen.conversation, seen.standing, viewer)
    return models.ConversationDetail(
        **{name: getattr(listed, name) for name in models.ConversationView.model_fields if name != "patient"},
        patient=models.ConversationParty(
            id=patient.patient_id,
            name=patient.name.reveal(),
            number=patient.number,
            date_of_birth=patient.date_of_birth,
            care_team=sorted(patient.care_team),
        ),
        group=models.ConversationGroup(id=group.group_id, name=group.name, retired=group.retired)
        if group
        else None,
        assignable=sorted(assignable),
    )


def portal_message(message: PortalMessage, names: Mapping[str, str]) -> models.PortalMessageView:
    """Show one thing that was said."""
    author = message.author_id
    return models.PortalMessageView(
        id=message.message_id,
        at=message.at,
        direction=message.direction.value,
        body=message.body.reveal(),
        author=_author(author, names) if author else None,
    )


def conversation_step(step: WorkEntry, names: Mapping[str, str]) -> models.ConversationStep:
    """Show one thing that was done with a conversation."""
    return models.ConversationStep(
        at=step.at,
        by=_author(step.by, names) if step.by else None,
        kind=step.kind.value,
        members=[_author(member_id, names) for member_id in step.member_ids],
    )


def group_view(group: Group) -> models.GroupView:
    """Show a group as its editors see it."""
    return models.GroupView(
        id=group.group_id,
        name=group.name,
        description=group.description,
        facility_id=group.facility_id,
        category_id=group.category_id,
        answering=group.answering.value,
        admins=sorted(group.admins),
        users=sorted(group.users),
        retired=group.retired,
        version=group.version,
    )


def group_list(book: GroupBook) -> models.GroupList:
    """Show all groups, and what an editor chooses from."""
    return models.GroupList(
        items=[group_view(group) for group in sorted(book.groups, key=lambda g: g.name.casefold())],
        paid_plan=book.practice.paid_plan,
        facilities=_named((f.facility_id, f.name) for f in book.facilities),
        categories=_named((c.category_id, c.name) for c in book.categories),
        members=_named((m.member_id, m.name) for m in book.roster.members if m.active),
        limits=models.GroupLimits(members=MOST_MEMBERS, groups=MOST_GROUPS),
    )


def portal_view(book: GroupBook, settings: PortalSettings, base_url: str) -> models.PortalView:
    """Show the portal's settings; the practice stands in the address's fragment, which no server's log gets."""
    members = sorted(book.roster.members, key=lambda member: member.name.casefold())
    return models.PortalView(
        enabled=settings.enabled,
        audience=settings.audience.value,
        member_scope=settings.member_scope.value,
        excluded=sorted(settings.excluded),
        version=settings.version,
        members=[MemberItem(id=m.member_id, name=m.name, active=m.active) for m in members],
        paid_plan=book.practice.paid_plan,
        portal_url=f"{base_url}/portal/#{book.practice.practice_id}",
    )


def places(book: GroupBook) -> models.Places:
    """Show facilities and categories, each with the groups that would be retired with it."""
    return models.Places(
        facilities=[
            models.Place(
                id=facility.id,
                name=facility.name,
                groups=named_groups(g for g in book.open_groups() if g.facility_id == facility.id),
            )
            for facility in _named((f.facility_id, f.name) for f in book.facilities)
        ],
        categories=[
            models.Place(
                id=category.id,
                name=category.name,
                groups=named_groups(g for g in book.open_groups() if g.category_id == category.id),
            )
            for category in _named((c.category_id, c.name) for c in book.categories)
        ],
    )


def named_groups(groups: Iterable[Group]) -> list[Named]:
    """Show groups by their names alone."""
    return _named((group.group_id, group.name) for group in groups)


def _named(pairs: Iterable[tuple[str, str]]) -> list[Named]:
    return [Named(id=id_, name=name) for id_, name in sorted(pairs, key=lambda pair: pair[1].casefold())]


def _author(member_id: str, names: Mapping[str, str]) -> Author:
    return Author(member_id=member_id, name=names.get(member_id, ""))
