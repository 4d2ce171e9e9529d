"""The graph that recording leaves behind: nodes, and what each keeps for its derivative rules.

A rule is one partial derivative,

    @derivative("mul", "a")
    def mul_backward_a(grad, b):        # d(a·b)/da = b
        return grad * b

and what it names is what the forward pass keeps for it: an input of the kernel (`b`), the size of one (`a_shape`),
a setting (`dim`), or a result (`output`). Nothing else is kept alive. Walking the graph is `autograd.py`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING, Any, NamedTuple

from tinytorch_core import backends
from tinytorch_core.autograd_modes import grad_mode
from tinytorch_core.dispatch import OUTPUTS, caught_up
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_repr import node_name

if TYPE_CHECKING:
    from tinytorch_core.dtypes import Array

Rule = Callable[..., Any]
INPUT, SHAPE, SETTING, OUTPUT = range(4)


class Want(NamedTuple):
    """One thing that a rule asks to be kept: its name, its kind, and where it is found."""

    name: str
    kind: int
    key: Any


DERIVATIVES: dict[str, dict[str, Rule]] = {}
"""operation -> input -> the rule for that input, filled by `@derivative`."""

NOT_DIFFERENTIABLE: set[str] = set()
"""Operations that no gradient passes, such as comparisons: their results are constants."""

_plans: dict[str, Plan] = {}


def derivative(operation: str, wrt: str | None = None) -> Callable[[Rule], Rule]:
    """Makes a function the derivative of `operation` with respect to one of its inputs.

    Args:
        operation: the operation's name in the table.
        wrt: the input's name in the kernel's signature; the first input if left out.
    """

    def register(rule: Rule) -> Rule:
        DERIVATIVES.setdefault(operation, {})[wrt or ""] = rule
        backends.rule_owners.setdefault(operation, set()).add(rule.__module__)
        _plans.pop(operation, None)
        return rule

    return register


def not_differentiable(*operations: str) -> None:
    """Declares that no gradient passes these operations."""
    NOT_DIFFERENTIABLE.update(operations)


class Plan:
    """What recording one operation takes, worked out once: a rule for each input, and what each rule wants kept.

    `rules[i]` and `wants[i]` belong to input i; where the kernel takes any number of tensors there is one rule for
    all of them, which returns a gradient for each.
    """

    def __init__(self, operation: str) -> None:
        rules = DERIVATIVES.get(operation)
        if rules is None:
            raise NotImplementedError(
                f"the derivative for {operation!r} is not implemented; write a rule with @derivative({operation!r}), "
                f"or declare not_differentiable({operation!r}), or call it on x.detach()"
            )
        names, self.variadic = _input_names(operation, list(rules))
        self.outputs = OUTPUTS.get(operation, ("output",))
        given = {names[0] if wrt == "" else wrt: rule for wrt, rule in rules.items()}
        self.rules = [given.get(name) for name in names]
        self.wants = [self._wanted_by(rule, names) for rule in self.rules]

    def _wanted_by(self, rule: Rule | None, names: list[str]) -> list[Want]:
        if rule is None:
            return []
        code = rule.__code__
        return [self._want(name, names) for name in code.co_varnames[1 : code.co_argcount]]

    def _want(self, name: str, names: list[str]) -> Want:
        if name in names:
            return Want(name, INPUT, names.index(name))
        if name.endswith("_shape") and name.removesuffix("_shape") in names:
            return Want(name, SHAPE, names.index(name.removesuffix("_shape")))
        if name in self.outputs:
            return Want(name, OUTPUT, self.outputs.index(name))
        return Want(name, SETTING, name)


def _input_names(operation: str, with_rules: list[str]) -> tuple[list[str], bool]:
    """The names of an operation's inputs in order, and whether they are any number; movements have one, `x`."""
    naive = backends.NAIVE.get(operation)
    if naive is None:
        return [name or "x" for name in with_rules], False
    code = naive.__code__
    if code.co_flags & 0x04:  # *tensors
        return [code.co_varnames[code.co_argcount + code.co_kwonlyargcount]], True
    return list(code.co_varnames[: code.co_argcount]), False


def plan_for(operation: str) -> Plan:
    """The plan of an operation, made on first use."""
    plan = _plans.get(operation)
    if plan is None:
        plan = _plans[operation] = Plan(operation)
    return plan


