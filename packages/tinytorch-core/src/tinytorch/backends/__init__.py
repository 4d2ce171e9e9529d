"""torch.backends: which kernels serve, and how to choose; and PyTorch's own, which are not there."""

from tinytorch.backends import cuda, cudnn, mps
from tinytorch_core.backends import Backend, active, available, explain, register, unregister, use

__all__ = ["Backend", "active", "available", "cuda", "cudnn", "explain", "mps", "register", "unregister", "use"]
