"""Logic on truth values and on the bits of integers, element by element."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import broadcast_shape, flat, pack, pairs
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, check_broadcast, check_kind, matched

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "bitwise_and",
    "bitwise_left_shift",
    "bitwise_not",
    "bitwise_or",
    "bitwise_right_shift",
    "bitwise_xor",
    "logical_and",
    "logical_not",
    "logical_or",
    "logical_xor",
]


def _logical(operation: str, input: Tensor, other: Tensor) -> Tensor:
    """Truth values need no common dtype: each operand is asked for its own."""
    assert_tensor(operation, input)
    assert_tensor(operation, other, "other")
    check_broadcast(operation, input, other)
    return call(operation, input, other)


def logical_and(input: Tensor, other: Tensor) -> Tensor:
    """Where both are true, as bool; 0 is false, everything else, NaN too, is true.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> logical_and(tensor([0, 1, 2]), tensor([1.0, 1.0, 0.0])).tolist()
    [False, True, False]
    """
    return _logical("logical_and", input, other)


def logical_or(input: Tensor, other: Tensor) -> Tensor:
    """Where one is true or both are, as bool."""
    return _logical("logical_or", input, other)


def logical_xor(input: Tensor, other: Tensor) -> Tensor:
    """Where exactly one is true, as bool."""
    return _logical("logical_xor", input, other)


def logical_not(input: Tensor) -> Tensor:
    """Where an element is 0 or False, as bool."""
    assert_tensor("logical_not", input)
    return call("logical_not", input)


@kernel
def logical_and_kernel(a: Array, b: Array) -> Array:
    """a_i and b_i."""
    return pack([bool(x) and bool(y) for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def logical_or_kernel(a: Array, b: Array) -> Array:
    """a_i or b_i."""
    return pack([bool(x) or bool(y) for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def logical_xor_kernel(a: Array, b: Array) -> Array:
    """Either a_i or b_i."""
    return pack([bool(x) != bool(y) for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def logical_not_kernel(x: Array) -> Array:
    """not x_i."""
    return pack([not v for v in flat(x)], x.shape, bool)


def _bitwise(operation: str, input: Tensor | Number, other: Tensor | Number, kinds: str = "biu") -> Tensor:
    a, b = matched(operation, input, other)
    check_kind(operation, a, kinds)
    return call(operation, a, b)


def bitwise_and(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """The bits that both have, element by element; of bools, where both are true. What `&` does.

    Raises:
        NotImplementedError: the operands promote to a floating-point dtype, whose bits are no digits.
        RuntimeError: the shapes do not broadcast.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> bitwise_and(tensor([12, 10]), 6).tolist()  # 1100 & 0110, 1010 & 0110
    [4, 2]
    """
    return _bitwise("bitwise_and", input, other)


def bitwise_or(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """The bits that one has or both have, element by element: what `|` does. Errors as for `bitwise_and`."""
    return _bitwise("bitwise_or", input, other)


def bitwise_xor(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """The bits that exactly one has, element by element: what `^` does. Errors as for `bitwise_and`."""
    return _bitwise("bitwise_xor", input, other)


def bitwise_left_shift(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input · 2^other for integers, bits beyond the dtype lost: what `<<` does; 0 for shifts out of its width."""
    return _bitwise("bitwise_left_shift", input, other, "iu")


def bitwise_right_shift(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """floor(input / 2^other) for integers: what `>>` does; 0 or -1 for shifts out of the dtype's width."""
    return _bitwise("bitwise_right_shift", input, other, "iu")


def bitwise_not(input: Tensor) -> Tensor:
    """Every bit turned over, element by element; of bools, the opposite: what `~` does.

    TypeError for floating-point tensors.
    """
    assert_tensor("bitwise_not", input)
    if input._array.dtype.kind == "f":
        raise TypeError(
            f"~ (operator.invert) is only implemented on integer and Boolean-type tensors, not on {input.dtype!r}; "
            "compare with a number to get a mask"
        )
    return call("bitwise_not", input)


@kernel
def bitwise_and_kernel(a: Array, b: Array) -> Array:
    """a_i & b_i."""
    return pack([x & y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def bitwise_or_kernel(a: Array, b: Array) -> Array:
    """a_i | b_i."""
    return pack([x | y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def bitwise_xor_kernel(a: Array, b: Array) -> Array:
    """a_i ^ b_i."""
    return pack([x ^ y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def bitwise_left_shift_kernel(a: Array, b: Array) -> Array:
    """a_i << b_i."""
    width = 8 * a.dtype.itemsize
    shifted = [x << y if 0 <= y < width else 0 for x, y in pairs(a, b)]
    return pack(shifted, broadcast_shape(a, b), a.dtype)


@kernel
def bitwise_right_shift_kernel(a: Array, b: Array) -> Array:
    """a_i >> b_i; only the sign is left of what is shifted out."""
    width = 8 * a.dtype.itemsize
    shifted = [x >> y if 0 <= y < width else -(x < 0) for x, y in pairs(a, b)]
    return pack(shifted, broadcast_shape(a, b), a.dtype)


@kernel
def bitwise_not_kernel(x: Array) -> Array:
    """-x_i - 1, which has every bit of x_i turned over; not x_i of bools."""
    turned = [not v for v in flat(x)] if x.dtype.kind == "b" else [~v for v in flat(x)]
    return pack(turned, x.shape, x.dtype)


class TensorLogic(TensorBase):
    """The functions above as methods."""

    logical_and, logical_or, logical_xor, logical_not = logical_and, logical_or, logical_xor, logical_not
    bitwise_and, bitwise_or, bitwise_xor, bitwise_not = bitwise_and, bitwise_or, bitwise_xor, bitwise_not
    bitwise_left_shift, bitwise_right_shift = bitwise_left_shift, bitwise_right_shift
