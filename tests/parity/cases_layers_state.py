"""Registering in modules, their states and copies, beside PyTorch: errors word for word as far as PyTorch goes."""

from __future__ import annotations

import copy
import pickle
from collections import OrderedDict
from typing import Any

from case import Case, floats
from cases_layers import block, message, names, network, starts_like


def assigned(t: Any) -> list[str]:
    """What may be assigned to what; the beginnings of the errors."""
    module = block(t)
    module.scale = t.nn.Parameter(t.zeros(3))
    module.mean = t.ones(3)
    module.first = t.nn.Identity()
    module.body = None
    errors = [
        message(lambda: setattr(module, "scale", t.ones(2))),
        message(lambda: setattr(module, "scale", 5)),
        message(lambda: setattr(module, "mean", 5)),
        message(lambda: setattr(module, "first", t.ones(2))),
        message(lambda: module.register_parameter("x", t.ones(2).double()))[:70],
        message(lambda: module.register_buffer("x", 3)),
        message(lambda: module.register_parameter("a.b", None))[:8],
        message(lambda: module.register_buffer("", None))[:8],
        message(lambda: module.register_parameter("forward", None))[:40],
        message(lambda: module.register_buffer("scale", None))[:40],
        message(lambda: module.add_module("mean", t.nn.Identity()))[:36],
        message(lambda: module.register_parameter(3, None)),
        message(lambda: module.missing),
        message(lambda: module.register_module("x", 3)),
        message(lambda: delattr(module, "missing"))[:14],
    ]
    del module.scale, module.mean, module.again
    module.first = t.nn.Parameter(t.ones(1)) if False else module.first
    return [*errors, *names(module.named_parameters()), *names(module.named_buffers()), *names(module.named_modules())]


def unready(t: Any) -> list[str]:
    """Assigning before super().__init__()."""

    class Hasty(t.nn.Module):
        def __init__(self, value: Any) -> None:
            self.value = value

    return [
        message(lambda: Hasty(t.nn.Identity()))[:60],
        message(lambda: Hasty(t.nn.Parameter(t.ones(1))))[:39],
        Hasty(3).value,
    ]


REGISTRY = [
    Case("nn.Module", assigned, label="assignment"),
    Case("nn.Module", unready, label="before __init__"),
    Case(
        "nn.Parameter",
        lambda t, x: [
            repr(t.nn.Parameter(t.tensor([1.0, 2.5]))),
            t.nn.Parameter(x.detach()),
            t.nn.Parameter(x.detach()).requires_grad,
            t.nn.Parameter(t.ones(2), requires_grad=False).requires_grad,
            t.nn.Parameter().shape,
        ],
        (floats(3),),
    ),
    Case("nn.Parameter", lambda t, x: shared_memory(t, x), (floats(3),), grad=False, label="shares memory"),
    Case("nn.Parameter", lambda t: message(lambda: t.nn.Parameter(t.tensor([1, 2])))[:40].lower(), label="of integers"),
    Case("nn.Buffer", lambda t: buffers(t)),
]


def shared_memory(t: Any, x: Any) -> list[Any]:
    """A parameter shows the memory of the tensor it was made from."""
    parameter = t.nn.Parameter(x)
    x.mul_(2)
    return [parameter.detach(), parameter.is_leaf, (parameter * 2).requires_grad, type(parameter.detach()).__name__]


def buffers(t: Any) -> list[Any]:
    """nn.Buffer registers by assignment."""
    module = t.nn.Module()
    module.kept = t.nn.Buffer(t.ones(2))
    module.temporary = t.nn.Buffer(t.zeros(1), persistent=False)
    return [names(module.named_buffers()), list(module.state_dict()), module.kept.requires_grad]


def state_errors(t: Any) -> list[str]:
    """load_state_dict into the wrong module: the lists that PyTorch makes."""
    small, other = t.nn.Linear(3, 2), t.nn.Sequential(t.nn.Linear(3, 2))
    wide = t.nn.Linear(3, 4).state_dict()
    return [
        starts_like(lambda: small.load_state_dict({}), 105),
        starts_like(lambda: small.load_state_dict({**small.state_dict(), "extra": t.ones(1)}), 98),
        starts_like(lambda: other.load_state_dict(small.state_dict()), 160),
        message(lambda: small.load_state_dict(wide)),
        message(lambda: small.load_state_dict({**small.state_dict(), "weight": 3}))[:60],
        starts_like(lambda: small.load_state_dict([1]), 47),
        str(small.load_state_dict(small.state_dict())),
        str(small.load_state_dict({"weight": small.weight, "more": small.bias}, strict=False)),
        *small.load_state_dict({"weight": small.weight}, strict=False),
    ]


def state_flow(t: Any, w: Any, b: Any) -> list[Any]:
    """Copying in, sharing out, prefixes, assignment and dtypes."""
    module = t.nn.Linear(3, 2)
    weight = module.weight
    result = module.load_state_dict(OrderedDict(weight=w, bias=b.double()))
    state = module.state_dict(prefix="p.")
    with t.no_grad():
        module.bias.add_(1)
    kept = module.state_dict(keep_vars=True)["weight"] is module.weight
    other = t.nn.Linear(3, 2)
    other.load_state_dict({"weight": w.double(), "bias": b}, assign=True)
    return [
        weight is module.weight,
        str(result),
        list(state),
        state["p.bias"],
        state["p.weight"],
        state["p.weight"].requires_grad,
        kept,
        other.weight.dtype,
        other.weight.requires_grad,
        type(other.weight).__name__,
        other.bias.detach(),
    ]


STATE = [
    Case(
        "nn.Module",
        lambda t: [list(block(t).state_dict()), [tuple(v.shape) for v in block(t).state_dict().values()]],
        label="state_dict",
    ),
    Case("nn.Module", state_errors, label="load_state_dict errors"),
    Case("nn.Module", state_flow, (floats(2, 3), floats(2)), grad=False, label="load_state_dict"),
    Case("nn.Module", lambda t, x: copied(t, x), (floats(2, 3),), grad=False, label="copies"),
]


def copied(t: Any, x: Any) -> list[Any]:
    """deepcopy and pickle give equal modules that share nothing."""
    module = network(t)
    twin, parcel = copy.deepcopy(module), pickle.loads(pickle.dumps(module))
    with t.no_grad():
        module[0].weight.zero_()
    tied = t.nn.Sequential(t.nn.Linear(2, 2), t.nn.Linear(2, 2))
    tied[1].weight = tied[0].weight
    again = copy.deepcopy(tied)
    return [
        twin(x).detach(),
        parcel(x).detach(),
        module(x).detach(),
        again[0].weight is again[1].weight,
        len(list(again.parameters())),
        type(twin[0].weight).__name__,
        twin[0].weight.requires_grad,
    ]


CASES = [*REGISTRY, *STATE]
