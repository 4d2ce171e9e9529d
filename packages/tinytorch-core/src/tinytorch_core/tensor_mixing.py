"""Two or three tensors mixed in one step, as update rules do it: lerp, addcmul, addcdiv."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import broadcast_shape, divide, pack, together
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import (
    as_tensors,
    assert_tensor,
    check_kind,
    check_operands,
    check_shapes,
    common_dtype,
)

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["addcdiv", "addcmul", "lerp"]


def lerp(input: Tensor, end: Tensor, weight: Tensor | Number) -> Tensor:
    """input + weight · (end - input): 0 gives input, 1 gives end, and between them a straight line.

    Args:
        input: floats of any shape.
        end: a tensor of the same dtype, of a shape that broadcasts.
        weight: a number, or a tensor that broadcasts too.

    Raises:
        RuntimeError: the dtypes differ or are no floats, or shapes do not broadcast.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> lerp(tensor([1.0, 2.0]), tensor([3.0, 2.0]), 0.25).tolist()
    [1.5, 2.0]
    """
    assert_tensor("lerp", input)
    assert_tensor("lerp", end, "end")
    if input._array.dtype != end._array.dtype:
        raise RuntimeError(
            f"lerp(): expected dtype {input.dtype!r} for `end` but got dtype {end.dtype!r}; convert one with .to()"
        )
    check_kind("lerp", input, "f")
    check_operands("lerp", input, weight)
    check_shapes("lerp", input, end, weight)
    return call("lerp", input, end, *as_tensors(input, input.dtype, weight))


@kernel
def lerp_kernel(a: Array, b: Array, weight: Array) -> Array:
    """a_i + w_i · (b_i - a_i), reckoned from the nearer end, so that the ends are met exactly."""
    mixed = [x + w * (y - x) if abs(w) < 0.5 else y - (y - x) * (1.0 - w) for x, y, w in together(a, b, weight)]
    return pack(mixed, broadcast_shape(a, b, weight), a.dtype)


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """input + value · tensor1 · tensor2, element by element.

    Args:
        input: any shape and dtype.
        tensor1: a tensor of a shape that broadcasts with it.
        tensor2: likewise.
        value: a number; cut to a whole one where all three hold integers.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> addcmul(tensor([1.0]), tensor([2.0]), tensor([3.0]), value=0.5).tolist()
    [4.0]
    """
    a, b, c = _three("addcmul", input, tensor1, tensor2)
    return call("addcmul", a, b, c, value=value if a._array.dtype.kind == "f" else int(value))


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
    """input + value · tensor1 / tensor2, element by element; RuntimeError where both are integers.

    Args as for `addcmul`.
    """
    a, b, c = _three("addcdiv", input, tensor1, tensor2)
    if not (tensor1.dtype.is_floating_point or tensor2.dtype.is_floating_point):
        raise RuntimeError(
            f"addcdiv(): division of {tensor1.dtype!r} by {tensor2.dtype!r} is not supported, as it is not clear how "
            "to round; convert one of them to float first"
        )
    return call("addcdiv", a, b, c, value=value)


def _three(operation: str, *tensors: Tensor) -> list[Tensor]:
    for name, x in zip(("input", "tensor1", "tensor2"), tensors, strict=True):
        assert_tensor(operation, x, name)
    check_shapes(operation, *tensors)
    return as_tensors(tensors[0], common_dtype(*tensors), *tensors)


@kernel
def addcmul_kernel(a: Array, b: Array, c: Array, *, value: Number) -> Array:
    """a_i + value · b_i · c_i."""
    summed = [x + value * y * z for x, y, z in together(a, b, c)]
    return pack(summed, broadcast_shape(a, b, c), a.dtype)


@kernel
def addcdiv_kernel(a: Array, b: Array, c: Array, *, value: Number) -> Array:
    """a_i + value · b_i / c_i."""
    summed = [x + value * divide(y, z) for x, y, z in together(a, b, c)]
    return pack(summed, broadcast_shape(a, b, c), a.dtype)


class TensorMixing(TensorBase):
    """The functions above as methods."""

    lerp, addcmul, addcdiv = lerp, addcmul, addcdiv
