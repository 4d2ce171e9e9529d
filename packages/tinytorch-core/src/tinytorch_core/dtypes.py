"""Element types as objects of our own, because NumPy has no bfloat16 and promotes differently from PyTorch."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

__all__ = [
    "bfloat16",
    "dtype",
    "float16",
    "float32",
    "float64",
    "get_default_dtype",
    "int8",
    "int16",
    "int32",
    "int64",
    "promote_types",
    "set_default_dtype",
    "uint8",
]

Array: TypeAlias = np.ndarray[Any, Any]
Number: TypeAlias = bool | int | float


class dtype:
    """The type of every element of a tensor: `tinytorch.float32`, `tinytorch.int64`, ...

    Attributes:
        name: the name in the front door, "float32".
        numpy: the NumPy dtype that stores it; bfloat16 is stored as the upper half of a float32, in a
            uint16 that has a name, so that no arithmetic takes it for a whole number.
        is_floating_point: True for float64, float32, float16 and bfloat16; only these can carry gradients.
        category: 0 bool, 1 integer, 2 floating point. Promotion goes to the higher category.
        itemsize: bytes of one element.
    """

    __slots__ = ("category", "is_floating_point", "itemsize", "name", "numpy", "rank")

    def __init__(self, name: str, storage: Any, category: int, rank: int) -> None:
        self.name = name
        self.numpy: np.dtype[Any] = np.dtype(storage)
        self.category = category
        self.rank = rank
        self.is_floating_point = category == 2
        self.itemsize = self.numpy.itemsize

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    @property
    def is_signed(self) -> bool:
        """Whether it can hold negative numbers."""
        return self.category == 2 or self.numpy.kind == "i"

    @property
    def is_complex(self) -> bool:
        """False: there are no complex tensors here."""
        return False

    def __reduce__(self) -> str:
        # A dtype is one of the objects below, also after pickling or copying.
        return "bool_" if self.category == 0 else self.name


bool_ = dtype("bool", "bool", 0, 0)
uint8 = dtype("uint8", "uint8", 1, 0)
int8 = dtype("int8", "int8", 1, 0)
int16 = dtype("int16", "int16", 1, 1)
int32 = dtype("int32", "int32", 1, 2)
int64 = dtype("int64", "int64", 1, 3)
float16 = dtype("float16", "float16", 2, 0)
bfloat16 = dtype("bfloat16", [("bfloat16", "uint16")], 2, 0)
float32 = dtype("float32", "float32", 2, 1)
float64 = dtype("float64", "float64", 2, 2)

DTYPES = (bool_, uint8, int8, int16, int32, int64, float16, bfloat16, float32, float64)
_BY_NUMPY: dict[np.dtype[Any], dtype] = {d.numpy: d for d in DTYPES}
_default = float32


def from_numpy_dtype(storage: np.dtype[Any]) -> dtype:
    """The dtype whose elements NumPy stores as `storage`; TypeError where there is none."""
    found = _BY_NUMPY.get(storage)
    if found is None:
        known = ", ".join(str(d.numpy) for d in DTYPES if d is not bfloat16)
        raise TypeError(
            f"no tensor dtype for a NumPy array of {storage}; convert it first with .astype(), to one of: {known}"
        )
    return found


def get_default_dtype() -> dtype:
    """The floating-point dtype that Python floats become; float32 unless changed."""
    return _default


def set_default_dtype(d: dtype) -> None:
    """Makes `d` (a floating-point dtype) what Python floats become.

    Raises:
        TypeError: `d` is not a floating-point dtype.
    """
    global _default
    if not isinstance(d, dtype) or not d.is_floating_point:
        raise TypeError(f"only floating-point types are supported as the default type, got {d!r}")
    _default = d


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest dtype that holds both, in PyTorch's order: the higher category wins, then the wider type.

    >>> promote_types(int64, float16)
    torch.float16
    >>> promote_types(uint8, int8)
    torch.int16
    """
    if type(type1) is not dtype or type(type2) is not dtype:
        wrong = type2 if type(type1) is dtype else type1
        raise TypeError(f"promote_types(): expected two dtypes such as torch.float32, got {type(wrong).__name__}")
    if type1 is type2:
        return type1
    if type1.category != type2.category:
        return type1 if type1.category > type2.category else type2
    if type1.rank != type2.rank:
        return type1 if type1.rank > type2.rank else type2
    return int16 if type1.category == 1 else float32  # uint8 with int8, float16 with bfloat16


def as_dtype(function: str, given: Any) -> dtype | None:
    """What a caller passed as `dtype=`: one of ours, Python's own float, int or bool, or None.

    Raises:
        TypeError: something else, such as "float32" or a NumPy dtype.
    """
    if given is None or type(given) is dtype:
        return given
    python = {float: float64, int: int64, bool: bool_}.get(given) if isinstance(given, type) else None
    if python is None:
        raise TypeError(
            f"{function}(): argument 'dtype' must be torch.dtype, not {type(given).__name__}; "
            "write torch.float32, torch.int64, ..."
        )
    return python


def of_number(value: Number) -> dtype:
    """The dtype a lone Python number becomes: bool, int64, or the default floating-point type."""
    if isinstance(value, bool):
        return bool_
    return int64 if isinstance(value, int) else _default
