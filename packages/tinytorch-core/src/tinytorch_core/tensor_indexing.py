"""x[...] and x[...] = v: numbers and slices give views, masks and integer tensors gather a copy.

An index is taken apart once, at the public boundary: first its basic part (numbers, slices, None, ...), which is a
view, then its advanced part (masks, integer tensors), which the kernels of `tensor_places.py` read and write.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from operator import index as as_int
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core.autograd_modes import grad_mode
from tinytorch_core.dispatch import call, write_part
from tinytorch_core.dispatch import view as movement
from tinytorch_core.dtypes import Array, Number, bfloat16, dtype
from tinytorch_core.loops import flat
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_data import check_fits, stored
from tinytorch_core.tensor_places import WHOLE, Key, shape_at
from tinytorch_core.tensor_promotion import assert_tensor, cast_to, number

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["index_put"]


def getitem(input: Tensor, index: Any) -> Tensor:
    """input[index]: a view for numbers, slices, None and ...; a copy where masks or integer tensors take part.

    Args:
        index: numbers, slices, None, ..., bools, masks, integer tensors, lists or NumPy arrays; or a tuple of them.

    Raises:
        IndexError: an index lies outside its dimension, a mask does not fit, or there are more indices than dimensions.
        TypeError: something that is no index.

    Cost: O(elements of the result); the rest of `input` is not looked at.
    """
    key, places = taken_apart(input._array.shape, index)
    seen = input if key is None else movement("slice", input, lambda array: array[key], index=key)
    return seen if places is None else call("gather_at", seen, index=kept(places, seen))


def kept(key: Key, *tensors: TensorBase) -> Key:
    """The index as a backward pass will need it: copied, for someone may write into it before then."""
    for x in tensors:
        if x._requires_grad:
            return tuple([part.copy() if isinstance(part, np.ndarray) else part for part in key])
    return key


def setitem(input: Tensor, index: Any, value: Tensor | Number) -> None:
    """input[index] = value, in place, cast to input's dtype; gradients flow to `value` and to what is kept.

    Args:
        index: as for reading.
        value: a number, or a tensor that broadcasts to the shape of input[index].

    Raises:
        IndexError: as for reading.
        RuntimeError: the shapes do not fit, input is a leaf that requires a gradient, or a gradient would have to
            flow through integer indices.
        TypeError: `value` is neither a tensor nor a number.

    Cost: O(elements of input[index]); the rest of `input` is not touched.
    """
    key, places = taken_apart(input._array.shape, index)
    target = input if key is None or places is None else movement("slice", input, lambda array: array[key], index=key)
    source = _source(target, value)
    if places is None:
        assign(target, key or (...,), source)
        return
    integers = any(part is not WHOLE and part.dtype.kind != "b" for part in places)
    if integers and grad_mode.get() and (input.requires_grad or source.requires_grad):
        raise RuntimeError(
            "x[index] = value with an integer index cannot be differentiated: one place may be written twice. "
            "Use torch.where() with a mask, or write into x.clone() under torch.no_grad()"
        )
    assign(target, places, source)


def _source(target: TensorBase, value: Any) -> Tensor:
    """The value to assign as a tensor of target's dtype."""
    if isinstance(value, TensorBase):
        return cast_to(value, target.dtype)
    if not isinstance(value, (bool, int, float, np.number, np.bool_)):
        raise TypeError(
            f"can't assign a {type(value).__name__} to a torch.{target.dtype.name} tensor; make it a tensor first: "
            "torch.tensor(value)"
        )
    return number_as(value, target.dtype, target._wrap)


def number_as(value: Any, kind: dtype, wrap: Any) -> Tensor:
    """One Python number as a 0-d tensor; RuntimeError where an integer type cannot hold it."""
    if kind.category == 2:
        return wrap(stored(np.asarray(value), kind)) if kind is bfloat16 else number(value, kind.numpy, wrap)
    if kind.category == 1:
        check_fits(value, kind)
    return number(int(value) if kind.category == 1 else bool(value), kind.numpy, wrap)


def assign(target: Tensor, key: Key, source: Tensor) -> None:
    """target[key] = source, for a key that `taken_apart` gave and a source of target's dtype."""
    if source._array.ndim:
        source = _fitted(source, shape_at(target._array, key))
    write_part("put_at", target, source, index=kept(key, target, source))


