"""x[...] and x[...] = v in all their forms, beside PyTorch."""

import numpy as np
from case import ALL_DTYPES, FLOATS, Case, floats, strided
from cases_shape import of_dtype

MASK = np.array([True, False, True])
GRID = np.array([[True, False, True, False], [False, False, True, True], [True, True, False, False]])

BASIC = {
    "number": lambda t: 1,
    "negative": lambda t: -1,
    "numbers": lambda t: (1, -2),
    "all numbers": lambda t: (1, 2, 3),
    "slice": lambda t: slice(1, None),
    "slices": lambda t: (slice(None), slice(1, 3), slice(None, -1, 2)),
    "slice beyond": lambda t: slice(1, 100),
    "empty slice": lambda t: (slice(None), slice(2, 1)),
    "slice of tensors": lambda t: slice(t.tensor(0), t.tensor(1)),
    "ellipsis": lambda t: (..., 1),
    "only ellipsis": lambda t: ...,
    "nothing": lambda t: (),
    "ellipsis between": lambda t: (0, ..., slice(1, 3)),
    "ellipsis for nothing": lambda t: (0, 1, ..., 2),
    "two ellipses": lambda t: (..., 0, ...),
    "None": lambda t: None,
    "None everywhere": lambda t: (None, 0, None, ..., None),
    "0-d tensor": lambda t: t.tensor(1),
    "0-d tensors": lambda t: (slice(None), t.tensor(2), t.tensor(-1)),
    "NumPy number": lambda t: np.int64(1),
}
MASKS = {
    "mask of rows": lambda t: (slice(None), t.tensor(MASK)),
    "mask of two": lambda t: (..., t.tensor(GRID)),
    "mask and number": lambda t: (1, t.tensor(MASK)),
    "mask and slice": lambda t: (slice(0, 1), t.tensor(MASK), slice(1, 3)),
    "mask of nothing": lambda t: (0, t.tensor([False] * 3)),
    "NumPy mask": lambda t: (0, MASK),
    "list of bools": lambda t: [True, False],
    "True": lambda t: True,
    "False": lambda t: False,
    "True inside": lambda t: (0, True, slice(1, 3)),
    "0-d mask": lambda t: t.tensor(True),
    "False at the end": lambda t: (slice(None), 1, False),
}
INTEGERS = {
    "vector": lambda t: t.tensor([1, 0]),
    "negative vector": lambda t: t.tensor([-1, 0]),
    "twice": lambda t: (0, t.tensor([1, 1, 2, 1])),
    "int32": lambda t: t.tensor([1, 0], dtype=t.int32),
    "list": lambda t: [1, 0, 1],
    "range": lambda t: range(2),
    "empty list": lambda t: [],
    "NumPy array": lambda t: np.array([1, 0]),
    "matrix": lambda t: (0, t.tensor([[0, 1], [2, 0]])),
    "two": lambda t: (t.tensor([0, 1]), t.tensor([1, 2])),
    "two broadcast": lambda t: (t.tensor([[0], [1]]), t.tensor([1, 2, 0])),
    "three": lambda t: (t.tensor([0, 1]), [1, 2], np.array([3, 0])),
    "apart": lambda t: (t.tensor([0, 1]), slice(None), t.tensor([1, 2])),
    "apart by None": lambda t: (t.tensor([0, 1]), None, t.tensor([1, 2])),
    "at the end": lambda t: (..., t.tensor([3, 0, 0])),
    "in the middle": lambda t: (slice(None), t.tensor([[1, 0]])),
    "number and vector": lambda t: (0, slice(None), t.tensor([1, 2])),
    "vector and number": lambda t: (t.tensor([0, 1]), slice(None), 0),
    "vector and slice": lambda t: (slice(1, None), [0, 2], slice(0, 4, 2)),
    "with a mask": lambda t: (t.tensor([0, 1]), t.tensor([True, False, True])),
    "mask then vector": lambda t: (slice(None), t.tensor(MASK), t.tensor([3, 0])),
    "True and vector": lambda t: (True, t.tensor([1, 0])),
    "one row of a matrix": lambda t: (t.tensor([[1]]), 0, 0),
}


