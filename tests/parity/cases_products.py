"""Products of vectors, matrices and stacks beside PyTorch."""

import math

import numpy as np
from case import Case, floats, ints, strided

DTYPES = ("float32", "float64", "float16", "int64", "int32", "int16", "int8", "uint8")


def of_dtype(dtype, *shape):
    return (
        floats(*shape, dtype=dtype)
        if "float" in dtype
        else ints(*shape, low=0 if dtype == "uint8" else -5, dtype=dtype)
    )


def each_dtype(name, run, *shapes, **options):
    return [
        Case(
            name,
            run,
            tuple(of_dtype(dtype, *shape) for shape in shapes),
            grad=dtype in ("float32", "float64"),
            label=dtype,
            **{"rtol": 5e-3, "atol": 5e-3, **options} if dtype == "float16" else options,
        )
        for dtype in DTYPES
    ]


def shapes(name, run, pairs, **options):
    """A case with second derivatives for each group of shapes."""
    return [
        Case(name, run, tuple(floats(*s, dtype="float64") for s in group), double=True, label=f"{group}", **options)
        for group in pairs
    ]


MATMUL_SHAPES = (
    ((3, 4), (4, 5)),
    ((4,), (4,)),
    ((4,), (4, 5)),
    ((3, 4), (4,)),
    ((2, 3, 4), (4, 5)),
    ((2, 3, 4), (2, 4, 5)),
    ((2, 3, 4), (1, 4, 5)),
    ((3, 4), (2, 4, 5)),
    ((2, 1, 3, 4), (5, 4, 2)),
    ((4,), (2, 4, 5)),
    ((2, 3, 4), (4,)),
    ((2, 0), (0, 3)),
    ((0, 2), (2, 3)),
    ((0, 2, 3), (3, 4)),
    ((3, 0, 2), (1, 2, 4)),
    ((0,), (0,)),
    ((1, 1), (1, 1)),
)

MATRICES = [
    *shapes("matmul", lambda t, a, b: t.matmul(a, b), MATMUL_SHAPES, also=("Tensor.matmul", "Tensor.__matmul__")),
    *each_dtype("matmul", lambda t, a, b: a @ b, (3, 4), (4, 2)),
    Case("matmul", lambda t, a, b: a.matmul(b), (strided(floats(3, 4)), strided(floats(4, 2))), label="strided"),
    Case(
        "matmul",
        lambda t, a, b: a @ b,
        (np.array([[math.inf, 1.0], [math.nan, 0.0]]), np.array([[0.0, 1.0], [1.0, 1.0]])),
        grad=False,
        label="NaN and infinity",
    ),
    *shapes(
        "mm",
        lambda t, a, b: (t.mm(a, b), a.mm(b)),
        [((2, 3), (3, 4)), ((0, 3), (3, 2)), ((2, 0), (0, 2))],
        also=("Tensor.mm",),
    ),
    *each_dtype("mm", lambda t, a, b: t.mm(a, b), (2, 3), (3, 2)),
    *shapes(
        "bmm",
        lambda t, a, b: (t.bmm(a, b), a.bmm(b)),
        [((2, 3, 4), (2, 4, 1)), ((0, 2, 3), (0, 3, 2))],
        also=("Tensor.bmm",),
    ),
    *shapes(
        "mv",
        lambda t, a, b: (t.mv(a, b), a.mv(b)),
        [((2, 3), (3,)), ((0, 3), (3,)), ((2, 0), (0,))],
        also=("Tensor.mv",),
    ),
    *[
        case
        for name in ("dot", "vdot")
        for case in (
            *shapes(
                name,
                lambda t, a, b, n=name: (getattr(t, n)(a, b), getattr(a, n)(b)),
                [((3,), (3,)), ((0,), (0,))],
                also=(f"Tensor.{name}",),
            ),
            *each_dtype(name, lambda t, a, b, n=name: getattr(t, n)(a, b), (4,), (4,)),
        )
    ],
    *shapes(
        "inner",
        lambda t, a, b: (t.inner(a, b), a.inner(b)),
        [((3,), (3,)), ((2, 3), (4, 3)), ((2, 3, 4), (5, 4)), ((2, 3), ()), ((), ()), ((2, 0), (3, 0))],
        also=("Tensor.inner",),
    ),
    *[
        case
        for name in ("outer", "ger")
        for case in (
            *shapes(
                name,
                lambda t, a, b, n=name: (getattr(t, n)(a, b), getattr(a, n)(b)),
                [((2,), (3,)), ((0,), (2,))],
                also=(f"Tensor.{name}",),
            ),
            Case(
                name, lambda t, a, b, n=name: getattr(t, n)(a, b), (floats(2), ints(3)), grad=False, label="promotion"
            ),
        )
    ],
    *shapes(
        "trace",
        lambda t, a: (t.trace(a * a), a.trace()),
        [((3, 3),), ((2, 4),), ((4, 2),), ((0, 3),)],
        also=("Tensor.trace",),
    ),
    *each_dtype("trace", lambda t, a: t.trace(a), (3, 3)),
]

