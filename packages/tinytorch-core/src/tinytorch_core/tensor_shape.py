"""Reshaping: the same elements in row-major order, cut into other sizes. Views where strides allow."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from operator import index
from typing import TYPE_CHECKING, Any, SupportsIndex, overload

import numpy as np

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dispatch import view as movement
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_reductions import wrapped_dim

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "Size",
    "atleast_1d",
    "atleast_2d",
    "atleast_3d",
    "flatten",
    "ravel",
    "reshape",
    "squeeze",
    "unflatten",
    "unsqueeze",
]


class Size(tuple[int, ...]):
    """The sizes of a tensor's dimensions: a tuple that prints like PyTorch's and can count elements."""

    def numel(self) -> int:
        """How many elements a tensor of this shape has."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"

    @overload
    def __getitem__(self, key: SupportsIndex) -> int: ...
    @overload
    def __getitem__(self, key: slice) -> Size: ...
    def __getitem__(self, key: Any) -> Any:
        part = tuple.__getitem__(self, key)
        return Size(part) if type(part) is tuple else part

    def __add__(self, other: tuple[Any, ...]) -> Size:
        return Size(tuple.__add__(self, other))


def sizes(given: tuple[Any, ...]) -> tuple[int, ...]:
    """(2, 3) from f(2, 3) as well as from f((2, 3)); TypeError where one is no whole number."""
    if len(given) == 1 and isinstance(given[0], (tuple, list)):
        given = tuple(given[0])
    try:
        return tuple([index(size) for size in given])
    except TypeError:
        raise TypeError(f"sizes must be whole numbers, given one by one or as one sequence; got {given}") from None


def whole(operation: str, value: Any, name: str) -> int:
    """`value` as an int; TypeError, in words, where the argument called `name` is no whole number."""
    try:
        return index(value)
    except TypeError:
        kind = type(value).__name__
        raise TypeError(f"{operation}(): argument '{name}' must be int, not {kind}") from None


def whole_list(operation: str, values: Any, name: str) -> list[int]:
    """`values` as a list of ints; TypeError, in words, where the argument called `name` is no sequence of them."""
    try:
        return [index(value) for value in values]
    except TypeError:
        kinds = f" of {type(values[0]).__name__}" if isinstance(values, (tuple, list)) and values else ""
        got = type(values).__name__ + kinds
        raise TypeError(f"{operation}(): argument '{name}' must be a sequence of ints, not {got}") from None


def resolved(shape: tuple[int, ...], count: int) -> tuple[int, ...]:
    """`shape` with its one -1 worked out; RuntimeError where `count` elements do not fit."""
    known = math.prod(shape)
    if known == count and (not shape or min(shape) >= 0):
        return shape
    if known < 0 and count % known == 0 and min(shape) == -1 and shape.count(-1) == 1:
        at = shape.index(-1)
        return (*shape[:at], count // -known, *shape[at + 1 :])
    raise RuntimeError(_misfit(shape, count))


def _misfit(shape: tuple[int, ...], count: int) -> str:
    """Why `count` elements cannot take that shape."""
    if min(shape, default=0) < -1:
        return f"invalid shape dimension {min(shape)} in shape {list(shape)}"
    if shape.count(-1) > 1:
        return f"only one dimension can be inferred, got shape {list(shape)}"
    if -1 in shape and 0 in shape and count == 0:
        return (
            f"cannot reshape tensor of 0 elements into shape {list(shape)} because the unspecified dimension size -1 "
            "can be any value and is ambiguous; write that size out"
        )
    return f"shape '{list(shape)}' is invalid for input of size {count}"


def _shows_in(array: Array, shape: tuple[int, ...]) -> bool:
    """Whether strides exist that show `array` in `shape` without a copy."""
    if array.flags.c_contiguous or array.size == 0:
        return True
    plain = array.view(np.ndarray)
    return np.may_share_memory(plain, plain.reshape(shape))


@kernel
def reshape_kernel(x: Array, *, shape: tuple[int, ...]) -> Array:
    """A copy of x in row-major order, in another shape: for elements that no strides can show that way."""
    return x.copy().reshape(shape)


def reshape(input: Tensor, *shape: int | Sequence[int]) -> Tensor:
    """The same elements in row-major order in another shape; a view where possible, else a copy.

    Args:
        input: any shape.
        shape: the new sizes, as numbers or as one sequence; one of them may be -1 and is worked out.

    Raises:
        RuntimeError: the sizes do not multiply to the number of elements.

    >>> from tinytorch_core.tensor_creation_ranges import arange
    >>> reshape(arange(6), (2, -1)).tolist()
    [[0, 1, 2], [3, 4, 5]]
    """
    assert_tensor("reshape", input)
    wanted = resolved(sizes(shape), input._array.size)
    if _shows_in(input._array, wanted):
        return movement("reshape", input, lambda array: array.reshape(wanted))
    return call("reshape", input, shape=wanted)


def view(input: Tensor, *shape: int | Sequence[int] | dtype) -> Tensor:
    """The same memory in another shape, never a copy; or, given a dtype, the same bytes read as that type.

    Args:
        shape: the new sizes, one of which may be -1; or one dtype.

    Raises:
        RuntimeError: the sizes do not multiply to the number of elements, or no strides show them that way.
    """
    if len(shape) == 1 and isinstance(shape[0], dtype):
        return _reinterpreted(input, shape[0])
    wanted = resolved(sizes(shape), input._array.size)
    if not _shows_in(input._array, wanted):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two "
            f"contiguous subspaces): a tensor of shape {list(input._array.shape)} and stride {stride(input)} cannot "
            f"be shown as {list(wanted)}. Use .reshape(...) instead."
        )
    return movement("reshape", input, lambda array: array.reshape(wanted))


