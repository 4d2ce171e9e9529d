"""Arithmetic and its operators beside PyTorch."""

import dataclasses

import numpy as np
from case import Case, binary, bools, floats, ints, unary

NUMBERS = ("float32", "float64", "float16", "int64", "int32", "int16", "int8", "uint8")
ALL = (*NUMBERS, "bool")
PAIRS = (("float32", "float64"), ("int64", "float32"), ("int32", "int8"), ("uint8", "int8"), ("float16", "int64"))
WITH_BOOL = (*PAIRS, ("bool", "int64"), ("bool", "bool"), ("uint8", "bool"))
WHOLE = (("int32", "int8"), ("uint8", "int8"), ("bool", "int64"), ("bool", "bool"), ("int64", "int64"))


def methods(*names):
    """The same function as a method of Tensor."""
    return tuple(f"Tensor.{name}" for name in names)


def values_only(cases):
    """The same cases without derivatives."""
    return [dataclasses.replace(case, grad=False, double=False) for case in cases]


def nonzero(array):
    """Whole numbers without 0."""
    return np.where(array == 0, np.ones_like(array), array)


def with_numbers(name, run, arrays, numbers, **options):
    """One case for each pair of an array and a number."""
    return [
        Case(name, lambda t, x, n=n: run(t, x, n), (array,), label=f"{array.dtype} with {n!r}", **options)
        for array in arrays
        for n in numbers
    ]


ONE_OF_EACH = [floats(3), floats(3, dtype="float64"), ints(3), ints(3, dtype="int8"), ints(3, low=0, dtype="uint8")]
SMALL = [floats(2, 3), ints(2, 3), ints(2, 3, dtype="int8"), ints(2, 3, low=0, dtype="uint8")]

SUMS = [
    *binary("add", lambda t, a, b: t.add(a, b), pairs=WITH_BOOL, also=methods("add", "__add__")),
    *binary("sub", lambda t, a, b: a - b, pairs=PAIRS, also=("subtract", *methods("sub", "subtract", "__sub__"))),
    *binary("subtract", lambda t, a, b: t.subtract(a, b).add(a.subtract(b)), pairs=PAIRS),
    *binary("mul", lambda t, a, b: a * b, pairs=WITH_BOOL, also=methods("mul", "__mul__")),
    *binary("multiply", lambda t, a, b: t.multiply(a, b), pairs=WITH_BOOL, also=methods("multiply")),
    *binary("add", lambda t, a, b: t.add(a, b, alpha=2.5), pairs=()),
    *binary("sub", lambda t, a, b: t.sub(a, b, alpha=3), pairs=()),
    *binary("rsub", lambda t, a, b: t.rsub(a, b), pairs=PAIRS),
    *binary("rsub", lambda t, a, b: t.rsub(a, b, alpha=2), pairs=()),
    *with_numbers(
        "add",
        lambda t, x, n: t.stack([x + n, n + x, t.add(x, n), t.add(x, n, alpha=2)]),
        SMALL,
        (2, 0, 7),
        also=methods("__radd__"),
    ),
    *with_numbers("add", lambda t, x, n: x + n, ONE_OF_EACH, (2.5, True, -1, 300)),
    *with_numbers("sub", lambda t, x, n: (x - n, n - x, t.sub(x, n)), SMALL, (2, 2.5, -1), also=methods("__rsub__")),
    *with_numbers("mul", lambda t, x, n: (x * n, n * x), SMALL, (2, 2.5, True, -0.0), also=methods("__rmul__")),
    Case(
        "add",
        lambda t, x: (x + t.tensor(2), x * t.tensor(2.5), t.tensor(3.0) - x),
        (floats(3, dtype="float16"),),
        rtol=2e-3,
        grad=False,
    ),
    Case("add", lambda t, x: (x + t.tensor(2), x * t.tensor(2.5), t.tensor(3.0) - x), (ints(3, dtype="int8"),)),
    Case("add", lambda t, x: (x + np.float64(2), np.float64(2) * x, x - np.int64(1), np.float32(3) / x), (floats(3),)),
]

