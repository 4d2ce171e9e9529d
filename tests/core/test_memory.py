"""What training leaves behind: nothing. Graphs die by reference counting alone, and memory stays flat."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import weakref
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import tinytorch as torch
import tinytorch.nn.functional as F

STATM = Path("/proc/self/statm")
MIB = 1 << 20

# Measured: 0 bytes of growth over 10,000 steps. 2 MiB are allowed for what allocators hold back; the graph of one step
# below takes 1.6 kB when freed and 3 kB before, so keeping every fifth is already seen.
TOLERANCE = 2 * MIB


@pytest.fixture
def only_reference_counting() -> Iterator[None]:
    """No garbage collector: what lies on a circle stays, and shows."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def resident_bytes() -> int:
    """The memory of this process that is in RAM."""
    return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def trainer() -> Callable[[], torch.Tensor]:
    """One step of training a small network, as a function that returns the loss."""
    torch.manual_seed(0)
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2))
    x, target = torch.randn(2, 3), torch.tensor([0, 1])

    def step() -> torch.Tensor:
        loss = F.cross_entropy(model(x), target)
        model.zero_grad()
        loss.backward()
        with torch.no_grad():
            for p in model.parameters():
                p -= 0.1 * p.grad
        return loss

    return step


def growth(step: Callable[[], object], steps: int) -> int:
    """How many bytes the process grows by over so many steps, warmed up before and without a garbage collector."""
    gc.disable()
    for _ in range(steps // 10):
        step()
    before = resident_bytes()
    for _ in range(steps):
        step()
    return resident_bytes() - before


# The graph is freed


@pytest.mark.usefixtures("only_reference_counting")
def test_backward_lets_go_of_what_was_saved() -> None:
    x = torch.ones(3, requires_grad=True)
    inner = x * 2
    saved = weakref.ref(inner)
    loss = (inner * inner).sum()
    del inner
    assert saved() is not None
    loss.backward()
    assert saved() is None, "the node of inner * inner still holds its inputs after backward()"
    assert loss.grad_fn is not None


@pytest.mark.usefixtures("only_reference_counting")
def test_retain_graph_keeps_what_was_saved_until_the_graph_dies() -> None:
    x = torch.ones(3, requires_grad=True)
    inner = x * 2
    saved = weakref.ref(inner)
    loss = (inner * inner).sum()
    del inner
    loss.backward(retain_graph=True)
    assert saved() is not None
    del loss
    assert saved() is None


@pytest.mark.usefixtures("only_reference_counting")
@pytest.mark.parametrize("backward", [True, False])
def test_every_node_dies_with_the_last_result(backward: bool) -> None:
    model = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Tanh(), torch.nn.Linear(4, 2))
    loss = model(torch.ones(2, 3)).square().sum()
    nodes, waiting = [], [loss.grad_fn]
    while waiting:
        node = waiting.pop()
        nodes.append(weakref.ref(node))
        waiting += [edge for edge in node.next_functions if type(edge) is type(node)]
    del node
    assert len(nodes) == 5
    if backward:
        loss.backward()
    del loss
    assert [alive() for alive in nodes if alive() is not None] == []


# No circles

PIECES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "a result its rule needs": lambda x: x.exp().tanh().softmax(1).sigmoid(),
    "a shape": lambda x: x.sum(1, keepdim=True).expand(2, 3).reshape(-1).mean(),
    "several results": lambda x: x.max(1).values + x.sort(1).values[:, 0],
    "views": lambda x: x.t()[1:].transpose(0, 1) * x[:, 1:],
    "an in-place operation": lambda x: (x * 2).mul_(x).add_(x).mul_(3),
    "a write through a view": lambda x: torch.zeros(2, 3).copy_(x)[0].mul_(2),
    "an indexed write": lambda x: (x * 1).index_put_((torch.tensor([0]),), x[1], accumulate=True),
    "joining": lambda x: torch.cat([x, x * 2]) @ torch.stack([x[0], x[1]], 1),
    "a loss": lambda x: F.cross_entropy(x, torch.tensor([0, 2])),
    "a retained gradient": lambda x: keeping(x * 2) * 3,
    "a hook": lambda x: listening(x * 2) * 3,
}


