"""What the tape costs: forward and backward of a small expression, beside PyTorch eager, from 1 to 1,000,000 elements.

    python3 noxfile.py -s bench -- tape

Each library runs in a process of its own, the waiting one stopped, a few rounds in turn; the medians over rounds are
compared. Results are checked for equality first. Without PyTorch only our own column is printed.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import signal
import statistics
import subprocess
import sys
import time
from typing import Any

SIZES = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000)
ROUNDS = 7
EXPRESSIONS = ("a + b", "a * 2", "(w * w).sum(), backward", "((a * w + b) * w).sum(), backward")


def workloads(torch: Any, n: int) -> dict[str, Any]:
    """The expressions on n elements, as functions that return a number to check."""
    a, b = (torch.linspace(low, 1.0, n) if n > 1 else torch.ones(1) * low for low in (0.25, 0.5))
    w = torch.full((n,), 0.75, requires_grad=True)

    def run(make: Any) -> float:
        w.grad = None
        make().backward()
        return float(w.grad[0])

    functions = (
        lambda: (a + b)[0],
        lambda: (a * 2)[0],
        lambda: run(lambda: (w * w).sum()),
        lambda: run(lambda: ((a * w + b) * w).sum()),
    )
    timed = (
        lambda: a + b,
        lambda: a * 2,
        lambda: run_only(w, lambda: (w * w).sum()),
        lambda: run_only(w, lambda: ((a * w + b) * w).sum()),
    )
    return {name: (check, time_it) for name, check, time_it in zip(EXPRESSIONS, functions, timed, strict=True)}


def run_only(w: Any, make: Any) -> None:
    """One forward and backward, the gradient dropped afterwards."""
    make().backward()
    w.grad = None


def serve(library: str) -> None:
    """A peer: for each size on stdin, the check values and microseconds per call of every expression, as JSON."""
    torch = importlib.import_module(library)
    if library == "torch":
        torch.set_num_threads(2)
    for line in sys.stdin:
        n = int(line)
        out = {}
        for name, (check, timed) in workloads(torch, n).items():
            value = float(check())
            count = max(3, min(2_000, int(2e6 / (n + 500))))
            for _ in range(count // 4 + 1):
                timed()
            started = time.perf_counter()
            for _ in range(count):
                timed()
            out[name] = (value, (time.perf_counter() - started) / count * 1e6)
        print(json.dumps(out), flush=True)


class Peer:
    """A library in a process of its own, stopped while it waits."""

    def __init__(self, library: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--serve", library], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pause(True)

    def pause(self, stop: bool) -> None:
        if os.name == "posix":
            self.process.send_signal(signal.SIGSTOP if stop else signal.SIGCONT)

    def ask(self, n: int) -> dict[str, tuple[float, float]]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.pause(False)
        self.process.stdin.write(f"{n}\n")
        self.process.stdin.flush()
        answer: dict[str, tuple[float, float]] = json.loads(self.process.stdout.readline())
        self.pause(True)
        return answer

    def close(self) -> None:
        self.pause(False)
        self.process.kill()


def main() -> None:
    """Asks every peer in turn and prints a row for each expression and size."""
    libraries = ["tinytorch"] + (["torch"] if importlib.util.find_spec("torch") else [])
    peers = {library: Peer(library) for library in libraries}
    print(f"{'elements':>9}  {'expression':36} " + " ".join(f"{name + ' us':>13}" for name in libraries) + "    ratio")
    for n in SIZES:
        rounds = [{library: peer.ask(n) for library, peer in peers.items()} for _ in range(ROUNDS)]
        for name in EXPRESSIONS:
            values = {library: rounds[0][library][name][0] for library in libraries}
            spread = max(values.values()) - min(values.values())
            if spread > 1e-5:
                raise SystemExit(f"{name} on {n} elements: the libraries disagree: {values}")
            medians = {lib: statistics.median(r[lib][name][1] for r in rounds[1:]) for lib in libraries}
            ratio = f"{medians['tinytorch'] / medians['torch']:8.2f}" if "torch" in medians else "       -"
            print(f"{n:>9}  {name:36} " + " ".join(f"{medians[lib]:13.2f}" for lib in libraries) + f" {ratio}")
    for peer in peers.values():
        peer.close()


if __name__ == "__main__":
    serve(sys.argv[2]) if sys.argv[1:2] == ["--serve"] else main()