DIVISION = [
    *binary("div", lambda t, a, b: a / b, low=0.5, also=methods("div", "__truediv__")),
    *binary("divide", lambda t, a, b: t.divide(a, b), low=0.5, also=methods("divide")),
    *binary("true_divide", lambda t, a, b: t.true_divide(a, b), low=0.5, also=methods("true_divide")),
    *binary("div", lambda t, a, b: t.div(a, b, rounding_mode="trunc"), low=0.2, pairs=PAIRS[:4]),
    *binary("div", lambda t, a, b: t.div(a, b, rounding_mode="floor"), low=0.2, pairs=PAIRS[:4]),
    *values_only(
        binary(
            "floor_divide",
            lambda t, a, b: t.floor_divide(a, b),
            low=0.2,
            pairs=PAIRS[:4],
            also=methods("floor_divide", "__floordiv__"),
        )
    ),
    *binary(
        "remainder", lambda t, a, b: t.remainder(a, b), low=0.2, pairs=PAIRS[:4], also=methods("remainder", "__mod__")
    ),
    *binary("fmod", lambda t, a, b: t.fmod(a, b), low=0.2, pairs=PAIRS[:4], also=methods("fmod")),
    Case(
        "remainder",
        lambda t, a, b: (a % b, a.fmod(b), t.div(a, b, rounding_mode="trunc")),
        (floats(4, 5, low=-9, high=9), floats(5, low=-4, high=-1)),
        label="negative",
        rtol=1e-4,
        atol=1e-5,
    ),
    Case(
        "floor_divide",
        lambda t, a, b: (a // b, a % b, a.fmod(b), t.div(a, b, rounding_mode="trunc")),
        (np.arange(-8, 8), nonzero(ints(16))),
        label="whole",
    ),
    *with_numbers(
        "floor_divide",
        lambda t, x, n: (x // n, x % n, x.fmod(n), x / n, x.div(n, rounding_mode="trunc")),
        [ints(4), floats(4), ints(4, low=0, dtype="uint8")],
        (2, 3.5, True),
        grad=False,
    ),
    *with_numbers(
        "floor_divide",
        lambda t, x, n: (n // x, n % x, n / x),
        [nonzero(ints(4)), floats(4, low=0.5)],
        (7, 3.5),
        grad=False,
        also=methods("__rfloordiv__", "__rmod__", "__rtruediv__"),
    ),
    Case(
        "div",
        lambda t, a, b: (a / b, a // b, a % b, a.fmod(b), t.div(a, b, rounding_mode="trunc")),
        (
            np.repeat(np.array([0.0, -0.0, 1.5, -1.5, np.inf, -np.inf, np.nan], "float32"), 7),
            np.tile(np.array([0.0, -0.0, 2.0, -2.0, np.inf, -np.inf, np.nan], "float32"), 7),
        ),
        label="specials",
        grad=False,
    ),
]

POWERS = [
    *binary(
        "pow",
        lambda t, a, b: t.pow(a, b),
        low=0.5,
        pairs=(("float32", "float64"), ("int64", "float32")),
        also=methods("pow", "__pow__"),
    ),
    *with_numbers(
        "pow",
        lambda t, x, n: x**n,
        [floats(4, low=0.5), floats(4, low=0.5, dtype="float64")],
        (1, 2, 3, 0.5, -1, -2.5, 2.0),
        double=True,
    ),
    *with_numbers("pow", lambda t, x, n: x**n, [floats(2, 3), np.zeros(2, "float32")], (0, 1, 2, 3)),
    *with_numbers("pow", lambda t, x, n: x**n, [ints(4), ints(4, dtype="int8")], (0, 1, 2, 3, 2.5), grad=False),
    *with_numbers("pow", lambda t, x, n: n**x, [floats(4), ints(4, low=0)], (2, 2.5), also=methods("__rpow__")),
    Case(
        "pow",
        lambda t, a, b: a**b,
        (np.array([2, 1, -1, -1, 0, 3, -2]), np.array([-1, -2, -2, -3, -1, 4, 3])),
        label="whole",
    ),
    Case("pow", lambda t, x: x**2, (bools(4),)),
    Case(
        "pow",
        lambda t, a, b: a**b,
        (
            np.array([0, -0.0, -1, -2, np.inf, np.nan, 1, -8], "float32").repeat(8),
            np.tile(np.array([0, 1, -1, 0.5, 3, np.inf, -np.inf, np.nan], "float32"), 8),
        ),
        label="specials",
        grad=False,
    ),
    Case(
        "float_power",
        lambda t, a, b: (t.float_power(a, b), a.float_power(2), t.float_power(2, a)),
        (floats(3, low=0.5), floats(3)),
        also=methods("float_power"),
    ),
    Case("float_power", lambda t, a: t.float_power(a, 2), (ints(3),)),
    *unary("square", lambda t, x: t.square(x), dtypes=ALL, also=methods("square")),
    *unary("reciprocal", lambda t, x: x.reciprocal(), low=0.5, dtypes=NUMBERS[:5], also=methods("reciprocal")),
    *unary("neg", lambda t, x: t.neg(x), dtypes=NUMBERS, also=("negative", *methods("neg", "negative", "__neg__"))),
    *unary("negative", lambda t, x: t.negative(x) + x.negative() - -x, dtypes=NUMBERS),
    *unary(
        "positive", lambda t, x: (t.positive(x), +x, x.positive()), dtypes=NUMBERS, also=methods("positive", "__pos__")
    ),
    *unary("abs", lambda t, x: t.abs(x), double=False, dtypes=NUMBERS, also=methods("abs", "__abs__")),
    *unary(
        "absolute",
        lambda t, x: (t.absolute(x), abs(x), x.absolute()),
        double=False,
        dtypes=NUMBERS,
        also=methods("absolute"),
    ),
    Case("abs", lambda t, x: (x.abs(), x.neg()), (np.array([-128, 127], "int8"),)),
]

CASES = [
    *SUMS,
    *DIVISION,
    *POWERS,
    Case("matmul", lambda t, a, b: a @ b, (floats(3, 4), floats(4, 5)), double=True, also=("Tensor.matmul",)),
]
