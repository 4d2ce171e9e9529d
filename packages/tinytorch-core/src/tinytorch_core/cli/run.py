"""Runs a Python script on the code of the nearest workspace."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from tinytorch_core.cli import child
from tinytorch_core.cli.output import emit, is_json, json_option


@click.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})
@json_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def run(file: Path, arguments: tuple[str, ...]) -> None:
    """Runs FILE with Python, with your lesson files in place of the installed ones.

    The workspace is the nearest tinytorch.toml upwards from FILE, else from the current folder. The script's exit
    code is passed on. Options of this command stand before FILE; what follows FILE goes to the script.
    """
    found = child.find_workspace(file.resolve().parent, Path.cwd())
    began = time.perf_counter()
    code = child.run(
        [sys.executable, str(file), *arguments], child.environment(found), stdout=sys.stderr if is_json() else None
    )
    if is_json():
        emit(
            {
                "ok": code == 0,
                "file": str(file),
                "workspace": str(found.root) if found else None,
                "exit_code": code,
                "seconds": round(time.perf_counter() - began, 3),
            }
        )
    elif code:
        click.echo(f"{file} ended with exit code {code}. Next: read its last lines above", err=True)
    sys.exit(code)
