"""x[...] and x[...] = v: slices are views, masks and integer indices gather a copy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core.dispatch import call, kernel, write
from tinytorch_core.dispatch import view as movement
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.tensor_arithmetic import cast_to
from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__: list[str] = []


def getitem(input: Tensor, index: Any) -> Tensor:
    """input[index]: a view for numbers, slices, None and ...; a copy for masks and integer tensors.

    Raises:
        IndexError: an index lies outside its dimension, or there are more indices than dimensions.
    """
    key, basic = numpy_index(input, index)
    if basic:
        return movement("slice", input, lambda array: array[key], index=key)
    return call("gather_at", input, index=key)


def setitem(input: Tensor, index: Any, value: Tensor | Number) -> None:
    """input[index] = value, in place, cast to input's dtype; gradients flow to `value` and to what is kept.

    Raises:
        IndexError: as for reading.
        RuntimeError: the shapes do not fit; or a gradient would have to flow through integer indices.
    """
    key, basic = numpy_index(input, index)
    source = value if isinstance(value, TensorBase) else input._wrap(np.asarray(value))
    source = cast_to(source, input.dtype)
    integers = not basic and any(
        isinstance(part, np.ndarray) and part.dtype.kind != "b" for part in (key if isinstance(key, tuple) else (key,))
    )
    if integers and (input._requires_grad or source._requires_grad):
        raise RuntimeError(
            "x[index] = value with an integer index cannot be differentiated: one place may be written twice. "
            "Use torch.where() with a mask, or write into x.clone() under torch.no_grad()"
        )
    room = input._array[key].shape
    if np.broadcast_shapes(room, source._array.shape) != room:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(source._array.shape)} cannot be broadcast to indexing result "
            f"of shape {list(room)}"
        )
    write("put_at", input, source, index=key)


def numpy_index(input: TensorBase, index: Any) -> tuple[Any, bool]:
    """The index as NumPy takes it, checked, and whether it is basic (a view) or advanced (a copy)."""
    parts = index if isinstance(index, tuple) else (index,)
    key = tuple(_part(part) for part in parts)
    shape = input._array.shape
    used = sum(
        part.ndim if isinstance(part, np.ndarray) and part.dtype.kind == "b" else 1
        for part in key
        if part is not None and part is not Ellipsis
    )
    if used > len(shape):
        raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
    position = 0
    for number, part in enumerate(key):
        if part is Ellipsis:
            rest = key[number + 1 :]
            position = len(shape) - sum(1 for p in rest if p is not None)
        elif part is not None:
            _check_bounds(part, position, shape)
            position += 1
    basic = not any(isinstance(part, np.ndarray) for part in key)
    return (key if len(key) != 1 else key[0]), basic


def _part(part: Any) -> Any:
    if isinstance(part, TensorBase):
        if part.dtype.is_floating_point:
            raise IndexError(f"tensors used as indices must be long, int, byte or bool tensors, got {part.dtype!r}")
        return part._array if part._array.ndim or part._array.dtype.kind == "b" else int(part._array)
    if isinstance(part, slice):
        if part.step is not None and part.step <= 0:
            raise ValueError("step must be greater than zero; torch.flip() reverses a dimension")
        return slice(*[None if p is None else int(p) for p in (part.start, part.stop, part.step)])
    if isinstance(part, (list, np.ndarray)):
        return np.asarray(part)
    if part is None or part is Ellipsis or isinstance(part, (int, np.integer)):
        return part
    raise TypeError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or bool tensors are valid indices, "
        f"got {type(part).__name__}"
    )


def _check_bounds(part: Any, dim: int, shape: tuple[int, ...]) -> None:
    if isinstance(part, (slice, bool)) or dim >= len(shape):
        return
    if isinstance(part, np.ndarray):
        if part.dtype.kind == "b":
            if part.shape != shape[dim : dim + part.ndim]:
                raise IndexError(
                    f"The shape of the mask {list(part.shape)} at index {dim} does not match "
                    f"the shape of the indexed tensor {list(shape)}"
                )
            return
        wrong = part[(part < -shape[dim]) | (part >= shape[dim])]
        if wrong.size:
            raise IndexError(f"index {wrong.flat[0]} is out of bounds for dimension {dim} with size {shape[dim]}")
    elif not -shape[dim] <= part < shape[dim]:
        raise IndexError(f"index {part} is out of bounds for dimension {dim} with size {shape[dim]}")


@kernel
def gather_at_kernel(x: Array, *, index: Any) -> Array:
    """x[index] for masks and integers, copied: element by element through the flat positions that index names."""
    places = np.arange(x.size).reshape(x.shape)[index]
    elements = x.reshape(-1)
    return np.array([elements[place] for place in places.ravel().tolist()], dtype=x.dtype).reshape(places.shape)


@kernel
def put_at_kernel(x: Array, value: Array, *, index: Any) -> Array:
    """A copy of x in which x[index] = value."""
    out = x.copy()
    places = np.arange(x.size).reshape(x.shape)[index]
    elements = out.reshape(-1)
    for place, number in zip(
        places.ravel().tolist(), np.broadcast_to(value, places.shape).ravel().tolist(), strict=True
    ):
        elements[place] = number
    return out


@kernel
def scatter_add_at_kernel(value: Array, *, index: Any, shape: tuple[int, ...]) -> Array:
    """Zeros of `shape` to which value is added at index; places named twice get both: the derivative of x[index]."""
    out = [0.0] * int(np.prod(shape))
    places = np.arange(len(out)).reshape(shape)[index]
    for place, number in zip(places.ravel().tolist(), value.ravel().tolist(), strict=True):
        out[place] += number
    return np.array(out, dtype=value.dtype).reshape(shape)


def scatter_add_at(value: Tensor, index: Any, shape: tuple[int, ...]) -> Tensor:
    """Zeros of `shape` to which `value` is added at `index`; what `x[index]` does, backwards."""
    return call("scatter_add_at", value, index=index, shape=shape)


class TensorIndexing(TensorBase):
    """x[index] and x[index] = value."""

    __getitem__ = getitem
    __setitem__ = setitem
