"""Printing beside PyTorch: str() of the same tensor is the same text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from case import ALL_DTYPES, Case, bools, floats, ints
from cases_creation import INF, NAN, plain


def shown(label: str, array: Any) -> Case:
    """str(tensor) of an array."""
    return Case("Tensor.__repr__", lambda t, x: str(x), (np.asarray(array),), grad=False, label=label)


def optioned(label: str, array: Any, **options: Any) -> Case:
    """The same under print options."""

    def run(t: Any, x: Any) -> str:
        t.set_printoptions(**options)
        try:
            return str(x)
        finally:
            t.set_printoptions(profile="default")

    return Case("set_printoptions", run, (array,), grad=False, label=label)


F = np.float32
SHAPES = ((), (1,), (7,), (0,), (0, 3), (2, 0, 3), (3, 4), (2, 3, 4), (2, 1, 2, 3), (30,), (4, 30), (1, 1), (1, 0))
VALUES: dict[str, list[Any]] = {
    "whole": [1.0, -2.0, 30.0],
    "fractions": [1.5, -2.25, 30.0],
    "zeros": [0.0, -0.0],
    "small": [1e-5, 2e-5],
    "small and one": [1e-5, 1.0],
    "at 1e-4": [1e-4, 5e-4],
    "ratio 1000": [0.001, 1.0],
    "ratio above 1000": [0.0009, 1.0],
    "large": [1e8, 2e8],
    "larger": [1.5e8, 2e8],
    "whole and large": [1.0, 2000.0],
    "large fractions": [1000.5, 0.5],
    "nan": [NAN, 1.0],
    "inf": [INF, -INF, 1.5],
    "only nan": [NAN, NAN],
    "inf and whole": [INF, 3.0],
    "nan and tiny": [NAN, 1e-7],
    "huge": [3e38, 1e-38],
    "negative": [-1.0, -0.00001],
    "rounding": [0.99999, 0.123456789],
}


def variable(t: Any, *size: int) -> Any:
    """A float tensor that requires a gradient."""
    return t.ones(*size, requires_grad=True)


GRADS: tuple[Callable[[Any], Any], ...] = (
    lambda t: variable(t, 2),
    lambda t: variable(t, 2) + 1,
    lambda t: variable(t, 2) * 2,
    lambda t: -variable(t, 2),
    lambda t: variable(t, 2, 2) @ variable(t, 2, 2),
    lambda t: variable(t, 2).sum(),
    lambda t: variable(t, 2, 2).sum(0),
    lambda t: variable(t, 2, 2).mean(1),
    lambda t: variable(t, 2).log().exp(),
    lambda t: variable(t, 2).relu(),
    lambda t: variable(t, 2, 2).reshape(4),
    lambda t: variable(t, 2, 2)[0],
    lambda t: variable(t, 2, 2)[0:1],
    lambda t: variable(t, 2, 2).permute(1, 0),
    lambda t: variable(t, 2).double(),
    lambda t: variable(t, 2) ** 2,
    lambda t: variable(t, 2).clone(),
    lambda t: t.cat([variable(t, 2), variable(t, 2)]),
    lambda t: t.nn.functional.linear(variable(t, 2, 2), variable(t, 2, 2), variable(t, 2)),
    lambda t: t.nn.functional.softmax(variable(t, 2, 2), 1),
    lambda t: variable(t, 3, 4, 2).double() * 1.5,
    lambda t: t.arange(12.0, requires_grad=True) * 1000.5,
    lambda t: t.nn.Parameter(t.ones(2)),
)


def round_trip(t: Any) -> list[Any]:
    """Options set and put back."""
    t.set_printoptions(precision=2, sci_mode=True)
    inside = str(t.tensor([1.5]))
    t.set_printoptions(profile="default")
    return [inside, str(t.tensor([1.5]))]


CASES = [
    *[shown(f"floats {s}", floats(*s)) for s in SHAPES],
    *[shown(f"ints {s}", ints(*s, low=-100, high=100)) for s in SHAPES],
    *[shown(f"bools {s}", bools(*s)) for s in SHAPES],
    *[shown(d, bools(2, 3) if d == "bool" else ints(2, 3, low=0).astype(d)) for d in ALL_DTYPES],
    *[shown(f"empty {d}", np.zeros(0, dtype=d)) for d in ALL_DTYPES],
    *[shown(label, np.array(values, dtype=F)) for label, values in VALUES.items()],
    *[shown(f"0-d {label}", np.array(values[0], dtype=F)) for label, values in VALUES.items()],
    *[shown(f"half {n}", np.array(VALUES[n], dtype="float16")) for n in ("whole", "fractions", "nan")],
    shown("1000", np.arange(1000)),
    shown("1001", np.arange(1001)),
    shown("1001 floats", np.arange(1001, dtype=F) / 7),
    shown("summary of a matrix", floats(40, 50)),
    shown("summary of rows", floats(3, 500)),
    shown("summary of a stack", ints(11, 12, 13)),
    shown("summary hides the large", np.where(np.arange(2000) == 1000, F(1e9), F(1.5))),
    shown("summary, narrow", floats(500, 4)),
    optioned("precision", floats(3), precision=2),
    optioned("edgeitems", floats(40, 50), edgeitems=2),
    optioned("threshold", np.arange(10), threshold=5),
    optioned("linewidth", floats(20), linewidth=40),
    optioned("sci_mode", floats(3), sci_mode=True),
    optioned("no sci_mode", np.array([1e-5, 1.0], dtype=F), sci_mode=False),
    optioned("profile", floats(30, 40), profile="short"),
    optioned("full", np.arange(1100), profile="full"),
    *plain("set_printoptions", round_trip),
    *plain("Tensor.grad_fn", *[lambda t, make=make: str(make(t)) for make in GRADS]),
]
