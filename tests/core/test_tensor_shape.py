"""Reshaping by hand: what is a view, what is a copy, and what is refused in which words."""

from __future__ import annotations

import re

import pytest

import tinytorch as torch


@pytest.fixture
def grid() -> torch.Tensor:
    return torch.arange(6).reshape(2, 3)


def test_reshape_keeps_the_row_major_order(grid: torch.Tensor) -> None:
    assert torch.reshape(grid, (3, 2)).tolist() == [[0, 1], [2, 3], [4, 5]]


def test_a_size_of_minus_one_is_worked_out(grid: torch.Tensor) -> None:
    assert grid.reshape(3, -1).shape == (3, 2)
    assert grid.reshape(-1).shape == (6,)


def test_reshape_of_a_contiguous_tensor_shares_its_memory(grid: torch.Tensor) -> None:
    row = grid.reshape(-1)
    row[0] = 7
    assert grid[0, 0].item() == 7
    assert row._base is not None


def test_reshape_across_strides_is_a_copy(grid: torch.Tensor) -> None:
    row = grid.T.reshape(-1)
    row[0] = 7
    assert row.tolist() == [7, 3, 1, 4, 2, 5]
    assert grid[0, 0].item() == 0
    assert row._base is None


def test_view_across_strides_is_refused_with_the_remedy(grid: torch.Tensor) -> None:
    with pytest.raises(RuntimeError, match=r"view size is not compatible.*shape \[3, 2\].*Use .reshape\(...\) instead"):
        grid.T.view(6)


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ((4, 2), "shape '[4, 2]' is invalid for input of size 6"),
        ((-1, 4), "shape '[-1, 4]' is invalid for input of size 6"),
        ((-1, -1), "only one dimension can be inferred"),
        ((-2, 3), "invalid shape dimension -2"),
        ((-2, -3), "invalid shape dimension -3"),
        ((0, -1), "shape '[0, -1]' is invalid for input of size 6"),
    ],
)
def test_sizes_that_do_not_fit_are_named(grid: torch.Tensor, shape: tuple[int, ...], message: str) -> None:
    with pytest.raises(RuntimeError, match=re.escape(message)):
        grid.reshape(shape)
    with pytest.raises(RuntimeError, match=re.escape(message)):
        grid.view(shape)


def test_minus_one_beside_zero_is_ambiguous() -> None:
    with pytest.raises(RuntimeError, match=r"cannot reshape tensor of 0 elements into shape \[0, -1\]"):
        torch.zeros(0, 3).reshape(0, -1)


def test_sizes_must_be_whole_numbers(grid: torch.Tensor) -> None:
    with pytest.raises(TypeError, match=r"whole numbers.*got \(2.0, 3\)"):
        grid.reshape(2.0, 3)  # type: ignore[arg-type]


def test_view_of_a_dtype_reads_the_same_bytes() -> None:
    ones = torch.tensor([1.0, 1.0])
    assert ones.view(torch.int32).tolist() == [0x3F800000] * 2
    assert ones.view(torch.uint8).tolist() == [0, 0, 128, 63] * 2
    ones.view(torch.int32)[0] = 0
    assert ones.tolist() == [0.0, 1.0]


def test_view_of_a_wider_dtype_must_divide_evenly() -> None:
    with pytest.raises(RuntimeError, match="3 x 2 bytes, does not divide evenly"):
        torch.zeros(3, dtype=torch.float16).view(torch.float32)
    with pytest.raises(RuntimeError, match="needs a contiguous tensor"):
        torch.zeros(4, 4, dtype=torch.float16).T.view(torch.float32)


def test_flatten_joins_the_named_dimensions() -> None:
    x = torch.zeros(2, 3, 4)
    assert x.flatten(1).shape == (2, 12)
    assert x.flatten(0, 1).shape == (6, 4)
    assert torch.tensor(5).flatten().tolist() == [5]


def test_flatten_backwards_is_refused() -> None:
    with pytest.raises(RuntimeError, match="start_dim 2 cannot come after end_dim 1"):
        torch.zeros(2, 3, 4).flatten(2, 1)


def test_unflatten_undoes_flatten() -> None:
    assert torch.arange(6).unflatten(0, (2, -1)).tolist() == [[0, 1, 2], [3, 4, 5]]


def test_unflatten_names_the_sizes_that_do_not_fit() -> None:
    with pytest.raises(RuntimeError, match=r"Provided sizes \[2, 2\] don't multiply up to the size of dim 1 \(3\)"):
        torch.zeros(2, 3).unflatten(1, (2, 2))


def test_squeeze_takes_out_only_ones() -> None:
    x = torch.zeros(1, 3, 1)
    assert x.squeeze().shape == (3,)
    assert x.squeeze(0).shape == (3, 1)
    assert x.squeeze(1).shape == (1, 3, 1)
    assert x.squeeze((0, -1)).shape == (3,)


def test_squeeze_refuses_a_dimension_named_twice() -> None:
    with pytest.raises(RuntimeError, match="dim 0 appears multiple times"):
        torch.zeros(1, 1).squeeze((0, -2))


def test_unsqueeze_puts_a_one_in() -> None:
    assert torch.zeros(2, 3).unsqueeze(1).shape == (2, 1, 3)
    assert torch.zeros(2, 3).unsqueeze(-1).shape == (2, 3, 1)
    with pytest.raises(IndexError, match="4"):
        torch.zeros(2, 3).unsqueeze(4)


def test_size_prints_slices_and_adds_like_a_tuple() -> None:
    shape = torch.zeros(2, 3).shape
    assert repr(shape) == "torch.Size([2, 3])"
    assert repr(shape[1:]) == "torch.Size([3])"
    assert repr(shape + (4,)) == "torch.Size([2, 3, 4])"  # noqa: RUF005 that adding works is the point
    assert shape.numel() == 6
    assert shape == (2, 3)


def test_stride_and_offset_tell_where_elements_lie() -> None:
    x = torch.zeros(3, 4)
    assert x.stride() == (4, 1)
    assert x.T.stride() == (1, 4)
    assert x[1:, ::2].stride() == (4, 2)
    assert x.expand(2, 3, 4).stride() == (0, 4, 1)
    assert x[1, 2:].storage_offset() == 6


def test_contiguous_copies_only_where_it_must() -> None:
    x = torch.zeros(2, 3)
    assert x.contiguous() is x
    assert not x.T.is_contiguous()
    assert x.T.contiguous().is_contiguous()


def test_at_least_some_dimensions() -> None:
    assert torch.atleast_1d(torch.tensor(1)).shape == (1,)
    assert torch.atleast_2d(torch.zeros(3)).shape == (1, 3)
    assert [x.shape for x in torch.atleast_3d(torch.zeros(3), torch.zeros(2, 3))] == [(1, 3, 1), (2, 3, 1)]


def test_bfloat16_keeps_its_kind_through_movement() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], dtype=torch.bfloat16)
    for moved in (x.T.reshape(4), x[1], x.expand(2, 2, 2), x[:, :1].expand(2, 3), x.flip(0), torch.cat([x, x]), x.T):
        assert moved.dtype is torch.bfloat16
        assert moved.float().max().item() in (3.0, 4.0)