SUMS = [
    *shapes(
        "addmm",
        lambda t, c, a, b: (t.addmm(c, a, b), c.addmm(a, b, beta=2, alpha=-0.5), t.addmm(c, a, b, beta=0)),
        [((2, 4), (2, 3), (3, 4)), ((4,), (2, 3), (3, 4)), ((), (2, 3), (3, 4)), ((2, 1), (2, 0), (0, 4))],
        also=("Tensor.addmm",),
    ),
    *each_dtype("addmm", lambda t, c, a, b: t.addmm(c, a, b, beta=2, alpha=3), (2, 2), (2, 3), (3, 2)),
    Case(
        "addmm",
        lambda t, c, a, b: t.addmm(c, a, b, beta=0),
        (np.full((2, 2), math.nan, "float32"), floats(2, 3), floats(3, 2)),
        grad=False,
        label="beta 0 drops NaN",
    ),
    *shapes(
        "addmv",
        lambda t, c, a, b: (t.addmv(c, a, b), c.addmv(a, b, beta=2, alpha=3)),
        [((2,), (2, 3), (3,)), ((), (2, 3), (3,))],
        also=("Tensor.addmv",),
    ),
    *shapes(
        "baddbmm",
        lambda t, c, a, b: (t.baddbmm(c, a, b), c.baddbmm(a, b, beta=2, alpha=3)),
        [((2, 3, 2), (2, 3, 4), (2, 4, 2)), ((3, 1), (2, 3, 4), (2, 4, 2)), ((1,), (0, 3, 4), (0, 4, 2))],
        also=("Tensor.baddbmm",),
    ),
    *[
        Case(
            "tensordot",
            lambda t, a, b, d=dims: t.tensordot(a, b, dims=d),
            (floats(*one, dtype="float64"), floats(*other, dtype="float64")),
            double=True,
            label=f"{one} {other} {dims}",
        )
        for one, other, dims in (
            ((2, 3), (2, 3), 2),
            ((2, 3), (3, 4), 1),
            ((2, 3), (4,), 0),
            ((2, 3, 4), (4, 3, 5), ([1, 2], [1, 0])),
            ((2, 3, 4), (4, 3, 5), ([-1], [0])),
            ((2, 3), (2, 1), ([1], [1])),
            ((2, 0), (0, 3), 1),
            ((2, 3), (4, 2), ((0,), (1,))),
        )
    ],
]

