"""Running sums, products and extremes, and the recurrence behind their derivatives."""

import math

import pytest

import tinytorch as torch
from tinytorch_core.tensor_cumulative import linear_scan


def test_running_sum_and_product() -> None:
    x = torch.tensor([[1, 2, 3], [4, 5, 6]])
    assert x.cumsum(1).tolist() == [[1, 3, 6], [4, 9, 15]]
    assert x.cumprod(0).tolist() == [[1, 2, 3], [4, 10, 18]]


def test_running_sums_of_small_integers_are_int64() -> None:
    assert torch.tensor([100, 100], dtype=torch.int8).cumsum(0).tolist() == [100, 200]


def test_an_early_summand_counts_in_every_later_sum() -> None:
    x = torch.zeros(3, requires_grad=True)
    x.cumsum(0).sum().backward()
    assert x.grad.tolist() == [3, 2, 1]


def test_cumprod_passes_gradients_past_a_zero() -> None:
    x = torch.tensor([2.0, 0.0, 3.0], requires_grad=True)
    x.cumprod(0).sum().backward()  # x0 + x0·x1 + x0·x1·x2
    assert x.grad.tolist() == [1, 8, 0]


def test_running_maximum_says_where_it_stood_the_last_of_equals() -> None:
    values, indices = torch.tensor([1, 3, 2, 3]).cummax(0)
    assert values.tolist() == [1, 3, 3, 3]
    assert indices.tolist() == [0, 1, 1, 3]


def test_running_minimum_stays_nan_from_the_first_one_on() -> None:
    values, indices = torch.tensor([2.0, math.nan, 1.0]).cummin(0)
    assert values[0].item() == 2
    assert math.isnan(values[2].item())
    assert indices.tolist() == [0, 1, 1]


def test_scan_runs_the_recurrence_in_both_directions() -> None:
    g, a = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([9.0, 10.0, 100.0])
    assert linear_scan(g, a, 0).tolist() == [1, 12, 1203]
    assert linear_scan(g, a, 0, reverse=True).tolist() == [3021, 302, 3]


def test_a_number_alone_is_a_line_of_one() -> None:
    assert torch.tensor(3.0).cumsum(0).item() == 3
    with pytest.raises(IndexError, match="cumsum on 0 dimensions"):
        torch.tensor(3.0).cumsum(1)
