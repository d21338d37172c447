"""Row J3 as rules on the code: private text comes out in named places only, and never into a log line or an error's words."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers" / "textward" / "python" / "textward"

MAY_REVEAL = {
    # an invitation's address
    "adapters/cognito.py",
    # stored, encrypted
    "adapters/dynamodb/attributes.py",
    "adapters/dynamodb/mapping/notices.py",
    # search entries, and phone hashes for keys
    "adapters/dynamodb/mapping/patients.py",
    "adapters/dynamodb/patient_entries.py",
    "adapters/dynamodb/patients.py",
    # words searched for within one conversation
    "adapters/dynamodb/threads.py",
    # parsed, shown in the national form, hashed into a thread's id
    "adapters/phone_book.py",
    # hashed with a key, so that the same words are known again
    "adapters/link_keys.py",
    # handed to the provider
    "adapters/twilio_sms.py",
    # set on paper for the patient's record
    "adapters/transcript_pdf/transcripts.py",
    # the first characters, for lists
    "domain/conversation.py",
    "domain/message.py",
    # filled in, measured, and hashed into the fingerprint of an Idempotency-Key
    "domain/notice_wording.py",
    # taken out for the patient's record
    "entrypoints/fhir_export.py",
    # shown to who may see it
    "entrypoints/appointment_views.py",
    "entrypoints/group_views.py",
    "entrypoints/patient_views.py",
    "entrypoints/portal_views.py",
    "entrypoints/staff_views.py",
    # the practice's own number, which is public
    "services/order_number.py",
    # people with the same phone and birth date, in an order that stays
    "services/portal_sign_in.py",
    # read for STOP and START, and as the answer to a reminder
    "services/route_message.py",
    "services/answer_appointment.py",
    # measured, and hashed into the fingerprint of an Idempotency-Key
    "services/answer_patient.py",
    "services/secure_conversation.py",
    "services/send_message.py",
    "services/write_from_portal.py",
    # told to the record system, where the practice has turned that on
    "services/try_webhook.py",
}
"""Each module that may call `reveal()`, and what for. A new one is a decision: name it here, and say why."""

MAY_LOG = {
    "count",
    "error",
    "id",
    "left",
    "looked_at",
    "message_id",
    "method",
    "news",
    "outcome",
    "provider_id",
    "recovered",
    "request_id",
    "route",
    "state",
    "status",
    "type",
    "where",
}
"""What a log line may name: ids, outcomes, counts, and the class and place of an error."""


def _modules() -> dict[str, ast.Module]:
    found = {str(path.relative_to(PACKAGE)): path for path in PACKAGE.rglob("*.py")}
    found |= {str(path.relative_to(ROOT)): path for path in (ROOT / "functions").rglob("*.py")}
    return {name: ast.parse(path.read_text()) for name, path in sorted(found.items())}


MODULES = _modules()


def _reveals(tree: ast.AST) -> list[int]:
    """Give the lines on which `reveal` is named at all, called or handed on."""
    return [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "reveal"
    ]


def _log_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner = node.func.value
            if isinstance(owner, ast.Name) and owner.id in {"logger", "logging", "metrics"}:
                yield node


def _wrong_log_call(call: ast.Call) -> str | None:
    """Say what is wrong with a call of the logger; None when nothing is."""
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if method == "getLogger":
        return None
    if method not in {"debug", "info", "warning", "error"}:
        return f"{method}() writes more than it is told: an exception's text, or the event"
    words, *more = [*call.args, None]
    if more != [None] or not isinstance(words, ast.Constant):
        return "the words must be a literal, and the only positional argument"
    named = {keyword.arg for keyword in call.keywords if keyword.arg}
    return f"it names {sorted(named - MAY_LOG)}" if named - MAY_LOG else None


def test_private_text_comes_out_in_named_places_only() -> None:
    revealing = {name: lines for name, tree in MODULES.items() if (lines := _reveals(tree))}

    assert {name: lines for name, lines in revealing.items() if name not in MAY_REVEAL} == {}
    assert MAY_REVEAL - set(revealing) == set(), "these reveal nothing any more: take them off the list"


@pytest.mark.parametrize("name", MODULES)
def test_private_text_gets_into_no_error_and_no_log(name: str) -> None:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Raise):
            assert not _reveals(node), f"{name}:{node.lineno}: an error's words end up in logs"
    for call in _log_calls(MODULES[name]):
        assert not _reveals(call), f"{name}:{call.lineno}"


@pytest.mark.parametrize("name", MODULES)
def test_log_lines_name_ids_and_outcomes_only(name: str) -> None:
    wrong = {call.lineno: why for call in _log_calls(MODULES[name]) if (why := _wrong_log_call(call))}

    assert wrong == {}


@pytest.mark.parametrize("name", MODULES)
def test_nothing_prints_or_records_events_and_answers(name: str) -> None:
    for node in ast.walk(MODULES[name]):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"print", "breakpoint"}, f"{name}:{node.lineno}"
        if isinstance(node, ast.keyword):
            assert node.arg not in {"log_event", "capture_response", "capture_error"}, f"{name}:{node.lineno}"


@pytest.mark.parametrize(
    "line",
    [
        'logger.info("text", body=message.body)',
        'logger.info(f"text {message.body}")',
        'logger.info("text %s", name)',
        'logger.exception("failed")',
        "logger.info(message)",
    ],
)
def test_rules_see_what_they_are_for(line: str) -> None:
    (call,) = _log_calls(ast.parse(line))

    assert _wrong_log_call(call)


def test_rules_see_text_revealed_in_an_error() -> None:
    (node,) = (
        n for n in ast.walk(ast.parse("raise ValueError(f'{body.reveal()}')")) if isinstance(n, ast.Raise)
    )

    assert _reveals(node) == [1]
