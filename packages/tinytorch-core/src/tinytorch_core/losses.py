"""Losses: one number that says how wrong a model is, and from which every gradient starts.

The two that matter most stand here: the squared difference for numbers, cross entropy for classes. Their relatives
are in `losses_regression.py` and `losses_probability.py`, the modules of the same names in `losses_modules.py`.
"""

from __future__ import annotations

import warnings

from tinytorch_core.dispatch import call, call_many, kernel, ops
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import divide, flat, lines, pack
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_activations import check_number, check_tensors
from tinytorch_core.tensor_promotion import cast_to, floating

__all__ = ["cross_entropy", "mse_loss", "nll_loss"]

REDUCTIONS = ("mean", "sum", "none")


def check_reduction(reduction: str) -> None:
    """ValueError for a reduction that is none."""
    if reduction not in REDUCTIONS:
        raise ValueError(f"{reduction} is not a valid value for reduction; use one of {', '.join(REDUCTIONS)}")


def reduced(loss: Tensor, reduction: str, weight: Tensor | None = None) -> Tensor:
    """The mean or the sum of the elements' losses, or all of them.

    Args:
        loss: any shape, one loss for each element.
        reduction: "mean", "sum", or "none".
        weight: how much each element counts; the mean is divided by the sum of the weights.

    Raises:
        ValueError: another reduction.
    """
    check_reduction(reduction)
    if weight is not None:
        loss = loss * weight
    if reduction == "none":
        return loss
    if reduction == "sum":
        return loss.sum()
    return loss.mean() if weight is None else loss.sum() / weight.sum()


def check_pair(who: str, input: Tensor, target: Tensor, weight: Tensor | None = None) -> None:
    """Warns where the shapes of input and target differ, as PyTorch does: they may broadcast into nonsense.

    Raises:
        TypeError: one is no tensor.
        ValueError: the weight has another shape than the input.
    """
    check_tensors(who, optional="weight", input=input, target=target, weight=weight)
    if input._array.shape != target._array.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). "
            "This will likely lead to incorrect results due to broadcasting. "
            "Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )
    if weight is not None and weight._array.shape != input._array.shape:
        raise ValueError(
            f"{who}: Weights and input must have the same size, got {tuple(weight.shape)} and {tuple(input.shape)}"
        )


def mse_loss(input: Tensor, target: Tensor, *, reduction: str = "mean", weight: Tensor | None = None) -> Tensor:
    """The mean squared difference.

        loss = 1/n · Σ (input_i - target_i)²

    Args:
        input: any shape, float.
        target: the same shape; others that broadcast give a warning.
        reduction: "mean", "sum", or "none" for the squared differences themselves.
        weight: the shape of `input`, how much each element counts; the mean is divided by the sum of the weights.

    Returns:
        () float >= 0, or the shape of `input` for "none".

    Raises:
        ValueError: the reduction is unknown, or the weight has another shape.
        RuntimeError: the shapes do not broadcast.

    >>> mse_loss(Tensor([1.0, 2.0]), Tensor([0.0, 4.0])).item()
    2.5
    """
    check_pair("mse_loss", input, target, weight)
    difference = input - target
    return reduced(difference * difference, reduction, weight)


def class_dim(scores: Tensor | Array) -> int:
    """Where the classes are: (V,), (B, V), (B, V, d1, ...)."""
    return 1 if scores.ndim > 1 else 0


