"""Listening to gradients: hooks on leaves and results, their removal, and gradients that are kept."""

from __future__ import annotations

import pytest

import tinytorch as torch


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(list(values), requires_grad=True)


def test_a_hook_sees_and_replaces_the_gradient_until_it_is_removed() -> None:
    x = leaf(2.0)
    y = x * 3
    seen: list[list[float]] = []
    handle = y.register_hook(lambda g: seen.append(g.tolist()))
    y.register_hook(lambda g: g * 10)
    y.backward(retain_graph=True)
    assert (seen, x.grad.tolist()) == ([[1.0]], [30.0])
    handle.remove()
    y.backward()
    assert len(seen) == 1


def test_a_leafs_hook_runs_once_with_the_whole_gradient() -> None:
    x = leaf(2.0)
    seen: list[float] = []
    x.register_hook(lambda g: seen.append(g.item()))
    (x * x).backward()
    assert seen == [4.0]


def test_a_post_accumulate_hook_finds_the_gradient_filled_in() -> None:
    x = leaf(2.0)
    seen: list[float] = []
    x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.item()))
    (x * x).backward()
    assert seen == [4.0]


def test_retain_grad_keeps_the_gradient_of_a_result() -> None:
    x = leaf(2.0)
    y = x * 3
    y.retain_grad()
    (y * y).backward()
    assert y.grad.tolist() == [12.0]
    assert y.retains_grad


def test_a_hook_needs_a_tensor_that_requires_a_gradient() -> None:
    with pytest.raises(RuntimeError, match="doesn't require gradient"):
        torch.tensor([1.0]).register_hook(print)
    with pytest.raises(RuntimeError, match="requires_grad=False"):
        torch.tensor([1.0]).retain_grad()
    with pytest.raises(RuntimeError, match="non-leaf"):
        (leaf(1.0) * 2).register_post_accumulate_grad_hook(print)
