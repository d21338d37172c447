from __future__ import annotations

import pytest
from botocore.stub import Stubber

from textward.adapters.websocket import WebSocketPush
from textward.domain.errors import TransientError

PAYLOAD = {"type": "inbox.changed", "thread_id": "P1", "message_id": "m1"}


@pytest.fixture
def push() -> WebSocketPush:
    return WebSocketPush("https://live.textward.example/live")


def test_a_page_that_is_there_gets_the_push(push: WebSocketPush) -> None:
    data = b'{"type":"inbox.changed","thread_id":"P1","message_id":"m1"}'
    with Stubber(push._client) as stub:
        stub.add_response("post_to_connection", {}, {"ConnectionId": "c1", "Data": data})
        assert push.push("c1", PAYLOAD)
        stub.assert_no_pending_responses()


def test_a_page_that_is_gone_is_told(push: WebSocketPush) -> None:
    with Stubber(push._client) as stub:
        stub.add_client_error("post_to_connection", "GoneException", http_status_code=410)
        assert not push.push("c1", PAYLOAD)


def test_a_page_is_closed_and_one_that_is_gone_stays_closed(push: WebSocketPush) -> None:
    with Stubber(push._client) as stub:
        stub.add_response("delete_connection", {}, {"ConnectionId": "c1"})
        stub.add_client_error("delete_connection", "GoneException", http_status_code=410)
        push.close("c1")
        push.close("c1")
        stub.assert_no_pending_responses()


def test_a_page_that_can_not_be_closed_now_may_be_later(push: WebSocketPush) -> None:
    with Stubber(push._client) as stub:
        stub.add_client_error("delete_connection", "LimitExceededException", http_status_code=429)
        with pytest.raises(TransientError):
            push.close("c1")


@pytest.mark.parametrize("code", ["LimitExceededException", "InternalServerError"])
def test_any_other_failure_may_pass(code: str, push: WebSocketPush) -> None:
    with Stubber(push._client) as stub:
        stub.add_client_error("post_to_connection", code, http_status_code=429)
        with pytest.raises(TransientError):
            push.push("c1", PAYLOAD)


def test_a_page_is_closed_and_one_that_is_gone_needs_nothing(push: WebSocketPush) -> None:
    with Stubber(push._client) as stub:
        stub.add_response("delete_connection", {}, {"ConnectionId": "c1"})
        stub.add_client_error("delete_connection", "GoneException", http_status_code=410)
        push.close("c1")
        push.close("c2")
        stub.assert_no_pending_responses()


def test_a_page_that_cannot_be_closed_now_may_be_later(push: WebSocketPush) -> None:
    with Stubber(push._client) as stub:
        stub.add_client_error("delete_connection", "LimitExceededException", http_status_code=429)
        with pytest.raises(TransientError):
            push.close("c1")
