"""Routes of the settings API for when patients are reminded of their appointments (row F1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler.api_gateway import Router

from textward.entrypoints import reminder_models as models
from textward.entrypoints import staff_http
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, READ

if TYPE_CHECKING:
    from textward.services.manage_reminders import ReminderState

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped


def _view(state: ReminderState) -> models.RemindersView:
    return models.reminders_view(state.rules, state.time_zone)


@router.get("/v1/settings/reminders", responses=READ, tags=["appointments"])
def show_reminders() -> models.RemindersView:
    """Show when patients are reminded."""
    return _view(product().assistant.manage_reminders.state(staff_http.viewer_of(router, product())))


@router.put("/v1/settings/reminders", responses=CHANGE, tags=["appointments"])
def change_reminders(wanted: models.RemindersChange) -> models.RemindersView:
    """Say when patients are reminded; appointments that are booked already follow within minutes."""
    viewer = staff_http.viewer_of(router, product())
    trail = staff_http.trail_of(router, product(), viewer)
    return _view(product().assistant.manage_reminders.save(viewer, wanted.rules(), trail))
