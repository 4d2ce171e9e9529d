"""Sorting, counting and looking up, by NumPy's sorts: stable ones where positions are returned, as naive promises."""

from __future__ import annotations

import numpy as np

from tinytorch_core.backends import Kernel
from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.quiet import quiet


def sort_kernel(x: Array, *, dim: int, descending: bool) -> tuple[Array, Array]:
    """A stable argsort; descending it runs on the flipped line, so that equal elements still keep their order."""
    if not descending:
        order = np.argsort(x, axis=dim, kind="stable")
    else:
        order = x.shape[dim] - 1 - np.flip(np.argsort(np.flip(x, dim), axis=dim, kind="stable"), dim)
    return np.take_along_axis(x, order, axis=dim), order


def topk_kernel(x: Array, *, k: int, dim: int, largest: bool) -> tuple[Array, Array]:
    """The first k of the sorted line; of a long line only the k chosen ones are sorted."""
    long = 0 < 8 * k <= x.shape[dim]
    if long and x.size and x.dtype.kind != "b" and not (x != x).any():
        return _topk_of_long(x, k, dim, largest)
    values, indices = sort_kernel(x, dim=dim, descending=largest)
    first = (*[slice(None)] * dim, slice(k))
    return np.ascontiguousarray(values[first]), np.ascontiguousarray(indices[first])


def _topk_of_long(x: Array, k: int, dim: int, largest: bool) -> tuple[Array, Array]:
    """Partitioning finds the k-th value; all beyond it are in, and of those that equal it the first that fit."""
    lines = np.moveaxis(x, dim, -1)
    rows = lines.reshape(-1, lines.shape[-1])
    at = rows.shape[1] - k if largest else k - 1
    bound = np.partition(rows, at, axis=1)[:, at, None]
    beyond, equal = (rows > bound if largest else rows < bound), rows == bound
    room = k - beyond.sum(axis=1, keepdims=True)
    chosen = beyond | (equal & (np.cumsum(equal, axis=1) <= room))
    places = np.nonzero(chosen)[1].reshape(-1, k)
    values, order = sort_kernel(np.take_along_axis(rows, places, axis=1), dim=1, descending=largest)
    shape = (*lines.shape[:-1], k)
    indices = np.take_along_axis(places, order, axis=1)
    return np.moveaxis(values.reshape(shape), -1, dim), np.moveaxis(indices.reshape(shape), -1, dim)


def _as_rows(x: Array, dim: tuple[int, ...]) -> Array:
    """(what is kept, what is reduced) of x."""
    kept = [d for d in range(x.ndim) if d not in dim]
    length = int(np.prod([x.shape[d] for d in dim], dtype=np.int64))
    return x.transpose(*kept, *dim).reshape(*[x.shape[d] for d in kept], length)


def _middle(rows: Array) -> Array:
    """The lower median of each row; NaN sorts last, so a row that ends in NaN holds one."""
    at = (rows.shape[-1] - 1) // 2
    parted = np.partition(rows, (at, -1) if rows.dtype.kind == "f" else at, axis=-1)
    if rows.dtype.kind != "f":
        return np.asarray(parted[..., at])
    return np.where(np.isnan(parted[..., -1]), parted[..., -1], parted[..., at])


def median_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """np.partition at the middle; of nothing it is left to the naive kernel."""
    rows = _as_rows(x, dim)
    if rows.shape[-1] == 0 or x.dtype.kind == "b":
        return NotImplemented  # type: ignore[no-any-return]
    middle = _middle(rows)
    return np.expand_dims(middle, dim) if keepdim else middle


def median_along_kernel(x: Array, *, dim: int, keepdim: bool) -> tuple[Array, Array]:
    """The median of each line, and the first place that holds it."""
    if x.dtype.kind == "b":
        return NotImplemented  # type: ignore[no-any-return]
    rows = np.moveaxis(x, dim, -1)
    values = _middle(rows)
    held = (rows == values[..., None]) | ((rows != rows) & (values != values)[..., None])
    indices = np.asarray(np.argmax(held, axis=-1), dtype=np.int64)
    return (np.expand_dims(values, dim), np.expand_dims(indices, dim)) if keepdim else (values, indices)


def unique_kernel(x: Array, *, dim: int | None) -> tuple[Array, Array, Array]:
    """Sorts, and starts a new group wherever an element or a slice differs from the one before."""
    if dim is None:
        rows = x.reshape(-1, 1)
    else:
        rows = np.moveaxis(x, dim, 0).reshape(x.shape[dim], x.size // max(x.shape[dim], 1))
    order = np.lexsort(rows.T[::-1]) if rows.shape[1] > 1 else np.argsort(rows.ravel(), kind="stable")
    ordered = rows[order]
    starts = np.ones(len(rows), dtype=bool)
    starts[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    first = order[starts]
    inverse = np.empty(len(rows), dtype=np.int64)
    inverse[order] = np.cumsum(starts) - 1
    counts = np.diff(np.append(np.flatnonzero(starts), len(rows)))
    if dim is None:
        return x.reshape(-1)[first], inverse.reshape(x.shape), counts
    return np.take(x, first, axis=dim), inverse, counts


def bincount_kernel(x: Array, weights: Array | None = None, *, length: int) -> Array:
    """np.bincount, which adds up in double."""
    counts = np.bincount(x, weights=weights, minlength=length)
    return counts.astype(np.int64 if weights is None else weights.dtype, copy=False)


def searchsorted_kernel(bounds: Array, values: Array, *, right: bool) -> Array:
    """np.searchsorted, row by row where there are several."""
    side = "right" if right else "left"
    if bounds.ndim == 1:
        return np.asarray(np.searchsorted(bounds, values, side=side), dtype=np.int64)  # type: ignore[call-overload]
    out = np.empty(values.shape, dtype=np.int64)
    for place in np.ndindex(values.shape[:-1]):
        out[place] = np.searchsorted(bounds[place], values[place], side=side)  # type: ignore[call-overload]
    return out


KERNELS: dict[str, Kernel] = {
    "sort": sort_kernel,
    "topk": quiet(topk_kernel),
    "median": quiet(median_kernel),
    "median_along": quiet(median_along_kernel),
    "unique": quiet(unique_kernel),
    "bincount": bincount_kernel,
    "searchsorted": searchsorted_kernel,
}
