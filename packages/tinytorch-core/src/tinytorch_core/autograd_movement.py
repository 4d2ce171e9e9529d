"""Derivatives of movement and indexing: gradients move back the way the elements came."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import numpy as np

from tinytorch_core.autograd_graph import derivative, not_differentiable
from tinytorch_core.dispatch import call
from tinytorch_core.dtypes import Array
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_indexing import assign
from tinytorch_core.tensor_places import Key, is_advanced
from tinytorch_core.tensor_views import cut

Shape = tuple[int, ...]
not_differentiable("nonzero")


@derivative("reshape")
def reshape_backward(grad: Tensor, x_shape: Shape) -> Tensor:
    """The same elements in the old shape."""
    return grad.reshape(x_shape)


@derivative("transpose")
def transpose_backward(grad: Tensor, dim0: int, dim1: int) -> Tensor:
    """Swapping twice is no swap."""
    return grad.transpose(dim0, dim1)


@derivative("permute")
def permute_backward(grad: Tensor, dims: Shape) -> Tensor:
    """Each dimension back to where it came from."""
    return grad.permute([dims.index(d) for d in range(len(dims))])


@derivative("expand")
def expand_backward(grad: Tensor) -> Tensor:
    """What was shown several times adds up: the engine sums a gradient back to its input's shape."""
    return grad


@derivative("diagonal")
def diagonal_backward(grad: Tensor, x_shape: Shape, offset: int, dim1: int, dim2: int) -> Tensor:
    """Zeros, but for the diagonal."""
    return call("place_diagonal", grad, shape=x_shape, offset=offset, dim1=dim1, dim2=dim2)


@derivative("place_diagonal")
def place_diagonal_backward(grad: Tensor, offset: int, dim1: int, dim2: int) -> Tensor:
    """Only the diagonal came from somewhere."""
    return grad.diagonal(offset, dim1, dim2)


@derivative("flip")
def flip_backward(grad: Tensor, dims: Shape) -> Tensor:
    """Reading backwards twice is reading forwards."""
    return grad.flip(dims)


@derivative("roll")
def roll_backward(grad: Tensor, shifts: Shape, dims: Shape) -> Tensor:
    """Moved on, moved back."""
    return grad.roll([-shift for shift in shifts], dims)


@derivative("tril")
def tril_backward(grad: Tensor, diagonal: int) -> Tensor:
    """What was set to zero counts for nothing."""
    return grad.tril(diagonal)


@derivative("triu")
def triu_backward(grad: Tensor, diagonal: int) -> Tensor:
    """What was set to zero counts for nothing."""
    return grad.triu(diagonal)


@derivative("cat", "tensors")
def cat_backward(grad: Tensor, tensors_shape: list[Shape], dim: int) -> list[Tensor]:
    """To each tensor its own part."""
    parts, start = [], 0
    for shape in tensors_shape:
        parts.append(cut(grad, dim, slice(start, start + shape[dim])))
        start += shape[dim]
    return parts


@derivative("stack", "tensors")
def stack_backward(grad: Tensor, tensors_shape: list[Shape], dim: int) -> list[Tensor]:
    """To each tensor its own place of the new dimension."""
    return [cut(grad, dim, place) for place in range(len(tensors_shape))]


def read(x: Tensor, index: Key) -> Tensor:
    """x[index] for an index that was checked when the gradient's way was noted."""
    return call("gather_at", x, index=index) if is_advanced(index) else x[index]


def with_zeros(grad: Tensor, index: Key) -> Tensor:
    """A copy of `grad` with zeros at `index`."""
    kept = grad.clone()
    assign(kept, index, Tensor._wrap(np.zeros((), grad._array.dtype)))
    return kept


@derivative("slice")
@derivative("gather_at")
def index_backward(grad: Tensor, x_shape: Shape, index: Key) -> Tensor:
    """Zeros, but for the places that were read; read twice counts twice."""
    return call("scatter_add_at", grad, index=index, shape=x_shape)


