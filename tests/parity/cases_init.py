"""Starting values beside PyTorch. The numbers drawn differ, their distribution must not: mean, spread, bounds."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from case import Case
from cases_activations import quietly
from cases_layers import message

SIZE = (200, 300)


def drawn(name: str, fill: Any, mean: float, std: float, low: float, high: float) -> Case:
    """A random fill of a large matrix: its mean, its spread and its bounds are the formula's, in both libraries."""

    def run(t: Any) -> list[Any]:
        t.manual_seed(0)
        tensor = t.empty(*SIZE, requires_grad=True)
        result = fill(t.nn.init, tensor)
        values = result.detach().numpy()
        return [
            result is tensor,
            result.requires_grad,
            result.is_leaf,
            values.dtype,
            bool(values.min() >= low),
            bool(values.max() <= high),
            bool(abs(values.mean() - mean) < 5 * std / math.sqrt(values.size)),
            bool(abs(values.std() / std - 1) < 0.02),
            bool(values.min() < low + 0.02 * (high - low)) or not math.isfinite(high - low),
            len(np.unique(values)) > 1000,
        ]

    return Case(f"nn.init.{name}", run, label=f"mean {mean}, std {std:.4f}")


def xavier(gain: float = 1.0) -> float:
    """The spread that Glorot and Bengio give."""
    return gain * math.sqrt(2 / sum(SIZE))


def even(bound: float) -> tuple[float, float, float, float]:
    """Mean, spread and bounds of an even distribution around 0."""
    return 0.0, bound / math.sqrt(3), -bound, bound


NORMAL = (-math.inf, math.inf)
CUT = math.sqrt(1 - 2 * 2 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))  # std of a normal cut at ±2

RANDOM = [
    drawn("uniform_", lambda init, x: init.uniform_(x, -1, 3), 1.0, 4 / math.sqrt(12), -1, 3),
    drawn("uniform_", lambda init, x: init.uniform_(x), 0.5, 1 / math.sqrt(12), 0, 1),
    drawn("normal_", lambda init, x: init.normal_(x, 2.0, 0.5), 2.0, 0.5, *NORMAL),
    drawn("normal_", lambda init, x: init.normal_(x), 0.0, 1.0, *NORMAL),
    drawn("trunc_normal_", lambda init, x: init.trunc_normal_(x), 0.0, CUT, -2, 2),
    drawn("trunc_normal_", lambda init, x: init.trunc_normal_(x, 1.0, 0.5, 0.0, 2.0), 1.0, 0.5 * CUT, 0, 2),
    drawn("xavier_uniform_", lambda init, x: init.xavier_uniform_(x), *even(math.sqrt(3) * xavier())),
    drawn("xavier_uniform_", lambda init, x: init.xavier_uniform_(x, gain=2.0), *even(math.sqrt(3) * xavier(2))),
    drawn("xavier_normal_", lambda init, x: init.xavier_normal_(x, 0.5), 0.0, xavier(0.5), *NORMAL),
    drawn("kaiming_uniform_", lambda init, x: init.kaiming_uniform_(x), *even(math.sqrt(6 / SIZE[1]))),
    drawn(
        "kaiming_uniform_",
        lambda init, x: init.kaiming_uniform_(x, a=1.0, mode="fan_out"),
        *even(math.sqrt(3 / SIZE[0])),
    ),
    drawn(
        "kaiming_uniform_",
        lambda init, x: init.kaiming_uniform_(x, nonlinearity="tanh"),
        *even(5 / math.sqrt(3 * SIZE[1])),
    ),
    drawn(
        "kaiming_normal_",
        lambda init, x: init.kaiming_normal_(x, nonlinearity="relu"),
        0.0,
        math.sqrt(2 / SIZE[1]),
        *NORMAL,
    ),
    drawn(
        "kaiming_normal_", lambda init, x: init.kaiming_normal_(x, mode="fan_out"), 0.0, math.sqrt(2 / SIZE[0]), *NORMAL
    ),
]


def orthogonal(t: Any) -> list[Any]:
    """Rows or columns are orthogonal, of length `gain`, also of a tensor with more dimensions."""
    t.manual_seed(1)
    wide, tall, folded = t.empty(3, 5), t.empty(5, 3), t.empty(4, 2, 3)
    t.nn.init.orthogonal_(wide)
    t.nn.init.orthogonal_(tall, gain=2.0)
    t.nn.init.orthogonal_(folded)
    rows = folded.reshape(4, 6)
    return [wide @ wide.T, tall.T @ tall, rows @ rows.T]


