"""Starting values for parameters, written in place; the names and formulas of torch.nn.init.

A value drawn too large makes the signal grow from layer to layer until it overflows, one too small lets it die out.
The scaled draws (Xavier, Kaiming) choose the spread so that the variance of the signal stays what it is.
"""

from __future__ import annotations

import math
import warnings

import numpy as np

from tinytorch_core.dtypes import Array
from tinytorch_core.environment import Generator, default_generator
from tinytorch_core.tensor import Tensor

__all__ = [
    "calculate_gain",
    "constant_",
    "dirac_",
    "eye_",
    "kaiming_normal_",
    "kaiming_uniform_",
    "normal_",
    "ones_",
    "orthogonal_",
    "sparse_",
    "trunc_normal_",
    "uniform_",
    "xavier_normal_",
    "xavier_uniform_",
    "zeros_",
]

_LINEAR = ("linear", "conv1d", "conv2d", "conv3d", "conv_transpose1d", "conv_transpose2d", "conv_transpose3d")


def _shape_of(tensor: Tensor) -> tuple[int, ...]:
    """The sizes of what is to be filled; TypeError where it is no tensor."""
    if not isinstance(tensor, Tensor):
        raise TypeError(f"nn.init: expected a Tensor to fill, got {type(tensor).__name__}")
    shape: tuple[int, ...] = tensor._array.shape
    return shape


def _filled(tensor: Tensor, values: Array | float) -> Tensor:
    """Writes `values` into `tensor`, unseen by autograd, and returns it."""
    _shape_of(tensor)
    tensor._array[...] = values
    tensor._written()
    return tensor


