"""The documents hold together: links lead somewhere, every feature has its row, and what they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.bench.count_calls import counted_on_moto
from textward.domain import secure_link
from textward.entrypoints import problems

ROOT = Path(__file__).parents[2]
# `make pictures` takes them from the running product, `make openapi` writes the API's document.
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LAST_ROWS = {"A": 6, "B": 7, "C": 8, "D": 11, "E": 5, "F": 5, "G": 5, "H": 5, "I": 6, "J": 15}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(document: Path) -> set[str]:
    """Give the anchors of a document's headings, as repository hosts make them."""
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def relative_links(document: Path) -> list[str]:
    text = FENCE.sub("", document.read_text(encoding="utf-8"))
    return [link for link in LINK.findall(text) if not link.startswith(("http://", "https://", "mailto:"))]


def name_of(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_relative_links_lead_to_a_file_and_a_heading(document: Path) -> None:
    for link in relative_links(document):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        assert target.exists(), f"{name_of(document)} links to {link}, which is not there"
        if anchor:
            assert anchor in anchors(target), f"{name_of(document)} links to {link}: no such heading"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_make_targets_named_exist(document: Path) -> None:
    targets = set(re.findall(r"^([a-z][\w-]*)(?:\s[^:=\n]*)?:(?!=)", read("Makefile"), re.MULTILINE))
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"(?:`|^|=\d+ )make ([a-z][\w-]*)", text, re.MULTILINE)
    missing = {target for target in named if target not in targets}
    assert not missing, f"{name_of(document)} names make targets that are not there: {sorted(missing)}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_paths_named_in_code_spans_exist(document: Path) -> None:
    spans = re.findall(
        r"`((?:tests|infra|docs|local|web|functions|layers)/[\w./-]*)`", document.read_text("utf-8")
    )
    missing = [span for span in spans if not (ROOT / span).exists()]
    assert not missing, f"{name_of(document)} names files that are not there: {missing}"


def test_every_feature_has_one_row_with_a_state() -> None:
    rows = re.findall(r"^\| ([A-J]\d+) \| [^|]+ \| ([^|]+) \|", read("docs/features.md"), re.MULTILINE)
    wanted = [f"{letter}{number}" for letter, last in LAST_ROWS.items() for number in range(1, last + 1)]
    assert sorted(row for row, _ in rows) == sorted(wanted)
    assert all(state.strip().startswith(("Done", "In part", "Not yet")) for _, state in rows)


def test_every_feature_that_is_done_names_a_test() -> None:
    lines = [line for line in read("docs/features.md").splitlines() if re.match(r"\| [A-J]\d+ \|", line)]
    done = [line for line in lines if line.split("|")[3].strip().startswith("Done")]
    assert done
    assert all("`tests/" in line.split("|")[-2] for line in done)


def test_every_decision_is_listed_in_order_and_has_a_number_of_its_own() -> None:
    files = sorted(path.name for path in (ROOT / "docs/adr").glob("[0-9]*.md"))
    assert len({name[:4] for name in files}) == len(files)
    assert relative_links(ROOT / "docs/adr/README.md") == files


def test_api_guide_names_every_problem_with_its_status() -> None:
    kinds = [
        *problems.TABLE.values(),
        *(kind for kind in vars(problems).values() if isinstance(kind, problems.Kind)),
    ]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\d{3}) \|", read("docs/api/README.md"), re.MULTILINE))
    assert rows == {kind.code: str(int(kind.status)) for kind in kinds}


@pytest.mark.parametrize("name", ["edge", "monitoring", "deployment"])
def test_deploying_gives_every_parameter_that_a_template_asks_for(name: str) -> None:
    (command,) = re.findall(
        rf"--template-file infra/{name}\.yaml .*?--parameter-overrides(.*?)```",
        read("docs/deploying.md"),
        re.DOTALL,
    )
    parameters = read(f"infra/{name}.yaml").split("\nParameters:\n")[1].split("\nResources:\n")[0]
    asked = {
        one
        for one, body in re.findall(r"^  (\w+):\n((?:    .*\n)+)", parameters, re.MULTILINE)
        if "Default:" not in body
    }
    assert set(re.findall(r"\b(\w+)=", command)) == asked


def test_deploying_reads_outputs_that_are_there() -> None:
    text = read("docs/deploying.md")
    for call, template in (
        ("output", "template.yaml"),
        ("host", "template.yaml"),
        ("edge", "infra/edge.yaml"),
    ):
        named = set(re.findall(rf"\$\({call} (\w+)\)", text))
        outputs = read(template).split("\nOutputs:\n")[1]
        assert named
        assert named <= set(re.findall(r"^  (\w+):", outputs, re.MULTILINE))


def test_operators_find_every_parameter_alarm_and_dead_letter_queue() -> None:
    runbook, template, deploying = (
        read(name) for name in ("docs/runbook.md", "template.yaml", "docs/deploying.md")
    )
    parameters = template.split("\nParameters:\n")[1].split("\nConditions:\n")[0]
    names = re.findall(r"^  (\w+):$", parameters, re.MULTILINE)
    assert names
    table = re.findall(
        r"^\| `(\w+)` \|", deploying.split("### Parameters")[1].split("\n## ")[0], re.MULTILINE
    )
    assert sorted(table) == sorted(names)
    watched = read("infra/events.yaml") + read("infra/monitoring.yaml")
    alarms = re.findall(r"AlarmName: !Sub \"?\$\{Prefix\}-([\w-]+)\"?", watched)
    assert alarms
    assert [alarm for alarm in alarms if f"`{alarm}`" not in runbook] == []
    queues = re.findall(r"^  (\w+DeadLettersUrl):", template, re.MULTILINE)
    assert [queue for queue in queues if f"`{queue}`" not in runbook] == []


def test_threat_model_states_the_limits_of_the_code() -> None:
    limits = read("docs/threat-model.md").split("## Limits")[1].split("\n## ")[0]
    rows = dict(re.findall(r"^\| ([^|]+?) \| ([^|]+?) \|$", limits, re.MULTILINE))
    stated = {
        "A link lives": f"{secure_link.LINK_LIFETIME.days} days",
        "A code lives": f"{secure_link.CODE_LIFETIME.total_seconds() / 3600:.0f} hours",
        "Tries at one code": f"{secure_link.CODE_TRIES},",
        "Wrong codes in a row, over all links of a patient": f"{secure_link.CODE_FAILURES_PER_PATIENT},",
        "Wrong dates of birth in a row, per patient": f"{secure_link.BIRTH_DATE_TRIES},",
        "Between two codes": f"{secure_link.RESEND_PAUSE.total_seconds():.0f} seconds",
        "Codes that a patient may ask for": f"{secure_link.RESENDS_PER_DAY} in a day",
        "A visit": f"{secure_link.SESSION_IDLE.total_seconds() / 60:.0f} minutes idle",
    }
    assert {name: rows[name].startswith(words) for name, words in stated.items()} == dict.fromkeys(
        stated, True
    )


def test_performance_states_the_calls_that_are_made() -> None:
    assert counted_on_moto() in read("docs/performance.md")
