"""The command line of the one-machine stack: `python -m local run`, `stop`, `reset`, `status`, `logs`."""

from __future__ import annotations

import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from local.packaging.artefacts import ROOT
from local.packaging.interpreters import NoInterpreterError
from local.stack import LocalStack
from local.stack.demo import DemoError
from local.stack.deployment import DeploymentError
from local.stack.following import follow
from local.stack.local_stack import PortTakenError
from local.stack.ports import NoFreePortError
from local.stack.waiting import DidNotStartError

if TYPE_CHECKING:
    from collections.abc import Iterator

HOME = ROOT / ".local"
_EXPECTED = (
    DemoError, DeploymentError, DidNotStartError, NoFreePortError, NoInterpreterError, PortTakenError
)  # fmt: skip

cli = typer.Typer(add_completion=False, no_args_is_help=True, help="Textward on this machine.")
console = Console(highlight=False)


class _Shown:
    """Shows each step as it goes on, and how long it took."""

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        began = time.monotonic()
        with console.status(words):
            yield
        console.print(f"  [green]✓[/] {words} [dim]{time.monotonic() - began:.1f} s[/]")

    def say(self, words: str) -> None:
        console.print(f"  [yellow]![/] {words}")


@cli.command()
def run(
    port: Annotated[
        int | None,
        typer.Option(envvar="PORT", help="Port of pages and API; otherwise 8080 or the next free one."),
    ] = None,
) -> None:
    """Start everything, deploy what changed, and tell where to click."""
    try:
        stack = LocalStack.start(HOME, port=port, progress=_Shown())
    except _EXPECTED as error:
        console.print(f"[red]{type(error).__name__}[/]: {error}", soft_wrap=True)
        raise typer.Exit(1) from error
    _tell_where_to_click(stack)


@cli.command()
def stop() -> None:
    """Stop everything; what was sent and received is kept for the next run."""
    with console.status("Stopping"):
        LocalStack.of(HOME).stop()
    console.print("Stopped.")


@cli.command()
def reset() -> None:
    """Stop everything and forget what was sent and received."""
    with console.status("Stopping and forgetting"):
        stack = LocalStack.of(HOME)
        stack.stop()
        stack.home.forget_state()
    console.print("Stopped. The next run begins with a fresh practice.")


@cli.command()
def status() -> None:
    """Tell what runs, and where."""
    stack = LocalStack.of(HOME)
    for name, port in sorted(stack.ports.items()):
        running = stack.process(name)
        console.print(
            f"{name:10} {f'port {port}, process {running.pid}' if running else '[dim]does not run[/]'}"
        )
    if stack.process("front"):
        _tell_where_to_click(stack)


@cli.command()
def logs(
    name: Annotated[str, typer.Argument(help="engine, front, telephone or demo; nothing for all.")] = "",
) -> None:
    """Show the processes' logs as they grow; Ctrl-C ends."""
    files = sorted((HOME / "logs").glob(f"{name or '*'}.log"))
    if not files:
        console.print("There are no logs yet.")
        raise typer.Exit(1)
    try:
        follow(files, sys.stdout)
    except KeyboardInterrupt:
        console.print()


def _tell_where_to_click(stack: LocalStack) -> None:
    console.print()
    places = Table.grid(padding=(0, 2))
    places.add_row("[b]Staff[/]", f"[link={stack.base_url}/staff/]{stack.base_url}/staff/[/link]")
    if "practice_id" in stack.demo:
        portal = f"{stack.base_url}/portal/#{stack.demo['practice_id']}"
        places.add_row("[b]Patients' portal[/]", f"[link={portal}]{portal}[/link]")
    places.add_row(
        "[b]Patients' telephones[/]", f"[link={stack.telephone_url}/]{stack.telephone_url}/[/link]"
    )
    console.print(places)
    if stack.demo:
        console.print()
        console.print(_who_can_sign_in(stack))
    console.print(
        "\n[dim]make stop ends it, make reset forgets what was sent, make logs shows what happens.[/]"
    )


def _who_can_sign_in(stack: LocalStack) -> Table:
    people = Table(
        title=f"Who can sign in at {stack.demo['practice']}", title_justify="left", box=None, padding=(0, 1)
    )
    people.add_column("Name and role", no_wrap=True)
    people.add_column("Email", no_wrap=True)
    for person in stack.demo["sign_ins"]:
        people.add_row(f"{person['name']}, {person['role'].lower()}", person["email"])
    passwords = {person["password"] for person in stack.demo["sign_ins"]}
    people.caption = f"Password: {' or '.join(sorted(passwords))}"
    people.caption_justify, people.caption_style = "left", ""
    return people


if __name__ == "__main__":
    cli()