def surprises(
    log_probs: Array, target: Array, weight: Array | None, ignore_index: int, label_smoothing: float = 0.0
) -> tuple[list[float], float]:
    """Each row's loss -w_y · ln p_y at its true class y, and Σ w_y, by which the mean is divided.

    A row whose class is ignore_index gives 0 and counts for nothing. With label smoothing ε the truth is spread out:
    1 - ε at y, and ε/V at every class.
    """
    rows = lines(log_probs, (class_dim(log_probs),))
    weights = [1.0] * log_probs.shape[class_dim(log_probs)] if weight is None else flat(weight)
    losses, total = [], 0.0
    for row, label in zip(rows, flat(target), strict=True):
        if label == ignore_index:
            losses.append(0.0)
            continue
        loss = -weights[label] * row[label]
        if label_smoothing > 0:
            everywhere = -sum(w * log_p for w, log_p in zip(weights, row, strict=True)) / len(row)
            loss = (1 - label_smoothing) * loss + label_smoothing * everywhere
        losses.append(loss)
        total += weights[label]
    return losses, total


def settled(losses: list[float], total: float, like: Array, target: Array, reduction: str) -> Array:
    """The rows' losses as an array, or their sum, or the sum divided by the total weight; NaN of nothing."""
    if reduction == "none":
        return pack(losses, target.shape, like.dtype)
    summed = sum(losses)
    return pack([summed if reduction == "sum" else divide(summed, total)], (), like.dtype)


@kernel
def nll_loss_kernel(
    log_probs: Array, target: Array, weight: Array | None, *, ignore_index: int, reduction: str
) -> Array:
    """-ln p of the true class of each row."""
    losses, total = surprises(log_probs, target, weight, ignore_index)
    return settled(losses, total, log_probs, target, reduction)


