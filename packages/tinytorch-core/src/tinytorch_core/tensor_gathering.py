"""Reading and writing along one dimension at places that a tensor names: gather, scatter, take, nonzero."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core.dispatch import call, kernel, write
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_indexing import getitem, kept, number_as
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_reductions import wrapped_dim
from tinytorch_core.tensor_views import broadcast_shapes, broadcast_tensors

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "argwhere",
    "gather",
    "masked_select",
    "nonzero",
    "scatter",
    "scatter_add",
    "take",
    "take_along_dim",
]


def named_places(index: Array, shape: tuple[int, ...], dim: int) -> Iterator[int]:
    """The row-major position, in an array of `shape`, of every place of `index` with its number put in for `dim`."""
    steps = [math.prod(shape[d + 1 :]) for d in range(len(shape))]
    for place, number in zip(np.ndindex(index.shape), flat(index), strict=True):
        yield sum([(number if d == dim else p) * steps[d] for d, p in enumerate(place)])


def _cropped(src: Array, index: Array) -> list[Any]:
    """The elements of src at the places that index has."""
    return flat(src[tuple([slice(size) for size in index.shape])])


@kernel
def gather_kernel(x: Array, index: Array, *, dim: int) -> Array:
    """out[i][j] = x[index[i][j]][j] for dim 0, x[i][index[i][j]] for dim 1."""
    elements = flat(x)
    return pack([elements[place] for place in named_places(index, x.shape, dim)], index.shape, x.dtype)


@kernel
def scatter_kernel(x: Array, index: Array, src: Array, *, dim: int) -> Array:
    """A copy of x in which x[index[i][j]][j] = src[i][j] for dim 0, x[i][index[i][j]] for dim 1."""
    elements = flat(x)
    for place, value in zip(named_places(index, x.shape, dim), _cropped(src, index), strict=True):
        elements[place] = value
    return pack(elements, x.shape, x.dtype)


@kernel
def scatter_add_kernel(x: Array, index: Array, src: Array, *, dim: int) -> Array:
    """The same with +=; places named twice get both."""
    elements = flat(x)
    for place, value in zip(named_places(index, x.shape, dim), _cropped(src, index), strict=True):
        elements[place] += value
    return pack(elements, x.shape, x.dtype)


@kernel
def scatter_mul_kernel(x: Array, index: Array, src: Array, *, dim: int) -> Array:
    """The same with *=."""
    elements = flat(x)
    for place, value in zip(named_places(index, x.shape, dim), _cropped(src, index), strict=True):
        elements[place] *= value
    return pack(elements, x.shape, x.dtype)


@kernel
def nonzero_kernel(x: Array) -> Array:
    """The place of every element that is not zero, one place in a row."""
    found = [place for place, value in zip(np.ndindex(x.shape), flat(x), strict=True) if value]
    return np.array(found, dtype=np.int64).reshape(len(found), x.ndim)


def _checked_index(operation: str, input: Tensor, dim: int, index: Tensor) -> int:
    """`dim` counted from the front, after checking an index that has as many dimensions as `input`."""
    assert_tensor(operation, input)
    assert_tensor(operation, index)
    _check_integers(operation, index)
    shape, size = input._array.shape, index._array.shape
    at = wrapped_dim(operation, dim, len(shape))
    if max(len(shape), 1) != max(len(size), 1):
        raise RuntimeError(
            f"{operation}(): Index tensor must have the same number of dimensions as input tensor, got {list(size)} "
            f"for input {list(shape)}"
        )
    for d, (have, limit) in enumerate(zip(size, shape, strict=False)):
        if d != at and have > limit and index._array.size:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {list(size)} to be no larger than self "
                f"{list(shape)} apart from dimension {at}"
            )
    check_bounds(index._array, at, shape[at] if shape else 1)
    return at


def _check_integers(operation: str, index: Tensor) -> None:
    if index._array.dtype.name not in ("int64", "int32"):
        raise RuntimeError(f"{operation}(): Expected dtype int32/int64 for index, got {index.dtype!r}; use .long()")


def check_bounds(index: Array, dim: int, size: int, low: int = 0) -> None:
    """IndexError where a place lies outside low .. size-1."""
    if index.size and (index.min() < low or index.max() >= size):
        wrong = next(place for place in flat(index) if not low <= place < size)
        raise IndexError(f"index {wrong} is out of bounds for dimension {dim} with size {size}")


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """Picks elements along `dim`: out[i][j] = input[i][index[i][j]] for dim 1 of two.

    Args:
        input: (..., n, ...), n places along `dim`.
        dim: the dimension that `index` names places of.
        index: int, as many dimensions as `input`, no larger elsewhere; 0 <= index < n.

    Returns:
        The shape of `index`, the dtype of `input`.

    Raises:
        RuntimeError: `index` has another number of dimensions, is larger than `input`, or holds no integers.
        IndexError: a place lies outside 0 .. n-1.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> gather(tensor([[1, 2], [3, 4]]), 1, tensor([[1], [0]])).tolist()
    [[2], [3]]
    """
    at = _checked_index("gather", input, dim, index)
    if input._array.ndim and index._array.ndim:
        return call("gather", input, index, dim=at)
    return call("gather", input.reshape(-1), index.reshape(-1), dim=0).reshape(index._array.shape)


REDUCTIONS = {None: "scatter", "add": "scatter_add", "multiply": "scatter_mul"}


def scatter(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | Number | None = None,
    *,
    value: Number | None = None,
    reduce: str | None = None,
) -> Tensor:
    """A copy with elements replaced along `dim`: out[i][index[i][j]] = src[i][j] for dim 1 of two.

    Args:
        input: (..., n, ...), n places along `dim`.
        dim: the dimension that `index` names places of.
        index: int, as many dimensions as `input`, no larger elsewhere; 0 <= index < n. Of a place named twice the last
            one counts, and gradients are right only where none is.
        src: at least as large as `index`, of input's dtype; or one number.
        value: the same number by name.
        reduce: "add" or "multiply" to combine with what is there instead of replacing it.

    Raises:
        RuntimeError: shapes or dtypes do not fit, or `reduce` is something else.
        IndexError: a place lies outside 0 .. n-1.
    """
    x, places, source, at = _scatter_inputs("scatter", input, dim, index, value if src is None else src)
    out = call(_reduction(reduce), x, places, source, dim=at)
    return out if x is input else out.reshape(())


def scatter_(
    input: Tensor,
    dim: int,
    index: Tensor,
    src: Tensor | Number | None = None,
    *,
    value: Number | None = None,
    reduce: str | None = None,
) -> Tensor:
    """`scatter` in place; returns `input`."""
    x, places, source, at = _scatter_inputs("scatter_", input, dim, index, value if src is None else src)
    write(_reduction(reduce), x, places, source, dim=at)
    return input


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """A copy with elements added along `dim`: out[i][index[i][j]] += src[i][j]; places named twice get both.

    Arguments and errors as for `scatter`.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> scatter_add(tensor([0, 0]), 0, tensor([1, 1, 0]), tensor([5, 6, 7])).tolist()
    [7, 11]
    """
    assert_source("scatter_add", src)
    return scatter(input, dim, index, src, reduce="add")


def scatter_add_(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`scatter_add` in place; returns `input`."""
    assert_source("scatter_add_", src)
    return scatter_(input, dim, index, src, reduce="add")


