"""Logs and metrics. Lines name ids and outcomes; events and answers are never logged (row J3)."""

from __future__ import annotations

from aws_lambda_powertools import Logger, Metrics

logger = Logger()
"""The service's name and level come from POWERTOOLS_SERVICE_NAME and POWERTOOLS_LOG_LEVEL."""

metrics = Metrics(namespace="Textward")


def place_of(error: Exception) -> str:
    """Name the place where an error was raised; its text stays out of the log, for it may hold what a person wrote."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno}" if trace else ""
