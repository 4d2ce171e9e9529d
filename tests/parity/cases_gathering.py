"""gather, scatter, index_select and their family, beside PyTorch."""

import numpy as np
from case import ALL_DTYPES, FLOATS, Case, bools, floats, ints
from cases_indexing import GRID
from cases_shape import of_dtype


def index_of(size, *shape):
    return np.random.default_rng(3).integers(0, size, shape)


def no_two_alike(*shape, dim):
    """Places along `dim` of an array of `shape`, none of them named twice."""
    return np.argsort(np.random.default_rng(4).random(shape), axis=dim)


def rounding(dtype):
    """float16 may round after every addition, or once."""
    return {"rtol": 2e-3, "atol": 2e-3} if dtype == "float16" else {}


def along(name, run, *, methods=(), index, x=(3, 4), src=None, dtypes=ALL_DTYPES, grad=True, **options):
    """Cases for `run(t, x, dim, index, src)` along every dim, and on each dtype."""
    sources = () if src is None else (floats(*src),)
    for dim in (0, 1, -1):
        places = index(dim)
        yield Case(
            name,
            lambda t, a, *s, d=dim, i=places: run(t, a, d, t.tensor(i), *s),
            (floats(*x), *sources),
            grad=grad,
            double=True,
            label=f"dim {dim}",
            also=methods,
            **options,
        )
    for dtype in dtypes:
        sources = () if src is None else (of_dtype(dtype, *src),)
        yield Case(
            name,
            lambda t, a, *s: run(t, a, 1, t.tensor(index(1)), *s),
            (of_dtype(dtype, *x), *sources),
            grad=grad and dtype in FLOATS,
            label=dtype,
            **{**rounding(dtype), **options},
        )


NUMBERS = tuple(dtype for dtype in ALL_DTYPES if dtype != "bool")
VECTOR = {0: np.array([2, 0, 2]), 1: np.array([3, 0, 0]), -1: np.array([1])}
ONCE = {0: np.array([2, 0]), 1: np.array([3, 0]), -1: np.array([1, 2])}


def in_place(method):
    """Runs a method with an underscore on a copy."""

    def run(t, x, *rest, **options):
        y = x.clone()
        out = getattr(y, method)(*rest, **options)
        assert out is y
        return y

    return run


def rows(dim, k):
    """The shape of a source with k places along dim of a (3, 4) tensor."""
    return (k, 4) if dim == 0 else (3, k)


