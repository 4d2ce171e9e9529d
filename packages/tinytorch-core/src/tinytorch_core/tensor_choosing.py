"""Choosing between values, element by element: by a mask, by bounds, or in place of NaN."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import broadcast_shape, flat, pack, pairs, together
from tinytorch_core.tensor_activations import check_number
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import (
    as_tensors,
    assert_tensor,
    cast_to,
    check_broadcast,
    check_number_fits,
    check_operands,
    check_shapes,
    common_dtype,
    number,
)

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "clamp",
    "clamp_max",
    "clamp_min",
    "clip",
    "masked_fill",
    "nan_to_num",
    "where",
]


@overload
def where(condition: Tensor) -> tuple[Tensor, ...]: ...
@overload
def where(condition: Tensor, input: Tensor | Number, other: Tensor | Number) -> Tensor: ...
def where(condition: Tensor, input: Tensor | Number | None = None, other: Tensor | Number | None = None) -> Any:
    """`input` where the condition is true, else `other`, element by element.

    Args:
        condition: bool, of a shape that broadcasts with the others. Given alone, the result is where it is true:
            an index tensor for each dimension.
        input: a tensor or a number.
        other: a tensor or a number; the result has the dtype both promote to.

    Raises:
        RuntimeError: the condition is not a bool tensor, or shapes do not broadcast.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> where(tensor([True, False]), tensor([1.0, 2.0]), 0).tolist()
    [1.0, 0.0]
    """
    assert_tensor("where", condition, "condition")
    if input is None and other is None:
        return condition.nonzero(as_tuple=True)
    if input is None or other is None:
        raise TypeError("where(): give both input and other, or neither")
    if condition._array.dtype.kind != "b" and condition.dtype is not dtypes.uint8:
        raise RuntimeError(
            f"where expected condition to be a boolean tensor, but got a tensor with dtype {condition.dtype!r}; "
            "compare it with a number, or convert it with .bool()"
        )
    check_operands("where", input, other)
    check_shapes("where", condition, input, other)
    a, b = as_tensors(condition, common_dtype(input, other), input, other)
    return call("where", cast_to(condition, dtypes.bool_), a, b)


@kernel
def where_kernel(condition: Array, a: Array, b: Array) -> Array:
    """a_i if condition_i else b_i."""
    chosen = [x if c else y for c, x, y in together(condition, a, b)]
    return pack(chosen, broadcast_shape(condition, a, b), a.dtype)


def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """`input` with `value` where the mask is true; in input's dtype.

    Args:
        input: any shape and dtype.
        mask: bool, of a shape that broadcasts with it.
        value: a number that input's dtype can hold, or a 0-d tensor.

    Raises:
        RuntimeError: the mask is not bool, the shapes do not broadcast, or `value` has dimensions or does not fit.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> masked_fill(tensor([1, 2, 3]), tensor([True, False, True]), 0).tolist()
    [0, 2, 0]
    """
    assert_tensor("masked_fill", input)
    assert_tensor("masked_fill", mask, "mask")
    if mask._array.dtype.kind != "b":
        raise RuntimeError(f"masked_fill only supports boolean masks, but got mask with dtype {mask.dtype!r}")
    check_broadcast("masked_fill", mask, input)
    return call("masked_fill", input, mask, _filling(input, value))


def _filling(input: Tensor, value: Tensor | Number) -> Tensor:
    if isinstance(value, TensorBase):
        if value._array.ndim:
            raise RuntimeError(
                "masked_fill only supports a 0-dimensional value tensor, but got tensor with "
                f"{value._array.ndim} dimension(s)"
            )
        return cast_to(value, input.dtype)
    check_operands("masked_fill", input, value)
    check_number_fits("masked_fill", value, input.dtype)
    return number(value, input._array.dtype, input._wrap)


@kernel
def masked_fill_kernel(x: Array, mask: Array, value: Array) -> Array:
    """value where mask_i, else x_i."""
    filling = value.item()
    filled = [filling if m else v for v, m in pairs(x, mask)]
    return pack(filled, broadcast_shape(x, mask), x.dtype)


Bound = TensorBase | bool | int | float | None


def clamp(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Every element moved into min .. max; NaN stays NaN, and where min > max the result is max.

    Args:
        input: any shape.
        min: the lower bound, a number or a tensor that broadcasts with `input`; None for none.
        max: the upper bound, likewise.

    Returns:
        The dtype that all three promote to: integers between floats become floats.

    Raises:
        RuntimeError: no bound is given, one does not fit into an integer dtype, or shapes do not broadcast.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> clamp(tensor([-2, 0, 5]), min=-1, max=3).tolist()
    [-1, 0, 3]
    """
    return _clamped("clamp", input, min, max)


