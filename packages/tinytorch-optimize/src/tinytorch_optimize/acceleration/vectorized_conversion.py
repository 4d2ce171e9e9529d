"""Copies and casts, as NumPy does them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import ops
from tinytorch_core.dtypes import Array, dtype
from tinytorch_optimize.acceleration.vectorized_elementwise import quiet


def clone_kernel(x: Array) -> Array:
    """A copy in row-major order."""
    return x.copy()


def cast_kernel(x: Array, *, dtype: dtype) -> Any:
    """ndarray.astype; floats that no int64 holds are left to the definition, as C leaves them undefined."""
    if dtype is dtypes.bool_:
        return x != 0
    if dtype.category == 1 and x.dtype.kind == "f":
        if not np.all(np.abs(x) < 2.0**63):
            return NotImplemented
        x = x.astype(np.int64)
    return x.astype(dtype.numpy)


def copy_kernel(x: Array, source: Array) -> Array:
    """The source, cast and broadcast."""
    if source.dtype != x.dtype:
        source = ops.cast(source, dtype=dtypes.from_numpy_dtype(x.dtype))
    return np.broadcast_to(source, x.shape).copy()


KERNELS = {
    "clone": clone_kernel,
    "cast": quiet(cast_kernel),
    "copy": copy_kernel,
}
