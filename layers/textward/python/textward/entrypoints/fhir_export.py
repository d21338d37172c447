"""Transcripts as FHIR R4: a Communication for the conversation, and one for each message that is part of it (row J10).

https://hl7.org/fhir/R4/communication.html. docs/api/README.md says which element holds what. A FHIR id is 1 to 64 of
[A-Za-z0-9-.], which ours are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textward.domain.conversation import ConversationState
from textward.domain.delivery_reasons import reason_for
from textward.domain.message import DeliveryState, Direction
from textward.domain.transcript import Channel

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from textward.domain.message import Delivery
    from textward.domain.patient import Patient
    from textward.domain.transcript import Said, Transcript

    Resource = dict[str, Any]

CONTENT_TYPE = "application/fhir+json"
_MODES = "http://terminology.hl7.org/CodeSystem/v3-ParticipationMode"
_IDENTIFIERS = "http://terminology.hl7.org/CodeSystem/v2-0203"
_MEDIA = {
    Channel.TEXT: ("WRITTEN", "Text message (SMS)"),
    Channel.SECURED: ("ONLINEWRIT", "Secured message behind a link"),
    Channel.PORTAL: ("ONLINEWRIT", "Message in the patient portal"),
}
_STATES = {
    DeliveryState.QUEUED: "preparation",
    DeliveryState.SENDING: "in-progress",
    DeliveryState.SENT: "completed",
    DeliveryState.DELIVERED: "completed",
    DeliveryState.UNDELIVERED: "not-done",
    DeliveryState.FAILED: "not-done",
}


def collection(transcript: Transcript, base_url: str, now: datetime) -> Resource:
    """Give a Bundle that stands by itself: the header, the messages, oldest first, and whom they name."""
    found = [header(transcript), *messages(transcript), *_parties(transcript)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": _instant(now),
        "entry": [_entry(one, base_url) for one in found],
    }


def searchset(transcript: Transcript, base_url: str, own_url: str, next_url: str | None) -> Resource:
    """Give one page of an answer to a search: messages are what matched, the header comes with them."""
    links = [{"relation": "self", "url": own_url}]
    if next_url:
        links.append({"relation": "next", "url": next_url})
    entries = [_entry(one, base_url) | {"search": {"mode": "match"}} for one in messages(transcript)]
    if entries:
        entries.append(_entry(header(transcript), base_url) | {"search": {"mode": "include"}})
    page: Resource = {"resourceType": "Bundle", "type": "searchset", "link": links}
    return page | ({"entry": entries} if entries else {})


def header(transcript: Transcript) -> Resource:
    """Give the conversation itself."""
    channels = sorted({said.channel.value for said in transcript.said})
    found: Resource = {
        "resourceType": "Communication",
        "id": transcript.thread_id,
        "status": _standing(transcript),
        "medium": [_medium(Channel(one)) for one in channels],
        "recipient": [_practice(transcript)],
    }
    if not channels:
        del found["medium"]
    if transcript.patient:
        found["subject"] = _patient(transcript.patient)
    if transcript.conversation:
        found["topic"] = {"text": transcript.conversation.subject.reveal()}
        found["recipient"].append(_addressed(transcript))
        found["sent"] = _instant(transcript.conversation.started_at)
    return found


def messages(transcript: Transcript) -> Iterator[Resource]:
    """Give each message, in the transcript's order."""
    for said in transcript.said:
        yield _message(transcript, said)


def _message(transcript: Transcript, said: Said) -> Resource:
    outbound = said.direction is Direction.OUT
    found: Resource = {
        "resourceType": "Communication",
        "id": said.message_id,
        "partOf": [{"reference": f"Communication/{transcript.thread_id}"}],
        "status": _STATES[said.delivery.state] if said.delivery else "completed",
        "medium": [_medium(said.channel)],
        "sender": _author(transcript, said) if outbound else _other_side(transcript),
        "recipient": [_other_side(transcript) if outbound else _practice(transcript)],
        "payload": [{"contentString": said.body.reveal()}],
    }
    if transcript.patient:
        found["subject"] = _patient(transcript.patient)
    return found | _times(said) | _failure(said.delivery)


