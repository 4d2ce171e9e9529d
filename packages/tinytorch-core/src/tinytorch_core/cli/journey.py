"""Runs every milestone there is, in the order of history, and shows what each reached and how long it took."""

from __future__ import annotations

import json
import platform
import sys
from collections import deque
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tinytorch_core.cli import child, pages, versions
from tinytorch_core.cli.compare import compare
from tinytorch_core.cli.output import Failure, console, emit, is_json, is_terminal, json_option, next_step, say, table
from tinytorch_core.course.workspace import Workspace, write_atomically

if TYPE_CHECKING:
    from tinytorch_core.milestones import Milestone


@click.command()
@json_option
@click.option("--tier", type=click.Choice(pages.TIERS), default="quick", show_default=True, help="How large the runs.")
@click.option("--result", type=click.Path(dir_okay=False, path_type=Path), help="Also write the results to this file.")
@click.option(
    "--compare", "pair", nargs=2, type=click.Path(dir_okay=False, path_type=Path), metavar="A.json B.json",
    help="Run nothing; set two result files side by side.",
)  # fmt: skip
def journey(tier: str, result: Path | None, pair: tuple[Path, Path] | None) -> None:
    """Runs all milestones, the oldest first, and ends with a network that reads ten handwritten digits.

    The exit code is 0 only where every gate is met. Two result files, one written before and one after a backend was
    installed, are set side by side by --compare.
    """
    if pair:
        compare(*pair)
        return
    milestones = pages.installed()
    if not milestones:
        raise Failure("No milestone is installed, so there is no journey. Look for the cause: tinytorch doctor")
    workspace = child.find_workspace(Path.cwd())
    outcomes = _run_all(milestones, tier, workspace)
    report = _document(outcomes, tier, workspace, len(milestones))
    if result:
        write_atomically(result, json.dumps(report, indent=2) + "\n")
    if is_json():
        emit(report)
    else:
        _summarise(report, result)
    stopped = [outcome.exit_code for outcome in outcomes if outcome.exit_code in child.STOPPED]
    sys.exit(stopped[0] if stopped else 0 if report["ok"] else 1)


def _run_all(milestones: list[Milestone], tier: str, workspace: Workspace | None) -> list[pages.Outcome]:
    """Runs the pages in turn. A failure does not end the journey; being stopped does."""
    outcomes = []
    for number, each in enumerate(milestones, start=1):
        say(f"\n[{number}/{len(milestones)}] {each.year} {each.title}")
        outcome = _run_live(each, tier, workspace) if is_terminal() else _run_plain(each, tier, workspace)
        outcomes.append(outcome)
        state = f"ok, {outcome.number}" if outcome.ok else f"fail, {outcome.problem}"
        say(f"  {state} ({outcome.seconds:.1f} s)")
        if outcome.exit_code in child.STOPPED:
            break
    return outcomes


def _run_plain(each: Milestone, tier: str, workspace: Workspace | None) -> pages.Outcome:
    return pages.run(each, tier, workspace, on_line=lambda line: say(f"  {line}"))


def _run_live(each: Milestone, tier: str, workspace: Workspace | None) -> pages.Outcome:
    """Shows the page's newest line beside a spinner; of a page that fails, the last twenty lines stay."""
    from rich.text import Text

    lines: deque[str] = deque(maxlen=20)
    with console().status(Text(each.title)) as status:

        def show(line: str) -> None:
            lines.append(line)
            status.update(Text(line))

        outcome = pages.run(each, tier, workspace, on_line=show)
    for line in list(lines)[-1:] if outcome.ok else lines:
        say(f"  {line}")
    return outcome


def _document(outcomes: list[pages.Outcome], tier: str, workspace: Workspace | None, expected: int) -> dict[str, Any]:
    backends = sorted({outcome.backend for outcome in outcomes if outcome.backend})
    packages = {name: each.version for name, each in versions.installed().items()}
    ok = len(outcomes) == expected and all(outcome.ok for outcome in outcomes)
    failed = [outcome.name for outcome in outcomes if not outcome.ok]
    return {
        "ok": ok,
        "tier": tier,
        "backend": ", ".join(backends),
        "seconds": round(sum(outcome.seconds for outcome in outcomes), 3),
        "milestones": [outcome.document() for outcome in outcomes],
        "versions": {"python": platform.python_version(), "numpy": version("numpy"), **packages},
        "workspace": str(workspace.root) if workspace else None,
        "next": _then(failed, workspace),
    }


def _then(failed: list[str], workspace: Workspace | None) -> str:
    if failed:
        return f"tinytorch milestone {failed[0]}"
    return "tinytorch status" if workspace else "tinytorch start 03"


def _summarise(report: dict[str, Any], written: Path | None) -> None:
    say()
    rows = [
        (
            str(each["year"]),
            each["name"],
            "" if each["value"] is None else f"{each['metric']} {each['value']:.4g}",
            "" if each["gate"] is None else str(each["gate"]),
            f"{each['seconds']:.1f}",
            "ok" if each["ok"] else "fail",
        )
        for each in report["milestones"]
    ]
    table(("year", "milestone", "number", "gate", "seconds", "state"), rows)
    met = f"{sum(each['ok'] for each in report['milestones'])} of {len(rows)} gates met"
    say(f"{met} in {report['seconds']:.1f} s, tier {report['tier']}, backend {report['backend']}")
    if written:
        say(f"written: {written}")
    next_step(report["next"])
