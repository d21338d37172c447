"""What a create-message request must look like before it becomes a message, in the order in which Twilio refuses."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.telephone.phone_numbers import parse_phone_number
from local.telephone.records import Message, new_sid
from local.telephone.twilio_errors import TwilioError
from local.telephone.webhook_address import is_web_url

if TYPE_CHECKING:
    from starlette.datastructures import ImmutableMultiDict

    from local.telephone.store import Store

_LONGEST_BODY = 1600
_SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")


def message_from(form: ImmutableMultiDict[str, str], store: Store) -> Message:
    """Make the message that a form asks for.

    Raises:
        TwilioError: for a form that Twilio would refuse.
    """
    service_sid = _service_sid(form, store)
    _require_content(form, service_sid)
    to = _recipient(form["To"], store)
    sender = None if service_sid else _sender(form["From"], store)
    _require_permission(store, sender, to)
    now, send_at = time.time(), _send_at(form, service_sid)
    return Message(
        sid=new_sid("MM" if form.getlist("MediaUrl") else "SM"),
        direction="outbound-api",
        sender=sender,
        to=to,
        body=form.get("Body", ""),
        status=("scheduled" if send_at else "accepted") if service_sid else "queued",
        created=now,
        updated=now,
        messaging_service_sid=service_sid,
        status_callback=_status_callback(form),
        num_media=len(form.getlist("MediaUrl")),
        send_at=send_at,
    )


def _require_content(form: ImmutableMultiDict[str, str], service_sid: str | None) -> None:
    if not form.get("To"):
        raise TwilioError(21604)
    if not service_sid and not form.get("From"):
        raise TwilioError(21603)
    if not form.get("Body") and not form.getlist("MediaUrl"):
        raise TwilioError(21602)
    if len(form.get("Body", "")) > _LONGEST_BODY:
        raise TwilioError(21617)


def _service_sid(form: ImmutableMultiDict[str, str], store: Store) -> str | None:
    """Take any well-formed Messaging Service: it stands for one that holds all of the account's numbers."""
    sid = form.get("MessagingServiceSid")
    if not sid:
        return None
    if not _SERVICE_SID.fullmatch(sid):
        raise TwilioError(21705, sid)
    if not store.numbers:
        raise TwilioError(21703)
    return sid


def _recipient(text: str, store: Store) -> str:
    to = parse_phone_number(text)
    if to is None:
        raise TwilioError(21211, text)
    phone = store.phones.get(to)
    if phone is not None and not phone.mobile:
        raise TwilioError(21614, to)
    return to


def _sender(text: str, store: Store) -> str:
    sender = parse_phone_number(text)
    if sender is None:
        raise TwilioError(21212, text)
    if store.number_called(sender) is None:
        raise TwilioError(21606, sender)
    return sender


def _require_permission(store: Store, sender: str | None, to: str) -> None:
    if sender == to:
        raise TwilioError(21266)
    senders = [sender] if sender else [number.phone_number for number in store.numbers.values()]
    if any(store.has_opted_out(number, to) for number in senders):
        raise TwilioError(21610)


def _status_callback(form: ImmutableMultiDict[str, str]) -> str | None:
    url = form.get("StatusCallback")
    if url and not is_web_url(url):
        raise TwilioError(21609, url)
    return url or None


def _send_at(form: ImmutableMultiDict[str, str], service_sid: str | None) -> float | None:
    text = form.get("SendAt")
    if not text:
        return None
    if not service_sid or form.get("ScheduleType") != "fixed":
        raise TwilioError(20001, "SendAt: needs ScheduleType=fixed and a MessagingServiceSid")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise TwilioError(20001, f"SendAt: {text}") from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
