"""Derivatives of the elementwise functions that stand beside module 02's lesson."""

from __future__ import annotations

from tinytorch_core.autograd_graph import derivative, not_differentiable
from tinytorch_core.tensor import Tensor

not_differentiable("eq", "ne", "lt", "le", "gt", "ge", "sign")


@derivative("cast")
@derivative("clone")
def identity_backward(grad: Tensor) -> Tensor:
    """A copy passes the gradient on; the engine brings it back to the input's dtype."""
    return grad


@derivative("neg")
def neg_backward(grad: Tensor) -> Tensor:
    """d(-x) = -1."""
    return -grad


@derivative("sqrt")
def sqrt_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d√x = 1 / (2·√x)."""
    return grad / (2 * output)


@derivative("abs")
def abs_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d|x| = sign(x), 0 at 0."""
    return grad * x.sign()


@derivative("pow", "a")
def pow_backward_a(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d(a^b)/da = b · a^(b-1), 0 where b is 0."""
    return grad * b * a.pow(b - (b != 0).to(b.dtype))


@derivative("pow", "b")
def pow_backward_b(grad: Tensor, a: Tensor, output: Tensor) -> Tensor:
    """d(a^b)/db = a^b · ln a, 0 where a is 0."""
    safe = a + (a == 0).to(a.dtype)
    return grad * output * safe.log()
