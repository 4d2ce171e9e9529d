"""Functions of calculus on every element: exponentials, logarithms, roots, angles, hyperbolic functions.

All of them turn integers into floats of the default dtype. Where Python's `math` raises, their answer is what IEEE 754
says: an infinity at a pole or on overflow, NaN outside of the domain. The kernels of exp and log stand in `tensor.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import broadcast_shape, divide, flat, pack, pairs
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, check_kind, floating, matched

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "acos",
    "acosh",
    "asin",
    "asinh",
    "atan",
    "atan2",
    "atanh",
    "cos",
    "cosh",
    "erf",
    "exp",
    "exp2",
    "expm1",
    "hypot",
    "log",
    "log1p",
    "log2",
    "log10",
    "rsqrt",
    "sin",
    "sinh",
    "sqrt",
    "tan",
]


def _ieee(function: Callable[[float], float], poles: dict[float, float] | None = None) -> Callable[[float], float]:
    """`function` where Python answers, else its value at a pole, infinity on overflow, NaN outside of the domain."""
    known = poles or {}

    def answer(x: float) -> float:
        try:
            return known[x] if x in known else function(x)
        except OverflowError:
            return math.copysign(math.inf, x)
        except ValueError:
            return math.nan

    return answer


_exp2, _expm1 = _ieee(math.exp2), _ieee(math.expm1)
_log2, _log10 = _ieee(math.log2, {0.0: -math.inf}), _ieee(math.log10, {0.0: -math.inf})
_log1p, _sqrt = _ieee(math.log1p, {-1.0: -math.inf}), _ieee(math.sqrt)
_sin, _cos, _tan = _ieee(math.sin), _ieee(math.cos), _ieee(math.tan)
_asin, _acos = _ieee(math.asin), _ieee(math.acos)
_sinh, _cosh, _acosh = _ieee(math.sinh), _ieee(math.cosh), _ieee(math.acosh)
_atanh = _ieee(math.atanh, {1.0: math.inf, -1.0: -math.inf})


def exp(input: Tensor) -> Tensor:
    """e^input, element by element; overflows to infinity.

    Args:
        input: any shape; integers become floats.

    Returns:
        The same shape, in input's floating-point dtype.

    Raises:
        TypeError: `input` is no tensor.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> exp(tensor([0, 0])).tolist()
    [1.0, 1.0]
    """
    return call("exp", floating("exp", input))


def log(input: Tensor) -> Tensor:
    """The natural logarithm, element by element; -infinity at 0, NaN below."""
    return call("log", floating("log", input))


def exp2(input: Tensor) -> Tensor:
    """2^input, element by element; overflows to infinity."""
    return call("exp2", floating("exp2", input))


@kernel
def exp2_kernel(x: Array) -> Array:
    """2^x_i."""
    return pack([_exp2(v) for v in flat(x)], x.shape, x.dtype)


def expm1(input: Tensor) -> Tensor:
    """e^input - 1, element by element; exact near 0, where `exp(x) - 1` would cancel."""
    return call("expm1", floating("expm1", input))


@kernel
def expm1_kernel(x: Array) -> Array:
    """e^x_i - 1."""
    return pack([_expm1(v) for v in flat(x)], x.shape, x.dtype)


def log2(input: Tensor) -> Tensor:
    """The logarithm to base 2, element by element; -infinity at 0, NaN below."""
    return call("log2", floating("log2", input))


@kernel
def log2_kernel(x: Array) -> Array:
    """log₂ x_i."""
    return pack([_log2(v) for v in flat(x)], x.shape, x.dtype)


def log10(input: Tensor) -> Tensor:
    """The logarithm to base 10, element by element; -infinity at 0, NaN below."""
    return call("log10", floating("log10", input))


@kernel
def log10_kernel(x: Array) -> Array:
    """log₁₀ x_i."""
    return pack([_log10(v) for v in flat(x)], x.shape, x.dtype)


def log1p(input: Tensor) -> Tensor:
    """ln(1 + input), element by element; exact near 0, -infinity at -1, NaN below."""
    return call("log1p", floating("log1p", input))


@kernel
def log1p_kernel(x: Array) -> Array:
    """ln(1 + x_i)."""
    return pack([_log1p(v) for v in flat(x)], x.shape, x.dtype)


def sqrt(input: Tensor) -> Tensor:
    """The square root, element by element; NaN below 0."""
    return call("sqrt", floating("sqrt", input))


@kernel
def sqrt_kernel(x: Array) -> Array:
    """√x_i."""
    return pack([_sqrt(v) for v in flat(x)], x.shape, x.dtype)


def rsqrt(input: Tensor) -> Tensor:
    """1 / √input, element by element; infinite at 0, NaN below."""
    return call("rsqrt", floating("rsqrt", input))


@kernel
def rsqrt_kernel(x: Array) -> Array:
    """1 / √x_i."""
    return pack([divide(1.0, _sqrt(v)) for v in flat(x)], x.shape, x.dtype)


def sin(input: Tensor) -> Tensor:
    """The sine of an angle in radians, element by element; NaN at infinities."""
    return call("sin", floating("sin", input))


@kernel
def sin_kernel(x: Array) -> Array:
    """sin x_i."""
    return pack([_sin(v) for v in flat(x)], x.shape, x.dtype)


def cos(input: Tensor) -> Tensor:
    """The cosine of an angle in radians, element by element; NaN at infinities."""
    return call("cos", floating("cos", input))


@kernel
def cos_kernel(x: Array) -> Array:
    """cos x_i."""
    return pack([_cos(v) for v in flat(x)], x.shape, x.dtype)


def tan(input: Tensor) -> Tensor:
    """The tangent of an angle in radians, element by element; NaN at infinities."""
    return call("tan", floating("tan", input))


@kernel
def tan_kernel(x: Array) -> Array:
    """tan x_i."""
    return pack([_tan(v) for v in flat(x)], x.shape, x.dtype)


def asin(input: Tensor) -> Tensor:
    """The angle in -π/2 .. π/2 with this sine, element by element; NaN outside of -1 .. 1."""
    return call("asin", floating("asin", input))


@kernel
def asin_kernel(x: Array) -> Array:
    """arcsin x_i."""
    return pack([_asin(v) for v in flat(x)], x.shape, x.dtype)


def acos(input: Tensor) -> Tensor:
    """The angle in 0 .. π with this cosine, element by element; NaN outside of -1 .. 1."""
    return call("acos", floating("acos", input))


@kernel
def acos_kernel(x: Array) -> Array:
    """arccos x_i."""
    return pack([_acos(v) for v in flat(x)], x.shape, x.dtype)


def atan(input: Tensor) -> Tensor:
    """The angle in -π/2 .. π/2 with this tangent, element by element."""
    return call("atan", floating("atan", input))


@kernel
def atan_kernel(x: Array) -> Array:
    """arctan x_i."""
    return pack([math.atan(v) for v in flat(x)], x.shape, x.dtype)


def sinh(input: Tensor) -> Tensor:
    """(e^input - e^-input) / 2, element by element; overflows to infinities."""
    return call("sinh", floating("sinh", input))


@kernel
def sinh_kernel(x: Array) -> Array:
    """sinh x_i."""
    return pack([_sinh(v) for v in flat(x)], x.shape, x.dtype)


def cosh(input: Tensor) -> Tensor:
    """(e^input + e^-input) / 2, element by element; overflows to infinity."""
    return call("cosh", floating("cosh", input))


@kernel
def cosh_kernel(x: Array) -> Array:
    """cosh x_i, the same for x_i and -x_i."""
    return pack([_cosh(abs(v)) for v in flat(x)], x.shape, x.dtype)


def asinh(input: Tensor) -> Tensor:
    """The number with this hyperbolic sine, element by element."""
    return call("asinh", floating("asinh", input))


@kernel
def asinh_kernel(x: Array) -> Array:
    """arsinh x_i."""
    return pack([math.asinh(v) for v in flat(x)], x.shape, x.dtype)


def acosh(input: Tensor) -> Tensor:
    """The number from 0 with this hyperbolic cosine, element by element; NaN below 1."""
    return call("acosh", floating("acosh", input))


@kernel
def acosh_kernel(x: Array) -> Array:
    """arcosh x_i."""
    return pack([_acosh(v) for v in flat(x)], x.shape, x.dtype)


def atanh(input: Tensor) -> Tensor:
    """The number with this hyperbolic tangent, element by element; infinite at -1 and 1, NaN outside."""
    return call("atanh", floating("atanh", input))


@kernel
def atanh_kernel(x: Array) -> Array:
    """artanh x_i."""
    return pack([_atanh(v) for v in flat(x)], x.shape, x.dtype)


def erf(input: Tensor) -> Tensor:
    """The error function 2/√π ∫ e^(-t²) dt from 0 to input, element by element."""
    return call("erf", floating("erf", input))


@kernel
def erf_kernel(x: Array) -> Array:
    """erf x_i."""
    return pack([math.erf(v) for v in flat(x)], x.shape, x.dtype)


def atan2(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input) in -π .. π: the arctangent of input / other in the right quadrant.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> atan2(tensor([1.0, -1.0]), tensor([-1.0, -1.0])).tolist()  # 3π/4 and -3π/4
    [2.356194496154785, -2.356194496154785]
    """
    assert_tensor("atan2", other, "other")
    a, b = matched("atan2", input, other)
    return call("atan2", floating("atan2", a), floating("atan2", b))


