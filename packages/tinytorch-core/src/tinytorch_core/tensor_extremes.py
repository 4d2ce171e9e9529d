"""The largest and the smallest: their values, their positions, or both, over some dimensions or all of them.

NaN counts as larger and as smaller than every number, so that a broken value is never hidden by a reduction.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from tinytorch_core import return_types
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array
from tinytorch_core.loops import lines, pack, reduced_shape
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, binary
from tinytorch_core.tensor_reductions import along, wrapped_dim, wrapped_dims

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "amax",
    "amin",
    "aminmax",
    "argmax",
    "argmin",
    "max",
    "min",
]


def dims_with_elements(operation: str, input: TensorBase, dim: int | Sequence[int] | None) -> tuple[int, ...]:
    """The dimensions to reduce, as `wrapped_dims` has them, none of size 0: nothing has no extreme.

    Raises:
        RuntimeError: all are to be reduced, and there is no element.
        IndexError: no such dimension, or one of size 0.
    """
    assert_tensor(operation, input)
    shape = input._array.shape
    dims = wrapped_dims(operation, dim, len(shape))
    if 0 in shape:
        if dim is None or (not isinstance(dim, int) and not dim):
            raise RuntimeError(
                f"{operation}(): Expected reduction dim to be specified for input.numel() == 0, the shape is "
                f"{list(shape)}. Specify the reduction dim with the 'dim' argument."
            )
        for d in dims:
            if shape[d] == 0:
                raise IndexError(
                    f"{operation}(): Expected reduction dim {d} to have non-zero size, the shape is {list(shape)}"
                )
    return dims


def _first_largest(line: list[Any]) -> int:
    """The position of the largest element, the first of several; of the first NaN if there is one."""
    best = 0
    for i, value in enumerate(line):
        if value > line[best] or (value != value and line[best] == line[best]):
            best = i
    return best


def _first_smallest(line: list[Any]) -> int:
    """The position of the smallest element, the first of several; of the first NaN if there is one."""
    best = 0
    for i, value in enumerate(line):
        if value < line[best] or (value != value and line[best] == line[best]):
            best = i
    return best


@kernel
def amin_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The smallest element along `dim`; NaN if there is one."""
    smallest = [line[_first_smallest(line)] for line in lines(x, dim)]
    return pack(smallest, reduced_shape(x.shape, dim, keepdim), x.dtype)


@kernel
def argmax_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The position of the largest element along `dim`."""
    positions = [_first_largest(line) for line in lines(x, dim)]
    return pack(positions, reduced_shape(x.shape, dim, keepdim), np.dtype("int64"))


@kernel
def argmin_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The position of the smallest element along `dim`."""
    positions = [_first_smallest(line) for line in lines(x, dim)]
    return pack(positions, reduced_shape(x.shape, dim, keepdim), np.dtype("int64"))


@kernel(outputs=("values", "indices"))
def max_along_kernel(x: Array, *, dim: int, keepdim: bool) -> tuple[Array, Array]:
    """The largest element of every line, and its position."""
    rows = lines(x, (dim,))
    positions = [_first_largest(row) for row in rows]
    return _picked(x, rows, positions, dim, keepdim)


@kernel(outputs=("values", "indices"))
def min_along_kernel(x: Array, *, dim: int, keepdim: bool) -> tuple[Array, Array]:
    """The smallest element of every line, and its position."""
    rows = lines(x, (dim,))
    positions = [_first_smallest(row) for row in rows]
    return _picked(x, rows, positions, dim, keepdim)


def _picked(x: Array, rows: list[list[Any]], positions: list[int], dim: int, keepdim: bool) -> tuple[Array, Array]:
    shape = reduced_shape(x.shape, (dim,), keepdim)
    values = [row[at] for row, at in zip(rows, positions, strict=True)]
    return pack(values, shape, x.dtype), pack(positions, shape, np.dtype("int64"))


def amax(input: Tensor, dim: int | Sequence[int] | None = (), keepdim: bool = False) -> Tensor:
    """The largest value over `dim`, or of all; where several are largest the gradient is shared equally.

    Raises:
        IndexError: no such dimension, or one of size 0.
        RuntimeError: there is no element at all, and no `dim` is given.
    """
    return call("amax", input, dim=dims_with_elements("amax", input, dim), keepdim=keepdim)


def amin(input: Tensor, dim: int | Sequence[int] | None = (), keepdim: bool = False) -> Tensor:
    """The smallest value over `dim`, or of all; gradient and errors as for `amax`."""
    return call("amin", input, dim=dims_with_elements("amin", input, dim), keepdim=keepdim)


