"""The operators of Python on tensors: `x + y` is `add(x, y)`, with numbers and NumPy arrays on either side.

An operator that is given something else answers NotImplemented, so that Python asks the other side and then says which
two types do not go together; `x == None` is False, as everywhere in Python. Adding two tensors of one shape and dtype,
or a number to a tensor that can hold it, takes the short way past all checks: these are the most frequent lines.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call
from tinytorch_core.tensor_arithmetic import abs, add, mul, neg, positive, pow, sub
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_comparison import eq, ge, gt, le, lt, ne
from tinytorch_core.tensor_division import div, floor_divide, remainder
from tinytorch_core.tensor_logic import (
    bitwise_and,
    bitwise_left_shift,
    bitwise_not,
    bitwise_or,
    bitwise_right_shift,
    bitwise_xor,
)
from tinytorch_core.tensor_promotion import NUMBER_HELD_BY, OPERANDS, number

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

Operator = Callable[[Any, Any], "Tensor"]


def operator(function: Callable[[Any, Any], Tensor], operation: str = "", kinds: str = "") -> Operator:
    """The method behind an operator.

    Args:
        function: what it does in general.
        operation: what `function` runs in the end, where operands of the same dtype need no preparation.
        kinds: the kinds of storage, in NumPy's letters, of which that is true.
    """

    def forward(self: TensorBase, other: Any) -> Tensor:
        array = self._array
        storage = array.dtype
        if storage.kind in kinds:
            if isinstance(other, TensorBase):
                if storage is other._array.dtype and array.shape == other._array.shape:
                    return call(operation, self, other)
            elif storage.kind in NUMBER_HELD_BY.get(type(other), ""):
                return call(operation, self, number(other, storage, self._wrap))
        if isinstance(other, OPERANDS):
            return function(self, other)
        return function(self, _of_array(self, other)) if isinstance(other, np.ndarray) else NotImplemented

    return forward


def reflected(function: Callable[[Any, Any], Tensor], operation: str = "", kinds: str = "") -> Operator:
    """The method behind an operator whose left side is no tensor: `2 - x`. Arguments as for `operator`."""

    def backward(self: TensorBase, other: Any) -> Tensor:
        storage = self._array.dtype
        if storage.kind in kinds and storage.kind in NUMBER_HELD_BY.get(type(other), ""):
            return call(operation, number(other, storage, self._wrap), self)
        if isinstance(other, OPERANDS):
            return function(other, self)
        return function(_of_array(self, other), self) if isinstance(other, np.ndarray) else NotImplemented

    return backward


def _of_array(like: TensorBase, array: np.ndarray[Any, Any]) -> Tensor:
    dtypes.from_numpy_dtype(array.dtype)  # raises for complex numbers, strings and objects
    return like._wrap(array)


class TensorOperators(TensorBase):
    """The operators; those with an equals sign, such as `+=`, stand in `tensor_inplace.py`."""

    __array_ufunc__ = None  # NumPy arrays leave `array * tensor` to the tensor
    __hash__ = object.__hash__

    __add__, __radd__ = operator(add, "add", "biuf"), reflected(add, "add", "biuf")
    __sub__, __rsub__ = operator(sub, "sub", "iuf"), reflected(sub, "sub", "iuf")
    __mul__, __rmul__ = operator(mul, "mul", "biuf"), reflected(mul, "mul", "biuf")
    __truediv__, __rtruediv__ = operator(div, "div", "f"), reflected(div, "div", "f")
    __floordiv__, __rfloordiv__ = operator(floor_divide, "floor_divide", "f"), reflected(floor_divide)
    __mod__, __rmod__ = operator(remainder, "remainder", "f"), reflected(remainder)
    __pow__, __rpow__ = operator(pow), reflected(pow)
    __neg__, __pos__, __abs__ = neg, positive, abs

    if TYPE_CHECKING:  # object promises a bool, so checkers must be told in so many words that here it is a tensor

        def __eq__(self, other: object) -> Tensor: ...  # type: ignore[override]
        def __ne__(self, other: object) -> Tensor: ...  # type: ignore[override]

    else:
        __eq__, __ne__ = operator(eq, "eq", "biuf"), operator(ne, "ne", "biuf")
    __lt__, __le__ = operator(lt, "lt", "biuf"), operator(le, "le", "biuf")
    __gt__, __ge__ = operator(gt, "gt", "biuf"), operator(ge, "ge", "biuf")

    __and__, __rand__ = operator(bitwise_and, "bitwise_and", "biu"), reflected(bitwise_and)
    __or__, __ror__ = operator(bitwise_or, "bitwise_or", "biu"), reflected(bitwise_or)
    __xor__, __rxor__ = operator(bitwise_xor, "bitwise_xor", "biu"), reflected(bitwise_xor)
    __lshift__, __rlshift__ = operator(bitwise_left_shift), reflected(bitwise_left_shift)
    __rshift__, __rrshift__ = operator(bitwise_right_shift), reflected(bitwise_right_shift)
    __invert__ = bitwise_not
