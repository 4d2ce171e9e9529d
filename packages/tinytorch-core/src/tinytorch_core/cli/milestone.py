"""Runs one system of the field's history on the code at hand, and checks its result."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tinytorch_core.cli import child, pages
from tinytorch_core.cli.app import unknown
from tinytorch_core.cli.output import emit, is_json, json_option, next_step, say, table

if TYPE_CHECKING:
    from tinytorch_core.milestones import Milestone


@click.command()
@json_option
@click.option("--tier", type=click.Choice(pages.TIERS), default="quick", show_default=True, help="How large a run.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="Draw its picture into this folder.")
@click.argument("name", required=False)
def milestone(name: str | None, tier: str, out: Path | None) -> None:
    """Runs the milestone NAME on your code where a workspace is near; without NAME, lists the milestones.

    quick: bundled data, at most 25 seconds on the naive backend. full: real data and the historic result. The exit
    code is 0 only where the result reaches its gate.
    """
    known = {each.name: each for each in pages.installed()}
    if name is None:
        _list(list(known.values()))
    elif name not in known:
        raise click.UsageError(unknown("milestone", name, list(known)) + " See them: tinytorch milestone")
    else:
        _run(known[name], tier, out)


def _list(known: list[Milestone]) -> None:
    then = f"tinytorch milestone {known[0].name}" if known else "tinytorch doctor"
    if is_json():
        rows = [{"name": m.name, "year": m.year, "title": m.title, "after": m.after, "story": m.story} for m in known]
        emit({"ok": True, "milestones": rows, "next": then})
        return
    table(("name", "year", "system", "after module"), [(m.name, str(m.year), m.title, m.after) for m in known])
    next_step(then)


def _run(chosen: Milestone, tier: str, out: Path | None) -> None:
    say(f"{chosen.year} {chosen.title}")
    say(chosen.story)
    workspace = child.find_workspace(Path.cwd())
    outcome = pages.run(chosen, tier, workspace, on_line=say if is_json() else None, out=out)
    then = "tinytorch journey" if outcome.ok else "read the lines above, then tinytorch doctor"
    if is_json():
        emit({**outcome.document(), "tier": tier, "next": then})
        sys.exit(exit_code(outcome))
    state = "its gate is met" if outcome.ok else outcome.problem
    say(f"{chosen.name}: {state} ({outcome.number or 'no number'}, gate {outcome.gate}, {outcome.seconds:.1f} s)")
    next_step(then)
    sys.exit(exit_code(outcome))


def exit_code(outcome: pages.Outcome) -> int:
    """The page's own exit code where it failed; never 0 for a page that is not ok."""
    return 0 if outcome.ok else outcome.exit_code or 1