def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> return_types.aminmax:
    """The smallest and the largest value along `dim`, or of all, as a pair (min, max); errors as for `amax`."""
    dims = dims_with_elements("aminmax", input, dim)
    smallest, largest = (call(operation, input, dim=dims, keepdim=keepdim) for operation in ("amin", "amax"))
    return return_types.aminmax(smallest, largest)


def argmax(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The position of the largest value along `dim`, as int64; in the flattened tensor for None.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> argmax(tensor([[1.0, 5.0], [4.0, 3.0]]), dim=1).tolist()
    [1, 0]
    """
    return _position("argmax", input, dim, keepdim)


def argmin(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
    """The position of the smallest value along `dim`, as int64; in the flattened tensor for None."""
    return _position("argmin", input, dim, keepdim)


def _position(operation: str, input: Tensor, dim: int | None, keepdim: bool) -> Tensor:
    assert_tensor(operation, input)
    if input._array.dtype.kind == "b":
        raise RuntimeError(f"{operation}(): does not support bool input; convert it first with .int()")
    if dim is not None:
        wrapped_dim(operation, dim, input._array.ndim)  # one dimension: argmax over a tuple would have no meaning
    return call(operation, input, dim=dims_with_elements(operation, input, dim), keepdim=keepdim)


@overload
def max(input: Tensor) -> Tensor: ...
@overload
def max(input: Tensor, dim: int, keepdim: bool = False) -> return_types.max: ...
@overload
def max(input: Tensor, other: Tensor, /) -> Tensor: ...
@overload
def max(input: Tensor, *, other: Tensor) -> Tensor: ...
def max(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """The largest element; or, with `dim`, the largest along it and where it stands; or the larger of two tensors.

    Args:
        input: any shape and dtype.
        dim: where to look for the largest: `max(x, dim)` gives a pair (values, indices).
        keepdim: keep that dimension, with size 1.
        other: a tensor to compare with, element by element: `max(x, y)` is `maximum(x, y)`.

    Returns:
        A tensor, or for `dim` a named pair of tensors; of several largest the first counts, and NaN before all.

    Raises:
        IndexError: no such dimension, or one of size 0.
        RuntimeError: there is no element at all, and no `dim` is given.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> x = tensor([[1.0, 5.0], [4.0, 3.0]])
    >>> max(x).item()
    5.0
    >>> values, indices = max(x, dim=1)
    >>> values.tolist(), indices.tolist()
    ([5.0, 4.0], [1, 0])
    """
    second = dim if other is None else other
    if isinstance(second, TensorBase):
        return binary("maximum", input, second)
    if dim is None:
        return _of_all("max", input, keepdim)
    return return_types.max(*_along("max", input, dim, keepdim))


@overload
def min(input: Tensor) -> Tensor: ...
@overload
def min(input: Tensor, dim: int, keepdim: bool = False) -> return_types.min: ...
@overload
def min(input: Tensor, other: Tensor, /) -> Tensor: ...
@overload
def min(input: Tensor, *, other: Tensor) -> Tensor: ...
def min(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Any = None) -> Any:
    """The smallest element; or, with `dim`, the smallest along it and where it stands; or the smaller of two tensors.

    Arguments, results and errors as for `max`.
    """
    second = dim if other is None else other
    if isinstance(second, TensorBase):
        return binary("minimum", input, second)
    if dim is None:
        return _of_all("min", input, keepdim)
    return return_types.min(*_along("min", input, dim, keepdim))


def _of_all(operation: str, input: Tensor, keepdim: bool) -> Tensor:
    if keepdim:
        raise TypeError(f"{operation}(): keepdim needs a dim; a{operation}(keepdim=True) keeps all of them")
    return call(f"a{operation}", input, dim=dims_with_elements(operation, input, None), keepdim=False)


def _along(operation: str, input: Tensor, dim: Any, keepdim: bool) -> tuple[Tensor, Tensor]:
    assert_tensor(operation, input)
    if not isinstance(keepdim, bool):
        raise TypeError(f"{operation}(): argument 'keepdim' must be bool, not {type(keepdim).__name__}")
    wrapped_dim(operation, dim, input._array.ndim)
    dims_with_elements(operation, input, dim)
    values, indices = along(f"{operation}_along", input, dim, operation, keepdim=keepdim)
    return values, indices


class TensorExtremes(TensorBase):
    """The functions above as methods: `x.max(0)` is `max(x, 0)`."""

    max, min, amax, amin = max, min, amax, amin
    aminmax, argmax, argmin = aminmax, argmax, argmin
