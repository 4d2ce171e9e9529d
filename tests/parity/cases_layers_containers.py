"""Containers of modules and parameters, and the vector functions, beside PyTorch."""

from __future__ import annotations

from collections import OrderedDict
from typing import Any

import numpy as np
from case import Case, bools, floats, ints
from cases_layers import message, names, network


def listed(t: Any, make: Any) -> list[Any]:
    """A list of modules, used like a list."""
    nn = t.nn
    box = make([nn.Linear(1, 2), nn.ReLU(), nn.Linear(2, 3)])
    box.append(nn.Tanh()).insert(1, nn.Identity())
    box.extend([nn.Sigmoid(), nn.Sigmoid()])
    box[2] = nn.ELU()
    taken = box.pop(0)
    del box[-1]
    box += make([nn.Tanh()])
    return [
        repr(box),
        repr(taken),
        len(box),
        repr(box[1:3]),
        type(box[:2]).__name__,
        repr(box[-1]),
        list(box._modules),
        [type(m).__name__ for m in box],
        message(lambda: box[9])[:10],
        message(lambda: box.append(3))[:25],
        names(box.named_parameters()),
        repr(make([])),
        repr(box + make([nn.SiLU()]))[-20:],
    ]


def named(t: Any) -> list[Any]:
    """Sequential with names, and modules by attribute."""
    nn = t.nn
    model = nn.Sequential(OrderedDict(hidden=nn.Linear(1, 2), act=nn.ReLU(), out=nn.Linear(2, 1)))
    return [
        repr(model),
        list(model.state_dict()),
        model.hidden is model[0],
        repr(model[1:]),
        model[:1].hidden is model.hidden,
        repr(model.append(nn.Tanh())),
        message(lambda: nn.Sequential(3))[:25],
        list(nn.Sequential(nn.ReLU())._modules),
    ]


def keyed(t: Any) -> list[Any]:
    """ModuleDict, used like a dictionary."""
    nn = t.nn
    box = nn.ModuleDict({"b": nn.ReLU(), "a": nn.Linear(1, 1)})
    box["c"] = nn.Tanh()
    box.update([("d", nn.Identity())])
    box.update(nn.ModuleDict({"a": nn.Flatten()}))
    taken = box.pop("b")
    del box["d"]
    result = [
        repr(box),
        repr(taken),
        len(box),
        list(box),
        list(box.keys()),
        "a" in box,
        "z" in box,
        [type(v).__name__ for v in box.values()],
        names(box.items()),
        message(lambda: box["z"]),
        message(lambda: box.update(3))[:9],
        message(lambda: box.update([(1,)]))[:10],
    ]
    box.clear()
    return [*result, len(box), repr(box)]


def parameters(t: Any, x: Any) -> list[Any]:
    """ParameterList and ParameterDict."""
    nn = t.nn
    box = nn.ParameterList([t.ones(2), nn.Parameter(t.zeros(3, 2))])
    box.append(t.ones(())).extend([t.ones(1)])
    box[0] = nn.Parameter(x.detach())
    book = nn.ParameterDict({"w": t.ones(2), "b": nn.Parameter(t.zeros(1))})
    book["c"] = t.ones(3, 3)
    del book["b"]
    return [
        repr(box),
        len(box),
        names(box.named_parameters()),
        box[0],
        box[-1],
        list(box.state_dict()),
        [tuple(p.shape) for p in box[1:3]],
        repr(book),
        list(book),
        names(book.named_parameters()),
        "w" in book,
        len(book),
        tuple(book.pop("c").shape),
        book.get("q"),
        [type(v).__name__ for v in book.values()],
        names(book.items()),
        message(lambda: box[9])[:10],
        repr(nn.ParameterList([t.ones(2)])),
        repr(nn.ParameterList()),
    ]


