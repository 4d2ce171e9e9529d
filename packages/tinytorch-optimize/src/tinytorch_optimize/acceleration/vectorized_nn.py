"""Layers, activations and losses over whole arrays, with as few temporaries as NumPy allows."""

from __future__ import annotations

import numpy as np
from tinytorch_core.dtypes import Array

from tinytorch_optimize.acceleration.vectorized_elementwise import quiet


def relu_kernel(x: Array) -> Array:
    """max(x, 0)."""
    out: Array = np.maximum(x, x.dtype.type(0))
    return out


def sigmoid_kernel(x: Array) -> Array:
    """1 / (1 + e^-x), by way of e^-|x|, which cannot overflow."""
    small = np.exp(-np.abs(x))
    out: Array = np.where(x >= 0, x.dtype.type(1), small) / (1 + small)
    return out


def softmax_kernel(x: Array, *, dim: int) -> Array:
    """exp(x - max) over its sum, in one buffer."""
    e: Array = x - np.max(x, axis=dim, keepdims=True)
    np.exp(e, out=e)
    e /= np.sum(e, axis=dim, keepdims=True)
    return e


def log_softmax_kernel(x: Array, *, dim: int) -> Array:
    """x - max - ln Σ exp(x - max)."""
    shifted: Array = x - np.max(x, axis=dim, keepdims=True)
    shifted -= np.log(np.sum(np.exp(shifted), axis=dim, keepdims=True))
    return shifted


def cross_entropy_kernel(logits: Array, target: Array) -> tuple[Array, Array]:
    """-ln p of the true classes, picked out of all rows at once."""
    log_probs = log_softmax_kernel(logits, dim=1)
    return -log_probs[np.arange(len(target)), target], log_probs


def linear_kernel(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """x · Wᵀ + b, the bias added in place."""
    y: Array = x @ weight.T
    if bias is not None:
        y += bias
    return y


KERNELS = {
    "linear": quiet(linear_kernel),
    "relu": relu_kernel,
    "tanh": np.tanh,
    "sigmoid": sigmoid_kernel,
    "softmax": quiet(softmax_kernel),
    "log_softmax": quiet(log_softmax_kernel),
    "cross_entropy": quiet(cross_entropy_kernel),
}
