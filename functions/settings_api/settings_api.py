"""Staff API: the practice, its members, and my own preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import audit_routes
import record_system_routes
import reminder_routes
import roster_routes
import texting_routes
from textward.domain.role import Preferences
from textward.entrypoints import http, staff_http
from textward.entrypoints import settings_models as models
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, READ
from textward.entrypoints.staff_models import MemberItem, Named

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

app = staff_http.new_staff_app()
app.include_router(roster_routes.router)
app.include_router(audit_routes.router)
app.include_router(texting_routes.router)
app.include_router(record_system_routes.router)
app.include_router(reminder_routes.router)


@app.get("/v1/me", responses=READ, tags=["settings"])
def me() -> models.MeView:
    """Everything a page needs to start: who I am, what I may do, my practice."""
    viewer = staff_http.viewer_of(app, product())
    member, role = viewer.member, viewer.role
    practice = product().practices.get(viewer.practice_id)
    return models.MeView(
        member=models.Me(id=member.member_id, name=member.name, role_name=role.name),
        privileges=models.Privileges(
            text_messages=role.text_messages.value,
            practice_admin=role.practice_admin,
            manage_groups=role.manage_groups,
            phr_settings=role.phr_settings,
        ),
        practice=models.PracticeView(
            id=practice.practice_id,
            name=practice.name,
            time_zone=practice.time_zone,
            number=practice.number,
            default_mode=practice.default_mode.value,
            texting_enabled=practice.texting_enabled,
        ),
        facilities=[
            Named(id=f.facility_id, name=f.name) for f in product().practices.facilities(viewer.practice_id)
        ],
        members=[
            MemberItem(id=m.member_id, name=m.name, active=m.active)
            for m in product().staff.members(viewer.practice_id)
        ],
        preferences=models.PreferencesView(sound=member.preferences.sound, popup=member.preferences.popup),
    )


@app.put("/v1/settings/preferences", responses=CHANGE, tags=["settings"])
def save_preferences(wanted: models.PreferencesView) -> models.PreferencesView:
    """Switch my sound and pop-up on or off."""
    viewer = staff_http.viewer_of(app, product())
    preferences = Preferences(sound=wanted.sound, popup=wanted.popup)
    product().staff.save_preferences(viewer.practice_id, viewer.member_id, preferences)
    return wanted


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the API."""
    return http.serve(app, event, context)