CONTAINERS = [
    Case("nn.Sequential", lambda t, x: network(t)(x), (floats(2, 3),), double=True),
    Case("nn.Sequential", lambda t: listed(t, lambda modules: t.nn.Sequential(*modules)), label="as a list"),
    Case("nn.Sequential", named, label="named"),
    Case("nn.ModuleList", lambda t: listed(t, t.nn.ModuleList)),
    Case(
        "nn.ModuleList",
        lambda t: repr(t.nn.ModuleList([t.nn.Linear(2, 2) for _ in range(3)])),
        label="equal neighbours",
    ),
    Case(
        "nn.ModuleList",
        lambda t: repr(t.nn.Sequential(t.nn.ModuleList([t.nn.Sequential(t.nn.ReLU()) for _ in range(2)]))),
        label="nested",
    ),
    Case("nn.ModuleDict", keyed),
    Case("nn.ParameterList", parameters, (floats(2),), also=("nn.ParameterDict",)),
    Case("nn.ParameterDict", lambda t: repr(t.nn.ParameterDict({"a": t.ones(1)}))),
]

VECTORS = [
    *[
        Case(
            "nn.functional.normalize",
            lambda t, x, o=o: t.nn.functional.normalize(x, **o),
            (floats(3, 4),),
            double=True,
            label=str(o),
            rtol=1e-4,
        )
        for o in ({}, {"dim": 0}, {"p": 1.0}, {"p": 3.0, "dim": -1}, {"eps": 10.0})
    ],
    Case(
        "nn.functional.normalize",
        lambda t, x: t.nn.functional.normalize(x),
        (np.zeros((2, 3), "float32"),),
        grad=False,
        label="zeros",
    ),
    *[
        Case(
            "nn.functional.cosine_similarity",
            lambda t, a, b, d=d: t.nn.functional.cosine_similarity(a, b, dim=d),
            (floats(*s, dtype="float64"), floats(*r, dtype="float64")),
            double=True,
            label=f"{s} {r} {d}",
            rtol=1e-4,
        )
        for s, r, d in (((3, 4), (3, 4), 1), ((4,), (4,), 0), ((2, 3, 4), (3, 4), -1), ((3, 1), (1, 4), 0))
    ],
    *[
        Case(
            "nn.functional.one_hot",
            lambda t, x, n=n: t.nn.functional.one_hot(x, n),
            (ints(*s, low=0, high=4),),
            label=f"{s} {n}",
        )
        for s, n in (((3,), 4), ((), 5), ((2, 3), -1), ((0,), 3), ((2, 0, 2), 4))
    ],
    Case(
        "nn.functional.one_hot",
        lambda t: [
            message(lambda: t.nn.functional.one_hot(t.tensor([5]), 3))[:50],
            message(lambda: t.nn.functional.one_hot(t.tensor([-1])))[:46],
        ],
        label="errors",
    ),
    *[
        Case(
            "nn.functional.pad",
            lambda t, x, a=a: t.nn.functional.pad(x, *a),
            (floats(2, 3),),
            double=True,
            label=str(a),
        )
        for a in (
            ((1, 2),),
            ((1, 2, 3, 0), "constant", 7.5),
            ((0, 0),),
            ((-1, 1),),
            ((-1, -1, 2, -1),),
            ((1, 1), "constant", float("-inf")),
        )
    ],
    Case("nn.functional.pad", lambda t, x: t.nn.functional.pad(x, (1, 1, 0, 1), value=3), (ints(2, 3),), label="int64"),
    Case("nn.functional.pad", lambda t, x: t.nn.functional.pad(x, (2, 0), value=1), (bools(3),), label="bool"),
    Case("nn.functional.pad", lambda t, x: t.nn.functional.pad(x, (1, 2, 1, 1)), (floats(0, 3),), label="empty"),
    Case(
        "nn.functional.pad",
        lambda t: [
            message(lambda: t.nn.functional.pad(t.ones(2), (1,)))[:45],
            message(lambda: t.nn.functional.pad(t.ones(2), (1, 1, 1, 1)))[:60],
        ],
        label="errors",
    ),
]

CASES = [*CONTAINERS, *VECTORS]
