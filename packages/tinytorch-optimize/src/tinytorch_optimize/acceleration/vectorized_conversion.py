"""Copies, as NumPy makes them."""

from __future__ import annotations

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.backends import Kernel
from tinytorch_core.dispatch import ops
from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.buffers import SMALLEST, empty_for


def clone_kernel(x: Array) -> Array:
    """A copy in row-major order."""
    if x.nbytes < SMALLEST or type(x) is not np.ndarray:  # bfloat16 is stored in a class of its own
        return x.copy()
    out = empty_for(x, x)
    np.copyto(out, x)
    return out


def copy_kernel(x: Array, source: Array) -> Array:
    """The source, cast and broadcast."""
    if source.dtype != x.dtype:
        source = ops.cast(source, dtype=dtypes.from_numpy_dtype(x.dtype))
    return np.broadcast_to(source, x.shape).copy()


KERNELS: dict[str, Kernel] = {
    "clone": clone_kernel,
    "copy": copy_kernel,
}
