"""Lets a client act for a practice: `python -m local.bulk.granting PRACTICE CLIENT`, with the functions' own settings."""

from __future__ import annotations

import sys

from textward.domain.audit import Action, Actor
from textward.entrypoints.bootstrap import Product
from textward.entrypoints.settings import Settings
from textward.services.record_audit import AuditTrail


def main(practice_id: str, client_id: str) -> None:
    """Grant what a practice admin would."""
    product = Product(Settings.from_environment())
    trail = AuditTrail(product.audit, product.clock, product.ids, Actor("system", "local.bulk"))
    entry = trail.entry(practice_id, Action.RECORD_SYSTEM_SAVED)
    product.ehr.clients.change(practice_id, frozenset({client_id}), frozenset(), entry)


if __name__ == "__main__":
    main(*sys.argv[1:])
