"""Gradients asked for, switched off, listened to and checked, beside PyTorch."""

from __future__ import annotations

from typing import Any

from case import Case, floats


def leaf(t: Any, x: Any) -> Any:
    """A leaf of its own that requires a gradient."""
    return x.detach().clone().requires_grad_()


def backward(t: Any, x: Any) -> Any:
    x = leaf(t, x)
    y = (x * x).sum()
    y.backward(retain_graph=True)
    y.backward(gradient=t.tensor(0.5))
    z = leaf(t, x)
    (x * z).sum().backward(inputs=[z])
    return x.grad, z.grad, x.is_leaf, y.is_leaf


def several(t: Any, x: Any) -> Any:
    x = leaf(t, x)
    t.autograd.backward([(x * 2).sum(), x * x], [None, t.ones_like(x)])
    return x.grad


def grad(t: Any, x: Any) -> Any:
    x = leaf(t, x)
    unused = leaf(t, x)
    (first,) = t.autograd.grad((x**3).sum(), x, create_graph=True)
    (second,) = t.autograd.grad(first.sum(), [x], retain_graph=True)
    (weighted,) = t.autograd.grad([x * x], [x], grad_outputs=[t.full_like(x, 3.0)])
    none = t.autograd.grad((x * 2).sum(), [unused], allow_unused=True)
    return first, second, weighted, none[0] is None


def hooks(t: Any, x: Any) -> Any:
    x = leaf(t, x)
    y = x * 3
    seen: list[Any] = []
    handle = x.register_hook(lambda g: g * 2)
    y.register_hook(lambda g: seen.append(g.clone()))
    y.retain_grad()
    x.register_post_accumulate_grad_hook(lambda p: seen.append(p.grad.clone()))
    (y * y).sum().backward(retain_graph=True)
    handle.remove()
    return x.grad, y.grad, seen, y.retains_grad, x.retains_grad


def modes(t: Any, x: Any) -> Any:
    x = leaf(t, x)

    @t.no_grad()
    def off() -> Any:
        return (x * 2).requires_grad

    @t.enable_grad()
    def on() -> Any:
        return (x * 2).requires_grad

    said = [off(), on(), t.is_grad_enabled()]
    with t.no_grad():
        said += [(x * 2).requires_grad, on(), t.is_grad_enabled()]
    with t.inference_mode():
        said += [(x * 2).requires_grad]
    with t.set_grad_enabled(False):
        said += [(x * 2).requires_grad]
    t.set_grad_enabled(False)
    said += [t.is_grad_enabled()]
    t.set_grad_enabled(True)
    return [*said, t.is_grad_enabled()]


def own_operation(t: Any, x: Any) -> Any:
    class Cube(t.autograd.Function):  # type: ignore[misc, name-defined]
        @staticmethod
        def forward(ctx: Any, x: Any, scale: float) -> Any:
            ctx.save_for_backward(x)
            ctx.scale = scale
            return scale * x * x * x, x + 1

        @staticmethod
        def backward(ctx: Any, grad_cube: Any, grad_next: Any) -> Any:
            (x,) = ctx.saved_tensors
            return 3 * ctx.scale * x * x * grad_cube + grad_next, None

    return Cube.apply(x, 2.0)


def checks(t: Any, x: Any) -> Any:
    x = leaf(t, x)
    right = t.autograd.gradcheck(lambda v: v.exp() * v, (x,))
    twice = t.autograd.gradgradcheck(lambda v: v.exp() * v, (x,))
    wrong = t.autograd.gradcheck(lambda v: v.detach() * v, (x,), raise_exception=False)
    return right, twice, wrong


def fields(t: Any, x: Any) -> Any:
    x = leaf(t, x)
    integers = t.arange(6).reshape(2, 3)
    told = [x.ndim, x.nbytes, x.itemsize, integers.nbytes, str(x.dtype), x.is_cpu, x.is_cuda, x.get_device()]
    return [*told, x.requires_grad_(False).requires_grad, isinstance(x, t.Tensor)]


CASES = [
    Case("Tensor.backward", backward, (floats(2, 3),), grad=False),
    Case("autograd.backward", several, (floats(3),), grad=False),
    Case("autograd.grad", grad, (floats(2, 2),), grad=False),
    Case(
        "Tensor.register_hook", hooks, (floats(3),), grad=False,
        also=("Tensor.register_post_accumulate_grad_hook", "Tensor.retain_grad", "Tensor.retains_grad"),
    ),
    Case(
        "no_grad", modes, (floats(3),), grad=False,
        also=(
            "enable_grad", "inference_mode", "set_grad_enabled", "is_grad_enabled", "autograd.no_grad",
            "autograd.enable_grad", "autograd.inference_mode", "autograd.set_grad_enabled",
        ),
    ),
    Case("autograd.Function", own_operation, (floats(2, 3),), double=True),
    Case("autograd.gradcheck", checks, (floats(3, dtype="float64"),), grad=False, also=("autograd.gradgradcheck",)),
    Case(
        "Tensor.dtype", fields, (floats(2, 3),), grad=False,
        also=(
            "Tensor", "Tensor.ndim", "Tensor.nbytes", "Tensor.itemsize", "Tensor.is_cpu", "Tensor.is_cuda",
            "Tensor.get_device", "Tensor.requires_grad_",
        ),
    ),
]  # fmt: skip
