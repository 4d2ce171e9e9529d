"""Views and writes under autograd, by hand; `tests/parity/cases_views.py` compares random programs with PyTorch."""

from __future__ import annotations

import numpy as np
import pytest

import tinytorch as torch


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(list(values), requires_grad=True)


def test_a_view_knows_its_base_and_a_view_of_it_the_same() -> None:
    x = torch.zeros(2, 3)
    row = x[0]
    assert row._base is x
    assert row[1:]._base is x
    assert x._base is None
    assert x.clone()._base is None
    assert x[[0]]._base is None


def test_views_of_all_kinds_share_memory() -> None:
    x = torch.zeros(2, 3)
    for number, view in enumerate((x[0], x.T, x.reshape(6), x.unsqueeze(0), x.diagonal(), x.expand(1, 2, 3)[0]), 1):
        view.add_(1)
        assert x[0, 0].item() == number


def test_a_write_through_a_view_reaches_the_base_and_its_history() -> None:
    x = leaf(1.0, 2.0)
    y = x * 1
    y[0:1].mul_(5)
    assert y.tolist() == [5.0, 2.0]
    y.sum().backward()
    assert x.grad.tolist() == [5.0, 1.0]


def test_a_write_to_the_base_is_seen_by_an_older_view() -> None:
    x = leaf(1.0, 2.0)
    y = x * 1
    first = y[0]
    y.mul_(5)
    (first * 2).backward()
    assert x.grad.tolist() == [10.0, 0.0]


def test_a_write_through_one_view_is_seen_by_another() -> None:
    x = leaf(1.0, 2.0, 3.0)
    y = x * 1
    front, back = y[:2], y[1:]
    front.mul_(5)
    (back * torch.tensor([1.0, 10.0])).sum().backward()
    assert x.grad.tolist() == [0.0, 5.0, 10.0]


def test_a_write_through_a_view_of_a_view_reaches_the_base() -> None:
    x = leaf(1.0, 2.0, 3.0, 4.0)
    y = x * 1
    y.reshape(2, 2).T[1].mul_(3)  # the second column: elements 1 and 3
    y.sum().backward()
    assert x.grad.tolist() == [1.0, 3.0, 1.0, 3.0]


def test_a_base_without_history_gets_one_through_its_view() -> None:
    w = leaf(3.0)
    x = torch.ones(2)
    x[:1].mul_(w)
    assert x.requires_grad
    x.sum().backward()
    assert w.grad.tolist() == [1.0]


def test_a_view_notices_that_its_base_requires_a_gradient_by_now() -> None:
    w, x = leaf(3.0), torch.ones(2)
    view = x[:1]
    x.mul_(w)
    assert view.requires_grad
    (view * 7).sum().backward()
    assert w.grad.tolist() == [7.0]


def test_a_view_written_itself_after_its_base_was() -> None:
    w, x = leaf(3.0), torch.ones(2)
    view = x[:1]
    x.mul_(w)
    view.mul_(w)
    x.sum().backward()  # w² + w
    assert w.grad.tolist() == [7.0]


def test_a_leaf_and_a_view_of_it_refuse_to_be_written() -> None:
    x = leaf(1.0, 2.0)
    with pytest.raises(RuntimeError, match=r"a leaf Variable that requires grad.*no_grad"):
        x.add_(1)
    with pytest.raises(RuntimeError, match=r"a view of a leaf Variable that requires grad.*no_grad"):
        x[:1].add_(1)
    assert x.tolist() == [1.0, 2.0]


def test_under_no_grad_a_leaf_may_be_written() -> None:
    x = leaf(1.0, 2.0)
    with torch.no_grad():
        x.add_(1)
        x[0] = 7
    assert x.tolist() == [7.0, 3.0]
    assert x.is_leaf
    assert x.requires_grad


def test_a_view_taken_under_no_grad_refuses_a_recorded_write() -> None:
    y = leaf(1.0, 2.0) * 1
    with torch.no_grad():
        view = y[:1]
        view.mul_(2)
    assert y.tolist() == [2.0, 2.0]
    with pytest.raises(RuntimeError, match="created in no_grad mode and is being modified inplace with grad mode"):
        view.mul_(leaf(3.0))


