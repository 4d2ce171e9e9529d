"""The kernels behind x[index]: reading, writing and adding at places that an index names.

The index is a tuple as `tensor_indexing.py` prepares it. A basic one holds numbers, slices, None and `...` and shows a
view. An advanced one holds arrays of int64 or bool, and WHOLE for the dimensions it leaves alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tinytorch_core.dispatch import kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import flat, pack

WHOLE = slice(None)
Key = tuple[Any, ...]


def empty(shape: tuple[int, ...], like: Array) -> Array:
    """An array of `shape` still to be filled, of like's dtype and class, which for bfloat16 is its own."""
    return type(like)(shape, like.dtype)


def is_advanced(index: Key) -> bool:
    """Whether an index holds arrays."""
    return any(isinstance(part, np.ndarray) for part in index)


def named_dims(index: Key) -> tuple[list[int], int]:
    """The dimensions that the arrays of an advanced index name places of, and where theirs stands in the result.

    Together they name one place after the other, in as many dimensions as the arrays have. These stand where the
    named dimensions were, or in front where those were not next to each other.
    """
    dims: list[int] = []
    dim = 0
    for part in index:
        width = part.ndim if isinstance(part, np.ndarray) and part.dtype.kind == "b" else 1
        if not isinstance(part, slice):
            dims.extend(range(dim, dim + width))
        dim += width
    return dims, dims[0] if dims[-1] - dims[0] == len(dims) - 1 else 0


def shape_at(x: Array, index: Key) -> tuple[int, ...]:
    """The shape of x[index]."""
    if not is_advanced(index):
        return x[index].shape
    dims, at = named_dims(index)
    arrays = [part for part in index if not isinstance(part, slice)]
    named = np.broadcast_shapes(*[(np.count_nonzero(a),) if a.dtype.kind == "b" else a.shape for a in arrays])
    rest = [size for d, size in enumerate(x.shape) if d not in dims]
    return (*rest[:at], *named, *rest[at:])


def _blocks(x: Array, index: Key) -> tuple[Array, list[tuple[int, ...]]]:
    """x with the named dimensions in front, and the places in them that an advanced index names, one by one."""
    dims, _ = named_dims(index)
    arrays: list[Array] = []
    for part in index:
        if not isinstance(part, slice):
            arrays.extend(part.nonzero() if part.dtype.kind == "b" else [part])
    columns = [flat(array) for array in np.broadcast_arrays(*arrays)]
    rest = [d for d in range(x.ndim) if d not in dims]
    return x.transpose(*dims, *rest), list(zip(*columns, strict=True))


def named_first(x: Array, at: int, count: int) -> Array:
    """x with the `count` dimensions from `at` on brought to the front."""
    named = range(at, at + count)
    return x.transpose(*named, *[d for d in range(x.ndim) if d not in named])


def _rows(value: Array, x: Array, index: Key) -> Array:
    """`value`, of the shape of x[index] or nearly so, as one block for each place that an advanced index names."""
    dims, at = named_dims(index)
    shape = shape_at(x, index)
    count = len(shape) - (x.ndim - len(dims))  # how many dimensions the arrays have
    moved = named_first(np.broadcast_to(value, shape), at, count)
    return moved.reshape(-1, *moved.shape[count:])


@kernel
def gather_at_kernel(x: Array, *, index: Key) -> Array:
    """x[index] for an advanced index: a copy, block by block, of what lies at each place."""
    dims, at = named_dims(index)
    shape = shape_at(x, index)
    count = len(shape) - (x.ndim - len(dims))
    source, places = _blocks(x, index)
    out = empty(shape, x)
    moved = named_first(out, at, count)
    for where, place in zip(np.ndindex(moved.shape[:count]), places, strict=True):
        moved[where] = source[place]
    return out


def _basic_places(x: Array, value: Array, index: Key) -> Iterator[tuple[Array, tuple[int, ...], Any]]:
    """Every place that a basic index shows, and the number of `value` that belongs there."""
    shown = x[index]
    for place, number in zip(np.ndindex(shown.shape), flat(np.broadcast_to(value, shown.shape)), strict=True):
        yield shown, place, number


@kernel
def put_at_kernel(x: Array, value: Array, *, index: Key) -> Array:
    """x[index] = value, written into x itself."""
    if not is_advanced(index):
        for shown, place, number in _basic_places(x, value, index):
            shown[place] = number
        return x
    target, places = _blocks(x, index)
    for place, block in zip(places, _rows(value, x, index), strict=True):
        target[place] = block
    return x


@kernel
def add_at_kernel(x: Array, value: Array, *, index: Key) -> Array:
    """x[index] += value for an advanced index, written into x itself; a place named twice gets both."""
    totals = flat(x)
    places = flat(np.arange(x.size).reshape(x.shape)[index])
    for place, number in zip(places, flat(np.broadcast_to(value, shape_at(x, index))), strict=True):
        totals[place] += number
    x[...] = pack(totals, x.shape, x.dtype)
    return x


@kernel
def scatter_add_at_kernel(value: Array, *, index: Key, shape: tuple[int, ...]) -> Array:
    """Zeros of `shape` to which value is added at index: what x[index] does, backwards."""
    out = np.zeros(shape, value.dtype)
    write = add_at_kernel if is_advanced(index) else put_at_kernel
    write(out, value, index=index)
    return out
