"""One table over every derivative rule: how an operation is reached, and inputs at which its derivative exists.

    entry("mul", torch.mul, real(2, 3), real(3))

names the operation whose rules are meant, a function that runs it, and the inputs that get a gradient. Inputs are
drawn evenly spread and in random order, so that no two are equal (maxima and sorting have no derivative at ties);
ranges keep away from kinks and poles. What is not differentiated (masks, indices) stands in the function.
`test_gradcheck_table.py` fails when a rule is missing here, and when an entry does not run its operation.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import tinytorch as torch
import tinytorch.nn.functional as F
from tinytorch_core.dispatch import call
from tinytorch_core.tensor_cumulative import linear_scan

inf = float("inf")


class Range(NamedTuple):
    """An input: how large, and between which numbers its elements lie."""

    low: float
    high: float
    shape: tuple[int, ...]


class Entry(NamedTuple):
    """A function that runs `operation`, and where it is checked; `eps` is the step of the numerical difference."""

    operation: str
    function: Callable[..., Any]
    inputs: tuple[Range, ...]
    eps: float


NO_SECOND_DERIVATIVE: dict[str, str] = {}
"""operation -> why its rule does not support create_graph=True and says so. None of core's."""


def entry(operation: str, function: Callable[..., Any], *inputs: Range, eps: float = 1e-6) -> Entry:
    """One line of the table."""
    return Entry(operation, function, inputs, eps)


def between(low: float, high: float, *shape: int) -> Range:
    """Elements inside an open interval."""
    return Range(low, high, shape)


def real(*shape: int) -> Range:
    """Elements of both signs."""
    return Range(-2.0, 2.0, shape)


def positive(*shape: int) -> Range:
    """Elements well above zero."""
    return Range(0.5, 2.0, shape)


def without_grad(*values: Any) -> torch.Tensor:
    """Fixed numbers in float64."""
    return torch.tensor(list(values), dtype=torch.float64)


def written(write: Callable[..., Any]) -> Callable[..., torch.Tensor]:
    """A function that writes, in place, into a copy of its first argument."""

    def function(x: torch.Tensor, *others: torch.Tensor) -> torch.Tensor:
        copy = x.clone()
        write(copy, *others)
        return copy

    return function


def seeded_dropout(x: torch.Tensor) -> torch.Tensor:
    """Drops the same elements on every call."""
    torch.manual_seed(0)
    return F.dropout(x, 0.5)


def prod_with_zero(dim: int | None) -> Callable[[torch.Tensor], torch.Tensor]:
    """A product in which one factor is 0, so that the derivative cannot divide by it."""
    holed = torch.tensor([[1.0, 0.0, 1.0], [1.0, 1.0, 1.0]], dtype=torch.float64)
    return lambda x: (x * holed).prod() if dim is None else (x * holed).prod(dim)


