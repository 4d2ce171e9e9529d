"""Order, choice and counting beside PyTorch."""

import math

import numpy as np
from case import ALL_DTYPES, FLOATS, Case, bools, floats, ints, strided

NAN, INF = math.nan, math.inf
NUMBERS = tuple(dtype for dtype in ALL_DTYPES if dtype != "bool")


def distinct(dtype, *shape):
    """Different numbers in a scrambled order, so that positions are unique."""
    order = np.random.default_rng(7).permutation(math.prod(shape)).reshape(shape)
    return (order if "int" in dtype else order / 4 - 1).astype(dtype)


def along(name, run, *, dtypes=NUMBERS, empty=True, grad=True, method=True):
    """Cases for `run(t, x, dim)`: every dim, strided, 0-d and empty inputs, every dtype."""
    also = (f"Tensor.{name}",) if method else ()
    arrays = {"scalar": floats(), "strided": strided(floats(3, 4)), "one": floats(1)}
    if empty:
        arrays |= {"empty line": floats(2, 0), "no lines": floats(0, 2)}
    return [
        *[
            Case(name, lambda t, x, d=dim: run(t, x, d), (floats(2, 3, 4),), grad=grad, label=f"dim {dim}", also=also)
            for dim in (0, 1, -1, -3)
        ],
        *[Case(name, lambda t, x: run(t, x, -1), (a,), grad=grad, label=label) for label, a in arrays.items()],
        *[
            Case(name, lambda t, x: run(t, x, 0), (distinct(d, 4, 3),), grad=grad and d in FLOATS, label=d)
            for d in dtypes
        ],
        Case(name, lambda t, x: run(t, x, 0), (floats(4, 3),), grad=grad, double=False, label="gradient"),
    ]


def squared(pair, *rest):
    """Values squared, so that there is a second derivative, and the positions."""
    return (pair[0] * pair[0], pair[1], *rest)


BROKEN = np.array([[NAN, 1.0, 2.0, NAN], [INF, -INF, 0.0, 1.0], [3.0, NAN, -1.0, 2.0]], "float32")
TIES = np.array([[2, 5, 2, 5, 1], [1, 1, 1, 1, 1]], "int64")

ORDERED = [
    *along("sort", lambda t, x, d: t.sort(x, d)),
    *along("sort", lambda t, x, d: x.sort(dim=d, descending=True)),
    Case("sort", lambda t, x: squared(x.sort(0)), (floats(4, 3),), double=True, label="second"),
    Case("sort", lambda t, x: t.sort(x, dim=1, stable=True), (TIES,), label="ties"),
    Case("sort", lambda t, x: t.sort(x, dim=1, descending=True, stable=True), (TIES,), label="ties, descending"),
    Case("sort", lambda t, x: (x.sort(), x.sort(descending=True)), (BROKEN,), grad=False, label="NaN"),
    Case("sort", lambda t, x: x.sort(dim=0, stable=True), (bools(4, 3),), label="bool"),
    Case("sort", lambda t, x: repr(x.sort()), (ints(3),), label="repr"),
    *along("argsort", lambda t, x, d: t.argsort(x, d), grad=False),
    *along("argsort", lambda t, x, d: x.argsort(d, True), grad=False),
    Case("argsort", lambda t, x: t.argsort(x, dim=1, stable=True), (TIES,), label="ties"),
    *[
        Case("msort", lambda t, x: t.msort(x), (floats(*s),), label=f"{s}", also=("Tensor.msort",))
        for s in ((), (3,), (3, 4))
    ],
    *along("topk", lambda t, x, d: t.topk(x, min(1, x.shape[d] if x.ndim else 1), d)),
    *[Case("topk", lambda t, x: x.topk(0), (floats(*s),), label=f"none of {s}") for s in ((3,), (2, 3), (2, 0))],
    *[
        Case(
            "topk",
            lambda t, x, k=k, g=largest: squared(x.topk(k, dim=0, largest=g)),
            (floats(30, 2, dtype="float64"),),
            double=True,
            label=f"{k}, {largest}",
        )
        for k in (1, 3, 30)
        for largest in (True, False)
    ],
    Case("topk", lambda t, x: x.topk(3, sorted=True), (ints(3, 40, low=-999, high=999),), label="long"),
    Case("topk", lambda t, x: (x.topk(3)[0], x.topk(1, largest=False)[0]), (BROKEN,), grad=False, label="NaN"),
    Case("topk", lambda t, x: x.topk(2, 1)[0], (TIES,), label="ties"),
    *along("kthvalue", lambda t, x, d: t.kthvalue(x, 1, d), empty=False),
    *along("kthvalue", lambda t, x, d: x.kthvalue(1, d, True), empty=False),
    Case("kthvalue", lambda t, x: squared(x.kthvalue(3, 0)), (floats(4, 3),), double=True, label="second"),
    Case("kthvalue", lambda t, x: x.kthvalue(3)[0], (BROKEN,), grad=False, label="NaN"),
    Case("kthvalue", lambda t, x: x.kthvalue(1, 1), (floats(0, 2),), label="no lines"),
    *along("median", lambda t, x, d: t.median(x, d), empty=False),
    *along("median", lambda t, x, d: x.median(d, keepdim=True), empty=False),
    *[
        Case("median", lambda t, x: x.median(), (distinct(dtype, 4, 3),), grad=dtype in FLOATS, label=f"all, {dtype}")
        for dtype in NUMBERS
    ],
    *[Case("median", lambda t, x: t.median(x), (floats(*s),), label=f"all {s}") for s in ((), (5,), (0,), (2, 3, 4))],
    Case("median", lambda t, x: squared(x.median(0)), (floats(4, 3),), double=True, label="second"),
    Case("median", lambda t, x: x.median() * x.median(), (floats(4, 3),), double=True, label="second, all"),
    Case("median", lambda t, x: (x.median(1), x.median()), (BROKEN,), label="NaN"),
    Case("median", lambda t, x: (x.median(1)[0], x.median()), (TIES,), label="ties"),
    Case("median", lambda t, x: x.median(), (np.array([2.0, 2.0, 1.0, 3.0]),), label="ties, gradient"),
    Case("median", lambda t, x: x.median(), (ints(0),), label="nothing of integers"),
]

