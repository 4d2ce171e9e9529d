"""Losses between probabilities: yes or no for each element, and how far one distribution is from another."""

from __future__ import annotations

import warnings

from tinytorch_core.activations_variants import logsigmoid
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import log, pack, pairs
from tinytorch_core.losses import check_reduction, reduced
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_activations import check_tensors
from tinytorch_core.tensor_promotion import check_broadcast, floating, matched

__all__ = ["binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div"]


@kernel
def binary_cross_entropy_kernel(probs: Array, target: Array) -> Array:
    """-(y · ln p + (1 - y) · ln(1 - p)); no logarithm counts as less than -100, so that 0 and 1 stay finite."""
    out = []
    for p, y in pairs(probs, target):
        yes, no = max(log(p), -100.0), max(log(1 - p), -100.0)
        out.append(-(y * yes + (1 - y) * no))
    return pack(out, probs.shape, probs.dtype)


def _check_binary(who: str, input: Tensor, target: Tensor, weight: Tensor | None) -> None:
    check_tensors(who, optional="weight", input=input, target=target, weight=weight)
    if input._array.shape != target._array.shape:
        raise ValueError(
            f"{who}: Target size ({target.shape}) must be the same as input size ({input.shape}); "
            "squeeze() or unsqueeze() one of them"
        )
    if weight is not None:
        check_broadcast(who, input, weight)


def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, reduction: str = "mean"
) -> Tensor:
    """Mean surprise, in nats, of guesses p at answers y that are yes (1) or no (0).

        loss = -1/n · Σ (y_i · ln p_i + (1 - y_i) · ln(1 - p_i))

    Args:
        input: any shape, float, probabilities 0 .. 1; raw scores go to `binary_cross_entropy_with_logits`.
        target: the same shape, 0 .. 1.
        weight: multiplied with each element's loss; broadcasts.
        reduction: "mean", "sum", or "none".

    Raises:
        ValueError: the shapes differ.
        RuntimeError: an input lies outside 0 .. 1.

    >>> round(binary_cross_entropy(Tensor([0.5, 0.5]), Tensor([0.0, 1.0])).item(), 4)
    0.6931
    """
    _check_binary("binary_cross_entropy", input, target, weight)
    probs, answers = matched("binary_cross_entropy", floating("binary_cross_entropy", input), target)
    outside = probs._array[~((probs._array >= 0) & (probs._array <= 1))]
    if outside.size:
        raise RuntimeError(
            f"all elements of input should be between 0 and 1, got {outside.flat[0]}; "
            "raw scores need binary_cross_entropy_with_logits"
        )
    loss = call("binary_cross_entropy", probs, answers)
    return reduced(loss if weight is None else loss * weight, reduction)


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Binary cross entropy of sigmoid(x), computed from x itself, so that scores of any size stay exact.

        loss_i = (1 - y) · x - (1 + (w - 1) · y) · ln sigmoid(x),    w = pos_weight

    Args:
        input: any shape, float, raw scores.
        target: the same shape, 0 .. 1.
        weight: multiplied with each element's loss; broadcasts.
        reduction: "mean", "sum", or "none".
        pos_weight: how much more a yes counts than a no; broadcasts.

    Raises:
        ValueError: the shapes differ.
        RuntimeError: a weight does not broadcast.

    >>> binary_cross_entropy_with_logits(Tensor([1000.0, -1000.0]), Tensor([1.0, 1.0]), reduction="none").tolist()
    [0.0, 1000.0]
    """
    _check_binary("binary_cross_entropy_with_logits", input, target, weight)
    log_yes = logsigmoid(input)
    if pos_weight is not None:
        check_tensors("binary_cross_entropy_with_logits", pos_weight=pos_weight)
        check_broadcast("binary_cross_entropy_with_logits", input, pos_weight)
        log_yes = log_yes * (1 + (pos_weight - 1) * target)
    loss = (1 - target) * input - log_yes
    return reduced(loss if weight is None else loss * weight, reduction)


def kl_div(input: Tensor, target: Tensor, *, reduction: str = "mean", log_target: bool = False) -> Tensor:
    """How many nats it costs to expect `input` where `target` is the truth: the Kullback-Leibler divergence.

        loss_i = t · (ln t - input)

    Args:
        input: any shape, float, log-probabilities.
        target: the same shape, probabilities; log-probabilities with `log_target`.
        reduction: "batchmean", the sum divided by the first dimension, is the divergence; "mean" divides by all
            elements, and warns; or "sum", or "none".
        log_target: whether `target` holds logarithms.

    Raises:
        ValueError: another reduction.
        RuntimeError: the shapes do not broadcast.

    Source: Kullback and Leibler, On Information and Sufficiency (1951).

    >>> round(kl_div(Tensor([[0.5, 0.5]]).log(), Tensor([[1.0, 0.0]]), reduction="batchmean").item(), 4)
    0.6931
    """
    if reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size."
            "'batchmean' divides only by the batch size, and aligns with the KL div math definition.",
            UserWarning,
            stacklevel=2,
        )
    elif reduction != "batchmean":
        check_reduction(reduction)
    check_tensors("kl_div", input=input, target=target)
    loss = target.exp() * (target - input) if log_target else _self_information(target) - target * input
    if reduction != "batchmean":
        return reduced(loss, reduction)
    return loss.sum() / input.shape[0] if input.ndim else loss.sum()


def _self_information(target: Tensor) -> Tensor:
    """t · ln t, and 0 at 0, where the logarithm alone would be infinite."""
    return target * (target + (target == 0)).log()
