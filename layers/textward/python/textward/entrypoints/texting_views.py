"""Domain objects as the staff API shows texting settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.private import Private
from textward.entrypoints import texting_models as models

if TYPE_CHECKING:
    from collections.abc import Callable

    from textward.domain.number_order import NumberOrder
    from textward.services.manage_texting import TextingState
    from textward.services.number_ports import OfferedNumber

    Display = Callable[[Private], str]


def texting_view(state: TextingState, display: Display) -> models.TextingView:
    """Show number and settings."""
    practice = state.practice
    return models.TextingView(
        addon=practice.text_addon,
        enabled=practice.texting_enabled,
        number=practice.number,
        number_display=display(Private(practice.number)) if practice.number else None,
        default_mode=practice.default_mode.value,
        assign_to_care_team=practice.assign_to_care_team,
        assign_to_last_sender=practice.assign_to_last_sender,
        version=practice.version,
        order=_order_view(state.order, display) if state.order else None,
    )


def _order_view(order: NumberOrder, display: Display) -> models.OrderView:
    return models.OrderView(
        id=order.order_id,
        kind=order.kind.value,
        number=order.number,
        number_display=display(Private(order.number)),
        state=order.state.value,
        failure=order.failure.value if order.failure else None,
        at=order.at,
    )


def offered_view(offered: OfferedNumber, display: Display) -> models.OfferedView:
    """Show a number that can be bought."""
    return models.OfferedView(
        number=offered.number,
        number_display=display(Private(offered.number)),
        locality=offered.locality,
        region=offered.region,
    )
