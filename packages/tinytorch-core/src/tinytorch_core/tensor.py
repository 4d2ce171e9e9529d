"""The tensor: a block of numbers with a shape, a dtype, and one day a gradient.

This file holds the ideas: element by element after broadcasting, one number out of many (reduction), and the
matrix product, each as a naive kernel whose loops can be read; and the class that ties them to `+`, `*` and `@`.
The breadth stands beside it, in `tensor_arithmetic.py`, `tensor_reductions.py`, `tensor_shape.py`,
`tensor_indexing.py`, `tensor_conversion.py` and `tensor_creation.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch_core import dispatch
from tinytorch_core.bfloat16 import as_storage
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.loops import broadcast_shape, divide, exp, flat, lines, log, pack, pairs, reduced_shape
from tinytorch_core.tensor_activations import TensorActivations
from tinytorch_core.tensor_arithmetic import TensorArithmetic
from tinytorch_core.tensor_arranging import TensorArranging
from tinytorch_core.tensor_choosing import TensorChoosing
from tinytorch_core.tensor_comparison import TensorComparison
from tinytorch_core.tensor_conversion import TensorConversion
from tinytorch_core.tensor_counting import TensorCounting
from tinytorch_core.tensor_cumulative import TensorCumulative
from tinytorch_core.tensor_data import array_of
from tinytorch_core.tensor_division import TensorDivision
from tinytorch_core.tensor_elementwise import TensorElementwise
from tinytorch_core.tensor_extremes import TensorExtremes
from tinytorch_core.tensor_filling import TensorFilling
from tinytorch_core.tensor_gathering import TensorGathering
from tinytorch_core.tensor_hooks import TensorHooks
from tinytorch_core.tensor_indexing import TensorIndexing
from tinytorch_core.tensor_inplace import TensorInPlace
from tinytorch_core.tensor_joining import TensorJoining
from tinytorch_core.tensor_logic import TensorLogic
from tinytorch_core.tensor_mixing import TensorMixing
from tinytorch_core.tensor_operators import TensorOperators
from tinytorch_core.tensor_products import TensorProducts
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_random import TensorRandom
from tinytorch_core.tensor_reductions import TensorReductions
from tinytorch_core.tensor_rounding import TensorRounding
from tinytorch_core.tensor_selecting import TensorSelecting
from tinytorch_core.tensor_shape import Size, TensorShape
from tinytorch_core.tensor_sorting import TensorSorting
from tinytorch_core.tensor_statistics import TensorStatistics
from tinytorch_core.tensor_views import TensorViews

__all__ = ["Tensor", "matmul"]


@kernel
def add_kernel(a: Array, b: Array) -> Array:
    """a_i + b_i."""
    return pack([x + y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def sub_kernel(a: Array, b: Array) -> Array:
    """a_i - b_i."""
    return pack([x - y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def mul_kernel(a: Array, b: Array) -> Array:
    """a_i · b_i."""
    return pack([x * y for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def div_kernel(a: Array, b: Array) -> Array:
    """a_i / b_i; dividing by zero gives infinity or NaN, as IEEE 754 defines."""
    return pack([divide(x, y) for x, y in pairs(a, b)], broadcast_shape(a, b), a.dtype)


@kernel
def exp_kernel(x: Array) -> Array:
    """e^x_i; infinity where it overflows."""
    return pack([exp(v) for v in flat(x)], x.shape, x.dtype)


@kernel
def log_kernel(x: Array) -> Array:
    """ln x_i; -infinity at 0, NaN below."""
    return pack([log(v) for v in flat(x)], x.shape, x.dtype)


@kernel
def sum_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """Σ over `dim`, added up one by one in double precision."""
    sums = []
    for line in lines(x, dim):
        total = 0
        for value in line:
            total += value
        sums.append(total)
    return pack(sums, reduced_shape(x.shape, dim, keepdim), x.dtype)


@kernel
def amax_kernel(x: Array, *, dim: tuple[int, ...], keepdim: bool) -> Array:
    """The largest element along `dim`; NaN if there is one."""
    largest = []
    for line in lines(x, dim):
        best = line[0]
        for value in line:
            if value > best or value != value:
                best = value
        largest.append(best)
    return pack(largest, reduced_shape(x.shape, dim, keepdim), x.dtype)


@kernel
def matmul_kernel(a: Array, b: Array) -> Array:
    """c_ij = Σ_k a_ik · b_kj: three loops, for every matrix of a stack."""
    shape = (*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2], b.shape[-1])
    count = math.prod(shape[:-2])
    stack_a = np.broadcast_to(a, shape[:-2] + a.shape[-2:]).reshape(count, *a.shape[-2:])
    stack_b = np.broadcast_to(b, shape[:-2] + b.shape[-2:]).reshape(count, *b.shape[-2:])
    out = []
    for matrix_a, matrix_b in zip(stack_a, stack_b, strict=True):
        columns = matrix_b.T.tolist()
        for row in matrix_a.tolist():
            for column in columns:
                total = 0
                for x, y in zip(row, column, strict=True):
                    total += x * y
                out.append(total)
    return pack(out, shape, a.dtype)


def matmul(input: Tensor, other: Tensor) -> Tensor:
    """The matrix product, of single matrices, of stacks of them, or with vectors.

    Args:
        input: (..., n, k), or (k,) which stands for one row.
        other: (..., k, m), or (k,) which stands for one column; the leading dimensions broadcast.

    Returns:
        (..., n, m), without the dimension that a vector stood for.

    Raises:
        RuntimeError: the inner sizes differ, the dtypes differ, or an operand is 0-d.

    Cost: 2·n·k·m floating-point operations per matrix.

    >>> matmul(Tensor([[1.0, 2.0]]), Tensor([[3.0], [4.0]])).tolist()
    [[11.0]]
    """
    _check_matmul(input, other)
    row, column = input.ndim == 1, other.ndim == 1
    a = input.unsqueeze(0) if row else input
    b = other.unsqueeze(1) if column else other
    product: Tensor = call("matmul", a, b)
    if row or column:
        product = product.squeeze(tuple(d for d, vector in ((-2, row), (-1, column)) if vector))
    return product


def _check_matmul(input: Tensor, other: Tensor) -> None:
    assert_tensor("matmul", input)
    assert_tensor("matmul", other)
    if input.ndim == 0 or other.ndim == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {input.ndim}D and {other.ndim}D"
        )
    a, b = input.shape, other.shape
    if a[-1] != b[-2 if len(b) > 1 else 0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({'x'.join(map(str, a))} and {'x'.join(map(str, b))}): "
            f"the inner sizes {a[-1]} and {b[-2 if len(b) > 1 else 0]} must be equal"
        )
    for d, (m, n) in enumerate(zip(a[-3::-1], b[-3::-1], strict=False)):
        if m != n and m != 1 and n != 1:
            raise RuntimeError(
                f"The size of tensor a ({m}) must match the size of tensor b ({n}) at non-singleton dimension "
                f"{max(len(a), len(b)) - 3 - d}: matmul got stacks of shapes {list(a)} and {list(b)}"
            )
    if input._array.dtype != other._array.dtype:
        raise RuntimeError(
            f"expected m1 and m2 to have the same dtype, but got: {input.dtype.name} != {other.dtype.name}; "
            "convert one with .to()"
        )


class Tensor(
    TensorOperators,
    TensorInPlace,
    TensorArithmetic,
    TensorDivision,
    TensorElementwise,
    TensorRounding,
    TensorComparison,
    TensorLogic,
    TensorChoosing,
    TensorMixing,
    TensorReductions,
    TensorExtremes,
    TensorStatistics,
    TensorCumulative,
    TensorSorting,
    TensorCounting,
    TensorShape,
    TensorViews,
    TensorIndexing,
    TensorGathering,
    TensorSelecting,
    TensorJoining,
    TensorArranging,
    TensorProducts,
    TensorConversion,
    TensorFilling,
    TensorRandom,
    TensorHooks,
    TensorActivations,
):
    """A multi-dimensional array of one dtype that can remember how it was computed.

    Args:
        data: numbers, nested lists of them, a NumPy array, or a tensor; copied.
        dtype: the element type; by default float32 for floats, int64 for ints, bool for bools.
        requires_grad: True to have `backward()` fill in `grad`.

    Attributes:
        grad: the gradient after `backward()`, a tensor of the same shape, or None.
        grad_fn: the node of the graph that made this tensor, None for a leaf.

    >>> x = Tensor([[1.0, 2.0], [3.0, 4.0]])
    >>> x.shape, x.dtype
    (torch.Size([2, 2]), torch.float32)
    >>> (x + 1).tolist()
    [[2.0, 3.0], [4.0, 5.0]]
    """

    matmul = matmul
    __matmul__ = matmul

    def __init__(self, data: Any, dtype: dtype | None = None, requires_grad: bool = False) -> None:
        self._array = array_of(data, dtype)
        if requires_grad:
            self.requires_grad_()

    @staticmethod
    def _wrap(array: Array) -> Tensor:
        out: Tensor = object.__new__(Tensor)
        out._array = array if type(array) is np.ndarray else as_storage(array)
        return out

    @property
    def shape(self) -> Size:
        """The size of each dimension."""
        return Size(self._array.shape)

    @property
    def ndim(self) -> int:
        """The number of dimensions."""
        return self._array.ndim

    @property
    def T(self) -> Tensor:
        """The matrix with rows and columns swapped, as a view; in general all dimensions in reverse order."""
        ndim = self._array.ndim
        return self.transpose(0, 1) if ndim == 2 else self.permute(tuple(reversed(range(ndim))))

    @property
    def mT(self) -> Tensor:
        """Each matrix of the stack with rows and columns swapped, as a view."""
        if self._array.ndim < 2:
            raise RuntimeError(
                f"tensor.mT is only supported on matrices or batches of matrices. Got {self._array.ndim}-D tensor."
            )
        return self.transpose(-2, -1)

    @property
    def requires_grad(self) -> bool:
        """Whether operations on this tensor are recorded for `backward()`."""
        return self._requires_grad or (self._base is not None and dispatch.caught_up(self))

    @requires_grad.setter
    def requires_grad(self, wanted: bool) -> None:
        self.requires_grad_(wanted)

    def requires_grad_(self, requires_grad: bool = True) -> Tensor:
        """Switches recording on or off for a leaf, and returns it.

        Raises:
            RuntimeError: the dtype is not a floating-point one, or the tensor is not a leaf.
        """
        if requires_grad and not self.dtype.is_floating_point:
            raise RuntimeError(
                f"only Tensors of floating point dtype can require gradients, this one is {self.dtype!r}; "
                "call .float() first"
            )
        if not requires_grad and self.grad_fn is not None:
            raise RuntimeError(
                "you can only change requires_grad flags of leaf variables; use x.detach() to stop gradients here"
            )
        self._requires_grad = bool(requires_grad)
        return self

    @property
    def is_leaf(self) -> bool:
        """True where no recorded operation made this tensor."""
        return self.grad_fn is None

    def backward(
        self,
        gradient: Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Tensor | Sequence[Tensor] | None = None,
    ) -> None:
        """Adds d self / d leaf to the `grad` of every leaf this tensor was computed from.

        Args:
            gradient: what to multiply with, of this tensor's shape; may be left out for a single element.
            retain_graph: keep what the graph saved, so that it can be walked again; by default as create_graph.
            create_graph: record the backward pass itself, for second derivatives.
            inputs: fill in the `grad` of these tensors only.

        Raises:
            RuntimeError: nothing here requires a gradient, the tensor is no scalar and no gradient is given, or the
                graph was freed by an earlier call.
        """
        dispatch.backward(self, gradient, retain_graph, create_graph, inputs)
