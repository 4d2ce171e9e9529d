"""Layers and the vector functions beside them, over whole arrays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.quiet import quiet
from tinytorch_optimize.acceleration.vectorized_activations import Grads


def linear_kernel(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """x · Wᵀ + b, the bias added in place."""
    y: Array = x @ weight.T
    if bias is not None:
        y += bias
    return y


def linear_backward(
    grad: Array, *, needs: tuple[bool, ...], x: Array | None = None, weight: Array | None = None
) -> Grads:
    """dY · W, dYᵀ · X and the sum of dY over its rows, as far as they are asked for."""
    shape = grad.shape
    rows = grad if grad.ndim == 2 else grad.reshape(math.prod(shape[:-1]), shape[-1])
    out: list[Array | None] = [None] * len(needs)
    if needs[0] and weight is not None:
        out[0] = grad @ weight
    if needs[1] and x is not None:
        out[1] = rows.T @ (x if x.ndim == 2 else x.reshape(rows.shape[0], x.shape[-1]))
    if len(needs) > 2 and needs[2]:
        out[2] = rows.sum(0)
    return tuple(out)


def dropout_kernel(x: Array, keep: Array, *, p: float) -> Array:
    """x / (1 - p) where it is kept, else 0."""
    out: Array = np.where(keep, x / x.dtype.type(1 - p), x.dtype.type(0))
    return out


def one_hot_kernel(x: Array, *, num_classes: int) -> Array:
    """Zeros with a 1 at each class."""
    out = np.zeros((*x.shape, num_classes), dtype=np.int64)
    np.put_along_axis(out, x[..., None].astype(np.intp), 1, -1)
    return out


def pad_kernel(x: Array, *, margins: tuple[tuple[int, int], ...], value: Any) -> Array:
    """A full array with x copied into its middle."""
    shape = tuple(before + size + after for size, (before, after) in zip(x.shape, margins, strict=True))
    out = np.full(shape, np.asarray(value).astype(x.dtype))
    out[tuple(slice(before, before + size) for size, (before, _) in zip(x.shape, margins, strict=True))] = x
    return out


KERNELS: dict[str, Callable[..., Any]] = {
    "linear": quiet(linear_kernel),
    "linear_backward": quiet(linear_backward),
    "dropout": quiet(dropout_kernel),
    "one_hot": one_hot_kernel,
    "pad": quiet(pad_kernel),
}
