"""Lists the earlier states of your lesson files that were kept, and brings one back."""

from __future__ import annotations

from pathlib import Path

import click

from tinytorch_core.cli.output import emit, is_json, json_option, next_step, say, table
from tinytorch_core.cli.use import open_nearest
from tinytorch_core.course import copies, manifest


@click.command()
@json_option
@click.option("--restore", metavar="NAME", help="Put the files of this snapshot back; the present ones are kept first.")
def snapshots(restore: str | None) -> None:
    """Lists the snapshots in the nearest workspace, the oldest first; brings one back with --restore."""
    desk = open_nearest()
    restored = copies.restore(desk, restore, manifest.modules()) if restore else []
    kept = {folder.name: _held(folder) for folder in copies.snapshots(desk)}
    then = _then(kept, bool(restore))
    if is_json():
        emit({"ok": True, "snapshots": kept, "restored": [str(path) for path in restored], "next": then})
        return
    say(f"workspace: {desk.file}")
    for path in restored:
        say(f"restored: {path.relative_to(desk.root)}")
    if kept:
        table(("snapshot", "files"), [(name, ", ".join(files)) for name, files in kept.items()])
    else:
        say("No snapshot yet: the commands that would replace your work take one first.")
    next_step(then)


def _held(folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in copies.files_in(folder)]


def _then(kept: dict[str, list[str]], restored: bool) -> str:
    return "tinytorch status" if restored or not kept else f"tinytorch snapshots --restore {list(kept)[-1]}"
