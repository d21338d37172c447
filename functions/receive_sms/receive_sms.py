"""Webhook of the SMS provider: a text came in. Its 200 goes out only after the text is stored (row J1)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response

from textward.domain.errors import UnknownNumberError
from textward.domain.private import Private
from textward.entrypoints import http, webhooks
from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger
from textward.services.receive_text import InboundText

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

PATH = "/webhooks/sms/messages"
app = http.new_app(validate=False)


def unknown_number(_: UnknownNumberError) -> Response[str]:
    """Answer a text to a number that is nobody's: 200, for the provider's trying again would not help."""
    logger.warning("text to a number of no practice")
    return Response(200, "text/xml", webhooks.EMPTY_TWIML)


app.exception_handler(UnknownNumberError)(unknown_number)


@app.post(PATH)
def receive() -> Response[str]:
    """Store the text."""
    form = webhooks.signed_form(app, product(), PATH)
    text = InboundText(
        provider_id=webhooks.required(form, "MessageSid"),
        to_number=webhooks.required(form, "To"),
        from_number=Private(webhooks.required(form, "From")),
        body=Private(form.get("Body", "")),
    )
    message = product().receive_text(text)
    logger.info(
        "text received",
        provider_id=text.provider_id,
        message_id=message.message_id if message else "repeated",
    )
    return Response(200, "text/xml", webhooks.EMPTY_TWIML)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the webhook."""
    return http.serve(app, event, context, forms=True)
