"""Many numbers into one, over some dimensions or all of them: sums, means, products, and questions about all of them.

What else reduces stands beside this file: the largest and the smallest in `tensor_extremes.py`, spread and length in
`tensor_statistics.py`, and reductions that show every step in `tensor_cumulative.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.loops import lines, pack, reduced_shape
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, cast_to

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "all",
    "any",
    "count_nonzero",
    "mean",
    "nanmean",
    "nansum",
    "prod",
    "sum",
]


def wrapped_dim(operation: str, dim: int, ndim: int) -> int:
    """`dim` counted from the front; IndexError where there is no such dimension. A 0-d tensor accepts 0 and -1."""
    span = ndim if ndim > 0 else 1
    if not isinstance(dim, int) or isinstance(dim, bool):
        raise TypeError(f"{operation}(): dim must be an int, got {type(dim).__name__}")
    if not -span <= dim < span:
        raise IndexError(
            f"Dimension out of range: {operation} on {ndim} dimensions expected dim in [{-span}, {span - 1}], "
            f"but got {dim}"
        )
    return dim % span


def wrapped_dims(operation: str, dim: int | Sequence[int] | None, ndim: int, keepdim: bool = False) -> tuple[int, ...]:
    """Every dimension to reduce, counted from the front and sorted; all of them for None or an empty sequence.

    Raises:
        TypeError: `dim` is neither an int nor a sequence of ints, or `keepdim`, checked along with it, no bool.
    """
    if not isinstance(keepdim, (bool, np.bool_)):
        raise TypeError(f"{operation}(): keepdim must be a bool, got {type(keepdim).__name__}")
    if dim is None:
        return tuple(range(ndim))
    if isinstance(dim, int):
        return (wrapped_dim(operation, dim, ndim),) if ndim else _checked_scalar(operation, dim)
    if not isinstance(dim, (tuple, list, Sequence)):
        raise TypeError(f"{operation}(): dim must be an int or a sequence of ints, got {type(dim).__name__}")
    chosen = [wrapped_dim(operation, d, ndim) for d in dim]
    if not chosen:
        return tuple(range(ndim))
    if len(set(chosen)) < len(chosen):
        raise RuntimeError(
            f"dim {max(chosen, key=chosen.count)} appears multiple times in the list of dims {list(dim)}"
        )
    return tuple(sorted(chosen)) if ndim else ()


def _checked_scalar(operation: str, dim: int) -> tuple[int, ...]:
    """No dimensions: a 0-d tensor accepts dim 0 and -1 but has none to reduce."""
    wrapped_dim(operation, dim, 0)
    return ()


def along(operation: str, input: TensorBase, dim: int, name: str | None = None, **settings: Any) -> Any:
    """Runs an operation of lines along one dimension; a 0-d tensor is a line of one element.

    Args:
        operation: the operation's name in the table; its kernel takes `dim` as an int.
        name: how errors call the function, where it differs from the operation.
    """
    at = wrapped_dim(name or operation, dim, input._array.ndim)
    if input._array.ndim:
        return call(operation, input, dim=at, **settings)
    result: Any = call(operation, input.reshape(1), dim=0, **settings)  # type: ignore[attr-defined]
    return tuple(part.reshape(()) for part in result) if isinstance(result, tuple) else result.reshape(())


def from_lines(rows: list[list[Any]], shape: tuple[int, ...], dim: int, dtype: np.dtype[Any] | type) -> Array:
    """The array of `shape` whose lines along `dim` are `rows`: what `loops.lines` took apart, put together."""
    last = (*shape[:dim], *shape[dim + 1 :], shape[dim])
    packed = pack([value for row in rows for value in row], last, dtype)
    return np.moveaxis(packed, -1, dim)


def summand(operation: str, input: TensorBase, dtype: dtype | None) -> Tensor:
    """The input in the dtype that its sum is formed in: the one asked for, else its own, int64 for bool and integers.

    Raises:
        TypeError: the input is no tensor, or `dtype` no dtype.
    """
    assert_tensor(operation, input)
    if dtype is not None:
        return cast_to(input, dtypes.as_dtype(operation, dtype) or input.dtype)
    return cast_to(input, input.dtype if input.dtype.is_floating_point else dtypes.int64)


def sum(
    input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, *, dtype: dtype | None = None
) -> Tensor:
    """The sum over `dim`, or over all elements.

    Args:
        input: any shape; bool and integers are summed as int64.
        dim: one dimension, several, or None for all.
        keepdim: keep the summed dimensions, with size 1.
        dtype: convert to this first.

    Raises:
        IndexError: no such dimension.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> sum(tensor([[1.0, 2.0], [3.0, 4.0]]), dim=0).tolist()
    [4.0, 6.0]
    """
    x = summand("sum", input, dtype)
    return call("sum", x, dim=wrapped_dims("sum", dim, x._array.ndim, keepdim), keepdim=keepdim)


def mean(
    input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, *, dtype: dtype | None = None
) -> Tensor:
    """The sum over `dim`, or over all elements, divided by how many they are; NaN of nothing.

    Args:
        input: any shape, floating point, unless `dtype` says what to convert to.
        dim, keepdim, dtype: as for `sum`.

    Raises:
        RuntimeError: the input does not hold floats, and no floating-point `dtype` is given.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> mean(tensor([[1.0, 2.0], [3.0, 4.0]]), dim=1).tolist()
    [1.5, 3.5]
    """
    assert_tensor("mean", input)
    wanted = dtypes.as_dtype("mean", dtype) or input.dtype
    if not wanted.is_floating_point:
        raise RuntimeError(
            "mean(): could not infer output dtype. Input dtype must be a floating point dtype, "
            f"got {wanted!r}; call .float() first"
        )
    dims = wrapped_dims("mean", dim, input._array.ndim, keepdim)
    return call("mean", cast_to(input, wanted), dim=dims, keepdim=keepdim)


@kernel
def mean_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The sum divided by how many were summed."""
    shape = reduced_shape(x.shape, dim, keepdim)
    sums = [0.0 + _total(line) for line in lines(x, dim)]
    length = x.size // len(sums) if sums else 0
    return pack([s / length if length else float("nan") for s in sums], shape, x.dtype)


