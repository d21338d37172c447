"""Which record systems' clients a practice lets in: the port `EhrClients` (row J10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.contract.material import Material, an_id
from textward.domain.audit import Action

if TYPE_CHECKING:
    from tests.contract.backends import Backend


def test_clients_are_let_in_and_out_of_one_practice(backend: Backend, material: Material) -> None:
    """AP-96, AP-97, AP-98: with a line in the trail each time."""
    clients, practice_id, entries = backend.ehr_clients, material.practice_id, []
    one, two, three = an_id(), an_id(), an_id()
    assert clients.granted(practice_id) == frozenset()
    assert not clients.is_granted(practice_id, one)
    for grant, withdraw, left in [
        ({one, two}, set(), {one, two}),
        ({three}, {one}, {two, three}),
        ({two}, {one}, {two, three}),
    ]:
        entry = material.entry(Action.RECORD_SYSTEM_SAVED)
        entries.append(entry.entry_id)
        clients.change(practice_id, frozenset(grant), frozenset(withdraw), entry)
        assert clients.granted(practice_id) == left
        assert {name for name in (one, two, three) if clients.is_granted(practice_id, name)} == left
    assert not clients.is_granted(an_id(), two)
    assert backend.audit_ids(practice_id) == entries
