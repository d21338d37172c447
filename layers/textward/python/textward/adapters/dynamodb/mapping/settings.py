"""Practices, facilities, members and roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.domain.message import Mode
from textward.domain.number_order import HELD, NumberOrder, OrderFailure, OrderKind, OrderState
from textward.domain.practice import Category, Facility, Practice
from textward.domain.role import Member, Preferences, Role, TextPrivilege

if TYPE_CHECKING:
    from textward.adapters.dynamodb.models import (
        MemberItem,
        NamedItem,
        NumberOrderItem,
        PracticeItem,
        RoleItem,
    )


def practice_fields(practice: Practice) -> dict[str, Any]:
    """Give a practice's attributes."""
    return {
        "practice_id": practice.practice_id,
        "name": practice.name,
        "time_zone": practice.time_zone,
        "number": practice.number,
        "texting_enabled": practice.texting_enabled,
        "default_mode": practice.default_mode.value,
        "assign_to_care_team": practice.assign_to_care_team,
        "assign_to_last_sender": practice.assign_to_last_sender,
        "phone": practice.phone,
        "text_addon": practice.text_addon,
        "paid_plan": practice.paid_plan,
        "version": practice.version,
    }


def practice_of(item: PracticeItem) -> Practice:
    """Read a practice."""
    return Practice(
        practice_id=item.practice_id,
        name=item.name,
        time_zone=item.time_zone,
        number=item.number,
        texting_enabled=item.texting_enabled,
        default_mode=Mode(item.default_mode),
        assign_to_care_team=item.assign_to_care_team,
        assign_to_last_sender=item.assign_to_last_sender,
        phone=item.phone,
        paid_plan=bool(item.paid_plan),
        # Stored before there was a choice: such a practice has it.
        text_addon=True if item.text_addon is None else item.text_addon,
        version=item.version or 1,
    )


def order_fields(order: NumberOrder) -> dict[str, Any]:
    """Give the attributes of an order for a number; one that is open is due when nobody holds it any more."""
    due = {"due_pk": keys.DUE_ORDERS, "due_sk": keys.due(order.held_at + HELD, order.order_id)}
    return {
        "practice_id": order.practice_id,
        "order_id": order.order_id,
        "kind": order.kind.value,
        "number": order.number,
        "claim": order.claim,
        "at": order.at,
        "held_at": order.held_at,
        "state": order.state.value,
        "failure": order.failure.value if order.failure else None,
        **(due if order.is_open else {}),
    }


def order_of(item: NumberOrderItem) -> NumberOrder:
    """Read an order for a number."""
    return NumberOrder(
        practice_id=item.practice_id,
        order_id=item.order_id,
        kind=OrderKind(item.kind),
        number=item.number,
        claim=item.claim,
        at=item.at,
        held_at=item.held_at,
        state=OrderState(item.state),
        failure=OrderFailure(item.failure) if item.failure else None,
    )


def facility_fields(facility: Facility) -> dict[str, Any]:
    """Give a facility's attributes."""
    return {
        "practice_id": facility.practice_id,
        "item_id": facility.facility_id,
        "name": facility.name,
        "record_id": facility.record_id,
    }


def facility_of(item: NamedItem) -> Facility:
    """Read a facility."""
    return Facility(item.practice_id, item.item_id, item.name, item.record_id)


def category_fields(category: Category) -> dict[str, Any]:
    """Give a category's attributes."""
    return {"practice_id": category.practice_id, "item_id": category.category_id, "name": category.name}


def category_of(item: NamedItem) -> Category:
    """Read a category."""
    return Category(item.practice_id, item.item_id, item.name)


def member_fields(member: Member) -> dict[str, Any]:
    """Give a member's attributes; whose sign-in is theirs is kept apart."""
    return {
        "practice_id": member.practice_id,
        "member_id": member.member_id,
        "name": member.name,
        "role_id": member.role_id,
        "active": member.active,
        "facility_ids": member.facility_ids,
        "sound": member.preferences.sound,
        "popup": member.preferences.popup,
        "version": member.version,
        "record_id": member.record_id,
    }


def member_of(item: MemberItem) -> Member:
    """Read a member."""
    return Member(
        practice_id=item.practice_id,
        member_id=item.member_id,
        name=item.name,
        role_id=item.role_id,
        active=item.active,
        facility_ids=item.facility_ids or frozenset(),
        preferences=Preferences(sound=item.sound, popup=item.popup),
        version=item.version or 1,
        record_id=item.record_id,
    )


def role_fields(practice_id: str, role: Role) -> dict[str, Any]:
    """Give a role's attributes."""
    return {
        "practice_id": practice_id,
        "role_id": role.role_id,
        "name": role.name,
        "text_messages": role.text_messages.value,
        "practice_admin": role.practice_admin,
        "manage_groups": role.manage_groups,
        "phr_settings": role.phr_settings,
        "version": role.version,
    }


def role_of(item: RoleItem) -> Role:
    """Read a role."""
    return Role(
        role_id=item.role_id,
        name=item.name,
        text_messages=TextPrivilege(item.text_messages),
        practice_admin=item.practice_admin,
        manage_groups=item.manage_groups,
        phr_settings=item.phr_settings,
        version=item.version or 1,
    )
