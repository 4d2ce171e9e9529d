"""Losses: one number that says how wrong a model is, and from which every gradient starts."""

from __future__ import annotations

from tinytorch_core.dispatch import call_many, kernel, ops
from tinytorch_core.dtypes import Array
from tinytorch_core.layers import Module
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_arithmetic import assert_tensor, floating

REDUCTIONS = ("mean", "sum", "none")


def reduced(loss: Tensor, reduction: str) -> Tensor:
    """The mean or the sum of the elements' losses, or all of them; ValueError for another word."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction; use one of {', '.join(REDUCTIONS)}")
    if reduction == "none":
        return loss
    return loss.mean() if reduction == "mean" else loss.sum()


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The mean squared difference.

        loss = 1/n · Σ (input_i - target_i)²

    Args:
        input: any shape, float.
        target: the same shape.
        reduction: "mean", "sum", or "none" for the squared differences themselves.

    Returns:
        () float >= 0, or the shape of `input` for "none".

    Raises:
        ValueError: the shapes differ, or the reduction is unknown.

    >>> mse_loss(Tensor([1.0, 2.0]), Tensor([0.0, 4.0])).item()
    2.5
    """
    assert_tensor("mse_loss", input)
    assert_tensor("mse_loss", target)
    if input.shape != target.shape:
        raise ValueError(
            f"mse_loss: input has shape {tuple(input.shape)} and target {tuple(target.shape)}; they must be equal. "
            "Did one keep a dimension of size 1? squeeze() it"
        )
    difference = input - target
    return reduced(difference * difference, reduction)


@kernel(outputs=("loss", "log_probs"))
def cross_entropy_kernel(logits: Array, target: Array) -> tuple[Array, Array]:
    """-ln p of the true class of each row, and ln p of every class, which the derivative needs again."""
    log_probs = ops.log_softmax(logits, dim=1)
    losses = []
    for row, label in zip(log_probs.tolist(), flat(target), strict=True):
        losses.append(-row[label])
    return pack(losses, target.shape, logits.dtype), log_probs


def cross_entropy(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """Mean surprise, in nats, of a classifier at the true classes.

        loss = -1/B · Σ_b log softmax(input_b)[target_b]

    Args:
        input: (B, V) float, raw scores of any size; not probabilities.
        target: (B,) int, the true class of each row, 0 <= target < V.
        reduction: "mean", "sum", or "none" for one loss a row.

    Returns:
        () float >= 0, or (B,) for "none". Uniform guessing gives ln V (2.303 for 10 classes).

    Raises:
        ValueError: the shapes are not (B, V) and (B,).
        IndexError: a target lies outside 0 .. V-1.

    Cost: O(B·V) time; keeps one (B, V) array for the backward pass.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 6.2.2.3.

    >>> round(cross_entropy(Tensor([[2.0, 0.0]]), Tensor([0])).item(), 4)
    0.1269
    """
    logits = floating("cross_entropy", input)
    assert_tensor("cross_entropy", target)
    if logits.ndim != 2 or target.shape != logits.shape[:1]:
        raise ValueError(
            f"cross_entropy: input has shape {tuple(input.shape)} and target {tuple(target.shape)}; "
            "needed are (B, V) scores and (B,) class numbers"
        )
    if target.dtype.category != 1:
        raise RuntimeError(
            f"cross_entropy: expected class numbers as int64, but found {target.dtype.name}; call .long()"
        )
    _check_labels(target, logits.shape[1])
    loss, _ = call_many("cross_entropy", logits, target)
    return reduced(loss, reduction)


def _check_labels(target: Tensor, classes: int) -> None:
    wrong = target._array[(target._array < 0) | (target._array >= classes)]
    if wrong.size:
        raise IndexError(f"Target {wrong.flat[0]} is out of bounds: there are {classes} classes, 0 .. {classes - 1}")


class MSELoss(Module):
    """The mean squared difference as a module; see `mse_loss`."""

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return mse_loss(input, target, self.reduction)


class CrossEntropyLoss(Module):
    """Cross entropy of raw scores and class numbers as a module; see `cross_entropy`."""

    def __init__(self, reduction: str = "mean") -> None:
        super().__init__()
        self.reduction = reduction

    def forward(self, input: Tensor, target: Tensor) -> Tensor:
        return cross_entropy(input, target, self.reduction)
