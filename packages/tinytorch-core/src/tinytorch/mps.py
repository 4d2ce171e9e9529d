"""torch.mps: no Apple GPU is used, and the scripts that ask are told so."""

from tinytorch_core.accelerators import device_count, empty_cache, is_available, manual_seed, synchronize

__all__ = ["device_count", "empty_cache", "is_available", "manual_seed", "synchronize"]
