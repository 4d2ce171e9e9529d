"""gather, scatter, take and nonzero by hand."""

from __future__ import annotations

import re
from typing import Any

import pytest

import tinytorch as torch


@pytest.fixture
def grid() -> torch.Tensor:
    return torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])


def test_gather_picks_along_a_dimension(grid: torch.Tensor) -> None:
    assert grid.gather(1, torch.tensor([[2, 0], [1, 1]])).tolist() == [[3.0, 1.0], [5.0, 5.0]]
    assert grid.gather(0, torch.tensor([[1, 0]])).tolist() == [[4.0, 2.0]]


def test_the_gradient_of_gather_goes_where_elements_came_from(grid: torch.Tensor) -> None:
    x = grid.requires_grad_()
    x.gather(1, torch.tensor([[2, 2], [0, 1]])).sum().backward()
    assert x.grad.tolist() == [[0.0, 0.0, 2.0], [1.0, 1.0, 0.0]]


@pytest.mark.parametrize(
    ("index", "error", "message"),
    [
        ([0], RuntimeError, "same number of dimensions as input tensor, got [1] for input [2, 3]"),
        ([[0]] * 3, RuntimeError, "expected index [3, 1] to be no larger than self [2, 3] apart from dimension 1"),
        ([[3]], IndexError, "index 3 is out of bounds for dimension 1 with size 3"),
        ([[-1]], IndexError, "index -1 is out of bounds"),
        ([[0.0]], RuntimeError, "Expected dtype int32/int64 for index, got torch.float32; use .long()"),
    ],
)
def test_gather_says_what_is_wrong_with_its_index(
    grid: torch.Tensor, index: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        grid.gather(1, torch.tensor(index))


def test_scatter_is_gather_backwards(grid: torch.Tensor) -> None:
    places = torch.tensor([[2, 0, 1], [1, 2, 0]])
    assert torch.zeros(2, 3).scatter(1, places, grid.gather(1, places)).tolist() == grid.tolist()


def test_scatter_makes_one_hot_rows() -> None:
    assert torch.zeros(2, 3).scatter_(1, torch.tensor([[2], [0]]), 1.0).tolist() == [[0, 0, 1], [1, 0, 0]]


def test_scatter_add_adds_up_places_named_twice() -> None:
    counts = torch.zeros(3).scatter_add_(0, torch.tensor([2, 0, 2]), torch.ones(3))
    assert counts.tolist() == [1.0, 0.0, 2.0]


def test_scatter_can_multiply() -> None:
    x = torch.tensor([2.0, 3.0], requires_grad=True)
    y = x.scatter(0, torch.tensor([1, 1]), torch.tensor([5.0, 7.0]), reduce="multiply")
    y.sum().backward()
    assert y.tolist() == [2.0, 105.0]
    assert x.grad.tolist() == [1.0, 35.0]


def test_scatter_refuses_a_gradient_it_does_not_know() -> None:
    src = torch.ones(2, requires_grad=True)
    y = torch.ones(2).scatter(0, torch.tensor([0, 1]), src, reduce="multiply")
    with pytest.raises(RuntimeError, match="is not implemented; multiply by"):
        y.sum().backward()


def test_the_part_of_src_beyond_the_index_gets_no_gradient() -> None:
    src = torch.ones(2, 3, requires_grad=True)
    torch.zeros(2, 3).scatter(1, torch.tensor([[2, 0]]), src).sum().backward()
    assert src.grad.tolist() == [[1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]


def test_scatter_says_what_does_not_fit(grid: torch.Tensor) -> None:
    places = torch.tensor([[0, 1]])
    with pytest.raises(RuntimeError, match=r"index \[1, 2\] .* no larger size than src \[1, 1\]"):
        grid.scatter(0, places, torch.ones(1, 1))
    with pytest.raises(RuntimeError, match=r"self.dtype to be equal to src.dtype, got torch.float32 and torch.float64"):
        grid.scatter(0, places, torch.ones(1, 2).double())
    with pytest.raises(RuntimeError, match="either add or multiply, got 'max'"):
        grid.scatter(0, places, 1.0, reduce="max")
    with pytest.raises(TypeError, match="argument 'src' must be Tensor, not float"):
        grid.scatter_add(0, places, 1.0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="needs what to write"):
        grid.scatter(0, places)


def test_take_counts_through_all_elements(grid: torch.Tensor) -> None:
    assert grid.T.take(torch.tensor([[1, -1]])).tolist() == [[4.0, 6.0]]
    with pytest.raises(IndexError, match="index 6 is out of bounds"):
        grid.take(torch.tensor([6]))


def test_take_along_dim_sorts_by_another_tensor(grid: torch.Tensor) -> None:
    order = torch.tensor([[2, 1, 0]])
    assert grid.take_along_dim(order, 1).tolist() == [[3.0, 2.0, 1.0], [6.0, 5.0, 4.0]]
    with pytest.raises(RuntimeError, match="2 dimensions for input, and 1 dimensions for indices"):
        grid.take_along_dim(torch.tensor([0]), 1)


def test_masked_select_broadcasts_its_mask(grid: torch.Tensor) -> None:
    assert grid.masked_select(torch.tensor([True, False, True])).tolist() == [1.0, 3.0, 4.0, 6.0]
    with pytest.raises(RuntimeError, match="expected BoolTensor for mask"):
        grid.masked_select(torch.tensor([1, 0, 1]))


def test_nonzero_lists_places() -> None:
    x = torch.tensor([[0, 5], [6, 0]])
    assert x.nonzero().tolist() == torch.argwhere(x).tolist() == [[0, 1], [1, 0]]
    rows, columns = x.nonzero(as_tuple=True)
    assert x[rows, columns].tolist() == [5, 6]
    assert torch.tensor(3).nonzero().shape == (1, 0)
