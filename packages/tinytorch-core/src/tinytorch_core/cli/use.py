"""Switches a module between your own code and the installed reference."""

from __future__ import annotations

from pathlib import Path

import click

from tinytorch_core.cli.output import emit, is_json, json_option, next_step, say
from tinytorch_core.course import manifest, workspace


@click.command()
@json_option
@click.argument("whose", type=click.Choice([workspace.MINE, workspace.REFERENCE]))
@click.argument("module")
def use(whose: str, module: str) -> None:
    """Runs MODULE ("03" or "activations") on your code (mine) or on the installed one (reference).

    Only the line in tinytorch.toml changes; your copy stays as it is.
    """
    described = manifest.find(module)
    desk = open_nearest()
    workspace.switch(desk, described, whose)
    then = "tinytorch status"
    if is_json():
        emit({"ok": True, "module": described.folder_name, "uses": whose, "workspace": str(desk.root), "next": then})
        return
    say(f"{described.number} {described.name} now runs {'your code' if whose == workspace.MINE else 'the reference'}")
    say(f"workspace: {desk.file}")
    next_step(then)


def open_nearest() -> workspace.Workspace:
    """The workspace upwards from the current folder, else the one TINYTORCH_WORKSPACE names.

    Raises:
        WorkspaceError: there is none, or it cannot be read.
    """
    root = workspace.locate(Path.cwd())
    if root is None:
        raise workspace.WorkspaceError(
            f"there is no {workspace.FILE} in {Path.cwd()} or above it. Make a workspace here: tinytorch start 03",
            remedy="tinytorch start 03",
        )
    return workspace.open_at(root)
