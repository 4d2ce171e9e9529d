"""tinytorch-optimize: faster kernels for the operations of the earlier stages, found by entry points.

Importing this package does nothing: a backend is loaded when the first operation asks for one.
"""

__version__ = "0.1.0"