REPEATS = np.array([[3, 1, 3], [2, 2, 1]])
ROWS = np.array([[1, 2, 3], [0, 5, 0], [1, 2, 3], [1, 2, 0]])

COUNTED = [
    *[
        Case(
            "unique",
            lambda t, x: (t.unique(x), x.unique(return_inverse=True), t.unique(x, True, True, True)),
            (REPEATS.astype(dtype),),
            grad=False,
            label=dtype,
            also=("Tensor.unique",),
        )
        for dtype in ALL_DTYPES
    ],
    *[
        Case(
            "unique",
            lambda t, x, d=dim: t.unique(x, dim=d, return_inverse=True, return_counts=True),
            (ROWS,),
            label=f"{dim}",
        )
        for dim in (0, 1, -1)
    ],
    Case(
        "unique",
        lambda t, x: t.unique(x, dim=0),
        (ROWS.astype("float32")[:, :, None] * [1.0, 2.0],),
        grad=False,
        label="3-d",
    ),
    *[
        Case("unique", lambda t, x: t.unique(x, True, True, True), (np.array(v, "float32"),), grad=False, label=f"{v}")
        for v in (3.0, [], [[1.0, NAN, NAN, 0.0]], [0.0, -0.0, INF, -INF])
    ],
    Case(
        "unique", lambda t, x: t.unique(x, dim=1, return_counts=True), (floats(2, 0, 3),), grad=False, label="empty dim"
    ),
    *[
        Case("bincount", lambda t, x: (t.bincount(x), x.bincount(minlength=9)), (ints(5, low=0, dtype=d),), label=d)
        for d in NUMBERS
        if "int" in d
    ],
    Case("bincount", lambda t, x: t.bincount(x, minlength=3), (ints(0),), label="empty", also=("Tensor.bincount",)),
    *[
        Case(
            "bincount",
            lambda t, x, w: t.bincount(x, w),
            (ints(5, low=0), of.astype(d)),
            grad=False,
            label=f"weights {d}",
        )
        for d in ("float32", "float64", "float16", "int64", "int32")
        for of in (ints(5),)
    ],
    *[
        Case(
            "searchsorted",
            lambda t, s, x, r=right: (t.searchsorted(s, x, right=r), t.bucketize(x, s, right=r)),
            (np.array([1.0, 3.0, 3.0, 5.0]), np.array([[3.0, 4.0], [0.0, NAN], [9.0, INF]])),
            grad=False,
            label=f"right {right}",
            also=("bucketize",),
        )
        for right in (False, True)
    ],
    Case("searchsorted", lambda t, s: t.searchsorted(s, 3), (np.array([1, 3, 5]),), label="number"),
    Case(
        "bucketize",
        lambda t, s: t.bucketize(3.5, s, out_int32=True),
        (np.array([1.0, 3.0, 5.0]),),
        grad=False,
        label="number",
    ),
    Case(
        "searchsorted",
        lambda t, s, x: (t.searchsorted(s, x), t.searchsorted(s, x, side="right", out_int32=True)),
        (np.array([[1, 3, 5], [2, 4, 6]]), np.array([[3, 0], [4, 7]])),
        label="rows",
    ),
    Case("searchsorted", lambda t, s, x: t.searchsorted(s, x), (ints(0), ints(2, 3)), label="empty sequence"),
    Case(
        "searchsorted", lambda t, s, x: t.searchsorted(s, x), (np.array([1.5, 2.5]), ints(0)), label="empty", grad=False
    ),
]

CASES = [*ORDERED, *COUNTED]
