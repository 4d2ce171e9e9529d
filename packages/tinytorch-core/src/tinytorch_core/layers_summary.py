"""What a model consists of, as a table: its layers, their output shapes, parameters and multiply-adds, and the bytes.

The model is run once. Hooks on its modules tell which layer is at work and what comes out of it; a table of
operations that counts tells how many multiply-adds it took, wherever they were asked for: in a layer, a function, or @.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from tinytorch_core import backends
from tinytorch_core.autograd_modes import no_grad
from tinytorch_core.backends import Kernel, Table, chain
from tinytorch_core.dtypes import Array
from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.layers import Module

__all__ = ["summary"]

MACS: dict[str, Callable[[tuple[Any, ...], Array], int]] = {
    "matmul": lambda arrays, result: result.size * arrays[0].shape[-1],
    "linear": lambda arrays, result: result.size * arrays[0].shape[-1],
}
"""operation -> multiply-adds of one call, from its arrays and its result; a later stage adds its own operations."""


class Row(NamedTuple):
    """One module of the table; numbers are its own, without those of the modules inside it.

    Attributes:
        path: "", "0", "0.linear", ...
        kind: its class.
        output: the shape that came out of its last call; None if it was not called, or returned no tensor.
        parameters: how many numbers it learns or keeps, each shared one counted once.
        macs: multiply-adds of all its calls.
        output_bytes: the memory of what came out of it, 0 for a module with modules inside.
    """

    path: str
    kind: str
    output: tuple[int, ...] | None
    parameters: int
    macs: int
    output_bytes: int


class Summary:
    """The table that `summary` returns; print it, or read its numbers.

    Attributes:
        rows: one `Row` for each module.
        parameters, trainable, macs: totals.
        parameter_bytes: the memory of parameters and buffers.
        output_bytes: the memory of all layers' outputs, which training keeps for the backward pass.
    """

    def __init__(self, rows: list[Row], trainable: int, parameter_bytes: int) -> None:
        self.rows = rows
        self.parameters = sum(row.parameters for row in rows)
        self.trainable = trainable
        self.macs = sum(row.macs for row in rows)
        self.parameter_bytes = parameter_bytes
        self.output_bytes = sum(row.output_bytes for row in rows)

    def __str__(self) -> str:
        lines = [("Layer", "Output shape", "Parameters", "Multiply-adds"), *(_cells(row) for row in self.rows)]
        widths = [max(len(line[column]) for line in lines) for column in range(4)]
        table = [
            f"{layer:<{widths[0]}}  {shape:<{widths[1]}}  {parameters:>{widths[2]}}  {macs:>{widths[3]}}".rstrip()
            for layer, shape, parameters, macs in lines
        ]
        rule = "-" * (sum(widths) + 6)
        return "\n".join([table[0], rule, *table[1:], rule, *self._totals()])

    __repr__ = __str__

    def _totals(self) -> list[str]:
        return [
            f"Parameters: {self.parameters:,}, of which trainable: {self.trainable:,}",
            f"Multiply-adds of one forward pass: {self.macs:,}",
            f"Bytes: {self.parameter_bytes:,} of parameters and buffers, {self.output_bytes:,} of layer outputs",
        ]


def _cells(row: Row) -> tuple[str, str, str, str]:
    depth = row.path.count(".") + 1 if row.path else 0
    name = row.path.rpartition(".")[2]
    layer = "  " * depth + (f"({name}): {row.kind}" if row.path else row.kind)
    shape = "-" if row.output is None else str(list(row.output))
    return layer, shape, f"{row.parameters:,}" if row.parameters else "-", f"{row.macs:,}" if row.macs else "-"


class _CountingTable(Table):
    """The table in force, with a counter around the operations that `MACS` knows."""

    def __init__(self) -> None:
        super().__init__(backends.table().chosen)
        self.working: list[int] = []  # the ids of the modules at work, the innermost last
        self.macs: dict[int, int] = {}
        self._counting = False

    def candidates(self, operation: str) -> list[Kernel]:
        """One kernel that asks them all, and counts if the operation is one of multiply-adds."""
        served, count = chain(super().candidates(operation)), MACS.get(operation)
        return [served if count is None else self._counted(served, count)]

    def _counted(self, served: Kernel, count: Callable[[tuple[Any, ...], Array], int]) -> Kernel:
        def kernel(*arrays: Any, **settings: Any) -> Any:
            if self._counting:  # part of an operation that is counted already
                return served(*arrays, **settings)
            self._counting = True
            try:
                result = served(*arrays, **settings)
            finally:
                self._counting = False
            at = self.working[-1]
            self.macs[at] = self.macs.get(at, 0) + count(arrays, result)
            return result

        return kernel


def summary(model: Module, *input: Any) -> Summary:
    """Runs `model` once on `input` and returns a table of its layers.

    Args:
        model: any module. It is run in eval mode without recording, and left as it was.
        input: what its forward takes: tensors, one or several.

    Returns:
        The table: `print(summary(model, x))`; its numbers are attributes.

    Raises: what the forward raises.

    >>> from tinytorch_core.layers import Linear
    >>> from tinytorch_core.tensor_creation import zeros
    >>> summary(Linear(3, 2), zeros(4, 3)).macs
    24
    """
    counting, outputs = _CountingTable(), dict[int, Any]()
    training = [(module, module.training) for module in model.modules()]
    handles = [handle for module in model.modules() for handle in _watched(module, counting, outputs)]
    try:
        model.eval()
        with no_grad(), backends.serving(counting):
            model(*input)
    finally:
        for handle in handles:
            handle.remove()
        for module, mode in training:
            module.training = mode
    return _collected(model, counting.macs, outputs)


def _watched(module: Module, counting: _CountingTable, outputs: dict[int, Any]) -> list[Any]:
    """Hooks that note when the module is at work, and what comes out of it."""

    def before(*_: Any) -> None:
        counting.working.append(id(module))

    def after(_: Any, args: Any, output: Any) -> None:
        counting.working.pop()
        outputs[id(module)] = output

    return [module.register_forward_pre_hook(before), module.register_forward_hook(after)]


def _collected(model: Module, macs: dict[int, int], outputs: dict[int, Any]) -> Summary:
    rows: list[Row] = []
    seen: set[int] = set()
    for path, module in model.named_modules():
        own = [p for p in module._parameters.values() if p is not None and id(p) not in seen]
        seen.update(id(parameter) for parameter in own)
        tensors = _tensors_in(outputs.get(id(module)))
        held = 0 if module._modules else sum(tensor._array.nbytes for tensor in tensors)
        shape = tuple(tensors[0]._array.shape) if tensors else None
        count = sum(parameter._array.size for parameter in own)
        rows.append(Row(path, type(module).__name__, shape, count, macs.get(id(module), 0), held))
    trainable = sum(p._array.size for p in model.parameters() if p._requires_grad)
    kept = [*model.parameters(), *model.buffers()]
    return Summary(rows, trainable, sum(tensor._array.nbytes for tensor in kept))


def _tensors_in(value: Any) -> list[TensorBase]:
    """The tensors in nested tuples, lists and dictionaries."""
    if isinstance(value, TensorBase):
        return [value]
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, (tuple, list)) else ()
    return [tensor for part in inside for tensor in _tensors_in(part)]
