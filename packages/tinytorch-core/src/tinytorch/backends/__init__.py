"""torch.backends: which kernels serve, and how to choose; and PyTorch's own, which are not there."""

from importlib import import_module

from tinytorch.backends import cuda, cudnn, mps
from tinytorch_core import backends
from tinytorch_core.backends import Backend, Explanation, active, available, register, unregister, use

__all__ = ["Backend", "active", "available", "cuda", "cudnn", "explain", "mps", "register", "unregister", "use"]


def explain(operation: str) -> Explanation:
    """Says who serves `operation` here, and why; LookupError where there is no such operation."""
    import_module("tinytorch_core.functional")  # layers and losses define their operations when first needed
    return backends.explain(operation)
