"""Layers, losses and their functions: torch.nn."""

from typing import TYPE_CHECKING

from tinytorch_core.activations_modules import ReLU, Sigmoid, Softmax, Tanh
from tinytorch_core.layers import Linear, Module, Parameter, Sequential
from tinytorch_core.losses import CrossEntropyLoss, MSELoss

from tinytorch import _stages
from tinytorch.nn import functional, init

__all__ = [
    "CrossEntropyLoss",
    "Linear",
    "MSELoss",
    "Module",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Softmax",
    "Tanh",
    "functional",
    "init",
]

if not TYPE_CHECKING:  # hidden from type checkers, so that a misspelt name stays an error there

    def __getattr__(name: str) -> object:
        return _stages.lookup(__name__, name)
