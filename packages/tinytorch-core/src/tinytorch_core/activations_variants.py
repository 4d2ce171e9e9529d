"""Relatives of the activations in `activations.py`: leaky, bounded and smooth bends, by PyTorch's names."""

from __future__ import annotations

import math

from tinytorch_core.dispatch import call, kernel, write
from tinytorch_core.dtypes import Array, Number, dtype
from tinytorch_core.loops import exp, flat, pack
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_activations import check_number, counted, shares, writable
from tinytorch_core.tensor_promotion import floating

__all__ = [
    "elu",
    "elu_",
    "hardtanh",
    "hardtanh_",
    "leaky_relu",
    "leaky_relu_",
    "logsigmoid",
    "relu6",
    "silu",
    "softmin",
    "softplus",
]


@kernel
def leaky_relu_kernel(x: Array, *, negative_slope: float) -> Array:
    """x where x > 0, else negative_slope · x."""
    return pack([v if v > 0 else v * negative_slope for v in flat(x)], x.shape, x.dtype)


@kernel
def elu_kernel(x: Array, *, alpha: float) -> Array:
    """x where x > 0, else alpha · (e^x - 1)."""
    return pack([v if v > 0 else alpha * math.expm1(v) for v in flat(x)], x.shape, x.dtype)


@kernel
def hardtanh_kernel(x: Array, *, min_val: Number, max_val: Number) -> Array:
    """x cut off below min_val and above max_val; NaN stays NaN."""
    out = []
    for value in flat(x):
        out.append(min_val if value < min_val else max_val if value > max_val else value)
    return pack(out, x.shape, x.dtype)


@kernel
def silu_kernel(x: Array) -> Array:
    """x / (1 + e^-x); 0 at -infinity, where the quotient alone would be NaN."""
    return pack([v / (1 + exp(-v)) if v != -math.inf else -0.0 for v in flat(x)], x.shape, x.dtype)


@kernel
def softplus_kernel(x: Array, *, beta: float, threshold: float) -> Array:
    """ln(1 + e^(beta·x)) / beta, and x itself above the threshold, where the two are equal."""
    out = []
    for value in flat(x):
        scaled = beta * value
        smooth = max(scaled, 0.0) + math.log1p(math.exp(-abs(scaled)))  # ln(1 + e^scaled), where nothing overflows
        out.append(value if scaled > threshold else smooth / beta)
    return pack(out, x.shape, x.dtype)


@kernel
def logsigmoid_kernel(x: Array) -> Array:
    """ln(1 / (1 + e^-x)), without a logarithm of what rounded to 0."""
    return pack([min(v, 0.0) - math.log1p(math.exp(-abs(v))) for v in flat(x)], x.shape, x.dtype)


def leaky_relu(input: Tensor, negative_slope: float = 0.01, inplace: bool = False) -> Tensor:
    """x where x > 0, else negative_slope · x: a ReLU that never goes quite flat.

    Source: Maas et al., Rectifier Nonlinearities Improve Neural Network Acoustic Models (2013).

    >>> leaky_relu(Tensor([-10.0, 2.0]), 0.5).tolist()
    [-5.0, 2.0]
    """
    check_number("leaky_relu", "negative_slope", negative_slope)
    if inplace:
        return leaky_relu_(input, negative_slope)
    return call("leaky_relu", floating("leaky_relu", input), negative_slope=negative_slope)


def leaky_relu_(input: Tensor, negative_slope: float = 0.01) -> Tensor:
    """`leaky_relu`, in place."""
    check_number("leaky_relu_", "negative_slope", negative_slope)
    write("leaky_relu", writable("leaky_relu_", input), negative_slope=negative_slope)
    return input


