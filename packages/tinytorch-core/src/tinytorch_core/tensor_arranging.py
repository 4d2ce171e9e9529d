"""Copies in another arrangement: flipped, rolled, repeated, or with a triangle or a diagonal of a matrix kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_places import WHOLE, empty
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_reductions import wrapped_dim
from tinytorch_core.tensor_shape import sizes, whole, whole_list
from tinytorch_core.tensor_views import diagonal, expand

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "diag",
    "diag_embed",
    "flip",
    "fliplr",
    "flipud",
    "repeat_interleave",
    "roll",
    "rot90",
    "tile",
    "tril",
    "tril_indices",
    "triu",
    "triu_indices",
]


@kernel
def flip_kernel(x: Array, *, dims: tuple[int, ...]) -> Array:
    """A copy of x read backwards along `dims`."""
    backwards = tuple([slice(None, None, -1 if d in dims else None) for d in range(x.ndim)])
    return x[backwards].copy()


@kernel
def roll_kernel(x: Array, *, shifts: tuple[int, ...], dims: tuple[int, ...]) -> Array:
    """x moved on by `shifts` places along `dims`; what leaves at the end comes in at the start."""
    for shift, dim in zip(shifts, dims, strict=True):
        size = x.shape[dim]
        begin = (slice(None),) * dim
        out = empty(x.shape, x)
        if size:
            shift %= size
            out[(*begin, slice(shift, None))] = x[(*begin, slice(0, size - shift))]
            out[(*begin, slice(0, shift))] = x[(*begin, slice(size - shift, None))]
        x = out
    return x


@kernel
def tril_kernel(x: Array, *, diagonal: int) -> Array:
    """Of each matrix the elements with column - row <= diagonal, zero elsewhere."""
    return _triangle(x, lambda row, column: column - row <= diagonal)


@kernel
def triu_kernel(x: Array, *, diagonal: int) -> Array:
    """Of each matrix the elements with column - row >= diagonal, zero elsewhere."""
    return _triangle(x, lambda row, column: column - row >= diagonal)


def _triangle(x: Array, inside: Any) -> Array:
    rows, columns = x.shape[-2:]
    kept = []
    for place, value in enumerate(flat(x)):
        row, column = place // columns % rows, place % columns
        kept.append(value if inside(row, column) else 0)
    return pack(kept, x.shape, x.dtype)


@kernel
def place_diagonal_kernel(x: Array, *, shape: tuple[int, ...], offset: int, dim1: int, dim2: int) -> Array:
    """Zeros of `shape` whose diagonal along dim1 and dim2, `offset` above the main one, is the last dimension of x."""
    out = empty(shape, x)
    out.fill(0)
    moved = out.transpose(*[d for d in range(len(shape)) if d not in (dim1, dim2)], dim1, dim2)
    for place in range(x.shape[-1]):
        moved[..., place + max(-offset, 0), place + max(offset, 0)] = x[..., place]
    return out


def flip(input: Tensor, *dims: int | Sequence[int]) -> Tensor:
    """A copy in reverse order along `dims`.

    Raises:
        RuntimeError: a dimension is named twice.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> flip(tensor([1, 2, 3]), 0).tolist()
    [3, 2, 1]
    """
    assert_tensor("flip", input)
    wanted = tuple([wrapped_dim("flip", d, input._array.ndim) for d in sizes(dims)])
    if len(set(wanted)) < len(wanted):
        raise RuntimeError(f"dim {max(wanted, key=wanted.count)} appears multiple times in the list of dims {wanted}")
    return call("flip", input, dims=wanted)


def fliplr(input: Tensor) -> Tensor:
    """A copy with columns in reverse order; RuntimeError below two dimensions."""
    assert_tensor("fliplr", input)
    if input._array.ndim < 2:
        raise RuntimeError(f"Input must be >= 2-d, got shape {list(input._array.shape)}.")
    return call("flip", input, dims=(1,))


def flipud(input: Tensor) -> Tensor:
    """A copy with rows in reverse order; RuntimeError for a 0-d tensor."""
    assert_tensor("flipud", input)
    if input._array.ndim < 1:
        raise RuntimeError("Input must be >= 1-d, got shape [].")
    return call("flip", input, dims=(0,))


def roll(input: Tensor, shifts: int | Sequence[int], dims: int | Sequence[int] | None = None) -> Tensor:
    """Everything moved on by `shifts` places; what leaves at the end comes in at the start.

    Args:
        shifts: how far, negative for backwards; one for each of `dims`.
        dims: along which dimensions; without it, along all elements in row-major order.

    Raises:
        RuntimeError: not as many shifts as dims.
    """
    assert_tensor("roll", input)
    steps = sizes((shifts,))
    if dims is None or (isinstance(dims, (tuple, list)) and len(dims) == 0):
        if len(steps) != 1:
            raise RuntimeError(f"shifts and dimensions must align. shifts: {len(steps)}, dims: 0; name the dims")
        return call("roll", input.reshape(-1), shifts=steps, dims=(0,)).reshape(input._array.shape)
    along = tuple([wrapped_dim("roll", d, input._array.ndim) for d in sizes((dims,))])
    if len(steps) != len(along):
        raise RuntimeError(f"shifts and dimensions must align. shifts: {len(steps)}, dims: {len(along)}")
    if input._array.ndim == 0:
        return input.clone()
    return call("roll", input, shifts=steps, dims=along)


def rot90(input: Tensor, k: int = 1, dims: Sequence[int] = (0, 1)) -> Tensor:
    """A copy turned k quarter circles, from the first of `dims` towards the second.

    Raises:
        RuntimeError: `dims` are not two different dimensions.
    """
    assert_tensor("rot90", input)
    k, dims = whole("rot90", k, "k"), whole_list("rot90", dims, "dims")
    if len(dims) != 2 or input._array.ndim < 2:
        raise RuntimeError(f"expected total rotation dims == 2, and a tensor of 2 or more, but got dims = {len(dims)}")
    first, second = (wrapped_dim("rot90", d, input._array.ndim) for d in dims)
    if first == second:
        raise RuntimeError(f"expected rotation dims to be different, but got dim0 = {dims[0]} and dim1 = {dims[1]}")
    out = call("flip", input, dims={0: (), 1: (second,), 2: (first, second), 3: (first,)}[k % 4])
    return out.transpose(first, second) if k % 2 else out


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangle of each matrix, zero elsewhere.

    Args:
        input: (..., n, m).
        diagonal: the last diagonal to keep; 0 is the main one, 1 the one above it.

    Raises:
        RuntimeError: `input` has fewer than two dimensions.

    >>> from tinytorch_core.tensor_creation import ones
    >>> tril(ones(2, 2)).tolist()
    [[1.0, 0.0], [1.0, 1.0]]
    """
    _check_matrix("tril", input)
    return call("tril", input, diagonal=whole("tril", diagonal, "diagonal"))


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangle of each matrix, from `diagonal` on, zero elsewhere; arguments as for `tril`."""
    _check_matrix("triu", input)
    return call("triu", input, diagonal=whole("triu", diagonal, "diagonal"))


def _check_matrix(operation: str, input: Tensor) -> None:
    assert_tensor(operation, input)
    if input._array.ndim < 2:
        raise RuntimeError(
            f"{operation}: input tensor must have at least 2 dimensions, got shape {list(input._array.shape)}"
        )


def tril_indices(row: int, col: int, offset: int = 0, *, dtype: dtype = dtypes.int64) -> Tensor:
    """(2, k): the row and column numbers of the lower triangle of a row x col matrix, row by row."""
    return _triangle_indices("tril_indices", (row, col, offset), lambda gap, edge: gap <= edge, dtype)


def triu_indices(row: int, col: int, offset: int = 0, *, dtype: dtype = dtypes.int64) -> Tensor:
    """(2, k): the row and column numbers of the upper triangle of a row x col matrix, row by row."""
    return _triangle_indices("triu_indices", (row, col, offset), lambda gap, edge: gap >= edge, dtype)


def _triangle_indices(operation: str, given: tuple[int, int, int], inside: Any, dtype: dtype) -> Tensor:
    from tinytorch_core.tensor import Tensor  # the class is built from this file, so it is known only now

    row, col, edge = [whole(operation, n, name) for n, name in zip(given, ("row", "col", "offset"), strict=True)]
    if row < 0 or col < 0:
        raise RuntimeError(f"row and col must be non-negative, got {row} and {col}")
    places = [(r, c) for r in range(row) for c in range(col) if inside(c - r, edge)]
    both = [r for r, _ in places] + [c for _, c in places]
    return Tensor._wrap(np.array(both, dtype=dtype.numpy).reshape(2, len(places)))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """A copy of a matrix's diagonal; or, of a vector, the square matrix that has it as its diagonal.

    Raises:
        RuntimeError: `input` has neither one nor two dimensions.
    """
    assert_tensor("diag", input)
    if input._array.ndim == 1:
        return diag_embed(input, whole("diag", diagonal, "diagonal"))
    if input._array.ndim == 2:
        return diagonal_of(input, whole("diag", diagonal, "diagonal")).clone()
    raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input._array.ndim}D; use diagonal() or diag_embed()")


diagonal_of = diagonal  # under a name that the argument `diagonal` of diag() does not hide


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Square matrices that have the last dimension of `input` as their diagonal, zero elsewhere.

    Args:
        input: (..., n).
        offset: how many columns to the right of the main diagonal; negative ones are below it.
        dim1: the dimension of the result that counts rows.
        dim2: the one that counts columns.

    Returns:
        (..., n + |offset|, n + |offset|) where dim1 and dim2 are the last two.
    """
    assert_tensor("diag_embed", input)
    shape = input._array.shape
    rows, columns = (wrapped_dim("diag_embed", d, len(shape) + 1) for d in (dim1, dim2))
    if rows == columns:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    offset = whole("diag_embed", offset, "offset")
    rest, side = list(shape[:-1]), (shape[-1] if shape else 1) + abs(offset)
    full = tuple([side if d in (rows, columns) else rest.pop(0) for d in range(len(shape) + 1)])
    return call("place_diagonal", input, shape=full, offset=offset, dim1=rows, dim2=columns)


