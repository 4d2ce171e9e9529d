"""Layers, containers and the module machinery beside PyTorch: values, gradients, paths, states, errors and how they print."""

from __future__ import annotations

import copy
import pickle
from collections import OrderedDict
from typing import Any

import numpy as np
from case import Case, bools, floats, ints, strided


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
        Case(f"nn.functional.{name}", lambda t, x, w, b: t.nn.functional.linear(x, w, b), (floats(*s), floats(4, 3), floats(4)),
             double=double, label=f"{s} double={double}")
        for name in ("linear",) for s in LINEAR_SHAPES for double in (True, False)
    ],
    *[Case("nn.functional.linear", lambda t, x, w: t.nn.functional.linear(x, w), (floats(*s), floats(4, 3)), double=True,
           label=f"{s} no bias") for s in LINEAR_SHAPES],
    Case("nn.functional.linear", lambda t, x, w: t.nn.functional.linear(x, w), (floats(2, 0), floats(4, 0)), label="no inputs"),
    Case("nn.functional.linear", lambda t, x, w: t.nn.functional.linear(x, w), (floats(2, 3), floats(0, 3)), label="no outputs"),
    Case("nn.functional.linear", lambda t, x, w, b: t.nn.functional.linear(x, w, b),
         (strided(floats(5, 3)), strided(floats(4, 3)), floats(4)), double=True, label="strided"),
    Case("nn.functional.linear", lambda t, x, w: t.nn.functional.linear(x.detach(), w), (floats(2, 3), floats(4, 3)), label="weight only"),
    Case("nn.functional.linear", lambda t, x, w: t.nn.functional.linear(x, w.detach()), (floats(2, 3), floats(4, 3)), label="input only"),
    Case("nn.functional.linear", lambda t, x, w, b: t.nn.functional.linear(x, w, b),
         tuple(floats(*s, dtype="float64") for s in ((2, 3), (4, 3), (4,))), double=True, label="float64"),
    Case("nn.functional.linear", lambda t, x, w: t.nn.functional.linear(x, w), (ints(2, 3), ints(4, 3)), label="int64"),
    Case("nn.Linear", lambda t, x: loaded(t, t.nn.Linear(3, 4), [W1, B1])(x), (floats(2, 3),), double=True),
    Case("nn.Linear", lambda t, x: loaded(t, t.nn.Linear(3, 4, bias=False), [W1])(x), (floats(2, 3),), label="no bias"),
    Case("nn.Linear", lambda t: [repr(t.nn.Linear(3, 4, bias=False)), t.nn.Linear(2, 1, dtype=t.float64).weight.dtype,
                                 t.nn.Linear(2, 1, device="cpu").bias.shape], label="repr"),
    Case("nn.Linear", lambda t, x: run_backward(t, network(t), x), (floats(5, 3),), grad=False, label="parameter gradients"),
]  # fmt: skip


def run_backward(t: Any, module: Any, x: Any) -> list[Any]:
    """The gradients that a backward pass leaves in the parameters."""
    module(x).square().sum().backward()
    return [parameter.grad for parameter in module.parameters()]


DROPOUT = [
    Case("nn.functional.dropout", lambda t, x: t.nn.functional.dropout(x, p, training), (floats(3, 4),), double=True,
         label=f"p={p} training={training}")
    for p, training in ((0.0, True), (1.0, True), (0.5, False), (1.0, False))
] + [
    Case("nn.Dropout", lambda t, x: [t.nn.Dropout(0.3).eval()(x), repr(t.nn.Dropout()), repr(t.nn.Dropout(0.1, True))], (floats(3),)),
    Case("nn.Dropout", lambda t: [message(lambda: t.nn.functional.dropout(t.ones(2), -0.1))[:11]], label="error"),
]  # fmt: skip

SHAPES = [
    *[Case("nn.Flatten", lambda t, x, a=a: t.nn.Flatten(*a)(x), (floats(2, 3, 4),), double=True, label=str(a))
      for a in ((), (0,), (1, 2), (0, 1), (-2,), (2,))],
    *[Case("nn.Unflatten", lambda t, x, a=a: t.nn.Unflatten(*a)(x), (floats(2, 12),), double=True, label=str(a))
      for a in ((1, (3, 4)), (-1, (2, -1)), (1, (2, 3, 2)), (0, (2, 1)))],
    Case("nn.Identity", lambda t, x: t.nn.Identity(3, k=4)(x), (floats(2, 3),), double=True),
    Case("nn.Identity", lambda t: [repr(m) for m in (t.nn.Identity(), t.nn.Flatten(), t.nn.Unflatten(1, (2, 3)))], label="repr"),
]  # fmt: skip