def sparse(t: Any) -> list[Any]:
    """Each column has its share of zeros."""
    t.manual_seed(2)
    tensor = t.empty(40, 7)
    t.nn.init.sparse_(tensor, sparsity=0.33)
    return [(tensor == 0).sum(0), bool(0.005 < tensor.std().item() < 0.02)]


def filled(t: Any, fill: Any, *shape: int) -> Any:
    """A tensor after a fill that draws nothing."""
    tensor = t.full(shape, 7.0, requires_grad=True)
    result = fill(t.nn.init, tensor)
    return [result.detach(), result is tensor, result.requires_grad]


def default_of_linear(t: Any) -> list[Any]:
    """Linear draws its weight and its bias evenly from ±1/√in_features."""
    t.manual_seed(3)
    layer = t.nn.Linear(400, 300)
    bound = 1 / 20
    weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    return [
        bool(np.abs(weight).max() <= bound),
        bool(np.abs(weight).max() > 0.99 * bound),
        bool(abs(weight.std() * 20 * math.sqrt(3) - 1) < 0.02),
        bool(np.abs(bias).max() <= bound),
        bool(np.abs(bias).max() > 0.9 * bound),
        bool(abs(bias.std() * 20 * math.sqrt(3) - 1) < 0.15),
    ]


GAINS = ("linear", "conv2d", "conv_transpose1d", "sigmoid", "tanh", "relu", "selu", "leaky_relu")
EXACT = [
    Case("nn.init.constant_", lambda t: filled(t, lambda init, x: init.constant_(x, 2.5), 2, 3)),
    Case("nn.init.ones_", lambda t: filled(t, lambda init, x: init.ones_(x), 2, 3)),
    Case("nn.init.zeros_", lambda t: filled(t, lambda init, x: init.zeros_(x), 2, 0, 3)),
    *[
        Case("nn.init.eye_", lambda t, s=s: filled(t, lambda init, x: init.eye_(x), *s), label=str(s))
        for s in ((3, 3), (2, 4), (3, 1))
    ],
    *[
        Case("nn.init.dirac_", lambda t, s=s, g=g: filled(t, lambda init, x: init.dirac_(x, g), *s), label=f"{s} {g}")
        for s, g in (((3, 2, 3), 1), ((4, 2, 3, 3), 2), ((2, 3, 2, 2, 2), 1))
    ],
    Case(
        "nn.init.calculate_gain",
        lambda t: [
            *[float(t.nn.init.calculate_gain(name)) for name in GAINS],
            t.nn.init.calculate_gain("leaky_relu", 0.5),
        ],
    ),
    Case("nn.init.orthogonal_", orthogonal, atol=1e-5),
    Case("nn.init.sparse_", sparse),
    Case("nn.Linear", default_of_linear, label="default starting values"),
    Case(
        "nn.init.kaiming_uniform_",
        quietly(lambda t: filled(t, lambda init, x: init.kaiming_uniform_(x), 0, 3)),
        label="empty",
    ),
    Case(
        "nn.Linear",
        quietly(lambda t: [tuple(t.nn.Linear(0, 2).weight.shape), tuple(t.nn.Linear(0, 2).bias.shape)]),
        label="no inputs",
    ),
]

ERRORS = [
    Case(
        "nn.init.xavier_normal_",
        lambda t: [
            message(lambda: t.nn.init.xavier_normal_(t.ones(3)))[:80],
            message(lambda: t.nn.init.kaiming_normal_(t.ones(3)))[:80],
            message(lambda: t.nn.init.kaiming_uniform_(t.ones(3, 3), mode="in")),
            message(lambda: t.nn.init.calculate_gain("sin"))[:32],
            message(lambda: t.nn.init.eye_(t.ones(3)))[:54],
            message(lambda: t.nn.init.sparse_(t.ones(3), 0.1))[:54],
            message(lambda: t.nn.init.dirac_(t.ones(3)))[:62],
            message(lambda: t.nn.init.dirac_(t.ones(3, 2, 2), 2))[:44],
            message(lambda: t.nn.init.orthogonal_(t.ones(3)))[:60],
            message(lambda: t.nn.init.calculate_gain("leaky_relu", "a")),
        ],
        label="errors",
    ),
]

CASES = [*RANDOM, *EXACT, *ERRORS]
