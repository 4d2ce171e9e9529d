"""Starting values for parameters, written in place; the names and formulas of torch.nn.init."""

from __future__ import annotations

import math

import numpy as np

from tinytorch_core.environment import Generator, default_generator
from tinytorch_core.tensor import Tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fills `tensor` with numbers drawn evenly from [a, b) and returns it."""
    tensor._array[...] = (generator or default_generator).stream.uniform(a, b, tensor.shape)
    tensor._written()
    return tensor


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """How much a nonlinearity asks the weights to be scaled by, so that the variance keeps its size.

    Raises:
        ValueError: an unknown nonlinearity; the message lists the known ones.

    Source: He et al. (2015) for ReLU; the tanh value of 5/3 is PyTorch's.
    """
    slope = 0.01 if param is None else param
    gains = {"linear": 1.0, "sigmoid": 1.0, "tanh": 5.0 / 3, "relu": math.sqrt(2.0)}
    gains["leaky_relu"] = math.sqrt(2.0 / (1 + slope**2))
    if nonlinearity not in gains:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}; there are: {', '.join(gains)}")
    return gains[nonlinearity]


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fills `tensor` evenly from ±gain · √(3 / fan), which keeps the variance of the signal through many layers.

    Args:
        a: slope of the leaky ReLU that follows.
        mode: "fan_in" keeps the variance forwards, "fan_out" backwards.

    Raises:
        ValueError: the tensor has fewer than two dimensions, or the mode is unknown.

    Source: He et al., Delving Deep into Rectifiers (2015).
    """
    fan_in, fan_out = _fans(tensor)
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of fan_in, fan_out")
    fan = fan_in if mode == "fan_in" else fan_out
    if fan == 0:
        return tensor
    bound = calculate_gain(nonlinearity, a) * math.sqrt(3.0 / fan)
    return uniform_(tensor, -bound, bound, generator)


def _fans(tensor: Tensor) -> tuple[int, int]:
    if tensor.ndim < 2:
        raise ValueError(
            f"Fan in and fan out can not be computed for tensor with fewer than 2 dimensions, got {tuple(tensor.shape)}"
        )
    field = int(np.prod(tensor.shape[2:]))
    return tensor.shape[1] * field, tensor.shape[0] * field
