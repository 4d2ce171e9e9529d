"""Tensors that count: `arange` by a step, `linspace` and `logspace` by a number of steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.device import DeviceLike, check_device
from tinytorch_core.dtypes import Array, Number, as_dtype, dtype
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_creation import made
from tinytorch_core.tensor_data import stored
from tinytorch_core.tensor_filling import whole_number

__all__ = ["arange", "linspace", "logspace"]


def scalar(function: str, name: str, value: Any) -> Number:
    """A Python number out of a number or a 0-d tensor; TypeError where it is neither."""
    if isinstance(value, TensorBase):
        if value._array.ndim:
            raise RuntimeError(
                f"{function} only supports 0-dimensional {name} tensors, but got {name} with {value._array.ndim} "
                "dimension(s)."
            )
        value = value.item()  # type: ignore[attr-defined]
    if not isinstance(value, (bool, int, float, np.integer, np.floating)):
        raise TypeError(f"{function}(): argument '{name}' must be Number, not {type(value).__name__}")
    return value if isinstance(value, (int, float)) else value.item()


def arange(
    start: Number | Tensor = 0,
    end: Number | Tensor | None = None,
    step: Number | Tensor = 1,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """start, start + step, ... up to but not including `end`; `arange(n)` counts 0 .. n-1.

    There are ceil((end - start) / step) numbers, the i-th being start + i·step: counted, not added up, so that
    rounding does not grow. Whole numbers give int64, otherwise the default floating-point type.

    Raises:
        RuntimeError: step is 0 or leads away from `end`, or a bound is not finite.

    >>> arange(1, 2, 0.25).tolist()
    [1.0, 1.25, 1.5, 1.75]
    """
    check_device("arange()", device)
    given = (0, start) if end is None else (start, end)
    names = ("start", "end", "step")
    first, last, by = (scalar("arange", name, value) for name, value in zip(names, (*given, step), strict=True))
    whole = all(isinstance(value, int) for value in (first, last, by))
    kind = as_dtype("arange", dtype) or (dtypes.int64 if whole else dtypes.get_default_dtype())
    if kind.category == 0:
        raise NotImplementedError('"arange" not implemented for bool; count in an integer dtype')
    return made(stored(_counted(first, last, by, kind), kind), requires_grad)


def _counted(first: Number, last: Number, by: Number, kind: dtype) -> Array:
    if not (math.isfinite(first) and math.isfinite(last)):
        raise RuntimeError(f"arange: unsupported range: {first} -> {last}; both ends must be finite")
    if kind is dtypes.int64:
        first, last, by = int(first), int(last), int(by)
    if by == 0:
        raise RuntimeError("arange: step must be nonzero (and at least 1 where the result counts in whole numbers)")
    if (last - first) * by < 0:
        raise RuntimeError(f"upper bound and lower bound inconsistent with step sign: from {first} to {last} by {by}")
    exact = isinstance(first, int) and isinstance(last, int) and isinstance(by, int)
    count = -((first - last) // by) if exact else math.ceil((last - first) / by)
    if kind.category == 1:
        return int(first) + np.arange(count, dtype=np.int64) * int(by)
    return first + np.arange(count, dtype=np.float64) * by


def linspace(
    start: Number | Tensor,
    end: Number | Tensor,
    steps: int,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` numbers from `start` to `end`, both exactly included, at equal distances.

    >>> linspace(0, 1, 5).tolist()
    [0.0, 0.25, 0.5, 0.75, 1.0]
    """
    check_device("linspace()", device)
    kind = as_dtype("linspace", dtype) or dtypes.get_default_dtype()
    return made(stored(_spaced("linspace", start, end, steps, kind), kind), requires_grad)


def _spaced(function: str, start: Any, end: Any, steps: int, kind: dtype) -> Array:
    first, last = scalar(function, "start", start), scalar(function, "end", end)
    count = whole_number(function, "steps", steps)
    if count < 0:
        raise RuntimeError(f"{function}: number of steps must be non-negative, got {count}")
    if kind.category == 0:
        raise NotImplementedError(f'"{function}" not implemented for bool; use an integer or floating-point dtype')
    if kind.category == 1:
        first, last = int(first), int(last)
    by = (last - first) / (count - 1) if count > 1 else 0.0
    i = np.arange(count, dtype=np.float64)
    return np.where(i < count / 2, first + by * i, last - by * (count - 1 - i)) if count != 1 else np.array([first])


def logspace(
    start: Number | Tensor,
    end: Number | Tensor,
    steps: int,
    base: float = 10.0,
    *,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """base ** x for `steps` values of x from `start` to `end`, both included: equal ratios.

    >>> logspace(0, 2, 3).tolist()
    [1.0, 10.0, 100.0]
    """
    check_device("logspace()", device)
    kind = as_dtype("logspace", dtype) or dtypes.get_default_dtype()
    exponents = _spaced("logspace", start, end, steps, kind).astype(np.float64)
    with np.errstate(all="ignore"):
        return made(stored(np.power(float(base), exponents), kind), requires_grad)
