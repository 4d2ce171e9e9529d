"""Products of matrices: one call of BLAS where the dtype has it."""

from __future__ import annotations

import numpy as np

from tinytorch_core.backends import Kernel
from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.quiet import quiet


def matmul_kernel(a: Array, b: Array) -> Array:
    """np.matmul; float16 is widened, as NumPy's own loop would round at every addition."""
    half = a.dtype == np.float16
    out: Array = np.matmul(a.astype(np.float32), b.astype(np.float32)) if half else np.matmul(a, b)
    return out.astype(np.float16) if half else out


def trace_kernel(x: Array) -> Array:
    """np.trace in x's dtype."""
    wide = np.float32 if x.dtype == np.float16 else x.dtype
    return np.asarray(np.trace(x, dtype=wide)).astype(x.dtype, copy=False)


KERNELS: dict[str, Kernel] = {
    "matmul": quiet(matmul_kernel),
    "trace": quiet(trace_kernel),
}
