"""The practice lets a record system's clients in (row J10)."""

from __future__ import annotations

import pytest

from tests.unit.services.clinic import Clinic
from textward.domain.audit import Action
from textward.domain.errors import ClientNotAllowedError, InvalidInputError, NotAllowedError
from textward.services.record_system import MOST_CLIENTS, RecordSystem


def test_an_admin_lets_clients_in_and_out() -> None:
    clinic = Clinic()
    use, alice = RecordSystem(clinic.world.ehr_clients), clinic.demo.alice
    with pytest.raises(ClientNotAllowedError):
        use.require(clinic.practice_id, "one")
    assert use.grant(alice, frozenset({"one", "two"}), clinic.trail(alice)) == {"one", "two"}
    use.require(clinic.practice_id, "one")
    with pytest.raises(ClientNotAllowedError):
        use.require("another practice", "one")
    use.grant(alice, frozenset({"two"}), clinic.trail(alice))
    assert use.granted(alice) == {"two"}
    with pytest.raises(ClientNotAllowedError):
        use.require(clinic.practice_id, "one")
    assert [entry.action for entry in clinic.world.state.audit] == [Action.RECORD_SYSTEM_SAVED] * 2


def test_nobody_else_does_and_not_too_many() -> None:
    clinic = Clinic()
    use = RecordSystem(clinic.world.ehr_clients)
    for viewer in (clinic.demo.bob, clinic.demo.carol):
        with pytest.raises(NotAllowedError):
            use.granted(viewer)
        with pytest.raises(NotAllowedError):
            use.grant(viewer, frozenset({"one"}), clinic.trail(viewer))
    too_many = frozenset(map(str, range(MOST_CLIENTS + 1)))
    with pytest.raises(InvalidInputError):
        use.grant(clinic.demo.alice, too_many, clinic.trail(clinic.demo.alice))
    assert not clinic.world.state.ehr_clients