@kernel
def atan2_kernel(a: Array, b: Array) -> Array:
    """The angle of the point (b_i, a_i)."""
    return pack([math.atan2(y, x) for y, x in pairs(a, b)], broadcast_shape(a, b), a.dtype)


def hypot(input: Tensor, other: Tensor) -> Tensor:
    """√(input² + other²), element by element, without overflow on the way; for floats only.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> hypot(tensor([3.0]), tensor([4.0])).tolist()
    [5.0]
    """
    assert_tensor("hypot", other, "other")
    a, b = matched("hypot", input, other)
    check_kind("hypot", a, "f")
    return call("hypot", a, b)


@kernel
def hypot_kernel(a: Array, b: Array) -> Array:
    """The length of the vector (a_i, b_i)."""
    return pack([math.hypot(x, y) for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


class TensorElementwise(TensorBase):
    """The functions above as methods: `x.exp()` is `exp(x)`."""

    exp, exp2, expm1 = exp, exp2, expm1
    log, log2, log10, log1p = log, log2, log10, log1p
    sqrt, rsqrt, hypot, erf = sqrt, rsqrt, hypot, erf
    sin, cos, tan, asin, acos, atan, atan2 = sin, cos, tan, asin, acos, atan, atan2
    sinh, cosh, asinh, acosh, atanh = sinh, cosh, asinh, acosh, atanh
