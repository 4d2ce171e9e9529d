"""Which values there are, how often, and where a value belongs: unique, bincount, searchsorted, bucketize."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, call_many, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, cast_to
from tinytorch_core.tensor_reductions import wrapped_dim

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "bincount",
    "bucketize",
    "searchsorted",
    "unique",
]


def unique(
    input: Tensor,
    sorted: bool = True,
    return_inverse: bool = False,
    return_counts: bool = False,
    dim: int | None = None,
) -> Any:
    """The different elements in ascending order; or, with `dim`, the different slices along it.

    Args:
        input: any shape and dtype.
        sorted: kept for PyTorch's name; the result is always sorted here.
        return_inverse: also return where in the result each element of the input is found.
        return_counts: also return how often each occurs.
        dim: compare whole slices along this dimension, in the order of their first different element.

    Returns:
        The values, or a tuple of (values, inverse, counts) with what was asked for. Every NaN is a value of its own.
        No gradient passes.

    Raises:
        RuntimeError: slices along `dim` hold no element, so that nothing tells them apart.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> values, counts = unique(tensor([3, 1, 3]), return_counts=True)
    >>> values.tolist(), counts.tolist()
    ([1, 3], [1, 2])
    """
    assert_tensor("unique", input)
    shape = input._array.shape
    at = None if dim is None or not shape else wrapped_dim("unique", dim, len(shape))
    if at is not None and shape[at] and input._array.size == 0:
        raise RuntimeError(
            f"unique(): there are 0 sized dimensions in shape {list(shape)} besides dim {at}, so its slices are "
            "empty and cannot be told apart"
        )
    values, inverse, counts = call_many("unique", input, dim=at)
    wanted = [values, *([inverse] if return_inverse else []), *([counts] if return_counts else [])]
    return tuple(wanted) if len(wanted) > 1 else values


@kernel(outputs=("values", "inverse", "counts"))
def unique_kernel(x: Array, *, dim: int | None) -> tuple[Array, Array, Array]:
    """Sorts the elements or slices, and starts a new group wherever one differs from the one before."""
    rows = [[value] for value in flat(x)] if dim is None else _slices(x, dim)
    first, counts, inverse = [], [], [0] * len(rows)
    before: list[Any] | None = None
    for i in sorted(range(len(rows)), key=lambda i: [_rank(value) for value in rows[i]]):
        if before is None or _differ(rows[i], before):
            first.append(i)
            counts.append(0)
        before = rows[i]
        counts[-1] += 1
        inverse[i] = len(first) - 1
    values = x.reshape(-1)[first] if dim is None else np.take(x, first, axis=dim)
    index = np.dtype("int64")
    shape = x.shape if dim is None else (len(rows),)
    return values, pack(inverse, shape, index), pack(counts, (len(counts),), index)


def _slices(x: Array, dim: int) -> list[list[Any]]:
    """The elements of each slice along `dim`, in row-major order."""
    front = np.moveaxis(x, dim, 0)
    return [flat(part) for part in front]


def _rank(value: Any) -> tuple[bool, Any]:
    """What sorts a value among others: NaN after every number, and level with another NaN."""
    return (True, 0) if value != value else (False, value)


def _differ(row: list[Any], other: list[Any]) -> bool:
    """Whether two rows differ somewhere; NaN differs from everything."""
    return any(a != b for a, b in zip(row, other, strict=True))


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, ... occurs; or the sum of the weights that stand beside it.

    Args:
        input: (N,) integers, not negative.
        weights: (N,) what each occurrence counts; 1 if left out.
        minlength: the least size of the result.

    Returns:
        (max(input) + 1,) int64; with weights float64, or float32 for float32 weights. No gradient passes.

    Raises:
        RuntimeError: the input is not 1-d, is not integers, has a negative one, or `weights` has another size.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> bincount(tensor([1, 3, 1])).tolist()
    [0, 2, 0, 1]
    """
    _check_bincount(input, weights, minlength)
    if weights is not None:
        weights = cast_to(weights, dtypes.float32 if weights.dtype is dtypes.float32 else dtypes.float64)
    array = input._array
    length = max(minlength, int(array.max()) + 1 if array.size else 0)
    return call("bincount", input, weights, length=length)


