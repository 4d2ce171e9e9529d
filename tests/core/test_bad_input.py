"""Whatever is handed to a public function, the error is one of ours: no bare message of NumPy or of Python."""

from __future__ import annotations

import inspect
import random
import traceback
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import tinytorch as torch

THINGS: list[Callable[[], Any]] = [
    lambda: torch.ones(2, 3), lambda: torch.ones(3), lambda: torch.tensor(1.5), lambda: torch.ones(0, 3),
    lambda: torch.tensor([1, 2, 3]), lambda: torch.tensor([True, False]), lambda: torch.ones(2, 2, requires_grad=True),
    lambda: torch.ones(4, 5), lambda: torch.ones(2, 3, 4), lambda: 5, lambda: -7, lambda: 2.5, lambda: "x",
    lambda: None, lambda: [1, 2], lambda: (0, 9), lambda: torch.float32, dict,
]  # fmt: skip
SETTINGS = {"save", "load", "manual_seed", "seed", "calibrate", "show_versions", "summary", "set_grad_enabled"}
DRAWS = 40
CLEAR = (TypeError, ValueError, RuntimeError, IndexError, NotImplementedError)


def public_functions() -> dict[str, Callable[..., Any]]:
    found = {
        name: value
        for name, value in inspect.getmembers(torch, inspect.isfunction)
        if not name.startswith(("_", "set_")) and name not in SETTINGS
    }
    functional = torch.nn.functional
    return found | {f"nn.functional.{name}": getattr(functional, name) for name in functional.__all__}


def complaint(error: Exception) -> str | None:
    """None where the error was raised in words by a line of ours, or is Python's own about a call's arguments."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    called_wrongly = "positional argument" in str(error) or "keyword argument" in str(error)
    if isinstance(error, CLEAR) and "numpy" not in last.filename and ("raise" in (last.line or "") or called_wrongly):
        return None
    return f"{type(error).__name__}: {error} at {last.filename.rpartition('/')[2]}:{last.lineno}"


def test_no_public_function_ends_in_a_bare_error() -> None:
    draw = random.Random(1957)
    functions = public_functions()
    assert len(functions) > 250
    bare = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, function in functions.items():
            for _ in range(DRAWS):
                things = [draw.choice(THINGS)() for _ in range(draw.randint(1, 4))]
                try:
                    function(*things)
                except Exception as error:  # noqa: BLE001  the kind of error is what is examined
                    if said := complaint(error):
                        bare[name] = f"{said} for {[repr(thing)[:30] for thing in things]}"
    assert bare == {}


def test_the_examination_sees_bare_errors() -> None:
    def bare(x: Any) -> Any:
        return x._array

    with pytest.raises(AttributeError) as caught:
        bare(3)
    assert complaint(caught.value) is not None
