"""Arithmetic, comparison, logic and the operators beside PyTorch."""

import dataclasses

import numpy as np
from case import Case, binary, bools, floats, ints, strided, unary

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
    *with_numbers("add", lambda t, x, n: t.stack([x + n, n + x, t.add(x, n), t.add(x, n, alpha=2)]), SMALL, (2, 0, 7), also=methods("__radd__")),
    *with_numbers("add", lambda t, x, n: x + n, ONE_OF_EACH, (2.5, True, -1, 300)),
    *with_numbers("sub", lambda t, x, n: (x - n, n - x, t.sub(x, n)), SMALL, (2, 2.5, -1), also=methods("__rsub__")),
    *with_numbers("mul", lambda t, x, n: (x * n, n * x), SMALL, (2, 2.5, True, -0.0), also=methods("__rmul__")),
    Case("add", lambda t, x: (x + t.tensor(2), x * t.tensor(2.5), t.tensor(3.0) - x), (floats(3, dtype="float16"),), rtol=2e-3, grad=False),
    Case("add", lambda t, x: (x + t.tensor(2), x * t.tensor(2.5), t.tensor(3.0) - x), (ints(3, dtype="int8"),)),
    Case("add", lambda t, x: (x + np.float64(2), np.float64(2) * x, x - np.int64(1), np.float32(3) / x), (floats(3),)),
]  # fmt: skip

