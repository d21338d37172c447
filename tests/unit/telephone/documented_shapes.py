"""The fields that Twilio documents, as data; each list names where it was read."""

from __future__ import annotations

MESSAGE_FIELDS = frozenset(
    {
        # https://www.twilio.com/docs/messaging/api/message-resource (Message properties); twilio-oai
        # spec/json/twilio_api_v2010.json, schema api.v2010.account.message
        "account_sid",
        "api_version",
        "body",
        "date_created",
        "date_sent",
        "date_updated",
        "direction",
        "error_code",
        "error_message",
        "from",
        "messaging_service_sid",
        "num_media",
        "num_segments",
        "price",
        "price_unit",
        "sid",
        "status",
        "subresource_uris",
        "to",
        "uri",
    }
)

PAGE_FIELDS = frozenset(
    {
        # twilio-oai spec/json/twilio_api_v2010.json, ListMessageResponse and its siblings
        "end",
        "first_page_uri",
        "next_page_uri",
        "page",
        "page_size",
        "previous_page_uri",
        "start",
        "uri",
    }
)

INCOMING_NUMBER_FIELDS = frozenset(
    {
        # https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource; twilio-oai, schema
        # api.v2010.account.incoming_phone_number
        "account_sid",
        "address_requirements",
        "address_sid",
        "api_version",
        "beta",
        "bundle_sid",
        "capabilities",
        "date_created",
        "date_updated",
        "emergency_address_sid",
        "emergency_address_status",
        "emergency_status",
        "friendly_name",
        "identity_sid",
        "origin",
        "phone_number",
        "sid",
        "sms_application_sid",
        "sms_fallback_method",
        "sms_fallback_url",
        "sms_method",
        "sms_url",
        "status",
        "status_callback",
        "status_callback_method",
        "subresource_uris",
        "trunk_sid",
        "type",
        "uri",
        "voice_application_sid",
        "voice_caller_id_lookup",
        "voice_fallback_method",
        "voice_fallback_url",
        "voice_method",
        "voice_receive_mode",
        "voice_url",
    }
)

AVAILABLE_NUMBER_FIELDS = frozenset(
    {
        # https://www.twilio.com/docs/phone-numbers/api/availablephonenumberlocal-resource; twilio-oai, schema
        # api.v2010.account.available_phone_number_country.available_phone_number_local
        "address_requirements",
        "beta",
        "capabilities",
        "friendly_name",
        "iso_country",
        "lata",
        "latitude",
        "locality",
        "longitude",
        "phone_number",
        "postal_code",
        "rate_center",
        "region",
    }
)

INBOUND_PARAMETERS = frozenset(
    {
        # https://www.twilio.com/docs/messaging/guides/webhook-request (request parameters, geographic ones included)
        "AccountSid",
        "ApiVersion",
        "Body",
        "From",
        "FromCity",
        "FromCountry",
        "FromState",
        "FromZip",
        "MessageSid",
        "NumMedia",
        "NumSegments",
        "SmsMessageSid",
        "SmsSid",
        "SmsStatus",
        "To",
        "ToCity",
        "ToCountry",
        "ToState",
        "ToZip",
    }
)

STATUS_PARAMETERS = frozenset(
    {
        # https://www.twilio.com/docs/messaging/guides/track-outbound-message-status (request to the StatusCallback URL)
        "AccountSid",
        "ApiVersion",
        "From",
        "MessageSid",
        "MessageStatus",
        "SmsSid",
        "SmsStatus",
        "To",
    }
)

ERROR_FIELDS = frozenset({"code", "message", "more_info", "status"})
"""https://www.twilio.com/docs/usage/twilios-response (exceptions)."""

MESSAGE_STATUSES = frozenset(
    {
        # https://www.twilio.com/docs/messaging/api/message-resource#message-status-values
        "accepted",
        "canceled",
        "delivered",
        "failed",
        "partially_delivered",
        "queued",
        "read",
        "received",
        "receiving",
        "scheduled",
        "sending",
        "sent",
        "undelivered",
    }
)
