"""One's own differentiable operations: `Function`, with a forward and a backward written by hand."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from tinytorch_core.autograd_graph import Node, Plan, edge_of
from tinytorch_core.autograd_modes import enable_grad, grad_mode, no_grad
from tinytorch_core.tensor import Tensor


class FunctionCtx:
    """What a forward leaves for its backward.

    Attributes:
        needs_input_grad: for each argument of `apply`, whether its gradient is asked for.
    """

    def __init__(self, needs: tuple[bool, ...]) -> None:
        self.needs_input_grad = needs
        self._kept: list[tuple[Tensor | None, int]] = []
        self._freed = False
        self._constant: set[int] = set()
        self._written: set[int] = set()
        self._materialize = True

    def save_for_backward(self, *tensors: Tensor | None) -> None:
        """Keeps tensors for the backward, which finds them in `saved_tensors`; TypeError for anything else."""
        for tensor in tensors:
            if tensor is not None and not isinstance(tensor, Tensor):
                raise TypeError(
                    f"save_for_backward can only save variables, but argument is of type {type(tensor).__name__}; "
                    "set other values as attributes: ctx.name = value"
                )
        self._kept = [(tensor, 0 if tensor is None else tensor._version) for tensor in tensors]

    @property
    def saved_tensors(self) -> tuple[Tensor | None, ...]:
        """What `save_for_backward` kept.

        Raises:
            RuntimeError: the graph was freed, or a kept tensor has been written to since.
        """
        if self._freed:
            raise RuntimeError(
                "Trying to backward through the graph a second time: the saved tensors were freed. "
                "Specify retain_graph=True in the first backward() if you need a second one."
            )
        for tensor, version in self._kept:
            if tensor is not None and tensor._version != version:
                raise RuntimeError(
                    "one of the variables needed for gradient computation has been modified by an inplace operation: "
                    f"a tensor of shape {list(tensor.shape)} saved by save_for_backward is at version "
                    f"{tensor._version}; expected version {version} instead"
                )
        return tuple(tensor for tensor, _ in self._kept)

    def mark_non_differentiable(self, *outputs: Tensor) -> None:
        """Declares outputs that no gradient passes."""
        self._constant.update(id(output) for output in outputs)

    def mark_dirty(self, *inputs: Tensor) -> None:
        """Declares inputs that the forward wrote into and returns."""
        self._written.update(id(tensor) for tensor in inputs)
        for tensor in inputs:
            tensor._written()

    def set_materialize_grads(self, value: bool) -> None:
        """False hands None to the backward for outputs without a gradient, instead of zeros."""
        self._materialize = value


class Function:
    """The base of an operation with a derivative of its own: write `forward` and `backward`, call `apply`.

    >>> class Cube(Function):
    ...     @staticmethod
    ...     def forward(ctx, x):
    ...         ctx.save_for_backward(x)
    ...         return x * x * x
    ...     @staticmethod
    ...     def backward(ctx, grad_output):
    ...         (x,) = ctx.saved_tensors
    ...         return 3 * x * x * grad_output
    >>> x = Tensor([2.0], requires_grad=True)
    >>> Cube.apply(x).backward()
    >>> x.grad.tolist()
    [12.0]
    """

    @staticmethod
    def forward(*args: Any, **kwargs: Any) -> Any:
        """ctx first and then the arguments; or the arguments alone where `setup_context` is written too."""
        raise NotImplementedError("You must implement the forward function for custom autograd.Function.")

    @staticmethod
    def setup_context(ctx: FunctionCtx, inputs: tuple[Any, ...], output: Any) -> None:
        """Keeps what the backward needs, where `forward` does not take ctx."""
        raise NotImplementedError("setup_context is not implemented.")

    @staticmethod
    def backward(ctx: FunctionCtx, *grad_outputs: Any) -> Any:
        """A gradient for every argument of `apply`; None for what is no tensor or needs none."""
        raise NotImplementedError("You must implement the backward function for custom autograd.Function.")

    @classmethod
    def apply(cls, *args: Any) -> Any:
        """Runs the forward, and notes it for the backward pass if an argument requires a gradient."""
        needs = tuple(isinstance(arg, Tensor) and arg._requires_grad for arg in args)
        ctx = FunctionCtx(needs)
        recording = grad_mode.get() and any(needs)
        edges = [edge_of(arg) if need else None for arg, need in zip(args, needs, strict=True)] if recording else []
        with no_grad():
            result = cls._forward(ctx, args)
        if recording:
            outputs = list(result) if isinstance(result, tuple) else [result]
            outputs = [_fresh(output, args, ctx) for output in outputs]
            _FunctionNode(cls, ctx, edges, outputs).attach_all(outputs)
            return tuple(outputs) if isinstance(result, tuple) else outputs[0]
        return result

    @classmethod
    def _forward(cls, ctx: FunctionCtx, args: tuple[Any, ...]) -> Any:
        if cls.setup_context is Function.setup_context:
            return cls.forward(ctx, *args)
        result = cls.forward(*args)
        cls.setup_context(ctx, args, result)
        return result


def _fresh(output: Any, args: tuple[Any, ...], ctx: FunctionCtx) -> Any:
    """An input that is returned as it came gets a tensor of its own, or its history would point at itself."""
    returned = isinstance(output, Tensor) and any(output is arg for arg in args)
    if not returned or id(output) in ctx._written:
        return output
    with no_grad():
        return output.detach()


class _FunctionNode(Node):
    """The note of one `apply`: hands the gradients of all outputs to the hand-written backward at once.

    A node of the graph has one output. Where a Function has several, each gets a small node of its own that leaves
    its gradient here; this one comes later in the walk, when all of them have arrived.
    """

    __slots__ = ("arrived", "ctx", "function", "outputs")

    def __init__(self, function: type[Function], ctx: FunctionCtx, edges: list[Any], outputs: list[Any]) -> None:
        super().__init__(function.__name__, _NO_PLAN, (), {})
        self.function, self.ctx, self.edges = function, ctx, edges
        self.outputs = [(o._array.shape, o._array.dtype) if isinstance(o, Tensor) else None for o in outputs]
        self.arrived: list[Tensor | None] = [None] * len(outputs)
        self.shape, self.storage = (), np.dtype("float32")

    def attach_all(self, outputs: list[Any]) -> None:
        """Makes every differentiable output know that it came from here."""
        single = len(outputs) == 1
        for position, output in enumerate(outputs):
            if not isinstance(output, Tensor) or output._array.dtype.kind != "f" or id(output) in self.ctx._constant:
                continue
            node: Node = self if single else _OutputNode(self, position)
            node.shape, node.storage = output._array.shape, output._array.dtype
            output._requires_grad, output.grad_fn = True, node

    @property
    def name(self) -> str:
        return f"{self.function.__name__}Backward"

    def free(self) -> None:
        self.ctx._freed = bool(self.ctx._kept)
        self.ctx._kept = []

    def gradients(self, grad: Tensor, create_graph: bool) -> list[Tensor | None]:
        arrived = [grad] if len(self.outputs) == 1 else self.arrived
        self.arrived = [None] * len(self.outputs)
        if self.ctx._materialize:
            arrived = [self._zeros(i) if g is None else g for i, g in enumerate(arrived)]
        result = self.function.backward(self.ctx, *arrived)
        found = list(result) if isinstance(result, tuple) else [result]
        while len(found) > len(self.edges) and found[-1] is None:
            found.pop()
        if len(found) != len(self.edges):
            raise RuntimeError(
                f"function {self.name} returned an incorrect number of gradients (expected {len(self.edges)}, "
                f"got {len(found)}); return one for every argument of apply(), None where there is none"
            )
        return found

    def _zeros(self, position: int) -> Tensor | None:
        kind = self.outputs[position]
        return None if kind is None else Tensor._wrap(np.zeros(*kind))


class _OutputNode(Node):
    """One of several outputs of a Function: leaves its gradient with the function's node."""

    __slots__ = ("position",)

    def __init__(self, parent: _FunctionNode, position: int) -> None:
        super().__init__(parent.operation, _NO_PLAN, (), {})
        self.edges, self.position = [parent], position

    @property
    def name(self) -> str:
        parent = self.edges[0]
        return parent.name if isinstance(parent, Node) else "OutputBackward"

    def gradients(self, grad: Tensor, create_graph: bool) -> list[Tensor | None]:
        parent = self.edges[0]
        if isinstance(parent, _FunctionNode):
            parent.arrived[self.position] = grad
        return [Tensor._wrap(np.zeros((), "float32"))]  # a token, so that the walk goes on to the parent


_NO_PLAN: Plan = object.__new__(Plan)


def once_differentiable(backward: Callable[..., Any]) -> Callable[..., Any]:
    """Decorates a Function's backward that cannot itself be differentiated: trying to raises an error that says so."""

    @functools.wraps(backward)
    def once(ctx: FunctionCtx, *grads: Any) -> Any:
        recording = grad_mode.get() and any(isinstance(g, Tensor) and g._requires_grad for g in grads)
        with no_grad():
            result = backward(ctx, *grads)
        if not recording:
            return result
        with enable_grad():
            found = result if isinstance(result, tuple) else (result,)
            marked = tuple(None if g is None else _Refuse.apply(g, *grads) for g in found)
        return marked if isinstance(result, tuple) else marked[0]

    return once


class _Refuse(Function):
    """Passes a gradient on, and refuses to be differentiated."""

    @staticmethod
    def forward(ctx: FunctionCtx, grad: Tensor, *grads: Any) -> Tensor:
        return grad.clone()

    @staticmethod
    def backward(ctx: FunctionCtx, *grad_outputs: Any) -> Any:
        raise RuntimeError("trying to differentiate twice a function that was marked with @once_differentiable")
