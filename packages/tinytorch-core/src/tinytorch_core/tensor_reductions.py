"""Sums, means, extremes and their positions, over some dimensions or all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.loops import lines, pack, reduced_shape
from tinytorch_core.tensor_arithmetic import assert_tensor, cast_to
from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor


def wrapped_dim(operation: str, dim: int, ndim: int) -> int:
    """`dim` counted from the front; IndexError where there is no such dimension. A 0-d tensor accepts 0 and -1."""
    span = ndim if ndim > 0 else 1
    if not isinstance(dim, int) or isinstance(dim, bool):
        raise TypeError(f"{operation}(): dim must be an int, got {type(dim).__name__}")
    if not -span <= dim < span:
        raise IndexError(
            f"Dimension out of range: {operation} on {ndim} dimensions expected dim in [{-span}, {span - 1}], "
            f"but got {dim}"
        )
    return dim % span


__all__ = [
    "amax",
    "argmax",
    "mean",
    "sum",
]


def wrapped_dims(operation: str, dim: int | Sequence[int] | None, ndim: int) -> tuple[int, ...]:
    """Every dimension to reduce, counted from the front and sorted; all of them for None or an empty sequence."""
    if dim is None or (not isinstance(dim, int) and len(dim) == 0):
        return tuple(range(ndim))
    chosen = [wrapped_dim(operation, d, ndim) for d in ([dim] if isinstance(dim, int) else dim)]
    if len(set(chosen)) < len(chosen):
        raise RuntimeError(
            f"dim {max(chosen, key=chosen.count)} appears multiple times in the list of dims {list(dim)}"
        )  # type: ignore[arg-type]
    return tuple(sorted(chosen)) if ndim else ()


def sum(
    input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, *, dtype: dtype | None = None
) -> Tensor:
    """The sum over `dim`, or over all elements.

    Args:
        input: any shape; bool and integers are summed as int64.
        dim: one dimension, several, or None for all.
        keepdim: keep the summed dimensions, with size 1.
        dtype: convert to this first.

    Raises:
        IndexError: no such dimension.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> sum(tensor([[1.0, 2.0], [3.0, 4.0]]), dim=0).tolist()
    [4.0, 6.0]
    """
    assert_tensor("sum", input)
    dims = wrapped_dims("sum", dim, input._array.ndim)
    wanted = dtype or (input.dtype if input.dtype.is_floating_point else dtypes.int64)
    return call("sum", cast_to(input, wanted), dim=dims, keepdim=keepdim)


def mean(
    input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, *, dtype: dtype | None = None
) -> Tensor:
    """The arithmetic mean over `dim`, or over all elements; NaN of nothing.

    Args as for `sum`; RuntimeError for integers, which have no mean of their own type.
    """
    assert_tensor("mean", input)
    wanted = dtype or input.dtype
    if not wanted.is_floating_point:
        raise RuntimeError(
            f"mean(): could not infer output dtype. Input dtype must be a floating point dtype, got {wanted!r}; "
            "call .float() first"
        )
    dims = wrapped_dims("mean", dim, input._array.ndim)
    return call("mean", cast_to(input, wanted), dim=dims, keepdim=keepdim)


@kernel
def mean_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The sum divided by how many were summed."""
    shape = reduced_shape(x.shape, dim, keepdim)
    sums = [0.0 + _total(line) for line in lines(x, dim)]
    length = x.size // len(sums) if sums else 0
    return pack([s / length if length else float("nan") for s in sums], shape, x.dtype)


def _total(line: list[float]) -> float:
    total = 0.0
    for value in line:
        total += value
    return total


def _check_not_empty(operation: str, x: TensorBase, dims: tuple[int, ...]) -> None:
    if any(x._array.shape[d] == 0 for d in dims):
        raise IndexError(
            f"{operation}(): expected reduction dims {list(dims)} of shape {list(x._array.shape)} to have non-zero "
            "size: nothing has no extreme"
        )


def amax(input: Tensor, dim: int | Sequence[int] | None = (), keepdim: bool = False) -> Tensor:
    """The largest value over `dim`, or of all; where several are largest the gradient is shared equally."""
    assert_tensor("amax", input)
    dims = wrapped_dims("amax", dim, input._array.ndim)
    _check_not_empty("amax", input, dims)
    return call("amax", input, dim=dims, keepdim=keepdim)


@kernel
def argmax_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The position of the largest value, the first of several; NaN counts as largest."""
    positions = []
    for line in lines(x, dim):
        best = 0
        for i, value in enumerate(line):
            if value > line[best] or (value != value and line[best] == line[best]):
                best = i
        positions.append(best)
    return pack(positions, reduced_shape(x.shape, dim, keepdim), np.dtype("int64"))


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The position of the largest value along `dim`, as int64; of the flattened tensor for None."""
    assert_tensor("argmax", input)
    dims = wrapped_dims("argmax", dim, input._array.ndim)
    _check_not_empty("argmax", input, dims)
    return call("argmax", input, dim=dims, keepdim=keepdim)


class TensorReductions(TensorBase):
    """The functions above as methods: `x.sum(0)` is `sum(x, 0)`."""

    sum = sum
    mean = mean
    amax = amax
    argmax = argmax
