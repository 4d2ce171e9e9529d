"""Activations over whole arrays, and their derivatives fused: each in a few passes instead of one per operation."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.quiet import quiet, quiet_ufunc
from tinytorch_optimize.acceleration.vectorized_erf import erf

Grads = tuple[Array | None, ...]
"""A gradient for each input of the operation."""
Needs = tuple[bool, ...]
"""For each input whether its gradient is asked for; an activation has one input, and it is."""


def relu_kernel(x: Array) -> Array:
    """max(x, 0)."""
    out: Array = np.maximum(x, x.dtype.type(0))
    return out


def relu_backward(grad: Array, *, needs: Needs, output: Array) -> Grads:
    """The gradient where the output is positive."""
    return (np.where(output <= 0, grad.dtype.type(0), grad),)


def leaky_relu_kernel(x: Array, *, negative_slope: float) -> Array:
    """x or negative_slope · x."""
    return np.where(x > 0, x, x * x.dtype.type(negative_slope))


def leaky_relu_backward(grad: Array, *, needs: Needs, x: Array, negative_slope: float) -> Grads:
    """The gradient, times the slope where x is not positive."""
    return (np.where(x <= 0, grad * grad.dtype.type(negative_slope), grad),)


def elu_kernel(x: Array, *, alpha: float) -> Array:
    """x or alpha · (e^x - 1)."""
    zero = x.dtype.type(0)
    out: Array = np.where(x > zero, x, x.dtype.type(alpha) * np.expm1(np.minimum(x, zero)))
    return out


def elu_backward(grad: Array, *, needs: Needs, x: Array, output: Array, alpha: float) -> Grads:
    """The gradient, times e^x · alpha where x is not positive."""
    return (np.where(x <= 0, grad * (output + grad.dtype.type(alpha)), grad),)


def hardtanh_kernel(x: Array, *, min_val: float, max_val: float) -> Any:
    """x between bounds; bounds that an integer dtype cannot hold are left to the definition."""
    if x.dtype.kind != "f":
        info = np.iinfo(x.dtype)
        if not info.min <= int(min_val) <= int(max_val) <= info.max:
            return NotImplemented
    low, high = x.dtype.type(min_val), x.dtype.type(max_val)
    return np.where(x < min_val, low, np.where(x > max_val, high, x))


def hardtanh_backward(grad: Array, *, needs: Needs, x: Array, min_val: float, max_val: float) -> Grads:
    """The gradient between the bounds."""
    return (np.where((x <= min_val) | (x >= max_val), grad.dtype.type(0), grad),)


def sigmoid_kernel(x: Array) -> Array:
    """1 / (1 + e^-x), by way of e^-|x|, which cannot overflow."""
    small = np.exp(-np.abs(x))
    out: Array = np.where(x >= 0, x.dtype.type(1), small) / (1 + small)
    return out


def sigmoid_backward(grad: Array, *, needs: Needs, output: Array) -> Grads:
    """grad · σ · (1 - σ)."""
    return (grad * output * (1 - output),)


def tanh_backward(grad: Array, *, needs: Needs, output: Array) -> Grads:
    """grad · (1 - tanh²)."""
    return (grad * (1 - output * output),)


def silu_kernel(x: Array) -> Array:
    """x / (1 + e^-x), and 0 at -infinity."""
    out: Array = np.where(x == -np.inf, x.dtype.type(-0.0), x / (1 + np.exp(-x)))
    return out


def silu_backward(grad: Array, *, needs: Needs, x: Array) -> Grads:
    """grad · σ · (1 + x · (1 - σ))."""
    share = sigmoid_kernel(x)
    return (grad * share * (1 + x * (1 - share)),)


def softplus_kernel(x: Array, *, beta: float, threshold: float) -> Array:
    """ln(1 + e^(beta·x)) / beta, and x above the threshold."""
    scale = x.dtype.type(beta)
    scaled = x * scale
    smooth = np.maximum(scaled, x.dtype.type(0)) + np.log1p(np.exp(-np.abs(scaled)))
    return np.where(scaled > threshold, x, smooth / scale)


def softplus_backward(grad: Array, *, needs: Needs, x: Array, beta: float, threshold: float) -> Grads:
    """grad · σ(beta · x), and the gradient itself above the threshold."""
    scaled = np.asarray(x * x.dtype.type(beta))
    return (np.where(scaled <= threshold, grad * sigmoid_kernel(scaled), grad),)


def logsigmoid_kernel(x: Array) -> Array:
    """min(x, 0) - ln(1 + e^-|x|)."""
    out: Array = np.minimum(x, x.dtype.type(0)) - np.log1p(np.exp(-np.abs(x)))
    return out


def logsigmoid_backward(grad: Array, *, needs: Needs, x: Array) -> Grads:
    """grad · σ(-x)."""
    return (grad * sigmoid_kernel(np.asarray(-x)),)


def _share_below(x: Array) -> Array:
    """Φ(x) = (1 + erf(x / √2)) / 2."""
    out: Array = 0.5 * (1 + erf(np.asarray(x * x.dtype.type(math.sqrt(0.5)))))
    return out


_BEND = math.sqrt(2 / math.pi)


def _share_by_tanh(x: Array) -> Array:
    """Φ(x), approximately."""
    out: Array = 0.5 * (1 + np.tanh(_BEND * (x + 0.044715 * (x * x * x))))
    return out


def gelu_kernel(x: Array, *, approximate: str) -> Array:
    """x · Φ(x), and 0 at -infinity."""
    share = _share_by_tanh(x) if approximate == "tanh" else _share_below(x)
    return np.where(share == 0, x.dtype.type(-0.0), x * share)


def gelu_backward(grad: Array, *, needs: Needs, x: Array, approximate: str) -> Grads:
    """grad · (Φ(x) + x · φ(x)), for the tanh form with its own Φ and φ."""
    square = x * x
    if approximate == "tanh":
        bent = np.tanh(_BEND * (x + 0.044715 * (square * x)))
        slope = 0.5 * (1 + bent) + 0.5 * x * (1 - bent * bent) * (_BEND * (1 + 3 * 0.044715 * square))
    else:
        slope = _share_below(x) + x * np.exp(-0.5 * square) * (1 / math.sqrt(2 * math.pi))
    return (np.asarray(grad * slope, dtype=grad.dtype),)


def softmax_kernel(x: Array, *, dim: int) -> Array:
    """exp(x - max) over its sum, in one buffer."""
    e: Array = x - np.max(x, axis=dim, keepdims=True)
    np.exp(e, out=e)
    e /= np.sum(e, axis=dim, keepdims=True)
    return e


def softmax_backward(grad: Array, *, needs: Needs, output: Array, dim: int) -> Grads:
    """s · (g - Σ g·s)."""
    out: Array = grad * output
    out -= output * np.sum(out, axis=dim, keepdims=True)
    return (out,)


def log_softmax_kernel(x: Array, *, dim: int) -> Array:
    """x - max - ln Σ exp(x - max)."""
    shifted: Array = x - np.max(x, axis=dim, keepdims=True)
    shifted -= np.log(np.sum(np.exp(shifted), axis=dim, keepdims=True))
    return shifted


def log_softmax_backward(grad: Array, *, needs: Needs, output: Array, dim: int) -> Grads:
    """g - softmax · Σ g."""
    return (grad - np.exp(output) * np.sum(grad, axis=dim, keepdims=True),)


KERNELS: dict[str, Callable[..., Any]] = {
    "relu": relu_kernel,
    "relu_backward": relu_backward,
    "leaky_relu": quiet(leaky_relu_kernel),
    "leaky_relu_backward": quiet(leaky_relu_backward),
    "elu": quiet(elu_kernel),
    "elu_backward": quiet(elu_backward),
    "hardtanh": quiet(hardtanh_kernel),
    "hardtanh_backward": quiet(hardtanh_backward),
    "sigmoid": quiet(sigmoid_kernel),
    "sigmoid_backward": quiet(sigmoid_backward),
    "tanh": quiet_ufunc(np.tanh),
    "tanh_backward": quiet(tanh_backward),
    "silu": quiet(silu_kernel),
    "silu_backward": quiet(silu_backward),
    "softplus": quiet(softplus_kernel),
    "softplus_backward": quiet(softplus_backward),
    "logsigmoid": quiet(logsigmoid_kernel),
    "logsigmoid_backward": quiet(logsigmoid_backward),
    "gelu": quiet(gelu_kernel),
    "gelu_backward": quiet(gelu_backward),
    "softmax": quiet(softmax_kernel),
    "softmax_backward": quiet(softmax_backward),
    "log_softmax": quiet(log_softmax_kernel),
    "log_softmax_backward": quiet(log_softmax_backward),
}
