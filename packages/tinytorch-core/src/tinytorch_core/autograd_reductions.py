"""Derivatives of reductions, running totals and sorting beyond module 02's lesson.

Whatever chose elements (max, sort, topk, median) sends the gradient back to where they stood; whatever combined them
spreads it over all that took part.
"""

from __future__ import annotations

import math

import numpy as np

from tinytorch_core.autograd import amax_backward, spread
from tinytorch_core.autograd_graph import derivative, not_differentiable
from tinytorch_core.dispatch import call
from tinytorch_core.loops import divide
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_cumulative import linear_scan

not_differentiable("argmax", "argmin", "any", "all", "count_nonzero", "unique", "bincount", "searchsorted")


def put_along(grad: Tensor, indices: Tensor, dim: int, shape: tuple[int, ...]) -> Tensor:
    """Zeros of `shape` to which `grad` is added at `indices` along `dim`; the other coordinates stay as they are."""
    zeros = Tensor._wrap(np.zeros(shape, dtype=grad._array.dtype))
    return call("scatter_add", zeros, indices, grad, dim=dim)


@derivative("mean")
def mean_backward(grad: Tensor, x_shape: tuple[int, ...], dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """As for the sum, divided by how many were averaged."""
    shared = spread(grad, dim, keepdim).expand(x_shape)
    return shared / (shared.numel() / max(grad.numel(), 1))


@derivative("sort")
@derivative("topk")
@derivative("cummax")
@derivative("cummin")
def arranged_backward(grad: Tensor, indices: Tensor, x_shape: tuple[int, ...], dim: int) -> Tensor:
    """Each element's gradient goes to where it stood; an element that shows several times gets them all."""
    return put_along(grad, indices, dim, x_shape)


@derivative("max_along")
@derivative("min_along")
@derivative("median_along")
def chosen_backward(grad: Tensor, indices: Tensor, x_shape: tuple[int, ...], dim: int, keepdim: bool) -> Tensor:
    """The gradient goes to the one element that was chosen, others of the same value get none."""
    if not keepdim:
        grad, indices = grad.unsqueeze(dim), indices.unsqueeze(dim)
    return put_along(grad, indices, dim, x_shape)


derivative("amin")(amax_backward)  # to where the value came from, shared equally, as for the largest


@derivative("median")
def median_backward(grad: Tensor, x: Tensor, output: Tensor, dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """The gradient is shared equally by all elements that equal the median, or that are NaN where it is NaN."""
    middle = spread(output, dim, keepdim)
    nan = ((x != x) * (middle != middle)).to(grad.dtype)
    equal = (x == middle).to(grad.dtype) + nan
    return equal * (spread(grad, dim, keepdim) / equal.sum(dim, keepdim=True))


@derivative("nansum")
def nansum_backward(grad: Tensor, x: Tensor, dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """As for the sum, but what was left out gets nothing."""
    return spread(grad, dim, keepdim) * (x == x)


@derivative("trace")
def trace_backward(grad: Tensor, x_shape: tuple[int, ...]) -> Tensor:
    """d Σ x_ii: the gradient on the diagonal, 0 beside it."""
    return grad * Tensor._wrap(np.eye(*x_shape, dtype=grad._array.dtype))


@derivative("logsumexp")
def logsumexp_backward(grad: Tensor, x: Tensor, output: Tensor, dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """d ln Σ e^x / dx_i = e^x_i / Σ e^x: the softmax."""
    return spread(grad, dim, keepdim) * (x - spread(output, dim, keepdim)).exp()


@derivative("var")
def var_backward(grad: Tensor, x: Tensor, dim: tuple[int, ...], correction: float, keepdim: bool) -> Tensor:
    """d var / dx_i = 2 · (x_i - mean) / (n - correction)."""
    return _variance_gradient(spread(grad, dim, keepdim), x, dim, correction)


def _variance_gradient(grad: Tensor, x: Tensor, dim: tuple[int, ...], correction: float) -> Tensor:
    count = math.prod(x._array.shape[d] for d in dim)
    return grad * divide(2.0, count - correction) * (x - x.mean(dim, keepdim=True))


@derivative("std")
def std_backward(
    grad: Tensor, x: Tensor, output: Tensor, dim: tuple[int, ...], correction: float, keepdim: bool
) -> Tensor:
    """d √var = d var / (2 · √var); 0 where all numbers are equal, by convention."""
    flat = (output == 0).to(output.dtype)
    rate = grad * (1 - flat) / (2 * (output + flat))
    return _variance_gradient(spread(rate, dim, keepdim), x, dim, correction)


@derivative("vector_norm")
def vector_norm_backward(
    grad: Tensor, x: Tensor, output: Tensor, ord: float, dim: tuple[int, ...], keepdim: bool
) -> Tensor:
    """d |x| / dx_i = sign(x_i) · (|x_i| / |x|)^(p-1); 0 where the norm is 0, by convention."""
    grad, length = spread(grad, dim, keepdim), spread(output, dim, keepdim)
    if ord == 0:
        return x * 0
    if ord == 1:
        return x.sign() * grad
    if math.isinf(ord):
        return _extreme_norm_backward(grad, x, length, dim)
    zero = (length == 0).to(x.dtype)
    if ord == 2:
        return x * (grad * (1 - zero) / (length + zero))
    missing = (x == 0).to(x.dtype)  # |x|^(p-1) has no derivative there, and no value where p < 1
    powers: Tensor = x.sign() * (x.abs() + missing).pow(ord - 1)
    return powers * (grad * (1 - zero) / (length + zero).pow(ord - 1))


def _extreme_norm_backward(grad: Tensor, x: Tensor, length: Tensor, dim: tuple[int, ...]) -> Tensor:
    """Where |x_i| is the largest (or smallest) the sign, shared equally by all that are."""
    nan = (x != x) * (length != length)
    reached = (x.abs() == length).to(grad.dtype) + nan.to(grad.dtype)
    return x.sign() * (reached * (grad / reached.sum(dim, keepdim=True)))


@derivative("cumsum")
def cumsum_backward(grad: Tensor, dim: int, reverse: bool) -> Tensor:
    """x_j counts in every total from j on: the gradients add up from the other end."""
    return call("cumsum", grad, dim=dim, reverse=not reverse)


@derivative("prod")
def prod_backward(grad: Tensor, x: Tensor, output: Tensor, dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """d Π x / dx_i = the product of all others: Π x / x_i, or where some x is 0 the product without a division."""
    grad = spread(grad, dim, keepdim)
    if not (x._array == 0).any():
        return grad * spread(output, dim, keepdim) / x
    if len(dim) == 1:
        return _cumulative_product_backward(_at_end(grad, x, dim[0]), x, dim[0])
    flat = x.reshape(-1)
    return _cumulative_product_backward(_at_end(grad.reshape(1), flat, 0), flat, 0).reshape(x.shape)


@derivative("cumprod")
def cumprod_backward(grad: Tensor, x: Tensor, dim: int) -> Tensor:
    """x_k is a factor of every product from k on: see below."""
    return _cumulative_product_backward(grad, x, dim)


def _cumulative_product_backward(grad: Tensor, x: Tensor, dim: int) -> Tensor:
    """dx_k = (Π_{j<k} x_j) · s_k with s_k = Σ_{i>=k} g_i Π_{k<j<=i} x_j = g_k + x_{k+1} · s_{k+1}: no division."""
    before = _shifted(x.cumprod(dim), dim, 1.0)
    return before * linear_scan(grad, x, dim, reverse=True)


@derivative("linear_scan", "g")
def linear_scan_backward_g(grad: Tensor, a: Tensor, dim: int, reverse: bool) -> Tensor:
    """What arrives at a state flows on to the states it came from: the same recurrence from the other end."""
    return linear_scan(grad, a, dim, not reverse)


@derivative("linear_scan", "a")
def linear_scan_backward_a(grad: Tensor, a: Tensor, output: Tensor, dim: int, reverse: bool) -> Tensor:
    """a_k joins the states k-1 and k: the gradient that has arrived at one, times the other's value."""
    arrived = linear_scan(grad, a, dim, not reverse)
    if reverse:
        return _shifted(arrived, dim, 0.0) * output
    return arrived * _shifted(output, dim, 0.0)


def _shifted(x: Tensor, dim: int, first: float) -> Tensor:
    """y_k = x_{k-1} along `dim`, and y_0 = `first`."""
    out = Tensor._wrap(np.full(x._array.shape, first, dtype=x._array.dtype))
    before = (slice(None),) * dim
    out[(*before, slice(1, None))] = x[(*before, slice(None, max(x.shape[dim] - 1, 0)))]
    return out


def _at_end(grad: Tensor, x: Tensor, dim: int) -> Tensor:
    """Zeros of x's shape, with `grad` at the last position along `dim`."""
    out = Tensor._wrap(np.zeros(x._array.shape, dtype=grad._array.dtype))
    if x.shape[dim]:
        out[(*(slice(None),) * dim, slice(x.shape[dim] - 1, None))] = grad
    return out
