from __future__ import annotations

import pytest

from tests.unit.services.clinic import Clinic, SecuredVisit
from tests.unit.services.portal_clinic import PortalClinic


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()


@pytest.fixture
def portal() -> PortalClinic:
    return PortalClinic()


@pytest.fixture
def visit(clinic: Clinic) -> SecuredVisit:
    """Give a secured message to Maria, with link and code on the phone."""
    return clinic.secured()
