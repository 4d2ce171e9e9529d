"""What every milestone page shares: its options, its progress lines, and the last line, which is the proof.

A page stays a page of science because the plumbing stands here. Progress is plain flushed lines, so that it can be
read live through a pipe; the last line names the tier, the backend, the data and the number, and the exit code is
0 only where the gate is met.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tinytorch_core.milestones import Milestone

RESULT_VARIABLE = "TINYTORCH_RESULT"  # names the file that the result is also written to, as JSON


@dataclass(frozen=True)
class Options:
    """How one run was asked for.

    Attributes:
        tier: "quick" or "full".
        seeds: how many seeds, or None for the tier's own number.
        budget: how many passes, steps or epochs at most, or None for the tier's own number.
        out: the folder for pictures, or None for no pictures.
    """

    tier: str
    seeds: int | None = None
    budget: int | None = None
    out: Path | None = None

    def __str__(self) -> str:
        """The tier, and what was changed about it, so that a changed run never passes for the declared one."""
        changes = [f"--{name} {value}" for name in ("seeds", "budget") if (value := getattr(self, name)) is not None]
        return " with ".join([self.tier, " ".join(changes)] if changes else [self.tier])


def parse(milestone: Milestone, argv: list[str] | None = None) -> Options:
    """Reads a page's command line; None means that of this process. Wrong input ends with a usage line and code 2."""
    parser = argparse.ArgumentParser(
        prog=f"python -m {milestone.module}", description=f"{milestone.year}: {milestone.title}."
    )
    parser.add_argument("--tier", choices=("quick", "full"), default="quick", help="quick: seconds on any machine")
    parser.add_argument("--seeds", type=_at_least(1), metavar="N", help="seeds instead of the tier's own number")
    parser.add_argument(
        "--budget", type=_at_least(0), metavar="N", help="passes, steps or epochs instead of the tier's own number"
    )
    parser.add_argument("--out", type=_folder, metavar="FOLDER", help="draws a picture into this folder")
    return Options(**vars(parser.parse_args(argv)))


def _at_least(smallest: int) -> Callable[[str], int]:
    """Reads a whole number that is not below `smallest`."""

    def read(text: str) -> int:
        if not text.isdecimal() or int(text) < smallest:
            raise argparse.ArgumentTypeError(f"got {text!r}; it must be a whole number of at least {smallest}")
        return int(text)

    return read


def _folder(text: str) -> Path:
    """Makes the folder now: who cannot get a picture should not learn it after the training."""
    folder = Path(text)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise argparse.ArgumentTypeError(f"no folder can be made at {text!r} ({error.strerror})") from error
    return folder


def say(line: str) -> None:
    """Writes one line of progress, at once, even into a pipe."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def backend() -> str:
    """The backends in force, the one asked first first: "naive", or "vectorized+naive"."""
    from tinytorch_core.backends import active

    return "+".join(active())


def finish(
    milestone: Milestone,
    options: Options,
    *,
    data: str,
    metric: str,
    value: float,
    gate: float,
    also: Mapping[str, bool] | None = None,
) -> int:
    """Says the last line of a run, writes its result where TINYTORCH_RESULT asks for it, and returns the exit code.

    Args:
        milestone: whose run this was.
        options: how it was asked for.
        data: what it learned from and was tested on.
        metric: what the number is.
        value: the number, a fraction 0 .. 1.
        gate: what the value must reach.
        also: further claims of the page, each with whether it held.

    Returns:
        0 where the value reaches the gate and every further claim held, else 1.
    """
    broken = [claim for claim, held in (also or {}).items() if not held]
    ok = value >= gate and not broken
    for claim in broken:
        say(f"This did not hold: {claim}.")
    say(
        f"{milestone.name}: tier {options}, backend {backend()}, data {data}, "
        f"{metric} {value:.1%} (gate {gate:.1%}): {'passed' if ok else 'MISSED'}"
    )
    result = {"name": milestone.name, "tier": options.tier, "backend": backend(), "data": data}
    result_numbers = {"metric": metric, "value": value, "gate": gate, "ok": ok}
    if target := os.environ.get(RESULT_VARIABLE):
        _write_atomically(Path(target), json.dumps(result | result_numbers, indent=2) + "\n")
    return 0 if ok else 1


def _write_atomically(target: Path, text: str) -> None:
    """A reader sees the whole file or none."""
    draft = target.with_name(f"{target.name}.{os.getpid()}.part")
    draft.write_text(text, encoding="utf-8")
    os.replace(draft, target)
