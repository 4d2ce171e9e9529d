"""Views and writes beside PyTorch: by hand what each rule of the game means, and 400 random programs."""

from case import Case, floats
from view_programs import Program


def through_a_view(t, x):
    y = x * 2
    view = y[1]
    view.mul_(3)
    return y, view


def base_after_view(t, x):
    y = x * 2
    view = y[1]
    y.mul_(3)
    return view * view, y


def view_of_view(t, x):
    y = x * 2
    y[1:][0].transpose(0, 0)[1:].exp_()
    return y


def two_views(t, x):
    y = x * 1
    first, second = y[:2], y[1:]
    first.mul_(2)
    second.mul_(3)
    first.add_(y[0] * 2)
    return y, first, second


def strided_base(t, x):
    y = x.t() * 1
    y.t().mul_(2)
    y[0].exp_()
    return y


def base_without_gradient(t, x, w):
    y = x.detach() * 1
    view = y[0]
    y.mul_(w)
    return view * 2, view.requires_grad, y


def view_without_gradient(t, x, w):
    y = x.detach() * 1
    y[0].mul_(w[0])
    return y


def old_value_is_kept(t, x, w):
    y = x * 1
    y.mul_(w)
    y.mul_(w)
    return y


def detached(t, x):
    y = x * 1
    alone = y.detach()
    alone.mul_(2)
    return y, alone, alone.requires_grad, alone._base is None


def diagonal(t, x):
    y = x * 1
    y.diagonal()[1:].mul_(5)
    return y


def expanded(t, x):
    y = x * 1
    z = y.expand(2, *y.shape)
    z[0].mul_(3)
    return z * z


def data(t, x):
    x.data.mul_(2)
    return x * x, x.data.requires_grad, x.is_leaf, x.requires_grad


def loop(t, x):
    out = t.zeros(4, 3)
    out[0] = x[0]
    for i in range(1, 4):
        out[i] = out[i - 1].clone() * x[i % 2] + out[0]
    return out


def program(seed):
    return Case("Tensor.__setitem__", lambda t: Program(t, seed).run(), (), label=f"program {seed}")


CASES = [
    *[
        Case("Tensor.__setitem__", run, (floats(3, 3),), double=True, label=run.__name__.replace("_", " "))
        for run in (
            through_a_view,
            base_after_view,
            view_of_view,
            two_views,
            strided_base,
            detached,
            diagonal,
            expanded,
        )
    ],
    *[
        Case("Tensor.__setitem__", run, (floats(3, 3), floats(3, 3)), double=True, label=run.__name__.replace("_", " "))
        for run in (base_without_gradient, view_without_gradient, old_value_is_kept)
    ],
    Case("Tensor.data", data, (floats(3),), also=("Tensor.is_leaf", "Tensor.requires_grad")),
    Case("Tensor.__setitem__", loop, (floats(2, 3),), double=True, label="loop"),
    *map(program, range(400)),
]
