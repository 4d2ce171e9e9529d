"""Losses between numbers that forgive outliers more than the squared difference does."""

from __future__ import annotations

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import flat, pack
from tinytorch_core.losses import check_pair, reduced
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_activations import check_number
from tinytorch_core.tensor_promotion import floating

__all__ = ["huber_loss", "l1_loss", "smooth_l1_loss"]


def l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """The mean absolute difference; arguments and errors as for `losses.mse_loss`.

        loss = 1/n · Σ |input_i - target_i|

    >>> l1_loss(Tensor([1.0, 2.0]), Tensor([0.0, 4.0])).item()
    1.5
    """
    check_pair("l1_loss", input, target, weight)
    return reduced((input - target).abs(), reduction, weight)


@kernel
def huber_kernel(x: Array, *, delta: float) -> Array:
    """x²/2 where |x| <= delta, else delta · (|x| - delta/2): a parabola that goes on as its tangents."""
    out = []
    for value in flat(x):
        size = abs(value)
        out.append(0.5 * size * size if size <= delta else delta * (size - 0.5 * delta))
    return pack(out, x.shape, x.dtype)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """Squared for differences d up to delta, linear beyond: d²/2, or delta · (|d| - delta/2).

    Args:
        input, target, reduction: as for `losses.mse_loss`.
        delta: where the parabola ends, above 0.
        weight: the shape of `input`, multiplied with each element's loss; the mean stays one over the elements.

    Raises:
        RuntimeError: delta is not above 0, or the shapes do not broadcast.

    Source: Huber, Robust Estimation of a Location Parameter (1964).

    >>> huber_loss(Tensor([0.0, 3.0]), Tensor([1.0, 0.0]), reduction="none").tolist()
    [0.5, 2.5]
    """
    check_number("huber_loss", "delta", delta)
    if delta <= 0:
        raise RuntimeError(f"huber_loss does not support non-positive values for delta, got {delta}")
    check_pair("huber_loss", input, target, weight)
    loss = call("huber", floating("huber_loss", input - target), delta=delta)
    return reduced(loss if weight is None else loss * weight, reduction)


def smooth_l1_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", beta: float = 1.0) -> Tensor:
    """The absolute difference with its corner rounded off: d²/(2·beta) for |d| < beta, else |d| - beta/2.

    It is the Huber loss divided by beta; for beta = 0 it is the absolute difference.

    Raises:
        RuntimeError: beta is negative, or the shapes do not broadcast.

    Source: Girshick, Fast R-CNN (2015).

    >>> smooth_l1_loss(Tensor([0.0, 3.0]), Tensor([1.0, 0.0]), reduction="none").tolist()
    [0.5, 2.5]
    """
    check_number("smooth_l1_loss", "beta", beta)
    if beta < 0:
        raise RuntimeError(f"smooth_l1_loss does not support negative values for beta, got {beta}")
    check_pair("smooth_l1_loss", input, target)
    difference = floating("smooth_l1_loss", input - target)
    return reduced(difference.abs() if beta == 0 else call("huber", difference, delta=beta) / beta, reduction)
