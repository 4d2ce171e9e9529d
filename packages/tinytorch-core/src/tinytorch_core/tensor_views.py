"""Views that reorder, stretch or cut: transpose, expand, narrow, diagonal. No element is copied."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core.dispatch import view as movement
from tinytorch_core.dtypes import Array
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_reductions import wrapped_dim
from tinytorch_core.tensor_shape import Size, sizes, whole, whole_list

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "adjoint",
    "broadcast_shapes",
    "broadcast_tensors",
    "broadcast_to",
    "diagonal",
    "moveaxis",
    "movedim",
    "narrow",
    "permute",
    "select",
    "swapaxes",
    "swapdims",
    "t",
    "transpose",
]


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions swapped, as a view.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> transpose(tensor([[1, 2], [3, 4]]), 0, 1).tolist()
    [[1, 3], [2, 4]]
    """
    assert_tensor("transpose", input)
    ndim = input._array.ndim
    first, second = wrapped_dim("transpose", dim0, ndim), wrapped_dim("transpose", dim1, ndim)
    if ndim == 0:
        return permute(input, ())
    return movement("transpose", input, lambda array: array.swapaxes(first, second), dim0=first, dim1=second)


def swapaxes(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """Another name of `transpose`."""
    return transpose(input, axis0, axis1)


def swapdims(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Another name of `transpose`."""
    return transpose(input, dim0, dim1)


def t(input: Tensor) -> Tensor:
    """A matrix with rows and columns swapped; vectors and 0-d tensors stay as they are."""
    assert_tensor("t", input)
    if input._array.ndim > 2:
        raise RuntimeError(
            f"t() expects a tensor with <= 2 dimensions, but self is {input._array.ndim}D; use transpose() or .mT"
        )
    return permute(input, tuple(reversed(range(input._array.ndim))))


def adjoint(input: Tensor) -> Tensor:
    """Each matrix of the stack with rows and columns swapped; there are no complex numbers here to conjugate."""
    return transpose(input, -2, -1)


def permute(input: Tensor, *dims: int | Sequence[int]) -> Tensor:
    """The dimensions in another order, as a view.

    Args:
        dims: for each dimension of the result, which one of the input it is; every one once.

    Raises:
        RuntimeError: `dims` does not name every dimension exactly once.

    >>> from tinytorch_core.tensor_creation import zeros
    >>> permute(zeros(2, 3, 4), (2, 0, 1)).shape
    torch.Size([4, 2, 3])
    """
    assert_tensor("permute", input)
    ndim, wanted = input._array.ndim, sizes(dims)
    if len(wanted) != ndim:
        raise RuntimeError(
            "permute: number of dimensions in the tensor input does not match the length of the desired ordering of "
            f"dimensions i.e. input.dim() = {ndim} is not equal to len(dims) = {len(wanted)}"
        )
    order = tuple([wrapped_dim("permute", d, ndim) for d in wanted])
    if len(set(order)) < ndim:
        raise RuntimeError(f"permute(): duplicate dims are not allowed, got {list(wanted)}")
    return movement("permute", input, lambda array: array.transpose(order), dims=order)


def movedim(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Dimensions moved to other places, as a view; the others keep their order.

    Args:
        source: one dimension or several.
        destination: where each of them goes, counted in the result.

    Raises:
        RuntimeError: a dimension is named twice, or the two have different lengths.
    """
    assert_tensor("movedim", input)
    ndim = input._array.ndim
    old, new = _named("source", source, ndim), _named("destination", destination, ndim)
    if len(old) != len(new):
        raise RuntimeError(
            f"movedim: Invalid source or destination dims: source ({old} dims) should contain the same number of dims "
            f"as destination ({new} dims)"
        )
    if ndim == 0:
        return permute(input, ())
    order = [d for d in range(ndim) if d not in old]
    for at, d in sorted(zip(new, old, strict=True)):
        order.insert(at, d)
    return permute(input, order)


def _named(what: str, dim: int | Sequence[int], ndim: int) -> list[int]:
    given = [dim] if isinstance(dim, int) else whole_list("movedim", dim, what)
    dims = [wrapped_dim("movedim", d, ndim) for d in given]
    if len(set(dims)) < len(dims):
        raise RuntimeError(f"movedim: repeated dim in `{what}` ({dims})")
    return dims


def moveaxis(input: Tensor, source: int | Sequence[int], destination: int | Sequence[int]) -> Tensor:
    """Another name of `movedim`."""
    return movedim(input, source, destination)


def expand(input: Tensor, *shape: int | Sequence[int]) -> Tensor:
    """Dimensions of size 1 shown as often as asked, without a copy; -1 leaves a size as it is.

    Args:
        shape: the new sizes; there may be more in front than `input` has.

    Raises:
        RuntimeError: a size other than 1 would have to change, or there are too few sizes.
    """
    assert_tensor("expand", input)
    have, wanted = input._array.shape, sizes(shape)
    if len(wanted) < len(have):
        raise RuntimeError(
            f"expand: the number of sizes provided ({len(wanted)}) must be greater or equal to the number of "
            f"dimensions in the tensor ({len(have)}); got sizes {list(wanted)} for shape {list(have)}"
        )
    extra = len(wanted) - len(have)
    new = [*wanted[:extra], *[old if size == -1 else size for old, size in zip(have, wanted[extra:], strict=True)]]
    for d, size in enumerate(new):
        old = have[d - extra] if d >= extra else 1
        if size < 0 or (size != old and old != 1):
            raise RuntimeError(
                f"The expanded size of the tensor ({wanted[d]}) must match the existing size ({old}) at non-singleton "
                f"dimension {d}.  Target sizes: {list(wanted)}.  Tensor sizes: {list(have)}"
            )
    return movement("expand", input, lambda array: _stretched(array, tuple(new)))


def _stretched(array: Array, shape: tuple[int, ...]) -> Array:
    """`array` broadcast to `shape`, writable as the array is; over gapless memory without NumPy's detour."""
    if array.size == 1:  # such as the gradient of a sum
        return type(array)(shape, array.dtype, array, 0, (0,) * len(shape))
    if array.flags.c_contiguous:
        extra = len(shape) - array.ndim
        pairs = zip(array.shape, array.strides, shape[extra:], strict=True)
        steps = [0] * extra + [step if old == new else 0 for old, step, new in pairs]
        return type(array)(shape, array.dtype, array, 0, steps)
    out = np.broadcast_to(array.view(np.ndarray), shape).view(type(array))
    out.flags.writeable = array.flags.writeable
    return out


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """`input` expanded to the shape of `other`."""
    return expand(input, other._array.shape)


def broadcast_to(input: Tensor, size: Sequence[int]) -> Tensor:
    """`input` as it takes part in an operation of shape `size`: another name of `expand`."""
    assert_tensor("broadcast_to", input)
    return expand(input, whole_list("broadcast_to", size, "size"))


def broadcast_shapes(*shapes: int | Sequence[int]) -> Size:
    """The shape that tensors of these shapes take together.

    Raises:
        RuntimeError: two sizes at one place differ and neither is 1.

    >>> broadcast_shapes((2, 1), (3,))
    torch.Size([2, 3])
    """
    out: list[int] = []
    for number, given in enumerate(shapes):
        shape = [given] if isinstance(given, int) else whole_list("broadcast_shapes", given, "shapes")
        out = [1] * (len(shape) - len(out)) + out
        for d in range(-1, -len(shape) - 1, -1):
            if out[d] == 1:
                out[d] = shape[d]
            elif shape[d] not in (1, out[d]):
                raise RuntimeError(
                    f"Attempting to broadcast a dimension of length {shape[d]} at {d}! Mismatching argument at index "
                    f"{number} had {tuple(shape)}; but expected shape should be broadcastable to {out}"
                )
    return Size(out)


def broadcast_tensors(*tensors: Any) -> tuple[Tensor, ...]:
    """Each tensor expanded to the shape they take together, as views.

    Raises:
        RuntimeError: the shapes do not broadcast.
    """
    given = tensors[0] if len(tensors) == 1 and isinstance(tensors[0], (tuple, list)) else tensors
    for tensor in given:
        assert_tensor("broadcast_tensors", tensor)
    shape = broadcast_shapes(*[tensor._array.shape for tensor in given])
    return tuple([expand(tensor, shape) for tensor in given])


def narrow(input: Tensor, dim: int, start: int | Tensor, length: int) -> Tensor:
    """`length` places along `dim` from `start` on, as a view.

    Raises:
        IndexError: `start` lies outside the dimension.
        RuntimeError: fewer than `length` places are left from there, or `input` is 0-d.
    """
    assert_tensor("narrow", input)
    if input._array.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    at = wrapped_dim("narrow", dim, input._array.ndim)
    size, first, length = input._array.shape[at], whole("narrow", start, "start"), whole("narrow", length, "length")
    if length < 0:
        raise RuntimeError(f"narrow(): length must be non-negative, got {length}")
    if not -size <= first <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {first})")
    first += size if first < 0 else 0
    if first + length > size:
        raise RuntimeError(f"start ({first}) + length ({length}) exceeds dimension size ({size}).")
    return cut(input, at, slice(first, first + length))


def select(input: Tensor, dim: int, index: int) -> Tensor:
    """The part at place `index` of `dim`, as a view without that dimension.

    Raises:
        IndexError: no such dimension, or no such place; a 0-d tensor has none.
    """
    assert_tensor("select", input)
    if input._array.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    at = wrapped_dim("select", dim, input._array.ndim)
    size, index = input._array.shape[at], whole("select", index, "index")
    if not -size <= index < size:
        raise IndexError(
            f"select(): index {index} out of range for tensor of size {list(input._array.shape)} at dimension {at}"
        )
    return cut(input, at, index)


def cut(input: TensorBase, dim: int, place: int | slice) -> Tensor:
    """One place of `dim`, or a slice of it, as a view; both already checked."""
    key = (slice(None),) * dim + (place, ...)
    return movement("slice", input, lambda array: array[key], index=key)


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The elements whose places along dim1 and dim2 are equal, as a view; their dimension comes last.

    Args:
        offset: how many columns to the right of the main diagonal; negative ones are below it.
        dim1: counts rows.
        dim2: counts columns.

    Raises:
        RuntimeError: dim1 and dim2 are the same dimension.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> diagonal(tensor([[1, 2], [3, 4]])).tolist()
    [1, 4]
    """
    assert_tensor("diagonal", input)
    rows, columns = (wrapped_dim("diagonal", d, input._array.ndim) for d in (dim1, dim2))
    if rows == columns or input._array.ndim < 2:
        raise RuntimeError(
            f"diagonal dimensions cannot be identical {dim1}, {dim2} (tensor of shape {list(input._array.shape)})"
        )
    offset = whole("diagonal", offset, "offset")
    settings = {"offset": offset, "dim1": rows, "dim2": columns}
    return movement("diagonal", input, lambda array: _diagonal(array, offset, rows, columns), **settings)


def _diagonal(array: Array, offset: int, dim1: int, dim2: int) -> Array:
    """NumPy's view of the diagonal, which it hands out read-only, as writable as the array is."""
    out = array.diagonal(offset, dim1, dim2)
    out.flags.writeable = array.flags.writeable
    return out


class TensorViews(TensorBase):
    """The functions above as methods."""

    transpose, swapaxes, swapdims, t, adjoint = transpose, swapaxes, swapdims, t, adjoint
    permute, movedim, moveaxis = permute, movedim, moveaxis
    expand, expand_as, broadcast_to = expand, expand_as, broadcast_to
    narrow, select, diagonal = narrow, select, diagonal