TREE = [
    Case("nn.Module", lambda t: [
        names(block(t).named_parameters()), names(block(t).named_parameters("p")), names(block(t).named_parameters(recurse=False)),
        names(block(t).named_parameters(remove_duplicate=False)), names(block(t).named_buffers()), names(block(t).named_buffers("q", recurse=False)),
        names(block(t).named_modules()), names(block(t).named_modules(prefix="m", remove_duplicate=False)), names(block(t).named_children()),
        len(list(block(t).parameters())), len(list(block(t).parameters(recurse=False))), len(list(block(t).buffers())),
        len(list(block(t).modules())), len(list(block(t).children())),
    ], label="walking"),
    Case("nn.Module", lambda t: [repr(block(t)), str(t.nn.Module())], label="repr"),
    Case("nn.Module", lambda t: visited(t), label="apply, train, eval"),
    Case("nn.Module", lambda t: [
        block(t).double().scale.dtype, block(t).half().mean.dtype, block(t).double().float().first.weight.dtype,
        block(t).to(t.float64).temporary.dtype, block(t).to("cpu").scale.dtype, block(t).to(dtype=t.float16).mean.dtype,
        block(t).to(t.zeros(1, dtype=t.float64)).mean.dtype, block(t).type(t.float64).mean.dtype, block(t).cpu().scale.requires_grad,
        message(lambda: block(t).to(t.int64))[:9], block(t).to("cpu", t.float64).scale.dtype,
    ], label="casts"),
    Case("nn.Module", lambda t, x: cast_with_gradient(t, x), (floats(2, 3),), grad=False, label="casts keep gradients"),
    Case("nn.Module", lambda t: [p.requires_grad for p in block(t).requires_grad_(False).parameters()], label="requires_grad_"),
    Case("nn.Module", lambda t: [
        type(block(t).get_submodule("body.0")).__name__, type(block(t).get_submodule("")).__name__, tuple(block(t).get_parameter("body.0.weight").shape),
        tuple(block(t).get_buffer("mean").shape), starts_like(lambda: block(t).get_submodule("body.7"), 14),
        starts_like(lambda: block(t).get_parameter("mean"), 14), starts_like(lambda: block(t).get_buffer("scale"), 14),
        starts_like(lambda: block(t).get_parameter("nothing.weight"), 14),
    ], label="get_*"),
    Case("nn.Module", lambda t, x: zeroed(t, x), (floats(2, 3),), grad=False, label="zero_grad"),
    Case("nn.Module", lambda t: [name for name in dir(block(t)) if name in ("scale", "mean", "first", "free", "forward", "0")], label="dir"),
    Case("nn.Module", lambda t: starts_like(lambda: t.nn.Module()(t.ones(1)), 19), label="no forward"),
]  # fmt: skip


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


def assigned(t: Any) -> list[str]:
    """What may be assigned to what; the beginnings of the errors."""
    module = block(t)
    module.scale = t.nn.Parameter(t.zeros(3))
    module.mean = t.ones(3)
    module.first = t.nn.Identity()
    module.body = None
    errors = [
        message(lambda: setattr(module, "scale", t.ones(2))), message(lambda: setattr(module, "scale", 5)),
        message(lambda: setattr(module, "mean", 5)), message(lambda: setattr(module, "first", t.ones(2))),
        message(lambda: module.register_parameter("x", t.ones(2).double()))[:70], message(lambda: module.register_buffer("x", 3)),
        message(lambda: module.register_parameter("a.b", None))[:8], message(lambda: module.register_buffer("", None))[:8],
        message(lambda: module.register_parameter("forward", None))[:40], message(lambda: module.register_buffer("scale", None))[:40],
        message(lambda: module.add_module("mean", t.nn.Identity()))[:36], message(lambda: module.register_parameter(3, None)),
        message(lambda: module.missing), message(lambda: module.register_module("x", 3)), message(lambda: delattr(module, "missing"))[:14],
    ]  # fmt: skip
    del module.scale, module.mean, module.again
    module.first = t.nn.Parameter(t.ones(1)) if False else module.first
    return [*errors, *names(module.named_parameters()), *names(module.named_buffers()), *names(module.named_modules())]