@kernel(outputs=("loss", "log_probs"))
def cross_entropy_kernel(
    logits: Array,
    target: Array,
    weight: Array | None,
    *,
    ignore_index: int,
    label_smoothing: float,
    reduction: str,
) -> tuple[Array, Array]:
    """-ln softmax of the true class of each row, and ln softmax of every class, which the derivative needs again."""
    log_probs = ops.log_softmax(logits, dim=class_dim(logits))
    losses, total = surprises(log_probs, target, weight, ignore_index, label_smoothing)
    return settled(losses, total, logits, target, reduction), log_probs


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    *,
    ignore_index: int = -100,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Mean surprise, in nats, of a classifier at the true classes.

        loss = -1/B · Σ_b log softmax(input_b)[target_b]

    Softmax, logarithm, choice and mean are one operation, so that a backend can do them in one pass, forwards and
    backwards: the derivative, what was said minus what was true, needs neither of the steps between.

    Args:
        input: (B, V) float, raw scores of any size; not probabilities. Also (V,), or (B, V, d1, ...).
        target: (B,) int, the true class of each row, 0 <= target < V; accordingly () or (B, d1, ...).
            Or probabilities of all classes, float, of the shape of `input`.
        weight: (V,), how much each class counts; the mean is divided by the weights of the true classes.
        ignore_index: rows of this class count for nothing.
        reduction: "mean", "sum", or "none" for one loss a row.
        label_smoothing: 0 .. 1, the share of the truth that is spread evenly over all classes.

    Returns:
        () float >= 0, or the shape of a class target for "none". Uniform guessing gives ln V (2.303 for 10 classes).

    Raises:
        ValueError: the shapes do not fit, or the reduction is unknown.
        IndexError: a target lies outside 0 .. V-1.
        RuntimeError: the weight is not (V,), or label_smoothing lies outside 0 .. 1.

    Cost: O(B·V) time; keeps one more (B, V) array for the backward pass.
    Source: Goodfellow, Bengio, Courville, Deep Learning (2016), 6.2.2.3; label smoothing: Szegedy et al. (2015).

    >>> round(cross_entropy(Tensor([[2.0, 0.0]]), Tensor([0])).item(), 4)
    0.1269
    """
    logits = floating("cross_entropy", input)
    check_tensors("cross_entropy", optional="weight", target=target, weight=weight)
    check_number("cross_entropy", "label_smoothing", label_smoothing)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing}")
    check_reduction(reduction)
    if target._array.shape == logits._array.shape and logits._array.ndim:
        weight = checked_weight("cross_entropy", logits, weight)
        return _against_probabilities(logits, target, weight, ignore_index, reduction, label_smoothing)
    weight = check_classes("cross_entropy", logits, target, weight, ignore_index)
    loss, _ = call_many("cross_entropy", logits, target, weight,
                        ignore_index=ignore_index, label_smoothing=label_smoothing, reduction=reduction)  # fmt: skip
    return loss


def _against_probabilities(
    logits: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, label_smoothing: float
) -> Tensor:
    """-Σ_c w_c · q_c · ln p_c of each row, for a truth q that is itself a distribution."""
    if not target.dtype.is_floating_point:
        raise RuntimeError(
            f"Expected floating point type for target with class probabilities, got {target.dtype.name}; "
            f"class numbers would have the shape {[*logits.shape[:1], *logits.shape[2:]]}"
        )
    if ignore_index >= 0:
        raise RuntimeError("ignore_index is not supported for floating point target")
    dim = class_dim(logits)
    if label_smoothing > 0:
        target = target * (1 - label_smoothing) + label_smoothing / logits.shape[dim]
    agreement = target * logits.log_softmax(dim)
    if weight is not None:
        agreement = agreement * weight.reshape(-1, *[1] * (logits.ndim - dim - 1))
    return reduced(-agreement.sum(dim), reduction)


def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, *, ignore_index: int = -100, reduction: str = "mean"
) -> Tensor:
    """The negative log likelihood of the true classes: what `cross_entropy` does after its log-softmax.

        loss = -1/B · Σ_b input_b[target_b]

    Args:
        input: (B, V) float, log-probabilities; also (V,), or (B, V, d1, ...).
        target, weight, ignore_index, reduction: as for `cross_entropy`, class numbers only.

    Raises: as for `cross_entropy`.

    >>> nll_loss(Tensor([[-1.0, -2.0]]), Tensor([1])).item()
    2.0
    """
    log_probs = floating("nll_loss", input)
    check_tensors("nll_loss", optional="weight", target=target, weight=weight)
    check_reduction(reduction)
    weight = check_classes("nll_loss", log_probs, target, weight, ignore_index)
    return call("nll_loss", log_probs, target, weight, ignore_index=ignore_index, reduction=reduction)


def check_classes(who: str, scores: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int) -> Tensor | None:
    """The class weights in the dtype of the scores, after checking that scores, class numbers and weights fit."""
    have, labels = scores._array.shape, target._array
    dim = class_dim(scores)
    if not have or labels.shape != (*have[:dim], *have[dim + 1 :]):
        raise ValueError(
            f"{who}: input has shape {have} and target {labels.shape}; needed are (B, V) scores and (B,) class "
            "numbers, or (V,) and (), or (B, V, d1, ...) and (B, d1, ...)"
        )
    if labels.dtype.kind not in "iu":
        raise RuntimeError(f"{who}: expected class numbers as int64, but found {target.dtype.name}; call .long()")
    wrong = labels[((labels < 0) | (labels >= have[dim])) & (labels != ignore_index)]
    if wrong.size:
        raise IndexError(
            f"Target {wrong.flat[0]} is out of bounds: there are {have[dim]} classes, 0 .. {have[dim] - 1}"
        )
    weight = checked_weight(who, scores, weight)
    if weight is not None and weight._requires_grad:
        raise RuntimeError(f"{who}: the derivative for 'weight' is not implemented; pass weight.detach()")
    return weight


def checked_weight(who: str, scores: Tensor, weight: Tensor | None) -> Tensor | None:
    """The class weights in the dtype of the scores; RuntimeError where there is not one for each class."""
    if weight is None:
        return None
    classes = scores._array.shape[class_dim(scores)]
    if weight._array.shape != (classes,):
        raise RuntimeError(
            f"{who}: weight tensor should be defined either for all {classes} classes or no classes but got weight "
            f"tensor of shape: {list(weight.shape)}"
        )
    return cast_to(weight, scores.dtype)
