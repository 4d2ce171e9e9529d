"""Creation beside PyTorch: data, constants, ranges, and what can be said of random numbers without their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from case import ALL_DTYPES, Case, floats, ints


def plain(name: str, *runs: Callable[[Any], Any], also: tuple[str, ...] = (), **options: Any) -> list[Case]:
    """A case for each call that takes no tensor."""
    return [Case(name, run, grad=False, label=str(i), also=also, **options) for i, run in enumerate(runs)]


def facts(x: Any) -> tuple[Any, ...]:
    """What a random tensor shows of itself besides its numbers."""
    return tuple(x.shape), str(x.dtype), x.requires_grad


def refused(*runs: Callable[[Any], Any]) -> Callable[[Any], list[bool]]:
    """Which of the calls raise."""

    def one(run: Callable[[Any], Any], t: Any) -> bool:
        try:
            run(t)
        except (TypeError, ValueError, RuntimeError, IndexError, OverflowError, AssertionError):
            return True
        return False

    return lambda t: [one(run, t) for run in runs]


NAN, INF = float("nan"), float("inf")

DATA = plain(
    "tensor",
    lambda t: t.tensor(1),
    lambda t: t.tensor(1.5),
    lambda t: t.tensor(True),
    lambda t: t.tensor([]),
    lambda t: t.tensor([[], []]),
    lambda t: t.tensor([[1, 2], [3, 4]]),
    lambda t: t.tensor(((1, 2.5), (True, -4))),
    lambda t: t.tensor([True, 1]),
    lambda t: t.tensor(range(4)),
    lambda t: t.tensor([2.0**70, 2**70]),
    lambda t: t.tensor([t.tensor(1.0, dtype=t.float64), t.tensor(2.0, dtype=t.float64)]),
    lambda t: t.tensor([t.tensor(1, dtype=t.int8), 2]),
    lambda t: t.tensor([t.tensor([1]), t.tensor([2])]),
    lambda t: t.tensor([np.float32(1), np.float64(2)]),
    lambda t: t.tensor([np.int8(1), 2.5]),
    lambda t: t.tensor([np.float16(1)]),
    lambda t: t.tensor(np.float64(1)),
    lambda t: t.tensor(np.int32(7)),
    lambda t: t.tensor(np.bool_(1)),
    lambda t: t.tensor([np.array([1, 2]), np.array([3, 4])]),
    lambda t: t.tensor(np.arange(6.0).reshape(2, 3)),
    lambda t: t.tensor(np.array([300]), dtype=t.uint8),
    lambda t: t.tensor([1, 2], dtype=float),
    lambda t: t.tensor([1, 2], dtype=bool),
    lambda t: t.tensor([1.7, -1.7], dtype=int),
    lambda t: t.tensor(-1, dtype=t.uint8),
    lambda t: t.tensor(1e50),
    lambda t: t.tensor(1e20, dtype=t.float16),
    lambda t: t.tensor([NAN, INF, -0.0]),
    lambda t: t.tensor([1, 2], device="cpu"),
    lambda t: t.tensor([1.0], requires_grad=True).requires_grad,
    lambda t: t.tensor(t.ones(2, requires_grad=True)).requires_grad,
    refused(
        lambda t: t.tensor([1, [2]]),
        lambda t: t.tensor([[1], 2]),
        lambda t: t.tensor([[1, 2], [3]]),
        lambda t: t.tensor("a"),
        lambda t: t.tensor(["a"]),
        lambda t: t.tensor([None]),
        lambda t: t.tensor({1}),
        lambda t: t.tensor([t.tensor([1, 2])]),
        lambda t: t.tensor(2**63),
        lambda t: t.tensor([300], dtype=t.uint8),
        lambda t: t.tensor(-300, dtype=t.uint8),
        lambda t: t.tensor(200, dtype=t.int8),
        lambda t: t.tensor(NAN, dtype=t.int64),
        lambda t: t.tensor(1e20, dtype=t.int64),
        lambda t: t.tensor([1], dtype="float32"),
        lambda t: t.tensor([1], dtype=np.float32),
        lambda t: t.tensor([1], requires_grad=True),
        lambda t: t.tensor([1], device="cuda"),
        lambda t: t.tensor([1], device="foo"),
        lambda t: t.tensor(np.array(["a"])),
        lambda t: t.tensor(np.array([1.0], dtype=">f4")),
        lambda t: t.tensor(),
    ),
)

SHARED = [
    *plain(
        "as_tensor",
        lambda t: t.as_tensor([1.5]),
        lambda t: t.as_tensor(np.ones(2)),
        lambda t: t.as_tensor(np.ones(2), dtype=t.int8),
        lambda t: t.as_tensor(t.ones(2), dtype=t.int8),
        lambda t: (lambda x: t.as_tensor(x) is x)(t.ones(2)),
    ),
    *plain(
        "asarray",
        lambda t: t.asarray([1, 2]),
        lambda t: t.asarray(3.0),
        lambda t: t.asarray(np.ones(2), requires_grad=True).requires_grad,
        lambda t: (lambda x: (t.asarray(x) is x, t.asarray(x, copy=True) is x))(t.ones(2)),
        refused(lambda t: t.asarray([1], copy=False), lambda t: t.asarray(t.ones(1), dtype=t.int8, copy=False)),
    ),
    *plain(
        "from_numpy",
        *[lambda t, d=d: t.from_numpy(np.ones((2, 3), dtype=d)) for d in ALL_DTYPES],
        lambda t: t.from_numpy(np.arange(6).reshape(2, 3).T),
        refused(
            lambda t: t.from_numpy([1]),
            lambda t: t.from_numpy(np.array([None])),
            lambda t: t.from_numpy(np.arange(3)[::-1]),
            lambda t: t.from_numpy(np.array([1.0], dtype=">f4")),
        ),
    ),
    *plain("scalar_tensor", lambda t: t.scalar_tensor(3), lambda t: t.scalar_tensor(2, dtype=t.int8)),
]

SIZES: tuple[Callable[[Any, Any], Any], ...] = (
    lambda t, f: f(2, 3),
    lambda t, f: f((2, 3)),
    lambda t, f: f([2, 3]),
    lambda t, f: f(()),
    lambda t, f: f(0),
    lambda t, f: f(size=(2,)),
    lambda t, f: f(t.Size([2])),
    lambda t, f: f(2, dtype=t.float64),
    lambda t, f: f(2, requires_grad=True),
    lambda t, f: f(2, device="cpu"),
)
BAD_SIZES: tuple[Callable[[Any, Any], Any], ...] = (
    lambda t, f: f(-1),
    lambda t, f: f(2.5),
    lambda t, f: f("a"),
    lambda t, f: f((2, "a")),
    lambda t, f: f(),
    lambda t, f: f(True),
    lambda t, f: f(2, device="cuda"),
    lambda t, f: f(2, dtype="float32"),
)


def sized(name: str, random: bool = False) -> list[Case]:
    """Cases for a function whose arguments are sizes."""
    look = facts if random else (lambda x: x)
    runs = [lambda t, call=call: look(call(t, getattr(t, name))) for call in SIZES]
    bad = refused(*[lambda t, call=call: call(t, getattr(t, name)) for call in BAD_SIZES])
    return plain(name, *runs, bad)


CONSTANT = [
    *[case for name in ("zeros", "ones") for case in sized(name)],
    *sized("empty", random=True),
    *plain(
        "full",
        lambda t: t.full((2,), 1),
        lambda t: t.full((2,), 1.5),
        lambda t: t.full((2,), True),
        lambda t: t.full((2,), t.tensor(1.5)),
        lambda t: t.full((), 1),
        lambda t: t.full((2,), 1.5, dtype=t.int64),
        lambda t: t.full((2,), -1, dtype=t.uint8),
        lambda t: t.full((2,), 2, dtype=t.bool),
        lambda t: t.full((2,), INF, dtype=t.float16),
        refused(
            lambda t: t.full(2, 1),
            lambda t: t.full((2,), [1]),
            lambda t: t.full((2,), 300, dtype=t.uint8),
            lambda t: t.full((2,), NAN, dtype=t.int64),
            lambda t: t.full((2,), 1e20, dtype=t.float16),
            lambda t: t.full((2,), 1e50),
            lambda t: t.full((2,), 2**63),
        ),
    ),
    *[
        Case(name, lambda t, x, n=name: getattr(t, n)(x), (x,), grad=False, label=str(x.dtype))
        for name in ("zeros_like", "ones_like")
        for x in (floats(2, 3), ints(2, dtype="int8"), floats(0, 2), floats())
    ],
    Case("empty_like", lambda t, x: facts(t.empty_like(x)), (ints(2, 3, dtype="int16"),), grad=False),
    Case(
        "ones_like",
        lambda t, x: t.ones_like(x, dtype=t.int8, requires_grad=False),
        (floats(2),),
        grad=False,
        label="dtype",
    ),
    Case("full_like", lambda t, x: t.full_like(x, 1.5), (ints(2, 3),), grad=False, label="cut"),
    Case("full_like", lambda t, x: t.full_like(x, 3, dtype=t.int8), (floats(2),), grad=False),
    *plain("full_like", refused(lambda t: t.ones_like([1]), lambda t: t.full_like(t.ones(2).byte(), 300))),
    *plain(
        "eye",
        lambda t: t.eye(3),
        lambda t: t.eye(2, 3),
        lambda t: t.eye(3, 2, dtype=t.bool),
        lambda t: t.eye(0),
        refused(lambda t: t.eye(-1), lambda t: t.eye(2.0), lambda t: t.eye(2, -1)),
    ),
    *[
        Case(f"Tensor.new_{name}", lambda t, x, n=name, e=extra: getattr(x, f"new_{n}")(*e), (x,), grad=False, label=d)
        for name, extra in (("zeros", (2, 3)), ("ones", ((2, 3),)), ("full", ((2,), 1.5)), ("tensor", ([1.5, 2],)))
        for d, x in (("float64", floats(2, dtype="float64")), ("int8", ints(2, dtype="int8")))
    ],
    Case("Tensor.new_empty", lambda t, x: facts(x.new_empty(2, 3)), (floats(2),), grad=False),
]

RANGES = [
    *plain(
        "arange",
        lambda t: t.arange(5),
        lambda t: t.arange(5.0),
        lambda t: t.arange(1, 5),
        lambda t: t.arange(1, 2, 0.3),
        lambda t: t.arange(0, 1, 0.1),
        lambda t: t.arange(1, 2.2, 0.1),
        lambda t: t.arange(5, 0, -2),
        lambda t: t.arange(5, 5),
        lambda t: t.arange(start=1, end=3),
        lambda t: t.arange(end=3),
        lambda t: t.arange(0.5, 5, 1.5, dtype=t.int64),
        lambda t: t.arange(-1.5, 2, 0.5, dtype=t.int32),
        lambda t: t.arange(2.5, dtype=t.int64),
        lambda t: t.arange(t.tensor(3.0)),
        lambda t: t.arange(True),
        lambda t: t.arange(2**62, 2**62 + 2),
        lambda t: t.arange(0, 5, dtype=t.float16),
        lambda t: t.arange(3.0, requires_grad=True).requires_grad,
        refused(
            lambda t: t.arange(5, 0),
            lambda t: t.arange(0, 5, 0),
            lambda t: t.arange(0, 5, -1),
            lambda t: t.arange(NAN),
            lambda t: t.arange(0, INF),
            lambda t: t.arange("a"),
            lambda t: t.arange(3, dtype=t.bool),
            lambda t: t.arange(0.5, 5.5, 0.5, dtype=t.int64),
        ),
    ),
    *plain(
        "linspace",
        *[lambda t, a=a: t.linspace(*a) for a in ((0, 1, 5), (0, 1, 1), (0, 1, 0), (1, -1, 4), (0.1, 0.7, 7))],
        *[lambda t, a=a: t.linspace(*a, dtype=t.int64) for a in ((0, 10, 4), (-10, 10, 7), (10, 1, 5))],
        lambda t: t.linspace(3, 10, 5, dtype=t.uint8),
        lambda t: t.linspace(1, 10, 4, dtype=t.float64),
        lambda t: t.linspace(t.tensor(0.0), 1, 3),
        refused(
            lambda t: t.linspace(0, 1, -1),
            lambda t: t.linspace(0, 1, 5.0),
            lambda t: t.linspace(0, 1),
            lambda t: t.linspace(t.tensor([0.0]), 1, 3),
            lambda t: t.linspace(0, 1, 3, dtype=t.bool),
        ),
    ),
    *plain(
        "logspace",
        lambda t: t.logspace(0, 2, 3),
        lambda t: t.logspace(0, 2, 3, base=2),
        lambda t: t.logspace(0, 2, 5, dtype=t.int64),
        lambda t: t.logspace(0, 2, 1),
        lambda t: t.logspace(-1, 1, 0),
    ),
]

CASES = [*DATA, *SHARED, *CONSTANT, *RANGES]
