"""Every access pattern that the ports or the data model name has a contract test that names it, and no test names another."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PORTS = sorted((ROOT / "layers" / "textward" / "python" / "textward" / "services").glob("*ports.py"))
DATA_MODEL = ROOT / "docs" / "data-model.md"
_PATTERN = re.compile(r"\bAP-\d{2,3}\b")


def named_in(*paths: Path) -> set[str]:
    return {pattern for path in paths for pattern in _PATTERN.findall(path.read_text())}


def named_by_tests() -> dict[str, set[str]]:
    """Give each access pattern with the tests whose docstring names it."""
    found: dict[str, set[str]] = {}
    for module in sorted(Path(__file__).parent.glob("test_*.py")):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for pattern in _PATTERN.findall(ast.get_docstring(node) or ""):
                    found.setdefault(pattern, set()).add(f"{module.name}::{node.name}")
    return found


def test_every_access_pattern_of_the_ports_is_tested() -> None:
    assert sorted(named_in(*PORTS) - set(named_by_tests())) == []


def test_every_access_pattern_of_the_data_model_is_tested_and_the_other_way_round() -> None:
    named = named_in(DATA_MODEL)
    assert sorted(named - set(named_by_tests())) == []
    assert sorted(set(named_by_tests()) - named) == []
    assert sorted(named_in(*PORTS) - named) == []
