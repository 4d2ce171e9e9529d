"""Finds the installed milestones and runs their pages, each in its own process that leaves its result in a file."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinytorch_core import plugins
from tinytorch_core.cli import child
from tinytorch_core.course import syllabus
from tinytorch_core.course.workspace import Workspace

if TYPE_CHECKING:
    from tinytorch_core.milestones import Milestone

GROUP = "tinytorch.milestones"
TIERS = ("quick", "full")


@dataclass(frozen=True)
class Outcome:
    """How one milestone went.

    Attributes:
        name: the milestone's.
        year: the system's.
        ok: True where the page ended well, wrote its result, and its gate is met.
        seconds: wall time of the page, Python's start included.
        exit_code: the page's.
        problem: one sentence where it is not ok, else empty.
        backend: who computed, as the page says.
        data: on what.
        metric: what `value` measures.
        value: the number.
        gate: what it must reach.
    """

    name: str
    year: int
    ok: bool
    seconds: float
    exit_code: int
    problem: str
    backend: str
    data: str
    metric: str
    value: float | None
    gate: Any

    @property
    def number(self) -> str:
        """The number with its name, "accuracy 0.98"; empty where the page did not get so far."""
        return "" if self.value is None else f"{self.metric} {self.value:.4g}"

    def document(self) -> dict[str, Any]:
        """The outcome as it stands in a result file."""
        return asdict(self)


def installed() -> list[Milestone]:
    """The installed milestones: the historic ones by year, then what closes the journey."""
    historic = {each.name for each in syllabus.MILESTONES}
    found = plugins.load_all(GROUP).values()
    return sorted(found, key=lambda each: (each.name not in historic, each.year, each.name))


def run(
    milestone: Milestone,
    tier: str,
    workspace: Workspace | None,
    on_line: Callable[[str], None] | None = None,
    out: Path | None = None,
) -> Outcome:
    """Runs one milestone's page.

    Args:
        milestone: which one.
        tier: "quick" or "full".
        workspace: whose code it runs on; None is the installed reference.
        on_line: gets each line as it comes; without it the page prints to this terminal itself.
        out: the folder for its picture; None draws none.
    """
    command = [sys.executable, "-u", "-m", milestone.module, "--tier", tier]
    if out is not None:
        command += ["--out", str(out)]
    with tempfile.TemporaryDirectory(prefix="tinytorch-") as folder:
        path = Path(folder) / "result.json"
        env = child.environment(workspace, TINYTORCH_RESULT=str(path))
        began = time.perf_counter()
        code = child.run(command, env) if on_line is None else child.stream(command, env, on_line)
        seconds = time.perf_counter() - began
        result = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return _outcome(milestone, code, seconds, result)


def _outcome(milestone: Milestone, code: int, seconds: float, result: dict[str, Any]) -> Outcome:
    problem = _problem(code, result)
    return Outcome(
        name=milestone.name,
        year=milestone.year,
        ok=not problem,
        seconds=round(seconds, 3),
        exit_code=code,
        problem=problem,
        backend=result.get("backend", ""),
        data=result.get("data", ""),
        metric=result.get("metric", ""),
        value=result.get("value"),
        gate=result.get("gate"),
    )


def _problem(code: int, result: dict[str, Any]) -> str:
    """Why a page does not count as passed. An exit code of 0 is not enough: the result must be there and say so."""
    if code in child.STOPPED:
        return "it was stopped"
    if not result:
        return f"it ended with exit code {code} before it had a result"
    if not result.get("ok"):
        return "it missed its gate"
    return f"it ended with exit code {code}" if code else ""
