"""The activations as modules, for `Sequential`: each keeps its settings and calls the function of its name."""

from __future__ import annotations

from tinytorch_core import activations, activations_variants
from tinytorch_core.layers import Module
from tinytorch_core.tensor import Tensor

__all__ = [
    "ELU",
    "GELU",
    "Hardtanh",
    "LeakyReLU",
    "LogSigmoid",
    "LogSoftmax",
    "ReLU",
    "ReLU6",
    "SiLU",
    "Sigmoid",
    "Softmax",
    "Softmin",
    "Softplus",
    "Tanh",
]


class _InPlace(Module):
    """An activation that may write its result into its input.

    Args:
        inplace: True to do so; the input's own values are gone afterwards.
    """

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""

    def _with(self, settings: str) -> str:
        return f"{settings}, inplace=True" if self.inplace else settings


class ReLU(_InPlace):
    """max(0, x), element by element; see `activations.relu`.

    >>> ReLU()(Tensor([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """

    def forward(self, input: Tensor) -> Tensor:
        return activations.relu(input, self.inplace)


class LeakyReLU(_InPlace):
    """x where x > 0, else negative_slope · x; see `activations_variants.leaky_relu`."""

    def __init__(self, negative_slope: float = 0.01, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.negative_slope = negative_slope

    def forward(self, input: Tensor) -> Tensor:
        return activations_variants.leaky_relu(input, self.negative_slope, self.inplace)

    def extra_repr(self) -> str:
        return self._with(f"negative_slope={self.negative_slope}")


class ELU(_InPlace):
    """x where x > 0, else alpha · (e^x - 1); see `activations_variants.elu`."""

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = alpha

    def forward(self, input: Tensor) -> Tensor:
        return activations_variants.elu(input, self.alpha, self.inplace)

    def extra_repr(self) -> str:
        return self._with(f"alpha={self.alpha}")


class Hardtanh(_InPlace):
    """x cut off below min_val and above max_val; see `activations_variants.hardtanh`.

    Raises:
        ValueError: max_val is not above min_val.
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        if max_val <= min_val:
            raise ValueError(f"Hardtanh: max_val must be larger than min_val, got {max_val} and {min_val}")
        self.min_val = min_val
        self.max_val = max_val

    def forward(self, input: Tensor) -> Tensor:
        return activations_variants.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def extra_repr(self) -> str:
        return self._with(f"min_val={self.min_val}, max_val={self.max_val}")


class ReLU6(Hardtanh):
    """min(max(0, x), 6); see `activations_variants.relu6`."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__(0.0, 6.0, inplace)

    def extra_repr(self) -> str:
        return "inplace=True" if self.inplace else ""


class SiLU(_InPlace):
    """x · sigmoid(x); see `activations_variants.silu`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations_variants.silu(input, self.inplace)


class Sigmoid(Module):
    """1 / (1 + e^-x), element by element; see `activations.sigmoid`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations.sigmoid(input)


class LogSigmoid(Module):
    """ln sigmoid(x); see `activations_variants.logsigmoid`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations_variants.logsigmoid(input)


class Tanh(Module):
    """(e^x - e^-x) / (e^x + e^-x), element by element; see `activations.tanh`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations.tanh(input)


class GELU(Module):
    """x · Φ(x), exactly or by way of tanh; see `activations.gelu`."""

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Tensor) -> Tensor:
        return activations.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"


class Softplus(Module):
    """ln(1 + e^(beta·x)) / beta; see `activations_variants.softplus`."""

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta = beta
        self.threshold = threshold

    def forward(self, input: Tensor) -> Tensor:
        return activations_variants.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class _Along(Module):
    """An activation along one dimension."""

    def __init__(self, dim: int | None = None) -> None:
        super().__init__()
        self.dim = dim

    def extra_repr(self) -> str:
        return f"dim={self.dim}"


class Softmax(_Along):
    """Shares that add up to 1 along `dim`; see `activations.softmax`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations.softmax(input, self.dim)


class LogSoftmax(_Along):
    """ln softmax along `dim`; see `activations.log_softmax`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations.log_softmax(input, self.dim)


class Softmin(_Along):
    """softmax(-x) along `dim`; see `activations_variants.softmin`."""

    def forward(self, input: Tensor) -> Tensor:
        return activations_variants.softmin(input, self.dim)
