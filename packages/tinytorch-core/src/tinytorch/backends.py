"""torch.backends: which kernels serve, and how to choose."""

from tinytorch_core.backends import Backend, active, available, explain, register, unregister, use

__all__ = ["Backend", "active", "available", "explain", "register", "unregister", "use"]
