"""What the front connects: its own address, and where engine and APIs answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Addresses:
    """The front's own port, the engine's, and the deployed stack's outputs."""

    port: int
    engine_port: int
    outputs: Mapping[str, str]

    @property
    def origin(self) -> str:
        """Address that people use."""
        return f"http://localhost:{self.port}"

    @property
    def live_origin(self) -> str:
        """The same for WebSocket; not every browser takes it for the page's own origin."""
        return f"ws://localhost:{self.port}"

    @property
    def engine(self) -> str:
        """Address of the engine."""
        return f"http://127.0.0.1:{self.engine_port}"

    @property
    def api_path(self) -> str:
        """Path of the HTTP API at the engine."""
        return f"/_aws/execute-api/{self.outputs['HttpApiId']}/$default"

    @property
    def live(self) -> str:
        """Address of the WebSocket API at the engine."""
        return f"ws://127.0.0.1:{self.engine_port}/_aws/execute-api/{self.outputs['LiveApiId']}/live"

    def page_settings(self) -> dict[str, Any]:
        """Return what the staff page needs to know to sign in and to stay up to date."""
        return {
            "auth": {
                "authorizeUrl": f"{self.origin}/oauth2/authorize",
                "tokenUrl": f"{self.origin}/oauth2/token",
                "logoutUrl": f"{self.origin}/logout",
                "clientId": self.outputs["UserPoolClientId"],
                "redirectUri": f"{self.origin}/staff/",
                "scopes": ["openid", "email", "profile"],
            },
            "liveUrl": f"{self.live_origin}/live",
            "stage": "local",
        }
