"""Reordered, stretched and cut views by hand."""

from __future__ import annotations

import pytest

import tinytorch as torch


def test_transpose_swaps_two_dimensions_without_a_copy() -> None:
    x = torch.tensor([[1, 2], [3, 4]])
    x.transpose(0, 1)[0, 1] = 9
    assert x.tolist() == [[1, 2], [9, 4]]


def test_T_reverses_all_dimensions_and_mT_the_last_two() -> None:
    x = torch.zeros(2, 3, 4)
    assert x.T.shape == (4, 3, 2)
    assert x.mT.shape == (2, 4, 3)


def test_t_is_for_matrices() -> None:
    assert torch.zeros(3).t().shape == (3,)
    with pytest.raises(RuntimeError, match="expects a tensor with <= 2 dimensions, but self is 3D"):
        torch.zeros(2, 2, 2).t()


def test_permute_names_for_each_result_dimension_where_it_was() -> None:
    assert torch.zeros(2, 3, 4).permute(2, 0, 1).shape == (4, 2, 3)


def test_permute_needs_every_dimension_once() -> None:
    with pytest.raises(RuntimeError, match="duplicate dims are not allowed"):
        torch.zeros(2, 3).permute(0, -2)
    with pytest.raises(RuntimeError, match=r"input.dim\(\) = 2 is not equal to len\(dims\) = 1"):
        torch.zeros(2, 3).permute(0)


def test_movedim_keeps_the_order_of_the_others() -> None:
    assert torch.zeros(2, 3, 4, 5).movedim(0, 2).shape == (3, 4, 2, 5)
    assert torch.zeros(2, 3, 4, 5).movedim((0, 1), (-1, 0)).shape == (3, 4, 5, 2)


def test_movedim_refuses_uneven_lists_and_repetition() -> None:
    with pytest.raises(RuntimeError, match=r"repeated dim in `destination`"):
        torch.zeros(2, 3).movedim((0, 1), (0, 0))
    with pytest.raises(RuntimeError, match="same number of dims"):
        torch.zeros(2, 3).movedim((0, 1), 0)


def test_expand_shows_one_element_often() -> None:
    x = torch.tensor([[1], [2]])
    stretched = x.expand(2, 3)
    assert stretched.tolist() == [[1, 1, 1], [2, 2, 2]]
    x[0] = 5
    assert stretched[0].tolist() == [5, 5, 5]


def test_expand_names_both_shapes_when_they_do_not_fit() -> None:
    message = r"expanded size of the tensor \(5\) must match the existing size \(3\).*\[2, 5\].*\[2, 3\]"
    with pytest.raises(RuntimeError, match=message):
        torch.zeros(2, 3).expand(2, 5)
    with pytest.raises(RuntimeError, match=r"sizes provided \(1\).*dimensions in the tensor \(2\)"):
        torch.zeros(2, 3).expand(3)
    with pytest.raises(RuntimeError, match=r"\(-1\)"):
        torch.zeros(3).expand(-1, 3)


def test_expand_works_behind_any_strides() -> None:
    x = torch.arange(6).reshape(2, 3)
    assert x.T[:, :1].expand(3, 2).tolist() == [[0, 0], [1, 1], [2, 2]]
    assert x[:, ::2].expand(2, 2, 2).tolist() == [[[0, 2], [3, 5]]] * 2


def test_broadcast_shapes_takes_the_larger_of_one_and_n() -> None:
    assert torch.broadcast_shapes((2, 1), (3,), ()) == (2, 3)
    with pytest.raises(RuntimeError, match=r"dimension of length 4 at -1.*index 1 had \(4,\).*\[2, 3\]"):
        torch.broadcast_shapes((2, 3), (4,))


def test_broadcast_tensors_are_views() -> None:
    a, b = torch.broadcast_tensors(torch.zeros(2, 1), torch.zeros(3))
    assert a.shape == b.shape == (2, 3)
    assert a.stride() == (1, 0)


def test_narrow_cuts_out_a_stretch() -> None:
    x = torch.arange(5)
    assert x.narrow(0, 1, 3).tolist() == [1, 2, 3]
    assert x.narrow(0, -2, 2).tolist() == [3, 4]
    with pytest.raises(RuntimeError, match=r"start \(3\) \+ length \(3\) exceeds dimension size \(5\)"):
        x.narrow(0, 3, 3)
    with pytest.raises(IndexError, match=r"\[-5, 5\], but got -6"):
        x.narrow(0, -6, 1)


def test_select_drops_the_dimension() -> None:
    assert torch.arange(6).reshape(2, 3).select(1, -1).tolist() == [2, 5]
    with pytest.raises(IndexError, match=r"index 3 out of range for tensor of size \[2, 3\] at dimension 1"):
        torch.zeros(2, 3).select(1, 3)


def test_diagonal_is_a_view_that_can_be_written() -> None:
    x = torch.zeros(2, 3)
    x.diagonal(1)[:] = 7
    assert x.tolist() == [[0, 7, 0], [0, 0, 7]]
    with pytest.raises(RuntimeError, match="diagonal dimensions cannot be identical"):
        x.diagonal(0, 1, -1)
