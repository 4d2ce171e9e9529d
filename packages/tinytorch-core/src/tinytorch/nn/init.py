"""torch.nn.init: starting values for parameters."""

from tinytorch_core.init import calculate_gain, kaiming_uniform_, uniform_

__all__ = ["calculate_gain", "kaiming_uniform_", "uniform_"]
