"""What a dtype can hold: `torch.finfo` and `torch.iinfo`."""

from __future__ import annotations

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dtypes import dtype

__all__ = ["finfo", "iinfo"]


class finfo:
    """The limits of a floating-point dtype.

    Args:
        type: the dtype; by default the default floating-point one.

    Attributes:
        bits: bits of one number.
        eps: the distance from 1 to the next larger number.
        max, min: the largest number, and its negative.
        smallest_normal, tiny: the smallest positive number that keeps full precision.
        resolution: the decimal precision, 10 ** -digits.

    >>> finfo(dtypes.bfloat16).eps
    0.0078125
    """

    def __init__(self, type: dtype | None = None) -> None:
        type = dtypes.get_default_dtype() if type is None else type
        if not isinstance(type, dtype) or not type.is_floating_point:
            raise TypeError(f"torch.finfo() requires a floating point input type, got {type!r}; use torch.iinfo")
        self.dtype = type.name
        self.bits = 8 * type.itemsize
        if type is dtypes.bfloat16:  # the exponent of float32 with 7 bits of fraction
            self.eps, self.resolution = 2.0**-7, 0.01
            self.max, self.smallest_normal = (2 - 2.0**-7) * 2.0**127, 2.0**-126
        else:
            limits = np.finfo(type.numpy)
            self.eps, self.resolution = float(limits.eps), 10.0**-limits.precision
            self.max, self.smallest_normal = float(limits.max), float(limits.smallest_normal)
        self.min, self.tiny = -self.max, self.smallest_normal

    def __repr__(self) -> str:
        names = ("resolution", "min", "max", "eps", "smallest_normal", "tiny")
        return f"finfo({', '.join(f'{name}={getattr(self, name):g}' for name in names)}, dtype={self.dtype})"


class iinfo:
    """The limits of an integer dtype.

    Attributes:
        bits: bits of one number.
        max, min: the largest and the smallest number.

    >>> iinfo(dtypes.int8)
    iinfo(min=-128, max=127, dtype=int8)
    """

    def __init__(self, type: dtype) -> None:
        if not isinstance(type, dtype) or type.category != 1:
            raise TypeError(f"torch.iinfo() requires an integer input type, got {type!r}; floats have torch.finfo")
        limits = np.iinfo(type.numpy)
        self.dtype = type.name
        self.bits = 8 * type.itemsize
        self.min, self.max = int(limits.min), int(limits.max)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min}, max={self.max}, dtype={self.dtype})"
