"""Several tensors into one and one into several: cat, stack, split, chunk, meshgrid."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, promote_types
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_places import empty
from tinytorch_core.tensor_promotion import assert_tensor, cast_to
from tinytorch_core.tensor_reductions import wrapped_dim
from tinytorch_core.tensor_shape import atleast_1d, atleast_2d, atleast_3d, whole, whole_list
from tinytorch_core.tensor_views import cut, expand

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "cat",
    "chunk",
    "column_stack",
    "concat",
    "concatenate",
    "dstack",
    "hstack",
    "meshgrid",
    "row_stack",
    "split",
    "stack",
    "tensor_split",
    "unbind",
    "vstack",
]


@kernel
def cat_kernel(*tensors: Array, dim: int) -> Array:
    """One block after the other along `dim`."""
    shape = list(tensors[0].shape)
    shape[dim] = 0
    for tensor in tensors:
        shape[dim] += tensor.shape[dim]
    out = empty(tuple(shape), tensors[0])
    start = 0
    for tensor in tensors:
        stop = start + tensor.shape[dim]
        out[(slice(None),) * dim + (slice(start, stop),)] = tensor
        start = stop
    return out


@kernel
def stack_kernel(*tensors: Array, dim: int) -> Array:
    """One block behind the other along a new dimension `dim`."""
    shape = tensors[0].shape
    out = empty((*shape[:dim], len(tensors), *shape[dim:]), tensors[0])
    for place, tensor in enumerate(tensors):
        out[(slice(None),) * dim + (place,)] = tensor
    return out


def _assert_all_tensors(operation: str, tensors: Sequence[Any]) -> None:
    for number, tensor in enumerate(tensors):
        if not isinstance(tensor, TensorBase):
            raise TypeError(
                f"{operation}(): expected Tensor as element {number} in argument 0, but got {type(tensor).__name__}"
            )


def _rows(operation: str, tensors: Any) -> tuple[Tensor, ...]:
    """The tensors of any iterable; TypeError, in words, where it is none or holds something else."""
    if not isinstance(tensors, Iterable):
        kind = type(tensors).__name__
        raise TypeError(f"{operation}(): argument 'tensors' must be tuple of Tensors, not {kind}; write [a, b]")
    given = tuple(tensors)
    _assert_all_tensors(operation, given)
    return given


def _same_dtype(operation: str, tensors: Any) -> list[Tensor]:
    """The tensors in the dtype that all of them promote to, after checking that they are tensors."""
    if isinstance(tensors, TensorBase) or not isinstance(tensors, Sequence):
        kind = type(tensors).__name__
        raise TypeError(f"{operation}(): argument 'tensors' must be tuple of Tensors, not {kind}; write [a, b]")
    _assert_all_tensors(operation, tensors)
    if not tensors:
        return []
    first = tensors[0]._array.dtype
    if all(tensor._array.dtype is first for tensor in tensors):
        return list(tensors)
    target = tensors[0].dtype
    for tensor in tensors[1:]:
        target = promote_types(target, tensor.dtype)
    return [cast_to(tensor, target) for tensor in tensors]


def cat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """The tensors one after the other along `dim`.

    Args:
        tensors: of equal sizes except along `dim`; 1-d empty ones are passed over.
        dim: an existing dimension.

    Returns:
        A copy, in the dtype that all of them promote to.

    Raises:
        ValueError: no tensor is given.
        RuntimeError: the sizes differ somewhere else, or a tensor is 0-d.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> cat([tensor([1, 2]), tensor([3])]).tolist()
    [1, 2, 3]
    """
    given = _same_dtype("cat", tensors)
    if not given:
        raise ValueError("torch.cat(): expected a non-empty list of Tensors")
    for number, tensor in enumerate(given):
        if tensor._array.ndim == 0:
            raise RuntimeError(
                f"zero-dimensional tensor (at position {number}) cannot be concatenated; use stack(), or unsqueeze(0)"
            )
    kept = [tensor for tensor in given if tensor._array.shape != (0,)] or given[:1]
    at = wrapped_dim("cat", dim, kept[0]._array.ndim)
    _check_fit_together(kept, at)
    return call("cat", *kept, dim=at)


def _check_fit_together(tensors: list[Tensor], dim: int) -> None:
    first = tensors[0]._array.shape
    for number, tensor in enumerate(tensors):
        shape = tensor._array.shape
        if shape == first:
            continue
        if len(shape) != len(first):
            raise RuntimeError(
                f"Tensors must have same number of dimensions: got {len(first)} and {len(shape)} (shapes {list(first)} "
                f"and {list(shape)})"
            )
        for d, (have, want) in enumerate(zip(shape, first, strict=True)):
            if have != want and d != dim:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {dim}. Expected size {want} but got size {have} "
                    f"for tensor number {number} in the list (shapes {list(first)} and {list(shape)})."
                )


def concat(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Another name of `cat`."""
    return cat(tensors, dim)


