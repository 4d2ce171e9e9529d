"""Activations: the bends between linear layers, without which a deep network is one matrix.

Each is a naive kernel and a function; the modules of the same names stand in `activations_modules.py`, the
derivatives in `autograd.py`.
"""

from __future__ import annotations

import math

from tinytorch_core.dispatch import call, kernel, ops
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_arithmetic import assert_tensor, floating
from tinytorch_core.tensor_reductions import wrapped_dim

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


def relu(input: Tensor) -> Tensor:
    """max(0, x), element by element: what is negative is cut off.

    Args:
        input: any shape, any dtype but bool.

    Returns:
        The same shape and dtype. The derivative at 0 is taken as 0.

    Raises:
        TypeError: `input` is not a tensor.

    Source: Nair and Hinton, Rectified Linear Units Improve Restricted Boltzmann Machines (2010).

    >>> relu(Tensor([-1.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 2.0]
    """
    assert_tensor("relu", input)
    return call("relu", input)


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


def softmax(input: Tensor, dim: int) -> Tensor:
    """Scores made into shares: positive, and adding up to 1 along `dim`.

        softmax(x)_i = exp(x_i) / Σ_j exp(x_j)

    Args:
        input: any shape, scores of any size.
        dim: the dimension along which the shares add up to 1.

    Returns:
        The same shape, floating point.

    Raises:
        IndexError: no such dimension.
        TypeError: `input` is not a tensor.

    Source: Bridle, Probabilistic Interpretation of Feedforward Classification Network Outputs (1990).

    >>> softmax(Tensor([[1000.0, 1000.0]]), dim=1).tolist()
    [[0.5, 0.5]]
    """
    x = floating("softmax", input)
    return call("softmax", x, dim=wrapped_dim("softmax", dim, x.ndim))


def log_softmax(input: Tensor, dim: int) -> Tensor:
    """ln softmax(x), computed without ever taking the logarithm of a share that rounded to 0.

        log_softmax(x)_i = x_i - ln Σ_j exp(x_j)

    Args, Returns and Raises as for `softmax`; values are <= 0.

    >>> [round(v, 4) for v in log_softmax(Tensor([0.0, 0.0]), dim=0).tolist()]
    [-0.6931, -0.6931]
    """
    x = floating("log_softmax", input)
    return call("log_softmax", x, dim=wrapped_dim("log_softmax", dim, x.ndim))
