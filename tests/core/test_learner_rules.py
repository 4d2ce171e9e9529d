"""The learner's derivative rules, module 06: what they say arrives in `grad`, whatever backends are installed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tinytorch_core.course import copies, manifest, source, workspace
from tinytorch_core.course.workspace import Workspace

LESSON = "tinytorch_core.autograd"
NINETY_NINE = "    return grad * 0 + 99"

# A backend that serves relu and fuses its derivative; both would answer 7. Priority 90 comes before any installed one.
SEVEN = """
import tinytorch as torch
from tinytorch_core.backends import Backend, active, explain, register
register(Backend("seven", 90, {
    "relu": lambda x: x * 0 + 7,
    "relu_backward": lambda grad, *, needs, output: [grad * 0 + 7],
    "abs": lambda x: x * 0 + 7,
}))
"""
GRADIENT = """
x = torch.tensor([-1.0, 2.0], requires_grad=True)
torch.relu(x).sum().backward()
print(x.grad.tolist())
"""


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    """A workspace in which module 06 is started and, so that backward() runs at all, every exercise written."""
    made = workspace.create(tmp_path)
    copies.start(made, manifest.find("06"))
    made = workspace.open_at(tmp_path)
    lesson(made).write_bytes(manifest.reference_file(LESSON).read_bytes())
    return made


def lesson(desk: Workspace) -> Path:
    """The learner's copy of the lesson file."""
    return desk.copy_of(manifest.find("06"), LESSON)


def write_body(desk: Workspace, function: str, body: str) -> None:
    """Puts another body in place of a function's."""
    text = source.blank(lesson(desk).read_text(encoding="utf-8"), {function: "here"})
    (blank,) = [line for line in text.splitlines() if line.strip() == 'raise ExerciseNotDone("here")']
    lesson(desk).write_text(text.replace(blank, body), encoding="utf-8")


def answer(code: str, root: Path, **env: str) -> str:
    """What the code prints in a new process with that workspace; it must end well, and warn of nothing."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TINYTORCH_")}
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(
        command, env={**inherited, "TINYTORCH_WORKSPACE": str(root), **env}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_learners_rule_is_what_arrives_in_grad(desk: Workspace) -> None:
    write_body(desk, "relu_backward", NINETY_NINE)
    assert answer("import tinytorch as torch" + GRADIENT, desk.root) == "[99.0, 99.0]"


def test_no_fused_derivative_takes_the_place_of_the_learners_rule(desk: Workspace) -> None:
    write_body(desk, "relu_backward", NINETY_NINE)
    assert answer(SEVEN + GRADIENT, desk.root) == "[99.0, 99.0]"


def test_the_reference_rule_may_be_fused_again(desk: Workspace) -> None:
    write_body(desk, "relu_backward", NINETY_NINE)
    workspace.switch(desk, manifest.find("06"), "reference")
    assert answer(SEVEN + GRADIENT, desk.root) == "[7.0, 7.0]"


def test_the_learners_rule_holds_with_the_vectorized_backend(desk: Workspace) -> None:
    pytest.importorskip("tinytorch_optimize", reason="the vectorized backend comes with tinytorch-optimize")
    write_body(desk, "relu_backward", NINETY_NINE)
    code = SEVEN + "print(active())" + GRADIENT
    assert answer(code, desk.root, TINYTORCH_BACKEND="vectorized") == "('vectorized', 'naive')\n[99.0, 99.0]"


@pytest.mark.parametrize(("function", "operation", "call"), [
    ("add_backward", "add", "x + 1"),
    ("mul_backward_a", "mul", "x * 2"),
    ("exp_backward", "exp", "x.exp()"),
    ("sigmoid_backward", "sigmoid", "x.sigmoid()"),
    ("softmax_backward", "softmax", "x.softmax(0)"),
    ("amax_backward", "amin", "x.amin(1, keepdim=True)"),
])  # fmt: skip
def test_every_operation_of_a_learners_rule_is_owned(desk: Workspace, function: str, operation: str, call: str) -> None:
    write_body(desk, function, NINETY_NINE)
    code = f"""{SEVEN}
x = torch.tensor([[-1.0], [2.0]], requires_grad=True)
({call}).sum().backward()
print(x.grad.reshape(-1).tolist(), explain({operation!r}).whose)
"""
    assert answer(code, desk.root) == "[99.0, 99.0] mine"


def test_an_operation_whose_rule_is_given_stays_accelerated(desk: Workspace) -> None:
    code = SEVEN + "print(torch.tensor([-1.0]).abs().tolist(), explain('abs').whose, explain('relu').whose)"
    assert answer(code, desk.root) == "[7.0] reference mine"


def test_the_learners_walk_is_what_backward_runs(desk: Workspace) -> None:
    write_body(desk, "accumulate", "    leaf.grad = grad * 0 + 99")
    assert answer("import tinytorch as torch" + GRADIENT, desk.root) == "[99.0, 99.0]"


def test_an_unwritten_rule_is_named_when_its_gradient_is_asked_for(desk: Workspace) -> None:
    write_body(desk, "relu_backward", '    raise ExerciseNotDone("06.10: relu_backward")')
    code = f"""
import tinytorch as torch
from tinytorch_core.learner import ExerciseNotDone
x = torch.tensor([-1.0, 2.0], requires_grad=True)
print(torch.relu(x).tolist())
try:
    torch.relu(x).sum().backward()
except ExerciseNotDone as error:
    print(str(error).startswith("06.10: relu_backward is not written yet - {lesson(desk)}"))
"""
    assert answer(code, desk.root) == "[0.0, 2.0]\nTrue"


def test_the_reference_through_the_learners_door_gives_the_same_gradients(desk: Workspace) -> None:
    code = """
import tinytorch as torch
import tinytorch.nn.functional as F
x = torch.tensor([[-1.5, 0.5, 2.0], [7.0, -7.0, 0.25]], requires_grad=True)
w = torch.tensor([[0.5, -1.0, 2.0], [1.0, 0.25, -0.5]], requires_grad=True)
h = F.linear(x, w).tanh() * x.softmax(1).amax(1, keepdim=True)
loss = F.cross_entropy(torch.relu(h) - h.sigmoid().log(), torch.tensor([1, 0]))
first = torch.autograd.grad(loss, [x, w], create_graph=True)
(first[0].sum() + first[1].exp().mean()).backward()
print([g.tolist() for g in first], x.grad.tolist(), w.grad.tolist())
"""
    mine = answer(code, desk.root, TINYTORCH_BACKEND="naive")
    workspace.switch(desk, manifest.find("06"), "reference")
    assert mine == answer(code, desk.root, TINYTORCH_BACKEND="naive")