def clip(input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None) -> Tensor:
    """Another name of `clamp`."""
    return _clamped("clip", input, min, max)


def clamp_min(input: Tensor, min: Tensor | Number) -> Tensor:
    """Every element that is smaller than `min` replaced by it."""
    return _clamped("clamp_min", input, min, None)


def clamp_max(input: Tensor, max: Tensor | Number) -> Tensor:
    """Every element that is larger than `max` replaced by it."""
    return _clamped("clamp_max", input, None, max)


def _clamped(name: str, input: Tensor, low: Bound, high: Bound) -> Tensor:
    assert_tensor(name, input)
    bounds = [bound for bound in (low, high) if bound is not None]
    if not bounds:
        raise RuntimeError("torch.clamp: At least one of 'min' or 'max' must not be None")
    check_operands(name, input, *bounds)
    check_shapes(name, input, *bounds)
    target = common_dtype(input, *bounds)
    for bound in bounds:
        if not isinstance(bound, TensorBase):
            check_number_fits(name, bound, target)
    a, b = [None if bound is None else as_tensors(input, target, bound)[0] for bound in (low, high)]
    return call("clamp", cast_to(input, target), a, b)


@kernel
def clamp_kernel(x: Array, low: Array | None = None, high: Array | None = None) -> Array:
    """min(max(x_i, low_i), high_i); NaN, wherever it comes from, stays."""
    shape = broadcast_shape(*[array for array in (x, low, high) if array is not None])
    values = flat(np.broadcast_to(x, shape))
    if low is not None:
        values = [v if v >= a or v != v else a for v, a in zip(values, flat(np.broadcast_to(low, shape)), strict=True)]
    if high is not None:
        values = [v if v <= b or v != v else b for v, b in zip(values, flat(np.broadcast_to(high, shape)), strict=True)]
    return pack(values, shape, x.dtype)


def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """`input` with numbers in place of NaN and infinities.

    Args:
        input: any shape; integers come back as a copy.
        nan: what replaces NaN; 0 for None.
        posinf: what replaces infinity; the dtype's largest number for None.
        neginf: what replaces -infinity; the dtype's most negative number for None.

    Raises:
        TypeError: a replacement is not a number.
    """
    assert_tensor("nan_to_num", input)
    for name, value in (("nan", nan), ("posinf", posinf), ("neginf", neginf)):
        if value is not None and not isinstance(value, bool):
            check_number("nan_to_num", name, value)
    if input._array.dtype.kind != "f":
        return call("clone", input)
    largest = float(np.finfo(input._array.dtype).max)
    return call(
        "nan_to_num",
        input,
        nan=0.0 if nan is None else float(nan),
        posinf=largest if posinf is None else float(posinf),
        neginf=-largest if neginf is None else float(neginf),
    )


@kernel
def nan_to_num_kernel(x: Array, *, nan: float, posinf: float, neginf: float) -> Array:
    """x_i where it is finite, else its replacement."""
    replaced = {math.inf: posinf, -math.inf: neginf}
    return pack([nan if v != v else replaced.get(v, v) for v in flat(x)], x.shape, x.dtype)


def _where(input: Tensor, condition: Tensor, other: Tensor | Number) -> Tensor:
    """`input` where the condition is true, else `other`: see `where`."""
    return where(condition, input, other)


class TensorChoosing(TensorBase):
    """The functions above as methods."""

    where, masked_fill, nan_to_num = _where, masked_fill, nan_to_num
    clamp, clip, clamp_min, clamp_max = clamp, clip, clamp_min, clamp_max