def _reinterpreted(input: Tensor, wanted: dtype) -> Tensor:
    array = input._array
    width, last = array.dtype.itemsize, array.shape[-1] if array.ndim else 1
    if width != wanted.itemsize and (array.ndim == 0 or not array.flags.c_contiguous):
        raise RuntimeError(
            f"view({wanted!r}): a dtype of another size than {input.dtype!r}'s needs a contiguous tensor with at least "
            "one dimension; call .contiguous() or .reshape(-1) first"
        )
    if last * width % wanted.itemsize:
        raise RuntimeError(f"view({wanted!r}): the last dimension, {last} x {width} bytes, does not divide evenly")
    out = input._wrap(array.view(wanted.numpy))
    out._share_memory_of(input)
    return out


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """`input` viewed in the shape of `other`."""
    return view(input, other._array.shape)


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """`input` reshaped to the shape of `other`."""
    return reshape(input, other._array.shape)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Dimensions start_dim .. end_dim made one; a 0-d tensor becomes 1-d.

    Raises:
        IndexError: no such dimension.
        RuntimeError: start_dim comes after end_dim.
    """
    assert_tensor("flatten", input)
    shape = input._array.shape or (1,)
    first = wrapped_dim("flatten", start_dim, len(shape))
    last = wrapped_dim("flatten", end_dim, len(shape))
    if first > last:
        raise RuntimeError(f"flatten() has invalid args: start_dim {start_dim} cannot come after end_dim {end_dim}")
    if first == last and input._array.ndim:
        return input
    return reshape(input, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """All elements in one row; `input` itself where it is one already."""
    assert_tensor("ravel", input)
    return flatten(contiguous(input))


def unflatten(input: Tensor, dim: int, sizes: Sequence[int]) -> Tensor:
    """Dimension `dim` cut into several: the opposite of `flatten`.

    Args:
        dim: which one.
        sizes: what it becomes; one of them may be -1 and is worked out.

    Raises:
        RuntimeError: the sizes do not multiply to the size of `dim`.
    """
    assert_tensor("unflatten", input)
    shape = input._array.shape
    at = wrapped_dim("unflatten", dim, len(shape))
    sizes = whole_list("unflatten", sizes, "sizes")
    if not sizes:
        raise RuntimeError("unflatten: sizes must be non-empty")
    if math.prod(sizes) != shape[at] and -1 not in sizes:
        raise RuntimeError(
            f"unflatten: Provided sizes {list(sizes)} don't multiply up to the size of dim {dim} ({shape[at]}) "
            "in the input tensor"
        )
    return reshape(input, (*shape[:at], *resolved(tuple(sizes), shape[at]), *shape[at + 1 :]))


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """A dimension of size 1 put in at `dim`, as a view."""
    assert_tensor("unsqueeze", input)
    at = wrapped_dim("unsqueeze", dim, input._array.ndim + 1)
    shape = input._array.shape
    wanted = (*shape[:at], 1, *shape[at:])
    return movement("reshape", input, lambda array: array.reshape(wanted))


def squeeze(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """Dimensions of size 1 taken out, as a view: those in `dim`, or all; others named there are left as they are."""
    assert_tensor("squeeze", input)
    shape = input._array.shape
    named = range(len(shape)) if dim is None else [dim] if isinstance(dim, int) else whole_list("squeeze", dim, "dim")
    gone = [wrapped_dim("squeeze", d, len(shape)) for d in named]
    if len(set(gone)) < len(gone):
        raise RuntimeError(f"dim {max(gone, key=gone.count)} appears multiple times in the list of dims {dim}")
    wanted = tuple([size for d, size in enumerate(shape) if size != 1 or d not in gone])
    return movement("reshape", input, lambda array: array.reshape(wanted))


def atleast_1d(*tensors: Any) -> Any:
    """Each tensor with at least one dimension; one tensor for one, a tuple for several or for a sequence."""
    return _each("atleast_1d", tensors, lambda x: x.reshape(1) if x._array.ndim < 1 else x)


def atleast_2d(*tensors: Any) -> Any:
    """Each tensor with at least two dimensions: a vector becomes one row."""
    return _each("atleast_2d", tensors, lambda x: x.reshape(1, -1) if x._array.ndim < 2 else x)


def atleast_3d(*tensors: Any) -> Any:
    """Each tensor with at least three dimensions: a vector becomes (1, n, 1), a matrix (n, m, 1)."""
    return _each(
        "atleast_3d",
        tensors,
        lambda x: x.reshape(1, -1, 1) if x._array.ndim < 2 else x[..., None] if x.ndim < 3 else x,
    )


def _each(operation: str, tensors: tuple[Any, ...], change: Any) -> Any:
    """`change` of one tensor, or of each of several."""
    if len(tensors) == 1 and isinstance(tensors[0], TensorBase):
        return change(tensors[0])
    given = tuple(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], Iterable) else tensors
    for x in given:
        assert_tensor(operation, x, "tensors")
    return tuple([change(x) for x in given])


def contiguous(input: Tensor) -> Tensor:
    """`input` itself where its elements lie in row-major order without gaps, else a copy that does."""
    return input if input._array.flags.c_contiguous else call("clone", input)


def is_contiguous(input: Tensor) -> bool:
    """Whether the elements lie in memory in row-major order without gaps."""
    return input._array.flags.c_contiguous


@overload
def stride(input: Tensor) -> tuple[int, ...]: ...
@overload
def stride(input: Tensor, dim: int) -> int: ...
def stride(input: Tensor, dim: int | None = None) -> Any:
    """How many elements further in memory the next one along each dimension (or along `dim`) lies."""
    array = input._array
    width, shape = array.dtype.itemsize, array.shape
    steps = tuple([step // width for step in array.strides])
    if array.size == 0:  # NumPy gives up strides where there is nothing to step over
        steps = tuple([math.prod([max(size, 1) for size in shape[d + 1 :]]) for d in range(len(shape))])
    elif 0 in steps and 1 in shape:  # and gives a new dimension of size 1 a stride of 0
        for d in reversed(range(len(shape))):
            if shape[d] == 1 and steps[d] == 0:
                behind = shape[d + 1] * steps[d + 1] if d + 1 < len(shape) else 1
                steps = (*steps[:d], behind, *steps[d + 1 :])
    return steps if dim is None else steps[wrapped_dim("stride", dim, array.ndim)]


def storage_offset(input: Tensor) -> int:
    """How many elements into its memory this tensor begins; more than 0 for some views."""
    memory = input._array
    while isinstance(memory.base, np.ndarray):
        memory = memory.base
    start, here = (array.__array_interface__["data"][0] for array in (memory, input._array))
    return int((here - start) // input._array.dtype.itemsize)


@overload
def size(input: Tensor) -> Size: ...
@overload
def size(input: Tensor, dim: int) -> int: ...
def size(input: Tensor, dim: int | None = None) -> Any:
    """The size of each dimension, or of `dim`."""
    shape = input._array.shape
    return Size(shape) if dim is None else shape[wrapped_dim("size", dim, len(shape))]


class TensorShape(TensorBase):
    """The functions above as methods: `x.reshape(2, -1)` is `reshape(x, 2, -1)`."""

    reshape, view, reshape_as, view_as = reshape, view, reshape_as, view_as
    flatten, unflatten, ravel = flatten, unflatten, ravel
    squeeze, unsqueeze = squeeze, unsqueeze
    contiguous, is_contiguous = contiguous, is_contiguous
    stride, storage_offset, size = stride, storage_offset, size

    def dim(self) -> int:
        """The number of dimensions."""
        return self._array.ndim
