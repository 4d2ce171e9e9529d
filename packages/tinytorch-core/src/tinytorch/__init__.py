"""The front door: `import tinytorch as torch`, and PyTorch code runs.

Everything here is defined elsewhere: in tinytorch_core, or in a later stage that `_stages.py` names.
"""

from typing import TYPE_CHECKING

from tinytorch import _stages
from tinytorch import autograd as autograd
from tinytorch import backends as backends
from tinytorch_core import __version__ as __version__
from tinytorch_core import dtypes as _dtypes
from tinytorch_core.activations import *
from tinytorch_core.autograd_modes import *
from tinytorch_core.device import *
from tinytorch_core.dtypes import *
from tinytorch_core.dtypes_limits import *
from tinytorch_core.environment import *
from tinytorch_core.layers_summary import *
from tinytorch_core.serialization import *
from tinytorch_core.tensor import *
from tinytorch_core.tensor_activations import *
from tinytorch_core.tensor_arithmetic import *
from tinytorch_core.tensor_arranging import *
from tinytorch_core.tensor_choosing import *
from tinytorch_core.tensor_comparison import *
from tinytorch_core.tensor_conversion import *
from tinytorch_core.tensor_counting import *
from tinytorch_core.tensor_creation import *
from tinytorch_core.tensor_creation_random import *
from tinytorch_core.tensor_creation_ranges import *
from tinytorch_core.tensor_cumulative import *
from tinytorch_core.tensor_division import *
from tinytorch_core.tensor_einsum import *
from tinytorch_core.tensor_elementwise import *
from tinytorch_core.tensor_extremes import *
from tinytorch_core.tensor_gathering import *
from tinytorch_core.tensor_indexing import *
from tinytorch_core.tensor_joining import *
from tinytorch_core.tensor_logic import *
from tinytorch_core.tensor_mixing import *
from tinytorch_core.tensor_products import *
from tinytorch_core.tensor_promotion import *
from tinytorch_core.tensor_random import *
from tinytorch_core.tensor_reductions import *
from tinytorch_core.tensor_repr import *
from tinytorch_core.tensor_rounding import *
from tinytorch_core.tensor_selecting import *
from tinytorch_core.tensor_shape import *
from tinytorch_core.tensor_sorting import *
from tinytorch_core.tensor_statistics import *
from tinytorch_core.tensor_views import *

bool = _dtypes.bool_
half = _dtypes.float16
float = _dtypes.float32
double = _dtypes.float64
short = _dtypes.int16
int = _dtypes.int32
long = _dtypes.int64

_stages.answer_for_missing_stages()

if TYPE_CHECKING:  # these are imported when they are first used
    from tinytorch import accelerator as accelerator
    from tinytorch import cuda as cuda
    from tinytorch import mps as mps
    from tinytorch import nn as nn
    from tinytorch import random as random
    from tinytorch import viz as viz
else:  # hidden from type checkers, so that a misspelt name stays an error there

    def __getattr__(name: str) -> object:
        return _stages.lookup(__name__, name)
