"""Flipped, rolled, repeated, triangles and diagonals, by hand."""

from __future__ import annotations

import pytest

import tinytorch as torch


@pytest.fixture
def grid() -> torch.Tensor:
    return torch.arange(1, 7).reshape(2, 3)


def test_flip_is_a_copy_in_reverse(grid: torch.Tensor) -> None:
    flipped = grid.flip(0, 1)
    assert flipped.tolist() == [[6, 5, 4], [3, 2, 1]]
    flipped[0] = 0
    assert grid.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert grid.fliplr().tolist() == [[3, 2, 1], [6, 5, 4]]
    assert grid.flipud().tolist() == [[4, 5, 6], [1, 2, 3]]


def test_flip_refuses_a_dimension_named_twice(grid: torch.Tensor) -> None:
    with pytest.raises(RuntimeError, match="dim 0 appears multiple times"):
        grid.flip(0, -2)
    with pytest.raises(RuntimeError, match=r">= 2-d, got shape \[3\]"):
        torch.zeros(3).fliplr()


def test_roll_brings_back_in_front_what_leaves_at_the_end(grid: torch.Tensor) -> None:
    assert grid.roll(1, 1).tolist() == [[3, 1, 2], [6, 4, 5]]
    assert grid.roll(2).tolist() == [[5, 6, 1], [2, 3, 4]]
    assert grid.roll((1, -1), (0, 1)).tolist() == [[5, 6, 4], [2, 3, 1]]
    with pytest.raises(RuntimeError, match="shifts: 2, dims: 1"):
        grid.roll((1, 2), (0,))


def test_rot90_turns_counterclockwise(grid: torch.Tensor) -> None:
    assert grid.rot90().tolist() == [[3, 6], [2, 5], [1, 4]]
    assert grid.rot90(2).tolist() == [[6, 5, 4], [3, 2, 1]]
    assert grid.rot90(-1).tolist() == grid.rot90(3).tolist() == [[4, 1], [5, 2], [6, 3]]
    with pytest.raises(RuntimeError, match="dims to be different"):
        grid.rot90(1, (0, 0))


def test_triangles_keep_one_side_of_a_diagonal(grid: torch.Tensor) -> None:
    assert grid.tril().tolist() == [[1, 0, 0], [4, 5, 0]]
    assert grid.tril(1).tolist() == [[1, 2, 0], [4, 5, 6]]
    assert grid.triu().tolist() == [[1, 2, 3], [0, 5, 6]]
    assert grid.triu(-1).tolist() == grid.tolist()
    with pytest.raises(RuntimeError, match=r"at least 2 dimensions, got shape \[3\]"):
        torch.zeros(3).tril()


def test_triangle_indices_name_the_places_that_are_kept() -> None:
    assert torch.tril_indices(2, 3).tolist() == [[0, 1, 1], [0, 0, 1]]
    assert torch.triu_indices(2, 3, 1).tolist() == [[0, 0, 1], [1, 2, 2]]
    x = torch.ones(3, 3)
    rows, columns = torch.tril_indices(3, 3)
    x[rows, columns] = 0
    assert x.tolist() == torch.ones(3, 3).triu(1).tolist()


def test_diag_goes_both_ways() -> None:
    assert torch.diag(torch.tensor([1, 2])).tolist() == [[1, 0], [0, 2]]
    assert torch.diag(torch.tensor([1]), 1).tolist() == [[0, 1], [0, 0]]
    assert torch.diag(torch.tensor([[1, 2], [3, 4]])).tolist() == [1, 4]
    with pytest.raises(RuntimeError, match="Got 3D"):
        torch.diag(torch.zeros(2, 2, 2))


def test_diag_embed_makes_a_matrix_of_every_row() -> None:
    x = torch.tensor([[1, 2], [3, 4]])
    assert x.diag_embed().tolist() == [[[1, 0], [0, 2]], [[3, 0], [0, 4]]]
    assert torch.diag_embed(torch.tensor([5]), -1).tolist() == [[0, 0], [5, 0]]


def test_repeat_lays_tiles() -> None:
    x = torch.tensor([[1, 2]])
    assert x.repeat(2, 2).tolist() == [[1, 2, 1, 2], [1, 2, 1, 2]]
    assert x.repeat(2, 1, 1).shape == (2, 1, 2)
    assert x.tile(2).tolist() == [[1, 2, 1, 2]]


def test_repeat_is_always_a_copy() -> None:
    x = torch.tensor([1, 2])
    x.repeat(1)[0] = 9
    assert x.tolist() == [1, 2]


def test_repeat_needs_a_number_for_every_dimension() -> None:
    with pytest.raises(RuntimeError, match=r"got repeats \[2\] for shape \[2, 3\]"):
        torch.zeros(2, 3).repeat(2)
    with pytest.raises(RuntimeError, match=r"got \[-1\]"):
        torch.zeros(3).repeat(-1)


def test_the_gradient_of_repeat_adds_up() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    (x.repeat(3) * torch.arange(6)).sum().backward()
    assert x.grad.tolist() == [6.0, 9.0]


def test_repeat_interleave_repeats_each_place() -> None:
    x = torch.tensor([[1, 2], [3, 4]])
    assert x.repeat_interleave(2).tolist() == [1, 1, 2, 2, 3, 3, 4, 4]
    assert x.repeat_interleave(2, dim=0).tolist() == [[1, 2], [1, 2], [3, 4], [3, 4]]
    assert x.repeat_interleave(torch.tensor([0, 2]), dim=1).tolist() == [[2, 2], [4, 4]]
    assert torch.repeat_interleave(torch.tensor([2, 0, 1])).tolist() == [0, 0, 2]


def test_repeat_interleave_needs_as_many_numbers_as_places() -> None:
    with pytest.raises(RuntimeError, match=r"repeats.size\(0\) = 2 and input.size\(0\) = 3"):
        torch.zeros(3).repeat_interleave(torch.tensor([1, 2]))
    with pytest.raises(RuntimeError, match="non-negative, got -1"):
        torch.zeros(3).repeat_interleave(-1)
