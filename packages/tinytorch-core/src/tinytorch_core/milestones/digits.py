"""1986, back-propagation: a network with one hidden layer learns to read all ten digits.

    pixels (64) -> 32 hidden units, ReLU -> 10 scores;  loss: the surprise at the right digit (cross entropy)
    step, on 32 images at a time:  p <- p - lr * dloss/dp

No optimizer, no data loader, no trainer: modules 07 to 10 are still to come, and this loop is what they are made of.
It learns from 1,437 images and is measured on 360 others. Guessing gets a tenth of them right, and the loss of a
network that has learned nothing is about ln 10 = 2.30.

quick: one seed, 12 epochs, at least 90 % of the unseen images; about 7 s on the naive backend.
full:  five seeds, 40 epochs, at least 95 % for the worst of them; about 100 s on the naive backend.
Run:   python -m tinytorch_core.milestones.digits [--tier full] [--out FOLDER]
"""

import sys
from typing import NamedTuple

import tinytorch as torch
import tinytorch.nn as nn
import tinytorch.nn.functional as F
from tinytorch_core.data import load_digits, split
from tinytorch_core.milestones import DIGITS, pictures, report


class Tier(NamedTuple):
    """What a run is made of, and what it must reach."""

    seeds: int
    epochs: int
    gate: float  # accuracy on unseen images that the worst seed must reach


TIERS = {"quick": Tier(seeds=1, epochs=12, gate=0.90), "full": Tier(seeds=5, epochs=40, gate=0.95)}


def tensors() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Training images and labels, test images and labels; an image is a row of 64 pixels 0 .. 1."""
    train_x, train_y, test_x, test_y = split(*load_digits())
    return (
        torch.tensor(train_x.reshape(-1, 64) / 16, dtype=torch.float32),
        torch.tensor(train_y),
        torch.tensor(test_x.reshape(-1, 64) / 16, dtype=torch.float32),
        torch.tensor(test_y),
    )


def train_epoch(model: nn.Module, x: torch.Tensor, y: torch.Tensor, lr: float = 0.2, batch_size: int = 32) -> float:
    """Sees every image once, in a random order, with a step after each batch; returns the mean loss, in nats."""
    total = 0.0
    order = torch.randperm(len(x))
    for start in range(0, len(x), batch_size):
        batch = order[start : start + batch_size]
        loss = F.cross_entropy(model(x[batch]), y[batch])
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= lr * p.grad
                p.grad = None  # or the next backward would add to it
        total += loss.item() * len(batch)
    return total / len(x)


def read(model: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """(N, 64) images -> (N,) the digit with the highest score."""
    with torch.no_grad():
        scores: torch.Tensor = model(x)
        return scores.argmax(1)


def main(argv: list[str] | None = None) -> int:
    """Trains the network from every seed, draws the last one, and returns the exit code."""
    options = report.parse(DIGITS, argv)
    tier = TIERS[options.tier]
    seeds = options.seeds or tier.seeds
    epochs = tier.epochs if options.budget is None else options.budget
    x, y, test_x, test_y = tensors()
    final: list[float] = []
    for seed in range(seeds):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
        curve: list[tuple[float, float]] = []  # after each epoch: training loss, test accuracy
        for epoch in range(epochs):
            loss = train_epoch(model, x, y)
            curve.append((loss, (read(model, test_x) == test_y).float().mean().item()))
            report.say(f"seed {seed}, epoch {epoch + 1} of {epochs}: loss {loss:.3f}, test accuracy {curve[-1][1]:.1%}")
        answers = read(model, test_x)
        final.append((answers == test_y).float().mean().item())
    pictures.digits(options.out, curve, test_x.tolist(), test_y.tolist(), answers.tolist())
    which = "test accuracy" if seeds == 1 else f"test accuracy of the worst of {seeds} seeds"
    return report.finish(DIGITS, options, data=f"UCI digits, {len(y)} to learn from and {len(test_y)} unseen",
                         metric=which, value=min(final), gate=tier.gate)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
