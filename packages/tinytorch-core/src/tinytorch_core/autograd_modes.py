"""Switches that say whether operations are recorded: `no_grad`, `enable_grad`, `set_grad_enabled`."""

from __future__ import annotations

import functools
from collections.abc import Callable
from contextvars import ContextVar, Token
from types import TracebackType
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])

grad_mode: ContextVar[bool] = ContextVar("tinytorch_grad_mode", default=True)
"""True where operations are recorded; every thread and every asyncio task has its own."""

__all__ = [
    "enable_grad",
    "inference_mode",
    "is_grad_enabled",
    "no_grad",
    "set_grad_enabled",
]


def is_grad_enabled() -> bool:
    """Whether operations are recorded here."""
    return grad_mode.get()


class set_grad_enabled:
    """Records operations, or not, from now on, or inside a `with` block, or inside a decorated function.

    Args:
        mode: True to record.
    """

    def __init__(self, mode: bool) -> None:
        self.mode = bool(mode)
        self._before: list[Token[bool]] = [grad_mode.set(self.mode)]

    def __enter__(self) -> None:
        if not self._before:
            self._before.append(grad_mode.set(self.mode))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        grad_mode.reset(self._before.pop())

    def __call__(self, function: F) -> F:
        grad_mode.reset(self._before.pop())
        return _decorated(function, lambda: set_grad_enabled(self.mode))


class _Mode:
    """A recording mode as a context manager and as a decorator, with or without parentheses."""

    mode: bool

    def __new__(cls, function: Callable[..., Any] | None = None) -> Any:
        return super().__new__(cls) if function is None else _decorated(function, cls)

    def __init__(self) -> None:
        self._before: list[Token[bool]] = []

    def __enter__(self) -> None:
        self._before.append(grad_mode.set(self.mode))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        grad_mode.reset(self._before.pop())

    def __call__(self, function: F) -> F:
        return _decorated(function, type(self))


class no_grad(_Mode):
    """Does not record: for evaluation, and for updates of parameters.

    with torch.no_grad():
        w -= lr * w.grad
    """

    mode = False


class enable_grad(_Mode):
    """Records again inside a `no_grad` block."""

    mode = True


class inference_mode(_Mode):
    """Like `no_grad`; kept for PyTorch's name. Tensors made inside may be used in recorded operations later."""

    mode = False


def _decorated(function: F, mode: Callable[[], Any]) -> F:
    @functools.wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        with mode():
            return function(*args, **kwargs)

    return cast(F, inner)