def unready(t: Any) -> list[str]:
    """Assigning before super().__init__()."""

    class Hasty(t.nn.Module):
        def __init__(self, value: Any) -> None:
            self.value = value

    return [message(lambda: Hasty(t.nn.Identity()))[:60], message(lambda: Hasty(t.nn.Parameter(t.ones(1))))[:39], Hasty(3).value]


REGISTRY = [
    Case("nn.Module", assigned, label="assignment"),
    Case("nn.Module", unready, label="before __init__"),
    Case("nn.Parameter", lambda t, x: [repr(t.nn.Parameter(t.tensor([1.0, 2.5]))), t.nn.Parameter(x.detach()), t.nn.Parameter(x.detach()).requires_grad,
                                       t.nn.Parameter(t.ones(2), requires_grad=False).requires_grad, t.nn.Parameter().shape], (floats(3),)),
    Case("nn.Parameter", lambda t, x: shared_memory(t, x), (floats(3),), grad=False, label="shares memory"),
    Case("nn.Parameter", lambda t: message(lambda: t.nn.Parameter(t.tensor([1, 2])))[:40].lower(), label="of integers"),
    Case("nn.Buffer", lambda t: buffers(t)),
]  # fmt: skip


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
        weight is module.weight, str(result), list(state), state["p.bias"], state["p.weight"], state["p.weight"].requires_grad,
        kept, other.weight.dtype, other.weight.requires_grad, type(other.weight).__name__, other.bias.detach(),
    ]  # fmt: skip


STATE = [
    Case("nn.Module", lambda t: [list(block(t).state_dict()), [tuple(v.shape) for v in block(t).state_dict().values()]], label="state_dict"),
    Case("nn.Module", state_errors, label="load_state_dict errors"),
    Case("nn.Module", state_flow, (floats(2, 3), floats(2)), grad=False, label="load_state_dict"),
    Case("nn.Module", lambda t, x: copied(t, x), (floats(2, 3),), grad=False, label="copies"),
]  # fmt: skip


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
        twin(x).detach(), parcel(x).detach(), module(x).detach(), again[0].weight is again[1].weight,
        len(list(again.parameters())), type(twin[0].weight).__name__, twin[0].weight.requires_grad,
    ]  # fmt: skip


def forward_hooks(t: Any, x: Any) -> list[Any]:
    """Hooks before and after: what they see, what they change, their order, and that they can be removed."""
    module, seen = network(t), []
    first = module.register_forward_pre_hook(lambda m, args: seen.append(("pre", len(args))))
    module.register_forward_pre_hook(lambda m, args: (args[0] * 2,), prepend=True)
    module[0].register_forward_pre_hook(lambda m, args: args[0] + 1)
    module.register_forward_hook(lambda m, args, out: seen.append(("post", tuple(out.shape))))
    last = module.register_forward_hook(lambda m, args, kwargs, out: out * 3, with_kwargs=True)
    one = module(x)
    first.remove()
    last.remove()
    two = module(x)
    with module.register_forward_hook(lambda m, args, out: out + 10):
        three = module(x)
    return [one, two, three, module(x), str(seen)]


def keyword_hooks(t: Any, x: Any) -> list[Any]:
    """Hooks that take keyword arguments too."""

    class Scaled(t.nn.Module):
        def forward(self, x: Any, factor: float = 1.0) -> Any:
            return x * factor

    module = Scaled()
    module.register_forward_pre_hook(lambda m, a, k: (a, {"factor": k["factor"] + 1}), with_kwargs=True)
    return [module(x, factor=2.0), message(lambda: wrong_hook(t, x))[:80]]


def wrong_hook(t: Any, x: Any) -> None:
    """A hook that returns too little."""
    module = t.nn.Identity()
    module.register_forward_pre_hook(lambda m, a, k: 3, with_kwargs=True)
    module(x)


