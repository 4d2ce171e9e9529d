"""How far numbers spread and how long a vector is: variance, standard deviation, norms, and log-sum-exp."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, as_dtype, dtype
from tinytorch_core.loops import divide, exp, lines, log, pack, power, reduced_shape
from tinytorch_core.tensor_activations import check_number
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, cast_to, floating
from tinytorch_core.tensor_reductions import mean, wrapped_dims

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "logsumexp",
    "norm",
    "std",
    "std_mean",
    "var",
    "var_mean",
]

Dims = int | Sequence[int] | None


def var(
    input: Tensor,
    dim: Dims | bool = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """The variance over `dim`, or over all elements: the mean square distance from the mean.

        output = 1 / (n - correction) · Σ (input_i - mean)²

    Args:
        input: any shape, floating point.
        dim: one dimension, several, or None for all. A bool in this place is `unbiased`, as in `x.var(False)`.
        unbiased: True (the default) for correction 1, Bessel's, which makes up for the mean being estimated from the
            same numbers; False for correction 0.
        keepdim: keep the reduced dimensions, with size 1.
        correction: what to subtract from n, instead of `unbiased`.

    Returns:
        A tensor of the input's dtype; NaN where n is not larger than the correction and all numbers are equal.

    Raises:
        RuntimeError: the input does not hold floats.
        TypeError: both `unbiased` and `correction` are given.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> var(tensor([1.0, 2.0, 3.0])).item()
    1.0
    """
    return _spread("var", input, dim, unbiased, keepdim, correction)


def std(
    input: Tensor,
    dim: Dims | bool = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> Tensor:
    """The standard deviation, the square root of `var`; arguments, result and errors as there.

    Its derivative is taken as 0 where all numbers are equal.
    """
    return _spread("std", input, dim, unbiased, keepdim, correction)


def var_mean(
    input: Tensor,
    dim: Dims | bool = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:
    """The variance and the mean, as a pair; arguments and errors as for `var`."""
    spread = _spread("var", input, dim, unbiased, keepdim, correction)
    return spread, mean(input, None if isinstance(dim, bool) else dim, keepdim)


def std_mean(
    input: Tensor,
    dim: Dims | bool = None,
    unbiased: bool | None = None,
    keepdim: bool = False,
    *,
    correction: float | None = None,
) -> tuple[Tensor, Tensor]:
    """The standard deviation and the mean, as a pair; arguments and errors as for `var`."""
    spread = _spread("std", input, dim, unbiased, keepdim, correction)
    return spread, mean(input, None if isinstance(dim, bool) else dim, keepdim)


def _spread(
    operation: str,
    input: Tensor,
    dim: Dims | bool,
    unbiased: bool | None,
    keepdim: bool,
    correction: float | None,
) -> Tensor:
    assert_tensor(operation, input)
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"{operation}(): std and var only support floating point dtypes, got {input.dtype!r}; call .float() first"
        )
    if isinstance(dim, bool):
        dim, unbiased = None, dim
    if unbiased is not None and correction is not None:
        raise TypeError(f"{operation}(): give unbiased or correction, not both; unbiased=True is correction=1")
    if unbiased is not None and not isinstance(unbiased, (bool, np.bool_)):
        raise TypeError(f"{operation}(): unbiased must be a bool, got {type(unbiased).__name__}")
    if correction is None:
        correction = 0 if unbiased is False else 1
    elif not isinstance(correction, bool):
        check_number(operation, "correction", correction)
    dims = wrapped_dims(operation, dim, input._array.ndim, keepdim)
    return call(operation, input, dim=dims, correction=correction, keepdim=keepdim)


@kernel
def var_kernel(x: Array, *, dim: tuple[int, ...], correction: float, keepdim: bool) -> Array:
    """First the mean, then the mean square distance from it."""
    variances = [_variance(line, correction) for line in lines(x, dim)]
    return pack(variances, reduced_shape(x.shape, dim, keepdim), x.dtype)


@kernel
def std_kernel(x: Array, *, dim: tuple[int, ...], correction: float, keepdim: bool) -> Array:
    """The square root of the variance."""
    deviations = [math.sqrt(_variance(line, correction)) for line in lines(x, dim)]
    return pack(deviations, reduced_shape(x.shape, dim, keepdim), x.dtype)


def _variance(line: list[float], correction: float) -> float:
    total = 0.0
    for value in line:
        total += value
    center = divide(total, len(line))
    squares = 0.0
    for value in line:
        squares += (value - center) * (value - center)
    freedom = len(line) - correction
    return divide(squares, freedom if freedom > 0 else 0.0)


def logsumexp(input: Tensor, dim: int | Sequence[int], keepdim: bool = False) -> Tensor:
    """ln Σ e^x over `dim`: a soft maximum, shifted by the true one so that nothing overflows.

        output = m + ln Σ e^(input_i - m),  m = max input

    Args:
        input: any shape; bool and integers become the default floating-point dtype.
        dim: one dimension or several.
        keepdim: keep the reduced dimensions, with size 1.

    Returns:
        A tensor; -infinity of nothing, and where all are -infinity.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> logsumexp(tensor([1000.0, -1000.0]), dim=0).item()
    1000.0
    """
    assert_tensor("logsumexp", input)
    dims = wrapped_dims("logsumexp", dim, input._array.ndim, keepdim)
    return call("logsumexp", floating("logsumexp", input), dim=dims, keepdim=keepdim)


@kernel
def logsumexp_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Finds the largest, adds up e to the distance from it, and takes the logarithm."""
    results = []
    for line in lines(x, dim):
        largest = -math.inf
        for value in line:
            if value > largest:
                largest = value
        shift = largest if math.isfinite(largest) else 0.0  # inf - inf would be NaN
        total = 0.0
        for value in line:
            total += exp(value - shift)
        results.append(shift + log(total))
    return pack(results, reduced_shape(x.shape, dim, keepdim), x.dtype)


