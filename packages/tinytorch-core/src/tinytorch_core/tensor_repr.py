"""How a tensor prints: PyTorch's layout, so that what a student sees here they know there.

All numbers of a tensor get one format: integers without a fraction, as `1.`; else four decimals; and scientific
notation where the largest is above 1e8, the smallest below 1e-4, or one more than 1000 times the other. Beyond 1000
elements only the ends of each dimension are shown, and only they decide the format.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.bfloat16 import readable
from tinytorch_core.dtypes import Array

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["set_printoptions"]


class _Options:
    """What `set_printoptions` sets; kept as attributes, since each number that is shown reads some."""

    precision = 4
    threshold: float = 1000
    edgeitems = 3
    linewidth = 80
    sci_mode: bool | None = None


_options = _Options()
_PROFILES: dict[str, dict[str, Any]] = {
    "default": {"precision": 4, "threshold": 1000, "edgeitems": 3, "linewidth": 80},
    "short": {"precision": 2, "threshold": 1000, "edgeitems": 2, "linewidth": 80},
    "full": {"precision": 4, "threshold": math.inf, "edgeitems": 3, "linewidth": 80},
}


def set_printoptions(
    precision: int | None = None,
    threshold: float | None = None,
    edgeitems: int | None = None,
    linewidth: int | None = None,
    profile: str | None = None,
    sci_mode: bool | None = None,
) -> None:
    """Changes how tensors print; what is left out stays as it is, but sci_mode.

    Args:
        precision: decimals of floats (4).
        threshold: above so many elements, only the ends are shown (1000).
        edgeitems: how many at each end (3).
        linewidth: characters in a line (80).
        profile: "default", "short" or "full", set first.
        sci_mode: True or False for always or never in scientific notation; None, the default, lets the numbers say.

    Raises:
        ValueError: there is no such profile.
    """
    if profile is not None and profile not in _PROFILES:
        raise ValueError(f"set_printoptions: no profile {profile!r}; there are: {', '.join(_PROFILES)}")
    given = {"precision": precision, "threshold": threshold, "edgeitems": edgeitems, "linewidth": linewidth}
    wanted: dict[str, Any] = {
        **(_PROFILES[profile] if profile else {}),
        **{k: v for k, v in given.items() if v is not None},
    }
    for name, value in wanted.items():
        setattr(_options, name, value)
    _options.sci_mode = sci_mode


def get_printoptions() -> dict[str, Any]:
    """The options in force, by name."""
    names = ("precision", "threshold", "edgeitems", "linewidth", "sci_mode")
    return {name: getattr(_options, name) for name in names}


@contextmanager
def printoptions(**options: Any) -> Iterator[None]:
    """`set_printoptions` for a `with` block."""
    before = get_printoptions()
    set_printoptions(**options)
    try:
        yield
    finally:
        set_printoptions(**before)


class _Format:
    """The one format of all numbers of a tensor, and the width that the longest of them needs."""

    def __init__(self, shown: Array) -> None:
        self.is_float = shown.dtype.kind == "f"
        self.whole = self.is_float
        self.scientific = False
        self.width = 1
        if not self.is_float:
            self.width = max((len(str(value)) for value in shown.ravel().tolist()), default=1)
            return
        numbers = shown[np.isfinite(shown) & (shown != 0)].astype(np.float64)
        if numbers.size:
            self._choose(numbers)

    def _choose(self, numbers: Array) -> None:
        sizes = np.abs(numbers)
        largest, smallest = float(sizes.max()), float(sizes.min())
        self.whole = bool(np.all(numbers == np.ceil(numbers)))
        self.scientific = largest / smallest > 1000 or largest > 1e8 or smallest < 1e-4
        if _options.sci_mode is not None:
            self.scientific = _options.sci_mode
        self.width = max(len(self._bare(value)) for value in numbers.tolist())

    def _bare(self, value: float) -> str:
        if self.scientific:
            return f"{value:.{_options.precision}e}"
        if self.whole:
            return f"{value:.0f}." if math.isfinite(value) else f"{value:.0f}"
        return f"{value:.{_options.precision}f}"

    def __call__(self, value: Any) -> str:
        return (self._bare(value) if self.is_float else str(value)).rjust(self.width)


def _ends(array: Array) -> Array:
    """The elements that a summary shows."""
    edge = _options.edgeitems
    for dim, size in enumerate(array.shape):
        if size > 2 * edge:
            array = np.take(array, [*range(edge), *range(size - edge, size)], axis=dim)
    return array


def _body(array: Array, indent: int, summarize: bool, show: _Format) -> str:
    """The numbers of `array` in brackets; lines after the first start `indent` characters to the right."""
    if array.ndim == 0:
        return show(array.item())
    edge = _options.edgeitems
    cut = summarize and len(array) > 2 * edge
    if array.ndim == 1:
        return _row(array, indent, cut, show)
    parts = [*array[:edge], *array[len(array) - edge :]] if cut else list(array)
    texts = [_body(part, indent + 1, summarize, show) for part in parts]
    if cut:
        texts.insert(edge, "...")
    return "[" + ("," + "\n" * (array.ndim - 1) + " " * (indent + 1)).join(texts) + "]"


def _row(array: Array, indent: int, cut: bool, show: _Format) -> str:
    edge = _options.edgeitems
    numbers = [*array[:edge].tolist(), *array[len(array) - edge :].tolist()] if cut else array.tolist()
    texts = [show(number) for number in numbers]
    if cut:
        texts.insert(edge, " ...")
    in_line = max(1, (_options.linewidth - indent) // (show.width + 2))
    lines = [", ".join(texts[i : i + in_line]) for i in range(0, len(texts), in_line)]
    return "[" + (",\n" + " " * (indent + 1)).join(lines) + "]"


def _contents(array: Array, indent: int) -> str:
    if array.size == 0:
        return "[]"
    summarize = array.size > _options.threshold
    return _body(array, indent, summarize, _Format(_ends(array) if summarize else array))


def _notes(input: Tensor) -> list[str]:
    """What stands after the numbers: a size or dtype that they do not show, and where the tensor came from."""
    kind, array = input.dtype, input._array
    notes = []
    if array.size == 0 and array.ndim != 1:
        notes.append(f"size={tuple(array.shape)}")
    usual = (
        {dtypes.get_default_dtype()} if array.size == 0 else {dtypes.get_default_dtype(), dtypes.int64, dtypes.bool_}
    )
    if kind not in usual:
        notes.append(f"dtype={kind!r}")
    if input.grad_fn is not None:
        notes.append(f"grad_fn=<{input.grad_fn.name}>")
    elif input.requires_grad:
        notes.append("requires_grad=True")
    return notes


def text_of(input: Tensor) -> str:
    """tensor([[1., 2.]], dtype=torch.float64, requires_grad=True)."""
    start = "tensor("
    text = start + _contents(readable(input._array), len(start))
    length = len(text) - text.rfind("\n") + 1
    for note in _notes(input):
        if length + len(note) + 2 > _options.linewidth:
            text += ",\n" + " " * len(start) + note
            length = len(start) + len(note)
        else:
            text += ", " + note
            length += len(note) + 2
    return text + ")"


NODE_NAMES = {
    "cast": "ToCopyBackward0",
    "clamp": "ClampBackward1",
    "copy": "CopyBackwards",
    "cross_entropy": "NllLossBackward0",
    "gather_at": "IndexBackward0",
    "log1p": "Log1PBackward0",
    "max_along": "MaxBackward0",
    "min_along": "MinBackward0",
    "put_at": "CopySlices",
    "reshape": "ViewBackward0",
    "see_base": "AsStridedBackward0",
    "square": "PowBackward0",
    "vector_norm": "LinalgVectorNormBackward0",
    "write_through_view": "CopySlices",
}
"""Where PyTorch's graph has another name than the operation's own in capitals."""

_BY_RANK = {"matmul": ("MmBackward0", "UnsafeViewBackward0"), "linear": ("AddmmBackward0", "ViewBackward0")}


def node_name(operation: str, settings: dict[str, Any], shape: tuple[int, ...]) -> str:
    """What PyTorch's graph calls this node: "MulBackward0", or "SumBackward1" for a sum over some dimensions.

    Args:
        operation: the operation's name in the table.
        settings: what it was called with.
        shape: the shape of its result.
    """
    if operation in NODE_NAMES:
        return NODE_NAMES[operation]
    if operation in _BY_RANK:  # PyTorch has one node for matrices, and reshapes around it for more dimensions
        return _BY_RANK[operation][len(shape) > 2]
    if operation == "slice":
        return _slice_name(settings["index"])
    partial = operation in ("sum", "mean", "prod") and shape != ()
    words = "".join(part.capitalize() for part in operation.split("_"))
    return f"{words}Backward{int(partial)}"


def _slice_name(index: Any) -> str:
    """PyTorch indexes one dimension after another, so the last part that does anything gives the name."""
    name = "AliasBackward0"
    for part in index if isinstance(index, tuple) else (index,):
        if part is None:
            name = "UnsqueezeBackward0"
        elif isinstance(part, slice) and part != slice(None):
            name = "SliceBackward0"
        elif isinstance(part, (int, np.integer)):
            name = "SelectBackward0"
    return name
