"""The largest and the smallest: values, positions, ties, NaN and nothing."""

import math

import pytest

import tinytorch as torch


def test_max_has_three_forms() -> None:
    x = torch.tensor([[1.0, 5.0], [4.0, 3.0]])
    assert x.max().item() == 5
    values, indices = x.max(1)
    assert values.tolist() == [5, 4]
    assert indices.tolist() == [1, 0]
    assert x.max(torch.tensor(3.5)).tolist() == [[3.5, 5], [4, 3.5]]


def test_the_pair_prints_as_in_pytorch_and_has_names() -> None:
    pair = torch.tensor([[1, 5], [4, 3]]).min(dim=0)
    assert pair.values.tolist() == [1, 3]
    assert repr(pair) == "torch.return_types.min(\nvalues=tensor([1, 3]),\nindices=tensor([0, 1]))"


def test_of_several_largest_max_along_a_dimension_takes_the_first() -> None:
    x = torch.tensor([2.0, 7.0, 7.0], requires_grad=True)
    values, index = x.max(0)
    values.backward()
    assert index.item() == x.argmax().item() == 1
    assert x.grad.tolist() == [0, 1, 0]


def test_of_several_largest_amax_shares_the_gradient() -> None:
    x = torch.tensor([2.0, 7.0, 7.0], requires_grad=True)
    x.amax().backward()
    assert x.grad.tolist() == [0, 0.5, 0.5]


def test_nan_is_larger_and_smaller_than_everything() -> None:
    x = torch.tensor([1.0, math.nan, math.inf, -math.inf])
    assert math.isnan(x.max().item())
    assert math.isnan(x.min(0).values.item())
    assert x.argmax().item() == x.argmin().item() == 1


def test_aminmax_gives_both() -> None:
    low, high = torch.tensor([[3, 1], [2, 8]]).aminmax(dim=1)
    assert low.tolist() == [1, 2]
    assert high.tolist() == [3, 8]


def test_argmax_counts_through_the_flattened_tensor() -> None:
    x = torch.tensor([[1, 2], [9, 3]])
    assert x.argmax().item() == 2
    assert x.argmin(dim=1, keepdim=True).tolist() == [[0], [1]]


def test_argmax_of_bools_is_refused() -> None:
    with pytest.raises(RuntimeError, match="does not support bool input"):
        torch.tensor([True]).argmax()


@pytest.mark.parametrize("name", ["max", "min", "amax", "amin", "aminmax", "argmax", "argmin"])
def test_nothing_has_no_extreme(name: str) -> None:
    with pytest.raises(RuntimeError, match=r"shape is \[2, 0\]"):
        getattr(torch, name)(torch.zeros(2, 0))
    with pytest.raises(IndexError, match=r"dim 1 to have non-zero size, the shape is \[2, 0\]"):
        getattr(torch, name)(torch.zeros(2, 0), dim=1)


def test_an_empty_dimension_that_is_kept_is_no_problem() -> None:
    assert tuple(torch.zeros(2, 0).max(0).indices.shape) == (0,)


def test_keepdim_must_be_a_bool() -> None:
    with pytest.raises(TypeError, match="'keepdim' must be bool, not int"):
        torch.zeros(2, 2).max(0, 1)  # type: ignore[call-overload]


def test_keepdim_without_a_dimension_is_refused() -> None:
    with pytest.raises(TypeError, match="keepdim needs a dim"):
        torch.zeros(2, 2).max(keepdim=True)  # type: ignore[call-overload]
