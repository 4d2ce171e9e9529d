"""The fields that every tensor has before it has methods: what dispatch, autograd and the method families share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tinytorch_core.dtypes import Array, dtype, from_numpy_dtype

if TYPE_CHECKING:
    from tinytorch_core.autograd_graph import Node
    from tinytorch_core.tensor import Tensor


class Way:
    """The way from a base's array to that of a view of a view: `before` and one more step, however many there are."""

    __slots__ = ("before", "step")

    def __init__(self, before: Callable[[Array], Array], step: Callable[[Array], Array]) -> None:
        self.before = before
        self.step = step

    def __call__(self, array: Array) -> Array:
        steps = []
        way: Callable[[Array], Array] = self
        while isinstance(way, Way):
            steps.append(way.step)
            way = way.before
        array = way(array)
        for step in reversed(steps):
            array = step(array)
        return array


class TensorBase:
    """An array, its gradient, and where it came from. Use `Tensor`; this class exists so that others can name it."""

    _array: Array
    _requires_grad: bool = False
    grad: Any = None  # a Tensor after backward(), None before; Any, so that `p.grad * lr` needs no cast
    grad_fn: Node | None = None
    _counter: list[int] | None = None  # [writes so far], shared by all tensors that show the same memory
    _seen: int = 0  # how many writes this view's grad_fn knows of
    _base: Tensor | None = None  # the tensor this one is a differentiable view of
    _look: Callable[[Array], Array] | None = None  # the way from the base's array to this one's
    _untracked: bool = False  # a view taken under no_grad() of a tensor that requires a gradient
    _hooks: dict[int, Callable[[Tensor], Any]] | None = None  # called with a leaf's gradient
    _after_hooks: dict[int, Callable[[Tensor], Any]] | None = None  # called with a leaf once its grad is filled in
    _retains_grad: bool = False

    @staticmethod
    def _wrap(array: Array) -> Tensor:
        """A tensor around `array`, without a copy or a history."""
        raise NotImplementedError

    def _become_view(self, source: TensorBase, look: Callable[[Array], Array]) -> None:
        """Notes that this tensor shows memory of `source`, seen through `look`."""
        way = source._look
        self._base = source if source._base is None else source._base  # type: ignore[assignment]
        self._look = look if way is None else Way(way, look)
        if source._untracked:
            self._untracked = True
        self._share_memory_of(source)

    def _share_memory_of(self, source: TensorBase) -> None:
        """Counts writes together with `source` from now on."""
        if source._counter is None:
            source._counter = [0]
        self._counter = source._counter
        self._seen = source._counter[0]

    @property
    def _version(self) -> int:
        """How often this memory has been written in place; a backward pass that saved older values refuses."""
        return 0 if self._counter is None else self._counter[0]

    def _written(self) -> None:
        """Counts one write."""
        if self._counter is None:
            self._counter = [0]
        self._counter[0] += 1

    @property
    def dtype(self) -> dtype:
        """The type of the elements, such as `tinytorch.float32`."""
        return from_numpy_dtype(self._array.dtype)
