"""FHIR R4 resources are made ours: each becomes a line of the bulk API, in the order in which they lean on each other (row J10)."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textward.domain.ehr import Outcome, RecordKind, own_id
from textward.domain.fhir import Element, FhirRefusedError, Issue, Reference, read_new, read_target, refused
from textward.domain.fhir_neighbours import Neighbours
from textward.domain.fhir_records import HELPERS, MAPPERS, expression_of
from textward.services.upsert_records import AGAIN, TIME

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from textward.domain.ehr import LineResult
    from textward.domain.fhir_records import Line
    from textward.services.fhir_ports import ResourceCheck
    from textward.services.group_ports import Groups
    from textward.services.ports import Clock
    from textward.services.read_bundle import Entry
    from textward.services.record_audit import AuditTrail
    from textward.services.take_communication import TakeCommunication
    from textward.services.upsert_records import UpsertRecords

COMMUNICATION = "Communication"
_NAMED = frozenset({"/patient", "/facility", "/member", "/members", "/categories"})
"""Members of a line that name another record, which may not be there."""


@dataclass(frozen=True, slots=True)
class EntryResult:
    """What became of one entry."""

    outcome: Outcome
    reference: Reference | None = None
    own_id: str | None = None
    """Ours; none of what isn't stored by itself."""
    issues: tuple[Issue, ...] = ()
    """What is wrong with a refused one."""


@dataclass(frozen=True, slots=True)
class TakeBundle:
    """The use case. A bad entry doesn't keep the others from being taken."""

    check: ResourceCheck
    groups: Groups
    upsert_records: UpsertRecords
    communicate: TakeCommunication
    clock: Clock

    def __call__(
        self, practice_id: str, entries: tuple[Entry, ...], trail: AuditTrail, *, may_text: bool
    ) -> tuple[EntryResult, ...]:
        """Take a bundle's entries; give what became of each, in their order.

        Args:
            practice_id: Whose records they are.
            entries: What came.
            trail: Of the client that sends them.
            may_text: Whether the client may have patients texted.

        Raises:
            NotFoundError: there is no such practice.
        """
        until = self.clock.now() + TIME
        results: dict[int, EntryResult] = {}
        found: dict[int, tuple[Reference, Element]] = {}
        for place, entry in enumerate(entries):
            try:
                found[place] = (self._read(entry), entry.resource)
            except FhirRefusedError as error:
                results[place] = EntryResult(Outcome.REFUSED, issues=error.issues)
        around = self._neighbours(practice_id, entries, found)
        for kind in MAPPERS:
            mine = {place: one for place, one in found.items() if one[0].kind == kind}
            results |= self._take(practice_id, kind, mine, around, trail, until)
        for place, (reference, resource) in found.items():
            if reference.kind in HELPERS:
                results[place] = _helper(reference, resource, around)
            if reference.kind == COMMUNICATION:
                allowed = may_text and self.clock.now() < until
                results[place] = (
                    self._text(practice_id, reference, resource, around, trail)
                    if allowed
                    else _not_texted(reference, may_text=may_text)
                )
        return tuple(results[place] for place in range(len(entries)))

    def _read(self, entry: Entry) -> Reference:
        kind = entry.resource.text("resourceType")
        if kind not in {*MAPPERS, *HELPERS, COMMUNICATION}:
            detail = "This server takes no such resources. See its CapabilityStatement."
            raise refused("not-supported", detail, "Bundle.entry.resource")
        posted = entry.method == "POST" and kind == COMMUNICATION
        if entry.method != "PUT" and not posted:
            detail = "Only PUT is taken: what is there is changed, what isn't is made."
            raise refused("not-supported", detail, "Bundle.entry.request.method")
        issues = self.check(kind, entry.resource.values)
        if issues:
            raise FhirRefusedError(issues)
        return read_new(entry.url, entry.resource) if posted else read_target(entry.url, entry.resource)

    def _neighbours(
        self, practice_id: str, entries: tuple[Entry, ...], found: Mapping[int, tuple[Reference, Element]]
    ) -> Neighbours:
        roster = self.groups.book(practice_id).roster
        names = {role.role_id: role.name for role in roster.roles}

        def role_of(their_id: str) -> str | None:
            member = roster.member(own_id(practice_id, RecordKind.MEMBERS, their_id))
            return names.get(member.role_id) if member else None

        urls = {entries[place].full_url: reference for place, (reference, _) in found.items()}
        urls.pop("", None)
        by_id = {
            Reference(reference.kind, own): reference
            for reference, resource in found.values()
            if (own := resource.text("id")) and own != reference.their_id
        }
        return Neighbours(urls, by_id, dict(found.values()), role_of, self.clock.now().date())

    def _take(
        self,
        practice_id: str,
        kind: str,
        found: Mapping[int, tuple[Reference, Element]],
        around: Neighbours,
        trail: AuditTrail,
        until: datetime,
    ) -> dict[int, EntryResult]:
        record_kind, mapper = MAPPERS[kind]
        results: dict[int, EntryResult] = {}
        lines: dict[int, Line] = {}
        for place, (reference, resource) in found.items():
            try:
                lines[place] = mapper(resource, reference.their_id, around)
            except FhirRefusedError as error:
                results[place] = EntryResult(Outcome.REFUSED, reference, issues=error.issues)
        for place in _teams_told_twice(lines) if record_kind is RecordKind.CARE_TEAMS else ():
            issue = Issue("duplicate", "A patient has one care team: send one.", "CareTeam.subject")
            results[place] = EntryResult(Outcome.REFUSED, found[place][0], issues=(issue,))
            del lines[place]
        if lines:
            text = "\n".join(map(json.dumps, lines.values()))
            stored = self.upsert_records(practice_id, record_kind, text, trail, until)
            results |= {
                place: _result(found[place][0], line) for place, line in zip(lines, stored, strict=True)
            }
        return results

    def _text(
        self,
        practice_id: str,
        reference: Reference,
        resource: Element,
        around: Neighbours,
        trail: AuditTrail,
    ) -> EntryResult:
        try:
            notice = self.communicate(practice_id, reference.their_id, resource, around, trail)
        except FhirRefusedError as error:
            return EntryResult(Outcome.REFUSED, reference, issues=error.issues)
        return EntryResult(Outcome.CREATED, reference, notice.notice_id)


