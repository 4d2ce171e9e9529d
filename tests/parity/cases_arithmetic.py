"""Arithmetic and comparison beside PyTorch."""

from case import ALL_DTYPES, Case, binary, floats, unary

CASES = [
    *binary("add", lambda t, a, b: t.add(a, b), also=("Tensor.add", "Tensor.__add__")),
    *binary("sub", lambda t, a, b: a - b, pairs=(("float32", "float64"), ("int64", "float32")), also=("Tensor.sub",)),
    *binary("mul", lambda t, a, b: a * b, also=("Tensor.mul",)),
    *binary("div", lambda t, a, b: a / b, low=0.5, high=2.0, also=("Tensor.div",)),
    *unary("exp", lambda t, x: x.exp(), also=("Tensor.exp",)),
    *unary("log", lambda t, x: t.log(x), low=0.1, also=("Tensor.log",), dtypes=ALL_DTYPES),
    Case("matmul", lambda t, a, b: a @ b, (floats(3, 4), floats(4, 5)), double=True, also=("Tensor.matmul",)),
]
