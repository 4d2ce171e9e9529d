"""Choosing and mixing over whole arrays, by masks instead of branches."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch_core.backends import Kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_optimize.acceleration.quiet import quiet


def masked_fill_kernel(x: Array, mask: Array, value: Array) -> Array:
    """np.where(mask, value, x)."""
    return np.where(mask, value, x)


def clamp_kernel(x: Array, low: Array | None = None, high: Array | None = None) -> Array:
    """The maximum with the lower bound, then the minimum with the upper one; both hand NaN on."""
    out: Any = x if low is None else np.maximum(x, low)
    return np.asarray(out if high is None else np.minimum(out, high))


def nan_to_num_kernel(x: Array, *, nan: float, posinf: float, neginf: float) -> Array:
    """np.nan_to_num."""
    return np.asarray(np.nan_to_num(x, nan=nan, posinf=posinf, neginf=neginf))


def isclose_kernel(a: Array, b: Array, *, rtol: float, atol: float, equal_nan: bool) -> Array:
    """|a - b| <= atol + rtol · |b|, or equal, or both NaN where that counts; in double precision, bools as numbers."""
    wide_a, wide_b = a.astype(np.float64), b.astype(np.float64)
    difference = np.abs(wide_a - wide_b)
    close: Any = (a == b) | ((difference <= atol + np.abs(rtol * wide_b)) & (difference < np.inf))
    return np.asarray(close | ((a != a) & (b != b)) if equal_nan else close)


def lerp_kernel(a: Array, b: Array, weight: Array) -> Array:
    """a + w · (b - a), reckoned from the nearer end."""
    way = b - a
    if weight.ndim == 0:
        return np.asarray(a + weight * way if abs(weight) < 0.5 else b - way * (1 - weight))
    return np.asarray(np.where(np.abs(weight) < 0.5, a + weight * way, b - way * (1 - weight)))


def addcmul_kernel(a: Array, b: Array, c: Array, *, value: Number) -> Array:
    """a + value · b · c."""
    product: Any = b * c if value == 1 else value * b * c
    return np.asarray(a + product)


def addcdiv_kernel(a: Array, b: Array, c: Array, *, value: Number) -> Array:
    """a + value · b / c."""
    quotient: Any = b / c if value == 1 else value * b / c
    return np.asarray(a + quotient)


KERNELS: dict[str, Kernel] = {
    "where": np.where,
    "masked_fill": masked_fill_kernel,
    "clamp": clamp_kernel,
    "nan_to_num": quiet(nan_to_num_kernel),
    "isclose": quiet(isclose_kernel),
    "lerp": quiet(lerp_kernel),
    "addcmul": quiet(addcmul_kernel),
    "addcdiv": quiet(addcdiv_kernel),
}