def _fitted(source: Tensor, room: tuple[int, ...]) -> Tensor:
    """The source without leading dimensions of size 1 that `room` lacks; RuntimeError where it does not broadcast."""
    shape = source._array.shape
    while len(shape) > len(room) and shape[0] == 1:
        shape = shape[1:]
    pairs = zip(reversed(shape), reversed(room), strict=False)
    if len(shape) > len(room) or any(have not in (1, want) for have, want in pairs):
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {list(source._array.shape)} cannot be broadcast to indexing result "
            f"of shape {list(room)}"
        )
    return source if shape == source._array.shape else source.reshape(shape)


def taken_apart(shape: tuple[int, ...], index: Any) -> tuple[Key | None, Key | None]:
    """The basic part of an index, and the advanced part that applies to what the basic one shows; None for none."""
    given = index if type(index) is tuple else (index,)
    if _is_plain(shape, given):
        return (*given, ...), None
    parts = [_part(part) for part in given]
    used = sum([_width(part) for part in parts])
    if used > len(shape):
        if not shape:
            raise IndexError("invalid index of a 0-dim tensor. Use `tensor.item()` to convert it to a number")
        raise IndexError(f"too many indices for tensor of dimension {len(shape)}: got {used}")
    basic: list[Any] = []
    places: list[Any] = []
    dim = 0
    for part in parts:
        if part is Ellipsis:
            gap, used = len(shape) - used, len(shape)  # a second ... stands for nothing
            basic += [WHOLE] * gap
            places += [WHOLE] * gap
            dim += gap
            continue
        _enter(part, dim, shape, basic, places)
        dim += _width(part)
    advanced = _checked_together(places) if any(part is not WHOLE for part in places) else None
    if advanced is not None and all(part is WHOLE for part in basic):
        return None, advanced
    return (*basic, ...), advanced


def _is_plain(shape: tuple[int, ...], index: Key) -> bool:
    """Whether an index is of the usual kind, which may pass as it is: numbers in range, and slices without steps."""
    if len(index) > len(shape):
        return False
    for part, size in zip(index, shape, strict=False):
        if type(part) is int:
            if not -size <= part < size:
                return False
        elif type(part) is not slice or part.step is not None or not (_is_end(part.start) and _is_end(part.stop)):
            return False
    return True


def _is_end(end: Any) -> bool:
    return end is None or type(end) is int


def _enter(part: Any, dim: int, shape: tuple[int, ...], basic: list[Any], places: list[Any]) -> None:
    """Adds one index, which applies to dimension `dim`, to the basic and to the advanced part."""
    if isinstance(part, bool):
        basic.append(None)
        places.append(np.array([part]))
    elif isinstance(part, np.ndarray):
        basic.extend([WHOLE] * _width(part))
        places.append(_array_in_range(part, dim, shape))
    elif isinstance(part, int):
        basic.append(_in_range(part, dim, shape))
    else:
        basic.append(part)
        places.append(WHOLE)


def _width(part: Any) -> int:
    """How many dimensions one index uses up."""
    if isinstance(part, np.ndarray):
        return part.ndim if part.dtype.kind == "b" else 1
    return 0 if part is None or part is Ellipsis or isinstance(part, bool) else 1


def _part(part: Any) -> Any:
    """One index as int, bool, slice, None, ..., or an array of int64 or bool with at least one dimension."""
    if part is None or part is Ellipsis or type(part) is int or type(part) is bool:
        return part
    if isinstance(part, slice):
        return _checked_slice(part)
    if isinstance(part, TensorBase):
        if part._array.dtype.name not in ("int64", "int32", "uint8", "bool"):
            raise IndexError(f"tensors used as indices must be long, int, byte or bool tensors, got {part.dtype!r}")
        return _place_array(part._array)
    if isinstance(part, (list, range, np.ndarray, np.integer, np.bool_)):
        return _place_array(_array_of_list(part) if isinstance(part, (list, range)) else np.asarray(part))
    raise (IndexError if isinstance(part, float) else TypeError)(
        "only integers, slices (`:`), ellipsis (`...`), None and long or bool tensors are valid indices "
        f"(got {type(part).__name__})"
    )


def _array_of_list(part: Any) -> Array:
    numbers = [item._array.tolist() if isinstance(item, TensorBase) else item for item in part]
    try:
        array = np.array(numbers)
    except ValueError:
        raise IndexError(f"a list used as an index must be rectangular, got {part}") from None
    return array.astype(np.int64) if array.size == 0 else array


