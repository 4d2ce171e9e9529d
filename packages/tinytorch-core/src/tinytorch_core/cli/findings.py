"""What `tinytorch doctor` finds: one line a check, ok, warn or fail, and the one command that repairs a failure."""

from __future__ import annotations

from typing import Literal, NamedTuple

REPAIR = (
    "pip install --force-reinstall --no-deps tinytorch-core"
    " (from a checkout: pip install --force-reinstall --no-deps packages/tinytorch-core)"
)
REINSTALL_NUMPY = "pip install --force-reinstall numpy"

State = Literal["ok", "warn", "fail"]


class Finding(NamedTuple):
    """One check and what it found.

    Attributes:
        check: a word or two, "python".
        state: "ok", "warn" where work can go on, "fail" where it cannot.
        found: what is there, in one sentence.
        remedy: the one command or act that helps; empty where nothing is wrong.
    """

    check: str
    state: State
    found: str
    remedy: str = ""


def ok(check: str, found: str) -> Finding:
    """A check that found what it needs."""
    return Finding(check, "ok", found)


def warn(check: str, found: str, remedy: str = "") -> Finding:
    """A check that found something to know about."""
    return Finding(check, "warn", found, remedy)


def fail(check: str, found: str, remedy: str) -> Finding:
    """A check that found something that must be repaired."""
    return Finding(check, "fail", found, remedy)
