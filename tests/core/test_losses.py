"""Module 05: losses that can be worked out on paper, scores of any size, and errors that say what did not fit."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import tinytorch as torch
import tinytorch.nn as nn
import tinytorch.nn.functional as F

LN2, LN10 = math.log(2), math.log(10)


def close(value: torch.Tensor, expected: Any) -> bool:
    """Equal up to the rounding of float32."""
    return torch.allclose(value, torch.tensor(expected), atol=1e-5)


# Squared difference and reductions


def test_mse_is_the_mean_of_squares() -> None:
    assert F.mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([0.0, 4.0])).item() == 2.5


def test_reductions_are_mean_sum_and_none() -> None:
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([0.0, 4.0])
    assert F.mse_loss(x, y, reduction="sum").item() == 5.0
    assert F.mse_loss(x, y, reduction="none").tolist() == [1.0, 4.0]


def test_an_unknown_reduction_is_answered_with_those_there_are() -> None:
    with pytest.raises(ValueError, match="average is not a valid value for reduction; use one of mean, sum, none"):
        F.mse_loss(torch.zeros(1), torch.zeros(1), reduction="average")
    with pytest.raises(ValueError, match="average is not a valid value"):
        nn.CrossEntropyLoss(reduction="average")


def test_mse_gradient_is_twice_the_difference_over_n() -> None:
    x = torch.tensor([1.0, 2.0], requires_grad=True)
    F.mse_loss(x, torch.tensor([0.0, 4.0])).backward()
    assert x.grad.tolist() == [1.0, -2.0]


def test_shapes_that_differ_warn_before_they_broadcast() -> None:
    with pytest.warns(
        UserWarning, match=r"target size \(torch.Size\(\[3\]\)\) that is different .* \(torch.Size\(\[3, 1\]\)\)"
    ):
        assert F.mse_loss(torch.zeros(3, 1), torch.ones(3)).item() == 1.0


def test_shapes_that_do_not_broadcast_are_an_error() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(RuntimeError, match=r"\[2\] and \[3\]"):
            F.mse_loss(torch.zeros(2), torch.zeros(3))


def test_weights_divide_the_mean_by_their_sum() -> None:
    loss = F.mse_loss(torch.tensor([1.0, 2.0]), torch.zeros(2), weight=torch.tensor([3.0, 1.0]))
    assert loss.item() == (3 * 1 + 1 * 4) / 4
    with pytest.raises(ValueError, match=r"must have the same size, got \(3,\) and \(2,\)"):
        F.mse_loss(torch.zeros(2), torch.zeros(2), weight=torch.ones(3))


# Cross entropy


def test_uniform_guessing_among_ten_costs_ln_10() -> None:
    loss = F.cross_entropy(torch.zeros(3, 10), torch.tensor([0, 4, 9]))
    assert close(loss, LN10)


def test_cross_entropy_is_the_logarithm_of_the_true_share() -> None:
    logits = torch.tensor([[0.6, 0.3, 0.1]]).log()
    assert close(F.cross_entropy(logits, torch.tensor([1])), -math.log(0.3))


def test_cross_entropy_is_exact_for_huge_scores() -> None:
    logits = torch.tensor([[1e4, -1e4], [1e4, -1e4]])
    assert F.cross_entropy(logits, torch.tensor([0, 1]), reduction="none").tolist() == [0.0, 2e4]


def test_cross_entropy_gradient_is_what_was_said_minus_what_was_true() -> None:
    logits = torch.zeros(1, 2, requires_grad=True)
    F.cross_entropy(logits, torch.tensor([0])).backward()
    assert logits.grad.tolist() == [[-0.5, 0.5]]


def test_cross_entropy_of_one_image_without_a_batch() -> None:
    assert close(F.cross_entropy(torch.zeros(2), torch.tensor(1)), LN2)


def test_cross_entropy_of_a_class_for_every_pixel() -> None:
    loss = F.cross_entropy(torch.zeros(2, 3, 4, 5), torch.zeros(2, 4, 5, dtype=torch.int64), reduction="none")
    assert loss.shape == (2, 4, 5)
    assert close(loss, math.log(3))


def test_class_weights_divide_the_mean_by_the_weights_that_were_used() -> None:
    weight = torch.tensor([1.0, 3.0])
    logits = torch.tensor([[0.0, 0.0], [math.log(3), 0.0]])  # p of the true class: 1/2 and 1/4
    loss = F.cross_entropy(logits, torch.tensor([0, 1]), weight)
    assert close(loss, (1 * math.log(2) + 3 * math.log(4)) / 4)


def test_ignored_rows_cost_nothing_and_learn_nothing() -> None:
    logits = torch.zeros(3, 2, requires_grad=True)
    loss = F.cross_entropy(logits, torch.tensor([0, -100, 1]))
    loss.backward()
    assert close(loss, LN2)
    assert logits.grad.tolist() == [[-0.25, 0.25], [0.0, 0.0], [0.25, -0.25]]


def test_where_every_row_is_ignored_the_mean_is_nan_and_no_row_learns() -> None:
    logits = torch.zeros(2, 2, requires_grad=True)
    loss = F.cross_entropy(logits, torch.tensor([1, 1]), ignore_index=1)
    loss.backward()
    assert math.isnan(loss.item())
    assert logits.grad.tolist() == [[0.0, 0.0], [0.0, 0.0]]


def test_label_smoothing_mixes_in_the_mean_surprise_of_all_classes() -> None:
    logits = torch.tensor([[0.75, 0.25]]).log()
    sure, unsure = -math.log(0.75), -(math.log(0.75) + math.log(0.25)) / 2
    assert close(F.cross_entropy(logits, torch.tensor([0]), label_smoothing=0.2), 0.8 * sure + 0.2 * unsure)


def test_probabilities_of_all_classes_may_be_the_target() -> None:
    logits = torch.tensor([[0.75, 0.25]]).log()
    both = F.cross_entropy(logits, torch.tensor([[0.5, 0.5]]))
    assert close(both, -(math.log(0.75) + math.log(0.25)) / 2)
    assert close(F.cross_entropy(logits, torch.tensor([[1.0, 0.0]])), -math.log(0.75))


def test_cross_entropy_can_be_differentiated_twice() -> None:
    logits = torch.zeros(1, 2, dtype=torch.float64, requires_grad=True)
    (first,) = torch.autograd.grad(F.cross_entropy(logits, torch.tensor([0])), logits, create_graph=True)
    (second,) = torch.autograd.grad(first[0, 0], logits)
    assert second.tolist() == [[0.25, -0.25]]  # d p / d logit = p (1 - p)


def test_nll_loss_picks_the_true_class() -> None:
    log_probs = torch.tensor([[-1.0, -2.0], [-3.0, -4.0]])
    assert F.nll_loss(log_probs, torch.tensor([1, 0])).item() == 2.5
    assert F.nll_loss(log_probs, torch.tensor([1, 0]), reduction="none").tolist() == [2.0, 3.0]


@pytest.mark.parametrize(
    ("action", "kind", "message"),
    [
        (lambda: F.cross_entropy(torch.zeros(2, 3), torch.tensor([0])), ValueError, r"\(2, 3\) and target \(1,\)"),
        (
            lambda: F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 3])),
            IndexError,
            r"Target 3 .* 3 classes, 0 .. 2",
        ),
        (lambda: F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, -1])), IndexError, "Target -1 is out of bounds"),
        (lambda: F.cross_entropy(torch.zeros(2, 3), torch.zeros(2)), RuntimeError, r"found float32; call .long\(\)"),
        (lambda: F.cross_entropy(torch.zeros(2, 3), torch.zeros(2, 3).long()), RuntimeError, "got int64"),
        (
            lambda: F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 1]), torch.ones(2)),
            RuntimeError,
            r"all 3 classes .* \[2\]",
        ),
        (
            lambda: F.cross_entropy(torch.zeros(2, 3), torch.tensor([0, 1]), label_smoothing=2.0),
            RuntimeError,
            "Got: 2.0",
        ),
        (lambda: F.cross_entropy(torch.tensor(1.0), torch.tensor(0)), ValueError, r"input has shape \(\)"),
        (lambda: F.cross_entropy(torch.zeros(2, 3), [0, 1]), TypeError, "must be Tensor, not list"),
        (
            lambda: F.binary_cross_entropy(torch.zeros(2), torch.zeros(3)),
            ValueError,
            r"\[3\].* same as input size .*\[2\]",
        ),
        (lambda: F.binary_cross_entropy(torch.tensor([1.5]), torch.zeros(1)), RuntimeError, "between 0 and 1, got 1.5"),
        (
            lambda: F.huber_loss(torch.zeros(1), torch.zeros(1), delta=0.0),
            RuntimeError,
            "non-positive values for delta, got 0.0",
        ),
        (
            lambda: F.smooth_l1_loss(torch.zeros(1), torch.zeros(1), beta=-1.0),
            RuntimeError,
            "negative values for beta, got -1.0",
        ),
        (lambda: F.kl_div(torch.zeros(1), torch.zeros(1), reduction="all"), ValueError, "all is not a valid value"),
    ],
)
def test_what_does_not_fit_is_named(action: Callable[[], Any], kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message):
        action()


# Yes or no


def test_binary_cross_entropy_of_a_coin_is_ln_2() -> None:
    assert close(F.binary_cross_entropy(torch.tensor([0.5, 0.5]), torch.tensor([0.0, 1.0])), LN2)


def test_a_certain_and_wrong_guess_costs_100() -> None:
    assert F.binary_cross_entropy(torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0])).item() == 100.0


def test_logits_and_probabilities_agree() -> None:
    x, y = torch.tensor([-2.0, 0.0, 3.0]), torch.tensor([0.0, 0.5, 1.0])
    assert close(F.binary_cross_entropy_with_logits(x, y), F.binary_cross_entropy(x.sigmoid(), y).item())


def test_logits_of_any_size_stay_exact() -> None:
    x, y = torch.tensor([1e4, -1e4]), torch.tensor([0.0, 0.0])
    assert F.binary_cross_entropy_with_logits(x, y, reduction="none").tolist() == [1e4, 0.0]


def test_pos_weight_counts_a_missed_yes_more() -> None:
    x, y = torch.zeros(2), torch.tensor([1.0, 0.0])
    loss = F.binary_cross_entropy_with_logits(x, y, reduction="none", pos_weight=torch.tensor([3.0]))
    assert close(loss, [3 * LN2, LN2])


# Between distributions, and for outliers


def test_kl_divergence_is_0_only_where_the_distributions_agree() -> None:
    p = torch.tensor([[0.25, 0.75]])
    assert close(F.kl_div(p.log(), p, reduction="batchmean"), 0.0)
    assert close(F.kl_div(torch.tensor([[0.5, 0.5]]).log(), torch.tensor([[1.0, 0.0]]), reduction="batchmean"), LN2)


def test_kl_divergence_warns_about_its_mean() -> None:
    with pytest.warns(UserWarning, match="'batchmean' divides only by the batch size"):
        F.kl_div(torch.zeros(1, 2), torch.zeros(1, 2))


def test_huber_is_a_parabola_that_goes_on_as_a_line() -> None:
    x = torch.tensor([0.5, 1.0, 3.0])
    assert F.huber_loss(x, torch.zeros(3), reduction="none").tolist() == [0.125, 0.5, 2.5]
    assert F.huber_loss(x, torch.zeros(3), reduction="none", delta=2.0).tolist() == [0.125, 0.5, 4.0]


def test_smooth_l1_becomes_l1_for_beta_0() -> None:
    x = torch.tensor([0.5, -3.0])
    assert F.smooth_l1_loss(x, torch.zeros(2), reduction="none").tolist() == [0.125, 2.5]
    assert F.smooth_l1_loss(x, torch.zeros(2), reduction="none", beta=0.0).tolist() == [0.5, 3.0]
    assert F.l1_loss(x, torch.zeros(2)).item() == 1.75


# Modules


def test_loss_modules_keep_their_settings() -> None:
    loss = nn.CrossEntropyLoss(torch.tensor([1.0, 2.0]), ignore_index=1, label_smoothing=0.1, reduction="sum")
    logits, target = torch.tensor([[2.0, 0.0], [0.0, 1.0]]), torch.tensor([0, 1])
    expected = F.cross_entropy(
        logits, target, torch.tensor([1.0, 2.0]), ignore_index=1, label_smoothing=0.1, reduction="sum"
    )
    assert loss(logits, target).item() == expected.item()
    assert list(loss.state_dict()) == ["weight"]


@pytest.mark.parametrize("name", ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "BCELoss", "BCEWithLogitsLoss"])
def test_loss_modules_do_what_the_functions_do(name: str) -> None:
    functions = {
        "BCELoss": "binary_cross_entropy",
        "BCEWithLogitsLoss": "binary_cross_entropy_with_logits",
        "MSELoss": "mse_loss",
        "L1Loss": "l1_loss",
        "SmoothL1Loss": "smooth_l1_loss",
        "HuberLoss": "huber_loss",
    }
    x, y = torch.tensor([0.25, 0.5]), torch.tensor([1.0, 0.0])
    assert getattr(nn, name)(reduction="sum")(x, y).item() == getattr(F, functions[name])(x, y, reduction="sum").item()
