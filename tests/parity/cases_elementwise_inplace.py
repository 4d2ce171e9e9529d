"""The elementwise functions that write in place, beside PyTorch: results, and gradients through the overwritten."""

from case import Case, bools, floats, ints

UNARY = [
    "neg",
    "negative",
    "square",
    "reciprocal",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log2",
    "log10",
    "log1p",
    "sqrt",
    "rsqrt",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "erf",
    "floor",
    "ceil",
    "trunc",
    "frac",
    "sign",
    "round",
    "nan_to_num",
]
CALCULUS = (
    [
        Case(
            f"Tensor.{name}_",
            lambda t, x, n=name: getattr(x.clone(), n + "_")(),
            (floats(2, 3, low=0.1, high=0.9),),
            double=True,
            rtol=1e-4,
            atol=1e-5,
        )
        for name in UNARY
    ]
    + [
        Case(
            f"Tensor.{name}_",
            lambda t, x, n=name: getattr(x.clone(), n + "_")(),
            (floats(2, 3, low=0.1, high=0.9),),
            label=name,
        )
        for name in ("abs", "absolute")
    ]
    + [
        Case(
            f"Tensor.{name}_",
            lambda t, x, n=name, s=shift: getattr(x + s, n + "_")(),
            (floats(2, 3, low=0.1, high=0.9),),
            grad=False,
        )
        for name, shift in (("asinh", 0), ("acosh", 1), ("atanh", 0))  # PyTorch has no derivative of these in place
    ]
)
WHOLE = [
    Case(f"Tensor.{name}_", lambda t, x, n=name: getattr(x.clone(), n + "_")(), (ints(4),), label="whole")
    for name in [
        "neg",
        "abs",
        "square",
        "floor",
        "ceil",
        "trunc",
        "sign",
        "round",
        "nan_to_num",
        "bitwise_not",
        "logical_not",
    ]
]