def _reduction(reduce: str | None) -> str:
    if reduce not in REDUCTIONS:
        raise RuntimeError(f"reduce argument must be either add or multiply, got {reduce!r}")
    return REDUCTIONS[reduce]


def assert_source(operation: str, src: object) -> None:
    """TypeError, in words, where what is to be written is not a tensor."""
    if not isinstance(src, TensorBase):
        raise TypeError(f"{operation}(): argument 'src' must be Tensor, not {type(src).__name__}")


def _scatter_inputs(
    operation: str, input: Tensor, dim: int, index: Tensor, src: Tensor | Number | None
) -> tuple[Tensor, Tensor, Tensor, int]:
    """input, index and src as the kernel takes them, with at least one dimension, and the dimension."""
    at = _checked_index(operation, input, dim, index)
    if src is None:
        raise TypeError(f"{operation}() needs what to write: src, a tensor, or value, a number")
    if not isinstance(src, TensorBase):
        src = number_as(src, input.dtype, input._wrap).expand(index._array.shape)
    if src._array.dtype != input._array.dtype:
        raise RuntimeError(
            f"{operation}(): Expected self.dtype to be equal to src.dtype, got {input.dtype!r} and {src.dtype!r}; "
            "convert src with .to()"
        )
    size, room = index._array.shape or (1,), src._array.shape or (1,)
    if len(size) != len(room) or any(have > limit for have, limit in zip(size, room, strict=True)):
        raise RuntimeError(
            f"Expected index {list(size)} to be no larger than self {list(input._array.shape)} apart from dimension "
            f"{at} and to be no larger size than src {list(room)}"
        )
    if input._array.ndim and index._array.ndim and src._array.ndim:
        return input, index, src, at
    x, places, source = [x if x._array.ndim else x.reshape(1) for x in (input, index, src)]
    return x, places, source, at


