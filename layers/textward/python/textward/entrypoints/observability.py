"""Logs and metrics. Lines name ids and outcomes; events and answers are never logged (row J3)."""

from __future__ import annotations

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
"""The service's name and level come from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL."""

metrics = Metrics(namespace="Textward")
