"""What the page and the control API see of phones, texts, numbers and rules."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from local.telephone.phone_numbers import national_form
from local.telephone.twilio_errors import DELIVERY_ERRORS

if TYPE_CHECKING:
    from local.telephone.faults import FaultRule
    from local.telephone.records import Number, Phone, PhoneText
    from local.telephone.store import Store

Json = dict[str, object]


def text_view(text: PhoneText) -> Json:
    """Show one text on a phone; `status` is arrived, lost or sent (by the phone)."""
    status = "sent" if text.from_phone else ("arrived" if text.arrived else "lost")
    return {
        "sid": text.sid,
        "phone": text.phone,
        "practice_number": text.practice_number,
        "from": text.phone if text.from_phone else text.practice_number,
        "to": text.practice_number if text.from_phone else text.phone,
        "direction": "from_phone" if text.from_phone else "to_phone",
        "body": text.body,
        "at": datetime.fromtimestamp(text.at, UTC).isoformat(timespec="milliseconds"),
        "status": status,
        "error_code": text.error_code,
        "error": DELIVERY_ERRORS.get(text.error_code, "Error") if text.error_code else None,
    }


def phone_view(store: Store, phone: Phone) -> Json:
    """Show a phone without its texts."""
    stopped = [
        opt_out.practice_number for opt_out in store.opt_outs.values() if opt_out.phone == phone.number
    ]
    return {
        "number": phone.number,
        "national": national_form(phone.number),
        "label": phone.label,
        "mobile": phone.mobile,
        "stopped": sorted(stopped),
    }


def phone_with_messages(store: Store, phone: Phone) -> Json:
    """Show a phone with what arrived on it and left it; what was lost on the way stands apart."""
    texts = [text for text in store.texts.values() if text.phone == phone.number]
    return phone_view(store, phone) | {
        "messages": [text_view(text) for text in texts if text.arrived],
        "lost": [text_view(text) for text in texts if not text.arrived],
    }


def number_view(number: Number) -> Json:
    """Show a practice's number."""
    return {
        "number": number.phone_number,
        "national": national_form(number.phone_number),
        "label": number.friendly_name,
        "sms_url": number.sms_url,
    }


def fault_view(rule: FaultRule) -> Json:
    """Show a rule."""
    return asdict(rule)
