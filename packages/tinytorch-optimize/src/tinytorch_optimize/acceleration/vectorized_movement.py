"""Indexing, joining and rearranging in NumPy: whole blocks at a time. Where moved elements are only copied, the naive
kernels already let NumPy do it, and serve here too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch_core import tensor_arranging, tensor_joining, tensor_shape
from tinytorch_core.backends import Kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.tensor_places import Key, empty, is_advanced
from tinytorch_optimize.acceleration.quiet import quiet


def cat_kernel(*tensors: Array, dim: int) -> Any:
    """np.concatenate, whose result has the order of what it joins; ours is always in row-major order."""
    if type(tensors[0]) is not np.ndarray:
        return NotImplemented  # bfloat16, which NumPy's functions do not know
    out = np.concatenate(tensors, axis=dim)
    return out if out.flags.c_contiguous else out.copy()


def gather_at_kernel(x: Array, *, index: Key) -> Array:
    """np.take for one vector of places, which is faster than x[index]; a result in row-major order in any case."""
    arrays = [part for part in index if isinstance(part, np.ndarray)]
    if len(arrays) == 1 and arrays[0].dtype.kind == "i":
        dim = next(d for d, part in enumerate(index) if part is arrays[0])
        out: Array = x.take(arrays[0], axis=dim)
        return out
    return np.asanyarray(x[index], order="C")


def put_at_kernel(x: Array, value: Array, *, index: Key) -> Array:
    """x[index] = value."""
    x[index] = value
    return x


def _marked(index: Key) -> bool:
    """Whether no place can be named twice: there are only masks, and one of them."""
    arrays = [part for part in index if isinstance(part, np.ndarray)]
    return len(arrays) == 1 and arrays[0].dtype.kind == "b"


def add_at_kernel(x: Array, value: Array, *, index: Key) -> Array:
    """Places named once are added to at once; rows named by one vector are first summed by place."""
    if _marked(index):
        x[index] += value
    elif isinstance(index[0], np.ndarray) and len(index) == 1 and index[0].ndim == 1 and x.ndim > 1:
        _add_rows(x, np.broadcast_to(value, index[0].shape + x.shape[1:]), index[0])
    else:
        np.add.at(x, index, value)
    return x


def _add_rows(x: Array, rows: Array, places: Array) -> None:
    """x[places] += rows, places named several times included: rows are sorted by place and summed in runs."""
    if not places.size:
        return
    places = np.where(places < 0, places + len(x), places)
    order = np.argsort(places, kind="stable")
    ordered = places[order]
    starts = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    x[ordered[starts]] += np.add.reduceat(rows[order], starts, axis=0, dtype=x.dtype)


def scatter_add_at_kernel(value: Array, *, index: Key, shape: tuple[int, ...]) -> Array:
    """Zeros, and then one of the two above."""
    out = np.zeros(shape, value.dtype)
    if is_advanced(index) and not _marked(index):
        return add_at_kernel(out, value, index=index)
    return put_at_kernel(out, value, index=index)


def _along(index: Array, dim: int) -> tuple[Array, ...]:
    """The index that names, for every place of `index`, that place with its number put in for `dim`."""
    column = [1] * index.ndim
    grid: list[Array] = []
    for d, size in enumerate(index.shape):
        column[d] = size
        grid.append(index if d == dim else np.arange(size).reshape(column))
        column[d] = 1
    return tuple(grid)


def _cropped(src: Array, index: Array) -> Array:
    """The part of src that index covers."""
    return src[tuple([slice(size) for size in index.shape])]


def gather_kernel(x: Array, index: Array, *, dim: int) -> Array:
    """One indexed read."""
    return np.asarray(x[_along(index, dim)], order="C")


def scatter_kernel(x: Array, index: Array, src: Array, *, dim: int) -> Array:
    """One indexed write into a copy."""
    out = x.copy()
    out[_along(index, dim)] = _cropped(src, index)
    return out


def scatter_add_kernel(x: Array, index: Array, src: Array, *, dim: int) -> Array:
    """np.add.at, which counts places named twice, into a copy."""
    out = x.copy()
    np.add.at(out, _along(index, dim), _cropped(src, index))
    return out


def scatter_mul_kernel(x: Array, index: Array, src: Array, *, dim: int) -> Array:
    """np.multiply.at into a copy."""
    out = x.copy()
    np.multiply.at(out, _along(index, dim), _cropped(src, index))
    return out


def nonzero_kernel(x: Array) -> Array:
    """np.argwhere, which does not know that a 0-d array has one place without a number."""
    if x.ndim == 0:
        return np.zeros((int(x != 0), 0), np.int64)
    return np.argwhere(x).astype(np.int64, copy=False)


def tril_kernel(x: Array, *, diagonal: int) -> Array:
    """np.tril."""
    return np.asarray(np.tril(x, diagonal), order="C")


def triu_kernel(x: Array, *, diagonal: int) -> Array:
    """np.triu."""
    return np.asarray(np.triu(x, diagonal), order="C")


def place_diagonal_kernel(x: Array, *, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Array:
    """One write through NumPy's view of the diagonal."""
    out = empty(shape, x)
    out.fill(0)
    diagonal = out.diagonal(offset, dim1, dim2)
    diagonal.flags.writeable = True
    diagonal[...] = x
    return out


KERNELS: dict[str, Kernel] = {
    "reshape": tensor_shape.reshape_kernel,
    "flip": tensor_arranging.flip_kernel,
    "roll": tensor_arranging.roll_kernel,
    "stack": tensor_joining.stack_kernel,
    "cat": cat_kernel,
    "tril": tril_kernel,
    "triu": triu_kernel,
    "place_diagonal": place_diagonal_kernel,
    "gather_at": gather_at_kernel,
    "put_at": put_at_kernel,
    "add_at": quiet(add_at_kernel),
    "scatter_add_at": quiet(scatter_add_at_kernel),
    "gather": gather_kernel,
    "scatter": scatter_kernel,
    "scatter_add": quiet(scatter_add_kernel),
    "scatter_mul": quiet(scatter_mul_kernel),
    "nonzero": nonzero_kernel,
}