def repeat(input: Tensor, *repeats: int | Sequence[int]) -> Tensor:
    """A copy laid out like tiles, `repeats` times along each dimension.

    Args:
        repeats: at least one number for each dimension; more make new dimensions in front.

    Raises:
        RuntimeError: fewer repeats than dimensions, or a negative one.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> repeat(tensor([1, 2]), 2, 2).tolist()
    [[1, 2, 1, 2], [1, 2, 1, 2]]
    """
    assert_tensor("repeat", input)
    times, shape = sizes(repeats), input._array.shape
    if len(times) < len(shape):
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor: got repeats "
            f"{list(times)} for shape {list(shape)}"
        )
    if min(times, default=0) < 0:
        raise RuntimeError(f"repeat: negative repeats make no tensor, got {list(times)}")
    padded = (1,) * (len(times) - len(shape)) + shape
    apart = input.reshape([part for size in padded for part in (1, size)])  # (s0, s1) -> (1, s0, 1, s1)
    tiled = expand(apart, [part for pair in zip(times, padded, strict=True) for part in pair])
    return call("reshape", tiled, shape=tuple([n * size for n, size in zip(times, padded, strict=True)]))


def tile(input: Tensor, *dims: int | Sequence[int]) -> Tensor:
    """`repeat` with ones put in front where there are fewer numbers than dimensions."""
    assert_tensor("tile", input)
    times = sizes(dims)
    return repeat(input, (1,) * (input._array.ndim - len(times)) + times)


