"""Notices, the automated texts of record systems."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from textward.adapters.dynamodb import keys
from textward.domain.notice import KEPT, Notice, NoticeState
from textward.domain.notice_wording import Wording
from textward.domain.private import Private

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textward.adapters.dynamodb.models import NoticeItem


def notice_fields(notice: Notice) -> dict[str, Any]:
    """Give a notice's attributes; it stands in the `due` index while it is scheduled, and expires once it is settled."""
    scheduled = notice.state is NoticeState.SCHEDULED
    return {
        "practice_id": notice.practice_id,
        "notice_id": notice.notice_id,
        "patient_id": notice.patient_id,
        "state": notice.state.value,
        "send_at": notice.send_at,
        "fingerprint": notice.fingerprint,
        "wording": _wording_text(notice.wording) if notice.wording else None,
        "respects_quiet_hours": notice.respects_quiet_hours,
        "message_id": notice.message_id,
        "reasons": frozenset(notice.reasons),
        "settled_at": notice.settled_at,
        "version": notice.version,
        "expires_ttl": notice.settled_at + KEPT if notice.settled_at else None,
        "due_pk": keys.DUE_NOTICES if scheduled else None,
        "due_sk": keys.due(notice.send_at, notice.notice_id) if scheduled else None,
    }


def notice_of(item: NoticeItem) -> Notice:
    """Read a notice."""
    return Notice(
        practice_id=item.practice_id,
        notice_id=item.notice_id,
        patient_id=item.patient_id,
        send_at=item.send_at,
        fingerprint=item.fingerprint,
        state=NoticeState(item.state),
        wording=_wording_of(item.wording) if item.wording else None,
        respects_quiet_hours=item.respects_quiet_hours,
        message_id=item.message_id,
        reasons=tuple(sorted(item.reasons or ())),
        settled_at=item.settled_at,
        version=item.version,
    )


def _wording_text(wording: Wording) -> Private:
    content = {
        "text": wording.text.reveal(),
        "languages": _open(wording.languages),
        "fields": _open(wording.fields),
    }
    return Private(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def _wording_of(stored: Private) -> Wording:
    content = json.loads(stored.reveal())
    return Wording(Private(content["text"]), _closed(content["languages"]), _closed(content["fields"]))


def _open(texts: Mapping[str, Private]) -> dict[str, str]:
    return {name: text.reveal() for name, text in texts.items()}


def _closed(texts: Mapping[str, str]) -> dict[str, Private]:
    return {name: Private(text) for name, text in texts.items()}
