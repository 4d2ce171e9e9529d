"""x[...] and x[...] = v by hand: views and copies, casts, and what is refused in which words."""

from __future__ import annotations

import re
import time
from typing import Any

import numpy as np
import pytest

import tinytorch as torch


@pytest.fixture
def grid() -> torch.Tensor:
    return torch.arange(6).reshape(2, 3)


def test_numbers_and_slices_give_views(grid: torch.Tensor) -> None:
    grid[1][0] = 9
    grid[:, 2][0] = 8
    grid[0, 1].fill_(7)
    assert grid.tolist() == [[0, 7, 8], [9, 4, 5]]


def test_masks_and_integers_give_copies(grid: torch.Tensor) -> None:
    grid[grid > 3][0] = 9
    grid[[0]][0] = 9
    assert grid.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert grid[grid > 3].tolist() == [4, 5]
    assert grid[[1, 0, 1], [0, 0, 2]].tolist() == [3, 0, 5]


def test_a_number_beside_an_integer_tensor_is_taken_first() -> None:
    x = torch.arange(24).reshape(2, 3, 4)
    assert x[0, :, [1, 3]].tolist() == x[0][:, [1, 3]].tolist()


def test_a_list_of_lists_is_one_index(grid: torch.Tensor) -> None:
    assert grid[[[0, 1], [1, 0]]].shape == (2, 2, 3)


def test_a_bool_adds_a_dimension(grid: torch.Tensor) -> None:
    assert grid[True].shape == (1, 2, 3)
    assert grid[False].shape == (0, 2, 3)


def test_iteration_goes_over_the_first_dimension(grid: torch.Tensor) -> None:
    assert [row.tolist() for row in grid] == [[0, 1, 2], [3, 4, 5]]


