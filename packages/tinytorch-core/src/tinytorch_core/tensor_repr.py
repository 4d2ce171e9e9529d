"""How a tensor prints: PyTorch's layout, so that what a student sees here they know there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tinytorch_core import dtypes

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor


def text_of(input: Tensor) -> str:
    """tensor([[1., 2.]], dtype=torch.float64, requires_grad=True)."""
    array = input._array
    kind = input.dtype
    with np.printoptions(precision=4, suppress=True, threshold=1000, edgeitems=3, linewidth=73):
        body = np.array2string(array, separator=", ", prefix="tensor(")
    notes = []
    usual = (dtypes.get_default_dtype(), dtypes.int64, dtypes.bool_)
    if kind not in usual or (array.size == 0 and kind is not dtypes.get_default_dtype()):
        notes.append(f"dtype={kind!r}")
    if array.size == 0 and array.shape != (0,):
        notes.insert(0, f"size={tuple(array.shape)}")
    if input.grad_fn is not None:
        notes.append(f"grad_fn=<{input.grad_fn.name}>")
    elif input._requires_grad:
        notes.append("requires_grad=True")
    return f"tensor({', '.join([body, *notes])})"
