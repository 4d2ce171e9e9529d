"""Random numbers beside PyTorch: shapes, dtypes, bounds, and the draws that chance does not decide."""

from __future__ import annotations

from typing import Any

import numpy as np
from case import Case, bools, floats, ints
from cases_creation import INF, NAN, facts, plain, refused, sized


def within(x: Any, low: float, high: float) -> tuple[Any, ...]:
    """The facts of a tensor, and whether its numbers lie in [low, high]."""
    return *facts(x), bool((x >= low).all()) and bool((x <= high).all())


def seeded(t: Any, draw: Any) -> tuple[bool, bool]:
    """Whether a seed repeats a draw, with the default generator and with one of its own."""
    own = t.Generator()
    first = draw(t.manual_seed(3)), draw(own.manual_seed(3))
    again = draw(t.manual_seed(3)), draw(own.manual_seed(3))
    return tuple(bool((a == b).all()) for a, b in zip(first, again, strict=True))


def like(name: str, *extra: Any) -> list[Case]:
    """Cases for a function that takes shape and dtype from a tensor."""
    return [
        Case(name, lambda t, x: facts(getattr(t, name)(x, *extra)), (floats(2, 3, dtype=d),), grad=False, label=d)
        for d in ("float16", "float32", "float64")
    ]


WEIGHTS = np.array([[0.0, 1.0, 0.0], [2.0, 0.0, 0.0]], dtype="float32")

DRAWN = [
    *sized("rand", random=True),
    *sized("randn", random=True),
    *plain("rand", lambda t: within(t.rand(1000), 0, 1), lambda t: within(t.rand(1000, dtype=t.float16), 0, 1)),
    *plain("rand", refused(lambda t: t.rand(2, dtype=t.int64), lambda t: t.randn(2, dtype=t.int64))),
    *plain("rand", lambda t: seeded(t, lambda g: t.rand(9, generator=g)), also=("manual_seed", "Generator")),
    *plain("randn", lambda t: seeded(t, lambda g: t.randn(9, generator=g))),
    *like("rand_like"),
    *like("randn_like"),
    *like("randint_like", 3, 5),
    *like("randint_like", 5),
    *plain("rand_like", refused(lambda t: t.rand_like(t.tensor([1])), lambda t: t.randn_like(t.tensor([1])))),
    *plain(
        "randint",
        lambda t: within(t.randint(3, (50,)), 0, 2),
        lambda t: within(t.randint(-3, 3, (50,)), -3, 2),
        lambda t: within(t.randint(0, 256, (50,), dtype=t.uint8), 0, 255),
        lambda t: within(t.randint(high=3, size=(50,)), 0, 2),
        lambda t: within(t.randint(low=1, high=3, size=(50,)), 1, 2),
        lambda t: within(t.randint(3, size=(2, 5), dtype=t.float32), 0, 2),
        lambda t: t.randint(5, 6, (3,)),
        lambda t: facts(t.randint(0, 2, (2,), dtype=t.bool)),
        lambda t: facts(t.randint(5, ())),
        refused(
            lambda t: t.randint(3, 0, (2,)),
            lambda t: t.randint(0, 0, (2,)),
            lambda t: t.randint(0, 300, (2,), dtype=t.uint8),
            lambda t: t.randint(-3, 3, (2,), dtype=t.uint8),
            lambda t: t.randint(0, 3, (2,), dtype=t.bool),
            lambda t: t.randint(0.5, 3, (2,)),
            lambda t: t.randint(3, 2),
            lambda t: t.randint(0, 5, (2,), requires_grad=True),
        ),
    ),
    *plain(
        "randperm",
        lambda t: t.randperm(9).sort()[0],
        lambda t: t.randperm(0),
        lambda t: facts(t.randperm(3, dtype=t.float32)),
        lambda t: facts(t.randperm(3, dtype=t.int32)),
        refused(lambda t: t.randperm(-1), lambda t: t.randperm(2.5), lambda t: t.randperm(300, dtype=t.uint8)),
    ),
    *plain(
        "normal",
        lambda t: facts(t.normal(0.0, 1.0, (2,))),
        lambda t: facts(t.normal(t.zeros(2, 1), t.ones(3))),
        lambda t: facts(t.normal(t.zeros(2, dtype=t.float64))),
        lambda t: t.normal(3.0, t.zeros(2)),
        lambda t: t.normal(t.tensor([1.0, 2.0]), 0.0),
        refused(
            lambda t: t.normal(0.0, 1.0),
            lambda t: t.normal(t.zeros(2), -1.0),
            lambda t: t.normal(0.0, t.tensor([-1.0])),
            lambda t: t.normal(t.zeros(2), t.ones(3)),
            lambda t: t.normal(t.tensor([0, 1]), 1.0),
        ),
    ),
]

