"""Functions that a module calls before and after its forward, and when gradients come back through it.

A module without hooks pays for them with one comparison; the first hook gives it a `HookTable`, and calls take the
longer way through `call_with_hooks`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_hooks import RemovableHandle

if TYPE_CHECKING:
    from tinytorch_core.layers import Module

Hook = Callable[..., Any]


class HookTable:
    """The hooks of one module, by kind and number; forward hooks with whether they take keyword arguments too."""

    def __init__(self) -> None:
        self.forward_pre: dict[int, tuple[Hook, bool]] = {}
        self.forward: dict[int, tuple[Hook, bool]] = {}
        self.backward_pre: dict[int, Hook] = {}
        self.backward: dict[int, Hook] = {}


class ModuleHooks:
    """The part of `Module` that registers hooks; each method returns a handle whose `remove()` takes the hook away."""

    _hooks: HookTable | None = None

    def _table(self) -> HookTable:
        if self._hooks is None:
            object.__setattr__(self, "_hooks", HookTable())
        return self._hooks  # type: ignore[return-value]

    def register_forward_pre_hook(
        self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False
    ) -> RemovableHandle:
        """Calls hook(module, args) before each forward; what it returns, if anything, replaces the arguments.

        Args:
            hook: may return one value or a tuple of arguments; with `with_kwargs` it is called as
                hook(module, args, kwargs) and may return (args, kwargs).
            prepend: call it before the hooks there are.
        """
        return _added(self._table().forward_pre, (hook, with_kwargs), prepend)

    def register_forward_hook(self, hook: Hook, *, prepend: bool = False, with_kwargs: bool = False) -> RemovableHandle:
        """Calls hook(module, args, output) after each forward; what it returns, if anything, replaces the output.

        Args:
            hook: with `with_kwargs` it is called as hook(module, args, kwargs, output).
            prepend: call it before the hooks there are.
        """
        return _added(self._table().forward, (hook, with_kwargs), prepend)

    def register_full_backward_pre_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Calls hook(module, grad_output) before gradients go back through the module; it may return new ones."""
        return _added(self._table().backward_pre, hook, prepend)

    def register_full_backward_hook(self, hook: Hook, prepend: bool = False) -> RemovableHandle:
        """Calls hook(module, grad_input, grad_output) once the gradients of the inputs are known.

        Both are tuples, with None for what is no tensor or has no gradient. What the hook returns, if anything,
        replaces grad_input.
        """
        return _added(self._table().backward, hook, prepend)


def _added(hooks: dict[int, Any], hook: Any, prepend: bool) -> RemovableHandle:
    handle = RemovableHandle(hooks)
    before = {} if not prepend else dict(hooks)
    if prepend:
        hooks.clear()
    hooks[handle.id] = hook
    hooks.update(before)
    return handle


