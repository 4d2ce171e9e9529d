"""One's own operations: Function, its context, several outputs, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

import tinytorch as torch
from tinytorch.autograd.function import once_differentiable


class Cube(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Any) -> Any:  # type: ignore[override]
        ctx.save_for_backward(x)
        return x * x * x

    @staticmethod
    def backward(ctx: Any, grad_output: Any) -> Any:  # type: ignore[override]
        (x,) = ctx.saved_tensors
        return 3 * x * x * grad_output


class SumAndDifference(torch.autograd.Function):
    @staticmethod
    def forward(a: Any, b: Any) -> Any:  # type: ignore[override]
        return a + b, a - b

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: Any) -> None:
        ctx.sizes = [tuple(x.shape) for x in inputs]

    @staticmethod
    def backward(ctx: Any, grad_sum: Any, grad_difference: Any) -> Any:  # type: ignore[override]
        return grad_sum + grad_difference, grad_sum - grad_difference


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(list(values), dtype=torch.float64, requires_grad=True)


def test_the_hand_written_backward_runs() -> None:
    x = leaf(2.0)
    y = Cube.apply(x)
    y.backward()
    assert x.grad.tolist() == [12.0]
    assert "CubeBackward" in repr(y)


def test_a_backward_in_tensor_operations_can_be_differentiated_again() -> None:
    x = leaf(2.0)
    (first,) = torch.autograd.grad(Cube.apply(x), x, create_graph=True)
    (second,) = torch.autograd.grad(first, x)
    assert second.tolist() == [12.0]


def test_gradcheck_and_gradgradcheck_accept_a_right_function() -> None:
    assert torch.autograd.gradcheck(Cube.apply, leaf(1.0, -2.0))
    assert torch.autograd.gradgradcheck(Cube.apply, leaf(1.0, -2.0))


def test_gradcheck_refuses_a_wrong_function_and_shows_both_matrices() -> None:
    class Wrong(Cube):
        @staticmethod
        def backward(ctx: Any, grad_output: Any) -> Any:  # type: ignore[override]
            return 2 * grad_output

    with pytest.raises(RuntimeError, match=r"(?s)Jacobian mismatch.*numerical.*analytical"):
        torch.autograd.gradcheck(Wrong.apply, leaf(1.0))
    assert not torch.autograd.gradcheck(Wrong.apply, leaf(1.0), raise_exception=False)


def test_gradcheck_needs_something_to_check() -> None:
    with pytest.raises(ValueError, match="requires_grad"):
        torch.autograd.gradcheck(lambda x: x, torch.tensor([1.0]))


def test_several_outputs_reach_the_backward_together() -> None:
    a, b = leaf(5.0), leaf(3.0)
    total, difference = SumAndDifference.apply(a, b)
    (total * 10 + difference).backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([11.0], [9.0])


def test_an_output_that_is_not_used_counts_as_zeros() -> None:
    a, b = leaf(5.0), leaf(3.0)
    SumAndDifference.apply(a, b)[1].backward()
    assert (a.grad.tolist(), b.grad.tolist()) == ([1.0], [-1.0])


def test_nothing_is_recorded_without_a_gradient_or_under_no_grad() -> None:
    assert Cube.apply(torch.tensor([2.0])).grad_fn is None
    with torch.no_grad():
        assert Cube.apply(leaf(2.0)).grad_fn is None


def test_the_context_says_which_inputs_need_a_gradient() -> None:
    seen: list[tuple[bool, ...]] = []

    class Asks(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, a: Any, b: Any, flag: Any) -> Any:  # type: ignore[override]
            return a + b

        @staticmethod
        def backward(ctx: Any, grad_output: Any) -> Any:  # type: ignore[override]
            seen.append(ctx.needs_input_grad)
            return grad_output, None, None

    Asks.apply(leaf(1.0), torch.tensor([1.0], dtype=torch.float64), True).backward()
    assert seen == [(True, False, False)]


def test_a_wrong_number_of_gradients_is_named() -> None:
    class Short(Cube):
        @staticmethod
        def backward(ctx: Any, grad_output: Any) -> Any:  # type: ignore[override]
            return grad_output, grad_output

    with pytest.raises(RuntimeError, match="expected 1, got 2"):
        Short.apply(leaf(1.0)).backward()


def test_save_for_backward_takes_tensors_only() -> None:
    class Saves(Cube):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:  # type: ignore[override]
            ctx.save_for_backward(3)
            return x * 1

    with pytest.raises(TypeError, match="type int"):
        Saves.apply(leaf(1.0))


def test_saved_tensors_are_freed_and_watched() -> None:
    x = leaf(2.0)
    y = Cube.apply(x)
    y.backward()
    with pytest.raises(RuntimeError, match="retain_graph=True"):
        y.backward()
    y = Cube.apply(x)
    with torch.no_grad():
        x += 1
    with pytest.raises(RuntimeError, match="inplace operation"):
        y.backward()


def test_once_differentiable_refuses_a_second_derivative() -> None:
    class Once(Cube):
        backward = staticmethod(once_differentiable(Cube.backward))

    x = leaf(2.0)
    y = Once.apply(x)
    (first,) = torch.autograd.grad(y * y, x, create_graph=True)
    assert first.tolist() == [2 * 8.0 * 12.0]
    with pytest.raises(RuntimeError, match="once_differentiable"):
        first.backward()


def test_an_output_marked_non_differentiable_is_a_constant() -> None:
    class Marks(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:  # type: ignore[override]
            sign = x.sign()
            ctx.mark_non_differentiable(sign)
            return x * 2, sign

        @staticmethod
        def backward(ctx: Any, grad_output: Any, _: Any) -> Any:  # type: ignore[override]
            return grad_output * 2

    x = leaf(2.0)
    doubled, sign = Marks.apply(x)
    assert not sign.requires_grad
    doubled.backward()
    assert x.grad.tolist() == [2.0]


def test_an_input_returned_as_it_came_does_not_tie_a_knot() -> None:
    class Same(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Any) -> Any:  # type: ignore[override]
            return x

        @staticmethod
        def backward(ctx: Any, grad_output: Any) -> Any:  # type: ignore[override]
            return grad_output * 7

    x = leaf(1.0)
    Same.apply(x).backward()
    assert x.grad.tolist() == [7.0]
    assert x.is_leaf