def _total(line: list[float]) -> float:
    total = 0.0
    for value in line:
        total += value
    return total


def nansum(
    input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, *, dtype: dtype | None = None
) -> Tensor:
    """The sum of the elements that are not NaN; arguments as for `sum`."""
    x = summand("nansum", input, dtype)
    return call("nansum", x, dim=wrapped_dims("nansum", dim, x._array.ndim, keepdim), keepdim=keepdim)


@kernel
def nansum_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Σ over `dim` of the elements that equal themselves: NaN does not."""
    sums = []
    for line in lines(x, dim):
        total = 0
        for value in line:
            if value == value:
                total += value
        sums.append(total)
    return pack(sums, reduced_shape(x.shape, dim, keepdim), x.dtype)


def nanmean(
    input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False, *, dtype: dtype | None = None
) -> Tensor:
    """The mean of the elements that are not NaN; NaN where there are none. Arguments and errors as for `mean`."""
    assert_tensor("nanmean", input)
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"nanmean(): expected input to have floating point dtype but got {input.dtype!r}; call .float() first"
        )
    wrapped_dims("nanmean", dim, input._array.ndim, keepdim)  # so that errors name this function
    numbers = input == input
    return nansum(input, dim, keepdim, dtype=dtype).div(sum(numbers, dim, keepdim))


def prod(input: Tensor, dim: int | None = None, keepdim: bool = False, *, dtype: dtype | None = None) -> Tensor:
    """The product along `dim`, or of all elements; 1 of nothing.

    Args:
        input: any shape; bool and integers are multiplied as int64, wrapping around.
        dim: one dimension, or None for all.
        keepdim, dtype: as for `sum`.

    Raises:
        IndexError: no such dimension.
        TypeError: `dim` is not one int.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> prod(tensor([[1.0, 2.0], [3.0, 4.0]]), dim=1).tolist()
    [2.0, 12.0]
    """
    x = summand("prod", input, dtype)
    if dim is not None:
        wrapped_dim("prod", dim, x._array.ndim)  # one dimension, not several
    return call("prod", x, dim=wrapped_dims("prod", dim, x._array.ndim, keepdim), keepdim=keepdim)


@kernel
def prod_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Π over `dim`, multiplied one by one in double precision."""
    products = []
    for line in lines(x, dim):
        product = 1
        for value in line:
            product *= value
        products.append(product)
    return pack(products, reduced_shape(x.shape, dim, keepdim), x.dtype)


def any(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """Whether some element over `dim`, or of all, is not 0: bool, but uint8 for uint8. NaN is not 0; False of nothing.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> any(tensor([[0, 0], [0, 3]]), dim=1).tolist()
    [False, True]
    """
    assert_tensor("any", input)
    return call("any", input, dim=wrapped_dims("any", dim, input._array.ndim, keepdim), keepdim=keepdim)


@kernel
def any_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """True where a line has an element that is not 0."""
    answers = []
    for line in lines(x, dim):
        found = False
        for value in line:
            found = found or value != 0
        answers.append(found)
    return pack(answers, reduced_shape(x.shape, dim, keepdim), _truth_dtype(x))


def all(input: Tensor, dim: int | Sequence[int] | None = None, keepdim: bool = False) -> Tensor:
    """Whether every element over `dim`, or of all, is not 0: bool, but uint8 for uint8. True of nothing.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> all(tensor([[1, 0], [2, 3]]), dim=1).tolist()
    [False, True]
    """
    assert_tensor("all", input)
    return call("all", input, dim=wrapped_dims("all", dim, input._array.ndim, keepdim), keepdim=keepdim)


@kernel
def all_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """True where no element of a line is 0."""
    answers = []
    for line in lines(x, dim):
        holds = True
        for value in line:
            holds = holds and value != 0
        answers.append(holds)
    return pack(answers, reduced_shape(x.shape, dim, keepdim), _truth_dtype(x))


def _truth_dtype(x: Array) -> np.dtype[Any]:
    """bool, but uint8 stays uint8: PyTorch's masks were uint8 once."""
    return x.dtype if x.dtype == np.uint8 else np.dtype(bool)


def count_nonzero(input: Tensor, dim: int | Sequence[int] | None = None) -> Tensor:
    """How many elements over `dim`, or of all, are not 0, as int64."""
    assert_tensor("count_nonzero", input)
    return call("count_nonzero", input, dim=wrapped_dims("count_nonzero", dim, input._array.ndim))


@kernel
def count_nonzero_kernel(x: Array, *, dim: tuple[int, ...]) -> Array:
    """Adds one for every element that is not 0."""
    counts = []
    for line in lines(x, dim):
        count = 0
        for value in line:
            count += value != 0
        counts.append(count)
    return pack(counts, reduced_shape(x.shape, dim, False), np.dtype("int64"))


class TensorReductions(TensorBase):
    """The functions above as methods: `x.sum(0)` is `sum(x, 0)`."""

    sum, mean, prod = sum, mean, prod
    nansum, nanmean = nansum, nanmean
    any, all, count_nonzero = any, all, count_nonzero
