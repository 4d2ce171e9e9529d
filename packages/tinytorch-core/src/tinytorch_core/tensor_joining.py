"""Several tensors into one and one into several: cat, stack, split, chunk, and moving whole blocks."""

from __future__ import annotations

from tinytorch_core.tensor_base import TensorBase

__all__: list[str] = []


class TensorJoining(TensorBase):
    """The functions above as methods."""
