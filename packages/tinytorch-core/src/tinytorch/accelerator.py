"""torch.accelerator: none is used, and the scripts that ask are told so."""

from tinytorch_core.accelerators import current_accelerator, device_count, is_available, synchronize

__all__ = ["current_accelerator", "device_count", "is_available", "synchronize"]
