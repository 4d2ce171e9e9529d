"""How one line travels: from tensors to arrays, through the table to a kernel, and back with a note for autograd.

    y = relu(x)  ->  call("relu", x)  ->  table()["relu"](array)  ->  Tensor, recorded if x requires a gradient

A kernel is a plain function of NumPy arrays and knows nothing of gradients. `@kernel` makes the naive one, the
operation's definition. Kernels built from smaller ones reach them as `ops.<name>`, through the table again, so
they speed up when the small ones do.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, overload

import numpy as np

from tinytorch_core.backends import NAIVE, Kernel, clear_tables, table
from tinytorch_core.dtypes import from_numpy_dtype

if TYPE_CHECKING:
    from tinytorch_core.dtypes import Array
    from tinytorch_core.tensor import Tensor
    from tinytorch_core.tensor_base import TensorBase


OUTPUTS: dict[str, tuple[str, ...]] = {}
"""operation -> the names of what its kernel returns, where that is more than one array."""


@overload
def kernel(function: Kernel, /) -> Kernel: ...
@overload
def kernel(*, outputs: tuple[str, ...]) -> Callable[[Kernel], Kernel]: ...
def kernel(function: Kernel | None = None, /, *, outputs: tuple[str, ...] = ("output",)) -> Any:
    """Makes `<name>_kernel` the definition of the operation `<name>`.

    Args:
        function: NumPy arrays in, NumPy arrays out; arrays by position, settings by keyword.
        outputs: names of the arrays it returns where there are several. The first is the result that gradients
            flow through; the others are what the derivative may need again, or indices.

    Raises:
        ValueError: another module already defines the operation.
    """

    def define(function: Kernel) -> Kernel:
        operation = function.__name__.removesuffix("_kernel")
        known = NAIVE.get(operation)
        if known is not None and (known.__module__, known.__qualname__) != (function.__module__, function.__qualname__):
            raise ValueError(
                f"the operation {operation!r} is already defined by {known.__module__}.{known.__qualname__}; "
                f"{function.__module__}.{function.__qualname__} needs another name, "
                "or belongs into a Backend if it is a faster version"
            )
        NAIVE[operation] = function
        OUTPUTS[operation] = outputs
        clear_tables()
        return function

    return define if function is None else define(function)


class _Operations:
    """The operations on arrays: `ops.exp(x)` runs whichever kernel the table in force has for it."""

    def __getattr__(self, operation: str) -> Callable[..., Array]:
        if operation.startswith("__"):  # inspect and doctest ask every object for such names
            raise AttributeError(operation)
        if operation.startswith("__"):  # a question about this object, as doctest asks, and no operation
            raise AttributeError(operation)
        return table().whole(operation)


ops = _Operations()


class Recording(Protocol):
    """One noted operation: a node of the graph that waits for its outputs."""

    def attach(self, output: Any) -> None:
        """Makes the result, a tensor or a tuple whose first is differentiable, know that it came from here."""

    def keep_what_is_overwritten(self, x: TensorBase) -> None:
        """Keeps a copy of what `x`, the first input, holds, where a derivative needs it: x is about to be written."""


Recorder = Callable[[str, "tuple[TensorBase | None, ...]", "dict[str, Any]"], "Recording | None"]
_recorder: Recorder | None = None
_engine: Callable[..., None] | None = None


def set_recorder(recorder: Recorder, engine: Callable[..., None]) -> None:
    """Registers who notes operations and who walks back over them; autograd does this when it is imported.

    The recorder gets an operation's name, its inputs and its settings, as they are before anything is written, and
    returns None where no gradient will be asked for.
    """
    global _recorder, _engine
    _recorder, _engine = recorder, engine


def backward(*args: Any) -> None:
    """What `Tensor.backward` runs: the engine that autograd registered."""
    if _engine is None:
        raise RuntimeError("backward() needs autograd, module 06: import tinytorch_core.autograd, or import tinytorch")
    _engine(*args)


def _run(operation: str, *inputs: TensorBase | None, **params: Any) -> Any:
    serving, arrays = table(), [None if x is None else x._array for x in inputs]
    result = serving[operation](*arrays, **params)
    if result is NotImplemented:
        result = serving.after_declining(operation)(*arrays, **params)
    wrap = inputs[0]._wrap  # type: ignore[union-attr]
    output = wrap(result) if type(result) is not tuple else tuple([wrap(array) for array in result])
    for x in inputs:
        if x is not None and (x._requires_grad or (x._base is not None and caught_up(x))):
            if _recorder is not None and (node := _recorder(operation, inputs, params)) is not None:
                node.attach(output)
            break
    return output


call: Callable[..., Tensor] = _run
"""Runs an operation on tensors: unwraps them, asks the table, wraps the result and tells the recorder.

    call("sum", x, dim=(0,), keepdim=False)

