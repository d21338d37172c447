"""Routes of the staff API for appointments: lists, and what staff see to by hand (rows F1, F5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

from aws_lambda_powertools.event_handler.api_gateway import Router
from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from textward.domain.appointment import Appointment, AppointmentStatus
from textward.domain.errors import InvalidInputError
from textward.entrypoints import appointment_models as models
from textward.entrypoints import staff_http, staff_views
from textward.entrypoints.appointment_views import appointment_view
from textward.entrypoints.bootstrap import product
from textward.entrypoints.staff_docs import CHANGE, READ
from textward.services.read_appointments import Wanted

if TYPE_CHECKING:
    from pydantic import BaseModel

    from textward.domain.conversation import Conversation
    from textward.domain.message import Message
    from textward.domain.role import Viewer
    from textward.services.assistant_ports import Booking

router = Router()  # type: ignore[no-untyped-call] # Powertools leaves it untyped

PAGE = 100
Id = Annotated[str, Path(pattern=r"^[0-9A-Z]{26}$")]
Day = Annotated[
    str | None,
    Query(pattern=r"^20\d\d-\d\d-\d\d$", description="By the practice's calendar; today if absent"),
]
Facility = Annotated[str | None, Query(pattern=r"^[0-9A-Z]{26}$")]
Cursor = Annotated[str | None, Query(max_length=400, description="From `next_cursor` of the page before")]
Mine = Annotated[bool, Query(description="Only those with me; a page may hold few and still have a next")]
ForStaff = Annotated[bool, Query(description="Those that need a person, of all days to come; without `day`")]


def conflict_view(current: Message | Conversation | Appointment) -> BaseModel | None:
    """Show what somebody else changed first."""
    if not isinstance(current, Appointment):
        return staff_http.message_shown(current)
    where = (current.practice_id, current.patient_id, current.appointment_id)
    return _view(product().assistant.appointments.get(*where))


def _viewer() -> Viewer:
    return staff_http.viewer_of(router, product())


def _names(practice_id: str) -> dict[str, str]:
    facilities = product().practices.facilities(practice_id)
    return {one.facility_id: one.name for one in facilities} | staff_views.names_of(
        product().staff.members(practice_id)
    )


def _view(booking: Booking) -> models.AppointmentView:
    practice_id, patient_id = booking.appointment.practice_id, booking.appointment.patient_id
    patients = product().assistant.read_appointments.whose(practice_id, (booking,))
    return appointment_view(booking, patients.get(patient_id), _names(practice_id))


def _date(day: str | None) -> date | None:
    try:
        return date.fromisoformat(day) if day else None
    except ValueError:
        raise InvalidInputError("There is no such day.", "/day") from None


@router.get("/v1/appointments", responses=READ, tags=["appointments"])
def list_appointments(
    day: Day = None,
    facility: Facility = None,
    mine: Mine = False,  # noqa: FBT002 - from the query
    needs_staff: ForStaff = False,  # noqa: FBT002 - from the query
    cursor: Cursor = None,
) -> models.AppointmentList:
    """List the appointments of a day, or those that need a person, earliest first."""
    viewer = _viewer()
    scope = f"appointments:{day or ''}:{facility or ''}:{needs_staff}"
    request = staff_http.page_request(product(), viewer, scope, cursor, PAGE)
    wanted = Wanted(_date(day), facility, own=mine, for_staff=needs_staff)
    trail = staff_http.trail_of(router, product(), viewer)
    page = product().assistant.read_appointments(viewer, wanted, request, trail)
    names = _names(viewer.practice_id)
    return models.AppointmentList(
        day=page.day,
        time_zone=page.time_zone,
        items=[
            appointment_view(one, page.patients.get(one.appointment.patient_id), names)
            for one in page.bookings
        ],
        next_cursor=staff_http.next_cursor(product(), viewer, scope, page.next_after),
    )


@router.post("/v1/appointments/<patient_id>/<appointment_id>/done", responses=CHANGE, tags=["appointments"])
def see_to_appointment(
    patient_id: Id, appointment_id: Id, seen: models.AppointmentSeen
) -> models.AppointmentView:
    """Take an appointment off the list of those that need a person."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    work = product().assistant.work_appointment
    return _view(work.done(viewer, (patient_id, appointment_id), seen.version, trail))


@router.post("/v1/appointments/<patient_id>/<appointment_id>/status", responses=CHANGE, tags=["appointments"])
def set_appointment_status(
    patient_id: Id, appointment_id: Id, wanted: models.AppointmentStatusChange
) -> models.AppointmentView:
    """Set an appointment's status by hand; a cancelled one's time is free for others. The patient is told nothing."""
    viewer = _viewer()
    trail = staff_http.trail_of(router, product(), viewer)
    ids, status = (patient_id, appointment_id), AppointmentStatus(wanted.status)
    return _view(product().assistant.work_appointment.set_status(viewer, ids, status, wanted.version, trail))
