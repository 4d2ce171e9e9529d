"""Containers of modules and parameters: lists and dictionaries whose members a module finds.

A plain Python list inside a module hides its layers from `parameters()`; these do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tinytorch_core.layers import Module, Parameter
from tinytorch_core.layers_registry import type_name
from tinytorch_core.layers_sequence import ModuleSequence
from tinytorch_core.layers_tree import bracketed, indented
from tinytorch_core.tensor import Tensor

__all__ = ["ModuleDict", "ModuleList", "ParameterDict", "ParameterList"]


class ModuleList(ModuleSequence, Module):
    """A list of modules; it computes nothing by itself.

    Args:
        modules: modules to begin with.

    >>> layers = ModuleList([Module(), Module()])
    >>> len(layers), list(layers._modules)
    (2, ['0', '1'])
    """

    def __init__(self, modules: Iterable[Module] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.extend(modules)

    def _sliced(self, items: dict[str, Any]) -> ModuleList:
        return type(self)(items.values())

    def __repr__(self) -> str:
        """Neighbours that print alike share a line: (0-2): 3 x Linear(...)."""
        groups: list[tuple[int, int, str]] = []
        for position, text in enumerate(repr(module) for module in self):
            if groups and groups[-1][2] == text:
                groups[-1] = (groups[-1][0], position, text)
            else:
                groups.append((position, position, text))
        lines = [
            indented(f"({first}): {text}" if first == last else f"({first}-{last}): {last - first + 1} x {text}")
            for first, last, text in groups
        ]
        return bracketed(self._get_name(), [], lines)


class ModuleDict(Module):
    """A dictionary of modules; it computes nothing by itself.

    Args:
        modules: modules by name, a mapping or pairs.

    >>> ModuleDict({"a": Module()})["a"]
    Module()
    """

    def __init__(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]] | None = None) -> None:
        super().__init__()
        if modules is not None:
            self.update(modules)

    def update(self, modules: Mapping[str, Module] | Iterable[tuple[str, Module]]) -> None:
        """Adds modules, or puts them in the place of those that have their names."""
        for key, module in _pairs("ModuleDict.update", modules):
            self[key] = module

    def __getitem__(self, key: str) -> Any:
        return self._modules[key]

    def __setitem__(self, key: str, module: Module) -> None:
        self.add_module(key, module)

    def __delitem__(self, key: str) -> None:
        del self._modules[key]

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[str]:
        return iter(self._modules)

    def __contains__(self, key: str) -> bool:
        return key in self._modules

    def clear(self) -> None:
        """Takes all modules out."""
        self._modules.clear()

    def pop(self, key: str) -> Any:
        """Takes a module out and returns it; KeyError where there is none."""
        return self._modules.pop(key)

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._modules.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Names and modules."""
        return self._modules.items()

    def values(self) -> Iterable[Any]:
        """The modules."""
        return self._modules.values()


def _pairs(who: str, given: Any) -> list[tuple[str, Any]]:
    """(name, value) for each entry of a mapping or of an iterable of pairs."""
    if isinstance(given, (Mapping, ModuleDict, ParameterDict)):
        return list(given.items())
    if not isinstance(given, Iterable):
        raise TypeError(f"{who} should be called with an iterable of key/value pairs, but got {type(given).__name__}")
    pairs = [tuple(pair) for pair in given]
    for position, pair in enumerate(pairs):
        if len(pair) != 2:
            raise ValueError(f"{who}: element #{position} has length {len(pair)}; 2 is required")
    return pairs


def _as_parameter(value: Any) -> Any:
    """A tensor as a parameter; anything else as it is."""
    return Parameter(value) if isinstance(value, Tensor) and not isinstance(value, Parameter) else value


