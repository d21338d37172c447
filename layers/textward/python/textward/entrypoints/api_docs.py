"""What the OpenAPI documents of all APIs say of problems."""

from __future__ import annotations

from aws_lambda_powertools.event_handler.openapi.types import OpenAPIResponse, OpenAPIResponseContentModel

from textward.entrypoints.api_models import ProblemView
from textward.entrypoints.problems import CONTENT_TYPE

_PROBLEM: OpenAPIResponseContentModel = {"model": ProblemView}


def problem_answers(*statuses: tuple[int, str]) -> dict[int, OpenAPIResponse]:
    """Document answers that are problem documents: each status, and when it comes."""
    return {
        status: OpenAPIResponse(description=text, content={CONTENT_TYPE: _PROBLEM})
        for status, text in statuses
    }
