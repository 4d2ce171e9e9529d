"""Where everything starts: one seed, so that a script repeats itself, and this machine's speed, so that it is planned.

Random numbers come from a generator whose whole state is a few numbers: set them back, and the same numbers come
again. How long a program will take can be told before it runs, from two counts: the multiply-adds it needs, and the
multiply-adds this machine does in a second, which `calibrate` measures.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tinytorch_core import __version__
from tinytorch_core.device import CPU, DeviceLike, check_device, device

if TYPE_CHECKING:
    from numpy.random import Generator as Stream

    from tinytorch_core.tensor import Tensor

__all__ = [
    "Generator",
    "calibrate",
    "default_generator",
    "get_rng_state",
    "initial_seed",
    "manual_seed",
    "seed",
    "set_rng_state",
    "show_versions",
]

STATE_BYTES = 8 + 16 + 16 + 1 + 4  # seed, PCG64's state and increment, and the half of a draw that may be left over


class Generator:
    """A source of random numbers with a state of its own.

    Two generators with the same seed give the same numbers, whatever else the process draws. The numbers are those
    of NumPy's PCG64, not PyTorch's.

    Args:
        device: the CPU.

    >>> a, b = Generator().manual_seed(7), Generator().manual_seed(7)
    >>> float(a.stream.random()) == float(b.stream.random())
    True
    """

    def __init__(self, device: DeviceLike = "cpu") -> None:
        check_device("Generator()", device)
        self._seed = 0
        self._stream: Stream | None = None

    @property
    def device(self) -> device:
        """Where the numbers are drawn: the CPU."""
        return CPU

    @property
    def stream(self) -> Stream:
        """The NumPy generator that the numbers come from, made from the seed when it is first needed."""
        if self._stream is None:
            self._stream = np.random.Generator(np.random.PCG64(self._seed))
        return self._stream

    def manual_seed(self, seed: int) -> Generator:
        """Starts anew from `seed`, so that the same numbers come again; returns the generator itself.

        Args:
            seed: -2**63 .. 2**64-1; a negative one stands for the number 2**64 higher.

        Raises:
            TypeError: it is no whole number.
            ValueError: it has more than 64 bits.
        """
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)):
            raise TypeError(f"manual_seed expected a whole number, but got {type(seed).__name__}")
        if not -(2**63) <= seed < 2**64:
            raise ValueError(f"manual_seed expected a number in -2**63 .. 2**64-1, but got {seed}")
        self._seed = int(seed) % 2**64
        self._stream = None
        return self

    def seed(self) -> int:
        """Starts anew from a seed that the operating system draws, and returns it: write it down to repeat the run."""
        self.manual_seed(int.from_bytes(os.urandom(8), "little"))
        return self._seed

    def initial_seed(self) -> int:
        """The seed this generator last started from."""
        return self._seed

    def get_state(self) -> Tensor:
        """The whole state, as a uint8 tensor: what `set_state` needs to go on from here."""
        from tinytorch_core.tensor import Tensor  # the one thing here that needs module 02

        return Tensor(np.frombuffer(self.state_bytes(), dtype=np.uint8))

    def set_state(self, new_state: Tensor) -> Generator:
        """Goes on from a state that `get_state` gave; returns the generator itself.

        Raises:
            TypeError: it is no uint8 tensor.
            RuntimeError: it has the wrong size.
        """
        state = getattr(new_state, "_array", None)
        if not isinstance(state, np.ndarray) or state.dtype != np.uint8:
            raise TypeError("RNG state must be a torch.uint8 tensor, as get_state() gives it")
        if state.size != STATE_BYTES:
            raise RuntimeError(f"Expected an RNG state of size {STATE_BYTES} but found one of size {state.size}")
        self.restore_bytes(state.tobytes())
        return self

    def state_bytes(self) -> bytes:
        """The numbers that make up the state, one after another."""
        inner: Any = self.stream.bit_generator.state
        pcg = inner["state"]
        parts = (
            (self._seed, 8),
            (pcg["state"], 16),
            (pcg["inc"], 16),
            (inner["has_uint32"], 1),
            (inner["uinteger"], 4),
        )
        return b"".join(int(value).to_bytes(size, "little") for value, size in parts)

    def restore_bytes(self, state: bytes) -> None:
        """Takes on the state that `state_bytes` gave."""
        numbers = [int.from_bytes(state[a:b], "little") for a, b in ((0, 8), (8, 24), (24, 40), (40, 41), (41, 45))]
        self._seed = numbers[0]
        self._stream = None
        self.stream.bit_generator.state = {
            "bit_generator": "PCG64",
            "state": {"state": numbers[1], "inc": numbers[2]},
            "has_uint32": numbers[3],
            "uinteger": numbers[4],
        }


default_generator = Generator()
"""Where random numbers come from when no generator is named; its seed is 0 until another is set."""


def manual_seed(seed: int) -> Generator:
    """Seeds the default generator; the same seed gives the same numbers from here on.

    >>> manual_seed(0) is default_generator
    True
    """
    return default_generator.manual_seed(seed)


def seed() -> int:
    """Seeds the default generator with a number that the operating system draws, and returns it."""
    return default_generator.seed()


def initial_seed() -> int:
    """The seed the default generator last started from."""
    return default_generator.initial_seed()


def get_rng_state() -> Tensor:
    """The state of the default generator, as a uint8 tensor."""
    return default_generator.get_state()


def set_rng_state(new_state: Tensor) -> None:
    """Makes the default generator go on from a state that `get_rng_state` gave."""
    default_generator.set_state(new_state)


class Speed(NamedTuple):
    """What this machine does in a second.

    Attributes:
        naive: multiply-adds of a Python loop, the speed of the naive kernels.
        fast: multiply-adds of NumPy's matrix product in float32, the most that a kernel can hope for.
        bandwidth: bytes read and written while memory is copied.
    """

    naive: float
    fast: float
    bandwidth: float

    def seconds(self, multiply_adds: float, fast: bool = False, share: float = 1.0) -> float:
        """How long so many multiply-adds take: the count over the rate.

        Args:
            multiply_adds: how many a program needs.
            fast: with compiled kernels instead of Python loops.
            share: the part of the top rate that the program reaches.

        >>> Speed(naive=2e7, fast=1e11, bandwidth=1e10).seconds(6e7)
        3.0
        """
        return multiply_adds / ((self.fast if fast else self.naive) * share)

    def __str__(self) -> str:
        return (
            f"{self.naive / 1e6:.0f} million multiply-adds a second in Python loops, {self.fast / 1e9:.0f} billion in "
            f"NumPy, {self.bandwidth / 1e9:.0f} GB/s of memory bandwidth"
        )


def best_time(work: Callable[[], Any], budget: float) -> float:
    """The shortest time, in seconds, that `work()` took while it was repeated for `budget` seconds.

    The shortest, not the mean: whatever else the machine does can only make a run slower. One run before counts
    nothing, as the first touches cold memory; at least one counts.
    """
    work()
    end = time.perf_counter() + budget
    best = float("inf")
    while best == float("inf") or time.perf_counter() < end:
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def inner_product(row: list[float], column: list[float]) -> float:
    """Σ_k row_k · column_k, one by one: the innermost loop of the naive matrix product."""
    total = 0.0
    for x, y in zip(row, column, strict=True):
        total += x * y
    return total


def naive_rate(budget: float = 0.3, length: int = 20_000) -> float:
    """Multiply-adds per second of a Python loop, measured on one inner product of `length` terms."""
    row, column = [1.5] * length, [0.5] * length
    return length / best_time(lambda: inner_product(row, column), budget)


def fast_rate(budget: float = 0.4, size: int = 512) -> float:
    """Multiply-adds per second of NumPy's product of two (size, size) float32 matrices, which takes size³ of them."""
    a = np.ones((size, size), dtype=np.float32)
    return size**3 / best_time(lambda: a @ a, budget)