The operation's name comes first, then the tensors (the first one never None), then the kernel's settings by keyword.
"""

call_many: Callable[..., tuple[Tensor, ...]] = _run
"""The same for an operation whose kernel returns several arrays: a tensor for each."""


def view(operation: str, x: TensorBase, look: Callable[[Array], Array], **params: Any) -> Tensor:
    """Runs a movement (reshape, transpose, slice): not a kernel, the same memory seen through `look`.

    The result knows its base and the way from it, so that a write through the view can be undone in the backward
    pass. `look` must never copy: what it returns has to show x's own memory.
    """
    output = x._wrap(look(x._array))
    output._become_view(x, look)
    if x._requires_grad or (x._base is not None and caught_up(x)):
        node = None if _recorder is None else _recorder(operation, (x,), params)
        if node is None:
            output._untracked = True
        else:
            node.attach(output)
    return output


def caught_up(x: TensorBase) -> bool:
    """Whether `x`, a view that required no gradient when it was taken, does now: its base was written with one since.

    Views are not told when their base is written; they notice by the version counter, when they are used next.
    """
    base = x._base
    if base is None or not base._requires_grad or x._untracked or x._seen == x._version or _recorder is None:
        return False
    node = _recorder("see_base", (base,), {"look": x._look})
    if node is None:
        return False
    x._seen = x._version
    node.attach(x)
    return x._requires_grad


def write(operation: str, x: TensorBase, *others: TensorBase | None, **params: Any) -> None:
    """x <- operation(x, *others): an in-place operation, noted so that gradients still flow.

    Raises:
        RuntimeError: x is a leaf that requires a gradient (or a view of one), shows one element in several places,
            or cannot hold the result's shape or dtype.
    """
    inputs = (x, *others)
    result = np.asarray(table().whole(operation)(*[None if y is None else y._array for y in inputs], **params))
    _check_fits(x, result)
    node = _noted(operation, inputs, params)
    x._array[...] = result
    _finish_write(x, node)


def write_part(operation: str, x: TensorBase, *others: TensorBase | None, **params: Any) -> None:
    """The same for an operation whose kernel itself writes into its first array, and only where it must.

    Its cost is that of the part written: `x[i] = 1` does not touch the rest of x.
    """
    _check_apart(x)
    inputs = (x, *others)
    node = _noted(operation, inputs, params)
    table().whole(operation)(*[None if y is None else y._array for y in inputs], **params)
    _finish_write(x, node)


def _noted(operation: str, inputs: tuple[TensorBase | None, ...], params: dict[str, Any]) -> Recording | None:
    """The note of a write to come into the first input, or None where no gradient will be asked for."""
    for y in inputs:
        if y is not None and (y._requires_grad or (y._base is not None and caught_up(y))):
            break
    else:
        return None
    node = None if _recorder is None else _recorder(operation, inputs, params)
    if node is not None:
        _check_not_leaf(inputs[0])  # type: ignore[arg-type]
        node.keep_what_is_overwritten(inputs[0])  # type: ignore[arg-type]
    return node


def _finish_write(x: TensorBase, node: Recording | None) -> None:
    """Counts the write; x, and what it is a view of, come from `node` from now on."""
    x._written()
    if node is None:
        return
    x._seen = x._version
    node.attach(x)
    if x._base is not None and _recorder is not None:
        rebased = _recorder("write_through_view", (x._base, x), {"look": x._look})
        rebased.attach(x._base)  # type: ignore[union-attr]


def _check_fits(x: TensorBase, result: Array) -> None:
    if result.shape != x._array.shape:
        raise RuntimeError(
            f"output with shape {list(x._array.shape)} doesn't match the broadcast shape {list(result.shape)}; "
            "an in-place operation cannot change a tensor's shape, use the operation without the underscore"
        )
    _check_apart(x)
    wanted, have = from_numpy_dtype(result.dtype), x.dtype
    if wanted.category > have.category:
        raise RuntimeError(f"result type {wanted.name} can't be cast to the desired output type {have.name}")


def _check_apart(x: TensorBase) -> None:
    """Each element of `x` must have a place of its own in writable memory; after expand() several share one."""
    array = x._array
    if (
        array.size
        and 0 in array.strides
        and any(step == 0 and size > 1 for step, size in zip(array.strides, array.shape, strict=True))
    ):
        raise RuntimeError(
            "unsupported operation: more than one element of the written-to tensor refers to a single memory "
            "location. Please clone() the tensor before performing the operation."
        )
    if not array.flags.writeable:
        raise RuntimeError(
            "this tensor shows a NumPy array that is read-only, so it cannot be changed in place; clone() it first"
        )


def _check_not_leaf(x: TensorBase) -> None:
    if x._untracked:
        raise RuntimeError(
            "A view was created in no_grad mode and is being modified inplace with grad mode enabled. Given that this "
            "use case is ambiguous and error-prone, it is forbidden. Take the view and write to it both inside "
            "no_grad(), or both outside."
        )
    if x._requires_grad and x.grad_fn is None:
        what = "a leaf Variable that requires grad is being used in an in-place operation"
    elif x._base is not None and x._base._requires_grad and x._base.grad_fn is None:
        what = "a view of a leaf Variable that requires grad is being used in an in-place operation"
    else:
        return
    raise RuntimeError(f"{what}. Change it inside `with torch.no_grad():`, or work on a clone().")
