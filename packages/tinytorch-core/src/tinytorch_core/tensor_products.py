"""Products of vectors and matrices beyond matmul: einsum, outer, dot, mm, bmm."""

from __future__ import annotations

from tinytorch_core.tensor_base import TensorBase

__all__: list[str] = []


class TensorProducts(TensorBase):
    """The functions above as methods."""