def _not_texted(reference: Reference, *, may_text: bool) -> EntryResult:
    issue = (
        Issue("transient", AGAIN, COMMUNICATION)
        if may_text
        else Issue("forbidden", "The client's token lacks the scope for texts to patients.", COMMUNICATION)
    )
    return EntryResult(Outcome.REFUSED, reference, issues=(issue,))


def _teams_told_twice(lines: Mapping[int, Line]) -> list[int]:
    patients = Counter(str(line["patient"]) for line in lines.values())
    return [place for place, line in lines.items() if patients[str(line["patient"])] > 1]


def _result(reference: Reference, line: LineResult) -> EntryResult:
    if line.outcome is not Outcome.REFUSED:
        return EntryResult(line.outcome, reference, line.own_id)
    code = "transient" if line.detail == AGAIN else "not-found" if line.pointer in _NAMED else "value"
    issue = Issue(code, line.detail or "", expression_of(reference.kind, line.pointer))
    return EntryResult(Outcome.REFUSED, reference, issues=(issue,))


def _helper(reference: Reference, resource: Element, around: Neighbours) -> EntryResult:
    """Say what became of an entry that is read for others' sake: nothing of it is stored by itself."""
    if reference.kind == "PractitionerRole":
        practitioner = around.target(resource.one("practitioner"))
        if practitioner not in around.resources:
            issue = Issue(
                "not-found", "Send the Practitioner in the same bundle.", "PractitionerRole.practitioner"
            )
            return EntryResult(Outcome.REFUSED, reference, issues=(issue,))
    return EntryResult(Outcome.UNCHANGED, reference)
