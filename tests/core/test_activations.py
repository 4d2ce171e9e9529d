"""Module 03: what each activation does to small numbers, to huge ones, and at the ends of the number line."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

import tinytorch as torch
import tinytorch.nn as nn
import tinytorch.nn.functional as F

INF, NAN = math.inf, math.nan


def rounded(x: torch.Tensor, digits: int = 4) -> list[float]:
    """The elements, rounded so that they can be compared with what is on paper."""
    return [round(v, digits) + 0.0 for v in x.flatten().tolist()]


# 03.1 ReLU


def test_relu_cuts_off_what_is_negative() -> None:
    assert torch.relu(torch.tensor([-2.0, -0.5, 0.0, 0.5, 2.0])).tolist() == [0.0, 0.0, 0.0, 0.5, 2.0]


def test_relu_keeps_shape_and_dtype() -> None:
    y = torch.relu(torch.tensor([[-1, 2], [3, -4]], dtype=torch.int8))
    assert (y.tolist(), y.dtype) == ([[0, 2], [3, 0]], torch.int8)


def test_relu_passes_infinity_and_nan() -> None:
    y = torch.relu(torch.tensor([-INF, INF, NAN])).tolist()
    assert y[:2] == [0.0, INF]
    assert math.isnan(y[2])


def test_relu_has_derivative_1_above_0_and_0_elsewhere() -> None:
    x = torch.tensor([-1.0, 0.0, 2.0], requires_grad=True)
    torch.relu(x).sum().backward()
    assert x.grad.tolist() == [0.0, 0.0, 1.0]


def test_relu_stops_an_infinite_gradient_where_it_is_flat() -> None:
    x = torch.tensor([-1.0, 1.0], requires_grad=True)
    torch.relu(x).log().sum().backward()  # the logarithm's derivative at 0 is infinite
    assert x.grad.tolist() == [0.0, 1.0]


def test_relu_refuses_truth_values() -> None:
    with pytest.raises(RuntimeError, match="Boolean inputs not supported"):
        torch.relu(torch.tensor([True]))


def test_relu_in_place_changes_its_input_and_still_has_a_gradient() -> None:
    x = torch.tensor([-1.0, 2.0], requires_grad=True)
    y = x * 3
    assert F.relu(y, inplace=True) is y
    y.sum().backward()
    assert y.tolist() == [0.0, 6.0]
    assert x.grad.tolist() == [0.0, 3.0]


# 03.2, 03.3 sigmoid, tanh


def test_sigmoid_is_a_half_at_0_and_symmetric() -> None:
    assert rounded(torch.sigmoid(torch.tensor([0.0, 1.0, -1.0]))) == [0.5, 0.7311, 0.2689]


def test_sigmoid_does_not_overflow() -> None:
    assert torch.sigmoid(torch.tensor([-1e4, 1e4, -INF, INF])).tolist() == [0.0, 1.0, 0.0, 1.0]


def test_sigmoid_turns_integers_into_floats() -> None:
    y = torch.sigmoid(torch.tensor([0, 0]))
    assert (y.tolist(), y.dtype) == ([0.5, 0.5], torch.float32)


def test_tanh_is_odd_and_ends_at_1() -> None:
    assert rounded(torch.tanh(torch.tensor([0.0, 1.0, -1.0, 1e4, -INF]))) == [0.0, 0.7616, -0.7616, 1.0, -1.0]


def test_in_place_activations_cannot_store_floats_in_integers() -> None:
    with pytest.raises(RuntimeError, match=r"sigmoid_: result type float32 can't be cast .* int64"):
        torch.tensor([1, 2]).sigmoid_()


# 03.4, 03.5 softmax, log-softmax


def test_softmax_shares_add_up_to_1() -> None:
    shares = torch.softmax(torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]]), dim=1)
    assert rounded(shares) == [0.09, 0.2447, 0.6652, 0.3333, 0.3333, 0.3333]
    assert rounded(shares.sum(1)) == [1.0, 1.0]


def test_softmax_does_not_overflow() -> None:
    assert torch.softmax(torch.tensor([1e4, 1e4, -1e4]), dim=0).tolist() == [0.5, 0.5, 0.0]


def test_softmax_leaves_what_is_masked_with_minus_infinity_out() -> None:
    assert torch.softmax(torch.tensor([0.0, -INF, 0.0]), dim=0).tolist() == [0.5, 0.0, 0.5]


def test_softmax_of_nothing_and_of_a_single_number() -> None:
    assert torch.softmax(torch.zeros(2, 0), dim=1).shape == (2, 0)
    assert torch.softmax(torch.tensor(3.0), dim=0).item() == 1.0


def test_softmax_without_a_dim_warns_and_takes_the_classes() -> None:
    with pytest.warns(UserWarning, match="Implicit dimension choice for softmax"):
        assert F.softmax(torch.zeros(1, 2)).tolist() == [[0.5, 0.5]]


def test_softmax_names_the_dimensions_there_are() -> None:
    with pytest.raises(IndexError, match=r"expected dim in \[-2, 1\], but got 2"):
        torch.softmax(torch.zeros(2, 2), dim=2)


def test_log_softmax_is_exact_where_the_share_rounds_to_0() -> None:
    assert torch.log_softmax(torch.tensor([0.0, 1000.0]), dim=0).tolist() == [-1000.0, 0.0]


def test_log_softmax_of_equal_scores_is_minus_ln_of_their_number() -> None:
    assert rounded(torch.log_softmax(torch.zeros(4), dim=-1)) == [-1.3863] * 4


# 03.6 GELU


def test_gelu_multiplies_with_the_normal_distribution() -> None:
    assert rounded(F.gelu(torch.tensor([-1.0, 0.0, 1.0, 3.0]))) == [-0.1587, 0.0, 0.8413, 2.996]


def test_gelu_by_tanh_is_close_to_gelu() -> None:
    x = torch.linspace(-5, 5, 101)
    assert (F.gelu(x) - F.gelu(x, approximate="tanh")).abs().max().item() < 1e-3


def test_gelu_and_silu_tend_to_their_limits() -> None:
    for function in (F.gelu, F.silu, lambda x: F.gelu(x, approximate="tanh")):
        y = function(torch.tensor([-INF, -1e4, 1e4, INF, NAN])).tolist()
        assert y[:4] == [0.0, 0.0, 1e4, INF]
        assert math.isnan(y[4])


def test_gelu_knows_two_forms() -> None:
    with pytest.raises(RuntimeError, match="approximate argument must be either none or tanh, got 'exact'"):
        F.gelu(torch.zeros(1), approximate="exact")


# The relatives


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (lambda x: F.leaky_relu(x, 0.1), [-0.2, 0.0, 2.0]),
        (lambda x: F.elu(x), [-0.8647, 0.0, 2.0]),
        (lambda x: F.silu(x), [-0.2384, 0.0, 1.7616]),
        (lambda x: F.softplus(x), [0.1269, 0.6931, 2.1269]),
        (lambda x: F.logsigmoid(x), [-2.1269, -0.6931, -0.1269]),
        (lambda x: F.hardtanh(x), [-1.0, 0.0, 1.0]),
        (lambda x: F.relu6(4 * x), [0.0, 0.0, 6.0]),
        (lambda x: F.softmin(x, dim=0), [0.8668, 0.1173, 0.0159]),
    ],
)
def test_relatives_at_minus_2_0_and_2(function: Callable[[torch.Tensor], torch.Tensor], expected: list[float]) -> None:
    assert rounded(function(torch.tensor([-2.0, 0.0, 2.0]))) == expected


def test_softplus_is_the_line_above_its_threshold() -> None:
    assert F.softplus(torch.tensor([21.0, 1e4, -1e4])).tolist() == [21.0, 1e4, 0.0]


def test_logsigmoid_stays_finite() -> None:
    assert F.logsigmoid(torch.tensor([-1e4, 1e4])).tolist() == [-1e4, 0.0]


def test_hardtanh_checks_its_bounds() -> None:
    with pytest.raises(ValueError, match="min_val cannot be greater than max_val, got 2 and 1"):
        F.hardtanh(torch.zeros(1), 2, 1)
    with pytest.raises(ValueError, match="max_val must be larger than min_val, got 1 and 1"):
        nn.Hardtanh(1, 1)


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "gelu", "silu", "elu", "softplus", "logsigmoid"])
def test_an_activation_of_no_tensor_says_so(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}\(\): argument 'input' must be Tensor, not list"):
        getattr(F, name)([1.0])


@pytest.mark.parametrize(
    ("module", "text"),
    [
        (nn.ReLU(), "ReLU()"),
        (nn.ReLU(inplace=True), "ReLU(inplace=True)"),
        (nn.LeakyReLU(0.2, inplace=True), "LeakyReLU(negative_slope=0.2, inplace=True)"),
        (nn.GELU("tanh"), "GELU(approximate='tanh')"),
        (nn.Softmax(dim=1), "Softmax(dim=1)"),
        (nn.Hardtanh(-2.0, 2.0), "Hardtanh(min_val=-2.0, max_val=2.0)"),
        (nn.Softplus(), "Softplus(beta=1.0, threshold=20.0)"),
    ],
)
def test_modules_print_their_settings(module: nn.Module, text: str) -> None:
    assert repr(module) == text


def test_modules_and_methods_do_what_the_functions_do() -> None:
    x = torch.tensor([[-1.0, 0.5], [2.0, -3.0]])
    assert nn.Tanh()(x).tolist() == x.tanh().tolist() == torch.tanh(x).tolist()
    assert nn.Sigmoid()(x).tolist() == x.sigmoid().tolist() == torch.sigmoid(x).tolist()
    assert nn.LogSoftmax(1)(x).tolist() == x.log_softmax(1).tolist() == F.log_softmax(x, 1).tolist()
    assert nn.Softmax(0)(x).tolist() == x.softmax(0).tolist() == F.softmax(x, 0).tolist()
