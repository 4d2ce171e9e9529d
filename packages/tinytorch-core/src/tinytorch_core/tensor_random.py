"""Chance: tensors filled with random numbers in place, and samples drawn with probabilities that a tensor gives.

Everything comes from a `Generator`, the default one unless another is named, so a seed repeats it. Numbers are drawn
in double precision and rounded once; they are NumPy's, not PyTorch's, for the same seed.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.environment import Generator, default_generator
from tinytorch_core.tensor_activations import check_number
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_data import stored
from tinytorch_core.tensor_filling import copy_, whole_number
from tinytorch_core.tensor_promotion import assert_tensor, check_broadcast

if TYPE_CHECKING:
    from numpy.random import Generator as Stream

    from tinytorch_core.tensor import Tensor

T = TypeVar("T", bound=TensorBase)

__all__ = ["bernoulli", "multinomial"]


def stream_of(function: str, generator: Generator | None) -> Stream:
    """The NumPy generator behind `generator`, or behind the default one; TypeError where it is something else."""
    if generator is None:
        return default_generator.stream
    if not isinstance(generator, Generator):
        raise TypeError(f"{function}(): generator must be a torch.Generator, not {type(generator).__name__}")
    return generator.stream


def assert_floating(function: str, kind: dtype) -> None:
    """NotImplementedError where a continuous distribution is asked for in a dtype without fractions."""
    if not kind.is_floating_point:
        raise NotImplementedError(
            f'"{function}" not implemented for {kind.name}: its numbers have fractions; use a floating-point dtype, '
            "or randint() for whole numbers"
        )


def _written(input: T, drawn: Any) -> T:
    return copy_(input, input._wrap(stored(np.asarray(drawn), input.dtype)))


def below(high: Array, kind: dtype, limit: float) -> Array:
    """`high`, less where rounding to `kind` would lift it to `limit`, so that it stays in [low, limit)."""
    if kind is dtypes.float64:
        return high
    if kind is dtypes.bfloat16:
        return np.minimum(high, limit * (1 - 2.0**-8))
    last = np.nextafter(kind.numpy.type(limit), kind.numpy.type(-math.inf))
    return np.where(high.astype(kind.numpy) >= limit, last, high)


def uniform_(input: T, from_: float = 0.0, to: float = 1.0, *, generator: Generator | None = None) -> T:
    """Fills `input` with numbers drawn evenly from [from, to).

    Raises:
        RuntimeError: the range is empty or not finite.
    """
    assert_floating("uniform_", input.dtype)
    if not (math.isfinite(from_) and math.isfinite(to) and from_ <= to):
        raise RuntimeError(f"uniform_ expects to return a [from, to) range, but found from={from_} > to={to}")
    drawn = stream_of("uniform_", generator).uniform(from_, to, input._array.shape)
    return _written(input, drawn if from_ == to else below(np.asarray(drawn), input.dtype, to))


def normal_(input: T, mean: float = 0.0, std: float = 1.0, *, generator: Generator | None = None) -> T:
    """Fills `input` with numbers from the normal distribution of that mean and standard deviation.

    Raises:
        RuntimeError: the standard deviation is negative.
    """
    assert_floating("normal_", input.dtype)
    check_std(std)
    return _written(input, stream_of("normal_", generator).normal(mean, std, input._array.shape))


def check_std(std: float) -> None:
    """RuntimeError where a standard deviation is negative or NaN."""
    if not std >= 0:
        raise RuntimeError(f"normal expects std >= 0.0, but found std {std}")


def exponential_(input: T, lambd: float = 1.0, *, generator: Generator | None = None) -> T:
    """Fills `input` from the exponential distribution: density lambd · e^(-lambd·x) for x > 0.

    Raises:
        RuntimeError: lambd is not positive.
    """
    assert_floating("exponential_", input.dtype)
    if not lambd > 0:
        raise RuntimeError(f"exponential_ expects lambda > 0.0, but found lambda={lambd}")
    return _written(input, stream_of("exponential_", generator).exponential(1 / lambd, input._array.shape))


def whole_range(function: str, kind: dtype, low: Any, high: Any) -> tuple[int, int]:
    """low and high as ints, after checking that low < high and that `kind` holds everything in between."""
    first, last = whole_number(function, "low", low), whole_number(function, "high", high)
    if first >= last:
        raise RuntimeError(f"{function} expects 'from' to be less than 'to', but got from={first} >= to={last}")
    least, most = range_of(kind)
    if first < least or last - 1 > most:
        raise RuntimeError(
            f"{function}: {first} .. {last - 1} is out of bounds for {kind.name}, which holds {least} .. {most}"
        )
    return first, last


def range_of(kind: dtype) -> tuple[int, int]:
    """The whole numbers that `random_` may write: all of an integer dtype's, or what a float keeps exactly."""
    if kind.category == 0:
        return 0, 1
    if kind.category == 1:
        limits = np.iinfo(kind.numpy)
        return int(limits.min), int(limits.max)
    largest = {"float16": 65504, "bfloat16": 2**127, "float32": 2**127}.get(kind.name, 2**1023)
    return -largest, largest


