"""From Python's numbers and lists to arrays: which dtype and shape the data suggests, and what cannot be a tensor.

Lists of Python numbers, the common case, go to NumPy in one call. Lists that hold tensors or NumPy scalars, and lists
that are wrong, are walked through element by element, which finds each element's dtype or the reason for refusing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.bfloat16 import BFloat16Array, recast, rounded
from tinytorch_core.dtypes import Array, Number, dtype
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import cast_to

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

PYTHON_NUMBERS = {bool, int, float}


def array_of(data: Any, wanted: dtype | None) -> Array:
    """A new array of `data` in the wanted dtype, or in the one the data suggests.

    Raises:
        ValueError: nested lists of unequal length, or an integer beyond 64 bits.
        TypeError, RuntimeError: something that is not numbers, or that the wanted dtype cannot hold.
    """
    if isinstance(data, TensorBase):
        return converted(data._wrap(data._array), wanted or data.dtype)._array.copy()
    if isinstance(data, (np.ndarray, np.generic)):
        array = np.asarray(data)
        return stored(array, wanted or numpy_dtype_of(array))
    kinds = _leaf_types(data)
    if kinds <= PYTHON_NUMBERS:
        try:
            array = np.array(data)
        except ValueError:
            _walked(data)  # says where the lengths differ
            raise
        suggested = _suggested(kinds)
    else:
        array, suggested = _walked(data)
    wanted = wanted or suggested
    _check_range(array, wanted)
    return stored(array, wanted)


def converted(x: TensorBase, target: dtype) -> Tensor:
    """`x` in another dtype, where the caller asked for it by name; only then may that be bfloat16, or come from it."""
    if (target is dtypes.bfloat16 or type(x._array) is BFloat16Array) and x.dtype is not target:
        x = recast(x, target)
    return cast_to(x, target)


def stored(array: Array, wanted: dtype) -> Array:
    """A new array of the numbers in `array` as `wanted` stores them, in row-major order."""
    if wanted is dtypes.bfloat16:
        return rounded(array)
    with np.errstate(all="ignore"):
        return np.array(array, dtype=wanted.numpy, order="C")


def numpy_dtype_of(array: Array) -> dtype:
    """The dtype of an array from outside: TypeError where there is none, ValueError for foreign byte order."""
    if type(array) is BFloat16Array:
        return dtypes.bfloat16
    if not array.dtype.isnative:
        raise ValueError(
            "given numpy array has byte order different from the native byte order; "
            "convert it with array.astype(array.dtype.newbyteorder('='))"
        )
    return dtypes.from_numpy_dtype(array.dtype)


def _leaf_types(data: Any) -> set[type]:
    """The types of the elements of nested lists; a set, as there are few."""
    if type(data) is not list and type(data) is not tuple:
        return {type(data)}
    kinds = set(map(type, data))
    if list in kinds or tuple in kinds:
        return set().union(*map(_leaf_types, data))
    return kinds


def _suggested(kinds: set[type]) -> dtype:
    """Any float makes it the default floating-point dtype, and so does nothing at all."""
    if float in kinds or not kinds:
        return dtypes.get_default_dtype()
    return dtypes.int64 if int in kinds else dtypes.bool_


def _is_sequence(data: Any) -> bool:
    if isinstance(data, np.ndarray):
        return data.ndim > 0
    return isinstance(data, Sequence) and not isinstance(data, (str, bytes))


def _walked(data: Any) -> tuple[Array, dtype]:
    """Nested sequences of numbers, NumPy scalars and one-element tensors, and the dtype that holds them all."""
    shape = []
    first = data
    while _is_sequence(first):
        shape.append(len(first))
        if not len(first):
            break
        first = first[0]
    leaves: list[Any] = []
    _gather(data, shape, 0, leaves)
    found = [_number_of(leaf) for leaf in leaves]
    kind = found[0][1] if found else dtypes.get_default_dtype()
    for _, other in found:
        kind = dtypes.promote_types(kind, other)
    return np.array([number for number, _ in found], dtype=None if found else kind.numpy).reshape(shape), kind


def _gather(data: Any, shape: list[int], dim: int, leaves: list[Any]) -> None:
    """Appends the elements of `data` to `leaves`; ValueError or TypeError where the nesting is uneven."""
    if dim == len(shape):
        if _is_sequence(data):
            raise ValueError(f"expected a number at dim {dim}, as before it, but got a {type(data).__name__}")
        leaves.append(data)
        return
    if not _is_sequence(data):
        raise TypeError(f"expected a sequence of length {shape[dim]} at dim {dim}, got {data!r}, which is not one")
    if len(data) != shape[dim]:
        raise ValueError(
            f"expected sequence of length {shape[dim]} at dim {dim} (got {len(data)}): all lists of one level must be "
            "equally long; pad the short ones, or keep a list of tensors"
        )
    for part in data:
        _gather(part, shape, dim + 1, leaves)


def _number_of(leaf: Any) -> tuple[Number, dtype]:
    """One element as a Python number, and the dtype it asks for."""
    if isinstance(leaf, TensorBase):
        if leaf._array.size != 1:
            raise ValueError(
                f"only one element tensors can be converted to Python scalars, got one of shape "
                f"{list(leaf._array.shape)}; join tensors with torch.stack()"
            )
        return leaf.item(), leaf.dtype  # type: ignore[attr-defined]
    if isinstance(leaf, (np.generic, np.ndarray)):
        return leaf.item(), numpy_dtype_of(np.asarray(leaf))
    if isinstance(leaf, (bool, int, float)):
        return leaf, dtypes.of_number(leaf)
    refuse(leaf)


def refuse(value: object) -> NoReturn:
    """TypeError or RuntimeError, as PyTorch chooses, for something that is no number."""
    name = type(value).__name__
    if isinstance(value, (str, bytes)):
        raise TypeError(f"new(): invalid data type '{name}'; a tensor holds numbers, turn text into numbers first")
    raise RuntimeError(f"Could not infer dtype of {name}; a tensor is made of numbers, bools, lists of them, or arrays")


def _check_range(array: Array, wanted: dtype) -> None:
    """Refuses Python numbers that an integer dtype cannot hold; negative ones may wrap around into uint8."""
    if array.dtype.kind in "uO" and not array.dtype == np.uint8 and wanted.category == 1:
        raise ValueError(
            f"Overflow when unpacking long long: {max(array.ravel().tolist(), key=abs)} lies outside int64's "
            "-2**63 .. 2**63-1; use a float for numbers that large"
        )
    if wanted.category != 1 or not array.size or array.dtype.kind == "b" or wanted is dtypes.int64 == array.dtype:
        return
    for extreme in (array.max(), array.min()):
        check_fits(extreme.item(), wanted)


def check_fits(value: Number, wanted: dtype) -> None:
    """RuntimeError where a Python number lies outside of what `wanted` holds; infinity and NaN fit into floats."""
    if wanted.category == 1:
        limits = np.iinfo(wanted.numpy)
        low = -int(limits.max) if limits.min == 0 else int(limits.min)
        fits = math.isfinite(value) and low <= math.trunc(value) <= int(limits.max)
        room = f"{limits.min} .. {limits.max}"
    elif wanted.category == 2 and wanted is not dtypes.bfloat16:
        largest = float(np.finfo(wanted.numpy).max)
        fits = not math.isfinite(value) or -largest <= value <= largest
        room = f"{-largest:g} .. {largest:g}"
    else:
        return
    if not fits:
        raise RuntimeError(f"value cannot be converted to type {wanted.name} without overflow: got {value}, of {room}")
