"""The activations as modules, for `Sequential`."""

from __future__ import annotations

from tinytorch_core import activations
from tinytorch_core.layers import Module
from tinytorch_core.tensor import Tensor


class ReLU(Module):
    """max(0, x), element by element; see `activations.relu`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations.relu(input)


class Sigmoid(Module):
    """1 / (1 + e^-x), element by element; see `activations.sigmoid`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations.sigmoid(input)


class Tanh(Module):
    """(e^x - e^-x) / (e^x + e^-x), element by element; see `activations.tanh`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations.tanh(input)


class Softmax(Module):
    """Shares that add up to 1 along `dim`; see `activations.softmax`."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.dim = dim

    def forward(self, input: Tensor) -> Tensor:
        return activations.softmax(input, self.dim)

    def extra_repr(self) -> str:
        return f"dim={self.dim}"
