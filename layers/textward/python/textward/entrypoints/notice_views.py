"""Notices, between the record system's API and the use cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.ehr import Fields
from textward.domain.notice import reason_words
from textward.domain.notice_wording import Wording
from textward.domain.private import Private
from textward.entrypoints import notice_models as models
from textward.services.send_notice import NoticeWish

if TYPE_CHECKING:
    from textward.domain.notice import Notice
    from textward.services.follow_notice import NoticeReport


def wish_of(new: models.NewNotice) -> NoticeWish:
    """Read what is wanted.

    Raises:
        InvalidInputError: the time is none.
    """
    texts = new.languages.model_dump(exclude_none=True) if new.languages else {}
    wording = Wording(
        Private(new.text),
        {language: Private(text) for language, text in texts.items()},
        {name: Private(value) for name, value in new.fields.items()},
    )
    send_at = Fields({"send_at": new.send_at}).moment("send_at") if new.send_at is not None else None
    return NoticeWish(new.patient, wording, send_at, new.respect_quiet_hours)


def taken_in(notice: Notice) -> models.NoticeView:
    """Show a notice as it was taken in."""
    return models.NoticeView(
        id=notice.notice_id,
        state=notice.state.value,
        thread_id=notice.thread_id,
        message_id=notice.message_id,
        send_at=notice.send_at,
        reasons=[models.NoticeReasonView(code=code, detail=reason_words(code)) for code in notice.reasons],
    )


def followed(report: NoticeReport) -> models.NoticeView:
    """Show how far a notice has come."""
    reasons = [models.NoticeReasonView(code=code, detail=detail) for code, detail in report.reasons]
    seen = {"state": report.state.value, "reasons": reasons}
    return taken_in(report.notice).model_copy(update=seen)
