"""Order along a dimension: sorting, choosing, medians; stable, with NaN last."""

import math

import pytest

import tinytorch as torch


def test_sort_gives_values_and_where_they_stood() -> None:
    values, indices = torch.tensor([[3, 1, 2], [9, 7, 8]]).sort()
    assert values.tolist() == [[1, 2, 3], [7, 8, 9]]
    assert indices.tolist() == [[1, 2, 0], [1, 2, 0]]


def test_sort_keeps_the_order_of_equals_in_both_directions() -> None:
    x = torch.tensor([1, 0, 1, 0])
    assert x.argsort().tolist() == [1, 3, 0, 2]
    assert x.argsort(descending=True).tolist() == [0, 2, 1, 3]


def test_nan_sorts_as_the_largest() -> None:
    x = torch.tensor([math.nan, math.inf, 1.0])
    assert x.argsort().tolist() == [2, 1, 0]
    assert x.argsort(descending=True).tolist() == [0, 1, 2]


def test_the_gradient_of_sorted_values_goes_back_to_where_they_stood() -> None:
    x = torch.tensor([30.0, 10.0, 20.0], requires_grad=True)
    (x.sort().values * torch.tensor([1.0, 2.0, 3.0])).sum().backward()
    assert x.grad.tolist() == [3, 1, 2]


def test_msort_sorts_along_the_first_dimension() -> None:
    assert torch.tensor([[2, 1], [1, 3]]).msort().tolist() == [[1, 1], [2, 3]]


def test_topk_takes_the_largest_or_the_smallest() -> None:
    x = torch.tensor([3, 9, 4, 1])
    values, indices = x.topk(2)
    assert (values.tolist(), indices.tolist()) == ([9, 4], [1, 2])
    assert x.topk(2, largest=False).values.tolist() == [1, 3]


def test_topk_of_a_long_line_takes_the_first_of_equals() -> None:
    x = torch.tensor([5] * 40 + [7])
    assert x.topk(3).indices.tolist() == [40, 0, 1]


def test_topk_of_more_than_there_are_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"k=4, but dimension -1 of shape \[2, 3\] has 3 elements"):
        torch.zeros(2, 3).topk(4)


def test_kthvalue_counts_from_one() -> None:
    value, index = torch.tensor([30, 10, 20]).kthvalue(2)
    assert (value.item(), index.item()) == (20, 2)
    for k in (0, 4):
        with pytest.raises(RuntimeError, match=rf"k={k}, but shape \[3\] has 3"):
            torch.tensor([30, 10, 20]).kthvalue(k)


def test_median_is_the_lower_of_two_middles() -> None:
    assert torch.tensor([4.0, 1.0, 3.0, 2.0]).median().item() == 2
    values, indices = torch.tensor([[4, 1, 3], [9, 8, 7]]).median(1)
    assert (values.tolist(), indices.tolist()) == ([3, 8], [2, 1])


def test_median_of_anything_with_nan_is_nan() -> None:
    values, index = torch.tensor([1.0, math.nan, 3.0]).median(0)
    assert math.isnan(values.item())
    assert index.item() == 1


def test_median_along_an_empty_dimension_is_refused() -> None:
    with pytest.raises(IndexError, match=r"median.*\[2, 0\]"):
        torch.zeros(2, 0).median(1)
    assert math.isnan(torch.zeros(0).median().item())


def test_a_number_alone_is_sorted() -> None:
    values, index = torch.tensor(3.0).sort()
    assert (values.item(), index.item()) == (3, 0)


def test_k_must_be_an_int() -> None:
    with pytest.raises(TypeError, match=r"topk\(\): argument 'k' must be int, not float"):
        torch.zeros(3).topk(1.5)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"kthvalue\(\): argument 'k' must be int, not float"):
        torch.zeros(3).kthvalue(1.5)  # type: ignore[arg-type]
