"""Arithmetic on tensors: sums, differences, products and powers, with PyTorch's promotion and errors.

The kernels of + - * / stand in `tensor.py`, where they are taught; the others stand here. How two operands become
tensors of one dtype is `tensor_promotion.py`'s; division and what it leaves stand in `tensor_division.py`, the
operators in `tensor_operators.py`, and the variants that write in place in `tensor_inplace.py`.
"""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes, loops
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import broadcast_shape, flat, pack, pairs
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor as assert_tensor
from tinytorch_core.tensor_promotion import binary, check_kind, check_number_fits, common_dtype, matched
from tinytorch_core.tensor_promotion import cast_to as cast_to
from tinytorch_core.tensor_promotion import floating as floating

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "abs",
    "absolute",
    "add",
    "float_power",
    "mul",
    "multiply",
    "neg",
    "negative",
    "positive",
    "pow",
    "reciprocal",
    "rsub",
    "square",
    "sub",
    "subtract",
]


def add(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """input + alpha · other, element by element, after broadcasting.

    Args:
        input: any shape and dtype.
        other: a tensor of a shape that broadcasts with it, or a number.
        alpha: multiplies `other` first.

    Returns:
        The broadcast shape, in the dtype both promote to.

    Raises:
        RuntimeError: the shapes do not broadcast; the message names both. Or `alpha` is of a higher category than
            the result.
        TypeError: `other` is neither a tensor nor a number.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> add(tensor([1.0, 2.0]), tensor([[10.0], [20.0]])).tolist()
    [[11.0, 12.0], [21.0, 22.0]]
    """
    return binary("add", input, other if alpha == 1 else _scaled("add", input, other, alpha))


def sub(input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """input - alpha · other, element by element; shapes, dtypes and errors as for `add`, and bools are refused."""
    _refuse_bools(input, other)
    return binary("sub", input, other if alpha == 1 else _scaled("sub", input, other, alpha))


def rsub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """other - alpha · input: `sub` with its operands the other way round."""
    return sub(other, input, alpha=alpha)


def _scaled(operation: str, input: Any, other: Any, alpha: Number) -> Any:
    """alpha · other, in the dtype that the result will have."""
    matched(operation, input, other)  # so that a wrong operand is told about first
    target = common_dtype(input, other)
    if isinstance(alpha, bool) and target is not dtypes.bool_:
        raise RuntimeError(f"{operation}(): Boolean alpha only supported for Boolean results; here it is {target!r}")
    if isinstance(alpha, float) and target.category < 2:
        raise RuntimeError(
            f"{operation}(): For integral input tensors, argument alpha must not be a floating point number, "
            f"got {alpha}"
        )
    check_number_fits(operation, alpha, target)
    return mul(cast_to(other, target), alpha) if isinstance(other, TensorBase) else other * alpha


def _refuse_bools(*operands: object) -> None:
    bools = [
        operand._array.dtype.kind == "b" if isinstance(operand, TensorBase) else isinstance(operand, (bool, np.bool_))
        for operand in operands
    ]
    if builtins.all(bools):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. "
            "Use the `^` or `logical_xor()` operator instead."
        )
    if builtins.any(bools):
        raise RuntimeError(
            "Subtraction, the `-` operator, with a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )


def mul(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """input · other, element by element; shapes, dtypes and errors as for `add`."""
    return binary("mul", input, other)


def pow(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """input ** exponent, element by element; shapes, dtypes and errors as for `add`.

    Raises:
        RuntimeError: an integer tensor to the power of a negative number; negative exponents in an integer tensor
            give 0 instead, or ±1 for ±1.
    """
    if isinstance(input, TensorBase) and type(exponent) is int and exponent == 2:
        return square(input)
    a, b = matched("pow", input, exponent)
    check_kind("pow", a, "iuf")
    if not isinstance(exponent, TensorBase) and a._array.dtype.kind != "f":
        if exponent < 0:
            raise RuntimeError(
                f"Integers to negative integer powers are not allowed: a {a.dtype!r} tensor to the power of "
                f"{exponent}; convert the tensor to float first"
            )
        check_number_fits("pow", exponent, a.dtype)
    return call("pow", a, b)


def float_power(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """input ** exponent in double precision, whatever the operands' dtypes."""
    a, b = matched("float_power", input, exponent)
    return call("pow", cast_to(a, dtypes.float64), cast_to(b, dtypes.float64))


def square(input: Tensor) -> Tensor:
    """input · input, element by element; bools are counted as int64."""
    assert_tensor("square", input)
    return call("square", cast_to(input, dtypes.int64) if input._array.dtype.kind == "b" else input)


def reciprocal(input: Tensor) -> Tensor:
    """1 / input, element by element; infinite at 0, and integers become floats."""
    return call("reciprocal", floating("reciprocal", input))


def neg(input: Tensor) -> Tensor:
    """-input, element by element; RuntimeError for bools."""
    assert_tensor("neg", input)
    if input._array.dtype.kind == "b":
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. "
            "If you are trying to invert a mask, use the `~` or `logical_not()` operator instead."
        )
    return call("neg", input)


def positive(input: Tensor) -> Tensor:
    """`input` itself: what `+x` is; RuntimeError for bools."""
    assert_tensor("positive", input)
    if input._array.dtype.kind == "b":
        raise RuntimeError("The `+` operator, on a bool tensor is not supported; convert it first with .to()")
    return input


def abs(input: Tensor) -> Tensor:
    """The magnitude, element by element; its derivative at 0 is taken as 0."""
    assert_tensor("abs", input)
    check_kind("abs", input, "iuf")
    return call("abs", input)


subtract, multiply, negative, absolute = sub, mul, neg, abs


@kernel
def pow_kernel(a: Array, b: Array) -> Array:
    """a_i ** b_i, with infinities and NaN as IEEE 754 defines them."""
    raised = loops.power if a.dtype.kind == "f" else _whole_power
    return pack([raised(x, y) for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


def _whole_power(x: int, y: int) -> int:
    """x^y modulo 2^64, as integers wrap around anyway; what is left of a fraction is 0."""
    if y >= 0:
        return builtins.pow(x, y, 2**64)
    return 0 if x not in (1, -1) else x if y % 2 else 1


@kernel
def square_kernel(x: Array) -> Array:
    """x_i · x_i."""
    return pack([v * v for v in flat(x)], x.shape, x.dtype)


@kernel
def reciprocal_kernel(x: Array) -> Array:
    """1 / x_i."""
    return pack([loops.divide(1.0, v) for v in flat(x)], x.shape, x.dtype)


@kernel
def neg_kernel(x: Array) -> Array:
    """-x_i."""
    return pack([-v for v in flat(x)], x.shape, x.dtype)


@kernel
def abs_kernel(x: Array) -> Array:
    """|x_i|."""
    return pack([builtins.abs(v) for v in flat(x)], x.shape, x.dtype)


class TensorArithmetic(TensorBase):
    """The functions above as methods: `x.add(y)` is `add(x, y)`."""

    add, sub, mul, pow, float_power = add, sub, mul, pow, float_power
    subtract, multiply = subtract, multiply
    neg, negative, positive, abs, absolute = neg, negative, positive, abs, absolute
    square, reciprocal = square, reciprocal