def _check_bincount(input: Tensor, weights: Tensor | None, minlength: int) -> None:
    assert_tensor("bincount", input)
    array = input._array
    negative = array.size > 0 and array.dtype.kind == "i" and array.min() < 0
    if array.ndim != 1 or array.dtype.kind not in "iu" or negative:
        given = f"shape {list(array.shape)} of {input.dtype!r}{', with negative numbers' if negative else ''}"
        raise RuntimeError(f"bincount only supports 1-d non-negative integral inputs, got {given}")
    if minlength < 0:
        raise RuntimeError(f"bincount(): minlength should be >= 0, got {minlength}")
    if weights is None:
        return
    assert_tensor("bincount", weights, "weights")
    if weights._array.shape != array.shape:
        raise RuntimeError(
            f"bincount(): weights should be 1-d and have the same length as input, got {list(weights.shape)} "
            f"for {list(array.shape)}"
        )


@kernel
def bincount_kernel(x: Array, weights: Array | None = None, *, length: int) -> Array:
    """Adds 1, or the weight, to the bin that each number names."""
    if weights is None:
        counts = [0] * length
        for bin in flat(x):
            counts[bin] += 1
        return pack(counts, (length,), np.dtype("int64"))
    sums = [0.0] * length
    for bin, weight in zip(flat(x), flat(weights), strict=True):
        sums[bin] += weight
    return pack(sums, (length,), weights.dtype)


def searchsorted(
    sorted_sequence: Tensor,
    input: Tensor | Number,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
) -> Tensor:
    """Where each value would have to be put into a sorted sequence to keep it sorted.

    Args:
        sorted_sequence: (N,), or (..., N), sorted along the last dimension.
        input: any shape if the sequence is 1-d, else of the same leading dimensions; or a number.
        out_int32: return int32 instead of int64.
        right: put it after equal elements instead of before.
        side: "right" or "left", PyTorch's other way to say `right`.

    Returns:
        The positions, 0 .. N, in the input's shape. NaN belongs at the end.

    Raises:
        RuntimeError: the leading dimensions differ.
        ValueError: `side` is neither "left" nor "right", or contradicts `right`.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> searchsorted(tensor([1, 3, 5]), tensor([3, 4])).tolist()
    [1, 2]
    """
    assert_tensor("searchsorted", sorted_sequence, "sorted_sequence")
    if side not in (None, "left", "right") or (side == "left" and right):
        raise ValueError(f"searchsorted(): side must be 'left' or 'right' and agree with right={right}, got {side!r}")
    values = input if isinstance(input, TensorBase) else sorted_sequence._wrap(np.asarray(input))
    _check_rows(sorted_sequence._array.shape, values._array.shape)
    found = call("searchsorted", sorted_sequence, values, right=right or side == "right")
    return cast_to(found, dtypes.int32) if out_int32 else found


def _check_rows(bounds: tuple[int, ...], wanted: tuple[int, ...]) -> None:
    if len(bounds) != 1 and (not bounds or bounds[:-1] != wanted[:-1] or len(wanted) != len(bounds)):
        raise RuntimeError(
            "searchsorted(): boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor "
            f"and input value tensor must match, but we got boundaries tensor {list(bounds)} and input value tensor "
            f"{list(wanted)}"
        )


def bucketize(input: Tensor | Number, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """The number of the bucket between 1-d `boundaries` that each value falls into: `searchsorted`, turned round."""
    assert_tensor("bucketize", boundaries, "boundaries")
    if boundaries._array.ndim != 1:
        raise RuntimeError(
            f"bucketize(): boundaries tensor must be 1 dimension, but got dim({boundaries._array.ndim}), "
            f"shape {list(boundaries.shape)}"
        )
    return searchsorted(boundaries, input, out_int32=out_int32, right=right)


@kernel
def searchsorted_kernel(bounds: Array, values: Array, *, right: bool) -> Array:
    """Halves the range that the place must lie in until it is one place: binary search."""
    if bounds.ndim == 1:
        sequence = bounds.tolist()
        places = [_place(sequence, value, right) for value in flat(values)]
    else:
        rows = zip(bounds.reshape(-1, bounds.shape[-1]), values.reshape(-1, values.shape[-1]), strict=True)
        places = [_place(row.tolist(), value, right) for row, wanted in rows for value in wanted.tolist()]
    return pack(places, values.shape, np.dtype("int64"))


def _place(sequence: list[Any], value: Any, right: bool) -> int:
    low, high = 0, len(sequence)
    while low < high:
        middle = (low + high) // 2
        stays_before = not sequence[middle] > value if right else not sequence[middle] >= value
        if stays_before:
            low = middle + 1
        else:
            high = middle
    return low


class TensorCounting(TensorBase):
    """The functions above as methods: `x.unique()` is `unique(x)`."""

    unique, bincount = unique, bincount
