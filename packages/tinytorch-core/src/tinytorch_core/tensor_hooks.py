"""Listening to gradients: hooks on tensors, and gradients kept where they would be let go."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any

from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__: list[str] = []

_numbers = count()


class RemovableHandle:
    """Takes a hook away again, by `remove()` or at the end of a `with` block."""

    def __init__(self, hooks: dict[int, Any]) -> None:
        self.id = next(_numbers)
        self._hooks = hooks

    def remove(self) -> None:
        """Takes the hook away; a second call does nothing."""
        self._hooks.pop(self.id, None)

    def __enter__(self) -> RemovableHandle:
        return self

    def __exit__(self, *_: object) -> None:
        self.remove()


def register_hook(input: Tensor, hook: Callable[[Tensor], Tensor | None]) -> RemovableHandle:
    """Calls `hook` with the gradient of this tensor on every backward pass; what it returns, if anything, replaces it.

    Raises:
        RuntimeError: the tensor does not require a gradient.
    """
    if not input._requires_grad:
        raise RuntimeError("cannot register a hook on a tensor that doesn't require gradient")
    if input.grad_fn is None:
        input._hooks = {} if input._hooks is None else input._hooks
        hooks = input._hooks
    else:
        hooks = input.grad_fn.hooks = {} if input.grad_fn.hooks is None else input.grad_fn.hooks
    handle = RemovableHandle(hooks)
    hooks[handle.id] = hook
    return handle


def register_post_accumulate_grad_hook(input: Tensor, hook: Callable[[Tensor], None]) -> RemovableHandle:
    """Calls `hook` with this leaf each time its `grad` has been filled in, as for an optimizer step per parameter.

    Raises:
        RuntimeError: the tensor is not a leaf, or does not require a gradient.
    """
    if not input._requires_grad or input.grad_fn is not None:
        raise RuntimeError("post accumulate grad hooks cannot be registered on non-leaf tensors")
    input._after_hooks = {} if input._after_hooks is None else input._after_hooks
    handle = RemovableHandle(input._after_hooks)
    input._after_hooks[handle.id] = hook
    return handle


def retain_grad(input: Tensor) -> None:
    """Keeps the gradient of this tensor in `grad` although it is no leaf; does nothing for a leaf.

    Raises:
        RuntimeError: the tensor does not require a gradient.
    """
    if not input._requires_grad:
        raise RuntimeError("can't retain_grad on Tensor that has requires_grad=False")
    if input.grad_fn is None or input._retains_grad:
        return
    input._retains_grad = True
    kept = weakref.ref(input)  # the node must not keep the tensor alive: it is kept alive by it

    def keep(grad: Tensor) -> None:
        tensor = kept()
        if tensor is not None:
            tensor.grad = grad.clone() if tensor.grad is None else tensor.grad + grad

    register_hook(input, keep)


def heard(hooks: dict[int, Any] | None, grad: Tensor) -> Tensor:
    """The gradient after everyone who listens has seen it; what a hook returns takes its place."""
    for hook in list(hooks.values()) if hooks else ():
        changed = hook(grad)
        grad = grad if changed is None else changed
    return grad


class TensorHooks(TensorBase):
    """The functions above as methods."""

    register_hook = register_hook
    register_post_accumulate_grad_hook = register_post_accumulate_grad_hook
    retain_grad = retain_grad

    @property
    def retains_grad(self) -> bool:
        """Whether `retain_grad()` was called."""
        return self._retains_grad
