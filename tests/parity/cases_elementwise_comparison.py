"""Comparison, logic and promotion beside PyTorch."""

import numpy as np
from case import Case, binary, bools, floats, ints, strided, unary
from cases_arithmetic import ALL, SMALL, WITH_BOOL, methods, values_only, with_numbers

SPECIALS = np.array([0, -0.0, 1, np.inf, -np.inf, np.nan, 2], "float32")
COMPARED = [
    case
    for name, long in (
        ("eq", "eq"),
        ("ne", "not_equal"),
        ("lt", "less"),
        ("le", "less_equal"),
        ("gt", "greater"),
        ("ge", "greater_equal"),
    )
    for case in [
        *values_only(
            binary(
                name,
                lambda t, a, b, n=name, m=long: (getattr(t, n)(a, b), getattr(t, m)(a, b)),
                pairs=WITH_BOOL,
                also=(long, *methods(name, long)),
            )
        ),
        *with_numbers(
            name,
            lambda t, x, n, f=name, m=long: (getattr(x, f)(n), getattr(x, m)(n)),
            [*SMALL, SPECIALS, bools(3)],
            (0, 1.5, True),
            grad=False,
        ),
        Case(
            name,
            lambda t, a, b, n=name: getattr(t, n)(a, b),
            (SPECIALS.repeat(7), np.tile(SPECIALS, 7)),
            label="specials",
            grad=False,
        ),
    ]
]
COMPARISON = [
    *COMPARED,
    Case(
        "eq",
        lambda t, a, b: (a == b, a != b, a < b, a <= b, a > b, a >= b, a == 1, a > 1),
        (ints(9), ints(9)),
        also=methods("__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"),
    ),
    Case("eq", lambda t, x: (x == None, x != None, x == "a"), (floats(3),), grad=False, label="nothing"),  # noqa: E711
    *binary("maximum", lambda t, a, b: t.maximum(a, b), pairs=WITH_BOOL, also=methods("maximum")),
    *binary("minimum", lambda t, a, b: a.minimum(b), pairs=WITH_BOOL, also=methods("minimum")),
    Case(
        "maximum",
        lambda t, a, b: (t.maximum(a, b), t.minimum(a, b)),
        (np.array([1, 2, 3.0], "float32"), np.array([1, 3, 2.0], "float32")),
        label="ties",
    ),
    Case(
        "maximum",
        lambda t, a, b: (t.maximum(a, b), t.minimum(a, b)),
        (SPECIALS.repeat(7), np.tile(SPECIALS, 7)),
        label="specials",
        grad=False,
    ),
    Case(
        "equal",
        lambda t, a, b: [t.equal(a, a.clone()), a.equal(b), t.equal(a, a[:1]), t.equal(a, a.double())],
        (floats(3), floats(3)),
        grad=False,
        also=methods("equal"),
    ),
    Case("equal", lambda t, x: t.equal(x, x), (SPECIALS,), grad=False),
    *[
        Case(
            "isclose",
            lambda t, a, b, o=o: (
                t.isclose(a, b, **o),
                b.isclose(a, **o),
                t.allclose(a, b, **o),
                a.allclose(a.clone(), **o),
            ),
            (SPECIALS, SPECIALS + np.float32(1e-6)),
            grad=False,
            label=str(o),
            also=("allclose", *methods("isclose", "allclose")),
        )
        for o in ({}, {"atol": 1e-3}, {"rtol": 0, "atol": 0}, {"equal_nan": True}, {"rtol": 1e-3, "atol": 0.5})
    ],
    Case("isclose", lambda t, a, b: t.isclose(a, b, atol=2), (ints(2, 3), ints(3))),
    Case("isclose", lambda t, a, b: t.isclose(a, b), (bools(3), bools(3))),
    Case("isclose", lambda t, x: t.isclose(x, t.tensor(1.0)), (floats(3),), grad=False),
    *[
        case
        for name in ("isnan", "isinf", "isfinite")
        for case in [
            *values_only(
                unary(name, lambda t, x, n=name: (getattr(t, n)(x), getattr(x, n)()), dtypes=ALL, also=methods(name))
            ),
            Case(name, lambda t, x, n=name: getattr(t, n)(x), (SPECIALS,), grad=False, label="specials"),
        ]
    ],
]