SAMPLED = [
    Case("bernoulli", lambda t, p: t.bernoulli(p), (bools(4, 5).astype("float32"),), grad=False),
    Case("bernoulli", lambda t, p: t.bernoulli(p, 1.0), (ints(4, 5),), grad=False, label="p"),
    Case("Tensor.bernoulli", lambda t, p: p.bernoulli(0.0), (floats(3),), grad=False),
    Case("Tensor.bernoulli_", lambda t, x, p: x.bernoulli_(p), (ints(4), bools(4).astype("float32")), grad=False),
    *plain(
        "bernoulli",
        refused(
            lambda t: t.bernoulli(t.tensor([0, 1])),
            lambda t: t.bernoulli(t.tensor([2.0])),
            lambda t: t.bernoulli(t.tensor([NAN])),
            lambda t: t.bernoulli(t.tensor([0.3]), 1.5),
            lambda t: t.bernoulli(3),
        ),
    ),
    Case("multinomial", lambda t, w: t.multinomial(w, 1), (WEIGHTS,), grad=False, also=("Tensor.multinomial",)),
    Case("multinomial", lambda t, w: w.multinomial(4, True), (WEIGHTS,), grad=False, label="replacement"),
    Case("multinomial", lambda t, w: w.multinomial(3).sort()[0], (np.ones(3),), grad=False, label="all of them"),
    *plain(
        "multinomial",
        refused(
            lambda t: t.multinomial(t.ones(3), 4),
            lambda t: t.multinomial(t.zeros(3), 1),
            lambda t: t.multinomial(t.tensor([-1.0, 1]), 1),
            lambda t: t.multinomial(t.tensor([INF, 1]), 1),
            lambda t: t.multinomial(t.tensor([1, 2]), 1),
            lambda t: t.multinomial(t.tensor(1.0), 1),
            lambda t: t.multinomial(t.ones(2, 2, 2), 1),
            lambda t: t.multinomial(t.ones(2), 0),
            lambda t: t.multinomial(t.ones(0), 1),
        ),
    ),
]

