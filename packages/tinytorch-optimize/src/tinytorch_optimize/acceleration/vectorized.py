"""The NumPy rung: every loop over elements handed to NumPy, which runs it in compiled code.

Installing tinytorch-optimize registers this backend; the code that calls the operations does not change. The kernels
stand by family in the files `vectorized_*.py` beside this one.
"""

from tinytorch_core.backends import Backend
from tinytorch_optimize.acceleration import (
    vectorized_activations,
    vectorized_conversion,
    vectorized_elementwise,
    vectorized_losses,
    vectorized_movement,
    vectorized_nn,
    vectorized_products,
    vectorized_reductions,
    vectorized_sorting,
)

VECTORIZED = Backend(
    "vectorized",
    priority=50,
    kernels={
        **vectorized_conversion.KERNELS,
        **vectorized_elementwise.KERNELS,
        **vectorized_reductions.KERNELS,
        **vectorized_movement.KERNELS,
        **vectorized_nn.KERNELS,
        **vectorized_activations.KERNELS,
        **vectorized_losses.KERNELS,
        **vectorized_products.KERNELS,
        **vectorized_sorting.KERNELS,
    },
)
