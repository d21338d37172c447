"""The `StaffPush` port on API Gateway's WebSocket connections."""

from __future__ import annotations

import json

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from textward.domain.errors import TransientError


class WebSocketPush:
    """Pushes to one page at a time."""

    def __init__(self, endpoint: str) -> None:
        """Take the https address of the WebSocket API's stage."""
        self._client = boto3.client("apigatewaymanagementapi", endpoint_url=endpoint)

    def push(self, connection_id: str, payload: dict[str, str]) -> bool:
        """Push to one page; False when it is gone.

        Raises:
            TransientError: it may work later.
        """
        data = json.dumps(payload, separators=(",", ":")).encode()
        try:
            self._client.post_to_connection(ConnectionId=connection_id, Data=data)
        except self._client.exceptions.GoneException:
            return False
        except (BotoCoreError, ClientError) as error:
            raise TransientError("the page could not be reached") from error
        return True

    def close(self, connection_id: str) -> None:
        """Close a page's connection; nothing when it is gone.

        Raises:
            TransientError: it may work later.
        """
        try:
            self._client.delete_connection(ConnectionId=connection_id)
        except self._client.exceptions.GoneException:
            return
        except (BotoCoreError, ClientError) as error:
            raise TransientError("the page could not be reached") from error
