"""The front door: `import tinytorch as torch`, and PyTorch code runs.

Everything here is defined elsewhere: in tinytorch_core, or in a later stage that `_stages.py` names.
"""

from typing import TYPE_CHECKING

from tinytorch_core import __version__
from tinytorch_core.activations import log_softmax, relu, sigmoid, softmax, tanh
from tinytorch_core.autograd_modes import *
from tinytorch_core.dtypes import (
    bfloat16,
    dtype,
    float16,
    float32,
    float64,
    get_default_dtype,
    int8,
    int16,
    int32,
    int64,
    promote_types,
    set_default_dtype,
    uint8,
)
from tinytorch_core.dtypes import bool_ as bool
from tinytorch_core.dtypes import float16 as half
from tinytorch_core.dtypes import float32 as float
from tinytorch_core.dtypes import float64 as double
from tinytorch_core.dtypes import int16 as short
from tinytorch_core.dtypes import int32 as int
from tinytorch_core.dtypes import int64 as long
from tinytorch_core.environment import *
from tinytorch_core.tensor import *
from tinytorch_core.tensor_arithmetic import *
from tinytorch_core.tensor_conversion import *
from tinytorch_core.tensor_creation import *
from tinytorch_core.tensor_elementwise import *
from tinytorch_core.tensor_indexing import *
from tinytorch_core.tensor_joining import *
from tinytorch_core.tensor_products import *
from tinytorch_core.tensor_reductions import *
from tinytorch_core.tensor_shape import *
from tinytorch_core.tensor_sorting import *

from tinytorch import _stages
from tinytorch import autograd as autograd
from tinytorch import backends as backends
from tinytorch import nn as nn
from tinytorch_core import __version__ as __version__
from tinytorch_core import dtypes as _dtypes
from tinytorch_core.activations import *
from tinytorch_core.autograd_modes import *
from tinytorch_core.dtypes import *
from tinytorch_core.environment import *
from tinytorch_core.tensor import *
from tinytorch_core.tensor_arithmetic import *
from tinytorch_core.tensor_conversion import *
from tinytorch_core.tensor_creation import *
from tinytorch_core.tensor_elementwise import *
from tinytorch_core.tensor_indexing import *
from tinytorch_core.tensor_joining import *
from tinytorch_core.tensor_products import *
from tinytorch_core.tensor_reductions import *
from tinytorch_core.tensor_shape import *
from tinytorch_core.tensor_sorting import *

from tinytorch import _stages, autograd, backends, nn

bool = _dtypes.bool_
half = _dtypes.float16
float = _dtypes.float32
double = _dtypes.float64
short = _dtypes.int16
int = _dtypes.int32
long = _dtypes.int64

_stages.answer_for_missing_stages()

if not TYPE_CHECKING:  # hidden from type checkers, so that a misspelt name stays an error there

    def __getattr__(name: str) -> object:
        return _stages.lookup(__name__, name)
