"""Conversion beside PyTorch: casts, Python numbers, sizes, devices, copies and pickles."""

from __future__ import annotations

import copy
import operator
import pickle
from typing import Any

import numpy as np
from case import ALL_DTYPES, FLOATS, Case, bools, floats, ints, strided
from cases_creation import INF, NAN, plain, refused

CASTS = ("float", "double", "half", "long", "int", "short", "char", "byte", "bool")


def array(dtype: str) -> Any:
    """A (2, 3) array of that dtype that every other dtype can hold."""
    return bools(2, 3) if dtype == "bool" else ints(2, 3, low=0).astype(dtype)


def cast(name: str, dtype: str) -> Case:
    """x.float() and its kind from one dtype."""
    return Case(f"Tensor.{name}", lambda t, x: getattr(x, name)(), (array(dtype),), grad=False, label=dtype)


TO = [
    *[cast(name, dtype) for name in CASTS for dtype in ALL_DTYPES],
    *[
        Case(
            f"Tensor.{n}",
            lambda t, x, n=n: getattr(x, n)() * 2,
            (floats(2, 3, dtype=d),),
            double=True,
            label=f"grad {d}",
        )
        for n in ("float", "double")
        for d in FLOATS
    ],
    Case("Tensor.to", lambda t, x: x.to(t.float64), (floats(2, 3),), double=True),
    Case("Tensor.to", lambda t, x: x.to(t.float64), (strided(floats(2, 3)),), double=True, label="strided"),
    Case("Tensor.to", lambda t, x: x.to("cpu", t.int64), (floats(2, 3),), grad=False, label="device and dtype"),
    Case("Tensor.to", lambda t, x: x.to(device="cpu", dtype=t.int64), (floats(2),), grad=False, label="keywords"),
    Case("Tensor.to", lambda t, x, y: x.to(y), (floats(2), ints(1, dtype="int8")), grad=False, label="other"),
    Case("Tensor.to", lambda t, x: x.to(int), (floats(2),), grad=False, label="Python's type"),
    Case("Tensor.to", lambda t, x: x.to(t.float64, non_blocking=True, copy=False), (floats(2),), label="flags"),
    Case(
        "Tensor.to",
        lambda t, x: (x.to("cpu") is x, x.to(t.float32) is x, x.to(t.float32, copy=True) is x, x.to() is x),
        (floats(2),),
        grad=False,
        label="identity",
    ),
    Case("Tensor.type_as", lambda t, x, y: x.type_as(y), (floats(2), ints(1, dtype="int8")), grad=False),
    *[Case("Tensor.type", lambda t, x: x.type(), (array(d),), grad=False, label=f"name {d}") for d in ALL_DTYPES],
    Case("Tensor.type", lambda t, x: (x.type(t.int64), x.type("torch.DoubleTensor")), (floats(2),), grad=False),
    Case("Tensor.cpu", lambda t, x: (x.cpu() is x, x.is_cpu, x.is_cuda, x.get_device()), (floats(2),), grad=False),
    Case(
        "Tensor.bfloat16",
        lambda t, x: (x.bfloat16().float(), x.to(t.bfloat16).tolist(), str(x.bfloat16()), x.bfloat16().long()),
        (np.array([1.5, -2.5, 100.25, 3.0], dtype="float32"),),
        grad=False,
    ),
    Case(
        "Tensor.bfloat16",
        lambda t, x: x.bfloat16().float(),
        (np.array([1.00390625, 1.01171875, 3.4e38, NAN, INF, -INF, -0.0, 1e-40, 1 / 3], dtype="float32"),),
        grad=False,
        label="to the nearest even",
    ),
    *plain(
        "Tensor.to",
        refused(
            lambda t: t.ones(1).to("cuda"),
            lambda t: t.ones(1).to("float32"),
            lambda t: t.ones(1).to(3),
            lambda t: t.ones(1).cuda(),
            lambda t: t.ones(1).type("torch.FooTensor"),
            lambda t: t.ones(1).bfloat16().numpy(),
        ),
        also=("Tensor.cuda",),
    ),
]

