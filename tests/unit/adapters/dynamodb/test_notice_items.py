"""Notices as items: how long what they say is kept, and when they go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.contract.material import NOW, Material
from textward.adapters.dynamodb.mapping.notices import notice_fields

if TYPE_CHECKING:
    from textward.domain.notice import Notice

SCHEDULED = Material().scheduled()
SETTLED = [
    SCHEDULED.queued("MS", NOW),
    SCHEDULED.cancelled(NOW),
    SCHEDULED.refused(("opted_out",), NOW),
]


def test_a_scheduled_one_waits_for_its_time_and_does_not_expire() -> None:
    fields = notice_fields(SCHEDULED)
    assert fields["expires_ttl"] is None
    assert fields["due_pk"] == "DUE#NOTICE"
    assert fields["due_sk"] == f"2026-03-02T15:01:00.123Z#{SCHEDULED.notice_id}"
    assert "$12" in fields["wording"].reveal()


@pytest.mark.parametrize("notice", SETTLED, ids=lambda notice: notice.state.value)
def test_a_settled_one_waits_for_nothing_says_nothing_and_expires_after_ninety_days(notice: Notice) -> None:
    fields = notice_fields(notice)
    assert (fields["due_pk"], fields["due_sk"], fields["wording"]) == (None, None, None)
    assert fields["expires_ttl"] == NOW + timedelta(days=90)
