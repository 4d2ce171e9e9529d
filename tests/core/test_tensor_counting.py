"""unique, bincount, searchsorted and bucketize."""

import math

import pytest

import tinytorch as torch


def test_unique_gives_values_places_and_counts() -> None:
    values, inverse, counts = torch.tensor([[3, 1], [3, 2]]).unique(return_inverse=True, return_counts=True)
    assert values.tolist() == [1, 2, 3]
    assert inverse.tolist() == [[2, 0], [2, 1]]
    assert counts.tolist() == [1, 1, 2]


def test_unique_along_a_dimension_compares_whole_slices() -> None:
    x = torch.tensor([[1, 2], [0, 5], [1, 2]])
    rows, counts = x.unique(dim=0, return_counts=True)
    assert rows.tolist() == [[0, 5], [1, 2]]
    assert counts.tolist() == [1, 2]


def test_every_nan_is_unique() -> None:
    assert torch.tensor([math.nan, math.nan, 1.0]).unique().shape == (3,)


def test_unique_of_slices_that_hold_nothing_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"\[2, 0\] besides dim 0"):
        torch.zeros(2, 0).unique(dim=0)


def test_bincount_counts_or_adds_weights() -> None:
    x = torch.tensor([1, 3, 1])
    assert x.bincount().tolist() == [0, 2, 0, 1]
    assert x.bincount(minlength=6).tolist() == [0, 2, 0, 1, 0, 0]
    assert x.bincount(torch.tensor([0.5, 1.0, 0.25])).tolist() == [0, 0.75, 0, 1]


@pytest.mark.parametrize(
    ("x", "message"),
    [([[1]], r"shape \[1, 1\]"), ([1, -1], "negative"), ([1.0], r"of torch\.float32")],
)
def test_bincount_takes_a_line_of_natural_numbers_only(x: list[object], message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.tensor(x).bincount()


def test_bincount_needs_a_weight_for_each() -> None:
    with pytest.raises(RuntimeError, match=r"\[1\] for \[2\]"):
        torch.tensor([1, 2]).bincount(torch.tensor([1.0]))


def test_searchsorted_puts_equals_before_or_after() -> None:
    bounds = torch.tensor([1, 3, 3, 5])
    assert torch.searchsorted(bounds, torch.tensor([0, 3, 9])).tolist() == [0, 1, 4]
    assert torch.searchsorted(bounds, torch.tensor([0, 3, 9]), right=True).tolist() == [0, 3, 4]
    assert torch.bucketize(3, bounds, right=True).item() == 3


def test_searchsorted_looks_row_by_row() -> None:
    bounds = torch.tensor([[1, 3], [5, 7]])
    assert torch.searchsorted(bounds, torch.tensor([[2], [2]])).tolist() == [[1], [0]]
    with pytest.raises(RuntimeError, match=r"boundaries tensor \[2, 2\] and input value tensor \[3\]"):
        torch.searchsorted(bounds, torch.tensor([1, 2, 3]))


def test_bucketize_takes_one_line_of_boundaries() -> None:
    with pytest.raises(RuntimeError, match=r"shape \[1, 2\]"):
        torch.bucketize(torch.tensor([1]), torch.tensor([[1, 2]]))
