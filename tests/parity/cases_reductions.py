"""Sums, extremes, spreads, norms and running totals beside PyTorch."""

import math

import numpy as np
from case import ALL_DTYPES, FLOATS, Case, bools, floats, ints, strided, unary

NAN, INF = math.nan, math.inf
NUMBERS = tuple(dtype for dtype in ALL_DTYPES if dtype != "bool")
CUBE = (2, 3, 4)


def of_dtype(dtype, *shape):
    """Small numbers of one dtype; floats far enough apart that float16 keeps them different."""
    if dtype == "bool":
        return bools(*shape)
    if "int" in dtype:
        return ints(*shape, low=0 if dtype == "uint8" else -5, dtype=dtype)
    return (np.random.default_rng(7).permutation(math.prod(shape)).reshape(shape) / 4 - 1).astype(dtype)


def each_dtype(name, run, dtypes=ALL_DTYPES, grad=True, **options):
    """One case for each dtype; gradients for the wide floats."""
    return [
        Case(
            name,
            run,
            (of_dtype(dtype, 3, 4),),
            grad=grad and dtype in FLOATS,
            label=dtype,
            **{"rtol": 2e-3, "atol": 2e-3, **options} if dtype == "float16" else options,
        )
        for dtype in dtypes
    ]


def over_dims(name, run, *, several=True, empty=True, grad=True, double=True, **options):
    """Cases for `run(t, x, dim, keepdim)`: every dim, negative ones, several at once, strided and empty inputs."""
    dims = [0, 1, -1, -3, *([(0, 2), (-1, 1), (0, 1, 2)] if several else [])]
    cases = [
        Case(
            name,
            lambda t, x, d=dim, k=keepdim: run(t, x, d, k),
            (floats(*CUBE),),
            grad=grad,
            double=double,
            label=f"dim {dim}, keepdim {keepdim}",
            **options,
        )
        for dim in dims
        for keepdim in (False, True)
    ]
    arrays = {"scalar": floats(), "strided": strided(floats(3, 4)), "kept empty": floats(2, 0, 3)}
    cases += [  # the gradient of one element is often a constant, which has no derivative to compare
        Case(name, lambda t, x: run(t, x, 0, False), (array,), grad=grad, double=double and array.size > 1, label=label)
        for label, array in arrays.items()
    ]
    if empty:
        cases.append(Case(name, lambda t, x: run(t, x, 1, True), (floats(2, 0, 3),), grad=grad, label="of nothing"))
    return cases


def special(name, run, *, double=False, rows=None):
    """NaN and infinities, each row a line of its own."""
    rows = rows or [[1.0, NAN, 3.0], [INF, 1.0, 2.0], [-INF, 1.0, 2.0], [INF, -INF, 0.0], [NAN, NAN, NAN]]
    return Case(name, run, (np.array(rows, dtype="float32"),), grad=double, double=double, label="NaN and infinity")


SUMS = [
    *unary("sum", lambda t, x: t.sum(x), dtypes=ALL_DTYPES, also=("Tensor.sum",)),
    *over_dims("sum", lambda t, x, d, k: x.sum(d, keepdim=k)),
    *unary("mean", lambda t, x: t.mean(x), also=("Tensor.mean",), dtypes=(*FLOATS, "float16")),
    *over_dims("mean", lambda t, x, d, k: x.mean(d, k)),
    *unary("nansum", lambda t, x: t.nansum(x), dtypes=ALL_DTYPES, also=("Tensor.nansum",)),
    *over_dims("nansum", lambda t, x, d, k: x.nansum(d, keepdim=k)),
    *over_dims("nanmean", lambda t, x, d, k: t.nanmean(x, d, k)),
    *unary("nanmean", lambda t, x: x.nanmean(), also=("Tensor.nanmean",)),
    *[special(name, lambda t, x, n=name: getattr(t, n)(x, 1)) for name in ("sum", "mean", "nansum", "nanmean", "prod")],
    Case("nansum", lambda t, x: x.nansum(1), (np.array([[1, NAN], [3, 4]], "float32"),), double=True, label="gradient"),
    Case("nanmean", lambda t, x: x.nanmean(1), (np.array([[1, NAN], [3, 4]], "float32"),), double=True, label="NaN"),
    *[
        Case(name, lambda t, x, n=name: getattr(t, n)(x, dtype=t.float64), (ints(2, 3, dtype="int32"),), label="dtype")
        for name in ("sum", "mean", "nansum", "prod")
    ],
    Case("sum", lambda t, x: x.sum(0, dtype=t.float64), (floats(2, 3),), double=True, label="dtype with gradient"),
    Case("sum", lambda t, x: (x.sum(dim=()), x.sum([]), x.sum(dim=None)), (floats(2, 3),), label="no dims"),
    *each_dtype("prod", lambda t, x: (x.prod(), t.prod(x, 0)), also=("Tensor.prod",)),
    *[
        Case("prod", lambda t, x: t.prod(x), (floats(*shape),), double=True, label=f"shape {shape}")
        for shape in ((5,), (0,), (2, 0, 3), CUBE)
    ],
    *over_dims("prod", lambda t, x, d, k: x.prod(d, k), several=False),
    *[
        Case(
            "prod", lambda t, x: (x.prod(), x.prod(1)), (np.array(rows, "float64"),), double=True, label=f"zeros {rows}"
        )
        for rows in ([[2.0, 0.0, 3.0], [1.0, 4.0, 5.0]], [[2.0, 0.0, 0.0], [0.0, 4.0, 5.0]], [[0.0], [3.0]])
    ],
]

