"""Products, indexing and joining, as NumPy does them."""

from __future__ import annotations

import numpy as np

from tinytorch_optimize.acceleration.vectorized_elementwise import quiet

KERNELS = {
    "matmul": quiet(np.matmul),
}