def view_of_written_base(x: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    """A view, taken before its base is changed: it shows the change, and its gradient goes the way of the base."""
    base = x.clone()
    seen = base[0]
    base.mul_(factor)
    return seen * seen


def base_of_written_view(x: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """A base, changed through a view of it."""
    base = x.clone()
    base.t()[1].mul_(value)
    return base


MASK = torch.tensor([[True, False, True], [False, False, True]])
ROWS = torch.tensor([1, 0, 1])
PLACES = torch.tensor([[2, 0, 0], [1, 1, 2]])
LABELS = torch.tensor([2, 0])
CLASS_WEIGHT = without_grad(0.5, 1.0, 2.0)
GRADE = without_grad(0.2, 0.5, 0.9)

ARITHMETIC = [
    entry("add", torch.add, real(2, 3), real(2, 3)),
    entry("add", torch.add, real(2, 1), real(3)),
    entry("sub", torch.sub, real(2, 3), real(2, 3)),
    entry("sub", torch.sub, real(3), real(2, 1)),
    entry("mul", torch.mul, real(2, 3), real(2, 3)),
    entry("mul", torch.mul, real(2, 3), real()),
    entry("mul", written(lambda x, y: x.mul_(y)), real(2, 3), real(3)),
    entry("mul", lambda x: x * x, real(2, 3)),
    entry("div", torch.div, real(2, 3), positive(2, 3)),
    entry("div", torch.div, real(3), positive(2, 1)),
    entry("floor_divide", torch.floor_divide, between(2.1, 2.9, 2, 3), between(0.8, 0.95, 3)),
    entry(
        "trunc_divide", lambda a, b: a.div(b, rounding_mode="trunc"), between(-2.9, -2.1, 2, 3), between(0.8, 0.95, 3)
    ),
    entry("remainder", torch.remainder, between(-2.9, -2.1, 2, 3), between(0.8, 0.95, 3)),
    entry("fmod", torch.fmod, between(-2.9, -2.1, 2, 3), between(0.8, 0.95, 3)),
    entry("pow", torch.pow, positive(2, 3), real(3)),
    entry("pow", lambda x: x**3, real(2, 3)),
    entry("pow", lambda x: 2.0**x, real(2, 3)),
    entry("atan2", torch.atan2, real(2, 3), positive(3)),
    entry("hypot", torch.hypot, real(2, 3), positive(3)),
    entry("lerp", torch.lerp, real(2, 3), real(3), between(0.1, 0.9, 2, 1)),
    entry("addcmul", lambda a, b, c: torch.addcmul(a, b, c, value=0.5), real(2, 3), real(3), real(2, 1)),
    entry("addcdiv", lambda a, b, c: torch.addcdiv(a, b, c, value=0.5), real(2, 3), real(3), positive(2, 1)),
    entry("matmul", torch.matmul, real(2, 3), real(3, 2)),
    entry("matmul", torch.matmul, real(3), real(3)),
    entry("matmul", torch.matmul, real(2, 3), real(3)),
    entry("matmul", torch.matmul, real(2, 1, 2, 2), real(3, 2, 1)),
]

ELEMENTWISE = [
    entry("neg", torch.neg, real(2, 3)),
    entry("abs", torch.abs, real(2, 3)),
    entry("square", torch.square, real(2, 3)),
    entry("reciprocal", torch.reciprocal, positive(2, 3)),
    entry("sqrt", torch.sqrt, positive(2, 3)),
    entry("rsqrt", torch.rsqrt, positive(2, 3)),
    entry("exp", torch.exp, real(2, 3)),
    entry("exp2", torch.exp2, real(2, 3)),
    entry("expm1", torch.expm1, real(2, 3)),
    entry("log", torch.log, positive(2, 3)),
    entry("log2", torch.log2, positive(2, 3)),
    entry("log10", torch.log10, positive(2, 3)),
    entry("log1p", torch.log1p, positive(2, 3)),
    entry("sin", torch.sin, real(2, 3)),
    entry("cos", torch.cos, real(2, 3)),
    entry("tan", torch.tan, between(-1.0, 1.0, 2, 3)),
    entry("asin", torch.asin, between(-0.8, 0.8, 2, 3)),
    entry("acos", torch.acos, between(-0.8, 0.8, 2, 3)),
    entry("atan", torch.atan, real(2, 3)),
    entry("sinh", torch.sinh, real(2, 3)),
    entry("cosh", torch.cosh, real(2, 3)),
    entry("asinh", torch.asinh, real(2, 3)),
    entry("acosh", torch.acosh, between(1.5, 3.0, 2, 3)),
    entry("atanh", torch.atanh, between(-0.8, 0.8, 2, 3)),
    entry("erf", torch.erf, real(2, 3)),
    entry("sign", torch.sign, positive(2, 3)),
    entry("floor", torch.floor, between(1.1, 1.9, 2, 3)),
    entry("ceil", torch.ceil, between(1.1, 1.9, 2, 3)),
    entry("trunc", torch.trunc, between(1.1, 1.9, 2, 3)),
    entry("frac", torch.frac, between(-1.9, -1.1, 2, 3)),
    entry("round", torch.round, between(0.6, 1.4, 2, 3)),
    entry("clone", torch.clone, real(2, 3)),
    entry("cast", lambda x: x.float().double(), real(2, 3), eps=2.0**-6),  # a step that float32 can tell apart
    entry("nan_to_num", torch.nan_to_num, real(2, 3)),
]

ACTIVATIONS = [
    entry("relu", torch.relu, real(2, 3)),
    entry("sigmoid", torch.sigmoid, real(2, 3)),
    entry("tanh", torch.tanh, real(2, 3)),
    entry("softmax", lambda x: torch.softmax(x, dim=1), real(2, 3)),
    entry("softmax", lambda x: torch.softmax(x, dim=-2), real(2, 3)),
    entry("log_softmax", lambda x: torch.log_softmax(x, dim=1), real(2, 3)),
    entry("log_softmax", lambda x: torch.log_softmax(x, dim=-2), real(2, 3)),
    entry("leaky_relu", lambda x: F.leaky_relu(x, 0.2), real(2, 3)),
    entry("elu", lambda x: F.elu(x, 1.5), real(2, 3)),
    entry("hardtanh", lambda x: F.hardtanh(x, -1.05, 0.9), real(2, 3)),
    entry("silu", F.silu, real(2, 3)),
    entry("softplus", lambda x: F.softplus(x, beta=1.5), real(2, 3)),
    entry("softplus", lambda x: F.softplus(x, threshold=1.0), between(-1.0, 0.9, 4)),
    entry("logsigmoid", F.logsigmoid, real(2, 3)),
    entry("gelu", F.gelu, real(2, 3)),
    entry("gelu", lambda x: F.gelu(x, approximate="tanh"), real(2, 3)),
]

LAYERS = [
    entry("linear", F.linear, real(2, 3), real(4, 3), real(4)),
    entry("linear", F.linear, real(3), real(2, 3)),
    entry("linear", F.linear, real(2, 1, 3), real(2, 3), real(2)),
    entry("dropout", seeded_dropout, real(2, 3)),
    entry("pad", lambda x: F.pad(x, (1, 2, 0, 1)), real(2, 3)),
    entry("pad", lambda x: F.pad(x, (-1, 1)), real(2, 3)),
]

LOSSES = [
    entry("cross_entropy", lambda x: F.cross_entropy(x, LABELS), real(2, 3)),
    entry("cross_entropy", lambda x: F.cross_entropy(x, LABELS, reduction="sum", label_smoothing=0.1), real(2, 3)),
    entry("cross_entropy", lambda x: F.cross_entropy(x, LABELS, CLASS_WEIGHT, reduction="none"), real(2, 3)),
    entry("cross_entropy", lambda x: F.cross_entropy(x, LABELS, CLASS_WEIGHT, ignore_index=0), real(2, 3)),
    entry("cross_entropy", lambda x: F.cross_entropy(x, PLACES[:, :2]), real(2, 3, 2)),
    entry("nll_loss", lambda x: F.nll_loss(x, LABELS, CLASS_WEIGHT), real(2, 3)),
    entry("nll_loss", lambda x: F.nll_loss(x, LABELS, reduction="none", ignore_index=2), real(2, 3)),
    entry("huber", lambda x, y: F.huber_loss(x, y, delta=0.7), real(2, 3), between(3.0, 3.4, 2, 3)),
    entry("huber", lambda x: F.huber_loss(x, x.detach() * 0, reduction="sum", delta=5.0), real(2, 3)),
    entry("binary_cross_entropy", F.binary_cross_entropy, between(0.1, 0.9, 2, 3), between(0.2, 0.8, 2, 3)),
]

CHOOSING = [
    entry("where", lambda a, b: torch.where(MASK, a, b), real(2, 3), real(3)),
    entry("masked_fill", lambda x, value: x.masked_fill(MASK, value), real(2, 3), real()),
    entry("maximum", torch.maximum, real(2, 3), real(2, 3)),
    entry("minimum", torch.minimum, real(2, 3), real(2, 3)),
    entry("minimum", torch.minimum, real(2, 1), between(-1.1, 1.1, 3)),
    entry("clamp", torch.clamp, real(2, 3), between(-1.1, -0.8, 3), between(0.8, 1.1, 3)),
    entry("clamp", lambda x, low: torch.clamp(x, low), real(2, 3), between(-0.2, 0.2, 3)),
    entry("clamp", lambda x, high: torch.clamp(x, max=high), real(2, 3), between(-0.2, 0.2, 3)),
    entry("clamp", torch.clamp, real(2, 3), between(0.8, 1.1, 3), between(-1.1, -0.8, 3)),  # low above high
]

REDUCTIONS = [
    entry("sum", torch.sum, real(2, 3)),
    entry("sum", lambda x: x.sum(1), real(2, 3)),
    entry("sum", lambda x: x.sum((0, -1), keepdim=True), real(2, 2, 2)),
    entry("mean", torch.mean, real(2, 3)),
    entry("mean", lambda x: x.mean(-1, keepdim=True), real(2, 3)),
    entry("amax", lambda x: torch.amax(x, 1), real(2, 3)),
    entry("amax", lambda x: torch.amax(x, (0, 1), keepdim=True), real(2, 3)),
    entry("amin", lambda x: torch.amin(x, -1), real(2, 3)),
    entry("max_along", lambda x: x.max(1).values, real(2, 3)),
    entry("max_along", lambda x: x.max(0, keepdim=True)[0], real(2, 3)),
    entry("min_along", lambda x: x.min(1).values, real(2, 3)),
    entry("median_along", lambda x: x.median(1).values, real(2, 3)),
    entry("median", torch.median, real(2, 3)),
    entry("nansum", torch.nansum, real(2, 3)),
    entry("nansum", lambda x: torch.nansum(x, 0, keepdim=True), real(2, 3)),
    entry("prod", torch.prod, real(2, 3)),
    entry("prod", lambda x: x.prod(1, keepdim=True), real(2, 3)),
    entry("prod", prod_with_zero(None), real(2, 3)),
    entry("prod", prod_with_zero(1), real(2, 3)),
    entry("var", torch.var, real(2, 3)),
    entry("var", lambda x: x.var(1, correction=0, keepdim=True), real(2, 3)),
    entry("std", torch.std, real(2, 3)),
    entry("std", lambda x: x.std(0, correction=0), real(2, 3)),
    entry("logsumexp", lambda x: torch.logsumexp(x, 1), real(2, 3)),
    entry("logsumexp", lambda x: torch.logsumexp(x, (0, 1), keepdim=True), real(2, 3)),
    entry("trace", torch.trace, real(2, 3)),
    *[entry("vector_norm", lambda x, p=p: torch.norm(x, p), real(2, 3)) for p in (0, 0.5, 1, 2, 3, inf, -inf)],
    entry("vector_norm", lambda x: torch.norm(x, 2, dim=1), real(2, 3)),
    entry("vector_norm", lambda x: torch.norm(x, 3, dim=0, keepdim=True), real(2, 3)),
    entry("cumsum", lambda x: x.cumsum(1), real(2, 3)),
    entry("cumsum", lambda x: call("cumsum", x, dim=0, reverse=True), real(2, 3)),  # reached by a second derivative
    entry("cumprod", lambda x: x.cumprod(1), real(2, 3)),
    entry("cummax", lambda x: x.cummax(1).values, real(2, 3)),
    entry("cummin", lambda x: x.cummin(0).values, real(2, 3)),
    entry("linear_scan", lambda g, a: linear_scan(g, a, 1), real(2, 3), real(2, 3)),  # a product's derivative
    entry("linear_scan", lambda g, a: linear_scan(g, a, 0, reverse=True), real(3, 2), real(3, 2)),
    entry("sort", lambda x: x.sort(1).values, real(2, 3)),
    entry("sort", lambda x: x.sort(0, descending=True).values, real(2, 3)),
    entry("topk", lambda x: x.topk(2, 1).values, real(2, 3)),
]

MOVEMENT = [
    entry("reshape", lambda x: x.reshape(3, 2), real(2, 3)),
    entry("transpose", lambda x: x.transpose(0, -1), real(2, 1, 3)),
    entry("permute", lambda x: x.permute(2, 0, 1), real(2, 1, 3)),
    entry("expand", lambda x: x.expand(2, 2, 3), real(2, 1)),
    entry("expand", lambda x: x.expand(2, 3), real(3)),
    entry("diagonal", lambda x: x.diagonal(1), real(3, 3)),
    entry("place_diagonal", lambda x: torch.diag_embed(x, -1), real(2, 2)),
    entry("flip", lambda x: x.flip((0, 1)), real(2, 3)),
    entry("roll", lambda x: x.roll((1, -1), (0, 1)), real(2, 3)),
    entry("tril", lambda x: x.tril(-1), real(3, 3)),
    entry("triu", lambda x: x.triu(1), real(3, 3)),
    entry("cat", lambda a, b: torch.cat([a, b], 1), real(2, 1), real(2, 2)),
    entry("cat", lambda a: torch.cat([a, a]), real(2)),
    entry("stack", lambda a, b: torch.stack([a, b], -1), real(2), real(2)),
]

INDEXING = [
    entry("slice", lambda x: x[1], real(2, 3)),
    entry("slice", lambda x: x[:, ::2], real(2, 3)),
    entry("gather_at", lambda x: x[ROWS], real(2, 3)),
    entry("gather_at", lambda x: x[MASK], real(2, 3)),
    entry("scatter_add_at", lambda x: call("scatter_add_at", x, index=(ROWS.numpy(),), shape=(2,)), real(3)),
    entry("put_at", written(lambda x, value: x.__setitem__(MASK, value)), real(2, 3), real(3)),
    entry("put_at", written(lambda x, value: x.index_put_((MASK,), value)), real(2, 3), real()),
    entry("add_at", lambda x, s: x.index_add(0, ROWS, s, alpha=0.5), real(2, 3), real(3, 3)),
    entry("add_at", lambda x, v: x.index_put((ROWS,), v, accumulate=True), real(2, 3), real(3)),
    entry("gather", lambda x: x.gather(1, PLACES), real(2, 3)),
    entry("scatter", lambda x, src: x.scatter(0, ROWS[None, :], src), real(2, 3), real(2, 3)),
    entry("scatter_add", lambda x, src: x.scatter_add(1, PLACES, src), real(2, 3), real(2, 3)),
    entry("scatter_mul", lambda x: x.scatter(0, ROWS, GRADE, reduce="multiply"), real(3)),
]

WRITING = [
    entry("copy", written(lambda x, source: x.copy_(source)), real(2, 3), real(3)),
    entry("see_base", view_of_written_base, real(2, 3), real(3)),
    entry("write_through_view", base_of_written_view, real(2, 3), real(2)),
    entry("write_through_view", written(lambda x, value: x[:, 1:].copy_(value)), real(2, 3), real(2)),
]

REFUSED = {
    # Where a place is named several times, each factor's derivative is the product of all the others.
    ("scatter_mul", "src"): entry(
        "scatter_mul", lambda src: torch.ones_like(src).scatter(0, ROWS % 2, src, reduce="multiply"), real(3)
    ),
}
"""(operation, input) -> an entry that runs the rule, which only raises: not implemented, and what to do instead."""

TABLE = [
    *(ARITHMETIC + ELEMENTWISE + ACTIVATIONS + LAYERS + LOSSES),
    *(CHOOSING + REDUCTIONS + MOVEMENT + INDEXING + WRITING),
]
