"""The running staff API answers as docs/api/staff.json says, whatever it is sent (schemathesis)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
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

from local.packaging.artefacts import ROOT
from tests.support.running.site import ADMIN
from tests.support.running.waiting import eventually

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hypothesis.strategies import SearchStrategy

    from tests.support.running.site import Site

SCHEMA = schemathesis.openapi.from_path(ROOT / "docs" / "api" / "staff.json")
OPERATIONS = {
    result.ok().label: result.ok() for result in SCHEMA.get_all_operations() if isinstance(result, Ok)
}
EMPTY_CHECKS = [schemathesis.checks.not_a_server_error, status_code_conformance]
"""For an answer without content: the gateway gives it a content type all the same."""
CHECKS = [*EMPTY_CHECKS, content_type_conformance, response_schema_conformance]
_BOUNDED = settings(
    database=None,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def known(site: Site) -> dict[str, str]:
    """Give ids of things that are there, so that an example does more than miss."""
    person = site.people.patient()
    site.telephone.type(person.phone, site.planted.text("Something to work on."))
    (message,) = eventually(lambda: site.staff.messages(person.thread_id), "the text")
    return {
        "patient_id": person.patient_id,
        "thread_id": person.thread_id,
        "message_id": str(message["id"]),
    }


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        made.trust_env = False
        yield made


@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_answers_as_documented(
    site: Site, known: dict[str, str], session: requests.Session, label: str
) -> None:
    operation = OPERATIONS[label]
    headers = {"Authorization": f"Bearer {site.member(ADMIN).token()}"}
    there = {
        parameter.name: known[parameter.name]
        for parameter in operation.path_parameters
        if parameter.name in known
    }

    def hold(strategy: SearchStrategy[Any], examples: int) -> None:
        @given(case=strategy)
        @settings(_BOUNDED, max_examples=examples)
        def check(case: Any) -> None:  # noqa: ANN401 - schemathesis makes its class for each schema
            if there and case.path_parameters and examples > few:
                case.path_parameters.update(there)
            answer = case.call(base_url=site.stack.base_url, headers=headers, session=session)
            if not answered_by_the_gateway(answer):
                case.validate_response(answer, checks=CHECKS if answer.content else EMPTY_CHECKS)

        check()

    few = 3
    hold(operation.as_strategy(GenerationMode.POSITIVE), 7)
    if there:
        hold(operation.as_strategy(GenerationMode.POSITIVE), few)
    if operation.body or operation.query or operation.path_parameters:
        hold(operation.as_strategy(GenerationMode.NEGATIVE), 5)


def answered_by_the_gateway(answer: Any) -> bool:  # noqa: ANN401 - schemathesis's response
    """Tell an answer of API Gateway itself: a path that matches no route never reaches us (`{"message":"Not Found"}`)."""
    try:
        content = answer.json()
    except ValueError:
        return False
    return answer.status_code in {400, 404} and isinstance(content, dict) and set(content) == {"message"}


def test_every_operation_of_the_document_was_read() -> None:
    paths = SCHEMA.raw_schema["paths"].values()
    assert len(OPERATIONS) == sum(len(path.keys() & {"get", "post", "put", "delete"}) for path in paths)


def test_every_operation_asks_for_a_token(site: Site) -> None:
    """The gateway's own 401 is no problem document, here as on AWS: it is held to its status alone."""
    for label, operation in OPERATIONS.items():
        method, path = label.split(" ")
        for parameter in operation.path_parameters:
            path = path.replace(f"{{{parameter.name}}}", "0" * 26)
        assert site.http.request(method, path).status_code == 401, label
