"""Variance, standard deviation, log-sum-exp and norms, on numbers that can be checked by hand."""

import math

import pytest

import tinytorch as torch


def test_variance_divides_by_n_minus_1_unless_told_otherwise() -> None:
    x = torch.tensor([1.0, 2.0, 3.0])
    assert x.var().item() == 1
    assert x.var(unbiased=False).item() == pytest.approx(2 / 3)
    assert x.var(correction=2).item() == 2
    assert x.var(False).item() == x.var(0, False).item() == x.var(correction=0).item()


def test_standard_deviation_is_the_root_of_the_variance() -> None:
    assert torch.tensor([[1.0, 5.0], [3.0, 3.0]]).std(1, unbiased=False).tolist() == [2, 0]


def test_variance_of_one_number_is_nan() -> None:
    assert math.isnan(torch.tensor([4.0]).var().item())


def test_standard_deviation_has_gradient_0_where_all_are_equal() -> None:
    x = torch.tensor([2.0, 2.0], requires_grad=True)
    x.std().backward()
    assert x.grad.tolist() == [0, 0]


def test_var_mean_and_std_mean_give_pairs() -> None:
    x = torch.tensor([1.0, 3.0])
    assert [y.item() for y in torch.var_mean(x, correction=0)] == [1, 2]
    assert [y.item() for y in torch.std_mean(x, correction=0)] == [1, 2]


def test_unbiased_and_correction_together_are_refused() -> None:
    with pytest.raises(TypeError, match="not both"):
        torch.zeros(3).var(unbiased=True, correction=1)


def test_variance_of_integers_is_refused_with_the_remedy() -> None:
    with pytest.raises(RuntimeError, match=r"torch\.int64; call \.float\(\) first"):
        torch.tensor([1, 2]).std()


def test_logsumexp_neither_overflows_nor_underflows() -> None:
    assert torch.tensor([1000.0, 1000.0]).logsumexp(0).item() == pytest.approx(1000 + math.log(2))
    assert torch.tensor([-1000.0, -1000.0]).logsumexp(0).item() == pytest.approx(-1000 + math.log(2))


def test_logsumexp_of_minus_infinities_and_of_nothing_is_minus_infinity() -> None:
    assert torch.full((2,), -math.inf).logsumexp(0).item() == -math.inf
    assert torch.zeros(0).logsumexp(0).item() == -math.inf


def test_norms_of_3_and_4() -> None:
    x = torch.tensor([3.0, -4.0])
    assert x.norm().item() == x.norm("fro").item() == x.norm(2).item() == 5
    assert x.norm(1).item() == 7
    assert x.norm(math.inf).item() == 4
    assert x.norm(-math.inf).item() == 3
    assert x.norm(0).item() == 2


def test_norm_has_gradient_0_at_0() -> None:
    x = torch.zeros(2, requires_grad=True)
    x.norm().backward()
    assert x.grad.tolist() == [0, 0]


def test_norm_points_along_the_vector() -> None:
    x = torch.tensor([3.0, 4.0], dtype=torch.float64, requires_grad=True)
    x.norm().backward()
    assert x.grad.tolist() == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: torch.tensor([1, 2]).norm(), r"floating point tensor as input\. Got torch\.int64"),
        (lambda: torch.zeros(2).double().norm(dtype=torch.float32), "without narrowing"),
        (lambda: torch.zeros(2, 0).norm(math.inf, dim=1), r"shape \[2, 0\]"),
    ],
)
def test_norms_that_do_not_exist_are_refused(call, message) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(RuntimeError, match=message):
        call()


def test_an_unknown_norm_is_named() -> None:
    with pytest.raises(ValueError, match="'nuc'"):
        torch.zeros(2, 2).norm("nuc")


def test_the_order_of_a_norm_must_be_a_number() -> None:
    with pytest.raises(TypeError, match="must be a number, got list"):
        torch.zeros(2).norm([2])  # type: ignore[arg-type]
