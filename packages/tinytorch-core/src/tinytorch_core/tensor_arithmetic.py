"""Arithmetic, comparison and elementwise mathematics on tensors, with PyTorch's promotion and errors.

The functions check and promote at the public boundary, so a kernel gets arrays of one dtype and of shapes that
broadcast. The kernels of + - * / exp log stand in `tensor.py`, where they are taught; the others stand here.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, kernel, write
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import broadcast_shape, flat, pack, pairs, power
from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

T = TypeVar("T", bound=TensorBase)

__all__ = [
    "abs",
    "add",
    "div",
    "eq",
    "exp",
    "ge",
    "gt",
    "le",
    "log",
    "lt",
    "mul",
    "ne",
    "neg",
    "pow",
    "result_type",
    "sign",
    "sqrt",
    "sub",
]


def matched(operation: str, input: TensorBase | Number, other: TensorBase | Number) -> tuple[Tensor, Tensor]:
    """Both operands as tensors of the dtype they promote to, after checking that their shapes broadcast.

    A Python number never widens a tensor of its own or a higher category, and neither does a 0-d tensor.

    Raises:
        TypeError: an operand is neither a tensor nor a number.
        RuntimeError: the shapes do not broadcast.
    """
    for operand in (input, other):
        if not isinstance(operand, (TensorBase, bool, int, float, np.number, np.bool_)):
            raise TypeError(f"{operation}(): expected a Tensor or a number, got {type(operand).__name__}")
    if isinstance(input, TensorBase) and isinstance(other, TensorBase):
        _check_broadcast(operation, input, other)
        target = result_type(input, other)
        return cast_to(input, target), cast_to(other, target)
    one = input if isinstance(input, TensorBase) else other
    if not isinstance(one, TensorBase):
        raise TypeError(f"{operation}(): one of the operands must be a Tensor; make one with torch.tensor()")
    target = result_type(input, other)
    return _as_tensor(input, one, target), _as_tensor(other, one, target)


def assert_tensor(operation: str, value: object) -> None:
    """TypeError, in words, where `value` is not a tensor."""
    if not isinstance(value, TensorBase):
        raise TypeError(
            f"{operation}(): argument 'input' must be Tensor, not {type(value).__name__}; make one with torch.tensor()"
        )


def _as_tensor(value: TensorBase | Number, like: TensorBase, target: dtypes.dtype) -> Tensor:
    if isinstance(value, TensorBase):
        return cast_to(value, target)
    if target.category == 1 and not isinstance(value, bool):  # NumPy refuses 300 as uint8; integers wrap here
        return like._wrap(pack([value], (), target.numpy))
    return like._wrap(np.asarray(value, dtype=target.numpy))


def cast_to(x: TensorBase, target: dtypes.dtype) -> Tensor:
    """`x` itself where it has that dtype, else a copy in it; recorded, so gradients come back in x's dtype."""
    if x._array.dtype == target.numpy:
        return x  # type: ignore[return-value]
    return call("cast", x, dtype=target)


def _check_broadcast(operation: str, a: TensorBase, b: TensorBase) -> None:
    if a._array.shape == b._array.shape:
        return
    shape_a, shape_b = a._array.shape, b._array.shape
    width = max(len(shape_a), len(shape_b))
    for d in range(-1, -width - 1, -1):
        m = shape_a[d] if -d <= len(shape_a) else 1
        n = shape_b[d] if -d <= len(shape_b) else 1
        if m != n and m != 1 and n != 1:
            raise RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension "
                f"{width + d}: {operation} got shapes {list(shape_a)} and {list(shape_b)}"
            )


def result_type(tensor1: TensorBase | Number, tensor2: TensorBase | Number) -> dtypes.dtype:
    """The dtype of an arithmetic result: tensors with dimensions outrank 0-d tensors, these outrank numbers.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> result_type(tensor([1, 2]), 1.0)
    torch.float32
    >>> result_type(tensor([1.0, 2.0]), tensor(1.0, dtype=dtypes.float64))
    torch.float32
    """
    (rank1, type1), (rank2, type2) = _standing(tensor1), _standing(tensor2)
    if rank1 == rank2:
        return dtypes.promote_types(type1, type2)
    strong, weak = (type1, type2) if rank1 > rank2 else (type2, type1)
    if weak.category <= strong.category:
        return strong
    number_is_float = min(rank1, rank2) == 0 and weak.category == 2
    return dtypes.get_default_dtype() if number_is_float else weak


def _standing(operand: TensorBase | Number) -> tuple[int, dtypes.dtype]:
    if isinstance(operand, TensorBase):
        return (2 if operand._array.ndim else 1), operand.dtype
    return 0, dtypes.of_number(operand)


