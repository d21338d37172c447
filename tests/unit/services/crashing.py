"""A worker that dies, or is overtaken, at a chosen call of a port: before the call takes effect, or just after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.services.clinic import Clinic
    from textward.services.deliver_text import DeliverText


class CrashError(BaseException):
    """The process is gone: nothing catches this."""


def _crash() -> None:
    raise CrashError


@dataclass
class Plan:
    """What happens at which call."""

    at_call: int
    after: bool
    """After the call has taken effect, else before."""
    what: Callable[[], object] = _crash
    calls: int = 0
    happened: bool = False

    def around(self, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - gives whatever the port gives
        """Make the call, with what is planned for it."""
        self.calls += 1
        due = self.calls == self.at_call
        if due and not self.after:
            self._happen()
        result = call()
        if due and self.after:
            self._happen()
        return result

    def _happen(self) -> None:
        self.happened = True
        self.what()


class _Watched:
    """A port whose calls go through a plan."""

    def __init__(self, port: object, plan: Plan) -> None:
        self._port, self._plan = port, plan

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._port, name)
        return lambda *args, **kwargs: self._plan.around(lambda: method(*args, **kwargs))


def watched(port: object, plan: Plan) -> object:
    """Give a port whose calls go through a plan."""
    return _Watched(port, plan)


def planned(clinic: Clinic, plan: Plan) -> DeliverText:
    """Give the delivering use case with every call of a port that matters going through the plan."""

    def watch(port: object) -> Any:  # noqa: ANN401 - stands in for any port
        return cast("Any", _Watched(port, plan))

    use_case = clinic.deliver
    recipients = replace(
        use_case.recipients, patients=watch(clinic.world.patients), threads=watch(clinic.world.threads)
    )
    return replace(
        use_case,
        recipients=recipients,
        patients=watch(clinic.world.patients),
        texts=watch(clinic.world.texts),
        links=watch(clinic.world.links),
        sender=watch(clinic.world.sms),
    )
