"""Reshaping and views beside PyTorch: shapes, strides, offsets, what is a view of what, and gradients."""

import numpy as np
from case import ALL_DTYPES, FLOATS, Case, bools, floats, ints, strided


def of_dtype(dtype, *shape):
    """An array of one dtype."""
    if dtype == "bool":
        return bools(*shape)
    return ints(*shape, low=0, dtype=dtype) if "int" in dtype else floats(*shape, dtype=dtype)


def moved(name, *runs, shape=(2, 3, 4), also=(), arrays=None, dtypes=True):
    """Cases for `run(t, x)`: every run on a plain, a strided and an empty array, and the first one on every dtype.

    Beside the values they compare whether the result is a view, and whether it is x itself.
    """
    arrays = arrays or [floats(*shape), strided(floats(*shape)), strided(floats(*shape[:-1], 0))[..., :0]]
    cases = []
    for number, run in enumerate(runs):
        for layout, array in zip(("plain", "strided", "empty"), arrays, strict=False):
            cases.append(
                Case(
                    name,
                    described(run),
                    (array,),
                    double=True,
                    label=f"{number} {layout}",
                    also=also if not number else (),
                )
            )
    for dtype in ALL_DTYPES if dtypes else ():
        array = of_dtype(dtype, *shape)
        cases.append(Case(name, runs[0], (array,), grad=dtype in FLOATS, label=dtype))
    return cases


def described(run):
    """The run's result, and for a single tensor with elements whether it is x itself, or a view of it."""

    def inner(t, x):
        result = run(t, x)
        if not isinstance(result, t.Tensor) or result.numel() == 0:
            return result
        return result, result is x, result._base is x

    return inner


def written(name, run, **options):
    """The same function through which a write must reach its argument."""

    def inner(t, x):
        y = x * 1
        run(t, y).mul_(3)
        return y

    return [Case(name, inner, (floats(2, 3, 4),), double=True, label="written through", **options)]