FORMULAS = (
    ("ij,jk", (2, 3), (3, 4)),
    ("ij,jk->ki", (2, 3), (3, 4)),
    ("bij,bjk->bik", (2, 3, 4), (2, 4, 5)),
    ("bhid,bhjd->bhij", (2, 2, 3, 4), (2, 2, 5, 4)),
    ("ii", (3, 3)),
    ("ii->i", (3, 3)),
    ("iij->ij", (3, 3, 2)),
    ("iji,jk->ik", (3, 2, 3), (2, 4)),
    ("ij->ji", (2, 3)),
    ("ij->", (2, 3)),
    ("ij->j", (2, 3)),
    ("ba", (2, 3)),
    ("Ba", (2, 3)),
    ("i,j->ij", (2,), (3,)),
    ("i,i", (3,), (3,)),
    ("i,i->i", (3,), (3,)),
    ("i,ij,j", (2,), (2, 3), (3,)),
    ("ij,jk,kl->il", (2, 3), (3, 4), (4, 2)),
    ("ij,kl,jk->il", (2, 3), (4, 2), (3, 4)),
    ("...j,j", (2, 4, 3), (3,)),
    ("...ij,...jk->...ik", (2, 3, 4), (4, 5)),
    ("...ij,...jk", (5, 1, 3, 4), (2, 4, 2)),
    ("i...,i...->...", (2, 3), (2, 3, 4)[:2]),
    ("...->", (2, 3)),
    ("j...->...j", (2, 3, 4)),
    ("...j->j", (2, 3)),
    ("i...j->ij", (2, 3, 4, 5)),
    ("b...i,b...i->b", (2, 3, 4), (2, 3, 4)),
    ("a,a->a", (1,), (3,)),
    ("ab,bc->ac", (2, 1), (3, 4)),
    ("ij,ij->ij", (2, 3), (2, 3)),
    ("ij,ij,ij->i", (2, 3), (2, 3), (2, 3)),
    ("ij,j->ij", (2, 3), (3,)),
    ("ijk,jil->kl", (2, 3, 4), (3, 2, 5)),
    ("ij,jk", (2, 0), (0, 3)),
    ("ij,jk", (0, 2), (2, 3)),
    ("", ()),
    (",ij", (), (2, 3)),
    (" i j , j k -> i k ", (2, 3), (3, 4)),
    ("ij,kl", (2, 3), (4, 5)),
    ("ijij->ij", (2, 3, 2, 3)),
    ("i,k->k", (2,), (3,)),
)

EINSUM = [
    *[
        Case(
            "einsum",
            lambda t, *tensors, f=formula: t.einsum(f, *tensors),
            tuple(floats(*shape, dtype="float64") for shape in groups),
            double=len(groups) > 1,
            label=f"{formula} {groups}",
        )
        for formula, *groups in FORMULAS
    ],
    *each_dtype("einsum", lambda t, a, b: t.einsum("ij,jk->ik", a, b), (2, 3), (3, 2)),
    *each_dtype("einsum", lambda t, a: t.einsum("ij->i", a), (2, 3)),
    Case(
        "einsum", lambda t, a, b: t.einsum("ij,ij->ij", a, b), (floats(2, 3), ints(2, 3)), grad=False, label="promotion"
    ),
    Case("einsum", lambda t, a, b: t.einsum("ij,jk", [a, b]), (floats(2, 3), floats(3, 2)), label="list"),
    Case(
        "einsum", lambda t, a, b: t.einsum(a, [0, 1], b, [1, 2], [2, 0]), (floats(2, 3), floats(3, 2)), label="numbers"
    ),
    Case("einsum", lambda t, a: t.einsum(a, [27, ..., 0]), (floats(2, 3, 4),), label="numbers without an output"),
    Case("einsum", lambda t, a: t.einsum(a, [0, ...], [..., 0]), (floats(2, 3, 4),), label="numbers with an ellipsis"),
    Case(
        "einsum",
        lambda t, a, b: t.einsum("ij,jk", a, b),
        (strided(floats(2, 3)), strided(floats(3, 2))),
        label="strided",
    ),
]

CASES = [*MATRICES, *SUMS, *EINSUM]
