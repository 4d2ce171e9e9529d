"""Where tensors live. Here that is the CPU, and this file says so in PyTorch's words.

A script that picks its device, `torch.device("cuda" if torch.cuda.is_available() else "cpu")`, runs unchanged; one
that insists on a GPU is told what is there instead.
"""

from __future__ import annotations

from typing import Any, NoReturn, TypeAlias

__all__ = ["device", "get_default_device", "set_default_device"]

KNOWN = ("cpu", "cuda", "mps", "xpu", "xla", "hpu", "meta")
"""Device types that have a meaning in PyTorch scripts; only the first one computes here."""


class device:
    """The name of a place where tensors could be: `device("cpu")`, `device("cuda:1")`, `device("cuda", 1)`.

    Any known device can be named and compared; only the CPU can be used. Inside `with device("cpu"):` it is the
    default, which it is anyway.

    Attributes:
        type: "cpu", "cuda", "mps", ...
        index: the number after the colon, or None.

    >>> device("cuda:1").index
    1
    >>> device("cpu") == device("cpu", 0)
    False
    """

    __slots__ = ("index", "type")
    type: str
    index: int | None

    def __init__(self, type: str | device, index: int | None = None) -> None:
        if isinstance(type, device):
            index = type.index
            type = type.type
        if isinstance(type, int) and not isinstance(type, bool):
            raise RuntimeError(f"device({type}) means accelerator number {type}, but none is available; use 'cpu'")
        if not isinstance(type, str):
            raise TypeError(f"device(): expected a name such as 'cpu' or 'cuda:0', got {type.__class__.__name__}")
        self.type, self.index = _parsed(type, index)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __repr__(self) -> str:
        return f"device(type={self.type!r}{'' if self.index is None else f', index={self.index}'})"

    def __reduce__(self) -> Any:
        return device, (str(self),)

    def __enter__(self) -> device:
        check_device("with device", self)
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing to undo: the CPU was the default before."""


def _parsed(text: str, index: int | None) -> tuple[str, int | None]:
    if not text:
        raise RuntimeError("Device string must not be empty; use 'cpu'")
    kind, colon, number = text.partition(":")
    if kind not in KNOWN:
        raise RuntimeError(f"Expected one of {', '.join(KNOWN)} device type at start of device string: {text}")
    if colon and (not number.isdecimal() or index is not None):
        raise RuntimeError(f"Invalid device string: {text!r}; after the colon stands a number, as in '{kind}:0'")
    if index is not None and (not isinstance(index, int) or isinstance(index, bool) or index < 0):
        raise RuntimeError(f"Invalid device index {index!r} for {kind!r}; it must be a number from 0")
    return kind, int(number) if colon else index


DeviceLike: TypeAlias = device | str | int | None
CPU = device("cpu")


def check_device(function: str, wanted: DeviceLike) -> None:
    """Nothing where `wanted` is the CPU or None; for any other device an error that says what there is.

    Raises:
        RuntimeError: the device is unknown, or is not the CPU.
    """
    if wanted is None or wanted is CPU or wanted == "cpu":
        return
    named = device(wanted)  # type: ignore[arg-type]  # a number raises there, in words
    if named.type != "cpu" or named.index not in (None, 0):
        refuse(function, named)


def refuse(function: str, wanted: object) -> NoReturn:
    """Says that a device is not there, and how to write a script that runs with and without it."""
    raise RuntimeError(
        f"{function}: device '{wanted}' is not available; TinyTorch computes on the CPU only. Use device='cpu', or let "
        "the script choose: device = 'cuda' if torch.cuda.is_available() else 'cpu'"
    )


def get_default_device() -> device:
    """The device of new tensors: the CPU."""
    return CPU


def set_default_device(device: DeviceLike) -> None:
    """Accepts the CPU or None; RuntimeError for a device that is not there."""
    check_device("set_default_device()", device)
