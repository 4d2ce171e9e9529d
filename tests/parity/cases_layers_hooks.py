"""Module hooks beside PyTorch: what they see, what they may change, in which order."""

from __future__ import annotations

from typing import Any

from case import Case, floats
from cases_layers import message, network


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
    module, seen = network(t).double(), []  # the gradients here nearly cancel, which float32 shows in its last digits
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
    Case("nn.Module", backward_hooks, (floats(2, 3, dtype="float64"),), label="backward hooks"),
    Case("nn.Module", backward_hooks_of_several, (floats(3), floats(3)), label="backward hooks, several"),
    Case("nn.Module", hook_without_input_gradient, (floats(2, 3),), label="backward hooks, no input gradient"),
]


CASES = HOOKS