NUMBERS = [
    *[
        Case("Tensor.item", lambda t, x: (x.item(), type(x.item()).__name__), (array(d)[:1, :1],), grad=False, label=d)
        for d in ALL_DTYPES
    ],
    *[Case("Tensor.tolist", lambda t, x: str(x.tolist()), (array(d),), grad=False, label=d) for d in ALL_DTYPES],
    Case(
        "Tensor.tolist",
        lambda t, x: (x.tolist(), x[0, 0].tolist()),
        (strided(ints(3, 2)),),
        grad=False,
        label="strided",
    ),
    Case(
        "Tensor.numpy",
        lambda t, x: (str(x.numpy().dtype), (x * 2).numpy(force=True).shape, str(np.asarray(x).dtype)),
        (floats(2, 3),),
        grad=False,
        also=("Tensor.__array__",),
    ),
    *plain(
        "Tensor.__float__",
        lambda t: (float(t.tensor([[2]])), int(t.tensor(2.7)), complex(t.tensor(2.0)), operator.index(t.tensor([2]))),
        lambda t: (bool(t.tensor([[0]])), bool(t.tensor(0.5)), len(t.ones(3, 2)), [int(v) for v in t.arange(3)]),
        lambda t: (1.5 in t.tensor([1.5]), 7 in t.tensor([1]), t.tensor(3) in t.arange(4)),
        lambda t: (f"{t.tensor(1.25):.1f}", f"{t.tensor(3):d}", f"{t.tensor(1.5)}", f"{t.tensor([1.5])}"),
        refused(
            lambda t: float(t.ones(2)),
            lambda t: int(t.tensor([])),
            lambda t: int(t.tensor(NAN)),
            lambda t: int(t.tensor(INF)),
            lambda t: operator.index(t.tensor(2.0)),
            lambda t: operator.index(t.tensor([2, 3])),
            lambda t: bool(t.ones(2)),
            lambda t: bool(t.tensor([])),
            lambda t: len(t.tensor(1)),
            lambda t: list(t.tensor(1)),
            lambda t: "a" in t.ones(2),
            lambda t: f"{t.ones(2):.2f}",
            lambda t: t.ones(2).item(),
            lambda t: t.ones(1, requires_grad=True).numpy(),
        ),
        also=(
            "Tensor.__int__",
            "Tensor.__complex__",
            "Tensor.__index__",
            "Tensor.__bool__",
            "Tensor.__len__",
            "Tensor.__iter__",
            "Tensor.__contains__",
            "Tensor.__format__",
        ),
    ),
    *[
        Case(
            "numel",
            lambda t, x: (t.numel(x), x.numel(), x.nelement(), x.ndimension(), x.element_size(), x.nbytes, x.itemsize),
            (x,),
            grad=False,
            label=str(x.shape),
            also=("Tensor.numel", "Tensor.nelement", "Tensor.ndimension", "Tensor.element_size"),
        )
        for x in (floats(2, 3), ints(0, 2, dtype="int8"), np.array(True))
    ],
    *[
        Case(
            "is_floating_point",
            lambda t, x: (t.is_floating_point(x), x.is_floating_point()),
            (array(d),),
            False,
            label=d,
        )
        for d in ALL_DTYPES
    ],
    *plain(
        "is_tensor",
        lambda t: (t.is_tensor(t.ones(1)), t.is_tensor(3), t.is_nonzero(t.tensor([2])), t.tensor(0.0).is_nonzero()),
        refused(lambda t: t.numel(3), lambda t: t.is_floating_point(3), lambda t: t.is_nonzero(t.ones(2))),
        also=("is_nonzero", "Tensor.is_nonzero", "Tensor.is_floating_point"),
    ),
]

COPIES = [
    *[
        Case(
            name,
            lambda t, x, n=name: getattr(t, n)(x) * 2 if n == "clone" else t.detach(x),
            (floats(*s),),
            grad=name == "clone",
            label=str(s),
        )
        for name in ("clone", "detach")
        for s in ((), (2, 3), (0,))
    ],
    Case(
        "clone", lambda t, x: x.clone(), (strided(floats(2, 3)),), double=True, label="strided", also=("Tensor.clone",)
    ),
    Case(
        "detach",
        lambda t, x: (x.detach().requires_grad, x.data.requires_grad),
        (floats(2),),
        False,
        also=("Tensor.detach",),
    ),
    *plain(
        "Tensor.__deepcopy__",
        lambda t: copy.deepcopy(t.ones(2, requires_grad=True)).requires_grad,
        lambda t: copy.copy(t.ones(2, requires_grad=True)).requires_grad,
        lambda t: pickle.loads(pickle.dumps(t.ones(2, requires_grad=True))).requires_grad,
        lambda t: pickle.loads(pickle.dumps(t.arange(6).reshape(2, 3).T)),
        lambda t: type(copy.deepcopy(t.nn.Parameter(t.ones(1)))).__name__,
        lambda t: type(pickle.loads(pickle.dumps(t.nn.Parameter(t.ones(1))))).__name__,
        lambda t: [pickle.loads(pickle.dumps(v)) for v in (t.float32, t.bool, t.Size([2]), t.device("cuda:1"))],
        lambda t: (lambda x: (lambda y: y[0] is y[1])(copy.deepcopy([x, x])))(t.ones(1)),
        refused(lambda t: copy.deepcopy(t.ones(1, requires_grad=True) * 2)),
        also=("Tensor.__reduce__",),
    ),
]

