"""Movement: the same elements seen in another shape. Views where strides allow, never a kernel."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tinytorch_core.dispatch import view as movement
from tinytorch_core.tensor_arithmetic import assert_tensor
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_reductions import wrapped_dim

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "Size",
    "flatten",
    "reshape",
    "squeeze",
    "transpose",
    "unsqueeze",
]


class Size(tuple[int, ...]):
    """The sizes of a tensor's dimensions: a tuple that prints like PyTorch's and can count elements."""

    def numel(self) -> int:
        """How many elements a tensor of this shape has."""
        return math.prod(self)

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"


def sizes(given: tuple[int | Sequence[int], ...]) -> tuple[int, ...]:
    """(2, 3) from f(2, 3) as well as from f((2, 3))."""
    if len(given) == 1 and not isinstance(given[0], int):
        return tuple(int(size) for size in given[0])
    return tuple(int(size) for size in given)  # type: ignore[arg-type]


def _resolved(operation: str, shape: tuple[int, ...], count: int) -> tuple[int, ...]:
    """`shape` with its one -1 worked out; RuntimeError where `count` elements do not fit."""
    unknown = [d for d, size in enumerate(shape) if size == -1]
    known = math.prod(size for size in shape if size != -1)
    if len(unknown) > 1:
        raise RuntimeError(f"{operation}: only one dimension can be inferred, got {list(shape)}")
    fits = known == count if not unknown else known > 0 and count % known == 0
    if not fits or any(size < -1 for size in shape):
        raise RuntimeError(f"{operation}: shape '{list(shape)}' is invalid for input of size {count}")
    return tuple(count // known if size == -1 else size for size in shape)


def reshape(input: Tensor, *shape: int | Sequence[int]) -> Tensor:
    """The same elements in row-major order in another shape; a view where possible, else a copy.

    Args:
        shape: the new sizes, as numbers or as one sequence; one of them may be -1 and is worked out.

    Raises:
        RuntimeError: the sizes do not multiply to the number of elements.
    """
    assert_tensor("reshape", input)
    wanted = _resolved("reshape", sizes(shape), input._array.size)
    return movement("reshape", input, lambda array: array.reshape(wanted))


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """Dimensions start_dim .. end_dim made one; a 0-d tensor becomes 1-d."""
    assert_tensor("flatten", input)
    shape = input._array.shape or (1,)
    first = wrapped_dim("flatten", start_dim, len(shape))
    last = wrapped_dim("flatten", end_dim, len(shape))
    if first > last:
        raise RuntimeError(f"flatten() has invalid args: start_dim {start_dim} cannot come after end_dim {end_dim}")
    return reshape(input, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dimensions swapped, as a view."""
    assert_tensor("transpose", input)
    first, second = (wrapped_dim("transpose", d, input._array.ndim) for d in (dim0, dim1))
    if input._array.ndim == 0:
        return input
    return movement("transpose", input, lambda array: array.swapaxes(first, second), dim0=first, dim1=second)


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """A dimension of size 1 put in at `dim`, as a view."""
    assert_tensor("unsqueeze", input)
    at = wrapped_dim("unsqueeze", dim, input._array.ndim + 1)
    shape = input._array.shape
    return reshape(input, (*shape[:at], 1, *shape[at:]))


def squeeze(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """Dimensions of size 1 taken out: those in `dim`, or all; others named there are left as they are."""
    assert_tensor("squeeze", input)
    shape = input._array.shape
    named = range(len(shape)) if dim is None else [dim] if isinstance(dim, int) else dim
    gone = {wrapped_dim("squeeze", d, len(shape)) for d in named}
    return reshape(input, tuple(size for d, size in enumerate(shape) if size != 1 or d not in gone))


def expand(input: Tensor, *shape: int | Sequence[int]) -> Tensor:
    """Dimensions of size 1 shown as often as asked, without a copy; -1 leaves a size as it is.

    Raises:
        RuntimeError: a size other than 1 would have to change.
    """
    assert_tensor("expand", input)
    have = input._array.shape
    wanted = sizes(shape)
    padded = (1,) * (len(wanted) - len(have)) + have
    new = tuple(old if size == -1 else size for old, size in zip(padded, wanted, strict=False))
    if len(wanted) < len(have) or any(old not in (1, size) for old, size in zip(padded, new, strict=True)):
        raise RuntimeError(
            f"expand: the sizes {list(wanted)} do not fit a tensor of shape {list(have)}; "
            "only dimensions of size 1 stretch"
        )
    return movement("expand", input, lambda array: np.broadcast_to(array, new))


class TensorShape(TensorBase):
    """The functions above as methods: `x.reshape(2, -1)` is `reshape(x, 2, -1)`."""

    reshape = reshape
    flatten = flatten
    transpose = transpose
    unsqueeze = unsqueeze
    squeeze = squeeze
    expand = expand
