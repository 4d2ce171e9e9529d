"""Who serves an operation: backends, their order, and the tables that remember the choice.

A backend is a name, a priority and a partial mapping from operation to kernel. The installed backend with the
highest priority that has the operation gets the call; a kernel declines by returning NotImplemented and the next
one is asked; the naive kernels, which define the operations, always answer. An operation whose definition comes
from a learner's workspace is served by the learner's own kernel, whatever else is installed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, NamedTuple

from tinytorch_core import learner, plugins

Kernel = Callable[..., Any]

NAIVE: dict[str, Kernel] = {}
"""The naive kernel of every operation, filled by `@kernel`: each operation's definition and its oracle."""


class Backend(NamedTuple):
    """A named set of kernels that may serve in place of the naive ones.

    Attributes:
        name: how `use`, TINYTORCH_BACKEND and `explain` call it.
        priority: the highest one is asked first; naive has 0, so a priority must be above it.
        kernels: operation -> function with the naive kernel's signature. "<operation>_backward" entries may fuse
            a whole derivative: they get the gradient, what the forward pass saved, and `needs`.
    """

    name: str
    priority: int
    kernels: Mapping[str, Kernel]


_registered: dict[str, Backend] = {}
_discovered = False


def register(backend: Backend) -> None:
    """Adds a backend to this process; a later one of the same name replaces it.

    Raises:
        ValueError: the name is "naive", or the priority is not above 0, naive's own.
    """
    if backend.name == "naive" or backend.priority <= 0:
        raise ValueError(
            f"Backend({backend.name!r}, priority={backend.priority}): the name 'naive' and priorities up to 0 "
            "belong to the definitions; choose another name and a priority of at least 1"
        )
    _registered[backend.name] = backend
    clear_tables()


def unregister(name: str) -> None:
    """Takes the backend of that name out of this process; ValueError where there is none."""
    if name not in _registered:
        raise ValueError(_unknown(name))
    del _registered[name]
    clear_tables()


def available() -> dict[str, Backend]:
    """Every backend of this process by name, the highest priority first, naive last. Entry points are read once."""
    global _discovered
    if not _discovered:
        _discovered = True
        for name, plugin in plugins.load_all("tinytorch.backends").items():
            if isinstance(plugin, Backend):
                _registered.setdefault(plugin.name, plugin)
            else:
                plugins.warn_broken("tinytorch.backends", name, TypeError(f"expected a Backend, got {plugin!r}"))
    ordered = sorted(_registered.values(), key=lambda backend: (-backend.priority, backend.name))
    return {backend.name: backend for backend in ordered} | {"naive": Backend("naive", 0, NAIVE)}


def _unknown(name: str) -> str:
    hint = (
        ""
        if "vectorized" in available()
        else " More come with tinytorch-optimize: pip install tinytorch-optimize"
        " (from a checkout: pip install packages/tinytorch-optimize)."
    )
    return f"no backend named {name!r}; there are: {', '.join(available())}.{hint}"


class Table(dict[str, Kernel]):
    """operation -> the kernel that is asked first, for one choice of backends; resolved on first use, then a plain hit.

    Where that kernel declines, by returning NotImplemented, `after_declining` has the others; `whole` has both in one
    function.
    """

    def __init__(self, chosen: tuple[str, ...] | None) -> None:
        super().__init__()
        self.chosen = chosen
        self._whole: dict[str, Kernel] = {}
        self._fused: dict[str, Kernel | None] = {}

    def backends(self) -> list[Backend]:
        """The backends of this choice in the order they are asked, naive left out."""
        everyone = available()
        names = everyone if self.chosen is None else self.chosen
        return [everyone[name] for name in names if name != "naive"]

    def __missing__(self, operation: str) -> Kernel:
        first = self[operation] = self.candidates(operation)[0]
        return first

    def after_declining(self, operation: str) -> Kernel:
        """What serves `operation` once the kernel asked first has declined."""
        return chain(self.candidates(operation)[1:])

    def whole(self, operation: str) -> Kernel:
        """One function that serves `operation`, whoever declines."""
        if operation not in self._whole:
            self._whole[operation] = chain(self.candidates(operation))
        return self._whole[operation]

    def candidates(self, operation: str) -> list[Kernel]:
        """The kernels that may serve, in the order they are asked; the naive one last."""
        if operation not in NAIVE:
            raise LookupError(f"no operation named {operation!r}; define it with @kernel")
        faster = [] if is_owned(operation) else self.backends()
        return [b.kernels[operation] for b in faster if operation in b.kernels] + [NAIVE[operation]]

    def fused_backward(self, operation: str) -> Kernel | None:
        """A backend's whole derivative of `operation`, or None where its rules are to be run."""
        if operation not in self._fused:
            name = f"{operation}_backward"
            found = [] if is_owned(operation) else [b.kernels[name] for b in self.backends() if name in b.kernels]
            self._fused[operation] = chain(found) if found else None
        return self._fused[operation]

    def clear(self) -> None:
        """Forgets every choice, so that the next call resolves anew."""
        super().clear()
        self._whole.clear()
        self._fused.clear()


