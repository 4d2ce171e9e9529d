"""torch.nn.functional: the functions behind the layers."""

from tinytorch_core.functional import *
from tinytorch_core.functional import __all__ as __all__
