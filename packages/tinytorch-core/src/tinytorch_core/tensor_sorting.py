"""Order along a dimension: sort, topk, argsort, the k-th smallest and the median.

Sorting is stable, equal elements keep their order, so results do not depend on the machine. NaN comes after every
number, as in PyTorch. What counts and looks up is in `tensor_counting.py`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

import numpy as np

from tinytorch_core import return_types
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import lines, pack, reduced_shape
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_extremes import dims_with_elements
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_reductions import along, from_lines, wrapped_dim

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "argsort",
    "kthvalue",
    "median",
    "msort",
    "sort",
    "topk",
]


def _order_of(line: list[Any], descending: bool) -> list[int]:
    """The positions of a line's elements in sorted order, equal ones as they stand, NaN as the largest."""
    return sorted(range(len(line)), key=lambda i: (line[i] != line[i], line[i]), reverse=descending)


@kernel(outputs=("values", "indices"))
def sort_kernel(x: Array, *, dim: int, descending: bool) -> tuple[Array, Array]:
    """The elements of every line in order, and where each stood."""
    rows = lines(x, (dim,))
    orders = [_order_of(row, descending) for row in rows]
    return _arranged(x, rows, orders, x.shape, dim)


@kernel(outputs=("values", "indices"))
def topk_kernel(x: Array, *, k: int, dim: int, largest: bool) -> tuple[Array, Array]:
    """The first k elements of every sorted line, and where each stood."""
    rows = lines(x, (dim,))
    orders = [_order_of(row, largest)[:k] for row in rows]
    return _arranged(x, rows, orders, (*x.shape[:dim], k, *x.shape[dim + 1 :]), dim)


def _arranged(
    x: Array, rows: list[list[Any]], orders: list[list[int]], shape: tuple[int, ...], dim: int
) -> tuple[Array, Array]:
    values = [[row[at] for at in order] for row, order in zip(rows, orders, strict=True)]
    return from_lines(values, shape, dim, x.dtype), from_lines(orders, shape, dim, np.dtype("int64"))


def sort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> return_types.sort:
    """The elements along `dim` in order, and where each stood.

    Args:
        input: any shape and dtype.
        dim: the dimension to sort along.
        descending: the largest first.
        stable: kept for PyTorch's name; sorting is always stable here.

    Returns:
        A named pair (values, indices) of the input's shape. NaN counts as the largest.

    Raises:
        IndexError: no such dimension.

    Cost: O(n log n) comparisons per line.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> values, indices = sort(tensor([3, 1, 2]))
    >>> values.tolist(), indices.tolist()
    ([1, 2, 3], [1, 2, 0])
    """
    assert_tensor("sort", input)
    return return_types.sort(*along("sort", input, dim, descending=bool(descending)))


def argsort(input: Tensor, dim: int = -1, descending: bool = False, stable: bool = False) -> Tensor:
    """Where the elements of the sorted tensor stood: the indices of `sort`, with its arguments and errors."""
    assert_tensor("argsort", input)
    return sort(input.detach(), dim, descending).indices


def msort(input: Tensor) -> Tensor:
    """The elements in order along the first dimension: the values of `sort(input, 0)`."""
    assert_tensor("msort", input)
    return sort(input, 0).values


def topk(input: Tensor, k: int, dim: int = -1, largest: bool = True, sorted: bool = True) -> return_types.topk:
    """The k largest elements along `dim`, largest first, and where each stood.

    Args:
        input: any shape and dtype.
        k: how many, 0 .. the size of `dim`.
        dim: the dimension to look along.
        largest: False for the k smallest, smallest first.
        sorted: kept for PyTorch's name; the result is always sorted here.

    Returns:
        A named pair (values, indices), with size k in `dim`.

    Raises:
        RuntimeError: there are fewer than k elements along `dim`.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> values, indices = topk(tensor([3.0, 9.0, 4.0]), 2)
    >>> values.tolist(), indices.tolist()
    ([9.0, 4.0], [1, 2])
    """
    assert_tensor("topk", input)
    size = _size_along("topk", input, dim, k)
    if not 0 <= k <= size:
        raise RuntimeError(
            f"topk(): selected index k out of range: k={k}, but dimension {dim} of shape {list(input.shape)} "
            f"has {size} elements"
        )
    if input._array.ndim == 0 and k == 0:
        return return_types.topk(*along("topk", input.reshape(1), dim, k=0, largest=largest))
    return return_types.topk(*along("topk", input, dim, k=k, largest=bool(largest)))