def concatenate(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """Another name of `cat`."""
    return cat(tensors, dim)


def stack(tensors: Sequence[Tensor], dim: int = 0) -> Tensor:
    """The tensors, all of one shape, behind each other along a new dimension.

    Args:
        tensors: at least one.
        dim: where the new dimension stands in the result.

    Raises:
        RuntimeError: no tensor is given, or the shapes differ.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> stack([tensor([1, 2]), tensor([3, 4])], dim=1).tolist()
    [[1, 3], [2, 4]]
    """
    given = _same_dtype("stack", tensors)
    if not given:
        raise RuntimeError("stack expects a non-empty TensorList")
    first = given[0]._array.shape
    for number, tensor in enumerate(given):
        if tensor._array.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {list(first)} at entry 0 and "
                f"{list(tensor._array.shape)} at entry {number}"
            )
    return call("stack", *given, dim=wrapped_dim("stack", dim, len(first) + 1))


def hstack(tensors: Sequence[Tensor]) -> Tensor:
    """Side by side: along dimension 1, vectors along their only one."""
    given = atleast_1d(_rows("hstack", tensors))
    return cat(given, 0 if given and given[0]._array.ndim == 1 else 1)


def vstack(tensors: Sequence[Tensor]) -> Tensor:
    """On top of each other: along dimension 0, each vector as one row."""
    return cat(atleast_2d(_rows("vstack", tensors)), 0)


def row_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Another name of `vstack`."""
    return vstack(_rows("row_stack", tensors))


def dstack(tensors: Sequence[Tensor]) -> Tensor:
    """Behind each other: along dimension 2, each matrix as one layer."""
    return cat(atleast_3d(_rows("dstack", tensors)), 2)


def column_stack(tensors: Sequence[Tensor]) -> Tensor:
    """Side by side, each vector as one column."""
    return hstack([x.reshape(-1, 1) if x._array.ndim < 2 else x for x in _rows("column_stack", tensors)])


def split(tensor: Tensor, split_size_or_sections: int | Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Consecutive parts along `dim`, as views.

    Args:
        split_size_or_sections: the size of each part, where the last may be smaller; or the sizes of all of them.

    Raises:
        RuntimeError: the sizes do not add up, or one is negative.

    >>> from tinytorch_core.tensor_creation_ranges import arange
    >>> [part.tolist() for part in split(arange(5), 2)]
    [[0, 1], [2, 3], [4]]
    """
    assert_tensor("split", tensor)
    at, size = _dim_and_size("split", tensor, dim)
    if isinstance(split_size_or_sections, int):
        step = split_size_or_sections
        if step < 0:
            raise RuntimeError(f"split expects split_size be non-negative, but got split_size={step}")
        if step == 0 and size > 0:
            raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {size}")
        return _between(tensor, at, [*range(0, size, max(step, 1)), size] if size else [0, 0])
    parts = whole_list("split", split_size_or_sections, "split_size_or_sections")
    if sum(parts) != size or min(parts, default=0) < 0:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {size} (input tensor's size at dimension {at}), "
            f"with no negative one, but got split_sizes={parts}"
        )
    return _between(tensor, at, [sum(parts[:number]) for number in range(len(parts) + 1)])