TRUTH = [
    case
    for name in ("any", "all")
    for case in (
        *each_dtype(
            name, lambda t, x, n=name: (getattr(t, n)(x), getattr(x, n)(0)), grad=False, also=(f"Tensor.{name}",)
        ),
        Case(name, lambda t, x, n=name: getattr(x, n)(), (floats(2, 0),), grad=False, label="all of nothing"),
        *over_dims(name, lambda t, x, d, k, n=name: getattr(x, n)(d, k), grad=False),
        special(name, lambda t, x, n=name: getattr(x, n)(1)),
    )
] + [
    *each_dtype(
        "count_nonzero",
        lambda t, x: (t.count_nonzero(x), x.count_nonzero(0)),
        grad=False,
        also=("Tensor.count_nonzero",),
    ),
    *over_dims("count_nonzero", lambda t, x, d, k: x.count_nonzero(d), grad=False),
    special("count_nonzero", lambda t, x: x.count_nonzero(1)),
]

TIES = np.array([[2.0, 5.0, 5.0], [1.0, 1.0, 1.0], [-0.0, 0.0, -1.0]], "float32")

EXTREMES = (
    [
        case
        for name in ("amax", "amin")
        for case in (
            *over_dims(name, lambda t, x, d, k, n=name: getattr(t, n)(x, d, k), empty=False),
            *each_dtype(name, lambda t, x, n=name: (getattr(x, n)(), getattr(x, n)(0)), also=(f"Tensor.{name}",)),
            Case(name, lambda t, x, n=name: (getattr(x, n)(), getattr(x, n)(1)), (TIES,), label="ties"),
            special(name, lambda t, x, n=name: getattr(x, n)(1), double=True),
        )
    ]
    + [
        case
        for name in ("max", "min")
        for case in (
            *over_dims(name, lambda t, x, d, k, n=name: getattr(t, n)(x, d, k), several=False, empty=False),
            *each_dtype(name, lambda t, x, n=name: (getattr(x, n)(), getattr(x, n)(0)), also=(f"Tensor.{name}",)),
            Case(
                name, lambda t, x, n=name: (getattr(x, n)(), getattr(x, n)(dim=1, keepdim=True)), (TIES,), label="ties"
            ),
            special(name, lambda t, x, n=name: getattr(x, n)(1), double=True),
            Case(
                name,
                lambda t, x, y, n=name: (getattr(t, n)(x, y), getattr(x, n)(other=y)),
                (floats(2, 3), floats(3)),
                double=True,
                label="two tensors",
            ),
            Case(name, lambda t, x, n=name: repr(getattr(x, n)(1)), (ints(2, 2),), label="repr"),
            Case(name, lambda t, x, n=name: getattr(x, n)(1).values, (floats(2, 2),), label="by name"),
        )
    ]
    + [
        case
        for name in ("argmax", "argmin")
        for case in (
            *over_dims(name, lambda t, x, d, k, n=name: getattr(t, n)(x, d, k), several=False, empty=False, grad=False),
            *each_dtype(
                name,
                lambda t, x, n=name: (getattr(x, n)(), getattr(x, n)(0)),
                NUMBERS,
                grad=False,
                also=(f"Tensor.{name}",),
            ),
            Case(
                name,
                lambda t, x, n=name: (getattr(x, n)(), getattr(x, n)(keepdim=True)),
                (TIES,),
                grad=False,
                label="ties",
            ),
            special(name, lambda t, x, n=name: (getattr(x, n)(1), getattr(x, n)())),
        )
    ]
    + [
        *over_dims("aminmax", lambda t, x, d, k: t.aminmax(x, dim=d, keepdim=k), several=False, empty=False),
        *each_dtype("aminmax", lambda t, x: tuple(x.aminmax()), also=("Tensor.aminmax",)),
        Case("aminmax", lambda t, x: repr(x.aminmax()), (ints(2, 2),), label="repr"),
    ]
)

