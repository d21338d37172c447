"""Open staff pages hear at once of a changed appointment, by ids only (rows D10, F5)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.services.front_desk import WEDNESDAY_AT_TEN
from textward.domain.appointment import Appointment, AppointmentStatus
from textward.domain.events import EventType
from textward.domain.role import TextPrivilege
from textward.services.push_appointments import PushAppointments

if TYPE_CHECKING:
    from tests.unit.services.clinic import Clinic
    from textward.domain.events import Event
    from textward.domain.role import Viewer


def connect(clinic: Clinic, viewer: Viewer, page: str) -> None:
    assert clinic.open_live.connect(clinic.open_live.ticket(viewer), page)


def changed(clinic: Clinic, member_id: str | None) -> tuple[Appointment, Event]:
    """Store an appointment with a member and cancel it; give it, and what the stream tells of it."""
    world, maria = clinic.world, clinic.demo.maria
    made = Appointment(
        clinic.practice_id, world.ids.new(), maria.patient_id, None, member_id, WEDNESDAY_AT_TEN
    )
    world.appointments.save(made, None)
    world.appointments.save(made.with_status(AppointmentStatus.CANCELLED), None)
    (event,) = [one for one in world.stream() if one.type is EventType.APPOINTMENT_CHANGED]
    return made, event


def heard(clinic: Clinic, event: Event) -> set[str]:
    world = clinic.world
    PushAppointments(world.connections, world.appointments, world.staff, world.push)(event)
    return {page for page, _ in world.push.pushed}


def test_who_sees_all_hears_and_the_member_with_whom_it_is(clinic: Clinic) -> None:
    demo = clinic.demo
    for viewer, page in ((demo.alice, "alice"), (demo.bob, "bob"), (demo.carol, "carol")):
        connect(clinic, viewer, page)
    _, with_nobody = changed(clinic, None)
    assert heard(clinic, with_nobody) == {"alice"}
    _, with_bob = changed(clinic, demo.bob.member_id)
    assert heard(clinic, with_bob) == {"alice", "bob"}


def test_a_practice_admin_without_texts_hears_too(clinic: Clinic) -> None:
    carol = clinic.demo.carol
    role = replace(carol.role, text_messages=TextPrivilege.NONE, practice_admin=True)
    clinic.world.staff.save_role(clinic.practice_id, role)
    connect(clinic, replace(carol, role=role), "carol")
    _, event = changed(clinic, None)
    assert heard(clinic, event) == {"carol"}


def test_a_push_carries_ids_alone_and_a_page_that_is_gone_is_forgotten(clinic: Clinic) -> None:
    connect(clinic, clinic.demo.alice, "alice")
    connect(clinic, clinic.demo.alice, "gone")
    clinic.world.push.gone.add("gone")
    made, event = changed(clinic, None)
    heard(clinic, event)
    assert [payload for page, payload in clinic.world.push.pushed if page == "alice"] == [
        {
            "type": "appointment.changed",
            "thread_id": clinic.demo.maria.thread_id,
            "appointment_id": made.appointment_id,
        }
    ]
    assert "López" not in json.dumps(clinic.world.push.pushed)
    assert set(clinic.world.state.connections) == {"alice"}


def test_an_appointment_that_is_unknown_is_told_to_who_sees_all(clinic: Clinic) -> None:
    connect(clinic, clinic.demo.alice, "alice")
    connect(clinic, clinic.demo.bob, "bob")
    _, event = changed(clinic, clinic.demo.bob.member_id)
    assert heard(clinic, replace(event, message_id="unknown")) == {"alice"}


@pytest.mark.parametrize("thread_id", ["N01", "P01"])
def test_nobody_is_told_where_no_page_is_open(clinic: Clinic, thread_id: str) -> None:
    _, event = changed(clinic, clinic.demo.bob.member_id)
    assert heard(clinic, replace(event, thread_id=thread_id)) == set()
