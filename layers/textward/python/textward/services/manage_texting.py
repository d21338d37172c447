"""The practice admin switches two-way texting on and sets how it behaves, and looks for a number to buy (rows A1, A2, A4-A6)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from textward.domain.audit import Action
from textward.domain.errors import (
    AddOnNeededError,
    ConflictError,
    InvalidInputError,
    ProviderUnavailableError,
)
from textward.services.number_ports import MarketError

if TYPE_CHECKING:
    from textward.domain.message import Mode
    from textward.domain.number_order import NumberOrder
    from textward.domain.practice import Practice
    from textward.domain.role import Viewer
    from textward.services.number_ports import NumberMarket, OfferedNumber, Texting
    from textward.services.ports import Practices
    from textward.services.record_audit import AuditTrail

OFFERED = 20
"""Numbers that one search shows."""


@dataclass(frozen=True, slots=True)
class TextingState:
    """Number and settings as they are now, with the latest order for a number."""

    practice: Practice
    order: NumberOrder | None


@dataclass(frozen=True, slots=True)
class TextingWish:
    """The settings as the admin wants them."""

    enabled: bool
    default_mode: Mode
    assign_to_care_team: bool
    assign_to_last_sender: bool
    version: int
    """The one that the admin saw."""


@dataclass(frozen=True, slots=True)
class ManageTexting:
    """The use cases."""

    practices: Practices
    texting: Texting
    market: NumberMarket

    def state(self, viewer: Viewer) -> TextingState:
        """Give everything of the practice's texting.

        Raises:
            NotAllowedError: the viewer is no practice admin.
        """
        viewer.require_admin()
        return TextingState(self.practices.get(viewer.practice_id), self.texting.order(viewer.practice_id))

    def save(self, viewer: Viewer, wish: TextingWish, trail: AuditTrail) -> TextingState:
        """Store the settings.

        Raises:
            NotAllowedError: the viewer is no practice admin.
            AddOnNeededError: two-way texting can't be on without the add-on.
            InvalidInputError: nor without a number.
            ConflictError: somebody changed number or settings since the admin looked.
        """
        state = self.state(viewer)
        practice = state.practice
        if practice.version != wish.version:
            raise ConflictError
        if wish.enabled:
            _require_number(practice)
        changed = replace(
            practice,
            texting_enabled=wish.enabled,
            default_mode=wish.default_mode,
            assign_to_care_team=wish.assign_to_care_team,
            assign_to_last_sender=wish.assign_to_last_sender,
            version=practice.version + 1,
        )
        self.texting.save_settings(changed, trail.entry(viewer.practice_id, Action.TEXTING_SAVED))
        return replace(state, practice=changed)

    def offered(self, viewer: Viewer, country: str, area_code: str) -> tuple[OfferedNumber, ...]:
        """Look for local numbers that can be bought.

        Raises:
            NotAllowedError: the viewer is no practice admin.
            AddOnNeededError: the practice could not use one.
            ProviderUnavailableError: the provider could not be asked.
        """
        viewer.require_admin()
        require_addon(self.practices.get(viewer.practice_id))
        try:
            return self.market.available(country, area_code, OFFERED)
        except MarketError:
            raise ProviderUnavailableError from None


def require_addon(practice: Practice) -> None:
    """Refuse a practice without the add-on (row A1).

    Raises:
        AddOnNeededError: it has none.
    """
    if not practice.text_addon:
        raise AddOnNeededError


def _require_number(practice: Practice) -> None:
    require_addon(practice)
    if practice.number is None:
        raise InvalidInputError("Choose a texting number first, then switch two-way texting on.", "/enabled")