def elu(input: Tensor, alpha: float = 1.0, inplace: bool = False) -> Tensor:
    """x where x > 0, else alpha · (e^x - 1): bends smoothly towards -alpha.

    Source: Clevert, Unterthiner and Hochreiter, Exponential Linear Units (2015).

    >>> elu(Tensor([0.0, 2.0])).tolist()
    [0.0, 2.0]
    """
    check_number("elu", "alpha", alpha)
    return elu_(input, alpha) if inplace else call("elu", floating("elu", input), alpha=alpha)


def elu_(input: Tensor, alpha: float = 1.0) -> Tensor:
    """`elu`, in place."""
    check_number("elu_", "alpha", alpha)
    write("elu", writable("elu_", input), alpha=alpha)
    return input


def hardtanh(input: Tensor, min_val: Number = -1.0, max_val: Number = 1.0, inplace: bool = False) -> Tensor:
    """x, cut off below min_val and above max_val; no gradient passes where it is cut.

    Raises:
        ValueError: min_val is above max_val.

    >>> hardtanh(Tensor([-3.0, 0.5, 3.0])).tolist()
    [-1.0, 0.5, 1.0]
    """
    check_number("hardtanh", "min_val", min_val)
    check_number("hardtanh", "max_val", max_val)
    if min_val > max_val:
        raise ValueError(f"hardtanh: min_val cannot be greater than max_val, got {min_val} and {max_val}")
    if inplace:
        return hardtanh_(input, min_val, max_val)
    return call("hardtanh", counted("hardtanh", input), min_val=min_val, max_val=max_val)


def hardtanh_(input: Tensor, min_val: Number = -1.0, max_val: Number = 1.0) -> Tensor:
    """`hardtanh`, in place."""
    check_number("hardtanh_", "min_val", min_val)
    check_number("hardtanh_", "max_val", max_val)
    write("hardtanh", counted("hardtanh_", input), min_val=min_val, max_val=max_val)
    return input


def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """min(max(0, x), 6): a ReLU that stays small enough for 8 bits.

    Source: Krizhevsky, Convolutional Deep Belief Networks on CIFAR-10 (2010).

    >>> relu6(Tensor([-1.0, 3.0, 8.0])).tolist()
    [0.0, 3.0, 6.0]
    """
    return hardtanh(input, 0, 6, inplace)


def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """x · sigmoid(x), also called swish: smooth, and slightly negative left of 0.

    Source: Elfwing, Uchibe and Doya, Sigmoid-Weighted Linear Units (2017).

    >>> silu(Tensor([0.0])).tolist()
    [0.0]
    """
    if inplace:
        write("silu", writable("silu", input))
        return input
    return call("silu", floating("silu", input))


def softplus(input: Tensor, beta: float = 1.0, threshold: float = 20.0) -> Tensor:
    """ln(1 + e^(beta·x)) / beta: a smooth ReLU that is always positive.

    Args:
        input: any shape; integers are taken as float32.
        beta: how sharp the bend is.
        threshold: above this value of beta·x the result is x, which it equals to the last digit there.

    >>> [round(v, 4) for v in softplus(Tensor([0.0, 30.0])).tolist()]
    [0.6931, 30.0]
    """
    check_number("softplus", "beta", beta)
    check_number("softplus", "threshold", threshold)
    return call("softplus", floating("softplus", input), beta=beta, threshold=threshold)


def logsigmoid(input: Tensor) -> Tensor:
    """ln(1 / (1 + e^-x)), exact also where the sigmoid rounds to 0 or to 1.

    >>> logsigmoid(Tensor([-10000.0, 10000.0])).tolist()
    [-10000.0, 0.0]
    """
    return call("logsigmoid", floating("logsigmoid", input))


def softmin(input: Tensor, dim: int | None = None, dtype: dtype | None = None) -> Tensor:
    """softmax(-x): the smallest score gets the largest share; arguments as for `softmax`.

    >>> softmin(Tensor([5.0, 5.0]), dim=0).tolist()
    [0.5, 0.5]
    """
    return shares("softmax", -floating("softmin", input), dim, dtype)
