"""torch.backends.mps: neither built nor available."""

from tinytorch_core.accelerators import is_available, is_built

__all__ = ["is_available", "is_built"]