def chain(kernels: list[Kernel]) -> Kernel:
    """One function that asks `kernels` in turn until one does not decline."""
    if len(kernels) == 1:
        return kernels[0]
    first, rest = kernels[0], chain(kernels[1:])

    def serve(*arrays: Any, **params: Any) -> Any:
        result = first(*arrays, **params)
        return rest(*arrays, **params) if result is NotImplemented else result

    return serve


rule_owners: dict[str, set[str]] = {}
"""operation -> the modules its derivative rules come from, filled by `@derivative`."""


def is_owned(operation: str) -> bool:
    """True where the operation's kernel, a rule of it, or an operation it is composed of is the learner's own."""
    seen: set[str] = set()
    waiting = [operation]
    while waiting:
        each = waiting.pop()
        seen.add(each)
        naive = NAIVE.get(each)
        homes = rule_owners.get(each, set()) | ({naive.__module__} if naive else set())
        if any(learner.owns(home) for home in homes):
            return True
        waiting.extend(part for part in composed_of(each) if part not in seen)
    return False


def composed_of(operation: str) -> list[str]:
    """The smaller operations that the naive kernel of `operation` calls as `ops.<name>`."""
    code = getattr(NAIVE.get(operation), "__code__", None)
    if code is None or "ops" not in code.co_names:
        return []
    return [name for name in code.co_names if name in NAIVE and name != operation]


_tables: dict[tuple[str, ...] | None, Table] = {}
_selected: ContextVar[Table | None] = ContextVar("tinytorch_table", default=None)
_default_table: Table | None = None


def table() -> Table:
    """The table in force here: what `use` selected in this thread or task, else the process's default."""
    selected = _selected.get()
    if selected is not None:  # not `or`: a table that has resolved nothing yet is an empty dict
        return selected
    return _make_default() if _default_table is None else _default_table


def _make_default() -> Table:
    global _default_table
    wanted = os.environ.get("TINYTORCH_BACKEND", "")
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    _default_table = _table_for(*names) if names else _tables.setdefault(None, Table(None))
    return _default_table


def _table_for(*names: str) -> Table:
    for name in names:
        if name not in available():
            raise ValueError(_unknown(name))
    return _tables.setdefault(names, Table(names))


def clear_tables() -> None:
    """Makes every table resolve anew; called when a kernel or a backend is registered while the process runs."""
    for each in _tables.values():
        each.clear()


@contextmanager
def use(*names: str) -> Iterator[None]:
    """Selects backends, in the order given, for this thread or asyncio task; the naive kernels always come last.

        with torch.backends.use("naive"):
            loss = model(x)

    Raises:
        ValueError: no name is given, or no backend has it; the message lists those there are.
    """
    if not names:
        raise ValueError(f"use() needs the name of a backend; there are: {', '.join(available())}")
    with serving(_table_for(*names)):
        yield


@contextmanager
def serving(selected: Table) -> Iterator[None]:
    """Lets a table, such as one that counts or times, serve this thread or asyncio task."""
    token = _selected.set(selected)
    try:
        yield
    finally:
        _selected.reset(token)


def active() -> tuple[str, ...]:
    """The names of the backends in force here, the one asked first first, "naive" last."""
    return (*(backend.name for backend in table().backends()), "naive")


class Explanation(NamedTuple):
    """Who serves an operation here, and why.

    Attributes:
        operation: its name.
        served_by: the name of the backend that is asked first.
        whose: "mine" where a learner's code defines the operation, else "reference".
        asked: the backends that have it, in the order they are asked.
        reason: one sentence.
    """

    operation: str
    served_by: str
    whose: str
    asked: tuple[str, ...]
    reason: str

    def __str__(self) -> str:
        return f"{self.operation}: served by {self.served_by} ({self.whose}). {self.reason}"


def explain(operation: str) -> Explanation:
    """Says who serves `operation` in this thread or task, and why.

    Raises:
        LookupError: there is no such operation.
    """
    here = table()
    here.candidates(operation)  # raises for an unknown name
    if is_owned(operation):
        reason = "Its definition comes from your workspace, so your own kernel runs, whatever backends are installed."
        return Explanation(operation, "naive", "mine", ("naive",), reason)
    asked = (*(b.name for b in here.backends() if operation in b.kernels), "naive")
    lacking = [b.name for b in here.backends() if operation not in b.kernels]
    reason = f"Asked in this order: {', '.join(asked)}."
    if lacking:
        reason += f" Without it: {', '.join(lacking)}."
    return Explanation(operation, asked[0], "reference", asked, reason)
