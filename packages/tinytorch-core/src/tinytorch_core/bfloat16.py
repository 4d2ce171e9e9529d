"""bfloat16 as storage: the upper half of a float32, kept as 16 bits that refuse to be computed with.

NumPy has no such type, so the bits lie in uint16, and arithmetic on them as integers would give nonsense. The array
class below lets them be moved, copied and reshaped, and answers every computation, NumPy's or a naive kernel's, with
an error that says what to do; and as the uint16 is the field of a structured dtype, what loses the class on the way
cannot be computed with either. Ordinary tensors pay nothing for that. Operations come with tinytorch-optimize, whose
kernels know these arrays by their dtype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.autograd_modes import grad_mode
from tinytorch_core.dtypes import Array, dtype

if TYPE_CHECKING:
    from tinytorch_core.tensor_base import TensorBase


class BFloat16Array(np.ndarray[Any, Any]):
    """The bits of bfloat16 numbers; what would compute with them raises NotImplementedError."""

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **settings: Any) -> NoReturn:
        refuse(ufunc.__name__)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> NoReturn:
        refuse(func.__name__)

    def tolist(self) -> NoReturn:
        """Naive kernels read their input this way, and would take bits for integers."""
        refuse("a naive kernel")


def refuse(what: str) -> NoReturn:
    """NotImplementedError: what was asked for, and the two ways out."""
    raise NotImplementedError(
        f"{what} is not implemented for 'BFloat16': tinytorch-core only stores bfloat16. Convert the tensor with "
        ".float() first, or install the operations: pip install tinytorch-optimize "
        "(from a checkout: pip install packages/tinytorch-optimize)"
    )


def rounded(numbers: Array) -> BFloat16Array:
    """The nearest bfloat16 of each number; of two that are equally near, the one whose last bit is 0.

    Adding just under half of what is cut off, and one more where the last kept bit is odd, carries exactly where
    rounding goes up. NaN is written separately, as the carry could turn it into infinity.
    """
    with np.errstate(all="ignore"):  # a double too large for float32 becomes infinity
        floats = np.array(numbers, dtype=np.float32, order="C")
    bits = floats.view(np.uint32)
    upper = ((bits + (((bits >> 16) & 1) + 0x7FFF)) >> 16).astype(np.uint16)
    return (
        np.where(np.isnan(floats), np.uint16(0x7FC0), upper)
        .astype(np.uint16)
        .view(dtypes.bfloat16.numpy)
        .view(BFloat16Array)
    )


def widened(bits: Array) -> Array:
    """The same numbers as float32, which holds each of them exactly."""
    return (bits.view(np.ndarray).view(np.uint16).astype(np.uint32) << 16).view(np.float32)


def readable(array: Array) -> Array:
    """The array itself, or for bfloat16 its numbers as float32: for printing, `tolist()` and the like."""
    return widened(array) if array.dtype.kind == "V" else array


def as_storage(value: Any) -> Array:
    """What a tensor may hold for `value`, an array or scalar that NumPy made: bits of bfloat16 keep their class."""
    array: Array = np.asarray(value)
    return array.view(BFloat16Array) if array.dtype == dtypes.bfloat16.numpy else array


def recast(x: TensorBase, target: dtype) -> TensorBase:
    """`x` rounded to bfloat16 where that is the target, else out of bfloat16 and into float32.

    Raises:
        NotImplementedError: a gradient would have to follow.
    """
    if x._requires_grad and grad_mode.get():
        raise NotImplementedError(
            "gradients through bfloat16 come with tinytorch-optimize; cast x.detach(), or under torch.no_grad()"
        )
    numbers = readable(x._array)
    return x._wrap(rounded(numbers) if target is dtypes.bfloat16 else numbers)
