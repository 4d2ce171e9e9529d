"""Choosing, clamping and mixing beside PyTorch."""

import numpy as np
from case import ALL_DTYPES, Case, bools, floats, ints, strided, unary

SPECIALS = np.array([0, -0.0, 1, np.inf, -np.inf, np.nan, 2], "float32")
SHAPES = [
    ((2, 3), (2, 3), (2, 3)),
    ((3,), (2, 1), (1,)),
    ((), (2, 3), ()),
    ((2, 3), (), ()),
    ((0, 3), (3,), (0, 1)),
    ((2, 1, 4), (3, 1), (4,)),
]

WHERE = [
    *[
        Case(
            "where",
            lambda t, c, a, b: (t.where(c, a, b), a.where(c, b)),
            (np.asarray(bools(*c)), floats(*a), floats(*b)),
            double=True,
            label=f"{c} {a} {b}",
            also=("Tensor.where",),
        )
        for c, a, b in SHAPES
    ],
    *[
        Case(
            "where",
            lambda t, c, a, b: t.where(c, a, b),
            (bools(2, 3), floats(2, 3).astype(one), floats(2, 3).astype(other)),
            grad=False,
            label=f"{one} {other}",
        )
        for one in ("float32", "float16", "int64", "bool")
        for other in ("float64", "int8", "uint8", "bool")
    ],
    *[
        Case(
            "where",
            lambda t, c, x, n=n: (t.where(c, x, n), t.where(c, n, x), t.where(c, n, 1)),
            (bools(3), x),
            label=f"{x.dtype} {n}",
        )
        for x in (floats(3), ints(3), floats(3, dtype="float16"), bools(3))
        for n in (2, 2.5, True, float("nan"))
    ],
    Case("where", lambda t, c, x: t.where(c, x, t.tensor(2.5)), (bools(3), ints(3))),
    Case(
        "where",
        lambda t, c, a, b: t.where(c, a, b),
        (strided(bools(3, 4)), strided(floats(3, 4)), floats(3, 4)),
        label="strided",
    ),
    Case("where", lambda t, c: t.where(c), (bools(3, 4),), label="condition alone"),
]

FILL = [
    *[
        Case(
            "masked_fill",
            lambda t, x, m, n=n: (t.masked_fill(x, m, n), x.masked_fill(m, n)),
            (x, m),
            double=x.dtype.kind == "f",
            label=f"{x.dtype} {x.shape} {m.shape} {n}",
            also=("Tensor.masked_fill",),
        )
        for x in (floats(2, 3), ints(2, 3), floats(2, 3, dtype="float64"))
        for m in (bools(2, 3), bools(3), bools(2, 1), np.asarray(bools()))
        for n in (0, 1.5, -7)
    ],
    Case(
        "masked_fill",
        lambda t, x, m, v: t.masked_fill(x, m, v),
        (floats(2, 3), bools(2, 3), floats()),
        double=True,
        label="0-d value",
    ),
    Case("masked_fill", lambda t, x, m: t.masked_fill(x, m, t.tensor(1.5)), (ints(2, 3), bools(2, 3))),
    Case("masked_fill", lambda t, x, m: t.masked_fill(x, m, float("-inf")), (floats(4, 4), bools(4, 4))),
    Case("masked_fill", lambda t, x, m: t.masked_fill(x, m, 1), (bools(3), bools(2, 3))),
    Case("masked_fill", lambda t, x, m: t.masked_fill(x, m, -1), (ints(3, low=0, dtype="uint8"), bools(3))),
    Case("masked_fill", lambda t, x, m: t.masked_fill(x, m, 1), (floats(0, 3), bools(3)), label="empty"),
]

