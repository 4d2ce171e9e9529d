"""What comes before an operation on two operands: both become tensors of one dtype, and their shapes must broadcast.

The functions of the other files check and promote here, at the public boundary, so that a kernel gets arrays of one
dtype and of shapes that fit. A Python number never widens a tensor of its own or a higher category, and a 0-d tensor
never one with dimensions.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.bfloat16 import BFloat16Array, refuse
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["can_cast", "result_type"]

OPERANDS = (TensorBase, bool, int, float, np.generic)
"""What an operand may be; NumPy's scalars count as Python numbers."""

NUMBER_HELD_BY: dict[type, str] = {float: "f", int: "iuf"}
"""type of a Python number -> the kinds of storage, in NumPy's letters, that it does not widen; bools are looked at."""

_KINDS = {"b": "bool", "iu": "integer", "f": "floating-point"}


def matched(operation: str, input: TensorBase | Number, other: TensorBase | Number) -> tuple[Tensor, Tensor]:
    """Both operands as tensors of the dtype they promote to, after checking that their shapes broadcast.

    Raises:
        TypeError: an operand is neither a tensor nor a number, or none is a tensor.
        RuntimeError: the shapes do not broadcast.
    """
    if isinstance(input, TensorBase):  # the usual cases first: this runs before every + and *
        storage = input._array.dtype
        if isinstance(other, TensorBase):
            if storage is other._array.dtype:
                if input._array.shape != other._array.shape:
                    check_broadcast(operation, input, other)
                return input, other  # type: ignore[return-value]
        elif storage.kind in NUMBER_HELD_BY.get(type(other), ""):
            return input, number(other, storage, input._wrap)  # type: ignore[return-value]
    return _promoted(operation, input, other)


def _promoted(operation: str, *operands: TensorBase | Number) -> tuple[Tensor, Tensor]:
    check_operands(operation, *operands)
    tensors = [operand for operand in operands if isinstance(operand, TensorBase)]
    if not tensors:
        raise TypeError(f"{operation}(): one of the operands must be a Tensor; make one with torch.tensor()")
    check_shapes(operation, *tensors)
    a, b = as_tensors(tensors[0], common_dtype(*operands), *operands)
    return a, b


def check_operands(operation: str, *operands: object) -> None:
    """TypeError, in words, where an operand is neither a tensor nor a number."""
    for operand in operands:
        if not isinstance(operand, OPERANDS):
            raise TypeError(f"{operation}(): expected a Tensor or a number, got {type(operand).__name__}")


def as_tensors(like: TensorBase, target: dtypes.dtype, *operands: TensorBase | Number) -> list[Tensor]:
    """Tensors and numbers alike as tensors of dtype `target`."""
    return [
        cast_to(operand, target) if isinstance(operand, TensorBase) else number(operand, target.numpy, like._wrap)
        for operand in operands
    ]


def number(value: Number, storage: np.dtype[Any], wrap: Callable[[Array], Tensor]) -> Tensor:
    """A Python number as a 0-d tensor that nobody may write to; integers wrap around to fit.

    Each is made once, as a program multiplies with few numbers, but often.
    """
    if value == 0 and math.copysign(1.0, value) < 0:
        return wrap(np.array(value, dtype=storage))  # -0.0 equals 0.0, so the memory below could not tell them apart
    return _remembered(value, storage, wrap)


@lru_cache(maxsize=256, typed=True)
def _remembered(value: Number, storage: np.dtype[Any], wrap: Callable[[Array], Tensor]) -> Tensor:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise OverflowError(f"int too big to convert: {value} does not fit into int64; write it as a float")
    array = pack([value], (), storage)
    array.flags.writeable = False
    return wrap(array)


def assert_tensor(operation: str, value: object, name: str = "input") -> None:
    """TypeError, in words, where the argument called `name` is not a tensor."""
    if not isinstance(value, TensorBase):
        raise TypeError(
            f"{operation}(): argument '{name}' must be Tensor, not {type(value).__name__}; make one with torch.tensor()"
        )


def check_kind(operation: str, x: TensorBase, kinds: str) -> None:
    """NotImplementedError where the operation makes no sense on x's dtype; `kinds` are NumPy's letters, as in "iuf"."""
    if x._array.dtype.kind not in kinds:
        known = " and ".join(name for letters, name in _KINDS.items() if letters in kinds)
        raise NotImplementedError(
            f"{operation}() is not defined for {x.dtype!r} tensors, only for {known} ones; convert it first with .to()"
        )


def check_number_fits(operation: str, value: Number, target: dtypes.dtype) -> None:
    """RuntimeError where `value` is beyond the range of an integer dtype; negative values may wrap around in uint8."""
    if target.category == 1 and math.isfinite(value):
        limits = np.iinfo(target.numpy)
        if not (min(int(limits.min), -int(limits.max)) <= value <= int(limits.max)):
            raise RuntimeError(
                f"{operation}(): value cannot be converted to type {target.name} without overflow: {value} is not in "
                f"{limits.min} .. {limits.max}; convert the tensor to a wider dtype first"
            )


