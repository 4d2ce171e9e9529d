"""One comparison with PyTorch: what to run in both libraries, on which arrays, and what must agree.

A family of the front door has a file `cases_<family>.py` with a list CASES. `test_parity.py` runs every case in
both libraries, on every backend, and fails for an exported name that no case covers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

Run = Callable[..., Any]


@dataclass(frozen=True)
class Case:
    """Runs `run(torch, *tensors)` in both libraries and compares values, dtypes, shapes, and gradients.

    Attributes:
        name: the exported name it covers, as a path from the front door: "add", "Tensor.add_", "nn.Linear",
            "nn.functional.relu". Aliases that the same call proves may be listed in `also`.
        run: gets the library and one tensor for each array.
        inputs: NumPy arrays; float ones require a gradient if `grad`.
        grad: compare first derivatives.
        double: compare second derivatives too.
        label: tells cases of one name apart in the test's id.
        rtol, atol: how close; exact for integers and bools.
        also: further exported names this case covers.
        backends: which of ours to run it on.
        dtype: compare dtypes too (off where ours differs on purpose, which the differences page then says).
    """

    name: str
    run: Run
    inputs: tuple[Any, ...] = ()
    grad: bool = True
    double: bool = False
    label: str = ""
    rtol: float = 1e-5
    atol: float = 1e-6
    also: tuple[str, ...] = ()
    backends: tuple[str, ...] = ("naive", "vectorized")
    dtype: bool = True

    @property
    def id(self) -> str:
        """The name a failing test shows."""
        return f"{self.name}[{self.label}]" if self.label else self.name


_random = np.random.default_rng(1957)


def floats(*shape: int, low: float = -2.0, high: float = 2.0, dtype: str = "float32") -> Any:
    """Numbers drawn evenly from [low, high), no two alike."""
    return _random.uniform(low, high, shape).astype(dtype)


def ints(*shape: int, low: int = -5, high: int = 6, dtype: str = "int64") -> Any:
    """Whole numbers drawn evenly from low .. high-1."""
    return _random.integers(low, high, shape).astype(dtype)


def bools(*shape: int) -> Any:
    """Coin tosses."""
    return _random.random(shape) < 0.5


def strided(array: Any) -> Any:
    """The same values behind a transposed, non-contiguous layout (2-d and more)."""
    return np.ascontiguousarray(array.swapaxes(0, -1)).swapaxes(0, -1)


UNARY_SHAPES = ((), (1,), (5,), (0,), (2, 3), (2, 0, 3), (2, 3, 4))
FLOATS = ("float32", "float64")
ALL_DTYPES = ("float32", "float64", "float16", "int64", "int32", "int16", "int8", "uint8", "bool")


def unary(
    name: str,
    run: Run,
    *,
    low: float = -2.0,
    high: float = 2.0,
    double: bool = True,
    dtypes: Iterable[str] = FLOATS,
    also: tuple[str, ...] = (),
    **options: Any,
) -> list[Case]:
    """Cases for a function of one tensor: every shape, a strided layout, every dtype in `dtypes`."""
    cases = [
        Case(name, run, (floats(*s, low=low, high=high),), double=double, label=f"shape {s}", also=also, **options)
        for s in UNARY_SHAPES
    ]
    cases.append(
        Case(name, run, (strided(floats(3, 4, low=low, high=high)),), double=double, label="strided", **options)
    )
    for dtype in dtypes:
        tolerance = {"rtol": 2e-3, "atol": 2e-3} if dtype == "float16" else {}
        if dtype == "bool":
            array: Any = bools(2, 3)
        elif "int" in dtype:
            array = ints(2, 3, low=max(0, int(low)) if dtype == "uint8" or low >= 0 else -5, dtype=dtype)
        else:
            array = floats(2, 3, low=low, high=high, dtype=dtype)
        cases.append(
            Case(
                name,
                run,
                (array,),
                grad=dtype in FLOATS,
                double=double and dtype in FLOATS,
                label=dtype,
                **{**options, **tolerance},
            )
        )
    return cases


BROADCASTS = (
    ((), ()),
    ((3,), (3,)),
    ((2, 3), (3,)),
    ((2, 1), (1, 3)),
    ((2, 3, 4), ()),
    ((0, 3), (3,)),
    ((2, 1, 4), (3, 1)),
)


def binary(
    name: str,
    run: Run,
    *,
    low: float = -2.0,
    high: float = 2.0,
    double: bool = True,
    pairs: Iterable[tuple[str, str]] = (
        ("float32", "float64"),
        ("int64", "float32"),
        ("int32", "int8"),
        ("bool", "int64"),
    ),
    also: tuple[str, ...] = (),
    **options: Any,
) -> list[Case]:
    """Cases for a function of two tensors: broadcasting of every kind, a strided layout, promotion of dtype pairs."""
    cases = [
        Case(
            name,
            run,
            (floats(*a, low=low, high=high), floats(*b, low=low, high=high)),
            double=double,
            label=f"{a} with {b}",
            also=also,
            **options,
        )
        for a, b in BROADCASTS
    ]
    cases.append(
        Case(
            name,
            run,
            (strided(floats(3, 4, low=low, high=high)), floats(3, 4, low=low, high=high)),
            double=double,
            label="strided",
            **options,
        )
    )
    for one, other in pairs:
        cases.append(
            Case(
                name,
                run,
                (_of(one, low, high), _of(other, low, high)),
                grad=False,
                label=f"{one} with {other}",
                **options,
            )
        )
    return cases


def _of(dtype: str, low: float, high: float) -> Any:
    if dtype == "bool":
        return bools(2, 3)
    if "int" in dtype:
        return ints(2, 3, low=1 if low > 0 else -5, high=6, dtype=dtype)
    return floats(2, 3, low=low, high=high, dtype=dtype)
