"""Every derivative rule of core against differences of function values, first and second, in float64.

The table stands in `gradcheck_table.py`. The rest here proves that the table is complete, that every entry runs what
it names, and that no rule of it could be wrong unseen: each is broken in turn.
"""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinytorch as torch
from tinytorch.autograd import gradcheck, gradgradcheck
from tinytorch_core import autograd_graph
from tinytorch_core.autograd_graph import DERIVATIVES, plan_for

_table = runpy.run_path(str(Path(__file__).with_name("gradcheck_table.py")))
TABLE, REFUSED, NO_SECOND_DERIVATIVE = _table["TABLE"], _table["REFUSED"], _table["NO_SECOND_DERIVATIVE"]
entry, real = _table["entry"], _table["real"]

Key = tuple[str, str]  # an operation and the input that a rule is the derivative with respect to

each_entry = pytest.mark.parametrize("line", TABLE, ids=[line.operation for line in TABLE])


@pytest.fixture(autouse=True)
def naive() -> Iterator[None]:
    """The definitions, and so the rules rather than a backend's fused derivatives, are what is checked."""
    with torch.backends.use("naive"):
        yield


def leaves(line: Any) -> list[torch.Tensor]:
    """The inputs of an entry: spread evenly, shuffled, moved a little, so that no two numbers are alike."""
    draw = np.random.default_rng(0)
    made = []
    for low, high, shape in line.inputs:
        size = int(np.prod(shape))
        places = (draw.permutation(size) + draw.uniform(0.25, 0.75)) / size
        array = low + (high - low) * places.reshape(shape)
        made.append(torch.tensor(array.tolist(), dtype=torch.float64, requires_grad=True))
    return made


def registered() -> set[Key]:
    """Every rule of core, (operation, input), as `@derivative` has it; those of later stages stand beside them."""
    return {
        (operation, wrt or first_input(operation))
        for operation, rules in DERIVATIVES.items()
        for wrt, rule in rules.items()
        if rule.__module__.startswith("tinytorch_core.")
    }


def first_input(operation: str) -> str:
    """The input that a rule is for where @derivative names none."""
    return inputs_of(operation)[0]


def inputs_of(operation: str) -> list[str]:
    """The names of the inputs of an operation, by position."""
    return autograd_graph._input_names(operation, list(DERIVATIVES[operation]))[0]


@contextmanager
def altered(operation: str, change: Callable[[Key, Callable[..., Any]], Callable[..., Any]]) -> Iterator[None]:
    """Puts `change(key, rule)` in the place of each rule of an operation."""
    plan = plan_for(operation)
    rules, names = plan.rules, inputs_of(operation)
    plan.rules = [rule and change((operation, name), rule) for name, rule in zip(names, rules, strict=True)]
    try:
        yield
    finally:
        plan.rules = rules


def run_rules(line: Any, ran: set[Key]) -> None:
    """Asks for the gradients of an entry, and adds to `ran` the rules of its operation as they are run."""

    def note(key: Key, rule: Callable[..., Any]) -> Callable[..., Any]:
        def noted(*kept: Any) -> Any:
            ran.add(key)
            return rule(*kept)

        return noted

    with altered(line.operation, note):
        line.function(*leaves(line)).sum().backward()


def rules_run_by(line: Any) -> set[Key]:
    """The rules of its operation that the gradients of an entry come from."""
    ran: set[Key] = set()
    run_rules(line, ran)
    return ran


def not_covered(table: list[Any]) -> set[Key]:
    """The registered rules that no entry runs."""
    return registered() - set().union(*[rules_run_by(line) for line in table]) - set(REFUSED)


# The derivatives


@each_entry
def test_the_derivative_agrees_with_differences(line: Any) -> None:
    assert gradcheck(line.function, leaves(line), eps=line.eps)


@each_entry
def test_the_second_derivative_agrees_with_differences(line: Any) -> None:
    inputs = leaves(line)
    if line.operation in NO_SECOND_DERIVATIVE:
        with pytest.raises(RuntimeError, match="create_graph"):
            torch.autograd.grad(line.function(*inputs).sum(), inputs, create_graph=True)
        return
    assert gradgradcheck(line.function, inputs, eps=line.eps)


@each_entry
def test_a_gradient_recorded_with_create_graph_can_be_differentiated(line: Any) -> None:
    inputs = leaves(line)
    output = line.function(*inputs)
    seed = torch.ones_like(output).requires_grad_()
    for part in torch.autograd.grad(output, inputs, seed, create_graph=True):
        assert part.requires_grad or not part.any(), f"{line.operation}: its rule lost the way to the gradient"


@pytest.mark.parametrize("key", REFUSED, ids=":".join)
def test_a_rule_that_is_not_written_says_so_and_what_to_do(key: Key) -> None:
    ran: set[Key] = set()
    with pytest.raises(RuntimeError, match=rf"with respect to {key[1]} is not implemented; .* instead"):
        run_rules(REFUSED[key], ran)
    assert key in ran


# The table is complete


def test_every_registered_rule_is_in_the_table() -> None:
    missing = not_covered(TABLE)
    assert not missing, f"add entries to gradcheck_table.py for the rules {sorted(missing)}"


@each_entry
def test_an_entry_runs_the_operation_it_names(line: Any) -> None:
    assert rules_run_by(line), f"no rule of {line.operation!r} took part in this entry's gradients"


def test_every_rule_belongs_to_an_input_that_the_kernel_has() -> None:
    unknown = {key for key in registered() if key[1] not in inputs_of(key[0])}
    assert not unknown, f"@derivative names inputs that are none: {sorted(unknown)}"


def test_what_is_declared_in_the_table_is_registered() -> None:
    assert set(REFUSED) <= registered()
    assert set(NO_SECOND_DERIVATIVE) <= {operation for operation, _ in registered()}


# The table can fail


def plus_a_little(_: Key, rule: Callable[..., Any]) -> Callable[..., Any]:
    """A rule that is wrong by 0.1 everywhere."""

    def wrong(*kept: Any) -> Any:
        right = rule(*kept)
        return [part + 0.1 for part in right] if isinstance(right, list) else right + 0.1

    return wrong


@pytest.mark.parametrize("key", sorted(registered() - set(REFUSED)), ids=":".join)
def test_a_rule_that_is_wrong_by_a_little_is_found(key: Key) -> None:
    entries = [line for line in TABLE if line.operation == key[0]]
    with altered(key[0], lambda each, rule: plus_a_little(each, rule) if each == key else rule):
        passed = [gradcheck(line.function, leaves(line), eps=line.eps, raise_exception=False) for line in entries]
    assert not all(passed), f"the entries of {key[0]!r} do not notice a wrong derivative with respect to {key[1]!r}"


def test_a_rule_without_an_entry_is_named() -> None:
    assert not_covered([line for line in TABLE if line.operation != "mul"]) == {("mul", "a"), ("mul", "b")}


def test_a_rule_for_one_more_input_is_missed() -> None:
    only_a = entry("mul", lambda x: x * 2.0, real(2, 3))
    others = [line for line in TABLE if line.operation != "mul"]
    assert not_covered([*others, only_a]) == {("mul", "b")}


def test_an_entry_that_runs_something_else_is_seen_through() -> None:
    assert rules_run_by(entry("mul", torch.add, real(2, 3), real(2, 3))) == set()
