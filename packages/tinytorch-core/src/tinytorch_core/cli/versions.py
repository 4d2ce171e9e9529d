"""The versions of the five packages, and whether each has the siblings it asks for."""

from __future__ import annotations

import platform
import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution

STAGES = ("tinytorch-core", "tinytorch-train", "tinytorch-nlp", "tinytorch-optimize", "tinytorch-capstone")

_COMPARE = {
    "==": lambda have, want: have == want,
    "!=": lambda have, want: have != want,
    ">=": lambda have, want: have >= want,
    "<=": lambda have, want: have <= want,
    ">": lambda have, want: have > want,
    "<": lambda have, want: have < want,
}


def installed() -> dict[str, Distribution]:
    """The stages that are installed, in the order of the course."""
    found = {}
    for name in STAGES:
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
    return found


def version_lines() -> list[str]:
    """One line for each installed stage, and Python's."""
    lines = [f"{name} {each.version}" for name, each in installed().items()]
    return [*(lines or ["tinytorch-core is on the path but not installed"]), f"Python {platform.python_version()}"]


def unmet(package: Distribution, present: dict[str, Distribution]) -> list[str]:
    """What a stage asks of its siblings and does not find: "tinytorch-core>=0.2 (0.1.0 is installed)"."""
    complaints = []
    for requirement in package.requires or []:
        match = re.match(r"(tinytorch-\w+)\s*\(?([^;)]*)", requirement)
        if match is None or "extra ==" in requirement:
            continue
        name, bounds = match[1], match[2].strip()
        problem = _problem(bounds, present.get(name))
        if problem:
            complaints.append(f"{name}{bounds} ({problem})")
    return complaints


def _problem(bounds: str, sibling: Distribution | None) -> str:
    if sibling is None:
        return "not installed"
    try:
        return "" if admits(bounds, sibling.version) else f"{sibling.version} is installed"
    except ValueError as error:
        return str(error)


def admits(bounds: str, version: str) -> bool:
    """True where a version lies within bounds like ">=0.1,<0.2"; our own bounds use only these six signs."""
    have = _numbers(version)
    for bound in filter(None, (part.strip() for part in bounds.split(","))):
        match = re.match(r"(==|!=|>=|<=|>|<)\s*([\d.]+)$", bound)
        if match is None:
            raise ValueError(f"cannot read the bound {bound!r}; it must be one of {' '.join(_COMPARE)} and a version")
        if not _COMPARE[match[1]](have, _numbers(match[2])):
            return False
    return True


def _numbers(version: str) -> tuple[int, ...]:
    """(0, 1) of "0.1", "0.1.0" and "0.1.0rc1": trailing zeros do not count, nor does what follows the numbers."""
    release = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in release[0].split(".")] if release else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
