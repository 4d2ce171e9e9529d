"""Tensors out of nothing: from data, filled with a value, counted up, or drawn at random."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dtypes import Array, Number, dtype
from tinytorch_core.environment import Generator, default_generator
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_shape import sizes

__all__ = [
    "arange",
    "from_numpy",
    "full",
    "ones",
    "ones_like",
    "rand",
    "randint",
    "randn",
    "randperm",
    "tensor",
    "zeros",
    "zeros_like",
]


def _made(array: Array, requires_grad: bool) -> Tensor:
    out = Tensor._wrap(array)
    return out.requires_grad_() if requires_grad else out


def tensor(data: Any, *, dtype: dtype | None = None, requires_grad: bool = False) -> Tensor:
    """A new tensor holding a copy of `data`.

    Args:
        data: a number, nested lists of numbers, a NumPy array, or a tensor.
        dtype: the element type; by default float32 for floats, int64 for ints, bool for bools, and a NumPy array's own.
        requires_grad: True to have `backward()` fill in `grad`.

    >>> tensor([[1, 2], [3, 4]]).dtype
    torch.int64
    """
    return Tensor(data, dtype, requires_grad)


def from_numpy(ndarray: Array) -> Tensor:
    """A tensor that shares the array's memory; TypeError where the array's dtype has no counterpart."""
    if not isinstance(ndarray, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(ndarray).__name__})")
    dtypes.from_numpy_dtype(ndarray.dtype)
    return Tensor._wrap(ndarray)


def full(
    size: int | Sequence[int], fill_value: Number, *, dtype: dtype | None = None, requires_grad: bool = False
) -> Tensor:
    """A tensor of `size` with `fill_value` everywhere, in the dtype of that number unless one is given."""
    kind = dtype or dtypes.of_number(fill_value)
    return _made(np.full(sizes((size,)), fill_value, dtype=kind.numpy), requires_grad)


def zeros(*size: int | Sequence[int], dtype: dtype | None = None, requires_grad: bool = False) -> Tensor:
    """A tensor of zeros, float32 unless asked otherwise: `zeros(2, 3)` or `zeros((2, 3))`."""
    return full(sizes(size), 0, dtype=dtype or dtypes.get_default_dtype(), requires_grad=requires_grad)


def ones(*size: int | Sequence[int], dtype: dtype | None = None, requires_grad: bool = False) -> Tensor:
    """A tensor of ones, float32 unless asked otherwise: `ones(2, 3)` or `ones((2, 3))`."""
    return full(sizes(size), 1, dtype=dtype or dtypes.get_default_dtype(), requires_grad=requires_grad)


def zeros_like(input: Tensor, *, dtype: dtype | None = None, requires_grad: bool = False) -> Tensor:
    """Zeros of the shape and dtype of `input`."""
    return full(input.shape, 0, dtype=dtype or input.dtype, requires_grad=requires_grad)


def ones_like(input: Tensor, *, dtype: dtype | None = None, requires_grad: bool = False) -> Tensor:
    """Ones of the shape and dtype of `input`."""
    return full(input.shape, 1, dtype=dtype or input.dtype, requires_grad=requires_grad)


def arange(start: Number, end: Number | None = None, step: Number = 1, *, dtype: dtype | None = None) -> Tensor:
    """start, start + step, ... up to but not including `end`; `arange(n)` counts 0 .. n-1.

    Integers give int64, otherwise the default floating-point type.
    """
    first, last = (0, start) if end is None else (start, end)
    if step == 0 or (last - first) * step < 0:
        raise RuntimeError(
            f"arange: step {step} does not lead from {first} to {last}; it must be nonzero and of that sign"
        )
    whole = all(isinstance(number, int) for number in (first, last, step))
    kind = dtype or (dtypes.int64 if whole else dtypes.get_default_dtype())
    return Tensor._wrap(np.arange(first, last, step).astype(kind.numpy))


def rand(
    *size: int | Sequence[int],
    generator: Generator | None = None,
    dtype: dtype | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn evenly from [0, 1)."""
    draw = (generator or default_generator).stream.random(sizes(size))
    return _made(np.asarray(draw).astype((dtype or dtypes.get_default_dtype()).numpy), requires_grad)


def randn(
    *size: int | Sequence[int],
    generator: Generator | None = None,
    dtype: dtype | None = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn from the normal distribution with mean 0 and variance 1."""
    draw = (generator or default_generator).stream.standard_normal(sizes(size))
    return _made(np.asarray(draw).astype((dtype or dtypes.get_default_dtype()).numpy), requires_grad)


def randint(
    low: int,
    high: int | Sequence[int],
    size: Sequence[int] | None = None,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
) -> Tensor:
    """Whole numbers drawn evenly from low .. high-1, as int64; `randint(high, size)` starts at 0."""
    first, last, shape = (0, low, high) if size is None else (low, high, size)
    if not isinstance(last, int) or first >= last:
        raise RuntimeError(f"random_ expects 'from' to be less than 'to', but got from={first} >= to={last}")
    draw = (generator or default_generator).stream.integers(first, last, sizes((shape,)))
    return Tensor._wrap(np.asarray(draw).astype((dtype or dtypes.int64).numpy))


def randperm(n: int, *, generator: Generator | None = None) -> Tensor:
    """The numbers 0 .. n-1 in random order, as int64."""
    if n < 0:
        raise RuntimeError(f"n must be non-negative, got {n}")
    return Tensor._wrap((generator or default_generator).stream.permutation(n).astype(np.int64))
