"""The functions of the elementwise files with an underscore: the result is written into the tensor itself.

    x.exp_()    x.add_(y)    x += y    x.clamp_(min=0)

The tensor keeps its dtype and shape, so the result must fit: no float into integers, nothing broader than itself.
What autograd must know of the overwritten values is kept by `dispatch.write`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from tinytorch_core import (
    tensor_arithmetic,
    tensor_choosing,
    tensor_comparison,
    tensor_division,
    tensor_elementwise,
    tensor_logic,
    tensor_mixing,
    tensor_rounding,
)
from tinytorch_core.autograd_modes import grad_mode
from tinytorch_core.dispatch import write
from tinytorch_core.dtypes import dtype
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import NUMBER_HELD_BY, check_broadcast, number

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

P = ParamSpec("P")
S = TypeVar("S", bound=TensorBase)
Function = Callable[Concatenate[Any, P], "Tensor"]
Method = Callable[Concatenate[S, P], S]


def in_place(function: Function[P]) -> Method[S, P]:
    """The variant of `function` that writes its result into its first argument and returns that."""
    name = function.__name__ + "_"

    def method(input: S, /, *args: P.args, **options: P.kwargs) -> S:
        source = input
        if grad_mode.get() and _any_requires_grad(input, *args, *options.values()):
            source = input.clone()  # type: ignore[attr-defined]  # so that the derivatives find the old values
        result = function(source, *args, **options)
        _check_category(name, result.dtype, input.dtype)
        write("copy", input, result)
        return input

    method.__name__ = name
    method.__doc__ = f"`{function.__name__}`, written into the tensor itself, which is returned."
    return method


def _any_requires_grad(*operands: object) -> bool:
    return any(isinstance(operand, TensorBase) and operand._requires_grad for operand in operands)


def _check_category(name: str, result: dtype, own: dtype) -> None:
    if result.category > own.category and result.category > 0:
        raise RuntimeError(
            f"{name}(): result type {result.name} can't be cast to the desired output type {own.name}; "
            f"use {name.removesuffix('_')}(), which makes a new tensor"
        )


def of_one(function: Function[P], kinds: str = "f") -> Method[S, P]:
    """`in_place` for a function of one tensor that runs the operation of its name on storage of these kinds."""
    operation, general = function.__name__, in_place(function)

    def method(input: S, /, *args: P.args, **options: P.kwargs) -> S:
        if args or options or input._array.dtype.kind not in kinds:
            return general(input, *args, **options)
        write(operation, input)
        return input

    method.__name__, method.__doc__ = general.__name__, general.__doc__
    return method


def of_two(function: Function[P], kinds: str = "iuf") -> Method[S, P]:
    """`in_place` for a function of two operands that runs the operation of its name on operands of one dtype."""
    operation, general = function.__name__, in_place(function)

    def method(input: S, /, *args: P.args, **options: P.kwargs) -> S:
        operand = None if options or len(args) != 1 else _ready(operation, input, args[0], kinds)
        if operand is None:
            return general(input, *args, **options)
        write(operation, input, operand)
        return input

    method.__name__, method.__doc__ = general.__name__, general.__doc__
    return method


def _ready(operation: str, input: TensorBase, other: Any, kinds: str) -> TensorBase | None:
    """`other` as a tensor of input's dtype, if that takes no promotion, else None."""
    storage = input._array.dtype
    if storage.kind not in kinds:
        return None
    if isinstance(other, TensorBase):
        if storage is not other._array.dtype:
            return None
        if input._array.shape != other._array.shape:
            check_broadcast(operation, input, other)
        return other
    return number(other, storage, input._wrap) if storage.kind in NUMBER_HELD_BY.get(type(other), "") else None


def float_power_(input: S, exponent: Tensor | float) -> S:
    """input ** exponent, written into the tensor itself, which must be of dtype float64."""
    if input.dtype.name != "float64":
        raise RuntimeError(
            f"the base given to float_power_ has dtype {input.dtype!r} but the operation's result requires dtype "
            "torch.float64; use float_power(), or convert with .double() first"
        )
    return in_place(tensor_arithmetic.float_power)(input, exponent)


