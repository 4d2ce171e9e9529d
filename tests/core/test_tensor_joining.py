"""Joining and splitting by hand."""

from __future__ import annotations

import re

import pytest

import tinytorch as torch


def test_cat_puts_one_behind_the_other() -> None:
    a, b = torch.tensor([[1, 2]]), torch.tensor([[3, 4], [5, 6]])
    assert torch.cat([a, b]).tolist() == [[1, 2], [3, 4], [5, 6]]
    assert torch.cat([a.T, b], dim=1).tolist() == [[1, 3, 4], [2, 5, 6]]


def test_cat_promotes_to_a_common_dtype() -> None:
    assert torch.cat([torch.tensor([True]), torch.tensor([2]), torch.tensor([0.5])]).tolist() == [1.0, 2.0, 0.5]


def test_cat_passes_over_one_dimensional_empty_tensors() -> None:
    assert torch.cat([torch.zeros(0), torch.ones(1, 2)]).tolist() == [[1.0, 1.0]]


def test_the_gradient_of_cat_is_cut_into_its_parts() -> None:
    a, b = torch.zeros(1, requires_grad=True), torch.zeros(2, requires_grad=True)
    (torch.cat([a, b, a]) * torch.tensor([1.0, 2.0, 3.0, 4.0])).sum().backward()
    assert a.grad.tolist() == [5.0]
    assert b.grad.tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("tensors", "error", "message"),
    [
        ([], ValueError, "expected a non-empty list"),
        ([torch.zeros(2), torch.zeros(2, 2)], RuntimeError, "got 1 and 2 (shapes [2] and [2, 2])"),
        ([torch.zeros(2, 3), torch.zeros(3, 2)], RuntimeError, "Expected size 3 but got size 2 for tensor number 1"),
        ([torch.tensor(1.0)], RuntimeError, "zero-dimensional tensor (at position 0)"),
        ([torch.zeros(1), 2], TypeError, "expected Tensor as element 1 in argument 0, but got int"),
        (torch.zeros(2), TypeError, "must be tuple of Tensors, not Tensor; write [a, b]"),
    ],
)
def test_cat_says_what_does_not_fit(tensors: object, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=re.escape(message)):
        torch.cat(tensors)  # type: ignore[arg-type]


def test_stack_makes_a_new_dimension() -> None:
    a, b = torch.tensor([1, 2]), torch.tensor([3, 4])
    assert torch.stack([a, b]).tolist() == [[1, 2], [3, 4]]
    assert torch.stack([a, b], dim=-1).tolist() == [[1, 3], [2, 4]]


def test_stack_needs_equal_shapes() -> None:
    with pytest.raises(RuntimeError, match=r"got \[3\] at entry 0 and \[2\] at entry 1"):
        torch.stack([torch.zeros(3), torch.zeros(2)])
    with pytest.raises(RuntimeError, match="non-empty"):
        torch.stack([])


def test_stacks_by_direction() -> None:
    a, b = torch.tensor([1, 2]), torch.tensor([3, 4])
    assert torch.hstack([a, b]).tolist() == [1, 2, 3, 4]
    assert torch.vstack([a, b]).tolist() == [[1, 2], [3, 4]]
    assert torch.dstack([a, b]).tolist() == [[[1, 3], [2, 4]]]
    assert torch.column_stack([a, b]).tolist() == [[1, 3], [2, 4]]


def test_split_gives_views_of_equal_size_and_a_rest() -> None:
    x = torch.arange(5)
    parts = x.split(2)
    assert [part.tolist() for part in parts] == [[0, 1], [2, 3], [4]]
    parts[0][0] = 9
    assert x[0].item() == 9


def test_split_into_given_sizes_must_add_up() -> None:
    assert [part.tolist() for part in torch.arange(4).split([1, 3])] == [[0], [1, 2, 3]]
    with pytest.raises(RuntimeError, match=r"sum exactly to 6 .*split_sizes=\[2, 3\]"):
        torch.zeros(6).split([2, 3])
    with pytest.raises(RuntimeError, match="dimension size of 6"):
        torch.zeros(6).split(0)


def test_chunk_may_give_fewer_parts() -> None:
    assert [part.shape[0] for part in torch.zeros(6).chunk(4)] == [2, 2, 2]
    with pytest.raises(RuntimeError, match="greater than 0, got: 0"):
        torch.zeros(6).chunk(0)


def test_tensor_split_spreads_the_rest() -> None:
    assert [part.shape[0] for part in torch.zeros(7).tensor_split(3)] == [3, 2, 2]
    assert [part.tolist() for part in torch.arange(5).tensor_split((1, 3))] == [[0], [1, 2], [3, 4]]


def test_unbind_gives_every_place() -> None:
    assert [row.tolist() for row in torch.arange(4).reshape(2, 2).unbind(1)] == [[0, 2], [1, 3]]
    with pytest.raises(IndexError, match="tensor has no dimensions"):
        torch.tensor(1).unbind()


def test_meshgrid_repeats_each_axis() -> None:
    x, y = torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4, 5]), indexing="ij")
    assert x.tolist() == [[1, 1, 1], [2, 2, 2]]
    assert y.tolist() == [[3, 4, 5], [3, 4, 5]]
    assert torch.meshgrid(torch.tensor([1, 2]), torch.tensor([3, 4, 5]), indexing="xy")[0].tolist() == [[1, 2]] * 3


def test_meshgrid_refuses_matrices_and_other_orders() -> None:
    with pytest.raises(RuntimeError, match=r"0D or 1D tensor .* got shape \[2, 2\]"):
        torch.meshgrid(torch.zeros(2, 2))
    with pytest.raises(RuntimeError, match='"xy" or "ij", but received: zz'):
        torch.meshgrid(torch.zeros(2), indexing="zz")
