"""The walk back: gradients by hand, the graph's order, depth and life, and what it refuses."""

from __future__ import annotations

import gc
import threading
import weakref

import pytest

import tinytorch as torch


def leaf(*values: float) -> torch.Tensor:
    return torch.tensor(list(values), requires_grad=True)


def test_gradient_of_a_product_is_the_other_factor() -> None:
    a, b = leaf(2.0, 3.0), leaf(5.0, 7.0)
    (a * b).sum().backward()
    assert a.grad.tolist() == [5.0, 7.0]
    assert b.grad.tolist() == [2.0, 3.0]


def test_a_tensor_used_twice_gets_both_gradients() -> None:
    x = leaf(3.0)
    (x * x + x).backward()
    assert x.grad.tolist() == [7.0]


def test_gradients_add_up_over_two_backward_passes() -> None:
    x = leaf(3.0)
    (x * 2).sum().backward()
    (x * 2).sum().backward()
    assert x.grad.tolist() == [4.0]


def test_the_gradients_of_two_leaves_do_not_share_memory() -> None:
    a, b = leaf(1.0), leaf(2.0)
    (a + b).sum().backward()
    a.grad += 10
    assert b.grad.tolist() == [1.0]


def test_a_gradient_handed_in_is_not_kept_as_the_leafs_own() -> None:
    x, seed = leaf(1.0), torch.tensor([1.0])
    x.backward(seed)
    x.grad += 1
    assert seed.tolist() == [1.0]


def test_broadcast_gradients_are_summed_to_the_operands_shape() -> None:
    row, column = torch.zeros(3, requires_grad=True), torch.zeros(2, 1, requires_grad=True)
    (row + column).sum().backward()
    assert row.grad.tolist() == [2.0, 2.0, 2.0]
    assert column.grad.tolist() == [[3.0], [3.0]]


def test_second_derivative_of_a_cube() -> None:
    x = leaf(2.0)
    (first,) = torch.autograd.grad(x * x * x, x, create_graph=True)
    (second,) = torch.autograd.grad(first, x)
    assert first.item() == 12.0
    assert second.item() == 12.0


def test_third_derivative_goes_through_saved_results() -> None:
    x = leaf(0.0)
    y = x.exp()
    for _ in range(3):
        (y,) = torch.autograd.grad(y, x, create_graph=True)
    assert y.item() == 1.0


def test_no_grad_records_nothing_and_gives_the_mode_back_after_an_error() -> None:
    x = leaf(1.0)

    @torch.no_grad()
    def failing() -> None:
        assert (x * 2).grad_fn is None
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert torch.is_grad_enabled()


def test_no_grad_and_enable_grad_decorate_functions() -> None:
    x = leaf(1.0)

    @torch.no_grad()
    def outside() -> torch.Tensor:
        return x * 2

    @torch.no_grad
    def bare() -> torch.Tensor:
        with torch.enable_grad():
            return x * 2

    assert not outside().requires_grad
    assert bare().requires_grad


def test_set_grad_enabled_works_as_a_call_and_as_a_block() -> None:
    torch.set_grad_enabled(False)
    assert not torch.is_grad_enabled()
    torch.set_grad_enabled(True)
    with torch.set_grad_enabled(False):
        assert not torch.is_grad_enabled()
    assert torch.is_grad_enabled()


def test_grad_mode_of_one_thread_is_not_that_of_another() -> None:
    seen: list[bool] = []
    with torch.no_grad():
        thread = threading.Thread(target=lambda: seen.append(torch.is_grad_enabled()))
        thread.start()
        thread.join()
    assert seen == [True]


def test_backward_through_a_hundred_thousand_operations() -> None:
    x = leaf(1.0)
    y = x
    for _ in range(100_000):
        y = y + 1.0
    y.backward()
    assert x.grad.tolist() == [1.0]
    del y
    gc.collect()  # freeing so deep a chain must not recurse either


def test_doubling_a_thousand_times_visits_each_node_once() -> None:
    x = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    y = x
    for _ in range(1000):
        y = y + y
    y.backward()
    assert x.grad.item() == 2.0**1000


def test_each_node_of_a_diamond_of_fifty_thousand_is_visited_once() -> None:
    from tinytorch_core.autograd import backward_order

    x = leaf(1.0)
    y = x * 1.0
    for _ in range(16_666):
        y = y * 0.5 + y * 0.5  # three nodes: two halves and their sum
    order = backward_order([y.grad_fn])
    assert len(order) == len(set(order)) == 1 + 3 * 16_666
    positions = {node: i for i, node in enumerate(order)}
    assert all(positions[node] < positions[edge] for node in order for edge in node.edges if edge in positions)
    y.backward()
    assert x.grad.tolist() == [1.0]


def test_the_graph_is_freed_as_soon_as_its_result_is_dropped() -> None:
    gc.disable()  # reference counts alone must do it: a circle would live until the collector comes by
    try:
        x = leaf(1.0, 2.0)
        y = (x.exp() * x).sum()
        middle = weakref.ref(y.grad_fn.edges[0])
        assert middle() is not None
        del y
        assert middle() is None
    finally:
        gc.enable()


def test_saved_values_are_let_go_by_backward() -> None:
    x = leaf(1.0)
    y = x.exp()
    y.backward()
    assert not y.grad_fn.saved


