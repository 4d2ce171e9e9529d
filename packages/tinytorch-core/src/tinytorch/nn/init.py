"""torch.nn.init: starting values for parameters."""

from tinytorch_core.init import *
from tinytorch_core.init import __all__ as __all__
