"""Chance: bounds, frequencies, and writing random numbers and others into tensors."""

from __future__ import annotations

import pytest

import tinytorch as torch


@pytest.fixture(autouse=True)
def _seeded() -> None:
    torch.manual_seed(0)


def test_even_numbers_lie_below_one_in_every_dtype() -> None:
    for dtype in (torch.float16, torch.float32, torch.float64):
        drawn = torch.rand(20_000, dtype=dtype)
        assert drawn.numpy().min() >= 0
        assert drawn.numpy().max() < 1
        assert abs(float(drawn.numpy().astype("float64").mean()) - 0.5) < 0.01


def test_normal_numbers_have_their_mean_and_spread() -> None:
    drawn = torch.normal(3.0, 2.0, (20_000,)).numpy()
    assert abs(drawn.mean() - 3) < 0.05
    assert abs(drawn.std() - 2) < 0.05
    assert torch.normal(torch.tensor([1.0, 2.0]), 0.0).tolist() == [1.0, 2.0]


def test_whole_numbers_reach_both_ends_of_their_range() -> None:
    assert set(torch.randint(-1, 3, (200,)).tolist()) == {-1, 0, 1, 2}
    assert set(torch.zeros(200).random_(3, 5).tolist()) == {3.0, 4.0}


@pytest.mark.parametrize(
    ("arguments", "dtype", "message"),
    [
        ((3, 0, (2,)), None, "from=3 >= to=0"),
        ((0, 300, (2,)), torch.uint8, r"0 \.\. 299 is out of bounds for uint8, which holds 0 \.\. 255"),
    ],
)
def test_a_range_that_is_empty_or_too_wide_is_refused(
    arguments: tuple[object, ...], dtype: object, message: str
) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.randint(*arguments, dtype=dtype)  # type: ignore[arg-type]


def test_a_permutation_has_every_number_once() -> None:
    assert sorted(torch.randperm(50).tolist()) == list(range(50))
    assert torch.randperm(50).tolist() != list(range(50))


def test_coins_fall_as_often_as_their_probability_says() -> None:
    assert torch.bernoulli(torch.tensor([0.0, 1.0])).tolist() == [0.0, 1.0]
    assert abs(torch.zeros(20_000).bernoulli_(0.3).numpy().mean() - 0.3) < 0.02
    with pytest.raises(RuntimeError, match=r"in \[0, 1\], but got p=1.5"):
        torch.bernoulli(torch.ones(2), 1.5)


def test_multinomial_draws_in_proportion_to_the_weights() -> None:
    drawn = torch.multinomial(torch.tensor([1.0, 0.0, 3.0]), 20_000, replacement=True).tolist()
    assert set(drawn) == {0, 2}
    assert abs(drawn.count(2) / 20_000 - 0.75) < 0.02


def test_multinomial_without_replacement_draws_each_once_and_heavy_ones_first() -> None:
    weights = torch.tensor([[1.0, 1e6, 1.0]] * 500)
    drawn = torch.multinomial(weights, 3).numpy()
    assert all(sorted(row) == [0, 1, 2] for row in drawn.tolist())
    assert (drawn[:, 0] == 1).mean() > 0.98


@pytest.mark.parametrize(
    ("weights", "count", "message"),
    [
        ([1.0, 2.0], 3, "3 of 2"),
        ([0.0, 0.0], 1, "sum of probabilities <= 0"),
        ([-1.0, 2.0], 1, "element < 0"),
        ([1, 2], 1, "got: int64"),
        ([1.0], 0, "got 0"),
    ],
)
def test_multinomial_refuses_weights_that_are_none(weights: list[float], count: int, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.multinomial(torch.tensor(weights), count)


def test_continuous_numbers_need_a_dtype_with_fractions() -> None:
    for draw in (
        lambda: torch.rand(2, dtype=torch.int64),
        lambda: torch.zeros(2, dtype=torch.int64).normal_(),
        lambda: torch.zeros(2, dtype=torch.int64).uniform_(),
    ):
        with pytest.raises(NotImplementedError, match=r"int64.*fractions"):
            draw()


def test_a_generator_that_is_none_is_refused() -> None:
    with pytest.raises(TypeError, match=r"torch\.Generator, not int"):
        torch.rand(2, generator=3)  # type: ignore[arg-type]


# Writing in place


def test_filling_writes_one_number_everywhere() -> None:
    x = torch.zeros(2, 2)
    assert x.fill_(3) is x
    assert x.tolist() == [[3.0, 3.0], [3.0, 3.0]]
    assert x.zero_().tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_copying_broadcasts_and_casts() -> None:
    assert torch.zeros(2, 2).copy_(torch.tensor([1, 2])).tolist() == [[1.0, 2.0], [1.0, 2.0]]
    assert torch.zeros(2, dtype=torch.int64).copy_(torch.tensor([1.5, -1.5])).tolist() == [1, -1]
    with pytest.raises(RuntimeError, match=r"\[2\] doesn't match the broadcast shape of a source of \[3\]"):
        torch.zeros(2).copy_(torch.ones(3))


def test_gradients_flow_to_what_was_copied_in_and_not_to_what_was_there() -> None:
    x, source = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
    y = x * 5
    y.copy_(source * 3)
    y.sum().backward()
    assert x.grad.tolist() == [0.0, 0.0]
    assert source.grad.tolist() == [3.0, 3.0]


def test_a_leaf_that_requires_a_gradient_is_not_written_but_under_no_grad() -> None:
    x = torch.ones(2, requires_grad=True)
    for attempt in (lambda: x.fill_(1), lambda: x.uniform_(), lambda: x.copy_(torch.ones(2))):
        with pytest.raises(RuntimeError, match=r"a leaf Variable that requires grad.*no_grad"):
            attempt()
    with torch.no_grad():
        assert x.fill_(2).tolist() == [2.0, 2.0]


def test_writing_into_a_view_writes_into_its_base() -> None:
    x = torch.zeros(2, 2)
    x[0].fill_(1)
    assert x.tolist() == [[1.0, 1.0], [0.0, 0.0]]