def uniform_(tensor: Tensor, a: float = 0.0, b: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fills `tensor` with numbers drawn evenly from [a, b) and returns it."""
    return _filled(tensor, (generator or default_generator).stream.uniform(a, b, _shape_of(tensor)))


def normal_(tensor: Tensor, mean: float = 0.0, std: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fills `tensor` with numbers drawn from the normal distribution and returns it."""
    if std < 0:
        raise RuntimeError(f"normal_ expects std >= 0.0, but found std {std}")
    return _filled(tensor, (generator or default_generator).stream.normal(mean, std, _shape_of(tensor)))


def trunc_normal_(
    tensor: Tensor,
    mean: float = 0.0,
    std: float = 1.0,
    a: float = -2.0,
    b: float = 2.0,
    generator: Generator | None = None,
) -> Tensor:
    """Fills `tensor` from the normal distribution, but only with numbers between a and b, and returns it.

    A share of the distribution is drawn evenly, and the number below which it lies is taken: no draw is repeated.

    Raises:
        RuntimeError: std is not above 0, or a is above b.
    """
    if std <= 0 or a > b:
        raise RuntimeError(f"trunc_normal_ expects std > 0 and a <= b, but found std {std}, a {a}, b {b}")
    from statistics import NormalDist  # imported here as it takes a tenth of `import tinytorch`

    normal = NormalDist(mean, std)
    low, high = normal.cdf(a), normal.cdf(b)
    shares: Array = np.asarray((generator or default_generator).stream.uniform(low, high, _shape_of(tensor)))
    inside = np.clip(shares, 1e-300, 1 - 2**-53)  # where a bound is so far out that its share rounds to 0 or 1
    drawn = [normal.inv_cdf(share) for share in inside.ravel().tolist()]
    return _filled(tensor, np.clip(np.array(drawn).reshape(shares.shape), a, b))


def constant_(tensor: Tensor, val: float) -> Tensor:
    """Fills `tensor` with `val` and returns it."""
    return _filled(tensor, val)


def ones_(tensor: Tensor) -> Tensor:
    """Fills `tensor` with 1 and returns it."""
    return _filled(tensor, 1)


def zeros_(tensor: Tensor) -> Tensor:
    """Fills `tensor` with 0 and returns it."""
    return _filled(tensor, 0)


def eye_(tensor: Tensor) -> Tensor:
    """Makes a matrix the identity, as far as it is square, and returns it; ValueError for other dimensions."""
    if len(_shape_of(tensor)) != 2:
        raise ValueError(f"Only tensors with 2 dimensions are supported, got shape {tuple(tensor.shape)}")
    return _filled(tensor, np.eye(tensor._array.shape[0], tensor._array.shape[1]))


def dirac_(tensor: Tensor, groups: int = 1) -> Tensor:
    """Makes convolution weights pass their input on: 1 at the centre of channel i of output i, else 0.

    Args:
        tensor: (out_channels, in_channels, *kernel_size), with 3 to 5 dimensions.
        groups: this many independent groups of output channels.

    Raises:
        ValueError: another number of dimensions, or groups that do not divide the output channels.
    """
    shape = _shape_of(tensor)
    if len(shape) not in (3, 4, 5):
        raise ValueError(f"Only tensors with 3, 4, or 5 dimensions are supported, got shape {tuple(shape)}")
    if shape[0] % groups:
        raise ValueError(f"dim 0 must be divisible by groups, got {shape[0]} and {groups}")
    each = shape[0] // groups
    centre = tuple(size // 2 for size in shape[2:])
    values = np.zeros(shape)
    for group in range(groups):
        for channel in range(min(each, shape[1])):
            values[(group * each + channel, channel, *centre)] = 1
    return _filled(tensor, values)


def calculate_gain(nonlinearity: str, param: float | None = None) -> float:
    """How much a nonlinearity asks the weights to be scaled by, so that the variance keeps its size.

    Args:
        nonlinearity: the name of its function, such as "relu"; for a layer without one, the layer's.
        param: the negative slope, for "leaky_relu".

    Raises:
        ValueError: an unknown nonlinearity; the message lists the known ones.

    Source: He et al. (2015) for ReLU; the tanh value of 5/3 and the SELU value of 3/4 are PyTorch's.

    >>> calculate_gain("relu") ** 2
    2.0000000000000004
    """
    gains = {**dict.fromkeys(_LINEAR, 1.0), "sigmoid": 1.0, "tanh": 5.0 / 3, "relu": math.sqrt(2.0), "selu": 3.0 / 4}
    if nonlinearity == "leaky_relu":
        if param is not None and (isinstance(param, bool) or not isinstance(param, (int, float))):
            raise ValueError(f"negative_slope {param} not a valid number")
        return math.sqrt(2.0 / (1 + (0.01 if param is None else param) ** 2))
    if nonlinearity not in gains:
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}; there are: leaky_relu, {', '.join(gains)}")
    return gains[nonlinearity]


def xavier_uniform_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fills `tensor` evenly from ±gain · √(6 / (fan_in + fan_out)): signal and gradients keep their variance alike.

    Source: Glorot and Bengio, Understanding the Difficulty of Training Deep Feedforward Neural Networks (2010).
    """
    bound = math.sqrt(3.0) * _xavier_std(tensor, gain)
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Tensor, gain: float = 1.0, generator: Generator | None = None) -> Tensor:
    """Fills `tensor` from the normal distribution with std gain · √(2 / (fan_in + fan_out)); see `xavier_uniform_`."""
    return normal_(tensor, 0.0, _xavier_std(tensor, gain), generator)


def _xavier_std(tensor: Tensor, gain: float) -> float:
    fans = sum(_fans(tensor))
    return gain * math.sqrt(2.0 / fans) if fans else 0.0


def kaiming_uniform_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fills `tensor` evenly from ±gain · √(3 / fan), which keeps the variance of the signal through many layers.

    Args:
        tensor: (fan_out, fan_in), or (out_channels, in_channels, *kernel_size).
        a: slope of the leaky ReLU that follows.
        mode: "fan_in" keeps the variance forwards, "fan_out" backwards.
        nonlinearity: what follows, see `calculate_gain`.

    Raises:
        ValueError: the tensor has fewer than two dimensions, or the mode is unknown.

    Source: He et al., Delving Deep into Rectifiers (2015).
    """
    bound = math.sqrt(3.0) * _kaiming_std(tensor, a, mode, nonlinearity)
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(
    tensor: Tensor,
    a: float = 0,
    mode: str = "fan_in",
    nonlinearity: str = "leaky_relu",
    generator: Generator | None = None,
) -> Tensor:
    """Fills `tensor` from the normal distribution with std gain / √fan; arguments as for `kaiming_uniform_`."""
    return normal_(tensor, 0.0, _kaiming_std(tensor, a, mode, nonlinearity), generator)


def _kaiming_std(tensor: Tensor, a: float, mode: str, nonlinearity: str) -> float:
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    if 0 in _shape_of(tensor):
        warnings.warn("Initializing zero-element tensors is a no-op", UserWarning, stacklevel=3)
        return 0.0
    fan_in, fan_out = _fans(tensor)
    return calculate_gain(nonlinearity, a) / math.sqrt(fan_in if mode == "fan_in" else fan_out)


def _fans(tensor: Tensor) -> tuple[int, int]:
    """How many inputs an output of these weights has, and how many outputs an input."""
    shape = _shape_of(tensor)
    if len(shape) < 2:
        raise ValueError(
            f"Fan in and fan out can not be computed for tensor with fewer than 2 dimensions, got shape {tuple(shape)}"
        )
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def orthogonal_(tensor: Tensor, gain: float = 1, generator: Generator | None = None) -> Tensor:
    """Fills `tensor`, seen as a matrix of its first dimension by the rest, with orthogonal rows or columns.

    Source: Saxe, McClelland and Ganguli, Exact Solutions to the Nonlinear Dynamics of Learning (2013).
    """
    shape = _shape_of(tensor)
    if len(shape) < 2:
        raise ValueError(f"Only tensors with 2 or more dimensions are supported, got shape {tuple(shape)}")
    if tensor._array.size == 0:
        return tensor
    rows, columns = shape[0], tensor._array.size // shape[0]
    drawn = (generator or default_generator).stream.standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(drawn)
    q = q * np.sign(np.diag(r))  # without this, the signs that QR chooses would make some matrices likelier
    return _filled(tensor, gain * (q if rows >= columns else q.T).reshape(shape))


def sparse_(tensor: Tensor, sparsity: float, std: float = 0.01, generator: Generator | None = None) -> Tensor:
    """Fills a matrix from the normal distribution, then sets the share `sparsity` of each column to 0.

    Source: Martens, Deep Learning via Hessian-free Optimization (2010).
    """
    if len(_shape_of(tensor)) != 2:
        raise ValueError(f"Only tensors with 2 dimensions are supported, got shape {tuple(tensor.shape)}")
    stream = (generator or default_generator).stream
    rows, columns = _shape_of(tensor)
    values = stream.normal(0.0, std, (rows, columns))
    for column in range(columns):
        values[stream.permutation(rows)[: math.ceil(sparsity * rows)], column] = 0
    return _filled(tensor, values)
