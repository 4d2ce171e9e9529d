"""The operation table: who serves, who declines, and who sees which choice."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import tinytorch as torch
from tinytorch_core import dispatch
from tinytorch_core.backends import NAIVE, Backend

pytestmark = pytest.mark.usefixtures("default_choice")


@pytest.fixture
def backend() -> Iterator[Any]:
    """Registers backends by name, kernels and priority, and takes them away again."""
    made: list[str] = []

    def register(name: str, kernels: dict[str, Any], priority: int = 90) -> None:
        torch.backends.register(Backend(name, priority, kernels))
        made.append(name)

    yield register
    for name in made:
        torch.backends.unregister(name)


def answer(number: float) -> Any:
    return lambda a, b: np.full(a.shape, number, dtype=a.dtype)


ONE = torch.tensor([1.0])


def test_the_highest_priority_serves_at_once_although_the_process_already_ran(backend: Any) -> None:
    assert (ONE + ONE).item() == 2.0
    backend("low", {"add": answer(10)}, priority=80)
    backend("high", {"add": answer(20)}, priority=95)
    assert (ONE + ONE).item() == 20.0


def test_a_kernel_that_declines_passes_the_call_on(backend: Any) -> None:
    backend("shy", {"add": lambda a, b: NotImplemented}, priority=95)
    backend("bold", {"add": answer(10)}, priority=80)
    assert (ONE + ONE).item() == 10.0


def test_naive_answers_when_all_decline(backend: Any) -> None:
    backend("shy", {"add": lambda a, b: NotImplemented})
    with torch.backends.use("shy"):
        assert (ONE + ONE).item() == 2.0


def test_an_error_in_a_kernel_is_not_hidden(backend: Any) -> None:
    def broken(a: Any, b: Any) -> Any:
        raise KeyError("a bug")

    backend("broken", {"add": broken})
    with pytest.raises(KeyError, match="a bug"):
        ONE + ONE


def test_use_selects_for_the_block_and_gives_back_after_an_error(backend: Any) -> None:
    backend("ten", {"add": answer(10)})

    def failing() -> None:
        with torch.backends.use("naive"):
            assert (ONE + ONE).item() == 2.0
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert (ONE + ONE).item() == 10.0


def test_an_unknown_backend_is_named_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no backend named 'fsat'; there are: .*naive"), torch.backends.use("fsat"):
        pass


def test_use_needs_a_name() -> None:
    with pytest.raises(ValueError, match="needs the name of a backend"), torch.backends.use():
        pass


def test_a_thread_starts_from_the_default_table(backend: Any) -> None:
    backend("ten", {"add": answer(10)})
    seen: list[float] = []
    with torch.backends.use("naive"):
        thread = threading.Thread(target=lambda: seen.append((ONE + ONE).item()))
        thread.start()
        thread.join()
        assert (ONE + ONE).item() == 2.0
    assert seen == [10.0]


def test_asyncio_tasks_do_not_see_each_others_choice(backend: Any) -> None:
    backend("ten", {"add": answer(10)})

    async def with_naive(started: asyncio.Event, checked: asyncio.Event) -> None:
        with torch.backends.use("naive"):
            started.set()
            await checked.wait()
            assert (ONE + ONE).item() == 2.0

    async def other() -> None:
        started, checked = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(with_naive(started, checked))
        await started.wait()
        assert (ONE + ONE).item() == 10.0
        checked.set()
        await task

    asyncio.run(other())


def test_explain_says_who_serves_and_who_lacks_it(backend: Any) -> None:
    backend("ten", {"add": answer(10)})
    said = torch.backends.explain("add")
    assert (said.served_by, said.whose, said.asked[0], said.asked[-1]) == ("ten", "reference", "ten", "naive")
    assert "Without it: ten" not in str(said)
    assert "ten" in torch.backends.explain("sub").reason


def test_explain_of_an_unknown_operation_says_so() -> None:
    with pytest.raises(LookupError, match="no operation named 'ad'"):
        torch.backends.explain("ad")


def test_a_second_definition_from_another_module_is_refused() -> None:
    def add_kernel(a: Any, b: Any) -> Any:
        return a

    with pytest.raises(ValueError, match=r"'add' is already defined by tinytorch_core\.tensor\.add_kernel"):
        dispatch.kernel(add_kernel)


def test_the_same_definition_again_replaces_the_old_one_and_clears_the_tables() -> None:
    def twice_kernel(x: Any) -> Any:
        return x * 2

    try:
        dispatch.kernel(twice_kernel)
        assert dispatch.ops.twice(np.array([1.0]))[0] == 2.0
        first = twice_kernel

        def twice_kernel(x: Any) -> Any:
            return x * 3

        assert first.__qualname__ == twice_kernel.__qualname__
        dispatch.kernel(twice_kernel)
        assert dispatch.ops.twice(np.array([1.0]))[0] == 3.0
    finally:
        NAIVE.pop("twice", None)


def test_composites_speed_up_with_the_small_operations_they_are_written_in(backend: Any) -> None:
    calls: list[str] = []

    def exp(x: Any) -> Any:
        calls.append("exp")
        return np.exp(x)

    backend("only-exp", {"exp": exp})
    with torch.backends.use("only-exp"):
        torch.softmax(torch.tensor([0.0, 0.0]), dim=0)
    assert calls == ["exp"]


@pytest.mark.parametrize(("name", "priority"), [("naive", 5), ("fast", 0)])
def test_a_backend_cannot_take_the_definitions_place(name: str, priority: int) -> None:
    with pytest.raises(ValueError, match="belong to the definitions"):
        torch.backends.register(Backend(name, priority, {}))


def test_the_environment_variable_selects_and_names_what_it_does_not_know() -> None:
    def run(value: str) -> subprocess.CompletedProcess[str]:
        program = "import tinytorch as t; print(t.backends.explain('add').served_by)\nt.tensor([1.0]) + 1"
        environment = {"TINYTORCH_BACKEND": value, "PATH": ""}
        return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment)

    assert run("naive").stdout.strip() == "naive"
    wrong = run("nosuch")
    assert wrong.returncode != 0
    assert "no backend named 'nosuch'" in wrong.stderr