def cast_to(x: TensorBase, target: dtypes.dtype) -> Tensor:
    """`x` itself where it has that dtype, else a copy in it; recorded, so gradients come back in x's dtype."""
    if x._array.dtype is target.numpy or x._array.dtype == target.numpy:
        return x  # type: ignore[return-value]
    if target is dtypes.bfloat16 or type(x._array) is BFloat16Array:
        refuse("a cast without being asked for")
    return call("cast", x, dtype=target)


def floating(operation: str, input: TensorBase) -> Tensor:
    """`input` as it is if it holds floats, else in the default floating-point dtype; TypeError if no tensor."""
    if not isinstance(input, TensorBase):
        assert_tensor(operation, input)
    return input if input._array.dtype.kind == "f" else cast_to(input, dtypes.get_default_dtype())  # type: ignore[return-value]


def binary(operation: str, input: TensorBase | Number, other: TensorBase | Number) -> Tensor:
    """Runs an elementwise operation of two operands, promoted and checked."""
    return call(operation, *matched(operation, input, other))


def check_broadcast(operation: str, a: TensorBase, b: TensorBase) -> None:
    """RuntimeError, with both shapes and the dimension, where the shapes of `a` and `b` do not broadcast."""
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


def check_shapes(operation: str, *operands: object) -> None:
    """The same for all tensors among the operands."""
    tensors = [operand for operand in operands if isinstance(operand, TensorBase)]
    for i, a in enumerate(tensors):
        for b in tensors[i + 1 :]:
            check_broadcast(operation, a, b)


def common_dtype(*operands: TensorBase | Number) -> dtypes.dtype:
    """The dtype of an arithmetic result: tensors with dimensions outrank 0-d tensors, these outrank numbers.

    Within a rank the dtypes promote; a lower rank counts only where its category is higher.
    """
    ranks: list[dtypes.dtype | None] = [None, None, None]
    for operand in operands:
        rank, type = _standing(operand)
        known = ranks[rank]
        ranks[rank] = type if known is None else dtypes.promote_types(known, type)
    chosen: dtypes.dtype | None = None
    for candidate in ranks:
        if candidate is not None and (chosen is None or candidate.category > chosen.category):
            chosen = candidate
    if chosen is None:
        raise TypeError("common_dtype() needs at least one operand")
    return chosen


def _standing(operand: TensorBase | Number) -> tuple[int, dtypes.dtype]:
    if isinstance(operand, TensorBase):
        return (0 if operand._array.ndim else 1), operand.dtype
    return 2, dtypes.of_number(operand.item() if isinstance(operand, np.generic) else operand)


def result_type(tensor1: TensorBase | Number, tensor2: TensorBase | Number) -> dtypes.dtype:
    """The dtype that an arithmetic operation on these two has: see `common_dtype` for the rules.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> result_type(tensor([1, 2]), 1.0)
    torch.float32
    >>> result_type(tensor([1.0, 2.0]), tensor(1.0, dtype=dtypes.float64))
    torch.float32
    """
    for operand in (tensor1, tensor2):
        if not isinstance(operand, OPERANDS):
            raise TypeError(f"result_type(): expected a Tensor or a number, got {type(operand).__name__}")
    return common_dtype(tensor1, tensor2)


def can_cast(from_: dtypes.dtype, to: dtypes.dtype) -> bool:
    """Whether an in-place operation may store a result of dtype `from_` in a tensor of dtype `to`.

    It may within a category (even into a narrower dtype) and upwards, from bool over integers to floats.

    >>> can_cast(dtypes.float64, dtypes.float16), can_cast(dtypes.float32, dtypes.int64)
    (True, False)
    """
    for given in (from_, to):
        if not isinstance(given, dtypes.dtype):
            raise TypeError(f"can_cast(): expected two dtypes such as torch.float32, got {type(given).__name__}")
    return from_.category <= to.category


@kernel
def cast_kernel(x: Array, *, dtype: dtypes.dtype) -> Array:
    """The same numbers in another dtype: floats are cut towards zero to become integers, anything but 0 is True.

    What no int64 can hold (NaN, infinities, 1e30) becomes the smallest int64; then every integer wraps around.
    """
    if dtype is dtypes.bool_:
        return pack([v != 0 for v in flat(x)], x.shape, bool)
    if dtype.category == 1 and x.dtype.kind == "f":
        whole = [math.trunc(v) if -(2.0**63) <= v < 2.0**63 else -(2**63) for v in flat(x)]
        return pack(whole, x.shape, dtype.numpy)
    return pack(flat(x), x.shape, dtype.numpy)
