"""Tensors that a module notices when they are assigned to it: parameters, which are trained, and buffers."""

from __future__ import annotations

from typing import Any

from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_base import TensorBase

__all__ = ["Buffer", "Parameter"]


class Parameter(Tensor):
    """A tensor that a `Module` registers when it is assigned to one, and that requires a gradient.

    Args:
        data: the tensor whose memory it takes over; without it a parameter of shape (0,).
        requires_grad: False for a parameter that is not trained.

    >>> Parameter(Tensor([1.0, 2.0]))
    Parameter containing:
    tensor([1., 2.], requires_grad=True)
    """

    def __init__(self, data: Tensor | None = None, requires_grad: bool = True) -> None:
        self._array = _shared(self, data)
        self.requires_grad_(requires_grad)

    def __repr__(self) -> str:
        return f"Parameter containing:\n{super().__repr__()}"

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        """A parameter with a copy of the data; its gradient stays behind."""
        copy = memo[id(self)] = type(self)(Tensor._wrap(self._array.copy()), self._requires_grad)
        return copy

    def __reduce_ex__(self, protocol: Any) -> Any:
        """Pickled as data and flag: gradients, graph and hooks stay behind."""
        return type(self), (Tensor._wrap(self._array), self._requires_grad)


class Buffer(Tensor):
    """A tensor that a `Module` registers as a buffer when it is assigned to one: state that is saved but not trained.

    Args:
        data: the tensor whose memory it takes over.
        persistent: False to leave it out of `state_dict()`.
    """

    persistent: bool

    def __init__(self, data: Tensor | None = None, *, persistent: bool = True) -> None:
        self._array = _shared(self, data)
        self.persistent = persistent


def _shared(self: TensorBase, data: Any) -> Any:
    """The array of `data`; both count writes together. TypeError where it is no tensor."""
    if data is None:
        return Tensor([])._array
    if not isinstance(data, TensorBase):
        raise TypeError(
            f"{type(self).__name__}: data must be a Tensor, got {type(data).__name__}; make one with torch.tensor()"
        )
    self._share_memory_of(data)
    return data._array