def random_(input: T, from_: int | None = None, to: int | None = None, *, generator: Generator | None = None) -> T:
    """Fills `input` with whole numbers: from .. to-1, or 0 .. from-1, or 0 up to the largest its dtype holds.

    For floats that is the largest up to which they hold every whole number, 2^24 for float32.

    Raises:
        RuntimeError: the range is empty, or reaches beyond the dtype.
    """
    exact = {"float16": 2**11, "bfloat16": 2**8, "float32": 2**24, "float64": 2**53}
    most = exact.get(input.dtype.name) or range_of(input.dtype)[1]
    low, high = (0, most + 1) if from_ is None else (0, from_) if to is None else (from_, to)
    low, high = whole_range("random_", input.dtype, low, high)
    return _written(input, stream_of("random_", generator).integers(low, high, input._array.shape))


def bernoulli(input: Tensor, p: float | None = None, *, generator: Generator | None = None) -> Tensor:
    """Coin tosses: 1 with the probability that `input` gives at that place (or with p everywhere), else 0.

    Args:
        input: probabilities in [0, 1], floating point.
        p: one probability for all places, instead of input's.

    Returns:
        The shape and dtype of `input`.

    Raises:
        RuntimeError: a probability lies outside [0, 1].
        TypeError: `p` is not a number.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> bernoulli(tensor([0.0, 1.0])).tolist()
    [0.0, 1.0]
    """
    assert_tensor("bernoulli", input)
    if p is None:
        assert_floating("bernoulli", input.dtype)
    tossed = _tosses("bernoulli", input if p is None else p, input, generator)
    return input._wrap(stored(tossed, input.dtype))


def bernoulli_(input: T, p: Tensor | float = 0.5, *, generator: Generator | None = None) -> T:
    """Fills `input` with coin tosses: 1 with probability p, a number or a tensor of them, else 0."""
    return _written(input, _tosses("bernoulli_", p, input, generator))


def _tosses(function: str, p: TensorBase | float, like: TensorBase, generator: Generator | None) -> Array:
    if isinstance(p, TensorBase):
        check_broadcast(function, like, p)
    elif not isinstance(p, bool):
        check_number(function, "p", p)
    chances = p._array if isinstance(p, TensorBase) else np.asarray(p)
    if not bool(np.all((chances >= 0) & (chances <= 1))):
        wrong = chances[~((chances >= 0) & (chances <= 1))].flat[0]
        raise RuntimeError(f"{function} expects p to be in [0, 1], but got p={wrong}")
    return np.asarray(stream_of(function, generator).random(like._array.shape) < chances)


def multinomial(
    input: Tensor, num_samples: int, replacement: bool = False, *, generator: Generator | None = None
) -> Tensor:
    """Positions drawn with probabilities proportional to the weights in each row.

    Without replacement the i-th draw is the row's i-th largest weight / e, with e exponential: the races that
    positions win in this order have just these probabilities (Efraimidis and Spirakis, 2006).

    Args:
        input: (V,) or (B, V) float, weights >= 0 that need not sum to 1.
        num_samples: how many positions to draw for each row.
        replacement: whether a position may be drawn again.

    Returns:
        (num_samples,) or (B, num_samples) int64.

    Raises:
        RuntimeError: a weight is negative or not finite, a row has none above 0, or there are too few positions.
    """
    assert_tensor("multinomial", input)
    weights = input._array
    count = whole_number("multinomial", "num_samples", num_samples)
    _check_multinomial(input, count, replacement)
    stream = stream_of("multinomial", generator)
    rows = np.atleast_2d(weights.astype(np.float64))
    if replacement:
        ends = np.cumsum(rows, axis=1)
        throws = stream.random((len(rows), count)) * ends[:, -1:]
        drawn = np.array([np.searchsorted(e, t, side="right") for e, t in zip(ends, throws, strict=True)])
        last = rows.shape[1] - 1 - np.argmax(rows[:, ::-1] > 0, axis=1)  # rounding must not reach past it
        drawn = np.minimum(drawn.reshape(len(rows), count), last[:, None])
    else:
        drawn = np.argsort(-rows / stream.exponential(1.0, rows.shape), axis=1, kind="stable")[:, :count]
    return input._wrap(drawn.astype(np.int64).reshape(*weights.shape[:-1], count))


def _check_multinomial(input: TensorBase, count: int, replacement: bool) -> None:
    weights = input._array
    if not input.dtype.is_floating_point:
        raise RuntimeError(f"multinomial only supports floating-point dtypes for input, got: {input.dtype.name}")
    if weights.ndim not in (1, 2):
        raise RuntimeError(f"prob_dist must be 1 or 2 dim, got shape {list(weights.shape)}")
    if count <= 0:
        raise RuntimeError(f"cannot sample n_sample <= 0 samples, got {count}")
    if weights.shape[-1] == 0 or (not replacement and count > weights.shape[-1]):
        raise RuntimeError(
            f"cannot sample n_sample > prob_dist.size(-1) samples without replacement: {count} of {weights.shape[-1]}"
        )
    if not bool(np.all(np.isfinite(weights) & (weights >= 0))):
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    if not bool(np.all(weights.sum(axis=-1) > 0)):
        raise RuntimeError("invalid multinomial distribution (sum of probabilities <= 0)")


class TensorRandom(TensorBase):
    """The functions above as methods."""

    uniform_, normal_, exponential_, random_, bernoulli_ = uniform_, normal_, exponential_, random_, bernoulli_
    bernoulli, multinomial = bernoulli, multinomial
