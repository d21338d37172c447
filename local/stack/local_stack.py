"""One local stack from start to stop."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from local.packaging.archives import fingerprint
from local.packaging.artefacts import ROOT
from local.packaging.interpreters import host_version
from local.stack.demo import load_demo, warm_up
from local.stack.deployment import deploy, needs_fresh_engine, package
from local.stack.engine import Engine, start_engine
from local.stack.home import Home
from local.stack.local_secrets import LocalSecrets
from local.stack.ports import PortChoice
from local.stack.processes import Running, from_record
from local.stack.progress import Progress, Silent
from local.stack.services import start_front, start_telephone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

FRONT_PORT, ENGINE_PORT, TELEPHONE_PORT = 8080, 4566, 8300
_NAMES = ("front", "telephone", "engine")  # in the order in which they are stopped
_PATIENCE = {"front": 10, "telephone": 10, "engine": 30}  # seconds; the engine saves its state as it stops


@dataclass
class LocalStack:
    """Engine, telephone and front of one home, with the template deployed and, if wished, the demo practice loaded.

    Attributes:
        home: Where everything of its own is kept.
        ports: Port on loopback by process: "engine", "telephone", "front".
        outputs: The deployed stack's outputs by name.
        demo: What the demo practice's loader told, or nothing.
    """

    home: Home
    ports: dict[str, int]
    outputs: dict[str, str] = field(default_factory=dict)
    demo: dict[str, Any] = field(default_factory=dict)
    _begun: list[str] = field(default_factory=list)

    @classmethod
    def start(
        cls, folder: Path, *, port: int | None = None, demo: bool = True, progress: Progress | None = None
    ) -> Self:
        """Start what doesn't run yet, deploy what changed, and return when all of it answers.

        Args:
            folder: The home; made if missing.
            port: The front's port; None takes 8080 or the next free one. A port given must be free.
            demo: Whether to load the demo practice.
            progress: Who is told of each step.

        Raises:
            NoFreePortError, NoInterpreterError, DidNotStartError, DeploymentError, DemoError: With words for a person.
        """
        home = Home(folder.resolve())
        tell = progress or Silent()
        with home.alone(), PortChoice() as choice:
            home.prepare()
            _forget_what_is_unsound(home, tell)
            stack = cls(home, _ports(home, port, choice))
            try:
                stack._bring_up(tell, demo=demo)
            except BaseException:
                stack.stop(stack._begun)
                raise
        return stack

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Return the stack of a home as its last start left it."""
        home = Home(folder.resolve())
        kept = home.read("run")
        return cls(home, kept.get("ports", {}), home.read("outputs"), home.read("demo"))

    @property
    def engine(self) -> Engine:
        """The engine that stands in for AWS."""
        return Engine(self.ports["engine"])

    @property
    def base_url(self) -> str:
        """The one address of pages and API. `localhost`, where browsers accept secure cookies without TLS."""
        return f"http://localhost:{self.ports['front']}"

    @property
    def telephone_url(self) -> str:
        """Address of the telephone: its page, and the provider's API."""
        return f"http://127.0.0.1:{self.ports['telephone']}"

    @property
    def live_url(self) -> str:
        """Address of the WebSocket API behind the front."""
        return f"ws://localhost:{self.ports['front']}/live"

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes a class per service as it runs
        """Return a client of an AWS service at the engine, as its owner, who may do anything."""
        return self.engine.client(service)

    def process(self, name: str) -> Running | None:
        """Return the running process of that name, if it runs."""
        running = from_record(self.home.read("run").get("processes", {}).get(name, {}))
        return running if running and running.is_alive() else None

    def stop(self, names: Sequence[str] = _NAMES) -> None:
        """Stop the processes; the engine saves its state, to be found again by the next start."""
        for name in sorted(names, key=_NAMES.index):
            running = self.process(name)
            by_itself = running.stop(_PATIENCE[name]) if running else True
            kept = self.home.read("run")
            record = kept.get("processes", {}).pop(name, None)
            if name == "engine" and record:
                kept["saved"] = bool(running) and by_itself
            self.home.write("run", kept)

    def __enter__(self) -> Self:
        """Return the stack itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the stack."""
        self.stop()

    def _bring_up(self, tell: Progress, *, demo: bool) -> None:
        self.home.write("run", {**self.home.read("run"), "ports": self.ports, "made_with": _made_with()})
        with tell.step("Building layers and functions"):
            packaged = package()
        if needs_fresh_engine(self.home, packaged, self._parameters()):
            tell.say("Tables, queues or policies changed: beginning with a fresh practice.")
            self.stop()
            self.home.forget_state()
        with tell.step("Starting the engine that stands in for AWS"):
            self._ensure("engine", lambda: start_engine(self.home, self.ports["engine"]))
        secrets = LocalSecrets.of(self.home)
        with tell.step("Deploying template.yaml, with its policies enforced"):
            self.outputs = deploy(self.engine, self.home, packaged, self._parameters())
            secrets.put(self.engine, self.outputs)
        with tell.step("Starting the telephone, the pages and the API"):
            self._ensure("telephone", lambda: start_telephone(self.home, self.ports["telephone"], secrets))
            self._restart_front()
        if demo:
            with tell.step("Loading the demo practice"):
                self.demo = load_demo(self.engine, self.home, self.outputs, self.telephone_url)
        warm_up(self.engine)

    def _restart_front(self) -> None:
        """Have the front serve what is deployed now."""
        running = self.process("front")
        if running and self.home.read("outputs") == self.outputs:
            return
        if running:
            running.stop(_PATIENCE["front"])
        self.home.write("outputs", self.outputs)
        self._ensure("front", lambda: start_front(self.home, self.ports["front"]))

    def _ensure(self, name: str, begin: Callable[[], Running]) -> None:
        if self.process(name) is None:
            running = begin()
            self._begun.append(name)
            kept = self.home.read("run")
            kept.setdefault("processes", {})[name] = running.as_record()
            self.home.write("run", {**kept, "saved": False})

    def _parameters(self) -> dict[str, str]:
        return {
            "Stage": "local",
            "PublicBaseUrl": self.base_url,
            "SignInDomainPrefix": "textward-local",
            "StaffMfa": "OPTIONAL",
            "DeletionProtection": "false",
            "SnapStart": "false",  # a snapshot of a process on this machine gains nothing
            "TwilioBaseUrl": self.telephone_url,
            "WebhookLoopback": "true",
            "PythonRuntime": f"python{host_version()}",
            "LocalEngineUrl": self.engine.url,
        }


