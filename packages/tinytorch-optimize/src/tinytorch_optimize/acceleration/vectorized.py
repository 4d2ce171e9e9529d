"""The NumPy rung: every loop over elements handed to NumPy, which runs it in compiled code.

Installing tinytorch-optimize registers this backend; the code that calls the operations does not change. The kernels
stand by family in the files `vectorized_*.py` beside this one.
"""

from tinytorch_core.backends import Backend

from tinytorch_optimize.acceleration import (
    vectorized_elementwise,
    vectorized_movement,
    vectorized_nn,
    vectorized_reductions,
)

VECTORIZED = Backend(
    "vectorized",
    priority=50,
    kernels={
        **vectorized_elementwise.KERNELS,
        **vectorized_reductions.KERNELS,
        **vectorized_movement.KERNELS,
        **vectorized_nn.KERNELS,
    },
)
