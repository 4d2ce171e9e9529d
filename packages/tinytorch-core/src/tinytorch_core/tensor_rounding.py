"""From reals to whole numbers: floor, ceil, round, trunc, what they cut off, and the sign."""

from __future__ import annotations

import builtins
import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, check_kind

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["ceil", "floor", "frac", "round", "sign", "trunc"]


def _rounded(operation: str, input: Tensor) -> Tensor:
    """Integers are whole already and come back as a copy; bools are refused."""
    assert_tensor(operation, input)
    check_kind(operation, input, "iuf")
    return call(operation if input._array.dtype.kind == "f" else "clone", input)


def floor(input: Tensor) -> Tensor:
    """The next whole number below, element by element, in input's dtype; its derivative is 0.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> x = tensor([-1.5, 1.5])
    >>> floor(x).tolist(), ceil(x).tolist(), trunc(x).tolist(), round(x).tolist()
    ([-2.0, 1.0], [-1.0, 2.0], [-1.0, 1.0], [-2.0, 2.0])
    """
    return _rounded("floor", input)


def ceil(input: Tensor) -> Tensor:
    """The next whole number above, element by element, in input's dtype; its derivative is 0."""
    return _rounded("ceil", input)


def trunc(input: Tensor) -> Tensor:
    """The digits after the point cut off, element by element, in input's dtype; its derivative is 0."""
    return _rounded("trunc", input)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest whole number, or the nearest with `decimals` digits; halves go to the even neighbour.

    Args:
        input: any shape.
        decimals: digits kept after the point; -2 rounds to hundreds. Only 0 is defined for integers.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> round(tensor([0.5, 1.5, 2.5])).tolist(), round(tensor([1234.5]), decimals=-2).tolist()
    ([0.0, 2.0, 2.0], [1200.0])
    """
    if decimals != 0:
        assert_tensor("round", input)
        check_kind("round with decimals", input, "f")
    elif isinstance(input, TensorBase) and input._array.dtype.kind != "f":
        return _rounded("round", input)
    assert_tensor("round", input)
    return call("round", input, decimals=decimals)


def frac(input: Tensor) -> Tensor:
    """input - trunc(input), with input's sign, element by element; for floats only."""
    assert_tensor("frac", input)
    check_kind("frac", input, "f")
    return call("frac", input)


def sign(input: Tensor) -> Tensor:
    """1 where positive, -1 where negative, 0 at 0 and for NaN; its derivative is 0. Bools stay as they are."""
    assert_tensor("sign", input)
    return call("sign" if input._array.dtype.kind != "b" else "clone", input)


@kernel
def floor_kernel(x: Array) -> Array:
    """⌊x_i⌋."""
    return pack([_keeping_sign(math.floor, v) for v in flat(x)], x.shape, x.dtype)


@kernel
def ceil_kernel(x: Array) -> Array:
    """⌈x_i⌉."""
    return pack([_keeping_sign(math.ceil, v) for v in flat(x)], x.shape, x.dtype)


@kernel
def trunc_kernel(x: Array) -> Array:
    """⌊x_i⌋ above 0, ⌈x_i⌉ below."""
    return pack([_keeping_sign(math.trunc, v) for v in flat(x)], x.shape, x.dtype)


@kernel
def round_kernel(x: Array, *, decimals: int) -> Array:
    """x_i · 10^decimals to the nearest whole number, halves to the even one, and back."""
    power = float(f"1e{builtins.abs(decimals)}")
    if decimals < 0:
        rounded = [_keeping_sign(builtins.round, v / power) * power for v in flat(x)]
    else:
        rounded = [_keeping_sign(builtins.round, v * power) / power for v in flat(x)]
    return pack(rounded, x.shape, x.dtype)


@kernel
def frac_kernel(x: Array) -> Array:
    """x_i minus its whole part; NaN at infinities."""
    return pack([v - _keeping_sign(math.trunc, v) for v in flat(x)], x.shape, x.dtype)


@kernel
def sign_kernel(x: Array) -> Array:
    """(x_i > 0) - (x_i < 0)."""
    return pack([(v > 0) - (v < 0) for v in flat(x)], x.shape, x.dtype)


def _keeping_sign(rounding: Callable[[float], int], x: float) -> float:
    """A whole number as a float: infinities and NaN stay, and what rounds to 0 from below becomes -0.0."""
    return math.copysign(rounding(x), x) if math.isfinite(x) else x


class TensorRounding(TensorBase):
    """The functions above as methods."""

    floor, ceil, trunc, round, frac, sign = floor, ceil, trunc, round, frac, sign