DIVISION = [
    *binary("div", lambda t, a, b: a / b, low=0.5, also=methods("div", "__truediv__")),
    *binary("divide", lambda t, a, b: t.divide(a, b), low=0.5, also=methods("divide")),
    *binary("true_divide", lambda t, a, b: t.true_divide(a, b), low=0.5, also=methods("true_divide")),
    *binary("div", lambda t, a, b: t.div(a, b, rounding_mode="trunc"), low=0.2, pairs=PAIRS[:4]),
    *binary("div", lambda t, a, b: t.div(a, b, rounding_mode="floor"), low=0.2, pairs=PAIRS[:4]),
    *values_only(binary("floor_divide", lambda t, a, b: t.floor_divide(a, b), low=0.2, pairs=PAIRS[:4],
                        also=methods("floor_divide", "__floordiv__"))),
    *binary("remainder", lambda t, a, b: t.remainder(a, b), low=0.2, pairs=PAIRS[:4], also=methods("remainder", "__mod__")),
    *binary("fmod", lambda t, a, b: t.fmod(a, b), low=0.2, pairs=PAIRS[:4], also=methods("fmod")),
    Case("remainder", lambda t, a, b: (a % b, a.fmod(b), t.div(a, b, rounding_mode="trunc")),
         (floats(4, 5, low=-9, high=9), floats(5, low=-4, high=-1)), label="negative", rtol=1e-4, atol=1e-5),
    Case("floor_divide", lambda t, a, b: (a // b, a % b, a.fmod(b), t.div(a, b, rounding_mode="trunc")),
         (np.arange(-8, 8), nonzero(ints(16))), label="whole"),
    *with_numbers("floor_divide", lambda t, x, n: (x // n, x % n, x.fmod(n), x / n, x.div(n, rounding_mode="trunc")),
                  [ints(4), floats(4), ints(4, low=0, dtype="uint8")], (2, 3.5, True), grad=False),
    *with_numbers("floor_divide", lambda t, x, n: (n // x, n % x, n / x), [nonzero(ints(4)), floats(4, low=0.5)], (7, 3.5),
                  grad=False, also=methods("__rfloordiv__", "__rmod__", "__rtruediv__")),
    Case("div", lambda t, a, b: (a / b, a // b, a % b, a.fmod(b), t.div(a, b, rounding_mode="trunc")),
         (np.repeat(np.array([0.0, -0.0, 1.5, -1.5, np.inf, -np.inf, np.nan], "float32"), 7),
          np.tile(np.array([0.0, -0.0, 2.0, -2.0, np.inf, -np.inf, np.nan], "float32"), 7)), label="specials", grad=False),
]  # fmt: skip

POWERS = [
    *binary("pow", lambda t, a, b: t.pow(a, b), low=0.5, pairs=(("float32", "float64"), ("int64", "float32")), also=methods("pow", "__pow__")),
    *with_numbers("pow", lambda t, x, n: x**n, [floats(4, low=0.5), floats(4, low=0.5, dtype="float64")],
                  (0, 1, 2, 3, 0.5, -1, -2.5, 2.0), double=True),
    *with_numbers("pow", lambda t, x, n: x**n, [floats(2, 3), np.zeros(2, "float32")], (0, 1, 2, 3)),
    *with_numbers("pow", lambda t, x, n: x**n, [ints(4), ints(4, dtype="int8")], (0, 1, 2, 3, 2.5), grad=False),
    *with_numbers("pow", lambda t, x, n: n**x, [floats(4), ints(4, low=0)], (2, 2.5), also=methods("__rpow__")),
    Case("pow", lambda t, a, b: a**b, (np.array([2, 1, -1, -1, 0, 3, -2]), np.array([-1, -2, -2, -3, -1, 4, 3])), label="whole"),
    Case("pow", lambda t, x: x**2, (bools(4),)),
    Case("pow", lambda t, a, b: a**b, (np.array([0, -0.0, -1, -2, np.inf, np.nan, 1, -8], "float32").repeat(8),
         np.tile(np.array([0, 1, -1, 0.5, 3, np.inf, -np.inf, np.nan], "float32"), 8)), label="specials", grad=False),
    Case("float_power", lambda t, a, b: (t.float_power(a, b), a.float_power(2), t.float_power(2, a)),
         (floats(3, low=0.5), floats(3)), also=methods("float_power")),
    Case("float_power", lambda t, a: t.float_power(a, 2), (ints(3),)),
    *unary("square", lambda t, x: t.square(x), dtypes=ALL, also=methods("square")),
    *unary("reciprocal", lambda t, x: x.reciprocal(), low=0.5, dtypes=NUMBERS[:5], also=methods("reciprocal")),
    *unary("neg", lambda t, x: t.neg(x), dtypes=NUMBERS, also=("negative", *methods("neg", "negative", "__neg__"))),
    *unary("negative", lambda t, x: t.negative(x) + x.negative() - -x, dtypes=NUMBERS),
    *unary("positive", lambda t, x: (t.positive(x), +x, x.positive()), dtypes=NUMBERS, also=methods("positive", "__pos__")),
    *unary("abs", lambda t, x: t.abs(x), dtypes=NUMBERS, also=methods("abs", "__abs__")),
    *unary("absolute", lambda t, x: (t.absolute(x), abs(x), x.absolute()), dtypes=NUMBERS, also=methods("absolute")),
    Case("abs", lambda t, x: (x.abs(), x.neg()), (np.array([-128, 127], "int8"),)),
]  # fmt: skip

SPECIALS = np.array([0, -0.0, 1, np.inf, -np.inf, np.nan, 2], "float32")
COMPARED = [
    case
    for name, long in (("eq", "eq"), ("ne", "not_equal"), ("lt", "less"), ("le", "less_equal"), ("gt", "greater"), ("ge", "greater_equal"))
    for case in [
        *values_only(binary(name, lambda t, a, b, n=name, m=long: (getattr(t, n)(a, b), getattr(t, m)(a, b)), pairs=WITH_BOOL, also=(long, *methods(name, long)))),
        *with_numbers(name, lambda t, x, n, f=name, m=long: (getattr(x, f)(n), getattr(x, m)(n)), [*SMALL, SPECIALS, bools(3)], (0, 1.5, True), grad=False),
        Case(name, lambda t, a, b, n=name: getattr(t, n)(a, b), (SPECIALS.repeat(7), np.tile(SPECIALS, 7)), label="specials", grad=False),
    ]
]  # fmt: skip
COMPARISON = [
    *COMPARED,
    Case("eq", lambda t, a, b: (a == b, a != b, a < b, a <= b, a > b, a >= b, a == 1, 1 < a), (ints(9), ints(9)),
         also=methods("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__")),
    Case("eq", lambda t, x: (x == None, x != None, x == "a"), (floats(3),), grad=False, label="nothing"),  # noqa: E711
    *binary("maximum", lambda t, a, b: t.maximum(a, b), pairs=WITH_BOOL, also=methods("maximum")),
    *binary("minimum", lambda t, a, b: a.minimum(b), pairs=WITH_BOOL, also=methods("minimum")),
    Case("maximum", lambda t, a, b: (t.maximum(a, b), t.minimum(a, b)), (np.array([1, 2, 3.0], "float32"), np.array([1, 3, 2.0], "float32")), label="ties"),
    Case("maximum", lambda t, a, b: (t.maximum(a, b), t.minimum(a, b)), (SPECIALS.repeat(7), np.tile(SPECIALS, 7)), label="specials", grad=False),
    Case("equal", lambda t, a, b: [t.equal(a, a.clone()), a.equal(b), t.equal(a, a[:1]), t.equal(a, a.double())], (floats(3), floats(3)), grad=False, also=methods("equal")),
    Case("equal", lambda t, x: t.equal(x, x), (SPECIALS,), grad=False),
    *[Case("isclose", lambda t, a, b, o=o: (t.isclose(a, b, **o), b.isclose(a, **o), t.allclose(a, b, **o), a.allclose(a.clone(), **o)),
           (SPECIALS, SPECIALS + np.float32(1e-6)), grad=False, label=str(o), also=("allclose", *methods("isclose", "allclose")))
      for o in ({}, {"atol": 1e-3}, {"rtol": 0, "atol": 0}, {"equal_nan": True}, {"rtol": 1e-3, "atol": 0.5})],
    Case("isclose", lambda t, a, b: t.isclose(a, b, atol=2), (ints(2, 3), ints(3))),
    Case("isclose", lambda t, a, b: t.isclose(a, b), (bools(3), bools(3))),
    Case("isclose", lambda t, x: t.isclose(x, t.tensor(1.0)), (floats(3),), grad=False),
    *[case for name in ("isnan", "isinf", "isfinite") for case in [
        *values_only(unary(name, lambda t, x, n=name: (getattr(t, n)(x), getattr(x, n)()), dtypes=ALL, also=methods(name))),
        Case(name, lambda t, x, n=name: getattr(t, n)(x), (SPECIALS,), grad=False, label="specials")]]
]  # fmt: skip

LOGIC = [
    *[case for name in ("logical_and", "logical_or", "logical_xor") for case in [
        *values_only(binary(name, lambda t, a, b, n=name: (getattr(t, n)(a, b), getattr(a, n)(b)), pairs=WITH_BOOL, also=methods(name))),
        Case(name, lambda t, a, b, n=name: getattr(t, n)(a, b), (SPECIALS.repeat(7), np.tile(SPECIALS, 7)), label="specials", grad=False)]],
    *values_only(unary("logical_not", lambda t, x: (t.logical_not(x), x.logical_not()), dtypes=ALL, also=methods("logical_not"))),
    *[Case(name, lambda t, a, b, n=name: (getattr(t, n)(a, b), getattr(b, n)(a)), (a, b), label=f"{a.dtype}{a.shape} with {b.dtype}", also=methods(name))
      for name in ("bitwise_and", "bitwise_or", "bitwise_xor")
      for a, b in [(ints(2, 3), ints(3)), (ints(2, 3, dtype="int8"), ints(2, 3, low=0, dtype="uint8")), (bools(2, 3), bools(3)),
                   (ints(0, 3), ints(3)), (bools(3), ints(3)), (strided(ints(3, 4)), ints(3, 4))]],
    *with_numbers("bitwise_and", lambda t, x, n: (x & n, x | n, x ^ n, n & x, n | x, n ^ x, t.bitwise_and(x, n)), [ints(4), bools(4), ints(4, dtype="int8")], (1, 6, True),
                  also=methods("__and__", "__or__", "__xor__", "__rand__", "__ror__", "__rxor__")),
    *[Case("bitwise_not", lambda t, x: (t.bitwise_not(x), ~x, x.bitwise_not()), (x,), label=str(x.dtype), also=methods("bitwise_not", "__invert__"))
      for x in (ints(5), ints(5, dtype="int8"), ints(5, low=0, dtype="uint8"), bools(5), ints(0, 2))],
    *[Case("bitwise_left_shift", lambda t, a, b: (a << b, a >> b, t.bitwise_left_shift(a, b), t.bitwise_right_shift(a, b), a.bitwise_left_shift(b), a.bitwise_right_shift(b)),
           (a, b), label=str(a.dtype), also=("bitwise_right_shift", *methods("bitwise_left_shift", "bitwise_right_shift", "__lshift__", "__rshift__")))
      for a, b in [(ints(4, 7), np.array([0, 1, 5, 63, 64, 100, -1])), (ints(4, 5, dtype="int8"), np.array([0, 1, 7, 8, -1], "int8")),
                   (ints(4, 4, low=0, high=255, dtype="uint8"), np.array([0, 1, 7, 8], "uint8"))]],
    *with_numbers("bitwise_left_shift", lambda t, x, n: (x << n, x >> n, n << x.abs()), [ints(4), ints(4, dtype="int32")], (1, 3), also=methods("__rlshift__")),
    Case("bitwise_right_shift", lambda t, x: t.bitwise_right_shift(100, x), (ints(4, low=0),)),
]  # fmt: skip

PROMOTION = [
    Case("result_type", lambda t, a, b: [t.result_type(a, b), t.result_type(a, 1.5), t.result_type(True, a), t.result_type(a[0], b), t.result_type(1, 2.0)],
         (np.ones(2, one), np.ones(2, other)), grad=False, label=f"{one} with {other}")
    for one in ALL for other in ALL
] + [
    Case("can_cast", lambda t, n=name: [t.can_cast(getattr(t, n), getattr(t, m)) for m in ALL]) for name in ALL
] + [
    Case("promote_types", lambda t, n=name: [t.promote_types(getattr(t, n), getattr(t, m)) for m in ALL]) for name in ALL
]  # fmt: skip

CASES = [
    *SUMS,
    *DIVISION,
    *POWERS,
    *COMPARISON,
    *LOGIC,
    *PROMOTION,
    Case("matmul", lambda t, a, b: a @ b, (floats(3, 4), floats(4, 5)), double=True, also=("Tensor.matmul",)),
]
