"""Derivatives of the elementwise functions that stand beside module 02's lesson."""

from __future__ import annotations

import math

import numpy as np

from tinytorch_core.autograd_graph import derivative, not_differentiable
from tinytorch_core.tensor import Tensor

not_differentiable("eq", "ne", "lt", "le", "gt", "ge", "isclose", "isnan", "isinf", "isfinite")
not_differentiable("logical_and", "logical_or", "logical_xor", "logical_not")
not_differentiable("bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_not")
not_differentiable("bitwise_left_shift", "bitwise_right_shift")


@derivative("cast")
@derivative("clone")
@derivative("frac")
def identity_backward(grad: Tensor) -> Tensor:
    """A copy passes the gradient on; the engine brings it back to the input's dtype."""
    return grad


@derivative("sign")
@derivative("floor")
@derivative("ceil")
@derivative("trunc")
@derivative("round")
@derivative("floor_divide", "a")
@derivative("floor_divide", "b")
@derivative("trunc_divide", "a")
@derivative("trunc_divide", "b")
def step_backward(grad: Tensor) -> Tensor:
    """A staircase is flat: the derivative is 0 wherever there is one."""
    return Tensor._wrap(np.zeros_like(grad._array))


@derivative("remainder", "a")
@derivative("fmod", "a")
def remainder_backward_a(grad: Tensor) -> Tensor:
    """d(a - n·b)/da = 1, as the whole number n does not move."""
    return grad


@derivative("remainder", "b")
def remainder_backward_b(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d(a - n·b)/db = -n with n = floor(a / b)."""
    return -grad * a.div(b, rounding_mode="floor")


@derivative("fmod", "b")
def fmod_backward_b(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d(a - n·b)/db = -n with n = trunc(a / b)."""
    return -grad * a.div(b, rounding_mode="trunc")


@derivative("neg")
def neg_backward(grad: Tensor) -> Tensor:
    """d(-x) = -1."""
    return -grad


@derivative("abs")
def abs_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d|x| = sign(x), 0 at 0."""
    return grad * x.sign()


@derivative("square")
def square_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d x² = 2x."""
    return grad * (2 * x)


@derivative("reciprocal")
def reciprocal_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d(1/x) = -1/x²."""
    return -grad * (output * output)


@derivative("sqrt")
def sqrt_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d√x = 1 / (2·√x)."""
    return grad / (2 * output)


@derivative("rsqrt")
def rsqrt_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d(1/√x) = -1/2 · (1/√x)³."""
    return grad * (-0.5 * output * output * output)


@derivative("pow", "a")
def pow_backward_a(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d(a^b)/da = b · a^(b-1), 0 where b is 0."""
    return grad * b * a.pow(b - (b != 0).to(b.dtype))


@derivative("pow", "b")
def pow_backward_b(grad: Tensor, a: Tensor, output: Tensor) -> Tensor:
    """d(a^b)/db = a^b · ln a, 0 where a is 0."""
    safe = a + (a == 0).to(a.dtype)
    return grad * output * safe.log()


@derivative("exp2")
def exp2_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d 2^x = 2^x · ln 2."""
    return grad * output * math.log(2.0)


@derivative("expm1")
def expm1_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d(e^x - 1) = e^x."""
    return grad * (output + 1)


@derivative("log2")
def log2_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d log₂ x = 1 / (x · ln 2)."""
    return grad / (x * math.log(2.0))


@derivative("log10")
def log10_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d log₁₀ x = 1 / (x · ln 10)."""
    return grad / (x * math.log(10.0))


@derivative("log1p")
def log1p_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d ln(1 + x) = 1 / (1 + x)."""
    return grad / (x + 1)


@derivative("sin")
def sin_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d sin = cos."""
    return grad * x.cos()


@derivative("cos")
def cos_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d cos = -sin."""
    return -grad * x.sin()


@derivative("tan")
def tan_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d tan = 1 + tan²."""
    return grad * (1 + output * output)


@derivative("asin")
def asin_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d arcsin x = 1 / √(1 - x²)."""
    return grad * (1 - x * x).rsqrt()


@derivative("acos")
def acos_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d arccos x = -1 / √(1 - x²)."""
    return -grad * (1 - x * x).rsqrt()


@derivative("atan")
def atan_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d arctan x = 1 / (1 + x²)."""
    return grad / (x * x + 1)


@derivative("sinh")
def sinh_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d sinh = cosh."""
    return grad * x.cosh()


@derivative("cosh")
def cosh_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d cosh = sinh."""
    return grad * x.sinh()


@derivative("asinh")
def asinh_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d arsinh x = 1 / √(x² + 1)."""
    return grad * (x * x + 1).rsqrt()


@derivative("acosh")
def acosh_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d arcosh x = 1 / √(x² - 1)."""
    return grad * (x * x - 1).rsqrt()


@derivative("atanh")
def atanh_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d artanh x = 1 / (1 - x²)."""
    return grad / (1 - x * x)


@derivative("erf")
def erf_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d erf x = 2/√π · e^(-x²)."""
    return grad * (2.0 / math.sqrt(math.pi) * (-(x * x)).exp())


@derivative("atan2", "a")
def atan2_backward_a(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d atan2(a, b)/da = b / (a² + b²)."""
    return grad * (b / (a * a + b * b))


@derivative("atan2", "b")
def atan2_backward_b(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d atan2(a, b)/db = -a / (a² + b²)."""
    return grad * (-a / (a * a + b * b))


@derivative("hypot", "a")
def hypot_backward_a(grad: Tensor, a: Tensor, output: Tensor) -> Tensor:
    """d√(a² + b²)/da = a / √(a² + b²)."""
    return grad * (a / output)


@derivative("hypot", "b")
def hypot_backward_b(grad: Tensor, b: Tensor, output: Tensor) -> Tensor:
    """d√(a² + b²)/db = b / √(a² + b²)."""
    return grad * (b / output)
