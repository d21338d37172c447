from __future__ import annotations

import pytest

from tests.unit.services.clinic import Clinic, SecuredVisit


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def visit(clinic: Clinic) -> SecuredVisit:
    """Give a secured message to Maria, with link and code on the phone."""
    return clinic.secured()
