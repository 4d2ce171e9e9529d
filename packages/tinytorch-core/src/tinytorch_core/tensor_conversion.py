"""From Python and NumPy into tensors and back: data, dtypes, copies, truth values, printing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.tensor_arithmetic import cast_to
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_repr import text_of

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "clone",
    "detach",
]


def array_of(data: Any, wanted: dtype | None) -> Array:
    """A new array of `data` in the wanted dtype, or in the one the data suggests.

    Raises:
        ValueError: nested lists of unequal length.
        TypeError: something that is not numbers.
    """
    if isinstance(data, TensorBase):
        return np.array(cast_to(data, wanted or data.dtype)._array)
    try:
        array = np.array(data)
    except ValueError as error:
        raise ValueError(f"expected numbers or nested lists of equal length: {error}") from None
    if array.dtype.kind not in "biuf":
        raise TypeError(f"new(): invalid data type '{_kind_of(data)}'; a tensor holds numbers and bools only")
    if wanted is None:
        wanted = _suggested(array, isinstance(data, (np.ndarray, np.generic)))
    return np.array(array, dtype=wanted.numpy, order="C")


def _kind_of(data: Any) -> str:
    while isinstance(data, (list, tuple)) and data:
        data = data[0]
    return type(data).__name__


def _suggested(array: Array, from_numpy: bool) -> dtype:
    if from_numpy:
        return dtypes.from_numpy_dtype(array.dtype)
    if array.dtype.kind == "f":
        return dtypes.get_default_dtype()
    return dtypes.bool_ if array.dtype.kind == "b" else dtypes.int64


def numpy(input: Tensor) -> Array:
    """The elements as a NumPy array that shares the tensor's memory.

    Raises:
        RuntimeError: the tensor requires a gradient, which a NumPy array could not carry on.
    """
    if input._requires_grad:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    return input._array


def detach(input: Tensor) -> Tensor:
    """The same memory without the history: gradients stop here."""
    out = input._wrap(input._array)
    out._share_memory_of(input)
    return out


@kernel
def clone_kernel(x: Array) -> Array:
    """A copy of x."""
    return np.array(x, order="C")


def clone(input: Tensor) -> Tensor:
    """A copy; gradients flow through it."""
    return call("clone", input)


def to(input: Tensor, dtype: dtype) -> Tensor:
    """`input` in another dtype; itself where it has that dtype already."""
    return cast_to(input, dtype)


def float(input: Tensor) -> Tensor:
    """`input` as float32."""
    return cast_to(input, dtypes.float32)


def double(input: Tensor) -> Tensor:
    """`input` as float64."""
    return cast_to(input, dtypes.float64)


def long(input: Tensor) -> Tensor:
    """`input` as int64, cut towards zero."""
    return cast_to(input, dtypes.int64)


def _truth(input: Tensor) -> bool:
    if input._array.size != 1:
        raise RuntimeError(
            "Boolean value of Tensor with "
            + ("no values" if input._array.size == 0 else "more than one value")
            + " is ambiguous; use .any() or .all()"
        )
    return bool(input._array.item())


def _length(input: Tensor) -> int:
    if input._array.ndim == 0:
        raise TypeError("len() of a 0-d tensor")
    return input._array.shape[0]


def _iterate(input: Tensor) -> Iterator[Tensor]:
    if input._array.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return (input[i] for i in range(input._array.shape[0]))


def _as_array(input: Tensor, dtype: Any = None, copy: bool | None = None) -> Array:
    return np.array(numpy(input), dtype=dtype, copy=copy)


class TensorConversion(TensorBase):
    """The functions above as methods, and what makes a tensor a Python number, sequence and string."""

    numpy, detach, clone = numpy, detach, clone
    to, float, double, long = to, float, double, long
    __bool__, __len__, __iter__, __array__ = _truth, _length, _iterate, _as_array
    __repr__ = text_of

    @property
    def data(self) -> Tensor:
        """The same memory without the history, for reading and, at your own risk, for writing."""
        return self._wrap(self._array)

    @data.setter
    def data(self, value: TensorBase) -> None:
        self._array = value._array

    def __float__(self) -> Any:
        return self._single().__float__()

    def __int__(self) -> Any:
        return self._single().__int__()

    def __index__(self) -> int:
        if self.dtype.category == 2:
            raise TypeError("only integer tensors of a single element can be converted to an index")
        return self.__int__()

    def _single(self) -> Any:
        if self._array.size != 1:
            raise RuntimeError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
        return self._array.item()