def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at `index`, counted through all of `input` in row-major order.

    Raises:
        IndexError: there is no such element.
    """
    assert_tensor("take", input)
    assert_tensor("take", index, "index")
    _check_integers("take", index)
    check_bounds(index._array, 0, input._array.size, -input._array.size)
    return call("gather_at", input.reshape(-1), index=kept((index._array.astype(np.int64),), input))


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """`gather` after broadcasting the other dimensions; without `dim`, among all elements in row-major order.

    Source of the usual indices: `argsort` and `argmax(keepdim=True)`.
    """
    assert_tensor("take_along_dim", input)
    assert_tensor("take_along_dim", indices, "indices")
    if dim is None:
        return gather(input.reshape(-1), 0, indices.reshape(-1))
    have, want = input._array.shape, indices._array.shape
    if len(have) != len(want):
        raise RuntimeError(
            "torch.take_along_dim(): input and indices should have the same number of dimensions, but got "
            f"{len(have)} dimensions for input, and {len(want)} dimensions for indices"
        )
    at = wrapped_dim("take_along_dim", dim, len(have))
    both = broadcast_shapes((*have[:at], 1, *have[at + 1 :]), (*want[:at], 1, *want[at + 1 :]))
    x = input.expand((*both[:at], have[at], *both[at + 1 :]))
    return gather(x, at, indices.expand((*both[:at], want[at], *both[at + 1 :])))


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """A 1-d copy of the elements where `mask`, which broadcasts with `input`, is True.

    Raises:
        RuntimeError: the mask is not bool, or the shapes do not broadcast.
    """
    assert_tensor("masked_select", input)
    if not isinstance(mask, TensorBase) or mask._array.dtype.kind != "b":
        raise RuntimeError("masked_select: expected BoolTensor for mask; make one with a comparison or .bool()")
    x, wanted = broadcast_tensors(input, mask)
    return getitem(x.reshape(1), wanted.reshape(1)) if x._array.ndim == 0 else getitem(x, wanted)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The places of the elements that are not zero, in row-major order.

    Args:
        as_tuple: give one vector of places for each dimension, which together are an index, instead of a matrix.

    Returns:
        (k, ndim) int64, a place in each row; or a tuple of ndim vectors (k,).

    >>> from tinytorch_core.tensor_creation import tensor
    >>> nonzero(tensor([0, 3, 4])).tolist()
    [[1], [2]]
    """
    assert_tensor("nonzero", input)
    if not as_tuple:
        return call("nonzero", input)
    return call("nonzero", input if input._array.ndim else input.reshape(1)).unbind(1)


def argwhere(input: Tensor) -> Tensor:
    """(k, ndim) int64: the place of each element that is not zero; another name of `nonzero`."""
    assert_tensor("argwhere", input)
    return call("nonzero", input)


class TensorGathering(TensorBase):
    """The functions above as methods."""

    gather, scatter, scatter_, scatter_add, scatter_add_ = gather, scatter, scatter_, scatter_add, scatter_add_
    take, take_along_dim, masked_select = take, take_along_dim, masked_select
    nonzero, argwhere = nonzero, argwhere
