"""tinytorch-core: tensors, activations, layers, losses and autograd, written to be read.

Importing this package does nothing, with one exception: when TINYTORCH_WORKSPACE names a learner's
workspace, the finder that serves their lesson files is installed before any of them is imported.
"""

import os

__version__ = "0.1.0"

if os.environ.get("TINYTORCH_WORKSPACE"):
    from tinytorch_core.learner import install

    install()
