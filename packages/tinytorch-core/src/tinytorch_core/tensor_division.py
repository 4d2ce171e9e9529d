"""Division in its three forms, and what each leaves: exact, rounded down (`//`, `%`), and cut towards zero (fmod)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import broadcast_shape, pack, pairs
from tinytorch_core.loops import divide as quotient_of
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import check_kind, floating, matched

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["div", "divide", "floor_divide", "fmod", "remainder", "true_divide"]


def div(input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
    """input / other, element by element; x/0 is infinite and 0/0 is NaN.

    Args:
        input: any shape and dtype.
        other: a tensor of a shape that broadcasts with it, or a number.
        rounding_mode: None divides integers as floats; "trunc" rounds the quotient towards zero and "floor" down,
            and both keep the dtype.

    Shapes and errors as for `add`; RuntimeError where an integer is divided by zero in a rounding mode.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> div(tensor([-7, 7]), 2).tolist(), div(tensor([-7, 7]), 2, rounding_mode="trunc").tolist()
    ([-3.5, 3.5], [-3, 3])
    """
    if rounding_mode is None:
        a, b = matched("div", input, other)
        return call("div", floating("div", a), floating("div", b))
    if rounding_mode not in ("trunc", "floor"):
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found {rounding_mode!r}"
        )
    return _divided("floor_divide" if rounding_mode == "floor" else "trunc_divide", input, other)


def true_divide(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input / other, element by element: `div` without a rounding mode."""
    return div(input, other)


def floor_divide(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """The quotient rounded down, element by element: what `//` does; dtypes and errors as for `div`."""
    return _divided("floor_divide", input, other)


def remainder(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """What the division rounded down leaves, with the divisor's sign, element by element: what `%` does.

        input - floor(input / other) · other

    RuntimeError where an integer is divided by zero; a float by zero leaves NaN.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> remainder(tensor([-7, 7]), 3).tolist(), fmod(tensor([-7, 7]), 3).tolist()
    ([2, 1], [-1, 1])
    """
    return _divided("remainder", input, other)


def fmod(input: Tensor, other: Tensor | Number) -> Tensor:
    """What the division rounded towards zero leaves, with the dividend's sign; errors as for `remainder`."""
    return _divided("fmod", input, other)


def _divided(operation: str, input: Tensor | Number, other: Tensor | Number) -> Tensor:
    a, b = matched(operation, input, other)
    check_kind(operation, a, "iuf")
    if b._array.dtype.kind != "f" and not b._array.all():
        raise RuntimeError(
            f"ZeroDivisionError: {operation}() of {a.dtype!r} tensors divides by zero; integers have no infinity, "
            "so convert to float first, or mask the zeros out"
        )
    return call(operation, a, b)


divide = div


@kernel
def floor_divide_kernel(a: Array, b: Array) -> Array:
    """floor(a_i / b_i)."""
    quotient = _floor_quotient if a.dtype.kind == "f" else int.__floordiv__
    return pack([quotient(x, y) for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def trunc_divide_kernel(a: Array, b: Array) -> Array:
    """a_i / b_i, cut towards zero."""
    quotient = _cut_quotient if a.dtype.kind == "f" else _cut_whole_quotient
    return pack([quotient(x, y) for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def remainder_kernel(a: Array, b: Array) -> Array:
    """a_i - floor(a_i / b_i) · b_i, with the sign of b_i."""
    rest = _floor_rest if a.dtype.kind == "f" else int.__mod__
    return pack([rest(x, y) for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def fmod_kernel(a: Array, b: Array) -> Array:
    """a_i - trunc(a_i / b_i) · b_i, with the sign of a_i."""
    rest = _cut_rest if a.dtype.kind == "f" else _cut_whole_rest
    return pack([rest(x, y) for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


def _cut_rest(x: float, y: float) -> float:
    """math.fmod, with NaN where Python raises."""
    return math.nan if y == 0.0 or math.isinf(x) else math.fmod(x, y)


def _floor_rest(x: float, y: float) -> float:
    rest = _cut_rest(x, y)
    if rest != 0.0:
        return rest + y if (rest < 0.0) != (y < 0.0) else rest
    return math.copysign(0.0, y)


def _floor_quotient(x: float, y: float) -> float:
    """floor(x / y), from the rest: x / y itself could round up to the next whole number."""
    if y == 0.0:
        return quotient_of(x, y)
    rest = _cut_rest(x, y)
    quotient = (x - rest) / y
    if rest != 0.0 and (rest < 0.0) != (y < 0.0):
        quotient -= 1.0
    return float(round(quotient)) if math.isfinite(quotient) else quotient


def _cut_quotient(x: float, y: float) -> float:
    quotient = quotient_of(x, y)
    return math.copysign(math.floor(math.fabs(quotient)), quotient) if math.isfinite(quotient) else quotient


def _cut_whole_rest(x: int, y: int) -> int:
    rest = abs(x) % abs(y)
    return -rest if x < 0 else rest


def _cut_whole_quotient(x: int, y: int) -> int:
    return (x - _cut_whole_rest(x, y)) // y


class TensorDivision(TensorBase):
    """The functions above as methods: `x.div(y)` is `div(x, y)`."""

    div, divide, true_divide = div, divide, true_divide
    floor_divide, remainder, fmod = floor_divide, remainder, fmod