def _line(name: object, value: Any, element: str) -> str:
    """How a parameter prints inside a container: the type of its elements and its sizes, not its numbers."""
    if isinstance(value, Tensor):
        what = "Parameter" if isinstance(value, Parameter) else "Tensor"
        sizes = "x".join(str(size) for size in value._array.shape)
        return f"  ({name}): {what} containing: [{element} of size {sizes}]"
    return f"  ({name}): Object of type: {type(value).__name__}"


class ParameterList(Module):
    """A list of parameters; tensors that are put in become parameters.

    Args:
        values: tensors or parameters to begin with.

    >>> len(list(ParameterList([Tensor([1.0]), Tensor([2.0])]).parameters()))
    2
    """

    def __init__(self, values: Iterable[Any] | None = None) -> None:
        super().__init__()
        self._size = 0
        if values is not None:
            self.extend(values)

    def append(self, value: Any) -> ParameterList:
        """Adds a parameter at the end; returns the list."""
        self._size += 1
        self[-1] = value
        return self

    def extend(self, values: Iterable[Any]) -> ParameterList:
        """Adds several parameters at the end; returns the list. TypeError where `values` is no iterable."""
        if not isinstance(values, Iterable) or isinstance(values, Tensor):
            raise TypeError(f"ParameterList.extend should be called with an iterable, but got {type(values).__name__}")
        for value in list(values):
            self.append(value)
        return self

    __iadd__ = extend

    def _name_at(self, index: int) -> str:
        if not -self._size <= index < self._size:
            raise IndexError(f"index {index} is out of range: ParameterList holds {self._size} parameters")
        return str(index % self._size)

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return type(self)(list(self)[index])
        return getattr(self, self._name_at(index))

    def __setitem__(self, index: int, value: Any) -> None:
        setattr(self, self._name_at(index), _as_parameter(value))

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[Any]:
        return (self[position] for position in range(self._size))

    def extra_repr(self) -> str:
        return "\n".join(_line(i, value, repr(getattr(value, "dtype", None))) for i, value in enumerate(self))


class ParameterDict(Module):
    """A dictionary of parameters; tensors that are put in become parameters.

    Args:
        parameters: tensors or parameters by name, a mapping or pairs.

    >>> ParameterDict({"w": Tensor([1.0])})["w"].requires_grad
    True
    """

    def __init__(self, parameters: Any = None) -> None:
        super().__init__()
        self._keys: dict[str, None] = {}
        if parameters is not None:
            self.update(parameters)

    def update(self, parameters: Any) -> None:
        """Adds parameters, or puts them in the place of those that have their names."""
        for key, value in _pairs("ParameterDict.update", parameters):
            self[key] = value

    def __getitem__(self, key: str) -> Any:
        if key not in self._keys:
            raise KeyError(key)
        return getattr(self, key)

    def __setitem__(self, key: str, value: Any) -> None:
        if key not in self._keys and self._is_taken(key):
            raise KeyError(f"attribute '{key}' already exists; choose another name")
        self._keys[key] = None
        setattr(self, key, _as_parameter(value))

    def __delitem__(self, key: str) -> None:
        del self._keys[key]
        delattr(self, key)

    def __len__(self) -> int:
        return len(self._keys)

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    def clear(self) -> None:
        """Takes all parameters out."""
        for key in list(self._keys):
            del self[key]

    def pop(self, key: str) -> Any:
        """Takes a parameter out and returns it; KeyError where there is none."""
        taken = self[key]
        del self[key]
        return taken

    def get(self, key: str, default: Any = None) -> Any:
        """The parameter of that name, or `default`."""
        return self[key] if key in self._keys else default

    def keys(self) -> Iterable[str]:
        """The names."""
        return self._keys.keys()

    def items(self) -> Iterable[tuple[str, Any]]:
        """Names and parameters."""
        return ((key, self[key]) for key in self._keys)

    def values(self) -> Iterable[Any]:
        """The parameters."""
        return (self[key] for key in self._keys)

    def extra_repr(self) -> str:
        return "\n".join(_line(key, value, type_name(value)) for key, value in self.items())
