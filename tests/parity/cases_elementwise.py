"""Functions of calculus and rounding beside PyTorch."""

import numpy as np
from case import ALL_DTYPES, Case, binary, floats, ints, unary

NUMBERS = tuple(d for d in ALL_DTYPES if d != "bool")
EDGES = np.array([0, -0.0, 0.5, -0.5, 1, -1, 2, -2, 100, -100, 1e4, -1e4, np.inf, -np.inf, np.nan], "float32")

DOMAINS = {
    "exp": (-2, 2),
    "exp2": (-2, 2),
    "expm1": (-2, 2),
    "log": (0.1, 2),
    "log2": (0.1, 2),
    "log10": (0.1, 2),
    "log1p": (-0.9, 2),
    "sqrt": (0.1, 2),
    "rsqrt": (0.1, 2),
    "sin": (-2, 2),
    "cos": (-2, 2),
    "tan": (-1, 1),
    "asin": (-0.9, 0.9),
    "acos": (-0.9, 0.9),
    "atan": (-2, 2),
    "sinh": (-2, 2),
    "cosh": (-2, 2),
    "asinh": (-2, 2),
    "acosh": (1.1, 3),
    "atanh": (-0.9, 0.9),
    "erf": (-3, 3),
}

CALCULUS = [
    case
    for name, (low, high) in DOMAINS.items()
    for case in [
        *unary(
            name,
            lambda t, x, n=name: getattr(t, n)(x),
            low=low,
            high=high,
            dtypes=ALL_DTYPES,
            also=(f"Tensor.{name}",),
            rtol=2e-5,
            atol=2e-6,
        ),
        Case(name, lambda t, x, n=name: getattr(x, n)(), (EDGES,), grad=False, label="edges", rtol=2e-5),
        Case(name, lambda t, x, n=name: getattr(x, n)(), (EDGES.astype("float64"),), grad=False, label="edges float64"),
    ]
]

OF_TWO = [
    *binary("atan2", lambda t, a, b: t.atan2(a, b), low=0.3, also=("Tensor.atan2",)),
    *binary(
        "hypot",
        lambda t, a, b: a.hypot(b),
        low=0.3,
        pairs=(("float32", "float64"), ("float32", "int64")),
        also=("Tensor.hypot",),
    ),
    Case(
        "atan2",
        lambda t, a, b: (t.atan2(a, b), t.hypot(a, b)),
        (EDGES.repeat(15), np.tile(EDGES, 15)),
        grad=False,
        label="edges",
    ),
]

HALVES = np.array([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 1e10, np.inf, np.nan], "float32")
ROUNDING = [
    *[
        case
        for name in ("floor", "ceil", "trunc", "round")
        for case in [
            *unary(name, lambda t, x, n=name: getattr(t, n)(x), dtypes=NUMBERS, also=(f"Tensor.{name}",)),
            Case(name, lambda t, x, n=name: getattr(x, n)(), (HALVES,), grad=False, label="halves"),
        ]
    ],
    *[
        Case(
            "round",
            lambda t, x, d=d: (t.round(x, decimals=d), x.round(decimals=d)),
            (floats(2, 5, low=-300, high=300, dtype=kind),),
            label=f"{d} {kind}",
            rtol=1e-4 if kind == "float32" else 1e-9,
        )
        for d in (1, 2, -1, -2, 0)
        for kind in ("float32", "float64")
    ],
    *unary("frac", lambda t, x: (t.frac(x), x.frac()), dtypes=("float32", "float64", "float16"), also=("Tensor.frac",)),
    Case("frac", lambda t, x: x.frac(), (EDGES,), grad=False, label="edges"),
    *unary("sign", lambda t, x: (t.sign(x), x.sign()), dtypes=ALL_DTYPES, also=("Tensor.sign",)),
    Case("sign", lambda t, x: x.sign(), (EDGES,), grad=False, label="edges"),
    Case("floor", lambda t, x: (x.floor() is x, x.floor()), (ints(3),), label="copies whole numbers"),
]

CASES = [*CALCULUS, *OF_TWO, *ROUNDING]