def _dim_and_size(operation: str, input: Tensor, dim: int) -> tuple[int, int]:
    if input._array.ndim == 0:
        raise RuntimeError(f"{operation} expects at least a 1-dimensional tensor, got a 0-d one")
    at = wrapped_dim(operation, dim, input._array.ndim)
    return at, input._array.shape[at]


def _between(input: Tensor, dim: int, marks: Sequence[int]) -> tuple[Tensor, ...]:
    """The parts from each mark to the next."""
    return tuple([cut(input, dim, slice(a, b)) for a, b in pairwise(marks)])


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` consecutive parts along `dim`, as views; all of one size but the last, which may be smaller."""
    assert_tensor("chunk", input)
    at, size = _dim_and_size("chunk", input, dim)
    chunks = whole("chunk", chunks, "chunks")
    if chunks <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {chunks}")
    if size == 0:
        return tuple([cut(input, at, slice(0, 0)) for _ in range(chunks)])
    return split(input, -(-size // chunks), at)


def tensor_split(input: Tensor, indices_or_sections: int | Sequence[int], dim: int = 0) -> tuple[Tensor, ...]:
    """Consecutive parts along `dim`, as views, of sizes that differ by at most one; or cut at the given places.

    Args:
        indices_or_sections: how many parts; or the places where a new one begins.

    Raises:
        RuntimeError: fewer than one part is asked for.
    """
    assert_tensor("tensor_split", input)
    at, size = _dim_and_size("tensor_split", input, dim)
    if isinstance(indices_or_sections, int):
        parts = indices_or_sections
        if parts <= 0:
            raise RuntimeError(f"number of sections must be larger than 0, got {parts}")
        least, larger = divmod(size, parts)
        return _between(input, at, [number * least + min(number, larger) for number in range(parts + 1)])
    starts = [0, *whole_list("tensor_split", indices_or_sections, "indices_or_sections")]
    ends: list[int | None] = [*starts[1:], None]
    return tuple([cut(input, at, slice(a, b)) for a, b in zip(starts, ends, strict=True)])


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """Every place of `dim` as a view of its own, without that dimension.

    Raises:
        IndexError: no such dimension.
    """
    assert_tensor("unbind", input)
    if input._array.ndim == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    at = wrapped_dim("unbind", dim, input._array.ndim)
    return tuple([cut(input, at, place) for place in range(input._array.shape[at])])


def meshgrid(*tensors: Any, indexing: str = "ij") -> tuple[Tensor, ...]:
    """Coordinate grids out of axes: result k holds, at every place of the grid, the coordinate along axis k.

    Args:
        tensors: the axes, 1-d each.
        indexing: "ij" for a grid of shape (n0, n1, ...); "xy" swaps the first two dimensions, as in plots.

    Raises:
        RuntimeError: an axis has more than one dimension, or `indexing` is neither.
    """
    axes = list(tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors)
    if not axes:
        raise RuntimeError("meshgrid expects a non-empty TensorList")
    if indexing not in ("ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    for axis in axes:
        assert_tensor("meshgrid", axis)
        if axis._array.ndim > 1:
            raise RuntimeError(
                f"torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got shape {list(axis.shape)}"
            )
    swap = indexing == "xy" and len(axes) > 1
    order = [1, 0, *range(2, len(axes))] if swap else list(range(len(axes)))
    shape = [axes[k]._array.size for k in order]
    places = [order.index(k) for k in range(len(axes))]
    return tuple(
        [
            expand(axis.reshape([-1 if d == at else 1 for d in range(len(axes))]), shape)
            for axis, at in zip(axes, places, strict=True)
        ]
    )


class TensorJoining(TensorBase):
    """The functions above as methods."""

    split, chunk, tensor_split, unbind = split, chunk, tensor_split, unbind
