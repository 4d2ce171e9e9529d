"""torch.autograd.function: one's own operations."""

from tinytorch_core.autograd_function import Function, FunctionCtx, once_differentiable

__all__ = ["Function", "FunctionCtx", "once_differentiable"]
