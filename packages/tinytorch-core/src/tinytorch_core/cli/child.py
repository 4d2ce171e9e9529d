"""Runs scripts and milestones in a process of their own: the command line imports no lesson and no learner's code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Any

import click

from tinytorch_core.course import workspace
from tinytorch_core.course.workspace import Workspace
from tinytorch_core.learner import VARIABLE

STOPPED = (128 + signal.SIGINT, 128 + signal.SIGTERM)
"""The exit codes of a process that was asked to stop, as shells give them."""


def find_workspace(*places: Path) -> Workspace | None:
    """The workspace nearest to the places, else the one TINYTORCH_WORKSPACE names; says on stderr which one.

    Raises:
        WorkspaceError: it, or a copy that it switches to "mine", cannot be used.
    """
    root = workspace.locate(*places)
    if root is None:
        click.echo("workspace: none, the installed reference runs", err=True)
        return None
    found = workspace.open_at(root)
    found.served_files()
    mine = sorted(number for number, switch in found.switches.items() if switch == workspace.MINE)
    click.echo(f"workspace: {found.file} (mine: {', '.join(mine) or 'nothing yet'})", err=True)
    return found


def environment(found: Workspace | None, **more: str) -> dict[str, str]:
    """The environment of a child: this one, the workspace, and what else it is told."""
    env = {**os.environ, **more}
    if found is not None:
        env[VARIABLE] = str(found.root)
    return env


def run(command: Sequence[str], env: dict[str, str], stdout: IO[Any] | None = None) -> int:
    """Runs a command to its end on this terminal; returns its exit code, 128 + n where signal n ended it."""
    with subprocess.Popen(command, env=env, stdout=stdout) as process, _signals_passed_on(process):
        return _exit_code(process.wait())


def stream(command: Sequence[str], env: dict[str, str], on_line: Callable[[str], None]) -> int:
    """Runs a command and hands over each line it prints, stderr's too, as it comes; returns its exit code.

    A command that failed while this process was asked to stop was stopped, whatever its own exit code says.
    """
    process = subprocess.Popen(
        command,
        env={**env, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    with process, _signals_passed_on(process) as received:
        assert process.stdout is not None
        for line in process.stdout:
            on_line(line.rstrip("\n"))
        code = _exit_code(process.wait())
        return 128 + received[-1] if received and code else code


def _exit_code(code: int) -> int:
    return 128 - code if code < 0 else code


@contextmanager
def _signals_passed_on(process: subprocess.Popen[Any]) -> Iterator[list[int]]:
    """Ctrl-C and termination are the child's to answer; this process waits for it and notes what it received."""
    received: list[int] = []

    def pass_on(number: int, frame: FrameType | None) -> None:
        received.append(number)
        # A terminal tells the whole group of processes of a Ctrl-C, so the child knows already; as does Windows.
        told_already = number == signal.SIGINT and (os.name != "posix" or sys.stdin.isatty())
        if not told_already:
            process.send_signal(number)

    before = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
