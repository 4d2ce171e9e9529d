"""Whole slices of one dimension, chosen by a vector of places: index_select, index_add, index_copy, index_fill."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tinytorch_core.dispatch import call, write_part
from tinytorch_core.dtypes import Number
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_gathering import assert_source, check_bounds
from tinytorch_core.tensor_indexing import assign, kept, number_as
from tinytorch_core.tensor_places import WHOLE, Key
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_reductions import wrapped_dim

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["index_add", "index_copy", "index_fill", "index_select"]


def _key(operation: str, input: Tensor, dim: int, index: Tensor, lowest: int = 0) -> Key:
    """The index that names whole slices of `dim`, after checking it."""
    assert_tensor(operation, input)
    assert_tensor(operation, index, "index")
    at = wrapped_dim(operation, dim, input._array.ndim)
    places = index._array
    if places.ndim > 1:
        raise IndexError(f"{operation}(): Index is supposed to be a vector, got shape {list(places.shape)}")
    if places.dtype.name not in ("int64", "int32"):
        raise RuntimeError(f"{operation}(): Expected dtype int32 or int64 for index, got {index.dtype!r}; use .long()")
    size = input._array.shape[at] if input._array.ndim else 1
    check_bounds(places, at, size, lowest * size)
    return (WHOLE,) * at + (places.reshape(-1).astype(np.int64, copy=False),)


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """A copy of the places of `dim` that `index` names, in that order.

    Args:
        index: (k,) int, 0 <= index < size of `dim`; a place may be named several times.

    Returns:
        As `input`, with k places along `dim`.

    Raises:
        IndexError: a place lies outside the dimension, or `index` is no vector.
        RuntimeError: `index` holds no integers.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> index_select(tensor([[1, 2], [3, 4]]), 1, tensor([1, 1])).tolist()
    [[2, 2], [4, 4]]
    """
    key = _key("index_select", input, dim, index)
    if input._array.ndim == 0:
        return call("gather_at", input.reshape(1), index=key).reshape(())
    return call("gather_at", input, index=kept(key, input))


def _check_source(operation: str, input: Tensor, key: Key, source: Tensor) -> None:
    assert_source(operation, source)
    if source._array.dtype != input._array.dtype:
        raise RuntimeError(
            f"{operation}(): self ({input.dtype.name}) and source ({source.dtype.name}) must have the same scalar "
            "type; convert source with .to()"
        )
    at, count = len(key) - 1, key[-1].size
    shape = input._array.shape or (1,)
    wanted = (*shape[:at], count, *shape[at + 1 :])
    if (source._array.shape or (1,)) != wanted:
        raise (IndexError if operation == "index_copy_" else RuntimeError)(
            f"{operation}(): Number of indices ({count}) should be equal to source.size(dim), and the other sizes to "
            f"self's: source must have shape {list(wanted)}, got {list(source._array.shape)}"
        )


def _lifted(x: Tensor) -> Tensor:
    """`x`, a 0-d tensor as a view with one dimension."""
    return x if x._array.ndim else x.reshape(1)


def index_add_(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
    """Adds alpha · source[..., j, ...] to input[..., index[j], ...] in place; a place named twice gets both.

    Args:
        index: (k,) int, places of `dim`.
        source: as `input`, with k places along `dim`.

    Raises:
        IndexError: a place lies outside the dimension.
        RuntimeError: shapes or dtypes do not fit.
    """
    key = _key("index_add_", input, dim, index)
    _check_source("index_add_", input, key, source)
    scaled = source if alpha == 1 else source * alpha
    write_part("add_at", _lifted(input), _lifted(scaled), index=kept(key, input, source))
    return input


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
    """`index_add_` on a copy."""
    assert_tensor("index_add", input)
    return index_add_(input.clone(), dim, index, source, alpha=alpha)


def index_copy_(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """input[..., index[j], ...] = source[..., j, ...] in place; gradients are right where no place is named twice."""
    key = _key("index_copy_", input, dim, index)
    _check_source("index_copy_", input, key, source)
    assign(_lifted(input), key, _lifted(source))
    return input


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """`index_copy_` on a copy."""
    assert_tensor("index_copy", input)
    return index_copy_(input.clone(), dim, index, source)


def index_fill_(input: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    """Fills the places of `dim` that `index` names with one number, or a 0-d tensor, in place."""
    key = _key("index_fill_", input, dim, index, lowest=-1)
    if not isinstance(value, TensorBase):
        value = number_as(value, input.dtype, input._wrap)
    if value._array.ndim:
        raise RuntimeError(
            f"index_fill_ only supports a 0-dimensional value tensor, but got tensor with {value._array.ndim} "
            "dimension(s)."
        )
    assign(_lifted(input), key, value.to(input.dtype))
    return input


def index_fill(input: Tensor, dim: int, index: Tensor, value: Tensor | Number) -> Tensor:
    """`index_fill_` on a copy."""
    assert_tensor("index_fill", input)
    return index_fill_(input.clone(), dim, index, value)


class TensorSelecting(TensorBase):
    """The functions above as methods."""

    index_select = index_select
    index_add, index_add_ = index_add, index_add_
    index_copy, index_copy_ = index_copy, index_copy_
    index_fill, index_fill_ = index_fill, index_fill_