@derivative("scatter_add_at")
def scatter_add_at_backward(grad: Tensor, index: Key) -> Tensor:
    """What was added at an index comes back from there."""
    return read(grad, index)


@derivative("put_at", "x")
def put_at_backward_x(grad: Tensor, index: Key) -> Tensor:
    """What was overwritten counts for nothing."""
    return with_zeros(grad, index)


@derivative("put_at", "value")
def put_at_backward_value(grad: Tensor, index: Key) -> Tensor:
    """The written value's gradient is what arrives at its places."""
    return read(grad, index)


@derivative("add_at", "x")
def add_at_backward_x(grad: Tensor) -> Tensor:
    """d(x + v)/dx = 1."""
    return grad


@derivative("add_at", "value")
def add_at_backward_value(grad: Tensor, index: Key) -> Tensor:
    """d(x + v)/dv = 1 at the places it was added to."""
    return read(grad, index)


@derivative("gather")
def gather_backward(grad: Tensor, x_shape: Shape, index: Tensor, dim: int) -> Tensor:
    """Zeros, but for the places that were read; read twice counts twice."""
    zeros = Tensor._wrap(np.zeros(x_shape, grad._array.dtype))
    return call("scatter_add", zeros, index, grad, dim=dim)


@derivative("scatter", "x")
def scatter_backward_x(grad: Tensor, index: Tensor, dim: int) -> Tensor:
    """What was overwritten counts for nothing."""
    return grad.scatter(dim, index, 0)


@derivative("scatter", "src")
@derivative("scatter_add", "src")
def scatter_backward_src(grad: Tensor, index: Tensor, src_shape: Shape, dim: int) -> Tensor:
    """What was written gets the gradient of its place; what lies beyond the index was not used."""
    found = grad.gather(dim, index)
    return _padded(found, src_shape) if found._array.shape != src_shape else found


@derivative("scatter_add", "x")
def scatter_add_backward_x(grad: Tensor) -> Tensor:
    """d(x + s)/dx = 1."""
    return grad


@derivative("scatter_mul", "x")
def scatter_mul_backward_x(grad: Tensor, index: Tensor, src: Tensor, dim: int) -> Tensor:
    """d(x·s)/dx = s, or the product of all s at that place."""
    return call("scatter_mul", grad, index, src, dim=dim)


@derivative("scatter_mul", "src")
def scatter_mul_backward_src(grad: Tensor) -> Tensor:
    """Not written: a place may be multiplied several times, and then each factor's derivative is all the others."""
    raise RuntimeError(
        'the derivative of scatter(reduce="multiply") with respect to src is not implemented; multiply by '
        "torch.ones_like(x).scatter(dim, index, src) instead, where no place is named twice"
    )


def _padded(x: Tensor, shape: Shape) -> Tensor:
    """`x` with zeros put behind it along each dimension."""
    return call("scatter_add_at", x, index=tuple([slice(size) for size in x._array.shape]), shape=shape)


def _places(shape: Shape, look: Callable[[Array], Array]) -> Array:
    """The flat positions in a base of `shape` that a view shows."""
    return look(np.arange(prod(shape)).reshape(shape))


@derivative("see_base")
def see_base_backward(grad: Tensor, x_shape: Shape, look: Callable[[Array], Array]) -> Tensor:
    """A view's gradient, put where the view shows its base."""
    flat = call("scatter_add_at", grad, index=(_places(x_shape, look),), shape=(prod(x_shape),))
    return flat.reshape(x_shape)


@derivative("write_through_view", "base")
def write_through_view_backward_base(grad: Tensor, base_shape: Shape, look: Callable[[Array], Array]) -> Tensor:
    """What the view overwrote counts for nothing."""
    return with_zeros(grad.reshape(-1), (_places(base_shape, look),)).reshape(base_shape)


@derivative("write_through_view", "written")
def write_through_view_backward_written(grad: Tensor, base_shape: Shape, look: Callable[[Array], Array]) -> Tensor:
    """What was written through the view gets the gradient of the places it shows."""
    return call("gather_at", grad.reshape(-1), index=(_places(base_shape, look),))
