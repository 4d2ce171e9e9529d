"""torch.backends.cudnn: not available; its switches can be set, as many scripts do, and change nothing."""

from tinytorch_core.accelerators import is_available

enabled = False
deterministic = True
benchmark = False

__all__ = ["benchmark", "deterministic", "enabled", "is_available"]
