"""Sums, means, products and questions about all elements, on numbers that can be checked by hand."""

import math

import pytest

import tinytorch as torch

X = [[1.0, 2.0], [3.0, 4.0]]


def test_sum_adds_over_a_dimension_or_over_all() -> None:
    x = torch.tensor(X)
    assert x.sum().item() == 10
    assert x.sum(0).tolist() == [4, 6]
    assert x.sum(-1, keepdim=True).tolist() == [[3], [7]]
    assert x.sum((0, 1)).item() == 10


def test_sum_of_bools_and_small_integers_is_int64() -> None:
    assert torch.tensor([True, True]).sum().dtype is torch.int64
    assert torch.tensor([200, 100], dtype=torch.uint8).sum().item() == 300


def test_sum_of_nothing_is_zero_its_product_one_and_its_mean_nan() -> None:
    nothing = torch.zeros(0)
    assert nothing.sum().item() == 0
    assert nothing.prod().item() == 1
    assert math.isnan(nothing.mean().item())


def test_mean_of_integers_needs_a_dtype() -> None:
    x = torch.tensor([1, 2])
    with pytest.raises(RuntimeError, match=r"torch\.int64; call \.float\(\) first"):
        x.mean()
    assert x.mean(dtype=torch.float64).item() == 1.5


def test_dtype_must_be_one_of_ours() -> None:
    with pytest.raises(TypeError, match=r"torch\.float32"):
        torch.tensor([1]).sum(dtype="float32")  # type: ignore[arg-type]


def test_prod_of_integers_wraps_around_in_int64() -> None:
    assert torch.tensor([2**62, 4]).prod().item() == 0


def test_prod_passes_a_gradient_past_a_zero() -> None:
    x = torch.tensor([2.0, 0.0, 5.0], requires_grad=True)
    x.prod().backward()
    assert x.grad.tolist() == [0, 10, 0]


def test_prod_passes_no_gradient_past_two_zeros() -> None:
    x = torch.tensor([0.0, 0.0, 5.0], requires_grad=True)
    x.prod().backward()
    assert x.grad.tolist() == [0, 0, 0]


def test_nansum_and_nanmean_leave_out_nan() -> None:
    x = torch.tensor([1.0, math.nan, 3.0], requires_grad=True)
    assert x.nansum().item() == 4
    x.nanmean().backward()
    assert x.grad.tolist() == [0.5, 0, 0.5]


def test_any_and_all_answer_in_bool_but_uint8_in_uint8() -> None:
    x = torch.tensor([[0, 0], [0, 3]])
    assert x.any(1).tolist() == [False, True]
    assert x.all(1).tolist() == [False, False]
    assert x.to(torch.uint8).any().dtype is torch.uint8
    assert torch.zeros(0).all().item() is True


def test_nan_counts_as_nonzero() -> None:
    x = torch.tensor([math.nan, 0.0])
    assert x.any().item() is True
    assert x.count_nonzero().item() == 1


def test_a_dimension_that_is_not_there_is_named_with_the_range() -> None:
    with pytest.raises(IndexError, match=r"\[-2, 1\], but got 2"):
        torch.tensor(X).sum(2)


def test_a_dimension_given_twice_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"dim 1 appears multiple times"):
        torch.tensor(X).sum((1, -1))


def test_a_tensor_without_dimensions_accepts_dim_0_and_minus_1_only() -> None:
    x = torch.tensor(3.0)
    assert x.sum(0).item() == x.sum(-1).item() == 3
    with pytest.raises(IndexError, match="but got 1"):
        x.sum(1)


def test_prod_takes_one_dimension_only() -> None:
    with pytest.raises(TypeError, match="dim must be an int, got tuple"):
        torch.tensor(X).prod((0, 1))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["sum", "mean", "prod", "nansum", "nanmean", "any", "all", "count_nonzero"])
def test_what_is_no_tensor_is_refused_by_name(name: str) -> None:
    with pytest.raises(TypeError, match=rf"{name}\(\): argument 'input' must be Tensor, not list"):
        getattr(torch, name)([1, 2])