BOUNDS = [{"min": 0}, {"max": 0}, {"min": -1, "max": 1}, {"min": 0.5}, {"min": -0.5, "max": 0.5}, {"min": 2, "max": -1}]
CLAMP = [
    *[
        Case(
            "clamp",
            lambda t, x, b=b: (t.clamp(x, **b), x.clip(**b), t.clip(x, **b), x.clamp(**b)),
            (x,),
            double=x.dtype.kind == "f",
            label=f"{x.dtype}{x.shape} {b}",
            also=("clip", "Tensor.clamp", "Tensor.clip"),
        )
        for x in (floats(2, 3), floats(), floats(0), ints(2, 3), ints(3, dtype="int8"), SPECIALS[2:3], bools(3))
        for b in BOUNDS
    ],
    Case(
        "clamp",
        lambda t, x: (t.clamp(x, 0, 1), t.clamp(x, float("nan")), x.clamp(max=float("inf"))),
        (SPECIALS,),
        grad=False,
        label="specials",
    ),
    *[
        Case(
            "clamp",
            lambda t, x, a, b: (t.clamp(x, a, b), x.clamp(min=a), x.clamp(max=b), t.clamp(x, b, a)),
            arrays,
            double=True,
            label=f"tensors {[a.shape for a in arrays]}",
        )
        for arrays in (
            (floats(2, 3), floats(2, 3), floats(2, 3)),
            (floats(2, 3), floats(2, 1), floats()),
            (floats(0, 3), floats(3), floats(1)),
        )
    ],
    Case("clamp", lambda t, x, a, b: t.clamp(x, a, b), (ints(2, 3), ints(3), floats(2, 1))),
    Case("clamp", lambda t, x, a: t.clamp(x, t.tensor(0.5)), (ints(3), floats(3)), grad=False),
    *[
        Case(
            "clamp_min",
            lambda t, x, n=n: (t.clamp_min(x, n), x.clamp_min(n), t.clamp_max(x, n), x.clamp_max(n)),
            (x,),
            label=f"{x.dtype} {n}",
            also=("clamp_max", "Tensor.clamp_min", "Tensor.clamp_max"),
        )
        for x in (floats(2, 3), ints(2, 3))
        for n in (0, 0.5)
    ],
    Case("clamp_min", lambda t, x, a: (t.clamp_min(x, a), t.clamp_max(x, a)), (floats(2, 3), floats(3)), double=True),
    *unary(
        "nan_to_num",
        lambda t, x: (t.nan_to_num(x), x.nan_to_num(1, 2, 3)),
        dtypes=ALL_DTYPES,
        also=("Tensor.nan_to_num",),
    ),
    *[
        Case("nan_to_num", lambda t, x, o=o: t.nan_to_num(x, **o), (SPECIALS.astype(kind),), label=f"{kind} {o}")
        for kind in ("float32", "float64", "float16")
        for o in ({}, {"nan": 1.0}, {"posinf": 5.0, "neginf": -5.0})
    ],
]

MIXING = [
    *[
        case
        for a, b, c in SHAPES
        for case in [
            Case(
                "lerp",
                lambda t, x, y, w: (t.lerp(x, y, w), x.lerp(y, w)),
                (floats(*a), floats(*b), floats(*c)),
                double=True,
                label=f"{a} {b} {c}",
                also=("Tensor.lerp",),
            ),
            Case(
                "addcmul",
                lambda t, x, y, z: (t.addcmul(x, y, z), x.addcmul(y, z, value=0.5)),
                (floats(*a), floats(*b), floats(*c)),
                double=True,
                label=f"{a} {b} {c}",
                also=("Tensor.addcmul",),
            ),
            Case(
                "addcdiv",
                lambda t, x, y, z: (t.addcdiv(x, y, z), x.addcdiv(y, z, value=-2)),
                (floats(*a), floats(*b), floats(*c, low=0.5)),
                double=True,
                label=f"{a} {b} {c}",
                also=("Tensor.addcdiv",),
                rtol=1e-4,
                atol=1e-5,
            ),
        ]
    ],
    *[
        Case(
            "lerp",
            lambda t, x, y, w=w: t.lerp(x, y, w),
            (floats(2, 3, dtype=kind), floats(3, dtype=kind)),
            double=True,
            label=f"{kind} {w}",
        )
        for kind in ("float32", "float64")
        for w in (0, 0.25, 0.5, 0.75, 1, -1.5, 2)
    ],
    Case("addcmul", lambda t, x, y, z: t.addcmul(x, y, z, value=2), (ints(3), ints(3), ints(2, 1))),
    Case(
        "addcmul",
        lambda t, x, y, z: t.addcmul(x, y, z, value=2),
        (ints(3, dtype="uint8", low=0), ints(3, dtype="uint8", low=0), ints(2, 1, dtype="uint8", low=0)),
    ),
    Case(
        "addcmul",
        lambda t, x, y, z: (t.addcmul(x, y, z, value=0.5), t.addcdiv(x, y, z + 10)),
        (floats(3), ints(3), floats(3, dtype="float64")),
        grad=False,
    ),
    Case(
        "addcdiv", lambda t, x, y: t.addcdiv(x, x, y), (floats(3), np.zeros(3, "float32")), grad=False, label="by zero"
    ),
]

CASES = [*WHERE, *FILL, *CLAMP, *MIXING]