def norm(
    input: Tensor,
    p: float | str | None = "fro",
    dim: Dims = None,
    keepdim: bool = False,
    dtype: dtype | None = None,
) -> Tensor:
    """The p-norm over `dim`, or of all elements: the length of a vector.

        output = (Σ |input_i|^p)^(1/p)

    Args:
        input: any shape, floating point.
        p: "fro" or 2 for the Euclidean length; 1 for the sum of magnitudes; infinity for the largest, -infinity for
            the smallest magnitude; 0 for how many are not 0; any other number by the formula.
        dim: one dimension, several, or None for all.
        keepdim: keep the reduced dimensions, with size 1.
        dtype: convert to this first.

    Raises:
        RuntimeError: the input does not hold floats, `dtype` is narrower, or p is infinite and there is no element.
        ValueError: `p` is another word than "fro".

    >>> from tinytorch_core.tensor_creation import tensor
    >>> norm(tensor([3.0, 4.0])).item()
    5.0
    """
    if isinstance(p, str) and p != "fro":
        raise ValueError(f"norm(): p must be a number or 'fro', got {p!r}; the nuclear norm is not offered here")
    return vector_norm(input, 2 if p is None or isinstance(p, str) else p, dim, keepdim, dtype=dtype)


def vector_norm(
    x: Tensor, ord: float = 2, dim: Dims = None, keepdim: bool = False, *, dtype: dtype | None = None
) -> Tensor:
    """The p-norm of the elements over `dim` as of one vector, p = `ord`; as `norm`, under the name of torch.linalg."""
    assert_tensor("linalg.vector_norm", x, "x")
    own, dtype = x.dtype, as_dtype("linalg.vector_norm", dtype)
    if not own.is_floating_point:
        raise RuntimeError(
            f"linalg.vector_norm: Expected a floating point tensor as input. Got {own!r}; call .float() first"
        )
    if dtype is not None and (not dtype.is_floating_point or dtype.itemsize < own.itemsize):
        raise RuntimeError(
            f"linalg.vector_norm: the dtype of the input ({own!r}) should be convertible without narrowing to the "
            f"specified dtype ({dtype!r})"
        )
    if not isinstance(ord, (int, float)):
        raise TypeError(f"linalg.vector_norm: the order must be a number, got {type(ord).__name__}")
    dims = wrapped_dims("linalg.vector_norm", dim, x._array.ndim, keepdim)
    if ord < 0 or ord == math.inf:
        _check_identity(x, ord, dims)
    return call("vector_norm", cast_to(x, dtype or own), ord=float(ord), dim=dims, keepdim=keepdim)


def _check_identity(x: TensorBase, ord: float, dims: tuple[int, ...]) -> None:
    empty = [d for d in dims if x._array.shape[d] == 0]
    if empty:
        raise RuntimeError(
            f"linalg.vector_norm cannot compute the {ord} norm on the dimension {empty[0]} of shape "
            f"{list(x._array.shape)}, because it is empty and the operation does not have an identity"
        )


@kernel
def vector_norm_kernel(x: Array, *, ord: float, dim: tuple[int, ...], keepdim: bool) -> Array:
    """(Σ |x_i|^p)^(1/p), and what it tends to for p = 0 and ±infinity."""
    norms = [_norm_of([abs(value) for value in line], ord) for line in lines(x, dim)]
    return pack(norms, reduced_shape(x.shape, dim, keepdim), x.dtype)


def _norm_of(magnitudes: list[float], p: float) -> float:
    if math.isinf(p):
        return _extreme_of(magnitudes, p > 0)
    total = 0.0
    for magnitude in magnitudes:
        total += float(magnitude != 0) if p == 0 else magnitude * magnitude if p == 2 else power(magnitude, p)
    return math.sqrt(total) if p == 2 else total if p in (0, 1) else power(total, 1 / p)


def _extreme_of(magnitudes: list[float], largest: bool) -> float:
    best: Any = 0.0 if largest else math.inf
    for magnitude in magnitudes:
        if magnitude != magnitude or (magnitude > best if largest else magnitude < best):
            best = magnitude
    return float(best)


class TensorStatistics(TensorBase):
    """The functions above as methods: `x.var(0)` is `var(x, 0)`."""

    var, std, logsumexp, norm = var, std, logsumexp, norm
