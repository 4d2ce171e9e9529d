"""Reductions and running totals along axes, as NumPy does them.

float16 is added up in float32 and rounded once, as the naive kernels and PyTorch do; NumPy alone would round at every
step.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch_core.backends import Kernel
from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.quiet import quiet

Dims = tuple[int, ...]


def _wide(x: Array) -> np.dtype[Any]:
    """The dtype to add up in."""
    return np.dtype("float32") if x.dtype == np.float16 else x.dtype


def _finish(result: Any, x: Array) -> Array:
    """A result in x's dtype, as an array also where NumPy made it a number."""
    out: Array = np.asarray(result)
    return out if out.dtype == x.dtype else out.astype(x.dtype)


def sum_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.sum, which adds in pairs and so rounds less than one by one."""
    return _finish(np.sum(x, axis=dim, keepdims=keepdim, dtype=_wide(x)), x)


def nansum_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.sum of what is not NaN."""
    kept: Any = x == x
    return _finish(np.sum(x, axis=dim, keepdims=keepdim, dtype=_wide(x), where=kept), x)


def mean_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.sum over how many there are; NaN of nothing."""
    count = math.prod([x.shape[d] for d in dim])
    return _finish(np.sum(x, axis=dim, keepdims=keepdim, dtype=_wide(x)) / _wide(x).type(count), x)


def prod_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.prod in x's dtype."""
    return _finish(np.prod(x, axis=dim, keepdims=keepdim, dtype=_wide(x)), x)


def _truth_dtype(x: Array) -> np.dtype[Any]:
    return x.dtype if x.dtype == np.uint8 else np.dtype(bool)


def any_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.any; uint8 stays uint8."""
    return np.asarray(np.any(x, axis=dim, keepdims=keepdim)).astype(_truth_dtype(x), copy=False)


def all_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.all; uint8 stays uint8."""
    return np.asarray(np.all(x, axis=dim, keepdims=keepdim)).astype(_truth_dtype(x), copy=False)


def count_nonzero_kernel(x: Array, *, dim: Dims) -> Array:
    """np.count_nonzero, which looks at bits."""
    return np.asarray(np.count_nonzero(x, axis=dim), dtype=np.int64)


def amax_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.max over `dim`."""
    return np.asarray(np.max(x, axis=dim, keepdims=keepdim))


def amin_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.min over `dim`."""
    return np.asarray(np.min(x, axis=dim, keepdims=keepdim))


def _one_axis(x: Array, dim: Dims) -> int | None:
    """The one axis of `dim`, or None where all are reduced at once."""
    return dim[0] if len(dim) == 1 else None