BINARY = [
    "add",
    "sub",
    "subtract",
    "mul",
    "multiply",
    "div",
    "divide",
    "true_divide",
    "pow",
    "atan2",
    "hypot",
    "remainder",
    "fmod",
]
OF_TWO = (
    [
        Case(
            f"Tensor.{name}_",
            lambda t, a, b, n=name: getattr(a.clone(), n + "_")(b),
            (floats(2, 3, low=0.5), floats(*shape, low=0.5, dtype=kind)),
            double=True,
            label=f"{shape} {kind}",
            rtol=1e-4,
            atol=1e-5,
        )
        for name in BINARY
        for shape, kind in (((2, 3), "float32"), ((3,), "float32"), ((), "float32"), ((3,), "float64"))
    ]
    + [
        Case(
            f"Tensor.{name}_",
            lambda t, x, n=name: (getattr(x.clone(), n + "_")(2), getattr(x.clone(), n + "_")(1.5)),
            (floats(2, 3, low=0.5),),
            double=True,
            label="numbers",
            rtol=1e-4,
            atol=1e-5,
        )
        for name in [
            "add",
            "sub",
            "subtract",
            "mul",
            "multiply",
            "div",
            "divide",
            "true_divide",
            "pow",
            "remainder",
            "fmod",
        ]
    ]
    + [
        Case(
            f"Tensor.{name}_",
            lambda t, a, b, n=name: getattr(a.clone(), n + "_")(b),
            (ints(2, 3, low=1), ints(3, low=1, dtype=kind)),
            label=f"whole {kind}",
        )
        for name in [
            "add",
            "sub",
            "mul",
            "pow",
            "remainder",
            "fmod",
            "floor_divide",
            "bitwise_and",
            "bitwise_or",
            "bitwise_xor",
            "bitwise_left_shift",
            "bitwise_right_shift",
        ]
        for kind in ("int64", "int8")
    ]
    + [
        Case(
            f"Tensor.{name}_",
            lambda t, a, b, n=name: (getattr(a.clone(), n + "_")(b), getattr(a.clone(), n + "_")(1)),
            (a, b),
            grad=False,
            label=str(a.dtype),
        )
        for name in ["eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "less_equal", "greater", "greater_equal"]
        for a, b in ((floats(3), floats(3)), (ints(3), ints(3)), (bools(3), bools(3)))
    ]
    + [
        Case(
            f"Tensor.{name}_", lambda t, a, b, n=name: getattr(a.clone(), n + "_")(b), (floats(3), bools(3)), grad=False
        )
        for name in ["logical_and", "logical_or", "logical_xor"]
    ]
)

OTHERS = [
    Case("Tensor.logical_not_", lambda t, x: x.clone().logical_not_(), (floats(3),), grad=False),
    Case(
        "Tensor.floor_divide_", lambda t, a, b: a.clone().floor_divide_(b), (floats(3), floats(3, low=0.5)), grad=False
    ),
    Case(
        "Tensor.float_power_",
        lambda t, a, b: a.clone().float_power_(b),
        (floats(3, low=0.5, dtype="float64"), floats(3)),
        double=True,
    ),
    Case(
        "Tensor.add_",
        lambda t, a, b: (a.clone().add_(b, alpha=2), a.clone().sub_(b, alpha=0.5)),
        (floats(3), floats(3)),
    ),
    Case("Tensor.div_", lambda t, a, b: a.clone().div_(b, rounding_mode="floor"), (ints(4), ints(4, low=1))),
    Case("Tensor.round_", lambda t, x: x.clone().round_(decimals=1), (floats(4),)),
    Case(
        "Tensor.clamp_",
        lambda t, x: (
            x.clone().clamp_(0),
            x.clone().clip_(max=0.5),
            x.clone().clamp_min_(0.1),
            x.clone().clamp_max_(0.1),
        ),
        (floats(2, 3),),
        double=True,
        also=("Tensor.clip_", "Tensor.clamp_min_", "Tensor.clamp_max_"),
    ),
    Case("Tensor.clamp_", lambda t, x, a: x.clone().clamp_(min=a), (floats(2, 3), floats(3)), double=True),
    Case("Tensor.masked_fill_", lambda t, x, m: x.clone().masked_fill_(m, 7), (floats(2, 3), bools(3)), double=True),
    Case(
        "Tensor.lerp_",
        lambda t, a, b: (a.clone().lerp_(b, 0.25), a.clone().lerp_(b, b)),
        (floats(3), floats(3)),
        double=True,
    ),
    Case("Tensor.addcmul_", lambda t, a, b: a.clone().addcmul_(b, b, value=0.5), (floats(3), floats(3)), double=True),
    Case(
        "Tensor.addcdiv_",
        lambda t, a, b: a.clone().addcdiv_(a, b, value=0.5),
        (floats(3), floats(3, low=0.5)),
        double=True,
    ),
]


def operators(t, a, b):
    """Every operator with an equals sign, on floats."""
    x = a * 1
    x += b
    x -= 2
    x *= b
    x /= 1.5
    x **= 2
    y = a * 1
    y %= b
    return x, y


def whole_operators(t, a, b):
    """Every operator with an equals sign, on whole numbers."""
    x = a.clone()
    x += b
    x //= b
    x <<= 2
    x >>= 1
    x &= 7
    x |= 8
    x ^= b
    x %= 5
    return x


def through_views(t, a, b):
    """What is written into a row shows in the whole, and gradients follow."""
    x = a * 1
    x[0].mul_(b).sin_()
    x[:, 1].add_(1)
    return x


OPERATORS = [
    Case(
        "Tensor.__iadd__",
        operators,
        (floats(2, 3, low=0.5), floats(3, low=0.5)),
        double=True,
        rtol=1e-4,
        atol=1e-4,
        also=tuple(f"Tensor.__{n}__" for n in ("isub", "imul", "itruediv", "ipow", "imod")),
    ),
    Case(
        "Tensor.__ifloordiv__",
        whole_operators,
        (ints(2, 3), ints(3, low=1)),
        also=tuple(f"Tensor.__{n}__" for n in ("ilshift", "irshift", "iand", "ior", "ixor")),
    ),
    Case("Tensor.mul_", through_views, (floats(2, 3), floats(3)), double=True, label="through views"),
]

CASES = [*CALCULUS, *WHOLE, *OF_TWO, *OTHERS, *OPERATORS]