CASES = [
    *moved(
        "reshape",
        lambda t, x: t.reshape(x, (4, 6)),
        lambda t, x: x.reshape(-1, 2),
        lambda t, x: x.reshape(2, 3, 4),
        also=("Tensor.reshape",),
        arrays=[floats(2, 3, 4), strided(floats(2, 3, 4))],
    ),
    *written("reshape", lambda t, x: x.reshape(4, 6)),
    Case(
        "reshape", lambda t, x: (x.reshape(0, 7), x.reshape(5, 0), x.reshape(-1, 2)), (floats(2, 0),), label="nothing"
    ),
    Case(
        "reshape",
        lambda t, x: (x.reshape(()), x.reshape(1, 1), t.reshape(x, [-1])),
        (floats(1),),
        double=True,
        label="one",
    ),
    Case("reshape", lambda t, x: x.T.reshape(6), (floats(2, 3),), double=True, label="copies"),
    Case(
        "Tensor.view",
        lambda t, x: (x.view(6, 4), x.view(-1), x.view((2, 12)), x.view([24, 1])),
        (floats(2, 3, 4),),
        double=True,
    ),
    Case(
        "Tensor.view",
        lambda t, x: x.transpose(0, 1).view(3, 2, 2, 2).stride(),
        (floats(2, 3, 4),),
        grad=False,
        label="strided",
    ),
    Case(
        "Tensor.view",
        lambda t, x: (x.view(t.int32), x.view(t.uint8), x.view(t.int16)),
        (floats(2, 3),),
        grad=False,
        label="dtype",
    ),
    Case(
        "Tensor.view_as",
        lambda t, x, y: (x.view_as(y), x.reshape_as(y)),
        (floats(6), floats(2, 3)),
        also=("Tensor.reshape_as",),
    ),
    *written("Tensor.view", lambda t, x: x.view(-1)),
    *moved(
        "flatten",
        lambda t, x: t.flatten(x),
        lambda t, x: x.flatten(1),
        lambda t, x: x.flatten(-2, -1),
        lambda t, x: x.flatten(1, 1),
        also=("Tensor.flatten",),
    ),
    Case("flatten", lambda t, x: (x.flatten(), x.ravel()), (floats(),), double=True, label="0-d"),
    *moved("ravel", lambda t, x: t.ravel(x), lambda t, x: x[0, 0].ravel(), also=("Tensor.ravel",)),
    *moved(
        "unflatten",
        lambda t, x: t.unflatten(x, 2, (2, 2)),
        lambda t, x: x.unflatten(-3, (-1, 1)),
        also=("Tensor.unflatten",),
        arrays=[floats(2, 3, 4), strided(floats(2, 3, 4))],
    ),
    *moved(
        "squeeze",
        lambda t, x: t.squeeze(x),
        lambda t, x: x.squeeze(0),
        lambda t, x: x.squeeze(-1),
        lambda t, x: x.squeeze((0, 2)),
        shape=(1, 3, 1),
        also=("Tensor.squeeze",),
        arrays=[floats(1, 3, 1), strided(floats(1, 3, 1)), floats(1, 0, 2)],
    ),
    Case("squeeze", lambda t, x: (x.squeeze(), x.squeeze(0), x.squeeze(-1)), (floats(),), label="0-d"),
    *moved(
        "unsqueeze",
        lambda t, x: t.unsqueeze(x, 0),
        lambda t, x: x.unsqueeze(-1),
        lambda t, x: x.unsqueeze(2),
        also=("Tensor.unsqueeze",),
    ),
    *written("squeeze", lambda t, x: x.unsqueeze(1).squeeze(1)),
    *moved(
        "transpose",
        lambda t, x: t.transpose(x, 0, 1),
        lambda t, x: x.transpose(-1, 0),
        lambda t, x: x.transpose(1, 1),
        also=("Tensor.transpose",),
    ),
    *moved("swapaxes", lambda t, x: t.swapaxes(x, 0, 2), lambda t, x: x.swapaxes(0, 1), also=("Tensor.swapaxes",)),
    *moved("swapdims", lambda t, x: t.swapdims(x, 0, 2), lambda t, x: x.swapdims(0, -1), also=("Tensor.swapdims",)),
    *moved("t", lambda t, x: t.t(x), lambda t, x: x.t(), shape=(2, 3), also=("Tensor.t",)),
    Case(
        "t",
        lambda t, x, y: (x.t(), y.t(), t.transpose(y, 0, -1), y.T),
        (floats(3), floats()),
        double=True,
        label="0-d and 1-d",
    ),
    *moved("permute", lambda t, x: t.permute(x, (2, 0, 1)), lambda t, x: x.permute(1, 0, -1), also=("Tensor.permute",)),
    *written("permute", lambda t, x: x.permute(2, 0, 1)),
    Case(
        "Tensor.T",
        lambda t, x, y: (x.T, x.mT, y.T, y.mT),
        (floats(2, 3), floats(2, 3, 4)),
        double=True,
        also=("Tensor.mT",),
    ),
    *moved("adjoint", lambda t, x: t.adjoint(x), lambda t, x: x.adjoint(), also=("Tensor.adjoint",)),
    *moved(
        "movedim",
        lambda t, x: t.movedim(x, 0, 2),
        lambda t, x: x.movedim((0, 1), (-1, 0)),
        lambda t, x: x.movedim(1, 1),
        also=("Tensor.movedim",),
    ),
    *moved("moveaxis", lambda t, x: t.moveaxis(x, 0, 1), lambda t, x: x.moveaxis(-1, 0), also=("Tensor.moveaxis",)),
    *moved(
        "Tensor.expand",
        lambda t, x: x.expand(2, 3, 4),
        lambda t, x: x.expand(5, -1, 3, -1),
        lambda t, x: x.expand((1, 3, 1)),
        shape=(1, 3, 1),
        arrays=[floats(1, 3, 1), strided(floats(4, 3, 1))[:1]],
    ),
    Case(
        "Tensor.expand", lambda t, x: (x.expand(3), x.expand(2, 2), x.expand(())), (floats(),), double=True, label="0-d"
    ),
    Case("Tensor.expand", lambda t, x: (x.expand(0, 3), x.expand(2, 0, 3)[:1]), (floats(1, 3),), label="empty"),
    Case(
        "Tensor.expand",
        lambda t, x: x[:, :1].expand(3, 4).exp(),
        (strided(floats(3, 2)),),
        double=True,
        label="strided",
    ),
    Case("Tensor.expand_as", lambda t, x, y: x.expand_as(y), (floats(3, 1), floats(2, 3, 4)), double=True),
    Case(
        "broadcast_to",
        lambda t, x: (t.broadcast_to(x, (2, 3)), x.broadcast_to((4, 1, 3))),
        (floats(1, 3),),
        double=True,
        also=("Tensor.broadcast_to",),
    ),
    Case(
        "broadcast_tensors",
        lambda t, x, y, z: t.broadcast_tensors(x, y, z),
        (floats(3, 1), floats(2), floats()),
        double=True,
    ),
    Case(
        "broadcast_shapes",
        lambda t: (
            t.broadcast_shapes((2, 1), (3,)),
            t.broadcast_shapes((), (0, 1)),
            t.broadcast_shapes(4, (3, 1)),
            t.broadcast_shapes(),
        ),
    ),
    *moved(
        "narrow",
        lambda t, x: t.narrow(x, 1, 1, 2),
        lambda t, x: x.narrow(-2, -2, 2),
        lambda t, x: x.narrow(0, 2, 0),
        also=("Tensor.narrow",),
    ),
    *written("narrow", lambda t, x: x.narrow(1, 1, 2)),
    *moved("select", lambda t, x: t.select(x, 1, 2), lambda t, x: x.select(-3, -1), also=("Tensor.select",)),
    *written("select", lambda t, x: x.select(1, 2)),
    *moved(
        "diagonal",
        lambda t, x: t.diagonal(x),
        lambda t, x: x.diagonal(1, -1, -2),
        lambda t, x: x.diagonal(-1, 0, 2),
        lambda t, x: x.diagonal(5),
        also=("Tensor.diagonal",),
    ),
    *written("diagonal", lambda t, x: x.diagonal(0, 1, 2)),
    Case(
        "Size",
        lambda t, x: (
            x.shape,
            x.shape[1:],
            x.shape[-1],
            x.shape + x.shape[1:],
            x.shape.numel(),
            x.size(),
            x.size(-1),
            x.size(dim=0),
            x.dim(),
        ),
        (floats(2, 3),),
        grad=False,
        also=("Tensor.size", "Tensor.dim", "Tensor.shape"),
    ),
    Case(
        "Tensor.stride",
        lambda t, x: (
            x.stride(),
            x.stride(-1),
            x[1:, ::2].stride(),
            x.T.stride(),
            x.expand(5, 3, 4).stride(),
            x[:, None].stride(),
            x[:0].stride(),
        ),
        (floats(3, 4),),
        grad=False,
    ),
    Case(
        "Tensor.storage_offset",
        lambda t, x: (
            x.storage_offset(),
            x[1].storage_offset(),
            x[1:, 2].storage_offset(),
            x[1, 1:].detach().storage_offset(),
        ),
        (floats(3, 4),),
        grad=False,
    ),
    Case(
        "Tensor.is_contiguous",
        lambda t, x: (
            x.is_contiguous(),
            x.T.is_contiguous(),
            x[1:].is_contiguous(),
            x[:, 1:].is_contiguous(),
            x[:, :1].T.is_contiguous(),
            x.T[:0].is_contiguous(),
        ),
        (floats(3, 4),),
        grad=False,
    ),
    *moved("Tensor.contiguous", lambda t, x: x.contiguous(), lambda t, x: x.transpose(0, 1).contiguous()),
    *[
        Case(
            name,
            lambda t, x, y, z, f=name: (getattr(t, f)(x), getattr(t, f)(y, z), getattr(t, f)((z, x))),
            (floats(), floats(3), floats(2, 3)),
            double=True,
        )
        for name in ("atleast_1d", "atleast_2d", "atleast_3d")
    ],
    Case(
        "atleast_3d", lambda t, x: t.atleast_3d(x) is x, (np.zeros((1, 1, 1), "float32"),), grad=False, label="as it is"
    ),
]