def test_a_second_backward_is_refused_with_the_remedy() -> None:
    x = leaf(1.0)
    y = x * x
    y.backward()
    with pytest.raises(RuntimeError, match=r"backward through the graph a second time.*retain_graph=True"):
        y.backward()


def test_retain_graph_allows_a_second_backward() -> None:
    x = leaf(3.0)
    y = x * x
    y.backward(retain_graph=True)
    y.backward()
    assert x.grad.tolist() == [12.0]


def test_backward_of_several_elements_asks_for_a_gradient_and_names_the_shape() -> None:
    with pytest.raises(RuntimeError, match=r"only for scalar outputs.*\[2\]"):
        (leaf(1.0, 2.0) * 2).backward()


def test_backward_refuses_a_gradient_of_another_shape() -> None:
    with pytest.raises(RuntimeError, match=r"Mismatch in shape.*\[3\].*\[2\]"):
        (leaf(1.0, 2.0) * 2).backward(torch.ones(3))


def test_backward_of_a_constant_says_that_nothing_requires_grad() -> None:
    with pytest.raises(RuntimeError, match="does not require grad"):
        torch.tensor([1.0]).sum().backward()


def test_writing_into_a_saved_value_is_noticed() -> None:
    x = leaf(1.0)
    y = x * 2
    z = y * y
    y += 1
    with pytest.raises(RuntimeError, match=r"modified by an inplace operation.*version 1; expected version 0"):
        z.backward()


def test_writing_into_a_saved_result_is_noticed() -> None:
    y = leaf(1.0).exp()
    y += 1
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_a_leaf_that_requires_grad_is_not_written_in_place() -> None:
    x = leaf(1.0)
    with pytest.raises(RuntimeError, match=r"a leaf Variable that requires grad.*no_grad"):
        x += 1
    assert x.tolist() == [1.0]


def test_an_in_place_operation_on_a_result_rebases_its_history() -> None:
    x = leaf(3.0)
    y = x * 2
    y += x
    y.backward()
    assert x.grad.tolist() == [3.0]


def test_integers_cannot_require_a_gradient() -> None:
    with pytest.raises(RuntimeError, match="floating point"):
        torch.tensor([1, 2], requires_grad=True)


def test_autograd_grad_leaves_the_leaves_alone_and_names_unused_inputs() -> None:
    x, unused = leaf(2.0), leaf(1.0)
    (gradient,) = torch.autograd.grad((x * x).sum(), [x])
    assert gradient.tolist() == [4.0]
    assert x.grad is None
    with pytest.raises(RuntimeError, match="allow_unused=True"):
        torch.autograd.grad((x * x).sum(), [unused])
    assert torch.autograd.grad((x * x).sum(), [unused], allow_unused=True) == (None,)


def test_autograd_grad_reaches_tensors_in_the_middle() -> None:
    x = leaf(2.0)
    y = x * 3
    (gradient,) = torch.autograd.grad(y * y, y)
    assert gradient.tolist() == [12.0]


def test_backward_with_inputs_fills_in_only_those() -> None:
    a, b = leaf(2.0), leaf(3.0)
    (a * b).backward(inputs=[a])
    assert a.grad.tolist() == [3.0]
    assert b.grad is None


def test_the_gradient_has_the_dtype_of_its_tensor() -> None:
    x = leaf(2.0)
    (x * torch.tensor([3.0], dtype=torch.float64)).sum().backward()
    assert x.grad.dtype is torch.float32


@pytest.mark.usefixtures("default_choice")
def test_a_fused_backward_of_a_backend_serves_unless_a_second_derivative_is_wanted() -> None:
    calls: list[tuple[bool, ...]] = []

    def mul_backward(grad, *, a=None, b=None, needs):  # type: ignore[no-untyped-def]
        calls.append(needs)
        return (grad * b if needs[0] else None, grad * a if needs[1] else None)

    torch.backends.register(torch.backends.Backend("fusing", 99, {"mul_backward": mul_backward}))
    try:
        x = leaf(2.0)
        (x * 5.0).backward()
        assert (x.grad.tolist(), calls) == ([5.0], [(True, False)])
        torch.autograd.grad(x * x, x, create_graph=True)
        assert len(calls) == 1
    finally:
        torch.backends.unregister("fusing")


@pytest.mark.usefixtures("default_choice")
def test_a_fused_backward_may_decline() -> None:
    torch.backends.register(torch.backends.Backend("shy", 99, {"mul_backward": lambda grad, **_: NotImplemented}))
    try:
        x = leaf(2.0)
        (x * 5.0).backward()
        assert x.grad.tolist() == [5.0]
    finally:
        torch.backends.unregister("shy")


def test_a_view_of_a_base_written_since_passes_its_gradient_on() -> None:
    x = torch.ones(2, 3, requires_grad=True)
    z = x * 1.0
    row = z[0]
    z.mul_(2)
    (row * 3).sum().backward()
    assert x.grad.tolist() == [[6.0, 6.0, 6.0], [0.0, 0.0, 0.0]]


@pytest.mark.parametrize(
    ("wrong", "said"), [(lambda g, b: g.sum(), r"'mul'.*\[\].*\[2\]"), (lambda g, b: None, "returned None")]
)
def test_a_rule_that_returns_no_fitting_gradient_is_named(
    wrong: object, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinytorch_core.autograd_graph import plan_for

    monkeypatch.setattr(plan_for("mul"), "rules", [wrong, wrong])
    with pytest.raises(RuntimeError, match=said):
        (leaf(1.0, 2.0) * 2).sum().backward()
