"""Reductions that show every step: running sums, products and extremes along one dimension.

They belong together because each is a recurrence, s_k = combine(s_{k-1}, x_k), and so are their derivatives, run from
the other end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tinytorch_core import return_types
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.loops import lines
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_reductions import along, from_lines, summand

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "cummax",
    "cummin",
    "cumprod",
    "cumsum",
]


def cumsum(input: Tensor, dim: int, *, dtype: dtype | None = None) -> Tensor:
    """The running sum along `dim`.

        output_k = Σ_{j <= k} input_j

    Args:
        input: any shape; bool and integers are summed as int64.
        dim: the dimension to walk along.
        dtype: convert to this first.

    Returns:
        A tensor of the input's shape.

    Raises:
        IndexError: no such dimension.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> cumsum(tensor([1, 2, 3]), dim=0).tolist()
    [1, 3, 6]
    """
    out: Tensor = along("cumsum", summand("cumsum", input, dtype), dim, reverse=False)
    return out


@kernel
def cumsum_kernel(x: Array, *, dim: int, reverse: bool) -> Array:
    """Adds up along `dim`, from its end if `reverse`, and keeps every subtotal."""
    rows = []
    for line in lines(x, (dim,)):
        total, subtotals = 0, []
        for value in line[::-1] if reverse else line:
            total += value
            subtotals.append(total)
        rows.append(subtotals[::-1] if reverse else subtotals)
    return from_lines(rows, x.shape, dim, x.dtype)


def cumprod(input: Tensor, dim: int, *, dtype: dtype | None = None) -> Tensor:
    """The running product along `dim`: output_k = Π_{j <= k} input_j. Arguments, result and errors as for `cumsum`.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> cumprod(tensor([1, 2, 3]), dim=0).tolist()
    [1, 2, 6]
    """
    out: Tensor = along("cumprod", summand("cumprod", input, dtype), dim)
    return out


@kernel
def cumprod_kernel(x: Array, *, dim: int) -> Array:
    """Multiplies up along `dim` and keeps every intermediate product."""
    rows = []
    for line in lines(x, (dim,)):
        product, products = 1, []
        for value in line:
            product *= value
            products.append(product)
        rows.append(products)
    return from_lines(rows, x.shape, dim, x.dtype)


@kernel
def linear_scan_kernel(g: Array, a: Array, *, dim: int, reverse: bool) -> Array:
    """s_k = g_k + a_k · s_{k-1} along `dim`; or, in `reverse`, s_k = g_k + a_{k+1} · s_{k+1}.

    In both directions a_k stands between k-1 and k, so one direction is the derivative of the other. The derivative
    of a product of many numbers is such a recurrence, and needs no division by those that are 0.
    """
    rows = []
    for sources, factors in zip(lines(g, (dim,)), lines(a, (dim,)), strict=True):
        states = list(sources)
        if reverse:
            for k in range(len(states) - 2, -1, -1):
                states[k] += factors[k + 1] * states[k + 1]
        else:
            for k in range(1, len(states)):
                states[k] += factors[k] * states[k - 1]
        rows.append(states)
    return from_lines(rows, g.shape, dim, g.dtype)


def linear_scan(g: Tensor, a: Tensor, dim: int, reverse: bool = False) -> Tensor:
    """s_k = g_k + a_k · s_{k-1} along `dim`, or in `reverse` s_k = g_k + a_{k+1} · s_{k+1}; both of one shape."""
    return call("linear_scan", g, a, dim=dim, reverse=reverse)


def cummax(input: Tensor, dim: int) -> return_types.cummax:
    """The largest so far along `dim`, and where it stood, as a pair (values, indices).

    Of several largest the last one counts; from the first NaN on all are NaN.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> values, indices = cummax(tensor([1, 3, 2]), dim=0)
    >>> values.tolist(), indices.tolist()
    ([1, 3, 3], [0, 1, 1])
    """
    assert_tensor("cummax", input)
    return return_types.cummax(*along("cummax", input, dim))


def cummin(input: Tensor, dim: int) -> return_types.cummin:
    """The smallest so far along `dim`, and where it stood, as a pair (values, indices); ties and NaN as `cummax`."""
    assert_tensor("cummin", input)
    return return_types.cummin(*along("cummin", input, dim))


@kernel(outputs=("values", "indices"))
def cummax_kernel(x: Array, *, dim: int) -> tuple[Array, Array]:
    """Walks along `dim` and remembers where the largest so far stood."""
    rows = lines(x, (dim,))
    places = []
    for line in rows:
        best, bests = 0, []
        for i, value in enumerate(line):
            if value != value or value >= line[best]:
                best = i
            bests.append(best)
        places.append(bests)
    return _seen(x, rows, places, dim)


@kernel(outputs=("values", "indices"))
def cummin_kernel(x: Array, *, dim: int) -> tuple[Array, Array]:
    """Walks along `dim` and remembers where the smallest so far stood."""
    rows = lines(x, (dim,))
    places = []
    for line in rows:
        best, bests = 0, []
        for i, value in enumerate(line):
            if value != value or value <= line[best]:
                best = i
            bests.append(best)
        places.append(bests)
    return _seen(x, rows, places, dim)


def _seen(x: Array, rows: list[list[float]], places: list[list[int]], dim: int) -> tuple[Array, Array]:
    """The elements at `places` of every line, and the places."""
    values = [[row[at] for at in ats] for row, ats in zip(rows, places, strict=True)]
    return from_lines(values, x.shape, dim, x.dtype), from_lines(places, x.shape, dim, np.dtype("int64"))


class TensorCumulative(TensorBase):
    """The functions above as methods: `x.cumsum(0)` is `cumsum(x, 0)`."""

    cumsum, cumprod, cummax, cummin = cumsum, cumprod, cummax, cummin
