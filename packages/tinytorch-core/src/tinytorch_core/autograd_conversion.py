"""Derivatives of writing into a tensor: what is overwritten counts for nothing, what is written gets the gradient."""

from __future__ import annotations

import numpy as np

from tinytorch_core.autograd_graph import derivative
from tinytorch_core.tensor import Tensor


@derivative("copy", "x")
def copy_backward_x(grad: Tensor) -> Tensor:
    """What was overwritten has no influence: zeros."""
    return Tensor._wrap(np.zeros_like(grad._array))


@derivative("copy", "source")
def copy_backward_source(grad: Tensor) -> Tensor:
    """The engine sums it back where the source was broadcast, and casts it back to the source's dtype."""
    return grad
