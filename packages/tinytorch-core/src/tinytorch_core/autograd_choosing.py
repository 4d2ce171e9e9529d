"""Derivatives of choosing and mixing: the gradient goes to whoever was chosen, or to each by its share."""

from __future__ import annotations

from tinytorch_core.autograd_graph import derivative
from tinytorch_core.dtypes import Number
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_choosing import where


@derivative("where", "a")
def where_backward_a(grad: Tensor, condition: Tensor) -> Tensor:
    """What was not chosen counts for nothing."""
    return where(condition, grad, 0)


@derivative("where", "b")
def where_backward_b(grad: Tensor, condition: Tensor) -> Tensor:
    """What was not chosen counts for nothing."""
    return where(condition, 0, grad)


@derivative("masked_fill", "x")
def masked_fill_backward_x(grad: Tensor, mask: Tensor) -> Tensor:
    """What was filled over counts for nothing."""
    return grad.masked_fill(mask, 0)


@derivative("masked_fill", "value")
def masked_fill_backward_value(grad: Tensor, mask: Tensor) -> Tensor:
    """The filling gets what arrives at all the places it went to."""
    return where(mask, grad, 0)


@derivative("nan_to_num")
def nan_to_num_backward(grad: Tensor, x: Tensor) -> Tensor:
    """1 where x was finite and stayed, else 0."""
    return grad * x.isfinite()


@derivative("lerp", "a")
def lerp_backward_a(grad: Tensor, weight: Tensor) -> Tensor:
    """d(a + w·(b - a))/da = 1 - w."""
    return grad * (1 - weight)


@derivative("lerp", "b")
def lerp_backward_b(grad: Tensor, weight: Tensor) -> Tensor:
    """d(a + w·(b - a))/db = w."""
    return grad * weight


@derivative("lerp", "weight")
def lerp_backward_weight(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d(a + w·(b - a))/dw = b - a."""
    return grad * (b - a)


@derivative("addcmul", "a")
def addcmul_backward_a(grad: Tensor) -> Tensor:
    """d(a + v·b·c)/da = 1."""
    return grad


@derivative("addcmul", "b")
def addcmul_backward_b(grad: Tensor, c: Tensor, value: Number) -> Tensor:
    """d(a + v·b·c)/db = v·c."""
    return grad * (c * value)


@derivative("addcmul", "c")
def addcmul_backward_c(grad: Tensor, b: Tensor, value: Number) -> Tensor:
    """d(a + v·b·c)/dc = v·b."""
    return grad * (b * value)


@derivative("addcdiv", "a")
def addcdiv_backward_a(grad: Tensor) -> Tensor:
    """d(a + v·b/c)/da = 1."""
    return grad


@derivative("addcdiv", "b")
def addcdiv_backward_b(grad: Tensor, c: Tensor, value: Number) -> Tensor:
    """d(a + v·b/c)/db = v/c."""
    return grad * (value / c)


@derivative("addcdiv", "c")
def addcdiv_backward_c(grad: Tensor, b: Tensor, c: Tensor, value: Number) -> Tensor:
    """d(a + v·b/c)/dc = -v·b/c²."""
    return -grad * (value * b / (c * c))


@derivative("maximum", "a")
def maximum_backward_a(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """1 where a is larger, 0 where b is, 1/2 where both are equal."""
    return _won(grad, a < b, a == b)


@derivative("maximum", "b")
def maximum_backward_b(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """1 where b is larger, 0 where a is, 1/2 where both are equal."""
    return _won(grad, b < a, a == b)


@derivative("minimum", "a")
def minimum_backward_a(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """1 where a is smaller, 0 where b is, 1/2 where both are equal."""
    return _won(grad, a > b, a == b)


@derivative("minimum", "b")
def minimum_backward_b(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """1 where b is smaller, 0 where a is, 1/2 where both are equal."""
    return _won(grad, b > a, a == b)


def _won(grad: Tensor, lost: Tensor, tied: Tensor) -> Tensor:
    return where(tied, grad / 2, grad).masked_fill(lost, 0)


@derivative("clamp", "x")
def clamp_backward_x(grad: Tensor, x: Tensor, low: Tensor | None, high: Tensor | None) -> Tensor:
    """1 within the bounds and on them, 0 where a bound took over."""
    inside = x <= high if low is None else x >= low if high is None else (x >= low) & (x <= high)
    return where(inside, grad, 0)


@derivative("clamp", "low")
def clamp_backward_low(grad: Tensor, x: Tensor, low: Tensor, high: Tensor | None) -> Tensor:
    """1 where the lower bound took over and the upper one left it in place."""
    taken = x < low if high is None else (x < low) & (low < high)
    return where(taken, grad, 0)


@derivative("clamp", "high")
def clamp_backward_high(grad: Tensor, x: Tensor, low: Tensor | None, high: Tensor) -> Tensor:
    """1 where the upper bound took over, from x or from the lower bound."""
    taken = x > high if low is None else (x > high) | (high < low)
    return where(taken, grad, 0)
