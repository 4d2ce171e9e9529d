"""Imports every file of derivative rules, so that the graph knows the derivative of every operation of core."""

from tinytorch_core import (
    autograd,
    autograd_choosing,
    autograd_conversion,
    autograd_elementwise,
    autograd_movement,
    autograd_nn,
    autograd_reductions,
)

__all__ = [
    "autograd",
    "autograd_choosing",
    "autograd_conversion",
    "autograd_elementwise",
    "autograd_movement",
    "autograd_nn",
    "autograd_reductions",
]
