"""Random programs of views and writes, the same for both libraries, to compare what autograd makes of them.

A program is a seed. It keeps a pool of tensors, and each step takes one of them and looks at it another way, computes
from it, writes into it, or is refused. What is compared at the end: every value, which steps were refused, who
requires a gradient, who is a leaf or a view of whom, and the gradients of the leaves, or that there are none because
something needed for them was overwritten.
"""

from __future__ import annotations

from typing import Any

import numpy as np


class Program:
    """One run of one program in one library."""

    def __init__(self, library: Any, seed: int) -> None:
        self.t = library
        self.random = np.random.default_rng(seed)
        self.refused: list[str] = []
        self.leaves = [self.made(3, 4).requires_grad_(), self.made(4).requires_grad_()]
        self.pool = [self.leaves[0] * 2, self.made(3, 4)]
        if self.chance(0.2):
            self.pool.append(self.leaves[0])

    def made(self, *shape: int) -> Any:
        return self.t.from_numpy(self.random.uniform(0.5, 1.5, shape))

    def chance(self, probability: float) -> bool:
        return bool(self.random.random() < probability)

    def pick(self, options: Any) -> Any:
        return options[int(self.random.integers(len(options)))]

    def run(self) -> list[Any]:
        steps = [
            self.look,
            self.look,
            self.compute,
            self.write,
            self.write,
            self.assign,
            self.detach,
            self.write_unseen,
        ]
        for number in range(int(self.random.integers(5, 11))):
            step, x = self.pick(steps), self.pick(self.pool)
            _ = x.grad_fn  # looking at it lets PyTorch notice that a view's base was given a gradient since
            try:
                step(x)
            except RuntimeError:
                self.refused.append(f"{step.__name__} in step {number}")
        return [self.refused, *map(self.described, self.pool), *self.pool, *self.gradients()]

    def look(self, x: Any) -> None:
        """Another view of x."""
        last = x.shape[-1] if x.ndim else 0
        ways = [lambda: x.unsqueeze(0), lambda: x[None], lambda: x[...], lambda: x.reshape(x.shape)]
        if last > 1:
            ways += [lambda: x[..., 1:], lambda: x[..., ::2], lambda: x[..., -1], lambda: x[1:], lambda: x.select(0, 0)]
            ways += [lambda: x.reshape(-1), lambda: x.narrow(-1, 0, last - 1)]
        if x.ndim > 1:
            ways += [lambda: x.transpose(0, 1), lambda: x.diagonal(), lambda: x.flatten(), lambda: x.expand(x.shape)]
            ways += [lambda: x.permute(*reversed(range(x.ndim))), lambda: x.view(-1)]
        else:
            ways += [lambda: x.expand(2, *x.shape)]
        self.pool.append(self.pick(ways)())

    def compute(self, x: Any) -> None:
        """A new tensor, whose derivative may need x, or itself, as it is now."""
        ways = [lambda: x * x, lambda: x.exp(), lambda: x * 3, lambda: x + self.leaves[0].sum(), lambda: x.clone()]
        self.pool.append(self.pick(ways)())

    def write(self, x: Any) -> None:
        """An operation in place, with a number, or with something that requires a gradient."""
        other = self.leaves[1][:1] * 0.5
        ways = [
            lambda: x.mul_(2),
            lambda: x.add_(1),
            lambda: x.mul_(other),
            lambda: x.add_(other * x),
            lambda: x.sub_(x * x),
            lambda: x.exp_(),
            lambda: x.zero_(),
            lambda: x.fill_(0.25),
            lambda: x.copy_(other),
            lambda: x.div_(other + 1),
        ]
        self.pick(ways)()

    def assign(self, x: Any) -> None:
        """x[index] = value."""
        index = self.pick([..., 0, slice(0, 1), None, x > 1, (..., slice(None, None, 2))])
        value = self.pick([1.5, self.leaves[1][0] * 2, self.t.tensor(0.5)])
        if x.ndim or index is ... or index is None:
            x[index] = value

    def detach(self, x: Any) -> None:
        """The same memory without a history, sometimes written at once."""
        alone = x.detach()
        self.pool.append(alone.mul_(2) if self.chance(0.5) else alone)

    def write_unseen(self, x: Any) -> None:
        """A write that is not recorded."""
        with self.t.no_grad():
            x.mul_(0.5)

    def described(self, x: Any) -> str:
        base = next((number for number, y in enumerate(self.pool) if y is x._base), "outside")
        return f"{x.requires_grad} {x.is_leaf} {None if x._base is None else base}"

    def gradients(self) -> list[Any]:
        """The leaves' gradients of everything in the pool, each tensor weighted differently."""
        parts = [(y * (number + 1)).sum() for number, y in enumerate(self.pool) if y.requires_grad]
        if not parts:
            return ["nothing requires a gradient"]
        try:
            return list(self.t.autograd.grad(self.t.stack(parts).sum(), self.leaves, allow_unused=True))
        except RuntimeError as error:
            return ["overwritten" if "modified by an inplace operation" in str(error) else str(error)]
