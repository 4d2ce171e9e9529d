"""What a module has on file: registering parameters, buffers and modules by name, finding and removing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from tinytorch_core.layers_parameter import Buffer, Parameter
from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.layers import Module
    from tinytorch_core.tensor import Tensor

_NAMES = {
    "float32": "Float", "float64": "Double", "float16": "Half", "bfloat16": "BFloat16", "int64": "Long",
    "int32": "Int", "int16": "Short", "int8": "Char", "uint8": "Byte", "bool": "Bool",
}  # fmt: skip


def type_name(value: object) -> str:
    """How PyTorch's messages call a value's type: torch.FloatTensor, int, ..."""
    if isinstance(value, TensorBase):
        return f"torch.{_NAMES[value.dtype.name]}Tensor"
    return type(value).__name__


_INIT_FIRST = "call super().__init__() first"


class ModuleRegistry:
    """The part of `Module` that keeps its parameters, buffers and modules, each in a dictionary by name."""

    _parameters: dict[str, Parameter | None]
    _buffers: dict[str, Tensor | None]
    _modules: dict[str, Module | None]
    _non_persistent_buffers_set: set[str]

    def _home_of(self, name: str, value: Any) -> dict[str, Any] | None:
        """The dictionary for a value of this kind, or the one that has the name already; None for anything else.

        Raises:
            AttributeError: `Module.__init__` has not run, so there are no dictionaries yet.
            TypeError: the name belongs to a parameter, buffer or module, and the value is of another kind.
        """
        for home, kind, accepted, what, wanted in _HOMES:
            known: dict[str, Any] | None = self.__dict__.get(home)
            if isinstance(value, kind):
                if known is None:
                    raise AttributeError(f"cannot assign {what} before Module.__init__() call; {_INIT_FIRST}")
                return known
            if known is not None and name in known:
                if value is not None and not isinstance(value, accepted):
                    kept = "child module" if what == "module" else what
                    raise TypeError(
                        f"cannot assign '{type_name(value)}' as {kept} '{name}' ({wanted} or None expected)"
                    )
                return known
        return None

    def _forget(self, name: str) -> None:
        """Takes `name` out of everywhere it may be kept, so that it is kept once."""
        self.__dict__.pop(name, None)
        self._parameters.pop(name, None)
        self._buffers.pop(name, None)
        self._modules.pop(name, None)
        self._non_persistent_buffers_set.discard(name)

    def register_parameter(self, name: str, param: Parameter | None) -> None:
        """Keeps a parameter under `name`; what `self.name = Parameter(...)` does. None keeps the place free.

        Raises:
            KeyError: the name is empty, has a dot, or is taken by something else.
            TypeError: it is no string, or `param` no Parameter.
        """
        self._check_name("parameter", name, "_parameters")
        if param is not None and not isinstance(param, Parameter):
            raise TypeError(
                f"cannot assign '{type_name(param)}' object to parameter '{name}' (torch.nn.Parameter or None "
                "required); wrap it: Parameter(tensor)"
            )
        self._parameters[name] = param

    def register_buffer(self, name: str, tensor: Tensor | None, persistent: bool = True) -> None:
        """Keeps a tensor that is no parameter, such as a running mean, under `name`.

        Args:
            persistent: False to leave it out of `state_dict()`.

        Raises:
            KeyError: the name is empty, has a dot, or is taken by something else.
            TypeError: it is no string, or `tensor` no Tensor.
        """
        self._check_name("buffer", name, "_buffers")
        if tensor is not None and not isinstance(tensor, TensorBase):
            raise TypeError(
                f"cannot assign '{type_name(tensor)}' object to buffer '{name}' (torch Tensor or None required)"
            )
        self._buffers[name] = tensor
        if persistent:
            self._non_persistent_buffers_set.discard(name)
        else:
            self._non_persistent_buffers_set.add(name)

    def add_module(self, name: str, module: Module | None) -> None:
        """Keeps a module under `name`; what `self.name = module` does, for names that are computed.

        Raises:
            KeyError: the name is empty, has a dot, or is taken by something else.
            TypeError: it is no string, or `module` no Module.
        """
        self._check_name("module", name, "_modules")
        if module is not None and not isinstance(module, ModuleRegistry):
            raise TypeError(f"{type_name(module)} is not a Module subclass")
        self._modules[name] = module

    register_module = add_module

    def _check_name(self, what: str, name: str, home: str) -> None:
        if home not in self.__dict__:
            raise AttributeError(f"cannot assign {what} before Module.__init__() call; {_INIT_FIRST}")
        if not isinstance(name, str):
            raise TypeError(f"{what} name should be a string. Got {type_name(name)}")
        if name == "":
            raise KeyError(f"{what} name can't be empty string")
        if "." in name:
            raise KeyError(f'{what} name can\'t contain ".", got: {name}')
        if name not in self.__dict__[home] and self._is_taken(name):
            raise KeyError(f"attribute '{name}' already exists; choose another name, or delete it first")

    def _is_taken(self, name: str) -> bool:
        here: tuple[Any, ...] = (self.__dict__, self._parameters, self._buffers, self._modules)
        return any(name in kept for kept in here) or any(name in vars(kind) for kind in type(self).__mro__)

    def get_submodule(self, target: str) -> Module:
        """The module at a path: "net.0"; this one for "".

        Raises:
            AttributeError: there is none; the message names the part that is missing.
        """
        module: Any = self
        for part in target.split(".") if target else ():
            inside = module._modules.get(part)
            if inside is None:
                there = ", ".join(module._modules) or "nothing"
                raise AttributeError(
                    f"{type(module).__name__} has no submodule `{part}` (in {target!r}); inside it: {there}"
                )
            module = inside
        return module  # type: ignore[no-any-return]

    def get_parameter(self, target: str) -> Parameter:
        """The parameter at a path: "net.0.weight"; AttributeError where there is none."""
        return self._member(target, "_parameters", "an nn.Parameter")  # type: ignore[no-any-return]

    def get_buffer(self, target: str) -> Tensor:
        """The buffer at a path; AttributeError where there is none."""
        return self._member(target, "_buffers", "a buffer")  # type: ignore[no-any-return]

    def _member(self, target: str, home: str, what: str) -> Any:
        path, _, name = target.rpartition(".")
        owner = self.get_submodule(path)
        found = owner.__dict__[home].get(name)
        if found is None:
            raise AttributeError(f"{type(owner).__name__} has no attribute `{name}` that is {what} (in {target!r})")
        return found

    def __delattr__(self, name: str) -> None:
        for home in (self._parameters, self._buffers, self._modules):
            if name in home:
                del home[name]
                self._non_persistent_buffers_set.discard(name)
                return
        object.__delattr__(self, name)

    def __dir__(self) -> Iterable[str]:
        names = [*object.__dir__(self), *self._parameters, *self._buffers, *self._modules]
        return sorted({name for name in names if not name[:1].isdigit()})


_HOMES: tuple[tuple[str, type, type, str, str], ...] = (
    ("_parameters", Parameter, Parameter, "parameter", "torch.nn.Parameter"),
    ("_modules", ModuleRegistry, ModuleRegistry, "module", "torch.nn.Module"),
    ("_buffers", Buffer, TensorBase, "buffer", "torch.nn.Buffer, torch.Tensor"),
)
"""Where a value is kept, of which type it is, what its place accepts once it is taken, and what the two are called."""
