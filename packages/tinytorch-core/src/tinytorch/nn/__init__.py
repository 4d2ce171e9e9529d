"""Layers, losses and their functions: torch.nn."""

from typing import TYPE_CHECKING

from tinytorch import _stages
from tinytorch.nn import functional as functional
from tinytorch.nn import init as init
from tinytorch_core.activations_modules import *
from tinytorch_core.layers import *
from tinytorch_core.layers_containers import *
from tinytorch_core.layers_shapes import *
from tinytorch_core.losses_modules import *

if not TYPE_CHECKING:  # hidden from type checkers, so that a misspelt name stays an error there

    def __getattr__(name: str) -> object:
        return _stages.lookup(__name__, name)