def reads():
    for label, index in {**BASIC, **MASKS, **INTEGERS}.items():
        for layout, array in {"": floats(2, 3, 4), ", strided": strided(floats(2, 3, 4))}.items():
            yield Case("Tensor.__getitem__", lambda t, x, i=index: x[i(t)], (array,), double=True, label=label + layout)
    for dtype in ALL_DTYPES:
        for label in ("negative", "mask of two", "apart"):
            index = {**BASIC, **MASKS, **INTEGERS}[label]
            array = of_dtype(dtype, 2, 3, 4)
            yield Case(
                "Tensor.__getitem__",
                lambda t, x, i=index: x[i(t)],
                (array,),
                grad=dtype in FLOATS,
                label=f"{label}, {dtype}",
            )
    for label, index in {"...": ..., "None": None, "()": (), "True": True, "False": (..., False)}.items():
        yield Case("Tensor.__getitem__", lambda t, x, i=index: x[i], (floats(),), double=True, label=f"0-d, {label}")


def assigned(index, value):
    """A copy of x, assigned to."""

    def run(t, x, *v):
        y = x * 1
        y[index(t)] = value(t, *v)
        return y

    return run


def writes():
    for label, index in {**BASIC, **MASKS}.items():
        number, tensor = assigned(index, lambda t: 7), assigned(index, lambda t, v: v)
        yield Case("Tensor.__setitem__", number, (floats(2, 3, 4),), double=True, label=f"{label} = 7")
        yield Case("Tensor.__setitem__", tensor, (floats(2, 3, 4), floats()), double=True, label=f"{label} = 0-d")
    for label, shape in {
        "number": (3, 4),
        "slices": (2, 1, 2),
        "None everywhere": (1, 1, 4, 1),
        "ellipsis": (1, 1, 2, 1),
        "mask of two": (2, 6),
        "mask and slice": (1, 2, 2),
    }.items():
        run = assigned({**BASIC, **MASKS}[label], lambda t, v: v)
        yield Case(
            "Tensor.__setitem__", run, (floats(2, 3, 4), floats(*shape)), double=True, label=f"{label} = {shape}"
        )
    for label, index in INTEGERS.items():
        run = assigned(index, lambda t: -1.5)
        yield Case("Tensor.__setitem__", run, (floats(2, 3, 4),), grad=False, label=f"{label} = -1.5")
    for label, shape in {
        "vector": (2, 3, 4),
        "apart": (2, 1),
        "matrix": (2, 2, 4),
        "in the middle": (1, 2, 4),
        "two broadcast": (3, 1),
    }.items():
        run = assigned(INTEGERS[label], lambda t, v: v)
        yield Case("Tensor.__setitem__", run, (floats(2, 3, 4), floats(*shape)), grad=False, label=f"{label} = {shape}")
    for dtype in ALL_DTYPES:
        for label, value in {
            "7": lambda t: 7,
            "2.7": lambda t: 2.7,
            "True": lambda t: True,
            "int64": lambda t: t.tensor(3),
            "float64": lambda t: t.tensor([1.5], dtype=t.float64),
        }.items():
            run = assigned(lambda t: (0, 1), value)
            yield Case("Tensor.__setitem__", run, (of_dtype(dtype, 2, 3),), grad=False, label=f"{dtype} = {label}")
    yield Case(
        "Tensor.__setitem__",
        assigned(lambda t: 0, lambda t: -1),
        (of_dtype("uint8", 2),),
        grad=False,
        label="uint8 = -1",
    )
    yield Case(
        "Tensor.__setitem__",
        assigned(lambda t: slice(1, None), lambda t, v: v[:-1]),
        (floats(5), floats(5)),
        double=True,
        label="a shifted slice",
    )


CASES = [
    *reads(),
    *writes(),
    Case("Tensor.__getitem__", lambda t, x: [row.sum() for row in x], (floats(3, 4),), double=True, label="iteration"),
]
