"""torch.backends.cuda: not built."""

from tinytorch_core.accelerators import is_built

__all__ = ["is_built"]
