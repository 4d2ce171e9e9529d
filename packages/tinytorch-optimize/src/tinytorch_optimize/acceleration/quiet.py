"""NumPy without its warnings: infinities and NaN are results here, as IEEE 754 defines them.

Kernels may change nothing for the caller, so NumPy's own settings stay as they are. A kernel of several lines runs
under `np.errstate`. For a single ufunc, which takes a third of a microsecond on small arrays, errstate would triple the
time; it runs in a context that was made quiet once. NumPy keeps its settings in a context variable, and what runs in
another context leaves the caller's alone.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import Context
from typing import Any

import numpy as np

from tinytorch_core.dtypes import Array
from tinytorch_optimize.acceleration.buffers import SMALLEST, empty_for


def quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function without NumPy's warnings."""
    return np.errstate(all="ignore")(function)


class _QuietContext(threading.local):
    """One context for each thread, as no context can be entered twice at the same time.

    Only ufuncs on plain arrays run in it: compiled code that calls nothing which could enter it again.
    """

    def __init__(self) -> None:
        context = Context()
        context.run(np.seterr, all="ignore")
        self.run = context.run


_here = _QuietContext()


def quiet_ufunc(ufunc: np.ufunc) -> Callable[..., Array]:
    """The ufunc without NumPy's warnings, as a kernel of one array or of two."""
    if ufunc.nin == 1:
        return lambda x: _here.run(ufunc, x)
    return lambda a, b: _here.run(ufunc, a, b)


def pooled_ufunc(ufunc: np.ufunc) -> Callable[..., Array]:
    """The same for a ufunc whose result has its operands' dtype: large results go into buffers that are used again."""
    if ufunc.nin == 1:
        return lambda x: _here.run(ufunc, x) if x.nbytes < SMALLEST else _here.run(ufunc, x, empty_for(x, x))

    def kernel(a: Array, b: Array) -> Array:
        if a.nbytes < SMALLEST and b.nbytes < SMALLEST:
            return _here.run(ufunc, a, b)
        return _here.run(ufunc, a, b, empty_for(a, b))

    return kernel