def argmax_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.argmax: the first of several, NaN before all."""
    return np.asarray(np.argmax(x, axis=_one_axis(x, dim), keepdims=keepdim), dtype=np.int64)


def argmin_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """np.argmin: the first of several, NaN before all."""
    return np.asarray(np.argmin(x, axis=_one_axis(x, dim), keepdims=keepdim), dtype=np.int64)


def _picked(x: Array, places: Array, dim: int, keepdim: bool) -> tuple[Array, Array]:
    values = np.take_along_axis(x, places, axis=dim)
    return (values, places) if keepdim else (values.squeeze(dim), places.squeeze(dim))


def max_along_kernel(x: Array, *, dim: int, keepdim: bool) -> tuple[Array, Array]:
    """Where the largest stands, and what stands there."""
    return _picked(x, np.asarray(np.argmax(x, axis=dim, keepdims=True), dtype=np.int64), dim, keepdim)


def min_along_kernel(x: Array, *, dim: int, keepdim: bool) -> tuple[Array, Array]:
    """Where the smallest stands, and what stands there."""
    return _picked(x, np.asarray(np.argmin(x, axis=dim, keepdims=True), dtype=np.int64), dim, keepdim)


def _variance(x: Array, dim: Dims, correction: float, keepdim: bool) -> Any:
    wide = _wide(x)
    count = math.prod([x.shape[d] for d in dim])
    distance = x - np.sum(x, axis=dim, keepdims=True, dtype=wide) / wide.type(count)
    return np.sum(np.square(distance), axis=dim, keepdims=keepdim) / wide.type(max(count - correction, 0))


def var_kernel(x: Array, *, dim: Dims, correction: float, keepdim: bool) -> Array:
    """The mean, then the mean square distance from it."""
    return _finish(_variance(x, dim, correction, keepdim), x)


def std_kernel(x: Array, *, dim: Dims, correction: float, keepdim: bool) -> Array:
    """The square root of the variance."""
    return _finish(np.sqrt(_variance(x, dim, correction, keepdim)), x)


def logsumexp_kernel(x: Array, *, dim: Dims, keepdim: bool) -> Array:
    """ln Σ exp(x - max) + max; nothing is subtracted where the maximum is infinite."""
    largest = np.max(x, axis=dim, keepdims=True, initial=-np.inf)
    shift = np.where(np.isfinite(largest), largest, x.dtype.type(0))
    total = np.log(np.sum(np.exp(x - shift), axis=dim, keepdims=True, dtype=_wide(x))) + shift
    return _finish(total if keepdim else total.squeeze(dim), x)


def vector_norm_kernel(x: Array, *, ord: float, dim: Dims, keepdim: bool) -> Array:
    """(Σ |x|^p)^(1/p), with the usual p by a shorter way."""
    if math.isinf(ord):
        largest = ord > 0
        extreme = np.max if largest else np.min
        return _finish(extreme(np.abs(x), axis=dim, keepdims=keepdim, initial=0.0 if largest else np.inf), x)
    wide = _wide(x)
    if ord == 0:
        return _finish(np.sum(x != 0, axis=dim, keepdims=keepdim, dtype=wide), x)
    magnitudes = np.abs(x, dtype=wide)
    if ord == 2:
        return _finish(np.sqrt(np.sum(np.square(magnitudes), axis=dim, keepdims=keepdim)), x)
    powers = magnitudes if ord == 1 else np.power(magnitudes, wide.type(ord))
    total = np.sum(powers, axis=dim, keepdims=keepdim)
    return _finish(total if ord == 1 else np.power(total, wide.type(1 / ord)), x)


def _accumulator(x: Array) -> np.dtype[Any]:
    """What a running total is kept in: double, as the error of every step stays in all later ones."""
    return np.dtype("float64") if x.dtype.kind == "f" else x.dtype


def cumsum_kernel(x: Array, *, dim: int, reverse: bool) -> Array:
    """np.cumsum, on a reversed view for `reverse`."""
    if reverse:
        flipped = np.flip(x, dim)
        return np.flip(_finish(np.cumsum(flipped, axis=dim, dtype=_accumulator(x)), x), dim)
    return _finish(np.cumsum(x, axis=dim, dtype=_accumulator(x)), x)


def cumprod_kernel(x: Array, *, dim: int) -> Array:
    """np.cumprod."""
    return _finish(np.cumprod(x, axis=dim, dtype=_accumulator(x)), x)


def linear_scan_kernel(g: Array, a: Array, *, dim: int, reverse: bool) -> Array:
    """One step at a time along `dim`, all lines at once; a single line is left to the naive loop."""
    length = g.shape[dim]
    if g.size == length:
        return NotImplemented  # type: ignore[no-any-return]
    sources, factors = np.moveaxis(g, dim, 0), np.moveaxis(a, dim, 0)
    out = np.array(sources, dtype=_accumulator(g))
    for k in range(length - 2, -1, -1) if reverse else range(1, length):
        out[k] += factors[k + 1] * out[k + 1] if reverse else factors[k] * out[k - 1]
    return np.moveaxis(out.astype(g.dtype), 0, dim)


def _running(x: Array, values: Array, dim: int) -> tuple[Array, Array]:
    """The running extremes, and the last place up to each where one was reached."""
    reached = (x == values) | (x != x)
    steps = np.arange(x.shape[dim]).reshape([-1 if d == dim else 1 for d in range(x.ndim)])
    return values, np.maximum.accumulate(np.where(reached, steps, 0), axis=dim)


def cummax_kernel(x: Array, *, dim: int) -> tuple[Array, Array]:
    """np.maximum, accumulated."""
    return _running(x, np.maximum.accumulate(x, axis=dim), dim)


def cummin_kernel(x: Array, *, dim: int) -> tuple[Array, Array]:
    """np.minimum, accumulated."""
    return _running(x, np.minimum.accumulate(x, axis=dim), dim)


KERNELS: dict[str, Kernel] = {
    "sum": quiet(sum_kernel),
    "nansum": quiet(nansum_kernel),
    "mean": quiet(mean_kernel),
    "prod": quiet(prod_kernel),
    "any": any_kernel,
    "all": all_kernel,
    "count_nonzero": count_nonzero_kernel,
    "amax": quiet(amax_kernel),
    "amin": quiet(amin_kernel),
    "argmax": argmax_kernel,
    "argmin": argmin_kernel,
    "max_along": max_along_kernel,
    "min_along": min_along_kernel,
    "var": quiet(var_kernel),
    "std": quiet(std_kernel),
    "logsumexp": quiet(logsumexp_kernel),
    "vector_norm": quiet(vector_norm_kernel),
    "cumsum": quiet(cumsum_kernel),
    "cumprod": quiet(cumprod_kernel),
    "linear_scan": quiet(linear_scan_kernel),
    "cummax": quiet(cummax_kernel),
    "cummin": quiet(cummin_kernel),
}
