"""What `Sequential` and `ModuleList` share: modules by position, used like a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, SupportsIndex, TypeVar

if TYPE_CHECKING:
    from tinytorch_core.layers import Module

Self = TypeVar("Self", bound="ModuleSequence")


class ModuleSequence:
    """Modules under the names "0", "1", ...: indexing, slicing, appending, inserting, deleting."""

    if TYPE_CHECKING:  # what `Module` brings
        _modules: dict[str, Module | None]

        def add_module(self, name: str, module: Module | None) -> None: ...

    def _sliced(self, items: dict[str, Any]) -> Any:
        """A container of the same kind that holds these modules."""
        raise NotImplementedError

    def _name_at(self, index: int) -> str:
        """The name of the module at a position; IndexError where there is none."""
        if not isinstance(index, SupportsIndex):
            raise TypeError(f"{type(self).__name__}: a position must be an int or a slice, not {type(index).__name__}")
        position, count = index.__index__(), len(self._modules)
        if not -count <= position < count:
            raise IndexError(f"index {position} is out of range: {type(self).__name__} holds {count} modules")
        return list(self._modules)[position]

    def _renumber(self, modules: Iterable[Any]) -> None:
        """Keeps these modules, and no others, under "0", "1", ..."""
        kept = list(modules)
        self._modules.clear()
        for position, module in enumerate(kept):
            self.add_module(str(position), module)

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._modules.values())

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return self._sliced(dict(list(self._modules.items())[index]))
        return self._modules[self._name_at(index)]

    def __setitem__(self, index: int, module: Module) -> None:
        self.add_module(self._name_at(index), module)

    def __delitem__(self, index: int | slice) -> None:
        modules = list(self)
        if not isinstance(index, slice):
            self._name_at(index)
        del modules[index]
        self._renumber(modules)

    def append(self: Self, module: Module) -> Self:
        """Adds a module at the end; returns the container."""
        self.add_module(str(len(self)), module)
        return self

    def insert(self: Self, index: int, module: Module) -> Self:
        """Puts a module in at a position, before the one that is there; returns the container.

        Raises:
            IndexError: the position is further out than the ends.
        """
        if not -len(self) <= index <= len(self):
            raise IndexError(f"Index out of range: {index}; {type(self).__name__} holds {len(self)} modules")
        modules = list(self)
        modules.insert(index, module)
        self._renumber(modules)
        return self

    def extend(self: Self, modules: Iterable[Module]) -> Self:
        """Adds several modules at the end; returns the container.

        Raises:
            TypeError: `modules` is not iterable.
        """
        if not isinstance(modules, Iterable):
            raise TypeError(
                f"{type(self).__name__}.extend should be called with an iterable, but got {type(modules).__name__}"
            )
        for module in list(modules):
            self.append(module)
        return self

    def pop(self, key: int | slice) -> Any:
        """Takes a module out and returns it."""
        taken = self[key]
        del self[key]
        return taken

    def __iadd__(self: Self, modules: Iterable[Module]) -> Self:
        return self.extend(modules)

    def __add__(self: Self, other: Iterable[Module]) -> Self:
        joined: Self = self._sliced(dict(self._modules))
        return joined.extend(other)