CASES = [
    *along(
        "gather", lambda t, x, d, i: t.gather(x, d, i), index=lambda d: index_of(3, 2, 3), methods=("Tensor.gather",)
    ),
    Case(
        "gather",
        lambda t, x, i: (x.gather(0, i), x.gather(-1, i.reshape(1))),
        (floats(), np.array(0)),
        double=True,
        label="0-d",
    ),
    Case("gather", lambda t, x, i: x.gather(1, i.int()), (floats(2, 3), np.zeros((2, 0), "int64")), label="no places"),
    Case(
        "gather",
        lambda t, x: t.gather(x.transpose(0, 2), 1, t.tensor(index_of(3, 4, 5, 2))),
        (floats(2, 3, 4),),
        double=True,
        label="strided",
    ),
    *along(
        "scatter",
        lambda t, x, d, i, s: t.scatter(x, d, i, s),
        index=lambda d: no_two_alike(3, 3, dim=d),
        src=(3, 3),
        methods=("Tensor.scatter",),
    ),
    *along(
        "Tensor.scatter_",
        lambda t, x, d, i, s: in_place("scatter_")(t, x, d, i, s),
        index=lambda d: no_two_alike(3, 3, dim=d),
        src=(3, 3),
    ),
    *along(
        "scatter", lambda t, x, d, i: (x.scatter(d, i, 5), x.scatter(d, i, value=1)), index=lambda d: index_of(3, 2, 3)
    ),
    *along(
        "scatter",
        lambda t, x, d, i, s: x.scatter(d, i, s, reduce="add"),
        index=lambda d: index_of(3, 2, 3),
        src=(3, 4),
        dtypes=NUMBERS,
        grad=False,
    ),
    Case(
        "scatter",
        lambda t, x, i, s: (
            x.scatter(0, i, s, reduce="multiply"),
            in_place("scatter_")(t, x, 0, i, 3, reduce="multiply"),
        ),
        (floats(3, 4), index_of(3, 2, 3), floats(2, 3)),
        grad=False,
        label="multiply",
    ),
    Case(
        "scatter",
        lambda t, x, i, s: (x.scatter(0, i, s), x.scatter_add(0, i, s)),
        (floats(), np.array(0), floats()),
        double=True,
        label="0-d",
    ),
    *along(
        "scatter_add",
        lambda t, x, d, i, s: t.scatter_add(x, d, i, s),
        index=lambda d: index_of(3, 2, 3),
        src=(2, 3),
        dtypes=NUMBERS,
        methods=("Tensor.scatter_add",),
    ),
    *along(
        "Tensor.scatter_add_",
        lambda t, x, d, i, s: in_place("scatter_add_")(t, x, d, i, s),
        index=lambda d: index_of(3, 2, 3),
        src=(2, 3),
        dtypes=NUMBERS,
    ),
    *along(
        "index_select", lambda t, x, d, i: t.index_select(x, d, i), index=VECTOR.get, methods=("Tensor.index_select",)
    ),
    Case(
        "index_select",
        lambda t, x, y: (
            x.index_select(0, t.tensor([0])),
            y.index_select(1, t.tensor(2)),
            y.index_select(0, t.tensor([1, 1]).int()),
        ),
        (floats(), floats(2, 3)),
        double=True,
        label="0-d",
    ),
    *[
        Case(
            name,
            lambda t, x, s, r=run, d=dim: r(t, x, d, t.tensor(VECTOR[d]), s),
            (floats(3, 4), floats(*rows(dim, len(VECTOR[dim])))),
            double=True,
            label=f"dim {dim}",
            also=also,
        )
        for dim in (0, 1, -1)
        for name, run, also in (
            ("index_add", lambda t, x, d, i, s: t.index_add(x, d, i, s, alpha=2), ("Tensor.index_add",)),
            ("Tensor.index_add_", lambda t, x, d, i, s: in_place("index_add_")(t, x, d, i, s), ()),
        )
    ],
    *[
        Case(
            name,
            lambda t, x, s, r=run, d=dim: r(t, x, d, t.tensor(ONCE[d]), s),
            (floats(3, 4), floats(*rows(dim, 2))),
            double=True,
            label=f"dim {dim}",
            also=also,
        )
        for dim in (0, 1, -1)
        for name, run, also in (
            ("index_copy", lambda t, x, d, i, s: t.index_copy(x, d, i, s), ("Tensor.index_copy",)),
            ("Tensor.index_copy_", lambda t, x, d, i, s: in_place("index_copy_")(t, x, d, i, s), ()),
        )
    ],
    *[
        Case(
            name,
            lambda t, x, i, s, m=method: getattr(x * 1, m)(0, i, s),
            (of_dtype(dtype, 3, 2), np.array([2, 0, 2]), of_dtype(dtype, 3, 2)),
            grad=False,
            label=dtype,
            **rounding(dtype),
        )
        for dtype in NUMBERS
        for name, method in (("index_add", "index_add"), ("Tensor.index_add_", "index_add_"))
    ],
    Case(
        "index_add",
        lambda t, x, s: (
            x.index_add(0, t.tensor([0]), s),
            x.index_copy(0, t.tensor([0]), s),
            x.index_fill(0, t.tensor([0]), s),
        ),
        (floats(), floats()),
        double=True,
        label="0-d",
    ),
    *along(
        "index_fill",
        lambda t, x, d, i: (t.index_fill(x, d, i, 2), in_place("index_fill_")(t, x, d, i, 0)),
        index=VECTOR.get,
        methods=("Tensor.index_fill", "Tensor.index_fill_"),
    ),
    Case(
        "index_fill",
        lambda t, x, v: x.index_fill(1, t.tensor([1, 0]), v),
        (floats(2, 3), floats()),
        double=True,
        label="with a tensor",
    ),
    Case(
        "index_put",
        lambda t, x, v: (
            t.index_put(x, (t.tensor([1, 0]), t.tensor([2, 2])), v),
            in_place("index_put_")(t, x, (t.tensor([0, 1]),), v[:, None]),
        ),
        (floats(2, 3), floats(2)),
        grad=False,
        also=("Tensor.index_put", "Tensor.index_put_"),
    ),
    Case(
        "index_put",
        lambda t, x, v: in_place("index_put_")(t, x, (t.tensor([1, 0, 1]),), v, accumulate=True),
        (floats(2, 3), floats(3, 1)),
        double=True,
        label="accumulate",
    ),
    Case(
        "index_put",
        lambda t, x, v: x.index_put((t.tensor([1, 0, 1]), t.tensor([[2], [0]])), v, True),
        (floats(2, 3), floats(3)),
        double=True,
        label="accumulate, broadcast",
    ),
    Case(
        "index_put",
        lambda t, x, m, v: x.index_put((m,), v),
        (floats(2, 3), GRID[:2, :3], floats()),
        double=True,
        label="mask",
    ),
    *[
        Case(
            "take",
            lambda t, x, i: (t.take(x, i), x.take(i[0])),
            (array, np.array([[0, 5], [-1, 5]])),
            double=array.dtype == "float32",
            label=str(array.dtype),
            grad=array.dtype == "float32",
            also=("Tensor.take",),
        )
        for array in (floats(2, 3), ints(2, 3), bools(2, 3))
    ],
    Case(
        "take",
        lambda t, x, i: (x.T.take(i), x.take(i[0, 0])),
        (floats(2, 3), np.array([[0, 5], [-1, 5]])),
        double=True,
        label="strided",
    ),
    Case(
        "take_along_dim",
        lambda t, x: (
            t.take_along_dim(x, x.argsort(1), 1),
            x.take_along_dim(x.argmax(0, keepdim=True), 0),
            x.take_along_dim(t.tensor([[1]]), dim=-1),
            x.take_along_dim(t.tensor([5, 0])),
        ),
        (floats(2, 3),),
        double=True,
        also=("Tensor.take_along_dim",),
    ),
    Case(
        "masked_select",
        lambda t, x: (
            t.masked_select(x, x > 0),
            x.masked_select(t.tensor([True, False, True])),
            x[0].masked_select(t.tensor([[True], [False]])),
        ),
        (floats(2, 3),),
        double=True,
        also=("Tensor.masked_select",),
    ),
    Case("masked_select", lambda t, x: (x.masked_select(x > 9), x.masked_select(x < 9)), (floats(),), label="0-d"),
    *[
        Case(
            "nonzero",
            lambda t, x: (t.nonzero(x), x.nonzero(as_tuple=True), t.argwhere(x), x.argwhere()),
            (of_dtype(dtype, 2, 3),),
            grad=False,
            label=dtype,
            also=("Tensor.nonzero", "argwhere", "Tensor.argwhere"),
        )
        for dtype in ALL_DTYPES
    ],
    *[
        Case("nonzero", lambda t, x: (x.nonzero(), x.nonzero(as_tuple=True)), (array,), grad=False, label=label)
        for label, array in {
            "0-d": np.array(3.0),
            "0-d zero": np.array(0),
            "empty": floats(0, 2),
            "NaN": np.array([np.nan, 0, -0.0]),
        }.items()
    ],
]