def backward_hooks(t: Any, x: Any) -> list[Any]:
    """Full backward hooks see both sides and may change what goes on; so may the ones before."""
    module, seen = network(t), []
    module[2].register_full_backward_hook(lambda m, gi, go: seen.extend([gi[0], go[0]]))
    module[0].register_full_backward_hook(lambda m, gi, go: (gi[0] * 2,))
    module[2].register_full_backward_pre_hook(lambda m, go: (go[0] * 3,))
    (grad,) = t.autograd.grad(module(x).square().sum(), x)
    return [*seen, grad]


def backward_hooks_of_several(t: Any, x: Any, y: Any) -> list[Any]:
    """Several inputs and outputs: the hook sees all of their gradients at once."""

    class Mixed(t.nn.Module):
        def forward(self, x: Any, n: int, y: Any) -> Any:
            return x * y, x + n * y

    module, seen = Mixed(), []
    module.register_full_backward_hook(lambda m, gi, go: seen.extend([gi[0], gi[1], gi[2], go[0], go[1]]))
    a, b = module(x, 3, y)
    grads = t.autograd.grad((a * b).sum(), (x, y))
    module.register_full_backward_hook(lambda m, gi, go: (gi[0] * 0 + 1, None, gi[2]))
    a, b = module(x, 3, y)
    again = t.autograd.grad((a * b).sum(), (x, y))
    return [*[g for g in seen if g is not None], len(seen), *grads, *again]


def hook_without_input_gradient(t: Any, x: Any) -> list[Any]:
    """Where no input requires a gradient the hook still runs, with None."""
    module, seen = network(t), []
    module[0].register_full_backward_hook(lambda m, gi, go: seen.extend([gi, go[0]]))
    module(x.detach()).sum().backward()
    return [str(seen[0]), seen[1], module[0].weight.grad]


HOOKS = [
    Case("nn.Module", forward_hooks, (floats(2, 3),), double=True, label="forward hooks"),
    Case("nn.Module", keyword_hooks, (floats(2),), label="hooks with kwargs"),
    Case("nn.Module", backward_hooks, (floats(2, 3),), label="backward hooks"),
    Case("nn.Module", backward_hooks_of_several, (floats(3), floats(3)), label="backward hooks, several"),
    Case("nn.Module", hook_without_input_gradient, (floats(2, 3),), label="backward hooks, no input gradient"),
]


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
        repr(box), repr(taken), len(box), repr(box[1:3]), type(box[:2]).__name__, repr(box[-1]), list(box._modules),
        [type(m).__name__ for m in box], message(lambda: box[9])[:10],
        message(lambda: box.append(3))[:25], names(box.named_parameters()), repr(make([])), repr(box + make([nn.SiLU()]))[-20:],
    ]  # fmt: skip


def named(t: Any) -> list[Any]:
    """Sequential with names, and modules by attribute."""
    nn = t.nn
    model = nn.Sequential(OrderedDict(hidden=nn.Linear(1, 2), act=nn.ReLU(), out=nn.Linear(2, 1)))
    return [
        repr(model), list(model.state_dict()), model.hidden is model[0], repr(model[1:]), model[:1].hidden is model.hidden,
        repr(model.append(nn.Tanh())), message(lambda: nn.Sequential(3))[:25], list(nn.Sequential(nn.ReLU())._modules),
    ]  # fmt: skip


def keyed(t: Any) -> list[Any]:
    """ModuleDict, used like a dictionary."""
    nn = t.nn
    box = nn.ModuleDict({"b": nn.ReLU(), "a": nn.Linear(1, 1)})
    box["c"] = nn.Tanh()
    box.update([("d", nn.Identity())])
    box.update(nn.ModuleDict({"a": nn.Flatten()}))
    taken = box.pop("b")
    del box["d"]
    result = [repr(box), repr(taken), len(box), list(box), list(box.keys()), "a" in box, "z" in box, [type(v).__name__ for v in box.values()],
              names(box.items()), message(lambda: box["z"]), message(lambda: box.update(3))[:9], message(lambda: box.update([(1,)]))[:10]]  # fmt: skip
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
        repr(box), len(box), names(box.named_parameters()), box[0], box[-1], list(box.state_dict()), [tuple(p.shape) for p in box[1:3]],
        repr(book), list(book), names(book.named_parameters()), "w" in book, len(book), tuple(book.pop("c").shape), book.get("q"),
        [type(v).__name__ for v in book.values()], names(book.items()), message(lambda: box[9])[:10],
        repr(nn.ParameterList([t.ones(2)])), repr(nn.ParameterList()),
    ]  # fmt: skip