KINDS = [
    *plain(
        "device",
        lambda t: [repr(t.device(*a)) for a in (("cpu",), ("cuda",), ("cuda:1",), ("cuda", 1), ("cpu", 0), ("mps",))],
        lambda t: [str(t.device(n)) for n in ("cpu", "cuda:1", "mps")],
        lambda t: (t.device("cpu") == t.device("cpu:0"), t.device("cpu") == "cpu", t.device("cuda", 1).index),
        lambda t: (repr(t.ones(1).device), repr(t.get_default_device()), t.set_default_device(None)),
        lambda t: len({t.device("cpu"), t.device("cpu"), t.device(t.device("cuda:1")), t.device(type="cuda", index=1)}),
        refused(
            lambda t: t.device("foo"),
            lambda t: t.device("cuda:x"),
            lambda t: t.device("cuda:-1"),
            lambda t: t.device(""),
            lambda t: t.device(1.5),
            lambda t: t.device(None),
            lambda t: t.device(0),
            lambda t: t.device(),
        ),
        also=("get_default_device", "set_default_device", "Tensor.device"),
    ),
    *plain(
        "cuda.is_available",
        lambda t: (t.cuda.is_available(), t.cuda.device_count(), t.cuda.is_initialized(), t.cuda.is_bf16_supported()),
        lambda t: (t.cuda.empty_cache(), t.cuda.manual_seed(1), t.cuda.manual_seed_all(1)),
        lambda t: (t.backends.mps.is_available(), t.backends.mps.is_built(), t.backends.cuda.is_built()),
        lambda t: (t.backends.cudnn.is_available(), t.backends.cudnn.benchmark),
        lambda t: (t.mps.is_available(), t.mps.device_count()),
        lambda t: (t.accelerator.is_available(), t.accelerator.device_count(), t.accelerator.current_accelerator()),
        refused(
            lambda t: t.cuda.current_device(),
            lambda t: t.cuda.get_device_name(),
            lambda t: t.cuda.get_device_properties(0),
            lambda t: t.cuda.synchronize(),
            lambda t: t.accelerator.synchronize(),
        ),
    ),
    *plain(
        "finfo",
        lambda t: [str(t.finfo(d)) for d in (t.float16, t.bfloat16, t.float32, t.float64)],
        lambda t: [(f.bits, f.max, f.min, f.eps, f.tiny) for f in (t.finfo(), t.finfo(t.bfloat16), t.finfo(t.float16))],
        refused(lambda t: t.finfo(t.int8)),
    ),
    *plain(
        "iinfo",
        lambda t: [str(t.iinfo(d)) for d in (t.int8, t.uint8, t.int16)],
        lambda t: (t.iinfo(t.int8).bits, t.iinfo(t.int64).max),
        refused(lambda t: t.iinfo(t.float32), lambda t: t.iinfo(t.bool)),
    ),
    *plain(
        "dtype",
        lambda t: [
            (str(d), d.itemsize, d.is_floating_point, d.is_signed, d.is_complex) for d in (t.bool, t.uint8, t.half)
        ],
        lambda t: [
            d is e for d, e in ((t.half, t.float16), (t.float, t.float32), (t.double, t.float64), (t.int, t.int32))
        ],
        lambda t: [d is e for d, e in ((t.short, t.int16), (t.long, t.int64))],
        lambda t: [
            str(t.promote_types(a, b)) for a in (t.uint8, t.int64, t.bfloat16) for b in (t.int8, t.half, t.bool)
        ],
        lambda t: (str(t.get_default_dtype()), t.set_default_dtype(t.float32)),
        refused(lambda t: t.set_default_dtype(t.int64), lambda t: t.set_default_dtype("float32")),
        also=(
            *("bfloat16", "bool", "double", "float", "float16", "float32", "float64", "half", "int", "int16", "int32"),
            *("int64", "int8", "long", "short", "uint8", "get_default_dtype", "set_default_dtype", "promote_types"),
        ),
    ),
]

CASES = [*TO, *NUMBERS, *COPIES, *KINDS]
