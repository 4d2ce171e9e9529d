"""1957, the Perceptron: one threshold unit learns to tell two handwritten digits apart, from its mistakes alone.

    answer:        +1 where w · x + b > 0, else -1
    on a mistake:  w <- w + y x,  b <- b + y            (y = +1 or -1, the right answer)

That is Rosenblatt's rule, and all the learning there is: no gradient, no autograd. If some weights separate two
classes, it finds such weights after finitely many mistakes (Novikoff 1962). The page shows it: on all images of two
digits, learning ends by itself with no mistake left, so they are linearly separable; and what is learned from a part
of the images is right about the others. Pixels are whole sixteenths, hence the weights too, and every sum is exact in
float32: all backends make the very same mistakes.

quick: 1 against 8, which takes the most passes of all pairs, in three orders; about 3 s on the naive backend.
full:  all 45 pairs in five orders each; about 40 s on the naive backend.
Run:   python -m tinytorch_core.milestones.perceptron [--tier full] [--out FOLDER]
"""

import sys
from itertools import combinations
from typing import Any, NamedTuple

import tinytorch as torch
from tinytorch_core.data import load_digits, split
from tinytorch_core.milestones import PERCEPTRON, pictures, report


class Tier(NamedTuple):
    """What a run is made of, and what it must reach."""

    data: str
    pairs: list[tuple[int, int]]
    seeds: int  # each seed is another order of the images
    passes: int  # over the images, at most; learning ends by itself long before
    gate: float  # accuracy on unseen images that the worst run must reach


QUICK = Tier("UCI digits 1 and 8", [(1, 8)], seeds=3, passes=500, gate=0.95)
FULL = Tier("all pairs of UCI digits", list(combinations(range(10), 2)), seeds=5, passes=500, gate=0.93)


class Perceptron:
    """A threshold unit: a weight for each of 64 pixels and a bias. It knows nothing at first: all are zero."""

    def __init__(self) -> None:
        self.weight = torch.zeros(64)
        self.bias = 0.0
        self.history: list[tuple[int, list[float]]] = []  # for each pass: its mistakes, the weights after it

    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.weight + self.bias  # (*, 64) -> (*)

    def learn(self, images: torch.Tensor, answers: torch.Tensor, passes: int) -> bool:
        """Shows all images again and again; True once a whole pass went by without a mistake."""
        for _ in range(passes):
            mistakes = 0
            for x, y in zip(images, answers.tolist(), strict=True):
                if y * self(x).item() <= 0:  # on the wrong side, or undecided
                    self.weight += y * x
                    self.bias += y
                    mistakes += 1
            self.history.append((mistakes, self.weight.tolist()))
            if mistakes == 0:
                return True
        return False


def two_digits(images: Any, labels: Any, p: int, q: int) -> tuple[torch.Tensor, torch.Tensor]:
    """The images of p and q as rows of 64 pixels 0 .. 1, in a random order; the answers are -1 for p and +1 for q."""
    chosen = (labels == p) | (labels == q)
    x = torch.tensor(images[chosen].reshape(-1, 64) / 16, dtype=torch.float32)
    y = torch.tensor((labels[chosen] == q) * 2.0 - 1.0, dtype=torch.float32)
    order = torch.randperm(len(y))
    return x[order], y[order]


def main(argv: list[str] | None = None) -> int:
    """Learns every pair in every order, on a part of the images and on all; returns the exit code."""
    options = report.parse(PERCEPTRON, argv)
    tier = FULL if options.tier == "full" else QUICK
    seeds, passes = options.seeds or tier.seeds, tier.passes if options.budget is None else options.budget
    images, labels = load_digits()
    data = split(images, labels)
    runs: list[tuple[float, bool]] = []
    for (p, q), seed in [(pair, seed) for pair in tier.pairs for seed in range(seeds)]:
        torch.manual_seed(seed)
        part, whole = Perceptron(), Perceptron()
        part.learn(*two_digits(data.train_images, data.train_labels, p, q), passes)
        unseen, answers = two_digits(data.test_images, data.test_labels, p, q)
        accuracy = ((part(unseen) > 0) == (answers > 0)).float().mean().item()
        separated = whole.learn(*two_digits(images, labels, p, q), passes)
        ending = f"{'no mistake' if separated else 'mistakes'} left after {len(whole.history)} passes over all images"
        report.say(f"{p} against {q}, order {seed}: {accuracy:.1%} of {len(answers)} unseen images right; {ending}")
        runs.append((accuracy, separated))
    pictures.perceptron(options.out, whole.history, (p, q))
    proof = {f"all {len(runs)} runs separate their two digits without a mistake": all(ok for _, ok in runs)}
    return report.finish(PERCEPTRON, options, data=f"{tier.data}, {seeds} orders", gate=tier.gate, also=proof,
                         metric="worst accuracy on unseen images", value=min(runs)[0])  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
