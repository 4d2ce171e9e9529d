"""Reductions and sorting along axes, as NumPy does them."""

from __future__ import annotations

import numpy as np
from tinytorch_core.dtypes import Array

from tinytorch_optimize.acceleration.vectorized_elementwise import quiet


def sum_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """np.sum, which adds in pairs and so rounds less than one by one."""
    out: Array = np.sum(x, axis=dim, keepdims=keepdim, dtype=x.dtype)
    return out


def mean_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """np.mean over `dim`; NaN of nothing."""
    count = int(np.prod([x.shape[d] for d in dim]))
    out: Array = np.sum(x, axis=dim, keepdims=keepdim) / x.dtype.type(count)
    return out


def amax_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """np.max over `dim`."""
    out: Array = np.max(x, axis=dim, keepdims=keepdim)
    return out


KERNELS = {
    "sum": quiet(sum_kernel),
    "mean": quiet(mean_kernel),
    "amax": amax_kernel,
}
