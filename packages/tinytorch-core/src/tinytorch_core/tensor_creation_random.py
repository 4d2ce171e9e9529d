"""Tensors drawn at random: even, normal and whole numbers, and permutations.

`generator=` names the source; without it the default generator is used, which `torch.manual_seed` seeds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.device import DeviceLike, check_device
from tinytorch_core.dtypes import Array, as_dtype, dtype
from tinytorch_core.environment import Generator
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_activations import check_number
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_creation import made
from tinytorch_core.tensor_data import stored
from tinytorch_core.tensor_filling import Sizes, sizes_of, whole_number
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_random import assert_floating, below, check_std, stream_of, whole_range

__all__ = ["normal", "rand", "rand_like", "randint", "randint_like", "randn", "randn_like", "randperm"]


def rand(
    *sizes: Sizes,
    size: Sequence[int] | None = None,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn evenly from [0, 1), float32 unless asked otherwise: `rand(2, 3)` or `rand((2, 3))`."""
    shape = sizes_of("rand", sizes if size is None else (tuple(size),))
    return _even("rand", shape, generator, dtype, dtypes.get_default_dtype(), device, requires_grad)


def rand_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn evenly from [0, 1), in the shape and dtype of `input`."""
    assert_tensor("rand_like", input)
    return _even("rand_like", input._array.shape, generator, dtype, input.dtype, device, requires_grad)


def _even(
    function: str,
    shape: tuple[int, ...],
    generator: Generator | None,
    wanted: Any,
    usual: dtype,
    device: DeviceLike,
    requires_grad: bool,
) -> Tensor:
    check_device(f"{function}()", device)
    kind = as_dtype(function, wanted) or usual
    assert_floating(function, kind)
    drawn = np.asarray(stream_of(function, generator).random(shape))
    return made(stored(below(drawn, kind, 1.0), kind), requires_grad)


def randn(
    *sizes: Sizes,
    size: Sequence[int] | None = None,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn from the normal distribution with mean 0 and variance 1, float32 unless asked otherwise."""
    shape = sizes_of("randn", sizes if size is None else (tuple(size),))
    return _bell("randn", shape, generator, dtype, dtypes.get_default_dtype(), device, requires_grad)


def randn_like(
    input: Tensor,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """Numbers drawn from the normal distribution with mean 0 and variance 1, in the shape and dtype of `input`."""
    assert_tensor("randn_like", input)
    return _bell("randn_like", input._array.shape, generator, dtype, input.dtype, device, requires_grad)


def _bell(
    function: str,
    shape: tuple[int, ...],
    generator: Generator | None,
    wanted: Any,
    usual: dtype,
    device: DeviceLike,
    requires_grad: bool,
) -> Tensor:
    check_device(f"{function}()", device)
    kind = as_dtype(function, wanted) or usual
    assert_floating(function, kind)
    drawn = np.asarray(stream_of(function, generator).standard_normal(shape))
    return made(stored(drawn, kind), requires_grad)


def normal(
    mean: Tensor | float,
    std: Tensor | float = 1.0,
    size: Sequence[int] | None = None,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """mean + std · z, with z normal: one number for each element of the tensors, or `size` of them for two numbers.

    Args:
        mean, std: tensors of shapes that broadcast, or numbers; std >= 0.
        size: needed, and only allowed, where both are numbers.

    Raises:
        RuntimeError: a standard deviation is negative, or the shapes do not broadcast.
        TypeError: `size` is missing, or `mean` or `std` is neither a tensor nor a number.
    """
    check_device("normal()", device)
    given = [value for value in (mean, std) if isinstance(value, TensorBase)]
    if bool(given) == (size is not None):
        raise TypeError(
            "normal(): with two numbers, size must say how many to draw, as in normal(0.0, 1.0, (2, 3)); "
            "with a tensor, its shape says it"
        )
    kind = as_dtype("normal", dtype) or (given[0].dtype if given else dtypes.get_default_dtype())
    assert_floating("normal", kind)
    middle, spread = _parameter("mean", mean), _parameter("std", std)
    for each in spread.ravel().tolist():
        check_std(each)
    shape = sizes_of("normal", (size,)) if size is not None else _together(middle.shape, spread.shape)
    drawn = np.asarray(stream_of("normal", generator).standard_normal(shape)) * spread + middle
    return made(stored(drawn, kind), requires_grad)


def _parameter(name: str, value: Tensor | float) -> Array:
    """The numbers of a tensor, or one number; TypeError where it is neither."""
    if isinstance(value, TensorBase):
        return value._array
    if not isinstance(value, bool):
        check_number("normal", name, value)
    return np.asarray(value)


def _together(mean: tuple[int, ...], std: tuple[int, ...]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(mean, std)
    except ValueError:
        raise RuntimeError(f"normal(): mean of shape {list(mean)} and std of {list(std)} do not broadcast") from None


def randint(
    *low_high_size: Any,
    low: int = 0,
    high: int | None = None,
    size: Sequence[int] | None = None,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """Whole numbers drawn evenly from low .. high-1, as int64: `randint(high, size)` or `randint(low, high, size)`.

    Raises:
        RuntimeError: low is not below high, or the dtype cannot hold what lies between.
        TypeError: `size` is not a tuple.

    >>> randint(5, 6, (3,)).tolist()
    [5, 5, 5]
    """
    check_device("randint()", device)
    given = list(low_high_size)
    if size is None and given:
        size = given.pop()
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"randint(): argument 'size' must be tuple of ints, not {type(size).__name__}")
    if len(given) > 2 or (not given and high is None) or (len(given) == 2 and high is not None):
        raise TypeError("randint(): expected randint(high, size) or randint(low, high, size)")
    last = given.pop() if given and high is None else high
    first = given.pop() if given else low
    kind = as_dtype("randint", dtype) or dtypes.int64
    return _whole("randint", sizes_of("randint", (size,)), first, last, generator, kind, requires_grad)


def randint_like(
    input: Tensor,
    low: int,
    high: int | None = None,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """Whole numbers from low .. high-1, or 0 .. low-1, in the shape and dtype of `input`."""
    assert_tensor("randint_like", input)
    check_device("randint_like()", device)
    first, last = (0, low) if high is None else (low, high)
    kind = as_dtype("randint_like", dtype) or input.dtype
    return _whole("randint_like", input._array.shape, first, last, generator, kind, requires_grad)


def _whole(
    function: str,
    shape: tuple[int, ...],
    low: Any,
    high: Any,
    generator: Generator | None,
    kind: dtype,
    requires_grad: bool,
) -> Tensor:
    first, last = whole_range(function, kind, low, high)
    drawn = np.asarray(stream_of(function, generator).integers(first, last, shape))
    return made(stored(drawn, kind), requires_grad)


def randperm(
    n: int,
    *,
    generator: Generator | None = None,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    requires_grad: bool = False,
) -> Tensor:
    """The numbers 0 .. n-1 in random order, as int64 unless asked otherwise.

    Raises:
        RuntimeError: n is negative, or the dtype cannot hold n-1.

    >>> sorted(randperm(4).tolist())
    [0, 1, 2, 3]
    """
    check_device("randperm()", device)
    count = whole_number("randperm", "n", n)
    if count < 0:
        raise RuntimeError(f"randperm(): n must be non-negative, got {count}")
    kind = as_dtype("randperm", dtype) or dtypes.int64
    if count:
        whole_range("randperm", kind, 0, count)
    return made(stored(stream_of("randperm", generator).permutation(count), kind), requires_grad)