CONTAINERS = [
    Case("nn.Sequential", lambda t, x: network(t)(x), (floats(2, 3),), double=True),
    Case("nn.Sequential", lambda t: listed(t, lambda modules: t.nn.Sequential(*modules)), label="as a list"),
    Case("nn.Sequential", named, label="named"),
    Case("nn.ModuleList", lambda t: listed(t, t.nn.ModuleList)),
    Case("nn.ModuleList", lambda t: repr(t.nn.ModuleList([t.nn.Linear(2, 2) for _ in range(3)])), label="equal neighbours"),
    Case("nn.ModuleList", lambda t: repr(t.nn.Sequential(t.nn.ModuleList([t.nn.Sequential(t.nn.ReLU()) for _ in range(2)]))), label="nested"),
    Case("nn.ModuleDict", keyed),
    Case("nn.ParameterList", parameters, (floats(2),), also=("nn.ParameterDict",)),
    Case("nn.ParameterDict", lambda t: repr(t.nn.ParameterDict({"a": t.ones(1)}))),
]  # fmt: skip

VECTORS = [
    *[Case("nn.functional.normalize", lambda t, x, o=o: t.nn.functional.normalize(x, **o), (floats(3, 4),), double=True, label=str(o), rtol=1e-4)
      for o in ({}, {"dim": 0}, {"p": 1.0}, {"p": 3.0, "dim": -1}, {"eps": 10.0})],
    Case("nn.functional.normalize", lambda t, x: t.nn.functional.normalize(x), (np.zeros((2, 3), "float32"),), grad=False, label="zeros"),
    *[Case("nn.functional.cosine_similarity", lambda t, a, b, d=d: t.nn.functional.cosine_similarity(a, b, dim=d), (floats(*s, dtype="float64"), floats(*r, dtype="float64")),
           double=True, label=f"{s} {r} {d}", rtol=1e-4) for s, r, d in (((3, 4), (3, 4), 1), ((4,), (4,), 0), ((2, 3, 4), (3, 4), -1), ((3, 1), (1, 4), 0))],
    *[Case("nn.functional.one_hot", lambda t, x, n=n: t.nn.functional.one_hot(x, n), (ints(*s, low=0, high=4),), label=f"{s} {n}")
      for s, n in (((3,), 4), ((), 5), ((2, 3), -1), ((0,), 3), ((2, 0, 2), 4))],
    Case("nn.functional.one_hot", lambda t: [message(lambda: t.nn.functional.one_hot(t.tensor([5]), 3))[:50], message(lambda: t.nn.functional.one_hot(t.tensor([-1])))[:46]], label="errors"),
    *[Case("nn.functional.pad", lambda t, x, a=a: t.nn.functional.pad(x, *a), (floats(2, 3),), double=True, label=str(a))
      for a in (((1, 2),), ((1, 2, 3, 0), "constant", 7.5), ((0, 0),), ((-1, 1),), ((-1, -1, 2, -1),), ((1, 1), "constant", float("-inf")))],
    Case("nn.functional.pad", lambda t, x: t.nn.functional.pad(x, (1, 1, 0, 1), value=3), (ints(2, 3),), label="int64"),
    Case("nn.functional.pad", lambda t, x: t.nn.functional.pad(x, (2, 0), value=1), (bools(3),), label="bool"),
    Case("nn.functional.pad", lambda t, x: t.nn.functional.pad(x, (1, 2, 1, 1)), (floats(0, 3),), label="empty"),
    Case("nn.functional.pad", lambda t: [message(lambda: t.nn.functional.pad(t.ones(2), (1,)))[:45], message(lambda: t.nn.functional.pad(t.ones(2), (1, 1, 1, 1)))[:60]], label="errors"),
]  # fmt: skip

CASES = [*LINEAR, *DROPOUT, *SHAPES, *TREE, *REGISTRY, *STATE, *HOOKS, *CONTAINERS, *VECTORS]
