"""No exported name is skipped silently: each has a case beside PyTorch, or a stated reason why it has none."""

from __future__ import annotations

import importlib
import inspect
import pathlib
import sys
from types import ModuleType
from typing import Any

import pytest

import tinytorch as ours

pytest.importorskip("torch", reason="the parity session installs PyTorch: python3 noxfile.py -s parity")

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
from exempt import EXEMPT  # noqa: E402

FAMILIES = sorted(path.stem for path in HERE.glob("cases_*.py"))
COVERED = {
    name for family in FAMILIES for case in importlib.import_module(family).CASES for name in (case.name, *case.also)
}
NAMESPACES = {
    "": ours,
    "nn.": ours.nn,
    "nn.functional.": ours.nn.functional,
    "nn.init.": ours.nn.init,
    "autograd.": ours.autograd,
    "Tensor.": ours.Tensor,
}


def is_tested(name: str, value: Any) -> bool:
    """Functions and classes; not modules, dtypes, numbers, nor what begins with an underscore."""
    return not name.startswith("_") and not isinstance(value, ModuleType) and (callable(value) or is_property(value))


def is_property(value: Any) -> bool:
    return isinstance(value, property)


def exported() -> list[str]:
    """Every public function, class, method and property, as a path from the front door."""
    return sorted(
        prefix + name
        for prefix, space in NAMESPACES.items()
        for name, value in inspect.getmembers_static(space)
        if is_tested(name, value) and not isinstance(value, ours.dtype)
    )


def test_every_exported_name_has_a_case_or_a_reason() -> None:
    missing = [name for name in exported() if name not in COVERED and name not in EXEMPT]
    assert missing == [], f"{len(missing)} names have neither a case in tests/parity nor a reason in exempt.py"


def test_every_reason_belongs_to_an_exported_name_without_a_case() -> None:
    names = set(exported())
    assert [name for name in EXEMPT if name not in names] == []
    assert [name for name in EXEMPT if name in COVERED] == []


def test_every_case_names_something_that_exists() -> None:
    nowhere = object()
    unknown = []
    for name in COVERED:
        value: Any = ours
        for part in name.split("."):
            look = inspect.getattr_static if isinstance(value, type) else getattr
            value = look(value, part, nowhere)
        if value is nowhere:
            unknown.append(name)
    assert sorted(unknown) == []
