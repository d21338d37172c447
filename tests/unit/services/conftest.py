from __future__ import annotations

import pytest

from tests.unit.services.clinic import Clinic


@pytest.fixture
def clinic() -> Clinic:
    return Clinic()
