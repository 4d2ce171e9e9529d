"""Elementwise mathematics beyond module 02: rounding, trigonometry, logic, bits, clamping, choosing."""

from __future__ import annotations

from tinytorch_core.tensor_base import TensorBase

__all__: list[str] = []


class TensorElementwise(TensorBase):
    """The functions above as methods."""