_clock = count()
_NOTHING: dict[str, Any] = {}


class Node:
    """One recorded operation: an edge to where each input came from, and what its rules need.

    Attributes:
        operation: the operation's name.
        edges: for each input the node that made it, the input itself if it is a leaf, or None where no gradient goes.
        sequence: when it was recorded; an input's node always has a smaller one.
        hooks: functions of the gradient that arrives here; each may return another one.
        shape, storage: shape and NumPy dtype of the output, and so of its gradient.
    """

    __slots__ = (
        "__weakref__", "edges", "freed", "hooks", "operation", "plan",
        "saved", "sequence", "settings", "shape", "storage",
    )  # fmt: skip
    shape: tuple[int, ...]
    storage: Any

    def __init__(
        self, operation: str, plan: Plan, inputs: tuple[TensorBase | None, ...], settings: dict[str, Any]
    ) -> None:
        self.operation = operation
        self.plan = plan
        self.settings = settings
        self.hooks: dict[int, Callable[[Tensor], Any]] | None = None
        self.freed = False
        self.saved = _NOTHING
        self.edges: list[Node | Tensor | None] = []
        for position, x in enumerate(inputs):
            if x is None or not (x._requires_grad or (x._base is not None and caught_up(x))):
                self.edges.append(None)
                continue
            self.edges.append(edge_of(x) if x._base is not None else x.grad_fn or x)  # type: ignore[arg-type]
            if wants := plan.wants[0 if plan.variadic else position]:
                self._save(wants, inputs)
        self.sequence = next(_clock)  # after the edges, for finding one may itself record a node

    def _save(self, wants: list[Want], inputs: tuple[TensorBase | None, ...]) -> None:
        if self.saved is _NOTHING:
            self.saved = {}
        for name, kind, key in wants:
            if kind == INPUT:
                kept = inputs if self.plan.variadic else (inputs[key],)
                self.saved[name] = [None if x is None else (x, x._version) for x in kept]
            elif kind == SHAPE:
                shapes = [None if x is None else x._array.shape for x in inputs]
                self.saved[name] = shapes if self.plan.variadic else shapes[key]
            elif kind == OUTPUT:
                self.saved[name] = None  # filled in by attach

    def keep_what_is_overwritten(self, x: TensorBase) -> None:
        """Keeps a copy of what `x`, the first input, holds, where a derivative needs it: x is about to be written."""
        wanted = [want for wants in self.plan.wants for want in wants if want.kind == INPUT and want.key == 0]
        for want in wanted:
            if want.name in self.saved:
                kept = x._wrap(x._array.copy())
                kept._requires_grad, kept.grad_fn = x._requires_grad, x.grad_fn
                self.saved[want.name] = [(kept, 0)]

    def attach(self, output: Any) -> None:
        """Makes the result know that it came from here, and keeps those results that a rule wants."""
        outputs = output if type(output) is tuple else (output,)
        first = outputs[0]
        self.shape, self.storage = first._array.shape, first._array.dtype
        if self.storage.kind == "f":
            first._requires_grad, first.grad_fn = True, self
        if self.saved is not _NOTHING:
            for name, result in zip(self.plan.outputs, outputs, strict=True):
                if name in self.saved:
                    kept = Tensor._wrap(result._array)  # not the result itself: it holds this node, a circle lives on
                    kept._share_memory_of(result)
                    self.saved[name] = (kept, kept._version)

    @property
    def name(self) -> str:
        """The name that prints as a tensor's grad_fn: MulBackward0, as in PyTorch where it has the operation."""
        return node_name(self.operation, self.settings, self.shape)

    def __repr__(self) -> str:
        return f"<{self.name}>"

    @property
    def next_functions(self) -> tuple[Node | Tensor | None, ...]:
        """Where the gradients go from here, one entry for each input."""
        return tuple(self.edges)

    def free(self) -> None:
        """Lets go of what was kept for the rules."""
        if self.saved:
            self.freed, self.saved = True, _NOTHING

    def _argument(self, want: Want, recording: bool) -> Any:
        """What a rule asked for, after checking that nobody wrote into it since."""
        if want.kind == SETTING:
            return self.settings[want.name]
        kept = self.saved[want.name]
        if want.kind == SHAPE:
            return kept
        if want.kind == OUTPUT:
            output = self._unchanged(kept)
            if recording and want.key == 0:
                output = output.detach()
                output.grad_fn, output._requires_grad = self, True
            return output
        tensors = [None if pair is None else self._unchanged(pair) for pair in kept]
        return tensors if self.plan.variadic else tensors[0]

    def _unchanged(self, kept: tuple[Tensor, int]) -> Tensor:
        tensor, version = kept
        if tensor._version != version:
            raise RuntimeError(
                f"one of the variables needed for gradient computation has been modified by an inplace operation: a "
                f"tensor of shape {list(tensor.shape)}, saved by {self.name}, is at version {tensor._version}; "
                f"expected version {version} instead. Use the operation without the underscore, or clone() it first."
            )
        return tensor

    def gradients(self, grad: Tensor, create_graph: bool) -> list[Tensor | None]:
        """The gradient for each input, by a backend's fused kernel if there is one, else rule by rule."""
        if self.freed:
            raise RuntimeError(
                "Trying to backward through the graph a second time: the saved intermediate values were freed by the "
                "first backward(). Specify retain_graph=True there if you need a second one."
            )
        if not create_graph:
            fused = backends.table().fused_backward(self.operation)
            if fused is not None and (result := self._fused(fused, grad)) is not None:
                return result
        return self._by_rules(grad, create_graph)

    def _by_rules(self, grad: Tensor, create_graph: bool) -> list[Tensor | None]:
        plan = self.plan
        if plan.variadic:
            return list(plan.rules[0](grad, *self._arguments(plan.wants[0], create_graph)))  # type: ignore[misc]
        out: list[Tensor | None] = []
        for edge, rule, wants in zip(self.edges, plan.rules, plan.wants, strict=False):
            found = None
            if edge is not None and rule is not None:
                found = rule(grad, *self._arguments(wants, create_graph))
                if found is None:
                    raise RuntimeError(f"{rule.__name__} returned None; a derivative rule returns a gradient tensor")
            out.append(found)
        return out

    def check_fits(self, grad: Tensor, shape: tuple[int, ...]) -> None:
        """RuntimeError where a gradient from here cannot belong to an input of that shape, broadcast or not."""
        have = grad._array.shape
        padded = (1,) * (len(have) - len(shape)) + shape
        if len(have) < len(shape) or any(size not in (1, old) for size, old in zip(padded, have, strict=True)):
            raise RuntimeError(
                f"the derivative of {self.operation!r} returned a gradient of shape {list(have)} for an input of shape "
                f"{list(shape)}; it must have the input's shape, or one that the input broadcasts to"
            )

    def _arguments(self, wants: list[Want], create_graph: bool) -> list[Any]:
        return [self._argument(want, create_graph) for want in wants]

    def _fused(self, fused: Callable[..., Any], grad: Tensor) -> list[Tensor | None] | None:
        arguments: dict[str, Any] = dict(self.settings)
        for wants in self.plan.wants:
            for want in wants:
                if want.name in self.saved:
                    arguments[want.name] = _arrays(self._argument(want, False))
        needs = tuple([edge is not None for edge in self.edges])
        result = fused(grad._array, needs=needs, **arguments)
        return None if result is NotImplemented else [None if a is None else Tensor._wrap(a) for a in result]


def _arrays(value: Any) -> Array | Any:
    if isinstance(value, TensorBase):
        return value._array
    if isinstance(value, list) and value and isinstance(value[0], TensorBase):
        return [x._array for x in value]
    return value


def edge_of(x: TensorBase) -> Node | Tensor | None:
    """Where x's gradient goes: to the node that made it, or to x itself if it is a leaf."""
    if x._base is not None and x._seen != x._version:
        _see_base_again(x)
    return x.grad_fn or x  # type: ignore[return-value]


def _see_base_again(x: TensorBase) -> None:
    """Someone wrote into the memory this view shows: from now on it comes from the base as it is today."""
    x._seen = x._version
    if x._base is not None and x._base._requires_grad:
        node = Node("see_base", plan_for("see_base"), (x._base,), {"look": x._look})
        node.attach(x)


def record(operation: str, inputs: tuple[TensorBase | None, ...], settings: dict[str, Any]) -> Node | None:
    """Notes an operation: a node if gradients are on here and can pass it, else None."""
    if not grad_mode.get() or operation in NOT_DIFFERENTIABLE:
        return None
    return Node(operation, plan_for(operation), inputs, settings)
