"""Writing into a tensor that is there, and new tensors of its kind: `fill_`, `copy_`, `new_zeros`."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.bfloat16 import BFloat16Array
from tinytorch_core.device import DeviceLike, check_device
from tinytorch_core.dispatch import kernel, ops, write
from tinytorch_core.dtypes import Array, Number, dtype
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_data import array_of, check_fits, converted, stored

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

T = TypeVar("T", bound=TensorBase)

Sizes = int | Sequence[int]


def whole_number(function: str, name: str, value: Any) -> int:
    """`value` as an int where it is a whole number, also a NumPy or 0-d tensor one; TypeError where it is not."""
    if isinstance(value, bool) or not isinstance(value, (int, np.integer, TensorBase)):
        raise TypeError(f"{function}(): argument '{name}' must be int, not {type(value).__name__}")
    return operator.index(value)  # type: ignore[arg-type]


def sizes_of(function: str, given: Sequence[Any]) -> tuple[int, ...]:
    """(2, 3) from zeros(2, 3) as well as from zeros((2, 3)).

    Raises:
        TypeError: a size is not a whole number, or there is none.
        RuntimeError: a size is negative.
    """
    if not given:
        raise TypeError(f"{function}() missing 1 required positional arguments: 'size', such as (2, 3)")
    if len(given) == 1 and isinstance(given[0], (tuple, list)):
        given = given[0]
    for size in given:
        if type(size) is not int and (isinstance(size, bool) or not isinstance(size, (int, np.integer, TensorBase))):
            raise TypeError(f"{function}(): argument 'size' must be tuple of ints, not {type(size).__name__}")
    shape = tuple([operator.index(size) for size in given])
    if any(size < 0 for size in shape):
        raise RuntimeError(f"{function}: Dimension size must be non-negative, got {list(shape)}")
    return shape


def filled(function: str, size: Sequence[Any], value: Any, kind: dtype, device: DeviceLike) -> Array:
    """A new array with `value` everywhere; the checks of every function that fills one."""
    check_device(f"{function}()", device)
    return stored(np.broadcast_to(number(function, value, kind), sizes_of(function, size)), kind)


def number(function: str, value: Any, kind: dtype) -> Any:
    """`value`, a number or a 0-d tensor, after checking that `kind` can hold it."""
    if isinstance(value, TensorBase):
        if value._array.ndim:
            raise RuntimeError(
                f"{function} only supports 0-dimension value tensor but got tensor with {value._array.ndim} dimensions"
            )
        return value.item()  # type: ignore[attr-defined]
    if not isinstance(value, (bool, int, float, np.number, np.bool_)):
        raise TypeError(f"{function}(): the value must be a number, not {type(value).__name__}")
    check_fits(value, kind)  # type: ignore[arg-type]
    return value if kind.category == 2 or isinstance(value, (bool, np.bool_)) else _whole(value, kind)


def _whole(value: Any, kind: dtype) -> Any:
    """A number as an integer dtype keeps it: cut towards zero, and below zero wrapped around where it is unsigned."""
    if kind.category == 0:
        return value != 0
    return int(value) % 256 if kind is dtypes.uint8 else int(value)


@kernel
def copy_kernel(x: Array, source: Array) -> Array:
    """source, broadcast to the shape of x, in the dtype of x."""
    if source.dtype != x.dtype:
        source = ops.cast(source, dtype=dtypes.from_numpy_dtype(x.dtype))
    return np.broadcast_to(source, x.shape).copy()


def copy_(input: T, src: Tensor, non_blocking: bool = False) -> T:
    """Writes `src` into `input`, broadcast and cast to fit; gradients flow to `src`.

    Raises:
        RuntimeError: the shape of `src` does not broadcast to that of `input`.
    """
    if not isinstance(src, TensorBase):
        raise TypeError(
            f"copy_(): argument 'src' must be Tensor, not {type(src).__name__}; make one with torch.tensor()"
        )
    if BFloat16Array in (type(input._array), type(src._array)):
        src = converted(src, input.dtype)
    if src._array.shape != input._array.shape:
        _check_room(input, src)
    write("copy", input, src)
    return input


def _check_room(input: TensorBase, src: TensorBase) -> None:
    have, come = input._array.shape, src._array.shape
    if len(come) > len(have) or any(s not in (1, h) for s, h in zip(come[::-1], have[::-1], strict=False)):
        raise RuntimeError(
            f"copy_(): output with shape {list(have)} doesn't match the broadcast shape of a source of {list(come)}; "
            "each size of the source must be 1 or the output's"
        )


def fill_(input: T, value: Tensor | Number) -> T:
    """Writes one number, or a 0-d tensor, everywhere in `input`.

    Raises:
        RuntimeError: the tensor has dimensions, or input's dtype cannot hold the number.
    """
    if isinstance(value, TensorBase):
        if value._array.ndim:
            raise RuntimeError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value._array.ndim} dimensions."
            )
        return copy_(input, value)
    return copy_(input, input._wrap(stored(np.asarray(number("fill_", value, input.dtype)), input.dtype)))


def zero_(input: T) -> T:
    """Writes 0 everywhere."""
    return fill_(input, 0)


def new_full(
    input: TensorBase,
    size: Sequence[int],
    fill_value: Number,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of `size` with `fill_value` everywhere, in the dtype of `input` unless one is given."""
    kind = dtypes.as_dtype("new_full", dtype) or input.dtype
    return input._wrap(filled("new_full", (size,), fill_value, kind, device)).requires_grad_(requires_grad)


def new_zeros(input: TensorBase, *size: Sizes, **options: Any) -> Tensor:
    """Zeros of `size`, in the dtype of `input` unless dtype= is given; options as for `new_full`."""
    return new_full(input, sizes_of("new_zeros", size), 0, **options)


def new_ones(input: TensorBase, *size: Sizes, **options: Any) -> Tensor:
    """Ones of `size`, in the dtype of `input` unless dtype= is given; options as for `new_full`."""
    return new_full(input, sizes_of("new_ones", size), 1, **options)


def new_empty(input: TensorBase, *size: Sizes, **options: Any) -> Tensor:
    """A tensor of `size` for something else to fill; it holds zeros until then. Options as for `new_full`."""
    return new_full(input, sizes_of("new_empty", size), 0, **options)


def new_tensor(
    input: TensorBase,
    data: Any,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """A copy of `data`, in the dtype of `input` unless one is given."""
    check_device("new_tensor()", device)
    kind = dtypes.as_dtype("new_tensor", dtype) or input.dtype
    return input._wrap(array_of(data, kind)).requires_grad_(requires_grad)


class TensorFilling(TensorBase):
    """The functions above as methods."""

    copy_, fill_, zero_ = copy_, fill_, zero_
    new_full, new_zeros, new_ones, new_empty, new_tensor = new_full, new_zeros, new_ones, new_empty, new_tensor
