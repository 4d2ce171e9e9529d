"""Layers beside PyTorch, and what a module finds inside it: values, gradients, paths, casts and how it prints."""

from __future__ import annotations

from typing import Any

from case import Case, floats, ints, strided


def message(action: Any) -> str:
    """The type and the text of the error that `action` ends with."""
    try:
        action()
    except Exception as error:  # noqa: BLE001
        return f"{type(error).__name__}: {error}"
    return "no error"


def starts_like(action: Any, length: int) -> str:
    """The beginning of the error, where ours goes on with a remedy."""
    return message(action)[:length]


def loaded(t: Any, module: Any, arrays: list[Any]) -> Any:
    """The module with these numbers in its parameters."""
    with t.no_grad():
        for parameter, array in zip(module.parameters(), arrays, strict=True):
            parameter.copy_(t.from_numpy(array))
    return module


W1, B1, W2, B2 = floats(4, 3), floats(4), floats(2, 4), floats(2)


def network(t: Any) -> Any:
    """Two layers with known numbers."""
    return loaded(t, t.nn.Sequential(t.nn.Linear(3, 4), t.nn.ReLU(), t.nn.Linear(4, 2)), [W1, B1, W2, B2])


def block(t: Any) -> Any:
    """A module of one's own with a parameter, a buffer, a temporary one, children, a shared layer and a free place."""

    class Block(t.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.scale = t.nn.Parameter(t.ones(2))
            self.register_buffer("mean", t.zeros(3))
            self.register_buffer("temporary", t.ones(1), persistent=False)
            self.register_parameter("free", None)
            self.first = t.nn.Linear(2, 2)
            self.again = self.first
            self.body = t.nn.Sequential(t.nn.Linear(2, 3), t.nn.Dropout(0.25))
            self.nothing = None

        def forward(self, x: Any) -> Any:
            return self.body(self.again(self.first(x * self.scale)))

    return Block()


def names(pairs: Any) -> list[str]:
    """The paths of (path, value) pairs."""
    return [name for name, _ in pairs]


LINEAR_SHAPES = ((3,), (2, 3), (2, 4, 3), (0, 3), (2, 0, 3), (1, 3))
LINEAR = [
    *[
        Case(
            f"nn.functional.{name}",
            lambda t, x, w, b: t.nn.functional.linear(x, w, b),
            (floats(*s), floats(4, 3), floats(4)),
            double=double,
            label=f"{s} double={double}",
        )
        for name in ("linear",)
        for s in LINEAR_SHAPES
        for double in (True, False)
    ],
    *[
        Case(
            "nn.functional.linear",
            lambda t, x, w: t.nn.functional.linear(x, w),
            (floats(*s), floats(4, 3)),
            double=True,
            label=f"{s} no bias",
        )
        for s in LINEAR_SHAPES
    ],
    Case(
        "nn.functional.linear",
        lambda t, x, w: t.nn.functional.linear(x, w),
        (floats(2, 0), floats(4, 0)),
        label="no inputs",
    ),
    Case(
        "nn.functional.linear",
        lambda t, x, w: t.nn.functional.linear(x, w),
        (floats(2, 3), floats(0, 3)),
        label="no outputs",
    ),
    Case(
        "nn.functional.linear",
        lambda t, x, w, b: t.nn.functional.linear(x, w, b),
        (strided(floats(5, 3)), strided(floats(4, 3)), floats(4)),
        double=True,
        label="strided",
    ),
    Case(
        "nn.functional.linear",
        lambda t, x, w: t.nn.functional.linear(x.detach(), w),
        (floats(2, 3), floats(4, 3)),
        label="weight only",
    ),
    Case(
        "nn.functional.linear",
        lambda t, x, w: t.nn.functional.linear(x, w.detach()),
        (floats(2, 3), floats(4, 3)),
        label="input only",
    ),
    Case(
        "nn.functional.linear",
        lambda t, x, w, b: t.nn.functional.linear(x, w, b),
        tuple(floats(*s, dtype="float64") for s in ((2, 3), (4, 3), (4,))),
        double=True,
        label="float64",
    ),
    Case("nn.functional.linear", lambda t, x, w: t.nn.functional.linear(x, w), (ints(2, 3), ints(4, 3)), label="int64"),
    Case("nn.Linear", lambda t, x: loaded(t, t.nn.Linear(3, 4), [W1, B1])(x), (floats(2, 3),), double=True),
    Case("nn.Linear", lambda t, x: loaded(t, t.nn.Linear(3, 4, bias=False), [W1])(x), (floats(2, 3),), label="no bias"),
    Case(
        "nn.Linear",
        lambda t: [
            repr(t.nn.Linear(3, 4, bias=False)),
            t.nn.Linear(2, 1, dtype=t.float64).weight.dtype,
            t.nn.Linear(2, 1, device="cpu").bias.shape,
        ],
        label="repr",
    ),
    Case(
        "nn.Linear",
        lambda t, x: run_backward(t, network(t), x),
        (floats(5, 3),),
        grad=False,
        label="parameter gradients",
    ),
]


def run_backward(t: Any, module: Any, x: Any) -> list[Any]:
    """The gradients that a backward pass leaves in the parameters."""
    module(x).square().sum().backward()
    return [parameter.grad for parameter in module.parameters()]


DROPOUT = [
    Case(
        "nn.functional.dropout",
        lambda t, x, p=p, training=training: t.nn.functional.dropout(x, p, training),
        (floats(3, 4),),
        double=True,
        label=f"p={p} training={training}",
    )
    for p, training in ((0.0, True), (1.0, True), (0.5, False), (1.0, False))
] + [
    Case(
        "nn.Dropout",
        lambda t, x: [t.nn.Dropout(0.3).eval()(x), repr(t.nn.Dropout()), repr(t.nn.Dropout(0.1, True))],
        (floats(3),),
    ),
    Case("nn.Dropout", lambda t: [message(lambda: t.nn.functional.dropout(t.ones(2), -0.1))[:11]], label="error"),
]

SHAPES = [
    *[
        Case("nn.Flatten", lambda t, x, a=a: t.nn.Flatten(*a)(x), (floats(2, 3, 4),), double=True, label=str(a))
        for a in ((), (0,), (1, 2), (0, 1), (-2,), (2,))
    ],
    *[
        Case("nn.Unflatten", lambda t, x, a=a: t.nn.Unflatten(*a)(x), (floats(2, 12),), double=True, label=str(a))
        for a in ((1, (3, 4)), (-1, (2, -1)), (1, (2, 3, 2)), (0, (2, 1)))
    ],
    Case("nn.Identity", lambda t, x: t.nn.Identity(3, k=4)(x), (floats(2, 3),), double=True),
    Case(
        "nn.Identity",
        lambda t: [repr(m) for m in (t.nn.Identity(), t.nn.Flatten(), t.nn.Unflatten(1, (2, 3)))],
        label="repr",
    ),
]

TREE = [
    Case(
        "nn.Module",
        lambda t: [
            names(block(t).named_parameters()),
            names(block(t).named_parameters("p")),
            names(block(t).named_parameters(recurse=False)),
            names(block(t).named_parameters(remove_duplicate=False)),
            names(block(t).named_buffers()),
            names(block(t).named_buffers("q", recurse=False)),
            names(block(t).named_modules()),
            names(block(t).named_modules(prefix="m", remove_duplicate=False)),
            names(block(t).named_children()),
            len(list(block(t).parameters())),
            len(list(block(t).parameters(recurse=False))),
            len(list(block(t).buffers())),
            len(list(block(t).modules())),
            len(list(block(t).children())),
        ],
        label="walking",
    ),
    Case("nn.Module", lambda t: [repr(block(t)), str(t.nn.Module())], label="repr"),
    Case("nn.Module", lambda t: visited(t), label="apply, train, eval"),
    Case(
        "nn.Module",
        lambda t: [
            block(t).double().scale.dtype,
            block(t).half().mean.dtype,
            block(t).double().float().first.weight.dtype,
            block(t).to(t.float64).temporary.dtype,
            block(t).to("cpu").scale.dtype,
            block(t).to(dtype=t.float16).mean.dtype,
            block(t).to(t.zeros(1, dtype=t.float64)).mean.dtype,
            block(t).type(t.float64).mean.dtype,
            block(t).cpu().scale.requires_grad,
            message(lambda: block(t).to(t.int64))[:9],
            block(t).to("cpu", t.float64).scale.dtype,
        ],
        label="casts",
    ),
    Case("nn.Module", lambda t, x: cast_with_gradient(t, x), (floats(2, 3),), grad=False, label="casts keep gradients"),
    Case(
        "nn.Module",
        lambda t: [p.requires_grad for p in block(t).requires_grad_(False).parameters()],
        label="requires_grad_",
    ),
    Case(
        "nn.Module",
        lambda t: [
            type(block(t).get_submodule("body.0")).__name__,
            type(block(t).get_submodule("")).__name__,
            tuple(block(t).get_parameter("body.0.weight").shape),
            tuple(block(t).get_buffer("mean").shape),
            starts_like(lambda: block(t).get_submodule("body.7"), 14),
            starts_like(lambda: block(t).get_parameter("mean"), 14),
            starts_like(lambda: block(t).get_buffer("scale"), 14),
            starts_like(lambda: block(t).get_parameter("nothing.weight"), 14),
        ],
        label="get_*",
    ),
    Case("nn.Module", lambda t, x: zeroed(t, x), (floats(2, 3),), grad=False, label="zero_grad"),
    Case(
        "nn.Module",
        lambda t: [name for name in dir(block(t)) if name in ("scale", "mean", "first", "free", "forward", "0")],
        label="dir",
    ),
    Case("nn.Module", lambda t: starts_like(lambda: t.nn.Module()(t.ones(1)), 19), label="no forward"),
]


def visited(t: Any) -> list[Any]:
    """The order of `apply`, and the modes that train and eval leave."""
    module, seen = block(t), []
    module.apply(lambda m: seen.append(type(m).__name__))
    modes = [m.training for m in module.eval().modules()]
    module.body.train()
    return [seen, modes, [m.training for m in module.modules()], module.train(False) is module]


def cast_with_gradient(t: Any, x: Any) -> list[Any]:
    """Parameters stay the same objects, and their gradients are converted too."""
    module = network(t)
    before = list(module.parameters())
    run_backward(t, module, x)
    module.double()
    same = all(a is b for a, b in zip(before, module.parameters(), strict=True))
    return [same, *[p.grad for p in module.parameters()], module(x.double()).detach()]


def zeroed(t: Any, x: Any) -> list[Any]:
    """What zero_grad leaves, with None and with zeros."""
    module = network(t)
    run_backward(t, module, x)
    module.zero_grad(set_to_none=False)
    zeros = [p.grad for p in module.parameters()]
    module.zero_grad()
    return [*zeros, *[p.grad for p in module.parameters()]]


CASES = [*LINEAR, *DROPOUT, *SHAPES, *TREE]