LOGIC = [
    *[
        case
        for name in ("logical_and", "logical_or", "logical_xor")
        for case in [
            *values_only(
                binary(
                    name,
                    lambda t, a, b, n=name: (getattr(t, n)(a, b), getattr(a, n)(b)),
                    pairs=WITH_BOOL,
                    also=methods(name),
                )
            ),
            Case(
                name,
                lambda t, a, b, n=name: getattr(t, n)(a, b),
                (SPECIALS.repeat(7), np.tile(SPECIALS, 7)),
                label="specials",
                grad=False,
            ),
        ]
    ],
    *values_only(
        unary("logical_not", lambda t, x: (t.logical_not(x), x.logical_not()), dtypes=ALL, also=methods("logical_not"))
    ),
    *[
        Case(
            name,
            lambda t, a, b, n=name: (getattr(t, n)(a, b), getattr(b, n)(a)),
            (a, b),
            label=f"{a.dtype}{a.shape} with {b.dtype}",
            also=methods(name),
        )
        for name in ("bitwise_and", "bitwise_or", "bitwise_xor")
        for a, b in [
            (ints(2, 3), ints(3)),
            (ints(2, 3, dtype="int8"), ints(2, 3, low=0, dtype="uint8")),
            (bools(2, 3), bools(3)),
            (ints(0, 3), ints(3)),
            (bools(3), ints(3)),
            (strided(ints(3, 4)), ints(3, 4)),
        ]
    ],
    *with_numbers(
        "bitwise_and",
        lambda t, x, n: (x & n, x | n, x ^ n, n & x, n | x, n ^ x, t.bitwise_and(x, n)),
        [ints(4), bools(4), ints(4, dtype="int8")],
        (1, 6, True),
        also=methods("__and__", "__or__", "__xor__", "__rand__", "__ror__", "__rxor__"),
    ),
    *[
        Case(
            "bitwise_not",
            lambda t, x: (t.bitwise_not(x), ~x, x.bitwise_not()),
            (x,),
            label=str(x.dtype),
            also=methods("bitwise_not", "__invert__"),
        )
        for x in (ints(5), ints(5, dtype="int8"), ints(5, low=0, dtype="uint8"), bools(5), ints(0, 2))
    ],
    *[
        Case(
            "bitwise_left_shift",
            lambda t, a, b: (
                a << b,
                a >> b,
                t.bitwise_left_shift(a, b),
                t.bitwise_right_shift(a, b),
                a.bitwise_left_shift(b),
                a.bitwise_right_shift(b),
            ),
            (a, b),
            label=str(a.dtype),
            also=(
                "bitwise_right_shift",
                *methods("bitwise_left_shift", "bitwise_right_shift", "__lshift__", "__rshift__"),
            ),
        )
        for a, b in [
            (ints(4, 7), np.array([0, 1, 5, 63, 64, 100, -1])),
            (ints(4, 5, dtype="int8"), np.array([0, 1, 7, 8, -1], "int8")),
            (ints(4, 4, low=0, high=255, dtype="uint8"), np.array([0, 1, 7, 8], "uint8")),
        ]
    ],
    *with_numbers(
        "bitwise_left_shift",
        lambda t, x, n: (x << n, x >> n, n << x.abs(), 100 >> x.abs()),
        [ints(4), ints(4, dtype="int32")],
        (1, 3),
        also=methods("__rlshift__", "__rrshift__"),
    ),
    Case("bitwise_right_shift", lambda t, x: t.bitwise_right_shift(100, x), (ints(4, low=0),)),
]

PROMOTION = (
    [
        Case(
            "result_type",
            lambda t, a, b: [
                t.result_type(a, b),
                t.result_type(a, 1.5),
                t.result_type(True, a),
                t.result_type(a[0], b),
                t.result_type(1, 2.0),
            ],
            (np.ones(2, one), np.ones(2, other)),
            grad=False,
            label=f"{one} with {other}",
        )
        for one in ALL
        for other in ALL
    ]
    + [Case("can_cast", lambda t, n=name: [t.can_cast(getattr(t, n), getattr(t, m)) for m in ALL]) for name in ALL]
    + [
        Case("promote_types", lambda t, n=name: [t.promote_types(getattr(t, n), getattr(t, m)) for m in ALL])
        for name in ALL
    ]
)

CASES = [*COMPARISON, *LOGIC, *PROMOTION]
