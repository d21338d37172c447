"""The staff page speaks of the same lists, actions and keys as the rest of the product, and its pop-up says nothing of anybody."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from textward.domain.appointment import AppointmentStatus
from textward.domain.assistant_terms import Outcome, StaffReason
from textward.domain.audit import Action
from textward.domain.inbox import InboxList
from textward.domain.outward import CHOICES
from textward.domain.reminder_times import ROOM
from textward.domain.webhook import Refusal, TryOutcome
from textward.domain.work import WorkKind

STAFF = Path(__file__).resolve().parents[3] / "web/staff"
SCRIPTS = "\n".join(path.read_text("utf-8") for path in sorted(STAFF.rglob("*.js")))
HOOKS = [
    "assign-open",
    "assign-option",
    "assign-save",
    "star",
    "history",
    "select-item",
    "bulk-bar",
    "bulk-complete",
    "bulk-delete",
    "bulk-restore",
    "bulk-assign",
    "presence",
    "find-in-thread",
    "shortcuts-help",
    "pref-sound",
    "pref-popup",
    "pref-test",
    "view-full",
    "conflict-note",
    "role-new",
    "role-edit",
    "role-save",
    "member-role",
    "member-access",
    "audit-month",
    "audit-line",
    "nav-inbox",
    "nav-groups",
    "group-link",
    "group-waiting",
    "admin-tag",
    "group-item",
    "group-state",
    "group-assignees",
    "group-assign",
    "group-complete",
    "group-reopen",
    "group-star",
    "group-trash",
    "group-restore",
    "group-read",
    "group-author",
    "group-sender",
    "group-conflict-note",
    "group-new",
    "group-edit",
    "group-retire",
    "group-save",
    "portal-save",
    "portal-url",
    "nav-appointments",
    "appointments-badge",
    "appointments-waiting",
    "appointment",
    "appointment-status",
    "appointment-reply",
    "appointment-reminded",
    "appointment-next",
    "appointment-flag",
    "appointment-done",
    "appointment-conflict",
    "day-next",
    "day-field",
    "flag",
    "lead-add",
    "reminders-example",
    "reminders-save",
    "client-add",
    "client-remove",
    "endpoint-new",
    "endpoint-save",
    "endpoint-active",
    "endpoint-test",
    "endpoint-menu",
    "endpoint-state",
    "delivery",
    "replay-send",
    "secret",
]


def source(name: str) -> str:
    return (STAFF / name).read_text("utf-8")


def block(text: str, start: str, end: str) -> str:
    return text.split(start, 1)[1].split(end, 1)[0]


def test_every_list_has_a_name_and_no_other_is_offered() -> None:
    named = re.findall(r'\{ id: "(\w+)", name: "', source("model/lists.js"))
    assert sorted(named) == sorted(each.value for each in InboxList)


def test_every_action_of_the_audit_trail_has_words() -> None:
    named = dict(re.findall(r'^  "([a-z_.]+)": "(.+)",$', source("settings/audit-words.js"), re.MULTILINE))
    assert named.keys() == {each.value for each in Action}
    assert len(set(named.values())) == len(named)


def test_every_step_of_a_message_has_words() -> None:
    named = set(re.findall(r"^  (\w+): \{ words:", source("components/history-panel.js"), re.MULTILINE))
    assert named >= {kind.value for kind in (WorkKind.COMPLETED, WorkKind.DELETED, WorkKind.RESTORED)}
    assert named <= {each.value for each in WorkKind} - {WorkKind.ASSIGNED.value}


def test_every_event_for_record_systems_has_a_name_and_no_other() -> None:
    words = block(source("settings/record-words.js"), "const EVENTS = {", "\n};")
    named = dict(re.findall(r'^  "([a-z.]+)": \{ name: "(.+)", words: ".+" \},$', words, re.MULTILINE))
    assert named.keys() == {each.value for each in CHOICES}
    assert len(set(named.values())) == len(named)


def test_every_way_of_not_being_delivered_has_advice() -> None:
    words = block(source("settings/record-words.js"), "const REASONS = {", "\n};")
    named = set(re.findall(r'^  "?([a-z-]+)"?: ".+",$', words, re.MULTILINE))
    assert named == {each.value for each in Refusal} - {Refusal.STATUS.value}, "a status has its own advice"


def test_every_outcome_of_a_try_is_told() -> None:
    told = set(re.findall(r'last\.outcome === "(\w+)"', source("settings/endpoint-state.js")))
    assert told == {each.value for each in TryOutcome} - {TryOutcome.FAILED.value}, (
        "what is left is told last"
    )


def test_the_help_names_every_key_and_no_other() -> None:
    text = source("shortcuts.js")
    keys = re.findall(r'^  "?([a-zA-Z/#?]+)"?: \(', block(text, "const KEYS = {", "\n};"), re.MULTILINE)
    lists = re.findall(
        r"(\w): \"", block(text, "const LISTS = {", "};") + block(text, "const PLACES = {", "};")
    )
    told = set(re.findall(r'\["([^"]+)", "', block(text, "export const SHORTCUTS = [", "\n];")))
    days = source("appointments/shortcuts.js")
    keys += re.findall(r"^  ([a-z]): \(", block(days, "const KEYS = {", "\n};"), re.MULTILINE)
    assert len(keys) > 10
    wanted = {"Esc" if key == "Escape" else key for key in keys} | {f"g {key}" for key in lists}
    assert told - {"Ctrl+Enter"} == wanted


def test_every_reason_for_staff_says_what_is_so_and_what_to_do() -> None:
    told = re.findall(
        r'^  (\w+): \{ words: "([^"]+)", advice: "([^"]+)" \},$', source("components/flags.js"), re.MULTILINE
    )
    assert {reason for reason, _, _ in told} == {each.value for each in StaffReason}
    assert len({words for _, words, _ in told}) == len(told)
    assert all(part.endswith(".") for _, *parts in told for part in parts)


def test_every_status_and_reply_of_an_appointment_has_words() -> None:
    text = source("appointments/words.js")
    named = dict(re.findall(r'(\w+): \{ words: "([^"]+)"', block(text, "export const STATUS = {", "};")))
    assert named.keys() == {each.value for each in AppointmentStatus}
    assert len(set(named.values())) == len(named)
    replies = dict(re.findall(r'(\w+): "([^"]*)"', block(text, "export const REPLY = {", "};")))
    assert replies.keys() == {each.value for each in Outcome} | {"none"}
    assert len(set(replies.values())) == len(replies)


def test_the_example_of_reminders_follows_the_service_s_rules() -> None:
    text = source("settings/reminder-example.js")
    room = re.search(r"const ROOM = (\d+);", text)
    assert room
    assert timedelta(minutes=int(room[1])) == ROOM


def test_the_pop_up_says_only_that_there_is_a_message() -> None:
    made = re.findall(r"new Notification\(([^)]*)\)", SCRIPTS)
    assert made == ['TITLE, { tag: "textward", renotify: true, silent: true, icon: "/shared/favicon.svg" }']
    assert 'const TITLE = "New patient message";' in source("alerts.js")


@pytest.mark.parametrize("hook", HOOKS)
def test_controls_keep_the_names_that_browser_tests_use(hook: str) -> None:
    assert re.search(rf'["`]{hook}["`]', SCRIPTS), hook
