"""The settings API's rules for reminders: shapes and problems (row F1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import settings_api

if TYPE_CHECKING:
    from tests.unit.functions.stack import Answer, Stack

PATH = "/v1/settings/reminders"
CHOSEN = {
    "enabled": False,
    "lead_hours": [2, 48],
    "quiet_begin": "20:30",
    "quiet_end": "09:00",
    "version": 0,
}


def _ask(stack: Stack, method: str, body: object = None, subject: str = "subject-alice") -> Answer:
    return stack.http(settings_api.handler, method, PATH, body=body, subject=subject)


def test_a_practice_begins_with_three_days_and_one_and_quiet_nights(stack: Stack) -> None:
    answer = _ask(stack, "GET")
    assert answer.status == 200
    assert answer.json == {
        "enabled": True,
        "lead_hours": [72, 24],
        "quiet_begin": "21:00",
        "quiet_end": "08:00",
        "time_zone": "America/Chicago",
        "version": 0,
    }


def test_what_was_chosen_is_shown_the_longest_first(stack: Stack) -> None:
    shown = {**CHOSEN, "lead_hours": [48, 2], "time_zone": "America/Chicago", "version": 1}
    assert _ask(stack, "PUT", CHOSEN).json == shown
    assert _ask(stack, "GET").json == shown
    assert _ask(stack, "PUT", CHOSEN).problem == "conflict"


@pytest.mark.parametrize(
    "wrong",
    [
        {"lead_hours": []},
        {"lead_hours": [24, 24]},
        {"lead_hours": [1, 2, 3, 4, 5]},
        {"lead_hours": [0]},
        {"lead_hours": [337]},
        {"lead_hours": [1.5]},
        {"lead_hours": None},
        {"quiet_begin": "24:00"},
        {"quiet_begin": "9:00"},
        {"quiet_end": "20:29"},
        {"quiet_end": "08:00:00"},
        {"enabled": "perhaps"},
        {"version": -1},
        {"more": 1},
    ],
)
def test_what_can_not_be_kept_is_refused_and_nothing_changes(stack: Stack, wrong: dict[str, object]) -> None:
    answer = _ask(stack, "PUT", {**CHOSEN, **wrong})
    assert answer.problem == "invalid-input"
    assert answer.json["errors"]
    assert _ask(stack, "GET").json["version"] == 0


@pytest.mark.parametrize("subject", ["subject-bob", "subject-carol"])
def test_only_practice_admins_see_and_change_them(stack: Stack, subject: str) -> None:
    assert _ask(stack, "GET", subject=subject).problem == "not-allowed"
    assert _ask(stack, "PUT", CHOSEN, subject).problem == "not-allowed"
