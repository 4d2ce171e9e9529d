"""tinytorch-train: data loading, optimizers, convolution and the training loop, on top of tinytorch-core.

Importing this package does nothing; what it offers is found under the front door `tinytorch`.
"""

__version__ = "0.1.0"
