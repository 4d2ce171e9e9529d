"""torch.autograd: gradients asked for by hand, one's own operations, and the check whether a derivative holds."""

import tinytorch_core.autograd_rules
from tinytorch.autograd import function as function
from tinytorch_core.autograd import backward
from tinytorch_core.autograd_function import Function
from tinytorch_core.autograd_grad import grad
from tinytorch_core.autograd_gradcheck import gradcheck, gradgradcheck
from tinytorch_core.autograd_modes import enable_grad, inference_mode, no_grad, set_grad_enabled

__all__ = [
    "Function",
    "backward",
    "enable_grad",
    "function",
    "grad",
    "gradcheck",
    "gradgradcheck",
    "inference_mode",
    "no_grad",
    "set_grad_enabled",
]