def memory_rate(budget: float = 0.3, megabytes: int = 64) -> float:
    """Bytes per second while an array too large for the caches is copied; each byte is read once and written once."""
    source = np.ones(megabytes * 2**20, dtype=np.uint8)
    target = np.empty_like(source)
    return 2 * source.nbytes / best_time(lambda: np.copyto(target, source), budget)


def calibrate() -> Speed:
    """Measures this machine, in about a second: what it computes naively, with NumPy, and how fast its memory is."""
    return Speed(naive_rate(), fast_rate(), memory_rate())


def show_versions() -> str:
    """What is installed and on which machine, in lines to paste into a report.

    >>> show_versions().splitlines()[0].startswith("tinytorch-core")
    True
    """
    import platform
    from importlib.metadata import PackageNotFoundError, version

    lines = [f"tinytorch-core      {__version__}"]
    for name in ("tinytorch-train", "tinytorch-nlp", "tinytorch-optimize", "tinytorch-capstone", "safetensors"):
        try:
            lines.append(f"{name:<20}{version(name)}")
        except PackageNotFoundError:
            lines.append(f"{name:<20}not installed")
    config: Any = np.show_config(mode="dicts")
    blas = config.get("Build Dependencies", {}).get("blas", {}) if config else {}
    lines += [
        f"{'numpy':<20}{np.__version__}, BLAS: {blas.get('name', 'unknown')} {blas.get('version', '')}".rstrip(),
        f"{'python':<20}{platform.python_version()}",
        f"{'machine':<20}{platform.platform()}, {os.cpu_count()} cores",
    ]
    return "\n".join(lines)
