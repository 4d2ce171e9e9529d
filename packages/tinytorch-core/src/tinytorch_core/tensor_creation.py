"""Tensors out of nothing: from data, or filled with a value.

Counted ones stand in `tensor_creation_ranges.py`, those drawn at random in `tensor_creation_random.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.device import DeviceLike, check_device
from tinytorch_core.dtypes import Array, Number, as_dtype, dtype
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_data import array_of, converted, numpy_dtype_of, stored
from tinytorch_core.tensor_filling import Sizes, filled, whole_number
from tinytorch_core.tensor_promotion import assert_tensor

__all__ = [
    "as_tensor",
    "asarray",
    "empty",
    "empty_like",
    "eye",
    "from_numpy",
    "full",
    "full_like",
    "ones",
    "ones_like",
    "scalar_tensor",
    "tensor",
    "zeros",
    "zeros_like",
]


def made(array: Array, requires_grad: bool) -> Tensor:
    """A tensor around a new array, which may require a gradient."""
    out = Tensor._wrap(array)
    return out.requires_grad_() if requires_grad else out


def tensor(data: Any, *, dtype: dtype | None = None, device: DeviceLike = None, requires_grad: bool = False) -> Tensor:
    """A new tensor holding a copy of `data`.

    Args:
        data: a number, nested lists of numbers (or of one-element tensors), a NumPy array, or a tensor.
        dtype: the element type; by default float32 for floats, int64 for ints, bool for bools, and a NumPy array's own.
        device: the CPU.
        requires_grad: True to have `backward()` fill in `grad`.

    Returns:
        The shape of the nesting: three lists of two numbers make (3, 2).

    Raises:
        ValueError: lists of one level differ in length.
        TypeError, RuntimeError: something is not a number, or the dtype cannot hold it.

    >>> tensor([[1, 2], [3, 4]]).dtype
    torch.int64
    """
    check_device("tensor()", device)
    return made(array_of(data, as_dtype("tensor", dtype)), requires_grad)


def as_tensor(data: Any, dtype: dtype | None = None, device: DeviceLike = None) -> Tensor:
    """`data` as a tensor, sharing memory with an array or a tensor of that dtype, else a copy."""
    check_device("as_tensor()", device)
    kind = as_dtype("as_tensor", dtype)
    if isinstance(data, TensorBase):
        return converted(data, kind or data.dtype)
    if isinstance(data, np.ndarray) and (kind is None or data.dtype == kind.numpy):
        return from_numpy(data)
    return Tensor._wrap(array_of(data, kind))


def asarray(
    obj: Any,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    copy: bool | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """`obj` as a tensor: shared where possible, copied where `copy` is True, never copied where it is False.

    Raises:
        ValueError: `copy` is False, but `obj` cannot be shared.
    """
    out = as_tensor(obj, dtype, device)
    shared = out is obj or (isinstance(obj, np.ndarray) and np.shares_memory(out._array.view(np.ndarray), obj))
    if copy is False and not shared:
        raise ValueError(
            f"asarray(): a {type(obj).__name__} cannot become {out.dtype!r} without a copy; leave out copy="
        )
    if copy and shared:
        out = out.clone()
    return out.requires_grad_() if requires_grad and not out.requires_grad else out


def from_numpy(ndarray: Array) -> Tensor:
    """A tensor that shares the array's memory.

    Raises:
        TypeError: it is no array, or its dtype has no counterpart.
        ValueError: the array runs backwards (a negative stride), or its bytes do.
    """
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__}); for numbers and lists use torch.tensor()")
    numpy_dtype_of(ndarray)
    if any(stride < 0 for stride in ndarray.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not "
            "currently supported; make a copy of it with array.copy()"
        )
    return Tensor._wrap(ndarray)


def scalar_tensor(s: Number, *, dtype: dtype | None = None, device: DeviceLike = None) -> Tensor:
    """A 0-d tensor of one number, in the default floating-point dtype unless one is given."""
    return full((), s, dtype=dtype or dtypes.get_default_dtype(), device=device)


def full(
    size: Sequence[int],
    fill_value: Number | Tensor,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of `size` with `fill_value` everywhere, in the dtype of that number unless one is given.

    Raises:
        RuntimeError: the dtype cannot hold the number, or a size is negative.

    >>> full((2,), 7).tolist()
    [7, 7]
    """
    kind = as_dtype("full", dtype)
    if kind is None:
        given = isinstance(fill_value, (bool, int, float))
        kind = dtypes.of_number(fill_value) if given else array_dtype("full", fill_value)  # type: ignore[arg-type]
    if isinstance(size, int):
        raise TypeError(f"full(): argument 'size' must be tuple of ints, not int; write ({size},)")
    return made(filled("full", (size,), fill_value, kind, device), requires_grad)