class TensorInPlace(TensorBase):
    """What ends in an underscore, and the operators with an equals sign."""

    add_ = of_two(tensor_arithmetic.add)
    sub_ = of_two(tensor_arithmetic.sub)
    mul_ = of_two(tensor_arithmetic.mul)
    subtract_, multiply_ = sub_, mul_
    pow_ = in_place(tensor_arithmetic.pow)
    float_power_ = float_power_
    neg_ = of_one(tensor_arithmetic.neg, "iuf")
    abs_ = of_one(tensor_arithmetic.abs, "iuf")
    square_ = of_one(tensor_arithmetic.square, "iuf")
    reciprocal_ = of_one(tensor_arithmetic.reciprocal)
    negative_, absolute_ = neg_, abs_

    div_ = of_two(tensor_division.div, "f")
    divide_, true_divide_ = div_, in_place(tensor_division.true_divide)
    floor_divide_ = of_two(tensor_division.floor_divide, "f")
    remainder_ = of_two(tensor_division.remainder, "f")
    fmod_ = of_two(tensor_division.fmod, "f")

    exp_ = of_one(tensor_elementwise.exp)
    exp2_ = of_one(tensor_elementwise.exp2)
    expm1_ = of_one(tensor_elementwise.expm1)
    log_ = of_one(tensor_elementwise.log)
    log2_ = of_one(tensor_elementwise.log2)
    log10_ = of_one(tensor_elementwise.log10)
    log1p_ = of_one(tensor_elementwise.log1p)
    sqrt_ = of_one(tensor_elementwise.sqrt)
    rsqrt_ = of_one(tensor_elementwise.rsqrt)
    sin_ = of_one(tensor_elementwise.sin)
    cos_ = of_one(tensor_elementwise.cos)
    tan_ = of_one(tensor_elementwise.tan)
    asin_ = of_one(tensor_elementwise.asin)
    acos_ = of_one(tensor_elementwise.acos)
    atan_ = of_one(tensor_elementwise.atan)
    sinh_ = of_one(tensor_elementwise.sinh)
    cosh_ = of_one(tensor_elementwise.cosh)
    asinh_ = of_one(tensor_elementwise.asinh)
    acosh_ = of_one(tensor_elementwise.acosh)
    atanh_ = of_one(tensor_elementwise.atanh)
    erf_ = of_one(tensor_elementwise.erf)
    atan2_ = in_place(tensor_elementwise.atan2)
    hypot_ = in_place(tensor_elementwise.hypot)

    floor_ = of_one(tensor_rounding.floor)
    ceil_ = of_one(tensor_rounding.ceil)
    trunc_ = of_one(tensor_rounding.trunc)
    frac_ = of_one(tensor_rounding.frac)
    sign_ = of_one(tensor_rounding.sign, "iuf")
    round_ = in_place(tensor_rounding.round)

    eq_ = in_place(tensor_comparison.eq)
    ne_ = in_place(tensor_comparison.ne)
    lt_ = in_place(tensor_comparison.lt)
    le_ = in_place(tensor_comparison.le)
    gt_ = in_place(tensor_comparison.gt)
    ge_ = in_place(tensor_comparison.ge)
    not_equal_, less_, less_equal_, greater_, greater_equal_ = ne_, lt_, le_, gt_, ge_
    logical_and_ = in_place(tensor_logic.logical_and)
    logical_or_ = in_place(tensor_logic.logical_or)
    logical_xor_ = in_place(tensor_logic.logical_xor)
    logical_not_ = in_place(tensor_logic.logical_not)
    bitwise_and_ = in_place(tensor_logic.bitwise_and)
    bitwise_or_ = in_place(tensor_logic.bitwise_or)
    bitwise_xor_ = in_place(tensor_logic.bitwise_xor)
    bitwise_not_ = in_place(tensor_logic.bitwise_not)
    bitwise_left_shift_ = in_place(tensor_logic.bitwise_left_shift)
    bitwise_right_shift_ = in_place(tensor_logic.bitwise_right_shift)

    masked_fill_ = in_place(tensor_choosing.masked_fill)
    nan_to_num_ = in_place(tensor_choosing.nan_to_num)
    clamp_ = in_place(tensor_choosing.clamp)
    clip_ = in_place(tensor_choosing.clip)
    clamp_min_ = in_place(tensor_choosing.clamp_min)
    clamp_max_ = in_place(tensor_choosing.clamp_max)
    lerp_ = in_place(tensor_mixing.lerp)
    addcmul_ = in_place(tensor_mixing.addcmul)
    addcdiv_ = in_place(tensor_mixing.addcdiv)

    __iadd__, __isub__, __imul__, __itruediv__ = add_, sub_, mul_, div_
    __ifloordiv__, __imod__, __ipow__ = floor_divide_, remainder_, pow_
    __iand__, __ior__, __ixor__ = bitwise_and_, bitwise_or_, bitwise_xor_
    __ilshift__, __irshift__ = bitwise_left_shift_, bitwise_right_shift_
