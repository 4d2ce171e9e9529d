"""How commands speak: tables on a terminal, plain lines without one, JSON with --json, and last what is next."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from rich.console import Console

_JSON = "tinytorch.json"
_COLOURS = {"ok": "green", "warn": "yellow", "fail": "red", "mine": "cyan"}

F = TypeVar("F", bound=Callable[..., Any])


class Failure(click.ClickException):
    """A command that did not succeed: one message, exit code 1."""


def json_option(command: F) -> F:
    """Gives a command the flag --json."""

    def note(ctx: click.Context, option: click.Parameter, value: bool) -> None:
        ctx.meta[_JSON] = value

    text = "Print one JSON document instead of lines."
    return click.option("--json", is_flag=True, is_eager=True, expose_value=False, callback=note, help=text)(command)


def is_json(ctx: click.Context | None = None) -> bool:
    """True where the running command was asked for JSON."""
    ctx = ctx or click.get_current_context(silent=True)
    return bool(ctx and ctx.meta.get(_JSON))


def emit(document: dict[str, Any]) -> None:
    """Prints the one JSON document of a command."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def say(line: str = "") -> None:
    """Prints a line for people; with --json it goes to stderr, so that stdout holds nothing but the document."""
    click.echo(line, err=is_json())


def next_step(text: str) -> None:
    """Prints what to do now, the last line of every command."""
    say(f"Next: {text}")


def is_terminal() -> bool:
    """True where people look at stdout through a terminal that can move its cursor."""
    return sys.stdout.isatty() and not is_json() and not console().is_dumb_terminal


def console() -> Console:
    """A rich console on stdout; rich is imported here, as commands that print plain lines do not need it."""
    from rich.console import Console

    return Console(highlight=False)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Prints rows under headers: a rich table on a terminal, columns divided by two spaces without one."""
    if is_terminal():
        _rich_table(headers, rows)
        return
    widths = [max(len(row[column]) for row in (headers, *rows)) for column in range(len(headers))]
    for row in (headers, *rows):
        say("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _rich_table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for header in headers:
        grid.add_column(header, overflow="fold")
    for row in rows:
        grid.add_row(*(Text(cell, style=_COLOURS.get(cell, "")) for cell in row))
    console().print(grid)


def never_fail_on_characters() -> None:
    """A stream that cannot write a character shows a question mark for it and does not end the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