SPREADS = [
    case
    for name in ("var", "std")
    for case in (
        *over_dims(name, lambda t, x, d, k, n=name: getattr(t, n)(x, d, keepdim=k)),
        *each_dtype(
            name,
            lambda t, x, n=name: (getattr(x, n)(), getattr(x, n)(0)),
            (*FLOATS, "float16"),
            also=(f"Tensor.{name}",),
        ),
        special(name, lambda t, x, n=name: getattr(x, n)(1)),
        Case(
            name,
            lambda t, x, n=name: (
                getattr(x, n)(False),
                getattr(x, n)(unbiased=False),
                getattr(x, n)(0, False),
                getattr(x, n)(dim=(0, 1), correction=0),
                getattr(x, n)(1, correction=2, keepdim=True),
                getattr(x, n)(correction=2.5),
                getattr(t, n)(x, 1, True, True),
            ),
            (floats(3, 4, dtype="float64"),),
            double=True,
            label="corrections",
        ),
        Case(
            name,
            lambda t, x, n=name: (getattr(x, n)(0), getattr(x, n)(1, correction=3), getattr(x, n)(1, correction=9)),
            (floats(1, 3),),
            grad=False,
            label="too few",
        ),
        Case(name, lambda t, x, n=name: getattr(t, n + "_mean")(x, 0, False, True), (floats(3, 4),), label="pair"),
    )
] + [
    Case("std", lambda t, x: x.std(1), (np.array([[2, 2, 2], [1, 2, 3]], "float64"),), double=True, label="equal"),
    Case("var", lambda t, x: x.var(1), (np.array([[2, 2, 2], [1, 2, 3]], "float64"),), double=True, label="equal"),
    *over_dims("var_mean", lambda t, x, d, k: t.var_mean(x, d, keepdim=k)),
    *over_dims("std_mean", lambda t, x, d, k: t.std_mean(x, d, keepdim=k)),
    Case("var_mean", lambda t, x: (t.var_mean(x), t.var_mean(x, False)), (floats(3, 4),), double=True, label="all"),
    Case("std_mean", lambda t, x: (t.std_mean(x), t.std_mean(x, False)), (floats(3, 4),), double=True, label="all"),
    *over_dims("logsumexp", lambda t, x, d, k: t.logsumexp(x, d, k)),
    *each_dtype("logsumexp", lambda t, x: x.logsumexp(1), also=("Tensor.logsumexp",)),
    special("logsumexp", lambda t, x: x.logsumexp(1)),
    special("logsumexp", lambda t, x: x.logsumexp(1), double=True, rows=[[-INF, -INF], [1.0, -INF], [800.0, -800.0]]),
]

ORDERS = (2, 1, 3, 0.5, 1.5, -1, -2.5, INF, -INF, 0)
NORMS = [
    *over_dims("norm", lambda t, x, d, k: t.norm(x, dim=d, keepdim=k), several=False),
    *each_dtype("norm", lambda t, x: (x.norm(), x.norm(1), x.norm(3, 0)), (*FLOATS, "float16"), also=("Tensor.norm",)),
    *[
        Case(
            "norm",
            lambda t, x, p=p: (x.norm(p), t.norm(x, p, 1), t.norm(x, p=p, dim=(0, 2), keepdim=True)),
            (floats(2, 3, 4, dtype="float64"),),
            double=p not in (0, 1, INF, -INF),
            label=f"p {p}",
        )
        for p in ORDERS
    ],
    *[
        Case(
            "norm",
            lambda t, x, p=p: x.norm(p, 1),
            (np.array([[0, 3, 4, -4], [0, 0, 0, 0]], "float64"),),
            label=f"0, {p}",
        )
        for p in ORDERS
    ],
    *[special("norm", lambda t, x, p=p: x.norm(p, 1)) for p in ORDERS],
    Case("norm", lambda t, x: x.norm(2, 1), (np.zeros((2, 3), "float64"),), label="at 0"),
    Case("norm", lambda t, x: (x.norm("fro"), t.norm(x, "fro", (0, 1))), (floats(3, 4),), double=True, label="fro"),
    Case("norm", lambda t, x: x.norm(dtype=t.float64), (floats(3, 4),), label="dtype"),
    Case(
        "norm", lambda t, x: (x.norm(), x.norm(1), x.norm(0), x.norm(3)), (floats(0),), grad=False, label="of nothing"
    ),
]

RUNNING = [
    case
    for name in ("cumsum", "cumprod", "cummax", "cummin")
    for case in (
        *over_dims(name, lambda t, x, d, k, n=name: getattr(t, n)(x, d), several=False, double="m" not in name[3:]),
        *each_dtype(name, lambda t, x, n=name: getattr(x, n)(1), also=(f"Tensor.{name}",)),
        special(name, lambda t, x, n=name: getattr(x, n)(1)),
        Case(name, lambda t, x, n=name: getattr(x, n)(1), (TIES,), label="ties and zeros"),
    )
] + [
    Case("cumsum", lambda t, x: x.cumsum(0, dtype=t.float64), (ints(3, dtype="int32"),), label="dtype"),
    Case("cumprod", lambda t, x: x.cumprod(0, dtype=t.float64), (ints(3, dtype="int32"),), label="dtype"),
    Case("cummax", lambda t, x: repr(x.cummax(0)), (ints(3),), label="repr"),
    *[
        Case("cumprod", lambda t, x: x.cumprod(1), (np.array(rows, "float64"),), double=True, label=f"zeros {rows}")
        for rows in ([[2.0, 0.0, 3.0, 4.0]], [[2.0, 0.0, 3.0, 0.0], [0.0, 4.0, 5.0, 6.0]], [[0.0, 0.0, 3.0, 2.0]])
    ],
]

CASES = [*SUMS, *TRUTH, *EXTREMES, *SPREADS, *NORMS, *RUNNING]
