"""Comparisons: of elements, as a bool tensor; of whole tensors, as one bool; and the larger or smaller of two."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import broadcast_shape, flat, pack, pairs
from tinytorch_core.tensor_activations import check_number
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, binary, check_broadcast

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "allclose",
    "eq",
    "equal",
    "ge",
    "greater",
    "greater_equal",
    "gt",
    "isclose",
    "isfinite",
    "isinf",
    "isnan",
    "le",
    "less",
    "less_equal",
    "lt",
    "maximum",
    "minimum",
    "ne",
    "not_equal",
]


def eq(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input == other, element by element, as bool; NaN equals nothing.

    Args:
        input: any shape and dtype.
        other: a tensor of a shape that broadcasts with it, or a number.

    Raises:
        RuntimeError: the shapes do not broadcast; the message names both.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> eq(tensor([1, 2, 3]), 2).tolist()
    [False, True, False]
    """
    return binary("eq", input, other)


def ne(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input != other, element by element, as bool; NaN differs from everything."""
    return binary("ne", input, other)


def lt(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input < other, element by element, as bool; False beside NaN."""
    return binary("lt", input, other)


def le(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input <= other, element by element, as bool; False beside NaN."""
    return binary("le", input, other)


def gt(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input > other, element by element, as bool; False beside NaN."""
    return binary("gt", input, other)


def ge(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input >= other, element by element, as bool; False beside NaN."""
    return binary("ge", input, other)


not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge


@kernel
def eq_kernel(a: Array, b: Array) -> Array:
    """a_i == b_i."""
    return pack([x == y for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def ne_kernel(a: Array, b: Array) -> Array:
    """a_i != b_i."""
    return pack([x != y for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def lt_kernel(a: Array, b: Array) -> Array:
    """a_i < b_i."""
    return pack([x < y for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def le_kernel(a: Array, b: Array) -> Array:
    """a_i <= b_i."""
    return pack([x <= y for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def gt_kernel(a: Array, b: Array) -> Array:
    """a_i > b_i."""
    return pack([x > y for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def ge_kernel(a: Array, b: Array) -> Array:
    """a_i >= b_i."""
    return pack([x >= y for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both tensors have one shape and equal elements, as a Python bool; NaN equals nothing."""
    assert_tensor("equal", input)
    assert_tensor("equal", other, "other")
    return input._array.shape == other._array.shape and bool(binary("eq", input, other)._array.all())


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> Tensor:
    """|input - other| <= atol + rtol · |other|, element by element, as bool.

    Args:
        input: any shape.
        other: a tensor of the same dtype, of a shape that broadcasts with it.
        rtol: what may differ in proportion to `other`, at least 0.
        atol: what may differ in any case, at least 0.
        equal_nan: NaN counts as close to NaN.

    Raises:
        RuntimeError: the dtypes differ, the shapes do not broadcast, or a tolerance is negative.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> isclose(tensor([1.0, 2.0]), tensor([1.0, 2.1]), atol=0.01).tolist()
    [True, False]
    """
    assert_tensor("isclose", input)
    assert_tensor("isclose", other, "other")
    if input.dtype is not other.dtype:
        raise RuntimeError(f"isclose(): {input.dtype!r} did not match {other.dtype!r}; convert one with .to()")
    for name, value in (("rtol", rtol), ("atol", atol)):
        check_number("isclose", name, value)
        if value < 0:
            raise RuntimeError(f"isclose(): {name} must be greater than or equal to zero, but got {value}")
    check_broadcast("isclose", input, other)
    return call("isclose", input, other, rtol=rtol, atol=atol, equal_nan=equal_nan)


@kernel
def isclose_kernel(a: Array, b: Array, *, rtol: float, atol: float, equal_nan: bool) -> Array:
    """|a_i - b_i| <= atol + rtol · |b_i|, or both the same infinity, or both NaN where that counts."""
    close = []
    for x, y in pairs(a, b):
        difference = abs(x - y)
        near = difference <= atol + abs(rtol * y) and difference < math.inf
        close.append(x == y or near or (equal_nan and x != x and y != y))
    return pack(close, broadcast_shape(a, b), bool)


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-05, atol: float = 1e-08, equal_nan: bool = False) -> bool:
    """Whether `isclose` holds for every element, as a Python bool."""
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


def isnan(input: Tensor) -> Tensor:
    """Where an element is not a number, as bool; never in integers."""
    assert_tensor("isnan", input)
    return call("isnan", input)


def isinf(input: Tensor) -> Tensor:
    """Where an element is infinite, as bool; never in integers."""
    assert_tensor("isinf", input)
    return call("isinf", input)


def isfinite(input: Tensor) -> Tensor:
    """Where an element is neither infinite nor NaN, as bool; everywhere in integers."""
    assert_tensor("isfinite", input)
    return call("isfinite", input)


@kernel
def isnan_kernel(x: Array) -> Array:
    """x_i != x_i: only NaN differs from itself."""
    return pack([v != v for v in flat(x)], x.shape, bool)


@kernel
def isinf_kernel(x: Array) -> Array:
    """|x_i| = infinity."""
    return pack([v in (math.inf, -math.inf) for v in flat(x)], x.shape, bool)


@kernel
def isfinite_kernel(x: Array) -> Array:
    """-infinity < x_i < infinity."""
    return pack([-math.inf < v < math.inf for v in flat(x)], x.shape, bool)


def maximum(input: Tensor, other: Tensor) -> Tensor:
    """The larger of two, element by element; NaN if one is NaN. Equal elements share the gradient.

    Raises:
        TypeError: `other` is a number; clamp(min=...) takes one.
        RuntimeError: the shapes do not broadcast.
    """
    assert_tensor("maximum", other, "other")
    return binary("maximum", input, other)


def minimum(input: Tensor, other: Tensor) -> Tensor:
    """The smaller of two, element by element; NaN if one is NaN. Errors as for `maximum`."""
    assert_tensor("minimum", other, "other")
    return binary("minimum", input, other)


@kernel
def maximum_kernel(a: Array, b: Array) -> Array:
    """a_i if a_i >= b_i, else b_i; NaN wins."""
    return pack([x if x >= y or x != x else y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def minimum_kernel(a: Array, b: Array) -> Array:
    """a_i if a_i <= b_i, else b_i; NaN wins."""
    return pack([x if x <= y or x != x else y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


class TensorComparison(TensorBase):
    """The functions above as methods."""

    eq, ne, lt, le, gt, ge = eq, ne, lt, le, gt, ge
    not_equal, less, less_equal, greater, greater_equal = ne, lt, le, gt, ge
    equal, isclose, allclose = equal, isclose, allclose
    isnan, isinf, isfinite = isnan, isinf, isfinite
    maximum, minimum = maximum, minimum
