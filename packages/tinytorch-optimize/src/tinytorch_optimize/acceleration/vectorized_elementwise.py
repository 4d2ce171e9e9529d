"""Elementwise operations as NumPy ufuncs: the whole loop in one call of compiled code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from tinytorch_core.dtypes import Array


def quiet(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function without NumPy's warnings: infinities and NaN are results here, as IEEE 754 defines them."""

    def inner(*arrays: Array, **params: Any) -> Any:
        with np.errstate(all="ignore"):
            return function(*arrays, **params)

    return inner


KERNELS = {
    "add": quiet(np.add),
    "sub": quiet(np.subtract),
    "mul": quiet(np.multiply),
    "div": quiet(np.divide),
    "neg": np.negative,
    "exp": quiet(np.exp),
    "log": quiet(np.log),
    "eq": np.equal,
    "ne": np.not_equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}
