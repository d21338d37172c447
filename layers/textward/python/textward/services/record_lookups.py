"""What a record system's line names, by our ids: found in the practice as the call began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textward.domain.ehr import RecordKind
from textward.domain.errors import InvalidInputError

if TYPE_CHECKING:
    from textward.domain.ehr import Fields
    from textward.services.upsert_records import Batch, Line


def patient_named(batch: Batch, line: Line) -> str | None:
    """Give the patient of an appointment's line; none where it names none, for which it will be refused."""
    try:
        return batch.id_of(RecordKind.PATIENTS, line.fields.id("patient"))
    except InvalidInputError:
        return None


def facility_named(batch: Batch, line: Fields) -> str | None:
    """Give the facility that a line names, if any.

    Raises:
        InvalidInputError: it isn't there.
    """
    theirs = line.optional_id("facility")
    if theirs is None:
        return None
    own_id = batch.id_of(RecordKind.FACILITIES, theirs)
    if own_id not in {one.facility_id for one in batch.book.facilities}:
        raise InvalidInputError("There is no such facility. Send the facility first.", "/facility")
    return own_id


def categories_named(batch: Batch, line: Fields) -> frozenset[str]:
    """Give the categories that a patient's line names.

    Raises:
        InvalidInputError: some aren't there.
    """
    wanted = frozenset(batch.id_of(RecordKind.CATEGORIES, one) for one in line.ids("categories"))
    if not wanted <= {one.category_id for one in batch.book.categories}:
        raise InvalidInputError("Some categories are unknown. Send them first.", "/categories")
    return wanted


def member_named(batch: Batch, line: Fields) -> str | None:
    """Give the member that a line names, if any.

    Raises:
        InvalidInputError: they aren't there.
    """
    theirs = line.optional_id("member")
    if theirs is None:
        return None
    own_id = batch.id_of(RecordKind.MEMBERS, theirs)
    if own_id not in {one.member_id for one in batch.book.roster.members}:
        raise InvalidInputError("There is no such member. Send the member first.", "/member")
    return own_id
