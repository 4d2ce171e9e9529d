"""Losses over whole arrays; cross entropy and its derivative as one pass each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.quiet import quiet
from tinytorch_optimize.acceleration.vectorized_activations import Grads, log_softmax_kernel


def _settled(losses: Array, total: float, reduction: str) -> Array:
    """The losses, their sum, or the sum divided by the total weight; added up in double, as the definition does."""
    if reduction == "none":
        return losses
    summed = np.sum(losses, dtype=np.float64)
    return np.asarray(summed if reduction == "sum" else summed / np.float64(total), dtype=losses.dtype)


def _plain(log_probs: Array, target: Array, weight: Array | None, ignore_index: int, label_smoothing: float) -> bool:
    """Whether this is the usual case, rows of scores with a class each and nothing else."""
    if log_probs.ndim != 2 or weight is not None or label_smoothing:
        return False
    return not (target == ignore_index).any()


def _losses(
    log_probs: Array, target: Array, weight: Array | None, ignore_index: int, label_smoothing: float
) -> tuple[Array, float]:
    """Each row's loss, and the sum of the weights of the rows that count."""
    if _plain(log_probs, target, weight, ignore_index, label_smoothing):
        return -log_probs[np.arange(len(target)), target], len(target)
    dim = 1 if log_probs.ndim > 1 else 0
    kept = target != ignore_index
    label = np.where(kept, target, 0)
    losses: Array = -np.take_along_axis(log_probs, np.expand_dims(label, dim), dim).squeeze(dim)
    counts = kept if weight is None else weight[label] * kept
    if weight is not None:
        losses = losses * weight[label]
    if label_smoothing > 0:
        wide = log_probs if weight is None else log_probs * weight.reshape(-1, *[1] * (log_probs.ndim - dim - 1))
        losses = (1 - label_smoothing) * losses - label_smoothing * wide.mean(dim)
    return np.where(kept, losses, log_probs.dtype.type(0)), float(np.sum(counts, dtype=np.float64))


def nll_loss_kernel(
    log_probs: Array, target: Array, weight: Array | None, *, ignore_index: int, reduction: str
) -> Array:
    """-ln p of the true classes, picked out of all rows at once."""
    return _settled(*_losses(log_probs, target, weight, ignore_index, 0.0), reduction)


def cross_entropy_kernel(
    logits: Array,
    target: Array,
    weight: Array | None,
    *,
    ignore_index: int,
    label_smoothing: float,
    reduction: str,
) -> tuple[Array, Array]:
    """Log-softmax, and -ln p of the true classes, picked out of all rows at once."""
    log_probs = log_softmax_kernel(logits, dim=1 if logits.ndim > 1 else 0)
    losses, total = _losses(log_probs, target, weight, ignore_index, label_smoothing)
    return _settled(losses, total, reduction), log_probs


def cross_entropy_backward(
    grad: Array,
    *,
    needs: tuple[bool, ...],
    logits: Array,
    log_probs: Array,
    target: Array,
    weight: Array | None,
    ignore_index: int,
    label_smoothing: float,
    reduction: str,
) -> Any:
    """softmax - onehot in one buffer, for the usual case; the rule does the others."""
    if not _plain(log_probs, target, weight, ignore_index, label_smoothing):
        return NotImplemented
    out: Array = np.exp(log_probs)
    out[np.arange(len(target)), target] -= 1
    if reduction == "mean":
        grad = grad / grad.dtype.type(max(len(target), 1))
    out *= grad[:, None] if reduction == "none" else grad
    return (out, None, None)


def huber_kernel(x: Array, *, delta: float) -> Array:
    """x²/2 or delta · (|x| - delta/2)."""
    size, end = np.abs(x), x.dtype.type(delta)
    return np.where(size <= end, 0.5 * size * size, end * (size - 0.5 * end))


def huber_backward(grad: Array, *, needs: tuple[bool, ...], x: Array, delta: float) -> Grads:
    """grad · x, with x cut off at ±delta."""
    end = x.dtype.type(delta)
    return (grad * np.minimum(np.maximum(x, -end), end),)


def binary_cross_entropy_kernel(probs: Array, target: Array) -> Array:
    """-(y · ln p + (1 - y) · ln(1 - p)), with logarithms of at least -100."""
    least = probs.dtype.type(-100)
    yes, no = np.maximum(np.log(probs), least), np.maximum(np.log1p(-probs), least)
    out: Array = -(target * yes + (1 - target) * no)
    return out


KERNELS: dict[str, Callable[..., Any]] = {
    "nll_loss": quiet(nll_loss_kernel),
    "cross_entropy": quiet(cross_entropy_kernel),
    "cross_entropy_backward": quiet(cross_entropy_backward),
    "huber": quiet(huber_kernel),
    "huber_backward": quiet(huber_backward),
    "binary_cross_entropy": quiet(binary_cross_entropy_kernel),
}
