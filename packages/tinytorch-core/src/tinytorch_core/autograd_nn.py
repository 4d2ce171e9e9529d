"""Derivatives of the activations, layers and losses beyond the lessons of modules 03 to 05."""

from __future__ import annotations

import math

import numpy as np

from tinytorch_core.autograd_graph import derivative, not_differentiable
from tinytorch_core.dispatch import call
from tinytorch_core.dtypes import Number
from tinytorch_core.functional_vectors import inside_of
from tinytorch_core.losses import class_dim
from tinytorch_core.tensor import Tensor

not_differentiable("one_hot")


@derivative("leaky_relu")
def leaky_relu_backward(grad: Tensor, x: Tensor, negative_slope: float) -> Tensor:
    """1 where x > 0, else the slope."""
    return (grad * negative_slope).where(x <= 0, grad)


@derivative("elu")
def elu_backward(grad: Tensor, x: Tensor, output: Tensor, alpha: float) -> Tensor:
    """1 where x > 0, else alpha · e^x, which is the output plus alpha."""
    return (grad * (output + alpha)).where(x <= 0, grad)


@derivative("hardtanh")
def hardtanh_backward(grad: Tensor, x: Tensor, min_val: Number, max_val: Number) -> Tensor:
    """1 between the bounds, 0 on and beyond them."""
    return grad.masked_fill((x <= min_val).logical_or(x >= max_val), 0)


@derivative("silu")
def silu_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d(x·σ) = σ · (1 + x · (1 - σ))."""
    share = x.sigmoid()
    return grad * share * (1 + x * (1 - share))


@derivative("softplus")
def softplus_backward(grad: Tensor, x: Tensor, beta: float, threshold: float) -> Tensor:
    """σ(beta · x), and 1 above the threshold, where the forward pass returned x."""
    scaled = x * beta
    return (grad * scaled.sigmoid()).where(scaled <= threshold, grad)


@derivative("logsigmoid")
def logsigmoid_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d ln σ = 1 - σ(x) = σ(-x)."""
    return grad * (-x).sigmoid()


def normal_density(x: Tensor) -> Tensor:
    """φ(x) = e^(-x²/2) / √(2π), the bell curve."""
    return (x * x * -0.5).exp() * (1 / math.sqrt(2 * math.pi))


@derivative("gelu")
def gelu_backward(grad: Tensor, x: Tensor, approximate: str) -> Tensor:
    """d(x·Φ) = Φ + x · φ, for the tanh form with its own Φ and φ."""
    if approximate == "none":
        return grad * (0.5 * (1 + (x * math.sqrt(0.5)).erf()) + x * normal_density(x))
    scale = math.sqrt(2 / math.pi)
    bent = (scale * (x + 0.044715 * x * x * x)).tanh()
    slope = scale * (1 + 3 * 0.044715 * x * x)
    return grad * (0.5 * (1 + bent) + 0.5 * x * (1 - bent * bent) * slope)


@derivative("dropout", "x")
def dropout_backward(grad: Tensor, keep: Tensor, p: float) -> Tensor:
    """The same elements are dropped from the gradient, and the others scaled alike."""
    return call("dropout", grad, keep, p=p)


def as_rows(x: Tensor) -> Tensor:
    """(*, n) -> (rows, n), what a linear layer does to its input and so to the gradient."""
    shape = x._array.shape
    return x if len(shape) == 2 else x.reshape(math.prod(shape[:-1]), shape[-1])


def truth_of(
    log_probs: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, label_smoothing: float = 0.0
) -> Tensor:
    """What each row should have said: the true class's 1, smoothed, times the class weights; 0 in ignored rows."""
    dim, labels = class_dim(log_probs), target._array
    classes = log_probs._array.shape[dim]
    kept = (labels != ignore_index)[..., None]
    truth = np.full((*labels.shape, classes), label_smoothing / max(classes, 1), dtype=log_probs._array.dtype)
    if classes:
        true_class = np.where(kept, labels[..., None], 0)
        np.put_along_axis(truth, true_class, 1 - label_smoothing + label_smoothing / classes, -1)
    truth *= kept if weight is None else kept * weight._array
    return Tensor._wrap(np.ascontiguousarray(np.moveaxis(truth, -1, dim)))


def row_gradient(
    grad: Tensor, log_probs: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    """The gradient of each row's own loss, with the reduction undone; it broadcasts over the classes."""
    if reduction == "none":
        return grad.unsqueeze(class_dim(log_probs))
    if reduction == "sum":
        return grad
    labels = target._array[target._array != ignore_index]
    total = labels.size if weight is None else float(weight._array[labels].sum())
    return grad / (total or 1)  # where all is ignored, the loss is 0/0, and no row learns from it


@derivative("nll_loss", "log_probs")
def nll_loss_backward(
    grad: Tensor, log_probs: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    """-weight at the true class of each row, 0 elsewhere."""
    truth = truth_of(log_probs, target, weight, ignore_index)
    return -truth * row_gradient(grad, log_probs, target, weight, ignore_index, reduction)


@derivative("huber")
def huber_backward(grad: Tensor, x: Tensor, delta: float) -> Tensor:
    """x where |x| <= delta, else delta with the sign of x."""
    return grad * call("hardtanh", x, min_val=-delta, max_val=delta)


@derivative("binary_cross_entropy", "probs")
def binary_cross_entropy_backward_probs(grad: Tensor, probs: Tensor, target: Tensor) -> Tensor:
    """(p - y) / (p · (1 - p)), with a denominator that is never 0."""
    room = call("hardtanh", probs * (1 - probs), min_val=1e-12, max_val=math.inf)
    return grad * (probs - target) / room


@derivative("binary_cross_entropy", "target")
def binary_cross_entropy_backward_target(grad: Tensor, probs: Tensor) -> Tensor:
    """ln(1 - p) - ln p."""
    return grad * ((1 - probs).log() - probs.log())


@derivative("pad")
def pad_backward(grad: Tensor, x_shape: tuple[int, ...], margins: tuple[tuple[int, int], ...]) -> Tensor:
    """The margin is constant; what lies inside passes."""
    return grad[inside_of(x_shape, margins)]
