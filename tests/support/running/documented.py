"""An API's document held against the running API (schemathesis): whatever it is sent, it answers as documented."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import httpx
    from hypothesis.strategies import SearchStrategy

EMPTY_CHECKS = [schemathesis.checks.not_a_server_error, status_code_conformance]
"""For an answer without content: the gateway gives it a content type all the same."""
CHECKS = [*EMPTY_CHECKS, content_type_conformance, response_schema_conformance]
_BOUNDED = settings(
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
_FEW, _MORE, _BAD = 3, 7, 5
"""Examples: as they come, with ids of things that are there, and against the document."""


class Documented:
    """A document's operations, by method and path."""

    def __init__(self, path: Path) -> None:
        """Read the document."""
        self.schema = schemathesis.openapi.from_path(path)
        found = (result for result in self.schema.get_all_operations() if isinstance(result, Ok))
        self.operations: dict[str, Any] = {result.ok().label: result.ok() for result in found}

    def is_whole(self) -> bool:
        """Tell whether every operation of the document was read."""
        paths = self.schema.raw_schema["paths"].values()
        return len(self.operations) == sum(
            len(path.keys() & {"get", "post", "put", "delete"}) for path in paths
        )

    def check_a_token_is_asked_for(self, http: httpx.Client) -> None:
        """Hold each operation to its 401 without one: the gateway's own is no problem document, here as on AWS."""
        for label, operation in self.operations.items():
            method, path = label.split(" ")
            for parameter in operation.path_parameters:
                path = path.replace(f"{{{parameter.name}}}", "0" * 26)
            assert http.request(method, path).status_code == HTTPStatus.UNAUTHORIZED, label


@dataclass(frozen=True)
class Asking:
    """How the running API is asked."""

    base_url: str
    headers: Mapping[str, str]
    known: Mapping[str, str]
    """Ids of things that are there, by the names of path parameters, so that an example does more than miss."""

    def hold(self, operation: Any) -> None:  # noqa: ANN401 - schemathesis makes its class for each schema
        """Hold an operation to its document: for what fits it, and for what doesn't."""
        names = {parameter.name for parameter in operation.path_parameters}
        there = {name: self.known[name] for name in names & set(self.known)}
        with requests.Session() as session:
            session.trust_env = False
            self._each(session, operation.as_strategy(GenerationMode.POSITIVE), _MORE, there)
            if there:
                self._each(session, operation.as_strategy(GenerationMode.POSITIVE), _FEW, {})
            if operation.body or operation.query or operation.path_parameters:
                self._each(session, operation.as_strategy(GenerationMode.NEGATIVE), _BAD, there)

    def _each(
        self,
        session: requests.Session,
        strategy: SearchStrategy[Any],
        examples: int,
        there: Mapping[str, str],
    ) -> None:
        @given(case=strategy)
        @settings(_BOUNDED, max_examples=examples)
        def check(case: Any) -> None:  # noqa: ANN401 - schemathesis makes its class for each schema
            if there and case.path_parameters:
                case.path_parameters.update(there)
            answer = case.call(base_url=self.base_url, headers=dict(self.headers), session=session)
            if not answered_by_the_gateway(answer):
                case.validate_response(answer, checks=CHECKS if answer.content else EMPTY_CHECKS)

        check()


def answered_by_the_gateway(answer: Any) -> bool:  # noqa: ANN401 - schemathesis's response
    """Tell an answer of API Gateway itself: a path that matches no route never reaches us (`{"message":"Not Found"}`)."""
    try:
        content = answer.json()
    except ValueError:
        return False
    return answer.status_code in {400, 404} and isinstance(content, dict) and set(content) == {"message"}
