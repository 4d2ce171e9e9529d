"""What makes a tensor a good Python object: a number, a sequence, a string, and something to copy and to pickle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core.bfloat16 import readable
from tinytorch_core.dtypes import Array
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_repr import text_of

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor


def single(input: TensorBase) -> Any:
    """The one element as a Python number, for `float(x)` and `int(x)`; ValueError where there is not exactly one."""
    if input._array.size != 1:
        raise ValueError(
            f"only one element tensors can be converted to Python scalars, got shape {list(input._array.shape)}"
        )
    return readable(input._array).item()


def rebuilt(kind: type[Tensor], array: Array, requires_grad: bool) -> Tensor:
    """The tensor that `__reduce__` took apart: a leaf, as no graph travels with it."""
    out: Tensor = object.__new__(kind)
    out._array = array
    out._requires_grad = requires_grad
    return out


class TensorPython(TensorBase):
    """The special methods of Python, but for the operators."""

    __repr__ = text_of

    @property
    def data(self) -> Tensor:
        """The same memory without the history, for reading and, at your own risk, for writing."""
        return self._wrap(self._array)

    @data.setter
    def data(self, value: TensorBase) -> None:
        self._array = value._array

    def __float__(self) -> float:
        return float(single(self))

    def __int__(self) -> int:
        return int(single(self))

    def __complex__(self) -> complex:
        return complex(single(self))

    def __index__(self) -> int:
        if self.dtype.category == 2 or self._array.size != 1:
            raise TypeError(
                "only integer tensors of a single element can be converted to an index, "
                f"got {self.dtype.name} of shape {list(self._array.shape)}"
            )
        return int(self._array.item())

    def __len__(self) -> int:
        if self._array.ndim == 0:
            raise TypeError("len() of a 0-d tensor")
        return int(self._array.shape[0])

    def __iter__(self) -> Iterator[Tensor]:
        if self._array.ndim == 0:
            raise TypeError("iteration over a 0-d tensor")
        return (self[i] for i in range(self._array.shape[0]))  # type: ignore[index]

    def __contains__(self, element: object) -> bool:
        if not isinstance(element, (TensorBase, bool, int, float, np.number)):
            raise RuntimeError(
                f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(element)}."
            )
        return bool((self == element)._array.any())  # type: ignore[attr-defined]

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.numpy(), dtype=dtype, copy=copy)  # type: ignore[attr-defined]

    def __format__(self, spec: str) -> str:
        if self._array.ndim == 0:
            return format(single(self), spec)
        if spec:
            raise TypeError(
                f"unsupported format string passed to Tensor.__format__: {spec!r} on shape {list(self._array.shape)}; "
                "format its numbers one by one, or a single one with .item()"
            )
        return str(self)

    def __reduce__(self) -> Any:
        return rebuilt, (type(self), self._array, self._requires_grad)

    def __deepcopy__(self, memo: dict[int, Any]) -> Tensor:
        if self.grad_fn is not None:
            raise RuntimeError(
                "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol: this one "
                f"was computed by {self.grad_fn.name}. Copy x.detach() instead, or clone() to stay in the graph."
            )
        from copy import deepcopy

        out = rebuilt(type(self), self._array.copy(), self._requires_grad)  # type: ignore[arg-type]
        memo[id(self)] = out
        out.grad = deepcopy(self.grad, memo)
        return out
