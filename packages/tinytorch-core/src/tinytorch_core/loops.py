"""The few helpers every naive kernel is made of: take numbers out once, loop over Python numbers, write back once.

Indexing a NumPy array from Python costs five times as much as walking a list, so kernels unpack with `flat`,
`pairs` or `lines`, loop in plain Python, where floats are doubles, and `pack` the result in the output's dtype.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from tinytorch_core.dtypes import Array


def flat(array: Array) -> list[Any]:
    """The elements in row-major order, as Python numbers."""
    return array.ravel().tolist()


def pairs(a: Array, b: Array) -> Iterator[tuple[Any, Any]]:
    """(a_i, b_i) for every element of the broadcast shape, in row-major order."""
    if a.shape != b.shape:
        a, b = np.broadcast_arrays(a, b)
    return zip(flat(a), flat(b), strict=True)


def together(*arrays: Array) -> Iterator[tuple[Any, ...]]:
    """(a_i, b_i, c_i, ...): `pairs` for any number of arrays."""
    return zip(*[flat(array) for array in np.broadcast_arrays(*arrays)], strict=True)


def broadcast_shape(*arrays: Array) -> tuple[int, ...]:
    """The shape that the arrays take together."""
    return np.broadcast_shapes(*[array.shape for array in arrays])


def pack(values: list[Any], shape: tuple[int, ...], dtype: np.dtype[Any] | type) -> Array:
    """An array of `values` in row-major order; integers beyond the dtype wrap around, floats round once."""
    storage = np.dtype(dtype)
    if storage.kind in "iu":
        low, span = int(np.iinfo(storage).min), 2 ** (8 * storage.itemsize)
        values = [(int(v) - low) % span + low for v in values]
    with np.errstate(all="ignore"):  # a double too large for float32 becomes inf, as IEEE asks
        return np.array(values, dtype=storage).reshape(shape)


def lines(array: Array, dim: tuple[int, ...]) -> list[list[Any]]:
    """The array cut into lists along `dim`: one list of elements for each position of the other dimensions."""
    kept = [d for d in range(array.ndim) if d not in dim]
    length = math.prod(array.shape[d] for d in dim)
    count = math.prod(array.shape[d] for d in kept)
    return array.transpose(*kept, *dim).reshape(count, length).tolist()


def reduced_shape(shape: tuple[int, ...], dim: tuple[int, ...], keepdim: bool) -> tuple[int, ...]:
    """What is left of `shape` when `dim` is reduced, with or without the ones."""
    if keepdim:
        return tuple(1 if d in dim else size for d, size in enumerate(shape))
    return tuple(size for d, size in enumerate(shape) if d not in dim)


def divide(x: float, y: float) -> float:
    """x / y as IEEE 754 defines it: Python raises where the standard says infinity or NaN."""
    if y != 0.0:
        return x / y
    return math.nan if x == 0.0 or x != x else math.copysign(math.inf, x) * math.copysign(1.0, y)


def exp(x: float) -> float:
    """e^x, infinity where Python would raise OverflowError."""
    return math.exp(x) if x < 709.0 or x != x else math.inf


def log(x: float) -> float:
    """ln x, with -infinity at 0 and NaN below, where Python would raise."""
    if x > 0.0 or x != x:
        return math.log(x)
    return -math.inf if x == 0.0 else math.nan


def power(x: float, y: float) -> float:
    """x^y as IEEE 754 defines it: infinity or NaN where Python raises or goes complex."""
    try:
        return math.pow(x, y)
    except OverflowError:
        return -math.inf if x < 0 and y % 2 == 1 else math.inf
    except ValueError:
        if x != 0.0:
            return math.nan
        return -math.inf if y % 2 == 1 and math.copysign(1.0, x) < 0 else math.inf
