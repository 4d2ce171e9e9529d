"""Activations: the bends between linear layers, without which a deep network is one matrix.

Each is a naive kernel and a function. Their relatives stand in `activations_variants.py`, the modules of the same
names in `activations_modules.py`, the derivatives in `autograd.py`.
"""

from __future__ import annotations

import math

from tinytorch_core.dispatch import call, kernel, ops
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_activations import counted, relu_, shares
from tinytorch_core.tensor_promotion import floating

__all__ = [
    "log_softmax",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
]


@kernel
def relu_kernel(x: Array) -> Array:
    """max(x, 0); NaN stays NaN."""
    out = []
    for value in flat(x):
        out.append(0 if value < 0 else value)
    return pack(out, x.shape, x.dtype)


@kernel
def sigmoid_kernel(x: Array) -> Array:
    """1 / (1 + e^-x), written so that the exponential never overflows."""
    out = []
    for value in flat(x):
        small = math.exp(-abs(value))  # in (0, 1]
        out.append(1 / (1 + small) if value >= 0 else small / (1 + small))
    return pack(out, x.shape, x.dtype)


@kernel
def tanh_kernel(x: Array) -> Array:
    """(e^x - e^-x) / (e^x + e^-x)."""
    out = []
    for value in flat(x):
        out.append(math.tanh(value))
    return pack(out, x.shape, x.dtype)


@kernel
def gelu_kernel(x: Array, *, approximate: str) -> Array:
    """x · Φ(x): each number times the share of a standard normal distribution that lies below it."""
    out = []
    for value in flat(x):
        if approximate == "tanh":
            bent = math.sqrt(2 / math.pi) * (value + 0.044715 * value * value * value)
            below = 0.5 * (1 + math.tanh(bent))
        else:
            below = 0.5 * (1 + math.erf(value / math.sqrt(2)))
        out.append(value * below if below != 0 else -0.0)  # -inf · 0 would be NaN
    return pack(out, x.shape, x.dtype)


@kernel
def softmax_kernel(x: Array, *, dim: int) -> Array:
    """exp(x_i) / Σ_j exp(x_j), shifted by the maximum so that exp cannot overflow."""
    e = ops.exp(ops.sub(x, ops.amax(x, dim=(dim,), keepdim=True)))
    return ops.div(e, ops.sum(e, dim=(dim,), keepdim=True))


@kernel
def log_softmax_kernel(x: Array, *, dim: int) -> Array:
    """x_i - ln Σ_j exp(x_j), shifted by the maximum so that exp cannot overflow."""
    shifted = ops.sub(x, ops.amax(x, dim=(dim,), keepdim=True))
    total = ops.sum(ops.exp(shifted), dim=(dim,), keepdim=True)
    return ops.sub(shifted, ops.log(total))


def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """max(0, x), element by element: what is negative is cut off.

    Args:
        input: any shape, any dtype but bool.
        inplace: write the result into `input`.

    Returns:
        The same shape and dtype. The derivative at 0 is taken as 0.

    Raises:
        TypeError: `input` is not a tensor.
        RuntimeError: it holds truth values.

    Source: Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines (2010).

    >>> relu(Tensor([-1.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 2.0]
    """
    return relu_(input) if inplace else call("relu", counted("relu", input))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^-x), element by element: any number squeezed into (0, 1).

    Args:
        input: any shape; integers are taken as float32.

    Returns:
        The same shape, floating point, 0 <= y <= 1.

    Raises:
        TypeError: `input` is not a tensor.

    >>> sigmoid(Tensor([0.0])).tolist()
    [0.5]
    """
    return call("sigmoid", floating("sigmoid", input))


def tanh(input: Tensor) -> Tensor:
    """(e^x - e^-x) / (e^x + e^-x), element by element: any number squeezed into (-1, 1).

    Args:
        input: any shape; integers are taken as float32.

    Returns:
        The same shape, floating point, -1 <= y <= 1.

    Raises:
        TypeError: `input` is not a tensor.

    >>> tanh(Tensor([0.0])).tolist()
    [0.0]
    """
    return call("tanh", floating("tanh", input))


def gelu(input: Tensor, *, approximate: str = "none") -> Tensor:
    """x · Φ(x), element by element: a ReLU whose corner is rounded off by the normal distribution.

        none:  Φ(x) = (1 + erf(x / √2)) / 2
        tanh:  Φ(x) ≈ (1 + tanh(√(2/π) · (x + 0.044715 · x³))) / 2

    Args:
        input: any shape; integers are taken as float32.
        approximate: "none" for the error function, "tanh" for the form that GPT-2 was trained with.

    Returns:
        The same shape, floating point, y >= -0.17.

    Raises:
        TypeError: `input` is not a tensor.
        RuntimeError: `approximate` is another word.

    Source: Hendrycks and Gimpel, Gaussian Error Linear Units (2016).

    >>> [round(v, 4) for v in gelu(Tensor([-1.0, 0.0, 1.0])).tolist()]
    [-0.1587, 0.0, 0.8413]
    """
    if approximate not in ("none", "tanh"):
        raise RuntimeError(f"approximate argument must be either none or tanh, got {approximate!r}")
    return call("gelu", floating("gelu", input), approximate=approximate)


def softmax(input: Tensor, dim: int | None = None, dtype: dtype | None = None) -> Tensor:
    """Scores made into shares: positive, and adding up to 1 along `dim`.

        softmax(x)_i = exp(x_i) / Σ_j exp(x_j)

    Args:
        input: any shape, scores of any size.
        dim: the dimension along which the shares add up to 1. Name it: without it one is chosen, with a warning.
        dtype: convert to this first.

    Returns:
        The same shape, floating point.

    Raises:
        IndexError: no such dimension.
        TypeError: `input` is not a tensor.

    Source: Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs (1990).

    >>> softmax(Tensor([[1000.0, 1000.0]]), dim=1).tolist()
    [[0.5, 0.5]]
    """
    return shares("softmax", input, dim, dtype)


def log_softmax(input: Tensor, dim: int | None = None, dtype: dtype | None = None) -> Tensor:
    """ln softmax(x), computed without ever taking the logarithm of a share that rounded to 0.

        log_softmax(x)_i = x_i - ln Σ_j exp(x_j)

    Args, Returns and Raises as for `softmax`; values are <= 0.

    >>> [round(v, 4) for v in log_softmax(Tensor([0.0, 0.0]), dim=0).tolist()]
    [-0.6931, -0.6931]
    """
    return shares("log_softmax", input, dim, dtype)
