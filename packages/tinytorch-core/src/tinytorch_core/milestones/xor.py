"""1969, XOR: a single layer cannot do it, two layers can, and a gradient step by hand is enough to find them.

    x1 x2 | x1 xor x2        One layer draws one straight line through the plane, and no line has (0,0) and (1,1) on
     0  0 |     0            one side, (0,1) and (1,0) on the other: at most three of the four cases come out right
     0  1 |     1            (Minsky and Papert 1969). Two layers bend the plane first, then draw the line.
     1  0 |     1
     1  1 |     0            step:  p <- p - lr * dloss/dp    for every parameter p, and nothing else

A lucky start proves little, so both networks are trained from 20 random starts, and all 20 must come out.

quick: 20 seeds, about 6 s on the naive backend.      full: 100 seeds, about 30 s.
Run:   python -m tinytorch_core.milestones.xor [--tier full] [--out FOLDER]
"""

import sys
from typing import NamedTuple

import tinytorch as torch
import tinytorch.nn as nn
import tinytorch.nn.functional as F
from tinytorch_core.milestones import XOR, pictures, report

CASES = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]
ANSWERS = [0, 1, 1, 0]


class Tier(NamedTuple):
    """What a run is made of, and what it must reach."""

    seeds: int
    steps: int
    gate: float  # the share of seeds from which two layers must solve it


TIERS = {"quick": Tier(seeds=20, steps=200, gate=1.0), "full": Tier(seeds=100, steps=200, gate=1.0)}


def train(model: nn.Module, steps: int, lr: float = 1.0) -> list[float]:
    """Gradient descent on all four cases at once; returns the share that is right, before each step and at the end."""
    x, y = torch.tensor(CASES), torch.tensor(ANSWERS)
    right: list[float] = []
    for _ in range(steps):
        scores = model(x)
        right.append(share_right(scores, y))
        F.cross_entropy(scores, y).backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
                p.grad = None  # or the next backward would add to it
    return [*right, share_right(model(x), y)]


def share_right(scores: torch.Tensor, y: torch.Tensor) -> float:
    """(4, 2) scores -> the share of cases where the right answer's score is clearly the higher one; a tie is none."""
    lead = (scores[:, 1] - scores[:, 0]) * (2 * y - 1)
    return float((lead > 0.001).float().mean())


def certainty(model: nn.Module, n: int = 61) -> list[list[float]]:
    """What the model thinks, from 0 to 1, on an n x n grid over the plane; for the picture."""
    ticks = [-0.5 + 2.0 * i / (n - 1) for i in range(n)]
    with torch.no_grad():
        scores = model(torch.tensor([[x1, x2] for x2 in ticks for x1 in ticks]))  # (n * n, 2)
        rows: list[list[float]] = torch.softmax(scores, 1)[:, 1].reshape(n, n).tolist()
    return rows


def main(argv: list[str] | None = None) -> int:
    """Trains both networks from every seed, draws the last two, and returns the exit code."""
    options = report.parse(XOR, argv)
    tier = TIERS[options.tier]
    seeds = options.seeds or tier.seeds
    steps = tier.steps if options.budget is None else options.budget
    single: list[float] = []  # the most that one layer got right at any step, for each seed
    double: list[float] = []  # what two layers got right at the end, for each seed
    for seed in range(seeds):
        torch.manual_seed(seed)
        line = nn.Linear(2, 2)  # two inputs -> a score for 0 and a score for 1
        bent = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 2))
        single.append(max(train(line, steps)))
        double.append(train(bent, steps)[-1])
        report.say(f"seed {seed}: one layer at best {single[-1]:.0%} right, two layers {double[-1]:.0%} right")
    titles = f"one layer: at best {single[-1]:.0%} right", f"two layers: {double[-1]:.0%} right"
    pictures.xor(options.out, {titles[0]: certainty(line), titles[1]: certainty(bent)})
    solved = double.count(1.0)
    report.say(f"One layer: never more than {max(single):.0%}. Two layers: solved from {solved} of {seeds} seeds.")
    proof = {"no single layer ever gets more than 75% right": max(single) <= 0.75}
    return report.finish(XOR, options, data=f"the four cases of XOR, {seeds} seeds", gate=tier.gate, also=proof,
                         metric="seeds solved by two layers", value=solved / seeds)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
