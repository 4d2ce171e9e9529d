"""Products of vectors and matrices under their own names: each is `matmul` after a check of its shapes.

`einsum`, which writes any of them as a formula, stands in `tensor_einsum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, Number
from tinytorch_core.loops import pack
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, cast_to
from tinytorch_core.tensor_reductions import wrapped_dim

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "addmm",
    "addmv",
    "baddbmm",
    "bmm",
    "dot",
    "ger",
    "inner",
    "mm",
    "mv",
    "outer",
    "tensordot",
    "trace",
    "vdot",
]


def _check_ndim(operation: str, ndim: int, **operands: TensorBase) -> None:
    """RuntimeError where an operand has another number of dimensions."""
    for name, operand in operands.items():
        assert_tensor(operation, operand, name)
        if operand._array.ndim != ndim:
            what = {1: "a vector, 1D", 2: "a matrix, 2D", 3: "a 3D tensor, a batch of matrices"}[ndim]
            raise RuntimeError(f"{operation}(): {name} must be {what}; it has shape {list(operand._array.shape)}")


def mm(input: Tensor, mat2: Tensor) -> Tensor:
    """The product of two matrices, (n, k) and (k, m) -> (n, m); nothing broadcasts. Errors as for `matmul`.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> mm(tensor([[1, 2]]), tensor([[3], [4]])).tolist()
    [[11]]
    """
    _check_ndim("mm", 2, input=input, mat2=mat2)
    return input.matmul(mat2)


def bmm(input: Tensor, mat2: Tensor) -> Tensor:
    """The products of two stacks of matrices, (B, n, k) and (B, k, m) -> (B, n, m); nothing broadcasts.

    Raises:
        RuntimeError: the shapes are not these, or the dtypes differ.
    """
    _check_ndim("bmm", 3, input=input, mat2=mat2)
    (batch, _, inner_size), given = input._array.shape, mat2._array.shape
    if given[:2] != (batch, inner_size):
        raise RuntimeError(
            f"bmm(): Expected size for first two dimensions of batch2 tensor to be: {[batch, inner_size]} but got: "
            f"{list(given[:2])}; the shapes are {list(input.shape)} and {list(given)}"
        )
    return input.matmul(mat2)


def mv(input: Tensor, vec: Tensor) -> Tensor:
    """The product of a matrix and a vector, (n, k) and (k,) -> (n,). Errors as for `matmul`."""
    _check_ndim("mv", 2, input=input)
    _check_ndim("mv", 1, vec=vec)
    return input.matmul(vec)


def dot(input: Tensor, tensor: Tensor) -> Tensor:
    """The sum of the products of two vectors' elements, (n,) and (n,) -> ().

    Raises:
        RuntimeError: an operand is not 1-d, or sizes or dtypes differ.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> dot(tensor([1, 2, 3]), tensor([4, 5, 6])).item()
    32
    """
    _check_ndim("dot", 1, input=input, tensor=tensor)
    if input._array.size != tensor._array.size:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{input._array.size}] and src [{tensor._array.size}] to have "
            "the same number of elements"
        )
    return input.matmul(tensor)


def vdot(input: Tensor, other: Tensor) -> Tensor:
    """`dot`, under the name that conjugates complex numbers; there are none here."""
    return dot(input, other)


def inner(input: Tensor, other: Tensor) -> Tensor:
    """The sums of products over the last dimension of both, (..., k) and (***, k) -> (..., ***).

    Raises:
        RuntimeError: the last sizes differ.
    """
    assert_tensor("inner", input)
    assert_tensor("inner", other, "other")
    a, b = input._array.shape, other._array.shape
    if not a or not b:
        return input.mul(other)
    if a[-1] != b[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes {list(a)} and {list(b)}"
        )
    product = input.reshape(prod(a[:-1]), a[-1]).matmul(other.reshape(prod(b[:-1]), b[-1]).mT)
    return product.reshape((*a[:-1], *b[:-1]))


def outer(input: Tensor, vec2: Tensor) -> Tensor:
    """Every element of one vector times every element of another, (n,) and (m,) -> (n, m).

    >>> from tinytorch_core.tensor_creation import tensor
    >>> outer(tensor([1, 2]), tensor([3, 4])).tolist()
    [[3, 4], [6, 8]]
    """
    _check_ndim("outer", 1, input=input, vec2=vec2)
    return input.unsqueeze(1).mul(vec2)


def ger(input: Tensor, vec2: Tensor) -> Tensor:
    """`outer`, under its older name."""
    return outer(input, vec2)


def addmm(input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """beta · input + alpha · (mat1 @ mat2).

    Args:
        input: of a shape that broadcasts to (n, m); ignored, NaN and all, if beta is 0.
        mat1: (n, k).
        mat2: (k, m).
        beta, alpha: the two weights; whole numbers for integer tensors.

    Raises:
        RuntimeError: the shapes or dtypes do not fit.
    """
    return _added("addmm", input, mm(mat1, mat2), beta, alpha)


def addmv(input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """beta · input + alpha · (mat @ vec), (n, k) and (k,) -> (n,); the rest as for `addmm`."""
    return _added("addmv", input, mv(mat, vec), beta, alpha)


def baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
    """beta · input + alpha · (batch1 @ batch2), (B, n, k) and (B, k, m) -> (B, n, m); the rest as for `addmm`."""
    return _added("baddbmm", input, bmm(batch1, batch2), beta, alpha)


def _added(operation: str, input: Tensor, product: Tensor, beta: Number, alpha: Number) -> Tensor:
    assert_tensor(operation, input)
    _check_expands(operation, input._array.shape, product._array.shape)
    if input._array.dtype != product._array.dtype:
        raise RuntimeError(
            f"{operation}(): input and the matrices must have the same dtype, but got {input.dtype!r} and "
            f"{product.dtype!r}; convert one with .to()"
        )
    if not input.dtype.is_floating_point and (isinstance(alpha, float) or isinstance(beta, float)):
        raise RuntimeError(
            f"{operation}(): for integer tensors alpha and beta must be whole numbers, got alpha={alpha}, beta={beta}"
        )
    if alpha != 1:
        product = product.mul(alpha)
    if beta == 0:
        return product
    return product.add(input if beta == 1 else input.mul(beta))


def _check_expands(operation: str, shape: tuple[int, ...], target: tuple[int, ...]) -> None:
    padded = (1,) * (len(target) - len(shape)) + shape
    for d, (have, want) in enumerate(zip(padded, target, strict=False)):
        if have not in (1, want) or len(shape) > len(target):
            raise RuntimeError(
                f"{operation}(): The expanded size of the tensor ({want}) must match the existing size ({have}) at "
                f"non-singleton dimension {d}. Target sizes: {list(target)}. Tensor sizes: {list(shape)}"
            )


def tensordot(a: Tensor, b: Tensor, dims: int | Sequence[Sequence[int]] = 2) -> Tensor:
    """The sums of products over several dimensions of both at once.

    Args:
        a, b: any shapes, one dtype.
        dims: a number n, for the last n dimensions of `a` with the first n of `b`; or two lists, the dimensions of
            `a` and those of `b` that belong to them.

    Returns:
        The other dimensions of `a`, then those of `b`.

    Raises:
        RuntimeError: the two lists differ in length, or sizes that belong together differ.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> tensordot(tensor([[1, 2], [3, 4]]), tensor([[5, 6], [7, 8]]), dims=2).item()
    70
    """
    assert_tensor("tensordot", a, "a")
    assert_tensor("tensordot", b, "b")
    ours, theirs = _contracted(a, b, dims)
    for x, y in zip(ours, theirs, strict=True):  # a dimension of size 1 counts as often as its partner is long
        if a._array.shape[x] == 1 != b._array.shape[y]:
            b = b.sum(y, keepdim=True)
        elif b._array.shape[y] == 1 != a._array.shape[x]:
            a = a.sum(x, keepdim=True)
    free_a = [d for d in range(a._array.ndim) if d not in ours]
    free_b = [d for d in range(b._array.ndim) if d not in theirs]
    rows, columns = [a._array.shape[d] for d in free_a], [b._array.shape[d] for d in free_b]
    length = prod(a._array.shape[d] for d in ours)
    left = a.permute(*free_a, *ours).reshape(prod(rows), length)
    right = b.permute(*theirs, *free_b).reshape(length, prod(columns))
    return left.matmul(right).reshape((*rows, *columns))


def _contracted(a: Tensor, b: Tensor, dims: int | Sequence[Sequence[int]]) -> tuple[list[int], list[int]]:
    """The dimensions of `a` and those of `b` to sum over, counted from the front, checked."""
    shape_a, shape_b = a._array.shape, b._array.shape
    if isinstance(dims, int):
        if not 0 <= dims <= min(len(shape_a), len(shape_b)):
            raise RuntimeError(
                f"tensordot expects 0 <= dims <= the dimensions of both, but got dims={dims} for shapes "
                f"{list(shape_a)} and {list(shape_b)}"
            )
        dims = (range(len(shape_a) - dims, len(shape_a)), range(dims))
    elif not (isinstance(dims, Sequence) and len(dims) == 2 and all(isinstance(part, Sequence) for part in dims)):
        raise TypeError(f"tensordot(): dims must be an int, or a list for each of the two tensors, got {dims!r}")
    ours = [wrapped_dim("tensordot", d, len(shape_a)) for d in dims[0]]
    theirs = [wrapped_dim("tensordot", d, len(shape_b)) for d in dims[1]]
    if len(ours) != len(theirs):
        raise RuntimeError(f"tensordot: both dimension lists should have same length, got {ours} and {theirs}")
    for x, y in zip(ours, theirs, strict=True):
        if shape_a[x] != shape_b[y] and 1 not in (shape_a[x], shape_b[y]):
            raise RuntimeError(
                f"tensordot: contracted dimensions need to match, but first has size {shape_a[x]} in dim {x} and "
                f"second has size {shape_b[y]} in dim {y}; the shapes are {list(shape_a)} and {list(shape_b)}"
            )
    return ours, theirs


@kernel
def trace_kernel(x: Array) -> Array:
    """Σ x_ii."""
    total = 0
    for i, row in enumerate(x.tolist()):
        if i < len(row):
            total += row[i]
    return pack([total], (), x.dtype)


def trace(input: Tensor) -> Tensor:
    """The sum of a matrix's diagonal, (n, m) -> (); integers are summed as int64.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> trace(tensor([[1, 2], [3, 4]])).item()
    5
    """
    _check_ndim("trace", 2, input=input)
    return call("trace", input if input.dtype.is_floating_point else cast_to(input, dtypes.int64))


class TensorProducts(TensorBase):
    """The functions above as methods: `x.mm(y)` is `mm(x, y)`."""

    mm, bmm, mv, dot, vdot = mm, bmm, mv, dot, vdot
    inner, outer, ger, trace = inner, outer, ger, trace
    addmm, addmv, baddbmm = addmm, addmv, baddbmm
