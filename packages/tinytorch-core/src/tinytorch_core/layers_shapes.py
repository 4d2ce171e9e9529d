"""Layers without parameters that pass their input on, as it is or in another shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tinytorch_core.layers import Module
from tinytorch_core.tensor import Tensor

__all__ = ["Flatten", "Identity", "Unflatten"]


class Identity(Module):
    """Returns its input; stands where a layer was taken out. Arguments are accepted and forgotten.

    >>> Identity(54, unused=True)(Tensor([1.0])).tolist()
    [1.0]
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()

    def forward(self, input: Any) -> Any:
        return input


class Flatten(Module):
    """Makes dimensions start_dim .. end_dim one; by default all but the first, the batch.

    >>> Flatten()(Tensor([[[1.0, 2.0], [3.0, 4.0]]])).tolist()
    [[1.0, 2.0, 3.0, 4.0]]
    """

    def __init__(self, start_dim: int = 1, end_dim: int = -1) -> None:
        super().__init__()
        self.start_dim = start_dim
        self.end_dim = end_dim

    def forward(self, input: Tensor) -> Tensor:
        return input.flatten(self.start_dim, self.end_dim)

    def extra_repr(self) -> str:
        return f"start_dim={self.start_dim}, end_dim={self.end_dim}"


class Unflatten(Module):
    """Splits one dimension into several: what `Flatten` does, backwards.

    Args:
        dim: the dimension to split.
        unflattened_size: the sizes to split it into; one may be -1.

    Raises:
        TypeError: dim is no int, or the sizes are no sequence of ints.

    >>> Unflatten(1, (2, 2))(Tensor([[1.0, 2.0, 3.0, 4.0]])).tolist()
    [[[1.0, 2.0], [3.0, 4.0]]]
    """

    def __init__(self, dim: int, unflattened_size: Sequence[int]) -> None:
        super().__init__()
        if not isinstance(dim, int):
            raise TypeError(f"Unflatten: dim must be an int, got {type(dim).__name__}; dimensions have no names here")
        if not isinstance(unflattened_size, (tuple, list)) or not all(isinstance(n, int) for n in unflattened_size):
            raise TypeError(f"Unflatten: unflattened_size must be a tuple of ints, got {unflattened_size!r}")
        self.dim = dim
        self.unflattened_size = unflattened_size

    def forward(self, input: Tensor) -> Tensor:
        return input.unflatten(self.dim, self.unflattened_size)

    def extra_repr(self) -> str:
        return f"dim={self.dim}, unflattened_size={self.unflattened_size}"