def keeping(x: torch.Tensor) -> torch.Tensor:
    x.retain_grad()
    return x


def listening(x: torch.Tensor) -> torch.Tensor:
    x.register_hook(lambda grad: grad * 2)
    return x


def garbage_of(step: Callable[[], object]) -> int:
    """How many objects a step leaves on circles, after a first one that fills caches."""
    step()
    gc.collect()
    for _ in range(10):
        step()
    return gc.collect()


@pytest.mark.usefixtures("only_reference_counting")
def test_a_training_step_leaves_no_circle() -> None:
    assert garbage_of(trainer()) == 0


@pytest.mark.usefixtures("only_reference_counting")
@pytest.mark.parametrize("piece", PIECES)
def test_no_operation_leaves_a_circle(piece: str) -> None:
    x = torch.tensor([[1.0, 2.0, 3.0], [6.0, 5.0, 4.0]], requires_grad=True)
    assert garbage_of(lambda: PIECES[piece](x).sum().backward()) == 0
    assert garbage_of(lambda: PIECES[piece](x)) == 0, "without backward()"


@pytest.mark.usefixtures("only_reference_counting")
@pytest.mark.parametrize("piece", PIECES)
def test_a_second_derivative_leaves_no_circle(piece: str) -> None:
    x = torch.tensor([[1.0, 2.0, 3.0], [6.0, 5.0, 4.0]], requires_grad=True)

    def step() -> None:
        (first,) = torch.autograd.grad(PIECES[piece](x).square().sum(), [x], create_graph=True)
        first.square().sum().backward()

    assert garbage_of(step) == 0


@pytest.mark.usefixtures("only_reference_counting")
def test_a_backward_pass_that_fails_leaves_no_circle() -> None:
    x = torch.ones(3, requires_grad=True)

    def step() -> None:
        y = x * 2
        loss = (y * y).sum()
        y.add_(1)
        with pytest.raises(RuntimeError, match="modified by an inplace operation"):
            loss.backward()

    assert garbage_of(step) == 0


@pytest.mark.usefixtures("only_reference_counting")
def test_a_function_of_ones_own_leaves_no_circle() -> None:
    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return x * x

        @staticmethod
        def backward(ctx, grad):
            (x,) = ctx.saved_tensors
            return grad * 2 * x

    x = torch.ones(3, requires_grad=True)
    assert garbage_of(lambda: Square.apply(x).sum().backward()) == 0


# Memory stays flat


on_linux = pytest.mark.skipif(not STATM.exists(), reason="reads /proc/self/statm, which Linux alone has")


def growth_in_a_new_process(code: str) -> int:
    """`growth` where nothing ran before: memory that earlier tests freed would be filled first, and hide a leak."""
    prepared = f"import runpy; here = runpy.run_path({__file__!r}); growth, step = here['growth'], here['trainer']()\n"
    done = subprocess.run([sys.executable, "-c", prepared + code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@on_linux
def test_memory_is_flat_over_ten_thousand_steps() -> None:
    grown = growth_in_a_new_process("print(growth(step, 10_000))")
    assert grown <= TOLERANCE, f"10,000 steps took {grown / MIB:.1f} MiB that they did not give back"


@on_linux
def test_the_measurement_sees_a_fifth_as_many_graphs_that_are_kept() -> None:
    code = "kept = []\nprint(growth(lambda: kept.append(step().grad_fn), 2_000))"
    assert growth_in_a_new_process(code) > TOLERANCE


@on_linux
def test_the_measurement_sees_circles() -> None:
    code = "def circle():\n    node = step().grad_fn\n    node.hooks = {0: node}\nprint(growth(circle, 2_000))"
    assert growth_in_a_new_process(code) > TOLERANCE
