"""Joining, splitting, repeating and rearranging beside PyTorch."""

import numpy as np
from case import ALL_DTYPES, FLOATS, Case, floats, ints, strided
from cases_shape import moved, of_dtype, written

TWO = (floats(2, 3), floats(4, 3))
SAME = (floats(2, 3), floats(2, 3), strided(floats(2, 3)))


def joined(name, *runs, arrays=SAME, also=()):
    """Cases for `run(t, *tensors)`: first and second derivatives, every dtype, and dtypes that promote."""
    cases = [Case(name, run, arrays, double=True, label=str(number), also=also) for number, run in enumerate(runs)]
    for dtype in ALL_DTYPES:
        same = tuple(of_dtype(dtype, *array.shape) for array in arrays)
        cases.append(Case(name, runs[0], same, grad=dtype in FLOATS, label=dtype))
    for one, other in (("float32", "float64"), ("int32", "float16"), ("bool", "uint8"), ("uint8", "int8")):
        mixed = (of_dtype(one, *arrays[0].shape), *[of_dtype(other, *array.shape) for array in arrays[1:]])
        cases.append(Case(name, runs[0], mixed, grad=one in FLOATS and other in FLOATS, label=f"{one} with {other}"))
    return cases


CASES = [
    *joined("cat", lambda t, *x: t.cat(x), lambda t, *x: t.cat(list(x), dim=-1), lambda t, *x: t.cat(x, 1)),
    Case("cat", lambda t, x, y: t.cat((x, y, x), -2), TWO, double=True, label="uneven"),
    Case("cat", lambda t, x, y: t.cat((y, x, y)), (floats(2, 3), floats(0)), label="nothing in between"),
    Case("cat", lambda t, x, y: t.cat((x, y), 1), (floats(0, 3), floats(0, 2)), label="empty"),
    Case("cat", lambda t, x, y: t.cat((x, y)), (floats(0), floats(0)), label="only empty"),
    Case("cat", lambda t, x, y: t.cat((x.T, y.T), 1).is_contiguous(), TWO, grad=False, label="in row-major order"),
    Case("concat", lambda t, x, y: (t.concat((x, y)), t.concatenate((x, y), dim=0)), TWO, also=("concatenate",)),
    *joined("stack", lambda t, *x: t.stack(x), lambda t, *x: t.stack(x, dim=-1), lambda t, *x: t.stack(list(x), 1)),
    Case("stack", lambda t, x, y: t.stack((x, y, x), -1), (floats(), floats()), double=True, label="0-d"),
    Case("stack", lambda t, x: t.stack((x,), 1), (floats(2, 0),), label="empty"),
    *[
        Case(name, lambda t, *x, f=name: getattr(t, f)(x), arrays, double=True, label=label)
        for name in ("hstack", "vstack", "dstack", "row_stack", "column_stack")
        for label, arrays in {
            "0-d": (floats(), floats()),
            "1-d": (floats(3), floats(3)),
            "2-d": SAME,
            "3-d": (floats(2, 3, 1), floats(2, 3, 1)),
        }.items()
    ],
    *moved(
        "split",
        lambda t, x: t.split(x, 2, 1),
        lambda t, x: x.split(3, dim=-2),
        lambda t, x: x.split([1, 0, 2], 1),
        lambda t, x: x.split(5),
        also=("Tensor.split",),
    ),
    *moved("chunk", lambda t, x: t.chunk(x, 2, 1), lambda t, x: x.chunk(5, -2), also=("Tensor.chunk",)),
    *moved(
        "tensor_split",
        lambda t, x: t.tensor_split(x, 2, 1),
        lambda t, x: x.tensor_split(5, -2),
        lambda t, x: x.tensor_split((1, 2), dim=1),
        lambda t, x: x.tensor_split([2, 1, -1], 1),
        also=("Tensor.tensor_split",),
    ),
    *moved(
        "unbind",
        lambda t, x: t.unbind(x, 1),
        lambda t, x: x.unbind(-1),
        lambda t, x: x.unbind(),
        also=("Tensor.unbind",),
    ),
    Case(
        "split",
        lambda t, x: (x.split(0), x.split(3), x.chunk(3), x.unbind()),
        (floats(0, 2),),
        grad=False,
        label="of nothing",
    ),
    *[
        Case(
            "meshgrid",
            lambda t, *x, i=i: t.meshgrid(*x, indexing=i),
            (floats(2), floats(3), floats()),
            double=True,
            label=i,
        )
        for i in ("ij", "xy")
    ],
    Case(
        "meshgrid",
        lambda t, x, y: (t.meshgrid(x, y), t.meshgrid([x, y], indexing="xy"), t.meshgrid(x, indexing="xy")),
        (floats(2), floats(3)),
    ),
    *moved(
        "flip",
        lambda t, x: t.flip(x, (0, 1)),
        lambda t, x: x.flip(-1),
        lambda t, x: x.flip((0, 2)),
        lambda t, x: x.flip([]),
        also=("Tensor.flip",),
    ),
    *moved("fliplr", lambda t, x: t.fliplr(x), lambda t, x: x.fliplr(), also=("Tensor.fliplr",)),
    *moved("flipud", lambda t, x: t.flipud(x), lambda t, x: x.flipud(), also=("Tensor.flipud",)),
    *moved(
        "roll",
        lambda t, x: t.roll(x, 1, 1),
        lambda t, x: x.roll(-5),
        lambda t, x: x.roll((2, -1), (1, 0)),
        lambda t, x: x.roll(shifts=(7, 1), dims=(1, 1)),
        also=("Tensor.roll",),
    ),
    *[
        Case(
            "rot90",
            lambda t, x, k=k: (t.rot90(x, k), x.rot90(k, [1, -1])),
            (floats(2, 3, 4),),
            double=True,
            label=str(k),
            also=("Tensor.rot90",),
        )
        for k in range(-1, 5)
    ],
    *moved(
        "tril", *[lambda t, x, d=d: t.tril(x, d) for d in (0, 1, -1, 5)], lambda t, x: x.tril(), also=("Tensor.tril",)
    ),
    *moved(
        "triu", *[lambda t, x, d=d: t.triu(x, d) for d in (0, 1, -1, 5)], lambda t, x: x.triu(), also=("Tensor.triu",)
    ),
    Case(
        "tril",
        lambda t, x: (x.tril(), x.triu()),
        (np.array([[np.nan, np.inf], [-np.inf, 1]], "float32"),),
        grad=False,
        label="NaN",
    ),
    Case(
        "tril_indices",
        lambda t: (
            t.tril_indices(3, 4),
            t.tril_indices(2, 3, 1),
            t.tril_indices(3, 2, -1, dtype=t.int32),
            t.tril_indices(0, 2),
        ),
    ),
    Case(
        "triu_indices",
        lambda t: (
            t.triu_indices(3, 4),
            t.triu_indices(2, 3, 1),
            t.triu_indices(3, 2, -1, dtype=t.int32),
            t.triu_indices(2, 0),
        ),
    ),
    Case(
        "diag",
        lambda t, x, y: (t.diag(x), x.diag(1), x.diag(-2), t.diag(y), y.diag(1), y.diag(-1)),
        (floats(3), floats(3, 4)),
        double=True,
        also=("Tensor.diag",),
    ),
    *moved(
        "diag_embed",
        lambda t, x: t.diag_embed(x),
        lambda t, x: x.diag_embed(1),
        lambda t, x: x.diag_embed(-2, 0, 2),
        lambda t, x: x.diag_embed(0, -1, 1),
        also=("Tensor.diag_embed",),
    ),
    *moved(
        "Tensor.repeat",
        lambda t, x: x.repeat(2, 1, 3),
        lambda t, x: x.repeat((2, 1, 1, 2)),
        lambda t, x: x.repeat(1, 1, 1),
        lambda t, x: x.repeat(1, 0, 1),
    ),
    Case(
        "Tensor.repeat", lambda t, x: (x.repeat(3), x.repeat(2, 2), x.repeat(())), (floats(),), double=True, label="0-d"
    ),
    *moved(
        "tile",
        lambda t, x: t.tile(x, (2,)),
        lambda t, x: x.tile(2, 1, 1, 2),
        lambda t, x: x.tile((1, 2, 1)),
        also=("Tensor.tile",),
    ),
    *moved(
        "repeat_interleave",
        lambda t, x: t.repeat_interleave(x, 2),
        lambda t, x: x.repeat_interleave(3, dim=1),
        lambda t, x: x.repeat_interleave(t.tensor([1, 0, 2]), 1),
        lambda t, x: x.repeat_interleave(t.tensor([2]), -2),
        also=("Tensor.repeat_interleave",),
    ),
    Case(
        "repeat_interleave",
        lambda t, r: (t.repeat_interleave(r), r.repeat_interleave(2)),
        (ints(4, low=0, high=3),),
        label="places",
    ),
    *written("chunk", lambda t, x: x.transpose(0, 1)[1:]),
]