FILLED = [
    Case("Tensor.fill_", lambda t, x: (x * 1).fill_(2), (floats(2, 3),)),
    Case("Tensor.fill_", lambda t, x, v: (x * 1).fill_(v), (floats(2, 3), floats()), label="tensor"),
    Case("Tensor.fill_", lambda t, x: x.fill_(1.5), (ints(2, 3),), grad=False, label="cut"),
    Case("Tensor.zero_", lambda t, x: (x * 1).zero_(), (floats(2, 3),)),
    *[
        Case(
            "Tensor.copy_", lambda t, a, b: (a * 1).copy_(b), (floats(*s), floats(*r)), double=True, label=f"{s} <- {r}"
        )
        for s, r in (((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 3), ()), ((), ()), ((0, 3), (3,)), ((2, 1), (1, 1)))
    ],
    *[
        Case("Tensor.copy_", lambda t, a, b: a.copy_(b), (a, b), grad=False, label=f"{a.dtype} <- {b.dtype}")
        for a, b in ((ints(3), floats(3)), (floats(3), ints(3)), (bools(3), ints(3)), (ints(3, dtype="int8"), bools(3)))
    ],
    Case("Tensor.copy_", lambda t, a, b: (a * 1)[0].copy_(b), (floats(2, 3), floats(3)), label="into a view"),
    *[
        Case(
            f"Tensor.{name}",
            lambda t, x, n=name, a=args, w=bounds: within(getattr(x, n)(*a), *w),
            (floats(200),),
            False,
        )
        for name, args, bounds in (
            ("uniform_", (), (0, 1)),
            ("uniform_", (2, 3), (2, 3)),
            ("normal_", (2.0, 0.0), (2, 2)),
            ("exponential_", (2.0,), (0, 1e9)),
            ("random_", (3,), (0, 2)),
            ("random_", (3, 5), (3, 4)),
            ("random_", (), (0, 2**24)),
        )
    ],
    Case("Tensor.random_", lambda t, x: within(x.random_(), 0, 127), (ints(99, dtype="int8"),), False, label="int8"),
    Case("Tensor.uniform_", lambda t, x: (x * 1).uniform_() * 0 + x, (floats(3),), label="gradient"),
    *plain(
        "Tensor.fill_",
        refused(
            lambda t: t.zeros(2).fill_(t.tensor([1.0])),
            lambda t: t.zeros(2).byte().fill_(300),
            lambda t: t.zeros(2).fill_(1e50),
            lambda t: t.zeros(2).fill_("a"),
            lambda t: t.zeros(2, requires_grad=True).fill_(1),
            lambda t: t.zeros(2, requires_grad=True).uniform_(),
            lambda t: t.zeros(2).copy_(t.ones(3)),
            lambda t: t.zeros(2).copy_(t.ones(1, 2)),
            lambda t: t.zeros(2, 1).copy_(t.ones(2, 2)),
            lambda t: t.zeros(2).copy_([1, 2]),
            lambda t: t.zeros(2).uniform_(1, 0),
            lambda t: t.zeros(2).long().uniform_(),
            lambda t: t.zeros(2).long().normal_(),
            lambda t: t.zeros(2).normal_(0, -1),
            lambda t: t.zeros(2).random_(0),
            lambda t: t.zeros(2).random_(3, 2),
            lambda t: t.zeros(2).byte().random_(0, 300),
            lambda t: t.zeros(2).exponential_(0),
            lambda t: t.zeros(2).long().exponential_(),
        ),
    ),
]


def _state(t: Any) -> bool:
    """Whether a saved state gives the same numbers again."""
    state = t.get_rng_state()
    first = t.rand(5)
    t.set_rng_state(state)
    return bool((first == t.rand(5)).all())


def _own_state(t: Any) -> bool:
    one, other = t.Generator().manual_seed(1), t.Generator()
    t.randn(3, generator=one)
    other.set_state(one.get_state())
    return bool((t.rand(5, generator=one) == t.rand(5, generator=other)).all())


SEEDS = [
    *plain(
        "Generator",
        _own_state,
        lambda t: t.Generator().manual_seed(-1).initial_seed(),
        lambda t: str(t.Generator(device="cpu").device),
        lambda t: (lambda g: g.seed() == g.initial_seed())(t.Generator()),
        lambda t: str(t.Generator().get_state().dtype),
        refused(
            lambda t: t.Generator("cuda"),
            lambda t: t.Generator().manual_seed(1.5),
            lambda t: t.Generator().set_state(t.zeros(3)),
            lambda t: t.Generator().set_state(t.zeros(3, dtype=t.uint8)),
            lambda t: t.manual_seed(2**64),
            lambda t: t.rand(2, generator=3),
        ),
    ),
    *plain("get_rng_state", _state, also=("set_rng_state", "random.get_rng_state", "random.set_rng_state")),
    *plain(
        "seed",
        lambda t: t.seed() == t.initial_seed(),
        lambda t: t.random.seed() == t.random.initial_seed(),
        lambda t: t.random.manual_seed(5).initial_seed(),
        also=("initial_seed", "random.seed", "random.initial_seed", "random.manual_seed", "default_generator"),
    ),
]

CASES = [*DRAWN, *SAMPLED, *FILLED, *SEEDS]
