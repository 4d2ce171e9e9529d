"""Derivatives of movement and indexing: gradients move back the way the elements came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch_core.autograd_graph import derivative
from tinytorch_core.dtypes import Array
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_indexing import scatter_add_at


@derivative("reshape")
def reshape_backward(grad: Tensor, x_shape: tuple[int, ...]) -> Tensor:
    """The same elements in the old shape."""
    return grad.reshape(x_shape)


@derivative("transpose")
def transpose_backward(grad: Tensor, dim0: int, dim1: int) -> Tensor:
    """Swapping twice is no swap."""
    return grad.transpose(dim0, dim1)


@derivative("expand")
def expand_backward(grad: Tensor) -> Tensor:
    """What was shown several times adds up: the engine sums a gradient back to its input's shape."""
    return grad


@derivative("slice")
@derivative("gather_at")
def index_backward(grad: Tensor, x_shape: tuple[int, ...], index: Any) -> Tensor:
    """Zeros, but for the places that were read; read twice counts twice."""
    return scatter_add_at(grad, index, x_shape)


@derivative("scatter_add_at")
def scatter_add_at_backward(grad: Tensor, index: Any) -> Tensor:
    """What was added at an index comes back from there."""
    return grad[index]


@derivative("put_at", "x")
def put_at_backward_x(grad: Tensor, index: Any) -> Tensor:
    """What was overwritten counts for nothing."""
    kept = grad.clone()
    kept[index] = 0
    return kept


@derivative("put_at", "value")
def put_at_backward_value(grad: Tensor, index: Any) -> Tensor:
    """The written value's gradient is what arrives at its places."""
    return grad[index]


def _places(shape: tuple[int, ...], look: Callable[[Array], Array]) -> Array:
    """The flat positions in a base of `shape` that a view shows."""
    return look(np.arange(int(np.prod(shape))).reshape(shape))


@derivative("see_base")
def see_base_backward(grad: Tensor, x_shape: tuple[int, ...], look: Callable[[Array], Array]) -> Tensor:
    """A view's gradient, put where the view shows its base."""
    flat = scatter_add_at(grad, _places(x_shape, look), (int(np.prod(x_shape)),))
    return flat.reshape(x_shape)


@derivative("write_through_view", "base")
def write_through_view_backward_base(
    grad: Tensor, base_shape: tuple[int, ...], look: Callable[[Array], Array]
) -> Tensor:
    """What the view overwrote counts for nothing."""
    kept = grad.clone().reshape(-1)
    kept[Tensor(_places(base_shape, look))] = 0
    return kept.reshape(base_shape)


@derivative("write_through_view", "written")
def write_through_view_backward_written(
    grad: Tensor, base_shape: tuple[int, ...], look: Callable[[Array], Array]
) -> Tensor:
    """What was written through the view gets the gradient of the places it shows."""
    return grad.reshape(-1)[Tensor(_places(base_shape, look))]
