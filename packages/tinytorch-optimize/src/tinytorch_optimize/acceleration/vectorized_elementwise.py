"""Elementwise operations as NumPy ufuncs: the whole loop in one call of compiled code."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.backends import Kernel
from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration import vectorized_choosing, vectorized_erf
from tinytorch_optimize.acceleration.quiet import pooled_ufunc, quiet_ufunc
from tinytorch_optimize.acceleration.quiet import quiet as quiet


def cast_kernel(x: Array, *, dtype: dtypes.dtype) -> Array:
    """astype, but for floats to integers: what no int64 can hold becomes the smallest one, on every processor."""
    if dtype.category != 1 or x.dtype.kind != "f":
        return x.astype(dtype.numpy)
    held = (x >= -(2.0**63)) & (x < 2.0**63)
    whole = np.where(held, x, 0).astype(np.int64)
    return np.where(held, whole, np.int64(-(2**63))).astype(dtype.numpy)


def pow_kernel(a: Array, b: Array) -> Array:
    """np.power; of integers with negative exponents, which NumPy refuses, what is left of a fraction."""
    if a.dtype.kind == "f" or b.dtype.kind == "u" or not (b < 0).any():
        return np.asarray(np.power(a, b))
    fraction = np.where(b % 2 == 0, np.abs(a) == 1, np.where(np.abs(a) == 1, a, 0))
    return np.where(b < 0, fraction, np.power(a, np.maximum(b, 0))).astype(a.dtype)


def trunc_divide_kernel(a: Array, b: Array) -> Array:
    """The quotient cut towards zero."""
    return np.asarray(np.trunc(a / b) if a.dtype.kind == "f" else (a - np.fmod(a, b)) // b)


def round_kernel(x: Array, *, decimals: int) -> Array:
    """np.rint, scaled in double precision where decimals are kept or left out."""
    if decimals == 0:
        return np.asarray(np.rint(x))
    power = float(f"1e{abs(decimals)}")
    wide = x.astype(np.float64)
    scaled: Any = np.rint(wide / power) * power if decimals < 0 else np.rint(wide * power) / power
    return np.asarray(scaled).astype(x.dtype)


def sign_kernel(x: Array) -> Array:
    """(x > 0) - (x < 0): unlike np.sign, 0 for NaN."""
    return np.asarray(np.subtract(x > 0, x < 0, dtype=x.dtype))


def rsqrt_kernel(x: Array) -> Array:
    """1 / √x."""
    return np.asarray(np.reciprocal(np.sqrt(x)))


def frac_kernel(x: Array) -> Array:
    """x - trunc(x)."""
    return np.asarray(x - np.trunc(x))


_UFUNCS = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide,
    "floor_divide": np.floor_divide, "remainder": np.remainder, "fmod": np.fmod,
    "neg": np.negative, "abs": np.absolute, "square": np.square, "reciprocal": np.reciprocal,
    "exp": np.exp, "exp2": np.exp2, "expm1": np.expm1, "sqrt": np.sqrt,
    "log": np.log, "log2": np.log2, "log10": np.log10, "log1p": np.log1p,
    "sin": np.sin, "cos": np.cos, "tan": np.tan,
    "asin": np.arcsin, "acos": np.arccos, "atan": np.arctan, "atan2": np.arctan2, "hypot": np.hypot,
    "sinh": np.sinh, "cosh": np.cosh, "asinh": np.arcsinh, "acosh": np.arccosh, "atanh": np.arctanh,
    "floor": np.floor, "ceil": np.ceil, "trunc": np.trunc,
    "maximum": np.maximum, "minimum": np.minimum,
}  # fmt: skip
"""Ufuncs whose result has the dtype of their operands."""

_COMPARISONS = {
    "eq": np.equal, "ne": np.not_equal,
    "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
}  # fmt: skip

_SILENT = {
    "isnan": np.isnan, "isinf": np.isinf, "isfinite": np.isfinite,
    "logical_and": np.logical_and, "logical_or": np.logical_or,
    "logical_xor": np.logical_xor, "logical_not": np.logical_not,
    "bitwise_and": np.bitwise_and, "bitwise_or": np.bitwise_or,
    "bitwise_xor": np.bitwise_xor, "bitwise_not": np.invert,
    "bitwise_left_shift": np.left_shift, "bitwise_right_shift": np.right_shift,
}  # fmt: skip
"""Ufuncs that never warn are kernels as they are."""

KERNELS: dict[str, Kernel] = {
    **{name: pooled_ufunc(ufunc) for name, ufunc in _UFUNCS.items()},
    **{name: quiet_ufunc(ufunc) for name, ufunc in _COMPARISONS.items()},
    **_SILENT,
    "cast": quiet(cast_kernel),
    "pow": quiet(pow_kernel),
    "trunc_divide": quiet(trunc_divide_kernel),
    "round": quiet(round_kernel),
    "sign": sign_kernel,
    "rsqrt": quiet(rsqrt_kernel),
    "frac": quiet(frac_kernel),
    "erf": vectorized_erf.erf,
    **vectorized_choosing.KERNELS,
}