def array_dtype(function: str, value: Any) -> dtype:
    """The dtype of a tensor or NumPy number; TypeError for anything else."""
    if isinstance(value, TensorBase):
        return value.dtype
    if isinstance(value, np.generic):
        return numpy_dtype_of(np.asarray(value))
    raise TypeError(f"{function}(): argument 'fill_value' must be Number, not {type(value).__name__}")


def _constant(function: str, value: int, size: Any, dtype: Any, device: DeviceLike, requires_grad: bool) -> Tensor:
    kind = as_dtype(function, dtype) or dtypes.get_default_dtype()
    return made(filled(function, size, value, kind, device), requires_grad)


def _shape(size: tuple[Any, ...], keyword: Sequence[int] | None) -> tuple[Any, ...]:
    """The sizes, from zeros(2, 3), zeros((2, 3)) or zeros(size=(2, 3))."""
    return size if keyword is None else (tuple(keyword),)


def zeros(
    *sizes: Sizes,
    size: Sequence[int] | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of zeros, float32 unless asked otherwise: `zeros(2, 3)` or `zeros((2, 3))`."""
    return _constant("zeros", 0, _shape(sizes, size), dtype, device, requires_grad)


def ones(
    *sizes: Sizes,
    size: Sequence[int] | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor of ones, float32 unless asked otherwise: `ones(2, 3)` or `ones((2, 3))`."""
    return _constant("ones", 1, _shape(sizes, size), dtype, device, requires_grad)


def empty(
    *sizes: Sizes,
    size: Sequence[int] | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """A tensor for something else to fill. It holds zeros, so that a forgotten place is the same on every run."""
    return _constant("empty", 0, _shape(sizes, size), dtype, device, requires_grad)


def full_like(
    input: Tensor,
    fill_value: Number,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """`fill_value` everywhere, in the shape of `input` and in its dtype unless one is given."""
    return _like("full_like", input, fill_value, dtype, device, requires_grad)


def _like(function: str, input: Tensor, value: Number, dtype: Any, device: DeviceLike, requires_grad: bool) -> Tensor:
    assert_tensor(function, input)
    kind = as_dtype(function, dtype) or input.dtype
    return made(filled(function, (input._array.shape,), value, kind, device), requires_grad)


def zeros_like(
    input: Tensor, *, dtype: dtype | None = None, device: DeviceLike = None, requires_grad: bool = False
) -> Tensor:
    """Zeros of the shape and dtype of `input`."""
    return _like("zeros_like", input, 0, dtype, device, requires_grad)


def ones_like(
    input: Tensor, *, dtype: dtype | None = None, device: DeviceLike = None, requires_grad: bool = False
) -> Tensor:
    """Ones of the shape and dtype of `input`."""
    return _like("ones_like", input, 1, dtype, device, requires_grad)


def empty_like(
    input: Tensor, *, dtype: dtype | None = None, device: DeviceLike = None, requires_grad: bool = False
) -> Tensor:
    """A tensor of the shape and dtype of `input` for something else to fill; it holds zeros until then."""
    return _like("empty_like", input, 0, dtype, device, requires_grad)


def eye(
    n: int,
    m: int | None = None,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """The (n, m) matrix, square by default, with ones where row and column are equal and zeros elsewhere.

    >>> eye(2).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    check_device("eye()", device)
    rows, columns = (whole_number("eye", name, v) for name, v in (("n", n), ("m", n if m is None else m)))
    for name, value in (("n", rows), ("m", columns)):
        if value < 0:
            raise RuntimeError(f"eye(): {name} must be greater or equal to 0, got {value}")
    kind = as_dtype("eye", dtype) or dtypes.get_default_dtype()
    return made(stored(np.eye(rows, columns), kind), requires_grad)