def binary(operation: str, input: TensorBase | Number, other: TensorBase | Number) -> Tensor:
    """Runs an elementwise operation of two operands; equal dtypes and shapes go straight through."""
    if isinstance(input, TensorBase) and isinstance(other, TensorBase):
        a, b = input._array, other._array
        if a.dtype is b.dtype and a.shape == b.shape:
            return call(operation, input, other)
    return call(operation, *matched(operation, input, other))


def floating(operation: str, input: TensorBase) -> Tensor:
    """`input` as it is if it holds floats, else in the default floating-point dtype; TypeError if no tensor."""
    assert_tensor(operation, input)
    return input if input._array.dtype.kind == "f" else cast_to(input, dtypes.get_default_dtype())  # type: ignore[return-value]


@kernel
def cast_kernel(x: Array, *, dtype: dtypes.dtype) -> Array:
    """The same numbers in another dtype: floats are cut towards zero to become integers, anything but 0 is True."""
    if dtype is dtypes.bool_:
        return pack([v != 0 for v in flat(x)], x.shape, bool)
    if dtype.category == 1 and x.dtype.kind == "f":
        low = 2 ** (8 * dtype.itemsize - 1)
        return pack([math.trunc(v) if math.isfinite(v) else -low for v in flat(x)], x.shape, dtype.numpy)
    return pack(flat(x), x.shape, dtype.numpy)


