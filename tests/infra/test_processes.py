"""Processes, ports and kept records of the one-machine stack, without the engine."""

from __future__ import annotations

import os
import socket
import sys
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from local.stack.following import _show
from local.stack.home import Home
from local.stack.local_secrets import LocalSecrets
from local.stack.ports import PortChoice
from local.stack.processes import Running, from_record, start
from local.stack.waiting import DidNotStartError, wait_until_it_answers

if TYPE_CHECKING:
    from pathlib import Path

SLEEP = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(60)",
]


def _started(command: list[str], folder: Path) -> Running:
    log = folder / "log"
    running = start(command, log=log, folder=folder, environment={"OWN": "1"})
    while "up" not in log.read_text(encoding="utf-8"):
        assert running.is_alive()
    return running


def test_process_is_known_by_id_and_start(tmp_path: Path) -> None:
    running = _started(SLEEP, tmp_path)

    assert from_record(running.as_record()) == running
    assert running.is_alive()
    assert not Running(running.pid, "another time").is_alive()
    assert not Running(os.getpid(), "").is_alive()
    assert running.stop(patience=10)
    assert not running.is_alive()
    assert running.stop(patience=10), "what has ended is stopped"


def test_process_that_does_not_listen_is_killed(tmp_path: Path) -> None:
    running = _started(STUBBORN, tmp_path)

    assert not running.stop(patience=0.3)
    assert not running.is_alive()


def test_process_gets_nothing_of_the_persons_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    code = "import os; print(sorted(name for name in os.environ if name != 'LC_CTYPE'), 'up', flush=True)"

    _started([sys.executable, "-c", f"{code}; import time; time.sleep(60)"], tmp_path).stop(patience=10)

    told = (tmp_path / "log").read_text(encoding="utf-8")
    assert "'OWN'" in told
    assert "AWS_PROFILE" not in told
    assert "PYTHONPATH" not in told


def test_what_ends_at_once_is_told_with_its_last_words(tmp_path: Path) -> None:
    log = tmp_path / "log"
    running = start(
        [sys.executable, "-c", "raise SystemExit('no way')"], log=log, folder=tmp_path, environment={}
    )

    with pytest.raises(DidNotStartError, match="no way"):
        wait_until_it_answers("http://127.0.0.1:9/", running, log=log, seconds=20)


def test_port_that_is_listened_on_is_passed_over(tmp_path: Path) -> None:
    with socket.socket() as other, PortChoice(tmp_path) as choice:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        assert not choice.take(taken)
        assert choice.choose(taken) > taken


def test_two_who_choose_at_once_get_different_ports(tmp_path: Path) -> None:
    """Nobody listens on a port yet when it is chosen."""
    with PortChoice(tmp_path) as one:
        first = one.choose(21000)
        with PortChoice(tmp_path) as other:
            second = other.choose(21000)
            assert not other.take(first)
        assert second > first
        assert one.choose(second) == second, "what was let go of can be had"


def test_secrets_are_made_once_and_kept_from_others(tmp_path: Path) -> None:
    home = Home(tmp_path)

    made = LocalSecrets.of(home)

    assert LocalSecrets.of(home) == made
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0
    assert len({made.phone_hash_key, made.cursor_key, made.link_key}) == 3
    home.forget_state()
    assert LocalSecrets.of(home) != made


@pytest.mark.parametrize("content", ["", "{", "[]"])
def test_broken_record_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "run.json").write_text(content, encoding="utf-8")

    assert Home(tmp_path).read("run") == {}


def test_log_is_shown_by_whole_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    log = tmp_path / "engine.log"
    log.write_bytes(b"one\ntwo\nthr")

    place = _show(log, 4, sys.stdout)

    assert capsys.readouterr().out.split() == ["engine", "two"]
    assert place == 8


def test_another_programs_answer_is_not_taken_for_our_own(tmp_path: Path) -> None:
    """Two stacks may choose a port at once: the one whose process didn't get it must not go on with the other's engine."""
    foreign = ThreadingHTTPServer(("127.0.0.1", 0), SimpleHTTPRequestHandler)
    Thread(target=foreign.serve_forever, daemon=True).start()
    port, running = foreign.server_port, _started(SLEEP, tmp_path)
    try:
        assert not running.listens_on(port)
        with pytest.raises(DidNotStartError):
            wait_until_it_answers(f"http://127.0.0.1:{port}/", running, log=tmp_path / "log", seconds=0.5)
    finally:
        running.stop(patience=10)
        foreign.shutdown()
        foreign.server_close()


def test_a_process_that_listens_is_known_by_its_port(tmp_path: Path) -> None:
    serve = (
        "import http.server as h; s = h.HTTPServer(('127.0.0.1', 0), h.SimpleHTTPRequestHandler);"
        " print('up', s.server_port, flush=True); s.serve_forever()"
    )
    running = _started([sys.executable, "-c", serve], tmp_path)
    try:
        port = int((tmp_path / "log").read_text(encoding="utf-8").split()[1])
        assert running.listens_on(port)
        wait_until_it_answers(f"http://127.0.0.1:{port}/", running, log=tmp_path / "log", seconds=10)
    finally:
        running.stop(patience=10)
