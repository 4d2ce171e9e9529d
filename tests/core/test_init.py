"""Starting values: their spread is the formula's, they are reproducible, and the signal keeps its size."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

import tinytorch as torch
import tinytorch.nn as nn
from tinytorch.nn import init


def spread(tensor: torch.Tensor) -> float:
    """The root of the mean square."""
    return math.sqrt(tensor.detach().square().mean().item())


@pytest.mark.parametrize(
    ("fill", "expected"),
    [
        (lambda x: init.uniform_(x, -3, 3), 3 / math.sqrt(3)),
        (lambda x: init.normal_(x, 0, 2), 2.0),
        (lambda x: init.xavier_uniform_(x), math.sqrt(2 / 500)),
        (lambda x: init.xavier_normal_(x, gain=2), 2 * math.sqrt(2 / 500)),
        (lambda x: init.kaiming_uniform_(x, nonlinearity="relu"), math.sqrt(2 / 300)),
        (lambda x: init.kaiming_normal_(x, mode="fan_out", nonlinearity="relu"), math.sqrt(2 / 200)),
        (lambda x: init.trunc_normal_(x, std=0.5, a=-1, b=1), 0.5 * 0.8796),
    ],
)
def test_the_spread_is_the_formulas(fill: Callable[[torch.Tensor], Any], expected: float) -> None:
    torch.manual_seed(0)
    tensor = torch.empty(200, 300)
    fill(tensor)
    assert spread(tensor) == pytest.approx(expected, rel=0.02)


def test_filling_happens_in_place_and_unseen_by_autograd() -> None:
    weight = nn.Parameter(torch.zeros(3, 2))
    assert init.kaiming_normal_(weight) is weight
    assert weight.requires_grad
    assert weight.is_leaf


def test_a_generator_makes_a_fill_its_own() -> None:
    one = init.normal_(torch.empty(4), generator=torch.Generator().manual_seed(5)).tolist()
    torch.manual_seed(99)
    assert init.normal_(torch.empty(4), generator=torch.Generator().manual_seed(5)).tolist() == one


def test_kaiming_keeps_the_signal_through_thirty_layers_where_a_careless_scale_loses_it() -> None:
    torch.manual_seed(0)
    kept = lost = torch.randn(16, 64)
    for _ in range(30):
        kept = (kept @ init.kaiming_normal_(torch.empty(64, 64), nonlinearity="relu").T).relu()
        lost = (lost @ init.normal_(torch.empty(64, 64), std=0.1).T).relu()
    assert 0.1 < spread(kept) < 10
    assert spread(lost) < 0.01


def test_constants() -> None:
    assert init.constant_(torch.empty(2), 2.5).tolist() == [2.5, 2.5]
    assert init.ones_(torch.empty(2)).tolist() == [1.0, 1.0]
    assert init.zeros_(torch.ones(2)).tolist() == [0.0, 0.0]
    assert init.eye_(torch.empty(2, 3)).tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]


def test_dirac_puts_a_1_at_the_centre_of_each_channel() -> None:
    weight = init.dirac_(torch.empty(2, 2, 3))
    assert weight.tolist() == [[[0, 1, 0], [0, 0, 0]], [[0, 0, 0], [0, 1, 0]]]


def test_orthogonal_rows_are_perpendicular_and_of_length_gain() -> None:
    torch.manual_seed(0)
    q = init.orthogonal_(torch.empty(3, 5), gain=2.0)
    assert torch.allclose(q @ q.T, 4 * torch.eye(3), atol=1e-5)


def test_sparse_columns_have_their_share_of_zeros() -> None:
    torch.manual_seed(0)
    assert (init.sparse_(torch.empty(10, 4), sparsity=0.3) == 0).sum(0).tolist() == [3, 3, 3, 3]


def test_trunc_normal_stays_between_its_bounds_even_far_out() -> None:
    torch.manual_seed(0)
    far = init.trunc_normal_(torch.empty(1000), mean=0.0, std=1.0, a=4.0, b=5.0)
    assert 4.0 <= far.min().item() < far.max().item() <= 5.0


def test_linear_draws_from_plus_minus_one_over_the_root_of_its_inputs() -> None:
    torch.manual_seed(0)
    layer = nn.Linear(100, 500)
    for parameter in (layer.weight, layer.bias):
        assert 0.09 < parameter.abs().max().item() <= 0.1


def test_an_empty_weight_is_left_alone_with_a_warning() -> None:
    with pytest.warns(UserWarning, match="Initializing zero-element tensors is a no-op"):
        layer = nn.Linear(0, 3)
    assert layer.bias.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (lambda: init.kaiming_uniform_(torch.ones(3)), r"fewer than 2 dimensions, got shape \(3,\)"),
        (lambda: init.xavier_normal_(torch.ones(3)), r"fewer than 2 dimensions, got shape \(3,\)"),
        (lambda: init.kaiming_normal_(torch.ones(3, 3), mode="fan"), "Mode fan not supported"),
        (lambda: init.calculate_gain("sine"), "Unsupported nonlinearity sine; there are: leaky_relu, linear"),
        (lambda: init.eye_(torch.ones(3)), r"Only tensors with 2 dimensions are supported, got shape \(3,\)"),
        (lambda: init.sparse_(torch.ones(3), 0.5), r"got shape \(3,\)"),
        (lambda: init.dirac_(torch.ones(3)), r"got shape \(3,\)"),
        (lambda: init.dirac_(torch.ones(3, 1, 1), groups=2), "divisible by groups, got 3 and 2"),
        (lambda: init.orthogonal_(torch.ones(3)), r"got shape \(3,\)"),
    ],
)
def test_what_cannot_be_filled_is_named(action: Callable[[], Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        action()


def test_a_spread_below_0_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"expects std >= 0\.0, but found std -1"):
        init.normal_(torch.ones(1), std=-1)
    with pytest.raises(RuntimeError, match=r"but found std 1\.0, a 2, b 1"):
        init.trunc_normal_(torch.ones(1), a=2, b=1)
