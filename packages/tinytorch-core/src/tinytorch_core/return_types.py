"""The named tuples of functions with two results, such as `max(x, dim)`: unpacked in order, or read by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["aminmax", "cummax", "cummin", "kthvalue", "max", "median", "min", "sort", "topk"]


def _text_of(result: Any) -> str:
    """How PyTorch prints such a pair: one line for each field."""
    fields = ",\n".join(f"{name}={value!r}" for name, value in zip(result._fields, result, strict=True))
    return f"torch.return_types.{type(result).__name__}(\n{fields})"


class ValuesAndIndices(NamedTuple):
    """Elements that were chosen along a dimension, and where each stood in it.

    Attributes:
        values: the elements, in the input's dtype; gradients flow through them.
        indices: their positions along the dimension, int64.
    """

    values: Tensor
    indices: Tensor

    def __repr__(self) -> str:
        return _text_of(self)


class Extremes(NamedTuple):
    """The smallest and the largest elements along a dimension."""

    min: Tensor
    max: Tensor

    def __repr__(self) -> str:
        return _text_of(self)


class max(ValuesAndIndices):
    """What `max(x, dim)` returns."""

    __slots__ = ()


class min(ValuesAndIndices):
    """What `min(x, dim)` returns."""

    __slots__ = ()


class aminmax(Extremes):
    """What `aminmax` returns."""

    __slots__ = ()


class cummax(ValuesAndIndices):
    """What `cummax` returns."""

    __slots__ = ()


class cummin(ValuesAndIndices):
    """What `cummin` returns."""

    __slots__ = ()


class sort(ValuesAndIndices):
    """What `sort` returns."""

    __slots__ = ()


class topk(ValuesAndIndices):
    """What `topk` returns."""

    __slots__ = ()


class kthvalue(ValuesAndIndices):
    """What `kthvalue` returns."""

    __slots__ = ()


class median(ValuesAndIndices):
    """What `median(x, dim)` returns."""

    __slots__ = ()
