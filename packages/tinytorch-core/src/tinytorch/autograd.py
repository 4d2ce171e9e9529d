"""torch.autograd: gradients asked for by hand."""

import tinytorch_core.autograd_rules
from tinytorch_core.autograd import backward, grad
from tinytorch_core.autograd_modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = ["backward", "enable_grad", "grad", "inference_mode", "no_grad", "set_grad_enabled"]