def _ports(home: Home, front: int | None, choice: PortChoice) -> dict[str, int]:
    """Return last time's ports where they are still ours or can be had, else others."""
    kept = home.read("run")
    wishes = {
        "front": FRONT_PORT,
        "engine": ENGINE_PORT,
        "telephone": TELEPHONE_PORT,
        **kept.get("ports", {}),
    }
    if front is not None:
        wishes["front"] = front
    ports: dict[str, int] = {}
    for name, wish in wishes.items():
        running = from_record(kept.get("processes", {}).get(name, {}))
        ours = running is not None and running.is_alive() and kept["ports"][name] == wish
        must_be = name == "front" and front is not None
        if not ours and must_be and not choice.take(wish):
            raise PortTakenError(f"port {front} is taken; choose another with PORT, or leave PORT out")
        ports[name] = wish if ours or must_be else choice.choose(wish)
    return ports


class PortTakenError(Exception):
    """The port that was asked for is taken."""


def _forget_what_is_unsound(home: Home, tell: Progress) -> None:
    """Begin anew after a crash, or with other versions than those that made the state."""
    kept = home.read("run")
    engine = from_record(kept.get("processes", {}).get("engine", {}))
    if not kept or (engine and engine.is_alive()):
        return
    if kept.get("saved") and kept.get("made_with") == _made_with():
        return
    tell.say("The engine was not stopped properly, or its version changed: beginning with a fresh practice.")
    for name in _NAMES:
        running = from_record(kept.get("processes", {}).get(name, {}))
        if running:
            with contextlib.suppress(ProcessLookupError):
                running.stop(_PATIENCE[name])
    home.forget_state()
    home.write("run", {"ports": kept.get("ports", {})})


def _made_with() -> str:
    return fingerprint(host_version(), files=[ROOT / "requirements" / "run.txt"])