def call_with_hooks(module: Module, hooks: HookTable, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """One call of a module with hooks: before, forward, after, with the backward hooks around it."""
    if not (hooks.forward_pre or hooks.forward or hooks.backward_pre or hooks.backward):
        object.__setattr__(module, "_hooks", None)  # all were removed: back to the short way
        return module.forward(*args, **kwargs)
    for hook, with_kwargs in list(hooks.forward_pre.values()):
        args, kwargs = _changed_arguments(module, hook, with_kwargs, args, kwargs)
    watch = _BackwardWatch(module, hooks, len(args)) if hooks.backward or hooks.backward_pre else None
    if watch is not None:
        args = watch.inputs(args)
    output = module.forward(*args, **kwargs)
    for hook, with_kwargs in list(hooks.forward.values()):
        changed = hook(module, args, kwargs, output) if with_kwargs else hook(module, args, output)
        output = output if changed is None else changed
    return output if watch is None else watch.outputs(output)


def _changed_arguments(
    module: Module, hook: Hook, with_kwargs: bool, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if not with_kwargs:
        changed = hook(module, args)
        if changed is None:
            return args, kwargs
        return (changed if isinstance(changed, tuple) else (changed,)), kwargs
    changed = hook(module, args, kwargs)
    if changed is None:
        return args, kwargs
    if not isinstance(changed, tuple) or len(changed) != 2:
        raise RuntimeError(
            f"forward pre-hook must return None or a tuple of (new_args, new_kwargs), but got {type(changed).__name__}"
        )
    return changed


class _BackwardWatch:
    """What one call with backward hooks remembers until its gradients come back.

    The inputs pass one operation that changes nothing on their way in, and the outputs another on their way out, so
    that the gradients of all outputs, and later those of all inputs, are seen together.
    """

    def __init__(self, module: Module, hooks: HookTable, arguments: int) -> None:
        self.module, self.hooks, self.arguments = module, hooks, arguments
        self.positions: list[int] = []
        self.grad_output: tuple[Any, ...] = ()

    def inputs(self, args: tuple[Any, ...]) -> tuple[Any, ...]:
        """The arguments, watched: their gradients will be shown to the backward hooks."""
        self.positions = [i for i, arg in enumerate(args) if isinstance(arg, TensorBase) and arg._requires_grad]
        if not self.positions:
            return args
        passed = _pass(self._input_gradients, [args[i] for i in self.positions])
        at = dict(zip(self.positions, passed, strict=True))
        return tuple(at.get(i, arg) for i, arg in enumerate(args))

    def outputs(self, output: Any) -> Any:
        """The output, watched; a module with backward hooks returns a tensor or a tuple."""
        results = output if isinstance(output, tuple) else (output,)
        tensors = {i: r for i, r in enumerate(results) if isinstance(r, TensorBase) and r._requires_grad}
        if not tensors:
            return output
        passed = _pass(lambda grads: self._output_gradients(grads, list(tensors), len(results)), list(tensors.values()))
        at = dict(zip(tensors, passed, strict=True))
        watched = tuple(at.get(i, result) for i, result in enumerate(results))
        return watched if isinstance(output, tuple) else watched[0]

    def _output_gradients(self, grads: tuple[Any, ...], places: list[int], count: int) -> tuple[Any, ...]:
        shown = _spread(grads, places, count)
        for hook in list(self.hooks.backward_pre.values()):
            changed = hook(self.module, shown)
            shown = shown if changed is None else _as_tuple(changed, count, "grad_output")
        self.grad_output = shown
        if not self.positions:
            self._run_hooks((None,) * self.arguments)
        return tuple(shown[i] for i in places)

    def _input_gradients(self, grads: tuple[Any, ...]) -> tuple[Any, ...]:
        shown = self._run_hooks(_spread(grads, self.positions, self.arguments))
        return tuple(shown[i] for i in self.positions)

    def _run_hooks(self, grad_input: tuple[Any, ...]) -> tuple[Any, ...]:
        for hook in list(self.hooks.backward.values()):
            changed = hook(self.module, grad_input, self.grad_output)
            grad_input = grad_input if changed is None else _as_tuple(changed, self.arguments, "grad_input")
        return grad_input


def _spread(grads: tuple[Any, ...], places: list[int], count: int) -> tuple[Any, ...]:
    at = dict(zip(places, grads, strict=True))
    return tuple(at.get(i) for i in range(count))


def _as_tuple(changed: Any, count: int, what: str) -> tuple[Any, ...]:
    given = changed if isinstance(changed, tuple) else (changed,)
    if len(given) != count:
        raise RuntimeError(
            f"Backward hook returned an invalid number of {what}, got {len(given)}, but expected {count}"
        )
    return given


def _pass(show: Callable[[tuple[Any, ...]], tuple[Any, ...]], tensors: list[Any]) -> tuple[Any, ...]:
    """The tensors unchanged, through one operation whose backward hands all their gradients to `show`."""
    from tinytorch_core.autograd_function import Function  # module 06: layers work before it is written

    class ModuleBoundary(Function):
        @staticmethod
        def forward(ctx: Any, *inputs: Any) -> Any:
            return inputs

        @staticmethod
        def backward(ctx: Any, *grads: Any) -> Any:
            return show(grads)

    result: tuple[Any, ...] = ModuleBoundary.apply(*tensors)
    return result
