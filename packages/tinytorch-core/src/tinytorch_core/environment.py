"""Where everything starts: one seed, so that the same script gives the same numbers on every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator as Stream

__all__ = [
    "Generator",
    "default_generator",
    "manual_seed",
]


class Generator:
    """A source of random numbers with a state of its own.

    Two generators with the same seed give the same numbers, whatever else the process draws. The numbers are those
    of NumPy's PCG64, not PyTorch's.

    >>> a, b = Generator().manual_seed(7), Generator().manual_seed(7)
    >>> float(a.stream.random()) == float(b.stream.random())
    True
    """

    def __init__(self) -> None:
        self._seed = 0
        self._stream: Stream | None = None

    @property
    def stream(self) -> Stream:
        """The NumPy generator that the numbers come from."""
        if self._stream is None:
            self._stream = np.random.Generator(np.random.PCG64(self._seed))
        return self._stream

    def manual_seed(self, seed: int) -> Generator:
        """Starts anew from `seed`, an int; returns the generator itself."""
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
            raise TypeError(f"manual_seed expected an int, but got {type(seed).__name__}")
        self._seed = int(seed) % 2**64
        self._stream = None
        return self

    def initial_seed(self) -> int:
        """The seed this generator last started from."""
        return self._seed


default_generator = Generator()
"""Where random numbers come from when no generator is named."""


def manual_seed(seed: int) -> Generator:
    """Seeds the default generator; the same seed gives the same numbers from here on.

    >>> manual_seed(0) is default_generator
    True
    """
    return default_generator.manual_seed(seed)