def _times(said: Said) -> Resource:
    """Give when it was sent and received, as far as we know it.

    Of a text that came in we know when it reached us, and of one that went out, when its phone confirmed it.
    """
    if said.channel is Channel.PORTAL:
        return {"sent": _instant(said.at), "received": _instant(said.at)}
    if said.direction is Direction.IN:
        return {"received": _instant(said.at)}
    arrived = said.delivery if said.delivery and said.delivery.state is DeliveryState.DELIVERED else None
    return {"sent": _instant(said.at)} | ({"received": _instant(arrived.at)} if arrived else {})


def _failure(delivery: Delivery | None) -> Resource:
    if delivery is None or not delivery.state.is_failure:
        return {}
    return {"statusReason": {"text": reason_for(delivery.reason).title}}


def _standing(transcript: Transcript) -> str:
    """A thread of texts is never over; a conversation is, once it needs no answer."""
    conversation = transcript.conversation
    waits = conversation is None or conversation.state is ConversationState.NOT_REPLIED
    return "in-progress" if waits else "completed"


def _medium(channel: Channel) -> Resource:
    code, words = _MEDIA[channel]
    return {"coding": [{"system": _MODES, "code": code}], "text": words}


def _other_side(transcript: Transcript) -> Resource:
    if transcript.patient:
        return _patient(transcript.patient)
    return {"display": transcript.phone.reveal() if transcript.phone else "unknown number"}


def _patient(patient: Patient) -> Resource:
    found = _reference("Patient", patient.patient_id, patient.name.reveal())
    return found | ({"identifier": {"value": patient.record_id}} if patient.record_id else {})


def _practice(transcript: Transcript) -> Resource:
    return _reference("Organization", transcript.practice.practice_id, transcript.practice.name)


def _author(transcript: Transcript, said: Said) -> Resource:
    """Give the member who wrote it; the practice for what the product wrote by itself."""
    if said.author_id is None:
        return _practice(transcript)
    return _member(transcript, said.author_id)


def _addressed(transcript: Transcript) -> Resource:
    """Give the group or the member that a conversation was written to."""
    if transcript.group:
        return _reference("CareTeam", transcript.group.group_id, transcript.group.name)
    return _member(transcript, transcript.conversation.counterpart_id if transcript.conversation else "")


def _member(transcript: Transcript, member_id: str) -> Resource:
    return _reference("Practitioner", member_id, transcript.names.get(member_id, "a former member"))


def _reference(kind: str, identity: str, words: str) -> Resource:
    return {"reference": f"{kind}/{identity}", "type": kind, "display": words}


def _parties(transcript: Transcript) -> Iterator[Resource]:
    """Give whom the references name, so that the file can be read without asking anybody."""
    practice, patient, group = transcript.practice, transcript.patient, transcript.group
    yield {"resourceType": "Organization", "id": practice.practice_id, "name": practice.name}
    if patient:
        numbers: list[Resource] = [
            {"type": {"coding": [{"system": _IDENTIFIERS, "code": "MR"}]}, "value": patient.number}
        ]
        if patient.record_id:
            numbers.append({"value": patient.record_id})
        yield {
            "resourceType": "Patient",
            "id": patient.patient_id,
            "identifier": numbers,
            "name": [{"text": patient.name.reveal()}],
            "birthDate": patient.date_of_birth.isoformat(),
        }
    if group:
        yield {"resourceType": "CareTeam", "id": group.group_id, "name": group.name}
    for member_id in sorted(_members(transcript)):
        words = transcript.names.get(member_id, "a former member")
        yield {"resourceType": "Practitioner", "id": member_id, "name": [{"text": words}]}


def _members(transcript: Transcript) -> set[str]:
    found = {said.author_id for said in transcript.said if said.author_id}
    conversation = transcript.conversation
    return found | ({conversation.member_id} if conversation and conversation.member_id else set())


def _entry(resource: Resource, base_url: str) -> Resource:
    """Put a resource into a bundle, under an address that tells it from all others; nothing need answer there."""
    return {
        "fullUrl": f"{base_url}/ehr/fhir/{resource['resourceType']}/{resource['id']}",
        "resource": resource,
    }


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
