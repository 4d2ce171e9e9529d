"""Order: sort, topk, argsort and what is built on them."""

from __future__ import annotations

from tinytorch_core.tensor_base import TensorBase

__all__: list[str] = []


class TensorSorting(TensorBase):
    """The functions above as methods."""
