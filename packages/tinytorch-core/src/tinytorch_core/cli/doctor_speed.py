"""The doctor's forecast: how fast this machine is, and so how long the milestones of the later modules will take.

A milestone's cost is counted, not guessed: multiply-adds of one forward pass, times three for forward and backward,
times the examples it sees. Divided by the measured rates that gives its time, naive and with tinytorch-optimize.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

from tinytorch_core import learner
from tinytorch_core.cli.findings import Finding, ok, warn

# Measures in a process of its own: the command line imports no lesson, and NumPy's memory is given back at its end.
_MEASURE = """
import json
from tinytorch_core.environment import calibrate
print(json.dumps(calibrate()._asdict()))
"""
LIMIT = 20  # seconds; it takes about one and a half
SHARE = 0.25  # of NumPy's top rate that training reaches: the rest goes into small matrices, copies and the tape
PATIENCE = 12 * 3600
MIB = 2**20


class Later(NamedTuple):
    """A milestone of a later module, and what its full tier costs.

    Attributes:
        name, year, module: which one.
        forward: multiply-adds of the forward pass for one example.
        examples: how many examples the training sees.
        memory: bytes that data, weights and one batch take.
        basis: what was counted, in words.
    """

    name: str
    year: int
    module: str
    forward: int
    examples: int
    memory: int
    basis: str

    @property
    def multiply_adds(self) -> int:
        """Forward once, backward twice as much, for every example."""
        return 3 * self.forward * self.examples


LATER = (
    Later(
        "lenet",
        1998,
        "09",
        6 * 28 * 28 * 25 + 16 * 10 * 10 * 150 + 400 * 120 + 120 * 84 + 84 * 10,
        60_000 * 10,
        400 * MIB,
        "LeNet-5 on MNIST, 10 epochs of 60,000 images",
    ),
    Later(
        "alexnet",
        2012,
        "10",
        32 * 32 * 32 * 27 + 16 * 16 * 64 * 288 + 8 * 8 * 128 * 576 + 2048 * 10,
        50_000 * 20,
        1200 * MIB,
        "three convolutions (32, 64, 128) on CIFAR-10, 20 epochs of 50,000 images",
    ),
    Later(
        "gpt",
        2018,
        "14",
        4 * (12 * 128**2 + 2 * 128 * 128) + 128 * 65,
        2_000 * 12 * 128,
        500 * MIB,
        "a GPT of 4 blocks, 128 wide, on Shakespeare, 2,000 steps of 12 x 128 characters",
    ),
)


def check_speed(available: int | None) -> Iterator[Finding]:
    """What was measured, and a line for each later milestone; `available` is the free memory in bytes, if known."""
    measured = measure()
    if measured is None:
        yield warn("speed", "the measurement did not end well, so no times can be told", "tinytorch doctor")
        return
    naive, fast, bandwidth = measured
    yield ok(
        "speed",
        f"{naive / 1e6:.0f} million multiply-adds a second in Python loops, {fast / 1e9:.0f} billion in NumPy, "
        f"{bandwidth / 1e9:.0f} GB/s of memory",
    )
    for each in LATER:
        yield forecast(each, naive, fast, available)


def measure() -> tuple[float, float, float] | None:
    """The naive rate, the fast rate and the bandwidth, measured in another process; None where that failed."""
    env = {name: value for name, value in os.environ.items() if name != learner.VARIABLE}
    try:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURE], env=env, capture_output=True, text=True, check=True, timeout=LIMIT
        )
        found = json.loads(done.stdout)
        return found["naive"], found["fast"], found["bandwidth"]
    except (subprocess.SubprocessError, ValueError, KeyError):
        return None


def forecast(each: Later, naive: float, fast: float, available: int | None) -> Finding:
    """Whether one milestone's full tier fits this machine, and how long it takes."""
    slow, quick = each.multiply_adds / naive, each.multiply_adds / (fast * SHARE)
    check = f"later: {each.name}"
    text = (
        f"{each.year}, module {each.module}: {each.basis}: {each.multiply_adds / 1e9:,.0f} billion multiply-adds, "
        f"about {in_words(quick)} with tinytorch-optimize, {in_words(slow)} naive (its quick tier: 25 s at most)"
    )
    if available is not None and available < each.memory:
        need = f"needs {each.memory / MIB:.0f} MiB of free memory, {available / MIB:.0f} are there"
        return warn(check, f"{text}; {need}", f"close other programs before tinytorch milestone {each.name}")
    if quick > PATIENCE:
        return warn(check, f"{text}; too long for this machine", "use its quick tier, or a faster machine")
    return ok(check, text)


def in_words(seconds: float) -> str:
    """A time as people say it: 40 s, 12 min, 3 h, 5 days, 2 years."""
    for limit, unit, name in ((100, 1, "s"), (6000, 60, "min"), (48 * 3600, 3600, "h"), (730 * 86400, 86400, "days")):
        if seconds < limit:
            return f"{max(seconds / unit, 1):.0f} {name}"
    return f"{seconds / (365 * 86400):.0f} years"