def _place_array(array: Array) -> Any:
    if array.dtype.kind not in "iub":
        raise IndexError(
            f"lists and arrays used as indices must hold integers or bools, got {array.dtype}; for several dimensions "
            "write x[a, b], with a tuple"
        )
    if array.dtype == np.uint8:
        warnings.warn(
            "indexing with dtype torch.uint8 is now deprecated, please use a dtype torch.bool instead.", stacklevel=5
        )
        array = array.astype(bool)
    if array.ndim == 0:
        return array.item()
    return array if array.dtype.kind == "b" else array.astype(np.int64, copy=False)


def _checked_slice(part: slice) -> slice:
    if part.start is None and part.stop is None and part.step is None:
        return WHOLE
    try:
        start, stop, step = [None if p is None else as_int(p) for p in (part.start, part.stop, part.step)]
    except TypeError:
        raise TypeError(f"slice indices must be integers or None or have an __index__ method, got {part}") from None
    if step is not None and step <= 0:
        raise ValueError(f"slice step must be greater than zero, got {step}; torch.flip() reverses a dimension")
    return slice(start, stop, step)


def _in_range(place: int, dim: int, shape: tuple[int, ...]) -> int:
    if not shape:
        raise IndexError("invalid index of a 0-dim tensor. Use `tensor.item()` to convert it to a number")
    if not -shape[dim] <= place < shape[dim]:
        raise IndexError(f"index {place} is out of bounds for dimension {dim} with size {shape[dim]}")
    return place


def _array_in_range(places: Array, dim: int, shape: tuple[int, ...]) -> Array:
    if places.dtype.kind == "b":
        if places.shape != shape[dim : dim + places.ndim]:
            raise IndexError(
                f"The shape of the mask {list(places.shape)} at index {dim} does not match the shape of the indexed "
                f"tensor {list(shape)} at index {dim}"
            )
        return places
    size = shape[dim]
    if places.size and (places.min() < -size or places.max() >= size):
        wrong = next(place for place in flat(places) if not -size <= place < size)
        raise IndexError(f"index {wrong} is out of bounds for dimension {dim} with size {size}")
    return places


def _checked_together(places: list[Any]) -> Key:
    """The advanced part; where there are several arrays, their shapes must broadcast."""
    arrays = [part for part in places if part is not WHOLE]
    if len(arrays) > 1:
        shapes = [(np.count_nonzero(part),) if part.dtype.kind == "b" else part.shape for part in arrays]
        try:
            np.broadcast_shapes(*shapes)
        except ValueError:
            listed = ", ".join(str(list(shape)) for shape in shapes)
            raise IndexError(
                f"shape mismatch: indexing tensors could not be broadcast together with shapes {listed}"
            ) from None
    return tuple(places)


def index_put_(input: Tensor, indices: tuple[Tensor, ...], values: Tensor, accumulate: bool = False) -> Tensor:
    """input[indices] = values in place, or += with accumulate, where a place named twice gets both; returns input.

    Args:
        indices: one integer tensor or mask for each of the first dimensions.
        values: broadcasts to the shape of input[indices].

    Raises:
        IndexError, RuntimeError: as for `input[indices] = values`; but with accumulate, gradients flow through
            integer indices too.
    """
    if not isinstance(indices, Iterable):
        kind = type(indices).__name__
        raise TypeError(f"index_put(): argument 'indices' must be tuple of Tensors, not {kind}; write (index,)")
    if not accumulate:
        setitem(input, tuple(indices), values)
        return input
    _, places = taken_apart(input._array.shape, tuple(indices))
    if places is None:
        raise IndexError("index_put_() needs at least one integer tensor or mask in `indices`")
    assert_tensor("index_put", values, "values")
    source = _fitted(cast_to(values, input.dtype), shape_at(input._array, places))
    write_part("add_at", input, source, index=kept(places, input, source))
    return input


def index_put(input: Tensor, indices: tuple[Tensor, ...], values: Tensor, accumulate: bool = False) -> Tensor:
    """`index_put_` on a copy."""
    assert_tensor("index_put", input)
    return index_put_(input.clone(), indices, values, accumulate)


class TensorIndexing(TensorBase):
    """x[index], x[index] = value, and the same as methods."""

    __getitem__, __setitem__ = getitem, setitem
    index_put, index_put_ = index_put, index_put_