def test_a_stretched_tensor_refuses_to_be_written() -> None:
    x = torch.zeros(3)
    with pytest.raises(RuntimeError, match=r"more than one element .* single memory location. Please clone\(\)"):
        x.expand(2, 3).add_(1)
    with pytest.raises(RuntimeError, match="single memory location"):
        x.expand(2, 3)[:, 0] = 1
    x.expand(2, 3)[0].add_(1)
    assert x.tolist() == [1.0, 1.0, 1.0]


def test_a_read_only_array_refuses_to_be_written() -> None:
    array = np.zeros(2, dtype="float32")
    array.flags.writeable = False
    x = torch.from_numpy(array)
    with pytest.raises(RuntimeError, match=r"read-only.*clone\(\) it first"):
        x.add_(1)


def test_backward_refuses_what_was_overwritten() -> None:
    x = leaf(1.0, 2.0)
    y = x * 1
    z = y * y
    y[0] = 5
    with pytest.raises(
        RuntimeError, match=r"modified by an inplace operation.*shape \[2\].*version 1; expected version 0"
    ):
        z.sum().backward()


def test_a_write_through_any_view_or_detached_tensor_is_noticed() -> None:
    for write in (lambda y: y[1:].zero_(), lambda y: y.detach().zero_(), lambda y: y.T.mul_(2)):
        y = leaf(1.0, 2.0) * 1
        z = y.exp().log() + y * y
        write(y)
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            z.sum().backward()


def test_what_a_write_itself_needs_is_kept_for_it() -> None:
    x, w = leaf(2.0), leaf(3.0)
    y = x * 1
    y.mul_(w)  # the derivative for w is what y was
    y.sum().backward()
    assert x.grad.tolist() == [3.0]
    assert w.grad.tolist() == [2.0]


def test_a_write_that_nothing_needs_is_allowed() -> None:
    x = leaf(1.0, 2.0)
    y = x * 3
    z = y + 1
    y.zero_()
    z.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]


def test_detach_shares_memory_but_no_history() -> None:
    y = leaf(1.0, 2.0) * 1
    alone = y.detach()
    alone[0] = 7
    assert y.tolist() == [7.0, 2.0]
    assert not alone.requires_grad
    assert alone.is_leaf


def test_data_shares_memory_and_is_not_watched() -> None:
    x = leaf(2.0)
    y = x * x
    x.data.add_(1)
    y.sum().backward()
    assert x.grad.tolist() == [6.0], "the derivative saw the changed number: .data is at your own risk"


def test_filling_a_result_place_by_place_is_differentiable() -> None:
    x = leaf(2.0)
    out = torch.zeros(3)
    out[0] = x[0]
    for i in range(1, 3):
        out[i] = out[i - 1].clone() * x[0]
    out.sum().backward()  # x + x² + x³
    assert x.grad.tolist() == [1 + 4 + 12]


def test_a_write_can_be_differentiated_twice() -> None:
    x = leaf(2.0, 3.0)
    y = x * x
    y[0:1].mul_(x[1:])
    (first,) = torch.autograd.grad(y.sum(), x, create_graph=True)  # x0²·x1 + x1²
    assert first.tolist() == [12.0, 10.0]
    first[0].backward()  # 2·x0·x1
    assert x.grad.tolist() == [6.0, 4.0]


def test_the_history_survives_a_base_that_is_let_go() -> None:
    x = leaf(1.0, 2.0)
    row = (x * 3).reshape(1, 2)[0]
    row.mul_(2)
    row.sum().backward()
    assert x.grad.tolist() == [6.0, 6.0]


def test_a_view_may_be_many_views_away_from_its_base() -> None:
    x = leaf(1.0, 2.0)
    view = y = x * 1
    for _ in range(5000):
        view = view.reshape(2)
    view.mul_(3)
    y.sum().backward()
    assert x.grad.tolist() == [3.0, 3.0]