def repeat_interleave(input: Tensor, repeats: int | Tensor | None = None, dim: int | None = None) -> Tensor:
    """Each element, or each place of `dim`, several times in a row.

    Args:
        input: any shape; flattened first where no `dim` is given.
        repeats: how often, one number for all or a 1-d tensor with one for each place. Left out, `input` is taken
            for the repeats and the result tells for each output place which input place it shows.

    Raises:
        RuntimeError: a negative number, or not as many repeats as places.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> repeat_interleave(tensor([7, 8]), 2).tolist()
    [7, 7, 8, 8]
    """
    assert_tensor("repeat_interleave", input)
    if repeats is None:
        return input._wrap(_each_repeated(input._array))
    if not isinstance(repeats, int):
        assert_tensor("repeat_interleave", repeats, "repeats")
    x = input.reshape(-1) if dim is None else input
    at = wrapped_dim("repeat_interleave", 0 if dim is None else dim, x._array.ndim)
    shape = x._array.shape
    if isinstance(repeats, int) or repeats._array.size == 1:
        times = int(repeats)
        if times < 0:
            raise RuntimeError(f"Repeats must be non-negative, got {times}")
        each = expand(x.unsqueeze(at + 1), (*shape[: at + 1], times, *shape[at + 1 :]))
        return call("reshape", each, shape=(*shape[:at], shape[at] * times, *shape[at + 1 :]))
    if repeats._array.shape != (shape[at],):
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got repeats.size(0) = "
            f"{repeats._array.size} and input.size({at}) = {shape[at]}"
        )
    return call("gather_at", x, index=(WHOLE,) * at + (_each_repeated(repeats._array),))


def _each_repeated(times: Array) -> Array:
    """0 as often as the first number says, then 1 as often as the second, ..."""
    if times.ndim != 1 or times.dtype.kind not in "iu":
        raise RuntimeError(
            f"repeats has to be a 1-d tensor of integers, got shape {list(times.shape)} of {times.dtype}"
        )
    if times.size and times.min() < 0:
        raise RuntimeError(f"Repeats must be non-negative, got {times.min()}")
    return np.array([place for place, n in enumerate(times.tolist()) for _ in range(n)], dtype=np.int64)


class TensorArranging(TensorBase):
    """The functions above as methods."""

    flip, fliplr, flipud, roll, rot90 = flip, fliplr, flipud, roll, rot90
    tril, triu, diag, diag_embed = tril, triu, diag, diag_embed
    repeat, tile, repeat_interleave = repeat, tile, repeat_interleave