def add(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """input + alpha · other, element by element, after broadcasting.

    Args:
        input: any shape and dtype.
        other: a tensor of a shape that broadcasts with it, or a number.
        alpha: multiplies `other` first.

    Returns:
        The broadcast shape, in the dtype both promote to.

    Raises:
        RuntimeError: the shapes do not broadcast; the message names both.
        TypeError: `other` is neither a tensor nor a number.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> add(tensor([1.0, 2.0]), tensor([[10.0], [20.0]])).tolist()
    [[11.0, 12.0], [21.0, 22.0]]
    """
    return binary("add", input, other if alpha == 1 else mul(other, alpha))  # type: ignore[arg-type]


def sub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """input - alpha · other, element by element; shapes, dtypes and errors as for `add`."""
    return binary("sub", input, other if alpha == 1 else mul(other, alpha))  # type: ignore[arg-type]


def mul(input: Tensor, other: Tensor | Number) -> Tensor:
    """input · other, element by element; shapes, dtypes and errors as for `add`."""
    return binary("mul", input, other)


def div(input: Tensor, other: Tensor | Number) -> Tensor:
    """input / other, element by element; integers are divided as floats. x/0 is infinite and 0/0 is NaN.

    Shapes, dtypes and errors as for `add`.
    """
    a, b = matched("div", input, other)
    return call("div", floating("div", a), floating("div", b))


def pow(input: Tensor | Number, exponent: Tensor | Number) -> Tensor:
    """input ** exponent, element by element; shapes, dtypes and errors as for `add`."""
    if not isinstance(exponent, TensorBase) and dtypes.of_number(exponent) is dtypes.int64 and exponent < 0:
        whole = isinstance(input, TensorBase) and not input.dtype.is_floating_point
        if whole:
            raise RuntimeError("Integers to negative integer powers are not allowed; convert the tensor to float first")
    return binary("pow", input, exponent)


@kernel
def pow_kernel(a: Array, b: Array) -> Array:
    """a_i ** b_i, with infinities and NaN as IEEE 754 defines them."""
    shape = broadcast_shape(a, b)
    if a.dtype.kind == "f":
        return pack([power(x, y) for x, y in pairs(a, b)], shape, a.dtype)
    return pack([int(x) ** int(y) if y >= 0 else int(x == 1) for x, y in pairs(a, b)], shape, a.dtype)


@kernel
def sqrt_kernel(x: Array) -> Array:
    """The square root; NaN below zero."""
    return pack([math.sqrt(v) if v >= 0 else math.nan for v in flat(x)], x.shape, x.dtype)


@kernel
def abs_kernel(x: Array) -> Array:
    """|x_i|."""
    return pack([abs_of(v) for v in flat(x)], x.shape, x.dtype)


def abs_of(value: Any) -> Any:
    """|value| of a Python number; `abs` is a tensor function in this file."""
    return value.__abs__()


@kernel
def neg_kernel(x: Array) -> Array:
    """-x_i."""
    return pack([-v for v in flat(x)], x.shape, x.dtype)


@kernel
def sign_kernel(x: Array) -> Array:
    """1, 0 or -1; NaN stays NaN."""
    return pack([v if v != v else (v > 0) - (v < 0) for v in flat(x)], x.shape, x.dtype)


def neg(input: Tensor) -> Tensor:
    """-input, element by element."""
    assert_tensor("neg", input)
    if input.dtype is dtypes.bool_:
        raise RuntimeError("Negation of a bool tensor is not supported; use ~x or logical_not() to invert a mask")
    return call("neg", input)


def exp(input: Tensor) -> Tensor:
    """e^input, element by element; overflows to infinity."""
    return call("exp", floating("exp", input))


def log(input: Tensor) -> Tensor:
    """The natural logarithm, element by element; -infinity at 0, NaN below."""
    return call("log", floating("log", input))


def sqrt(input: Tensor) -> Tensor:
    """The square root, element by element; NaN below 0."""
    return call("sqrt", floating("sqrt", input))


def abs(input: Tensor) -> Tensor:
    """The magnitude, element by element; its derivative at 0 is taken as 0."""
    assert_tensor("abs", input)
    return call("abs", input)


def sign(input: Tensor) -> Tensor:
    """1 where positive, -1 where negative, 0 at 0."""
    assert_tensor("sign", input)
    return call("sign", input)


@kernel
def eq_kernel(a: Array, b: Array) -> Array:
    """a_i == b_i."""
    return pack([x == y for x, y in pairs(a, b)], broadcast_shape(a, b), bool)


@kernel
def ne_kernel(a: Array, b: Array) -> Array:
    """a_i != b_i; NaN differs from everything."""
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


def eq(input: Tensor, other: Tensor | Number) -> Tensor:
    """input == other, element by element, as bool."""
    return binary("eq", input, other)


def ne(input: Tensor, other: Tensor | Number) -> Tensor:
    """input != other, element by element, as bool."""
    return binary("ne", input, other)


def lt(input: Tensor, other: Tensor | Number) -> Tensor:
    """input < other, element by element, as bool."""
    return binary("lt", input, other)


def le(input: Tensor, other: Tensor | Number) -> Tensor:
    """input <= other, element by element, as bool."""
    return binary("le", input, other)


def gt(input: Tensor, other: Tensor | Number) -> Tensor:
    """input > other, element by element, as bool."""
    return binary("gt", input, other)


def ge(input: Tensor, other: Tensor | Number) -> Tensor:
    """input >= other, element by element, as bool."""
    return binary("ge", input, other)


def written(operation: str, input: T, other: Tensor | Number) -> T:
    """input <- operation(input, other), in place; the result's dtype must fit into input's."""
    if isinstance(other, TensorBase) and other._array.dtype is input._array.dtype:
        _check_broadcast(operation, input, other)
        write(operation, input, other)
        return input
    a, b = matched(operation, input, other)
    if a is not input:
        raise RuntimeError(
            f"result type {a.dtype.name} can't be cast to the desired output type {input.dtype.name} "
            f"by an in-place {operation}; use the operation without the underscore"
        )
    write(operation, input, b)
    return input


def add_(input: T, other: Tensor | Number, *, alpha: Number = 1) -> T:
    """Adds alpha · other to `input` in place and returns it."""
    return written("add", input, other if alpha == 1 else mul(other, alpha))  # type: ignore[arg-type]


def sub_(input: T, other: Tensor | Number, *, alpha: Number = 1) -> T:
    """Subtracts alpha · other from `input` in place and returns it."""
    return written("sub", input, other if alpha == 1 else mul(other, alpha))  # type: ignore[arg-type]


def mul_(input: T, other: Tensor | Number) -> T:
    """Multiplies `input` by `other` in place and returns it."""
    return written("mul", input, other)


def div_(input: T, other: Tensor | Number) -> T:
    """Divides `input` by `other` in place and returns it."""
    if not input.dtype.is_floating_point:
        raise RuntimeError(f"result type float32 can't be cast to the desired output type {input.dtype.name}")
    return written("div", input, other)


def _reflected_sub(input: Tensor, other: Number) -> Tensor:
    return binary("sub", other, input)


def _reflected_div(input: Tensor, other: Number) -> Tensor:
    return div(other, input)  # type: ignore[arg-type]


def _reflected_pow(input: Tensor, other: Number) -> Tensor:
    return pow(other, input)


class TensorArithmetic(TensorBase):
    """The functions above as methods and operators: `x + y` is `add(x, y)`."""

    __array_ufunc__ = None  # NumPy arrays leave `array * tensor` to the tensor
    __hash__ = object.__hash__

    add, sub, mul, div, pow = add, sub, mul, div, pow
    neg, exp, log, sqrt, abs, sign = neg, exp, log, sqrt, abs, sign
    eq, ne, lt, le, gt, ge = eq, ne, lt, le, gt, ge
    add_, sub_, mul_, div_ = add_, sub_, mul_, div_
    __add__, __radd__, __iadd__ = add, add, add_
    __sub__, __rsub__, __isub__ = sub, _reflected_sub, sub_
    __mul__, __rmul__, __imul__ = mul, mul, mul_
    __truediv__, __rtruediv__, __itruediv__ = div, _reflected_div, div_
    __pow__, __rpow__ = pow, _reflected_pow
    __neg__, __abs__ = neg, abs
    __eq__, __ne__ = eq, ne  # type: ignore[assignment]
    __lt__, __le__, __gt__, __ge__ = lt, le, gt, ge
