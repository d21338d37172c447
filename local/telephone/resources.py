"""Twilio's resources in JSON, field by field (https://www.twilio.com/docs/messaging/api/message-resource and others)."""

from __future__ import annotations

from email.utils import formatdate
from typing import TYPE_CHECKING

from local.telephone.delivery import API_VERSION
from local.telephone.segments import count_segments
from local.telephone.twilio_errors import DELIVERY_ERRORS

if TYPE_CHECKING:
    from local.telephone.records import Message, Number

Json = dict[str, object]
_CAPABILITIES = {"fax": False, "mms": True, "sms": True, "voice": True}


def account_path(account_sid: str) -> str:
    """Give the path under which the account's resources are."""
    return f"/{API_VERSION}/Accounts/{account_sid}"


def rfc_2822(at: float | None) -> str | None:
    """Write a time as Twilio does, in GMT to the second: `Sun, 22 Nov 2026 04:35:00 +0000`."""
    return None if at is None else formatdate(at)[:-5] + "+0000"


def message_resource(account_sid: str, message: Message) -> Json:
    """Show a Message resource."""
    uri = f"{account_path(account_sid)}/Messages/{message.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": rfc_2822(message.created),
        "date_sent": rfc_2822(message.sent),
        "date_updated": rfc_2822(message.updated),
        "direction": message.direction,
        "error_code": message.error_code,
        "error_message": DELIVERY_ERRORS.get(message.error_code) if message.error_code else None,
        "from": message.sender,
        "messaging_service_sid": message.messaging_service_sid,
        "num_media": str(message.num_media),
        "num_segments": str(count_segments(message.body)) if message.sender else "0",
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status,
        "subresource_uris": {"feedback": f"{uri}/Feedback.json", "media": f"{uri}/Media.json"},
        "to": message.to,
        "uri": f"{uri}.json",
    }


def number_resource(account_sid: str, number: Number) -> Json:
    """Show an IncomingPhoneNumber resource."""
    uri = f"{account_path(account_sid)}/IncomingPhoneNumbers/{number.sid}"
    voice: Json = {
        "voice_application_sid": None,
        "voice_caller_id_lookup": False,
        "voice_fallback_method": "POST",
        "voice_fallback_url": "",
        "voice_method": number.voice_method,
        "voice_receive_mode": "voice",
        "voice_url": number.voice_url,
    }
    return voice | {
        "account_sid": account_sid,
        "address_requirements": "none",
        "address_sid": None,
        "api_version": API_VERSION,
        "beta": False,
        "bundle_sid": None,
        "capabilities": _CAPABILITIES,
        "date_created": rfc_2822(number.created),
        "date_updated": rfc_2822(number.updated),
        "emergency_address_sid": None,
        "emergency_address_status": "unregistered",
        "emergency_status": "Inactive",
        "friendly_name": number.friendly_name,
        "identity_sid": None,
        "origin": "twilio",
        "phone_number": number.phone_number,
        "sid": number.sid,
        "sms_application_sid": "",
        "sms_fallback_method": number.sms_fallback_method,
        "sms_fallback_url": number.sms_fallback_url,
        "sms_method": number.sms_method,
        "sms_url": number.sms_url,
        "status": "in-use",
        "status_callback": number.status_callback,
        "status_callback_method": number.status_callback_method,
        "subresource_uris": {"assigned_add_ons": f"{uri}/AssignedAddOns.json"},
        "trunk_sid": None,
        "type": "local",
        "uri": f"{uri}.json",
    }


def available_number_resource(
    phone_number: str, friendly_name: str, place: tuple[str, str], country: str
) -> Json:
    """Show an AvailablePhoneNumber resource; `place` is locality and region."""
    locality, region = place
    return {
        "address_requirements": "none",
        "beta": False,
        "capabilities": {"MMS": True, "SMS": True, "fax": False, "voice": True},
        "friendly_name": friendly_name,
        "iso_country": country,
        "lata": None,
        "latitude": None,
        "locality": locality or None,
        "longitude": None,
        "phone_number": phone_number,
        "postal_code": None,
        "rate_center": None,
        "region": region or None,
    }
