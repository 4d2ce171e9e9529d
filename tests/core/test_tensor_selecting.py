"""index_select, index_add, index_copy and index_fill by hand."""

from __future__ import annotations

import pytest

import tinytorch as torch

TWICE = torch.tensor([1, 1])


@pytest.fixture
def grid() -> torch.Tensor:
    return torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])


def test_index_select_takes_whole_rows_or_columns(grid: torch.Tensor) -> None:
    assert grid.index_select(0, torch.tensor([2, 0, 2])).tolist() == [[5.0, 6.0], [1.0, 2.0], [5.0, 6.0]]
    assert grid.index_select(1, torch.tensor([1])).tolist() == [[2.0], [4.0], [6.0]]


def test_a_row_selected_twice_gets_both_gradients(grid: torch.Tensor) -> None:
    x = grid.requires_grad_()
    (x.index_select(0, TWICE) * torch.tensor([[1.0], [10.0]])).sum().backward()
    assert x.grad.tolist() == [[0.0, 0.0], [11.0, 11.0], [0.0, 0.0]]


def test_index_add_adds_rows_named_twice(grid: torch.Tensor) -> None:
    assert grid.index_add(0, TWICE, torch.ones(2, 2), alpha=3).tolist() == [[1.0, 2.0], [9.0, 10.0], [5.0, 6.0]]


def test_index_copy_and_fill_write_rows(grid: torch.Tensor) -> None:
    assert grid.index_copy(1, torch.tensor([0]), torch.zeros(3, 1)).tolist() == [[0.0, 2.0], [0.0, 4.0], [0.0, 6.0]]
    assert grid.index_fill_(0, torch.tensor([0, -1]), 7).tolist() == [[7.0, 7.0], [3.0, 4.0], [7.0, 7.0]]


def test_a_wrong_index_is_refused(grid: torch.Tensor) -> None:
    with pytest.raises(IndexError, match="index 3 is out of bounds for dimension 0 with size 3"):
        grid.index_select(0, torch.tensor([3]))
    with pytest.raises(IndexError, match=r"supposed to be a vector, got shape \[1, 1\]"):
        grid.index_select(0, torch.tensor([[1]]))
    with pytest.raises(RuntimeError, match=r"Expected dtype int32 or int64 for index, got torch.float32"):
        grid.index_add(0, torch.tensor([1.0]), torch.ones(1, 2))


def test_a_wrong_source_is_refused_with_the_shape_it_needs(grid: torch.Tensor) -> None:
    with pytest.raises(RuntimeError, match=r"Number of indices \(2\).*shape \[2, 2\], got \[3, 2\]"):
        grid.index_add(0, TWICE, torch.ones(3, 2))
    with pytest.raises(RuntimeError, match=r"self \(float32\) and source \(float64\)"):
        grid.index_add(0, TWICE, torch.ones(2, 2).double())
    with pytest.raises(RuntimeError, match="0-dimensional value tensor, but got tensor with 1"):
        grid.index_fill(0, TWICE, torch.ones(1))
