"""Activations beside PyTorch: functions, methods and modules, at ordinary values, extremes and empty shapes."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
from case import ALL_DTYPES, Case, floats, ints, strided, unary

FLOAT_KINDS = ("float32", "float64", "float16")
EXTREMES = np.array([-1e4, -100.0, -20.5, -1.0, -0.0, 0.0, 1.0, 20.5, 100.0, 1e4], dtype="float32")
ENDS = np.array([-np.inf, np.inf, np.nan], dtype="float32")


def pointwise(
    name: str, run: Any, *, ends: bool = True, kink: bool = False, dtypes: tuple[str, ...] = FLOAT_KINDS, **options: Any
) -> Any:
    """Every shape and dtype, the values where careless formulas overflow, and the ends of the number line.

    A function with a `kink` at 0 has no second derivative there, and libraries differ in what they call it.
    """
    yield from unary(name, run, dtypes=dtypes, **options)
    yield Case(name, run, (EXTREMES,), double=not kink, label="extremes")
    yield Case(name, run, (EXTREMES.astype("float64"),), double=not kink, label="extremes in double")
    yield Case(name, run, (EXTREMES,), label="extremes, derivative in one pass")
    yield Case(name, run, (floats(3, 4),), label="derivative in one pass")
    if ends:
        yield Case(name, run, (ENDS,), grad=False, label="infinities and NaN")


def by_module(name: str, make: Any, *, low: float = -2.0, high: float = 2.0, double: bool = True) -> Any:
    """A module on a batch, and how it prints."""
    yield Case(f"nn.{name}", quietly(lambda t, x: make(t.nn)(x)), (floats(3, 4, low=low, high=high),), double=double)
    yield Case(f"nn.{name}", lambda t: (repr(make(t.nn)), list(make(t.nn).state_dict())), label="repr")


def in_place(name: str, run: Any) -> Any:
    """Writing into a tensor that has a history: the gradient goes through both steps."""

    def write(t: Any, x: Any) -> Any:
        y = x * 2
        result = run(t, y)
        return y, result

    yield Case(name, write, (floats(3, 4),), double=True, label="in place")
    yield Case(name, lambda t, x: run(t, x), (floats(5),), grad=False, label="in place, no gradient")


def quietly(run: Any) -> Any:
    """The same without warnings, which the parity session turns into errors."""

    def inner(t: Any, *inputs: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return run(t, *inputs)

    return inner


def along(name: str, run: Any, also: tuple[str, ...]) -> Any:
    """A function along a dimension: every dimension of every rank, negative ones, sizes of 0 and 1."""
    for shape in ((), (1,), (5,), (2, 3), (2, 0, 3), (3, 1), (2, 3, 4)):
        for dim in range(-max(len(shape), 1), max(len(shape), 1)):
            yield Case(
                name,
                lambda t, x, d=dim: run(t, x, d),
                (floats(*shape),),
                double=True,
                label=f"{shape} dim {dim}",
                also=also,
            )
    yield Case(name, lambda t, x: run(t, x, 0), (strided(floats(4, 5)),), double=True, label="strided")
    for dtype in FLOAT_KINDS:
        tolerance = {"rtol": 2e-3, "atol": 2e-3} if dtype == "float16" else {}
        case = Case(name, lambda t, x: run(t, x, 1), (floats(3, 4, dtype=dtype),), label=dtype, **tolerance)
        yield case
    yield Case(name, lambda t, x: run(t, x, -1), (EXTREMES.reshape(2, 5),), double=True, label="extremes")
    ends = np.array([[0, -np.inf, 1], [-np.inf] * 3, [0, np.inf, 1], [0, np.nan, 1]], dtype="float32")
    yield Case(name, lambda t, x: run(t, x, 1), (ends,), grad=False, label="infinities and NaN")


CASES = [
    *pointwise(
        "relu", lambda t, x: t.relu(x), dtypes=ALL_DTYPES[:-1], also=("Tensor.relu", "nn.functional.relu", "nn.ReLU")
    ),
    *pointwise("sigmoid", lambda t, x: t.sigmoid(x), dtypes=ALL_DTYPES, also=("nn.functional.sigmoid",)),
    *pointwise("tanh", lambda t, x: t.tanh(x), dtypes=ALL_DTYPES, also=("nn.functional.tanh",)),
    Case("Tensor.relu", lambda t, x: x.relu(), (floats(3, 4),), double=True),
    Case("Tensor.sigmoid", lambda t, x: x.sigmoid(), (floats(3, 4),), double=True),
    Case("Tensor.tanh", lambda t, x: x.tanh(), (floats(3, 4),), double=True),
    *in_place("relu_", lambda t, x: t.relu_(x)),
    *in_place("Tensor.relu_", lambda t, x: x.relu_()),
    *in_place("sigmoid_", lambda t, x: t.sigmoid_(x)),
    *in_place("Tensor.sigmoid_", lambda t, x: x.sigmoid_()),
    *in_place("tanh_", lambda t, x: t.tanh_(x)),
    *in_place("Tensor.tanh_", lambda t, x: x.tanh_()),
    *in_place("nn.functional.relu_", lambda t, x: t.nn.functional.relu_(x)),
    *in_place("nn.functional.relu", lambda t, x: t.nn.functional.relu(x, inplace=True)),
    *in_place("nn.functional.leaky_relu_", lambda t, x: t.nn.functional.leaky_relu_(x, 0.1)),
    *in_place("nn.functional.elu_", lambda t, x: t.nn.functional.elu_(x, 0.5)),
    *in_place("nn.functional.hardtanh_", lambda t, x: t.nn.functional.hardtanh_(x, -0.5, 0.5)),
    *in_place("nn.functional.silu", lambda t, x: t.nn.functional.silu(x, inplace=True)),
    *in_place("nn.functional.relu6", lambda t, x: t.nn.functional.relu6(x, inplace=True)),
    *in_place("nn.functional.elu", lambda t, x: t.nn.functional.elu(x, inplace=True)),
    *in_place("nn.functional.leaky_relu", lambda t, x: t.nn.functional.leaky_relu(x, inplace=True)),
    *in_place("nn.functional.hardtanh", lambda t, x: t.nn.functional.hardtanh(x, inplace=True)),
    *pointwise("nn.functional.leaky_relu", lambda t, x: t.nn.functional.leaky_relu(x, 0.2)),
    *pointwise("nn.functional.elu", lambda t, x: t.nn.functional.elu(x, alpha=0.7), kink=True),
    # PyTorch gives NaN at an infinity for the next two, where the limits are 0 and infinity: ours gives the limits.
    *pointwise("nn.functional.gelu", lambda t, x: t.nn.functional.gelu(x), ends=False),
    *pointwise("nn.functional.gelu", lambda t, x: t.nn.functional.gelu(x, approximate="tanh"), ends=False),
    *pointwise("nn.functional.silu", lambda t, x: t.nn.functional.silu(x), ends=False),
    *pointwise("nn.functional.softplus", lambda t, x: t.nn.functional.softplus(x)),
    *pointwise("nn.functional.softplus", lambda t, x: t.nn.functional.softplus(x, beta=2, threshold=1)),
    *pointwise("nn.functional.logsigmoid", lambda t, x: t.nn.functional.logsigmoid(x)),
    *pointwise("nn.functional.relu6", lambda t, x: t.nn.functional.relu6(4 * x), dtypes=(*FLOAT_KINDS, "int64")),
    *pointwise("nn.functional.hardtanh", lambda t, x: t.nn.functional.hardtanh(x, -0.3, 0.6)),
    Case("nn.functional.hardtanh", lambda t, x: t.nn.functional.hardtanh(x, -2, 3), (ints(9),), label="int64"),
    *along("softmax", lambda t, x, d: t.softmax(x, d), ("nn.functional.softmax",)),
    *along("log_softmax", lambda t, x, d: t.log_softmax(x, d), ("nn.functional.log_softmax",)),
    *along("nn.functional.softmin", lambda t, x, d: t.nn.functional.softmin(x, dim=d), ()),
    *along("Tensor.softmax", lambda t, x, d: x.softmax(d), ()),
    *along("Tensor.log_softmax", lambda t, x, d: x.log_softmax(d), ()),
    *[
        Case(
            f"nn.functional.{name}",
            quietly(lambda t, x, n=name: getattr(t.nn.functional, n)(x)),
            (floats(*shape),),
            label=f"implicit dim of {shape}",
        )
        for name in ("softmax", "log_softmax", "softmin")
        for shape in ((3,), (2, 3), (2, 3, 2), (2, 1, 2, 2))
    ],
    Case("softmax", lambda t, x: t.softmax(x, 0, dtype=t.float64), (floats(3, 2),), double=True, label="dtype"),
    Case("softmax", lambda t, x: x.softmax(0, dtype=t.float32), (ints(3, 2),), label="dtype of integers"),
    Case("log_softmax", lambda t, x: t.log_softmax(x, 0, dtype=t.float64), (floats(3, 2),), label="dtype"),
    *by_module("ReLU", lambda nn: nn.ReLU()),
    *by_module("ReLU", lambda nn: nn.Sequential(nn.Identity(), nn.Softplus(), nn.ReLU(inplace=True))),
    *by_module("LeakyReLU", lambda nn: nn.LeakyReLU(0.3)),
    *by_module("LeakyReLU", lambda nn: nn.Sequential(nn.Softplus(), nn.LeakyReLU(inplace=True))),
    *by_module("ELU", lambda nn: nn.ELU()),
    *by_module("ELU", lambda nn: nn.Sequential(nn.Softplus(), nn.ELU(0.5, inplace=True))),
    *by_module("Sigmoid", lambda nn: nn.Sigmoid()),
    *by_module("LogSigmoid", lambda nn: nn.LogSigmoid()),
    *by_module("Tanh", lambda nn: nn.Tanh()),
    *by_module("GELU", lambda nn: nn.GELU()),
    *by_module("GELU", lambda nn: nn.GELU(approximate="tanh")),
    *by_module("SiLU", lambda nn: nn.SiLU()),
    *by_module("SiLU", lambda nn: nn.Sequential(nn.Softplus(), nn.SiLU(inplace=True))),
    *by_module("Softplus", lambda nn: nn.Softplus()),
    *by_module("Softplus", lambda nn: nn.Softplus(3.0, 2.0)),
    *by_module("Softmax", lambda nn: nn.Softmax(dim=-1)),
    *by_module("Softmax", lambda nn: nn.Softmax()),
    *by_module("LogSoftmax", lambda nn: nn.LogSoftmax(dim=0)),
    *by_module("Softmin", lambda nn: nn.Softmin(dim=1)),
    *by_module("ReLU6", lambda nn: nn.ReLU6(), low=-4, high=9),
    *by_module("ReLU6", lambda nn: nn.Sequential(nn.Softplus(), nn.ReLU6(inplace=True))),
    *by_module("Hardtanh", lambda nn: nn.Hardtanh()),
    *by_module("Hardtanh", lambda nn: nn.Hardtanh(-0.5, 0.25)),
]