@pytest.mark.parametrize(
    ("index", "error", "message"),
    [
        (2, IndexError, "index 2 is out of bounds for dimension 0 with size 2"),
        ((0, -4), IndexError, "index -4 is out of bounds for dimension 1 with size 3"),
        ((0, 0, 0), IndexError, "too many indices for tensor of dimension 2: got 3"),
        ([0, 5], IndexError, "index 5 is out of bounds for dimension 0 with size 2"),
        ((slice(None), [3]), IndexError, "index 3 is out of bounds for dimension 1 with size 3"),
        (
            [True, False, True],
            IndexError,
            "The shape of the mask [3] at index 0 does not match the shape of the indexed",
        ),
        (([0, 1], [0, 1, 2]), IndexError, "could not be broadcast together with shapes [2], [3]"),
        (slice(None, None, -1), ValueError, "greater than zero, got -1; torch.flip() reverses"),
        (slice(0.5, None), TypeError, "slice indices must be integers"),
        (1.0, IndexError, "(got float)"),
        ("a", TypeError, "(got str)"),
        ([0.5], IndexError, "must hold integers or bools, got float64"),
        ([[0], [0, 1]], IndexError, "must be rectangular"),
        (torch.tensor([0.0]), IndexError, "must be long, int, byte or bool tensors, got torch.float32"),
        (torch.tensor([0], dtype=torch.int8), IndexError, "got torch.int8"),
    ],
)
def test_a_wrong_index_is_refused_in_words(
    grid: torch.Tensor, index: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        grid[index]
    with pytest.raises(error, match=re.escape(message)):
        grid[index] = 0


def test_a_tensor_without_dimensions_has_no_places() -> None:
    with pytest.raises(IndexError, match=r"invalid index of a 0-dim tensor. Use `tensor.item\(\)`"):
        torch.tensor(1)[0]
    assert torch.tensor(1)[...].item() == 1


def test_a_byte_tensor_is_a_mask_with_a_warning(grid: torch.Tensor) -> None:
    with pytest.warns(UserWarning, match="use a dtype torch.bool instead"):
        assert grid[torch.tensor([0, 1], dtype=torch.uint8)].tolist() == [[3, 4, 5]]


def test_assignment_broadcasts_and_casts(grid: torch.Tensor) -> None:
    grid[0] = 2.9
    grid[1, 1:] = torch.tensor([[7.5, 8.5]])
    assert grid.tolist() == [[2, 2, 2], [3, 7, 8]]
    grid[grid > 6] = torch.tensor(-1)
    grid[:, [0, 0]] = torch.tensor([[5], [6]])
    assert grid.tolist() == [[5, 2, 2], [6, -1, -1]]


def test_the_right_side_is_read_before_anything_is_written() -> None:
    x = torch.arange(4)
    x[1:] = x[:-1]
    assert x.tolist() == [0, 0, 1, 2]


@pytest.mark.parametrize("backend", ["naive", "vectorized"])
def test_of_a_place_named_twice_the_last_value_stays(backend: str) -> None:
    if backend not in torch.backends.available():
        pytest.skip("comes with tinytorch-optimize")
    with torch.backends.use(backend):
        x = torch.zeros(2)
        x[[0, 0]] = torch.tensor([1.0, 2.0])
        assert x.tolist() == [2.0, 0.0]
        x.index_put_((torch.tensor([0, 0]),), torch.tensor([1.0, 2.0]), accumulate=True)
        assert x.tolist() == [5.0, 0.0]


@pytest.mark.parametrize(
    ("value", "error", "message"),
    [
        (torch.zeros(2), RuntimeError, "value tensor of shape [2] cannot be broadcast to indexing result of shape [3]"),
        (torch.zeros(2, 3), RuntimeError, "value tensor of shape [2, 3] cannot be broadcast"),
        ([1, 2, 3], TypeError, "can't assign a list to a torch.int64 tensor; make it a tensor first"),
        (None, TypeError, "can't assign a NoneType"),
        (float("nan"), RuntimeError, "cannot be converted to type int64 without overflow"),
        (2**70, RuntimeError, "cannot be converted to type int64 without overflow"),
    ],
)
def test_a_wrong_value_is_refused_in_words(
    grid: torch.Tensor, value: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        grid[0] = value
    assert grid.tolist() == [[0, 1, 2], [3, 4, 5]]


def test_gradients_flow_to_what_is_kept_and_to_what_is_written() -> None:
    x, v = torch.ones(3, requires_grad=True), torch.ones(1, requires_grad=True)
    y = x * 2
    y[1:] = v * 5
    (y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [2.0, 0.0, 0.0]
    assert v.grad.tolist() == [550.0]


def test_assignment_through_a_mask_is_differentiable() -> None:
    x, v = torch.ones(3, requires_grad=True), torch.ones(2, requires_grad=True)
    y = x * 2
    y[torch.tensor([True, False, True])] = v
    (y * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [0.0, 20.0, 0.0]
    assert v.grad.tolist() == [1.0, 100.0]


def test_reading_a_place_twice_adds_its_gradients() -> None:
    x = torch.ones(3, requires_grad=True)
    (x[[0, 2, 2]] * torch.tensor([1.0, 10.0, 100.0])).sum().backward()
    assert x.grad.tolist() == [1.0, 0.0, 110.0]


def test_assignment_through_integers_is_refused_where_a_gradient_would_follow() -> None:
    y = torch.ones(3, requires_grad=True) * 1
    with pytest.raises(RuntimeError, match=r"integer index.*torch.where\(\).*x.clone\(\)"):
        y[[0, 1]] = 0
    with torch.no_grad():
        y[[0, 1]] = 0
    assert y.tolist() == [0.0, 0.0, 1.0]


def test_assignment_into_a_leaf_is_refused_and_changes_nothing() -> None:
    leaf = torch.ones(2, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"a leaf Variable that requires grad.*no_grad\(\)"):
        leaf[0] = 5
    assert leaf.tolist() == [1.0, 1.0]


def test_an_index_changed_after_reading_does_not_change_the_gradient() -> None:
    x, places = torch.ones(3, requires_grad=True), torch.tensor([0, 1])
    y = x[places]
    places[0] = 2
    y.sum().backward()
    assert x.grad.tolist() == [1.0, 1.0, 0.0]


def test_reading_and_writing_one_place_does_not_cost_the_whole() -> None:
    large = torch.from_numpy(np.zeros((2_000_000, 2), dtype="float32"))
    start = time.perf_counter()
    for place in range(300):
        large[place] = 1.0
        large[[place, place + 1]]
        large[place : place + 2, 0]
    assert time.perf_counter() - start < 1.0, "300 reads and writes of a few elements out of 4 million"


def test_accumulating_needs_an_integer_tensor_or_a_mask() -> None:
    with pytest.raises(IndexError, match="needs at least one integer tensor"):
        torch.zeros(2).index_put_((slice(0, 1),), torch.ones(1), accumulate=True)  # type: ignore[arg-type]