def _size_along(operation: str, input: TensorBase, dim: int, k: int) -> int:
    """How many elements there are to choose `k` from."""
    if not isinstance(k, int) or isinstance(k, bool):
        raise TypeError(f"{operation}(): argument 'k' must be int, not {type(k).__name__}")
    shape = input._array.shape or (1,)
    return shape[wrapped_dim(operation, dim, input._array.ndim)]


def kthvalue(input: Tensor, k: int, dim: int = -1, keepdim: bool = False) -> return_types.kthvalue:
    """The k-th smallest element along `dim`, counted from 1, and where it stood, as a pair (values, indices).

    Raises:
        IndexError: no such dimension, or one of size 0.
        RuntimeError: k is not in 1 .. the size of `dim`.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> kthvalue(tensor([3, 1, 2]), 2).values.item()
    2
    """
    assert_tensor("kthvalue", input)
    at = wrapped_dim("kthvalue", dim, input._array.ndim)
    dims_with_elements("kthvalue", input, at)
    size = _size_along("kthvalue", input, at, k)
    if not 1 <= k <= size:
        raise RuntimeError(
            f"kthvalue(): selected number k out of range for dimension {at}: k={k}, but shape {list(input.shape)} "
            f"has {size} elements there"
        )
    if input._array.ndim == 0:
        return return_types.kthvalue(*sort(input))
    values, indices = sort(input, at)
    place = (*[slice(None)] * at, slice(k - 1, k) if keepdim else k - 1)
    return return_types.kthvalue(values[place], indices[place])


@overload
def median(input: Tensor) -> Tensor: ...
@overload
def median(input: Tensor, dim: int, keepdim: bool = False) -> return_types.median: ...
def median(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor | return_types.median:
    """The middle element in sorted order, the lower one of two; or, with `dim`, along it and where it stands.

    Args:
        input: any shape.
        dim: where to look: `median(x, dim)` gives a pair (values, indices).
        keepdim: keep that dimension, with size 1.

    Returns:
        A tensor, or for `dim` a named pair; NaN if there is one, and the median of nothing is NaN.

    Raises:
        IndexError: no such dimension, or one of size 0.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> median(tensor([4.0, 1.0, 3.0, 2.0])).item()
    2.0
    """
    assert_tensor("median", input)
    if dim is None:
        return call("median", input, dim=tuple(range(input._array.ndim)), keepdim=False)
    at = wrapped_dim("median", dim, input._array.ndim)
    dims_with_elements("median", input, at)
    return return_types.median(*along("median_along", input, at, "median", keepdim=keepdim))


@kernel
def median_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The middle of the sorted elements; of nothing NaN, or the least there is for integers."""
    nothing = float("nan") if x.dtype.kind == "f" else False if x.dtype.kind == "b" else int(np.iinfo(x.dtype).min)
    medians = [line[_middle(line)] if line else nothing for line in lines(x, dim)]
    return pack(medians, reduced_shape(x.shape, dim, keepdim), x.dtype)


@kernel(outputs=("values", "indices"))
def median_along_kernel(x: Array, *, dim: int, keepdim: bool) -> tuple[Array, Array]:
    """The middle of every sorted line, and the first place that holds it."""
    rows = lines(x, (dim,))
    places = [_middle(row) for row in rows]
    shape = reduced_shape(x.shape, (dim,), keepdim)
    values = [row[at] for row, at in zip(rows, places, strict=True)]
    return pack(values, shape, x.dtype), pack(places, shape, np.dtype("int64"))


def _middle(line: list[Any]) -> int:
    """The first position of the lower median; of the first NaN if there is one."""
    order = _order_of(line, False)
    if line[order[-1]] != line[order[-1]]:
        return min(i for i, value in enumerate(line) if value != value)
    return line.index(line[order[(len(line) - 1) // 2]])


class TensorSorting(TensorBase):
    """The functions above as methods: `x.sort(0)` is `sort(x, 0)`."""

    sort, argsort, msort, topk = sort, argsort, msort, topk
    kthvalue, median = kthvalue, median
