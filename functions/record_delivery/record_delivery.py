"""Webhook of the SMS provider: the status of an outbound text changed (row B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from aws_lambda_powertools.event_handler import Response

from textward.adapters.provider_states import state_of
from textward.entrypoints import http, webhooks
from textward.entrypoints.bootstrap import product
from textward.entrypoints.observability import logger
from textward.services.record_delivery import DeliveryReport

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.typing import LambdaContext

PATH = "/webhooks/sms/status"
app = http.new_app(validate=False)


@app.post(PATH)
def record() -> Response[str]:
    """Move the text forward; a status that is none of ours, or no news, is answered alike."""
    form = webhooks.signed_form(app, product(), PATH)
    query = app.current_event.query_string_parameters
    state = state_of(form.get("MessageStatus", ""))
    news = state is not None and product().record_delivery(
        DeliveryReport(
            practice_id=webhooks.required(query, "p"),
            thread_id=webhooks.required(query, "t"),
            item_id=webhooks.required(query, "m"),
            attempt=webhooks.required_number(query, "a"),
            provider_id=webhooks.required(form, "MessageSid"),
            state=state,
            reason=form.get("ErrorCode") or None,
        )
    )
    logger.info("status", message_id=query.get("m"), state=state.value if state else "other", news=news)
    return Response(204)


def handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    """Serve the webhook."""
    return http.serve(app, event, context, forms=True)
