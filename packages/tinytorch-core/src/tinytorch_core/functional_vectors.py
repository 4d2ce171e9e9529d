"""Functions of torch.nn.functional that belong to no layer: unit vectors, angles, one-hot rows, margins."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor_activations import check_number
from tinytorch_core.tensor_promotion import assert_tensor, floating, matched
from tinytorch_core.tensor_reductions import wrapped_dims

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor


__all__ = ["cosine_similarity", "normalize", "one_hot", "pad"]


def normalize(input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12) -> Tensor:
    """input / max(‖input‖_p, eps): every vector along `dim` scaled to length 1.

    Args:
        input: any shape, float.
        p: which norm.
        dim: the dimension that holds a vector.
        eps: the least that is divided by, so that a vector of zeros stays one.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> normalize(tensor([[3.0, 4.0]])).tolist()
    [[0.6000000238418579, 0.800000011920929]]
    """
    x = floating("normalize", input)
    wrapped_dims("normalize", dim, x._array.ndim)  # so that errors name this function
    return x / x.norm(p, dim, keepdim=True).clamp_min(eps)


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """x1 · x2 / (max(‖x1‖, eps) · max(‖x2‖, eps)): the cosine of the angle between vectors along `dim`.

    Args:
        x1, x2: shapes that broadcast.
        dim: the dimension that holds a vector, counted in the broadcast shape; it is left out of the result.
        eps: the least length that is divided by.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> cosine_similarity(tensor([1.0, 0.0]), tensor([0.0, 2.0]), dim=0).item()
    0.0
    """
    a, b = matched("cosine_similarity", floating("cosine_similarity", x1), floating("cosine_similarity", x2))
    shape = np.broadcast_shapes(a._array.shape, b._array.shape)
    a, b = a.expand(shape), b.expand(shape)
    return (normalize(a, 2, dim, eps) * normalize(b, 2, dim, eps)).sum(dim)


@kernel
def one_hot_kernel(x: Array, *, num_classes: int) -> Array:
    """A row of zeros with a 1 at the class, for every class number."""
    out = []
    for label in flat(x):
        row = [0] * num_classes
        row[label] = 1
        out.extend(row)
    return pack(out, (*x.shape, num_classes), np.dtype("int64"))


def one_hot(tensor: Tensor, num_classes: int = -1) -> Tensor:
    """Class numbers as rows of zeros with one 1, as int64.

    Args:
        tensor: any shape, int, 0 <= class < num_classes.
        num_classes: the length of a row; by default the largest class and one more.

    Returns:
        The shape of `tensor`, and one more dimension of num_classes.

    Raises:
        RuntimeError: no whole numbers, or a class outside 0 .. num_classes - 1, or nothing to take the largest of.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> one_hot(tensor([2, 0])).tolist()
    [[0, 0, 1], [1, 0, 0]]
    """
    assert_tensor("one_hot", tensor)
    if not isinstance(num_classes, (int, np.integer)):
        raise TypeError(f"one_hot(): argument 'num_classes' must be int, not {type(num_classes).__name__}")
    labels = tensor._array
    if labels.dtype.kind not in "iu":
        raise RuntimeError(
            f"one_hot is only applicable to index tensor of type LongTensor, got {tensor.dtype.name}; call .long()"
        )
    if num_classes == -1:
        if labels.size == 0:
            raise RuntimeError("Can not infer total number of classes from empty tensor; pass num_classes")
        num_classes = int(labels.max()) + 1
    if labels.size and labels.min() < 0:
        raise RuntimeError(f"Class values must be non-negative, got {labels.min()}")
    if labels.size and labels.max() >= num_classes:
        raise RuntimeError(f"Class values must be smaller than num_classes, got {labels.max()} for {num_classes}")
    return call("one_hot", tensor, num_classes=num_classes)


@kernel
def pad_kernel(x: Array, *, margins: tuple[tuple[int, int], ...], value: Number) -> Array:
    """x with a margin of `value` before and after it in every dimension."""
    shape = tuple(before + size + after for size, (before, after) in zip(x.shape, margins, strict=True))
    out = [value] * math.prod(shape)
    inside = np.arange(len(out)).reshape(shape)[inside_of(x.shape, margins)]
    for place, number in zip(flat(inside), flat(x), strict=True):
        out[place] = number
    return pack(out, shape, x.dtype)


def inside_of(shape: tuple[int, ...], margins: tuple[tuple[int, int], ...]) -> tuple[slice, ...]:
    """Where the unpadded array lies in the padded one."""
    return tuple(slice(before, before + size) for size, (before, _) in zip(shape, margins, strict=True))


def pad(input: Tensor, pad: Sequence[int], mode: str = "constant", value: Number | None = None) -> Tensor:
    """A margin around `input`, filled with `value`.

    Args:
        input: any shape and dtype.
        pad: (before, after) for the last dimension, then for the one before it, and so on; negative numbers cut off.
        mode: "constant", the only one there is.
        value: what to fill with; 0 by default.

    Raises:
        RuntimeError: an odd number of sizes, more than there are dimensions, or a dimension cut to less than nothing.
        NotImplementedError: another mode.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> pad(tensor([[1, 2]]), (1, 0, 0, 1)).tolist()
    [[0, 1, 2], [0, 0, 0]]
    """
    assert_tensor("pad", input)
    if mode != "constant":
        raise NotImplementedError(f"pad: mode {mode!r} is not available, only 'constant'; cat() with flip() can mirror")
    if not isinstance(pad, Iterable):
        raise TypeError(f"pad(): argument 'pad' must be tuple of ints, not {type(pad).__name__}")
    if value is not None and not isinstance(value, bool):
        check_number("pad", "value", value)
    margins = _margins(tuple(pad), input._array.shape)
    cut = tuple(
        slice(max(-before, 0), size - max(-after, 0))
        for size, (before, after) in zip(input._array.shape, margins, strict=True)
    )
    if any(before < 0 or after < 0 for before, after in margins):
        input = input[cut]
    added = tuple((max(before, 0), max(after, 0)) for before, after in margins)
    return call("pad", input, margins=added, value=0 if value is None else value)


def _margins(sizes: tuple[int, ...], shape: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """(before, after) for every dimension from the first, checked."""
    if not all(isinstance(size, int) for size in sizes):
        raise TypeError(f"pad(): argument 'pad' must be tuple of ints, got {sizes!r}")
    if len(sizes) % 2:
        raise RuntimeError(f"Padding length must be divisible by 2, got {list(sizes)}")
    if len(sizes) > 2 * len(shape):
        raise RuntimeError(
            "Padding length should be less than or equal to two times the input dimension but got padding length "
            f"{len(sizes)} and input of dimension {len(shape)}"
        )
    given = [(sizes[i], sizes[i + 1]) for i in range(0, len(sizes), 2)][::-1]
    margins = ((0, 0),) * (len(shape) - len(given)) + tuple(given)
    for size, (before, after) in zip(shape, margins, strict=True):
        if before + size + after < 0 or size + min(before, 0) + min(after, 0) < 0:
            raise RuntimeError(
                f"The input size {size}, plus negative padding {before} and {after}, resulted in a negative output "
                "size, which is invalid"
            )
    return margins
