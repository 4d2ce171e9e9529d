"""A module as a tree: walking over all that is inside it, changing all of it at once, and printing it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from tinytorch_core import dtypes
from tinytorch_core.autograd_modes import no_grad
from tinytorch_core.layers_registry import ModuleRegistry
from tinytorch_core.tensor_base import TensorBase

if TYPE_CHECKING:
    from tinytorch_core.layers import Module
    from tinytorch_core.layers_parameter import Parameter
    from tinytorch_core.tensor import Tensor

Self = TypeVar("Self", bound="ModuleTree")


class ModuleTree(ModuleRegistry):
    """The part of `Module` that walks over the modules inside it."""

    if TYPE_CHECKING:  # what `Module` brings, and this part needs

        def named_modules(
            self, memo: set[int] | None = None, prefix: str = "", remove_duplicate: bool = True
        ) -> Iterator[tuple[str, Module]]: ...

        def parameters(self, recurse: bool = True) -> Iterator[Parameter]: ...

    def _named_members(
        self, home: str, prefix: str, recurse: bool, remove_duplicate: bool
    ) -> Iterator[tuple[str, Any]]:
        """All that is kept in one of the dictionaries here and, if `recurse`, below; None left out."""
        seen: set[int] = set()
        owners: Any = self.named_modules(None, prefix, remove_duplicate) if recurse else [(prefix, self)]
        for path, module in owners:
            for name, member in module.__dict__[home].items():
                if member is None or id(member) in seen:
                    continue
                if remove_duplicate:
                    seen.add(id(member))
                yield (f"{path}.{name}" if path else name), member

    def modules(self) -> Iterator[Module]:
        """This module and all inside it; a shared one once."""
        for _, module in self.named_modules():
            yield module

    def named_children(self) -> Iterator[tuple[str, Module]]:
        """The modules directly inside this one with their names; a shared one once."""
        seen: set[int] = set()
        for name, module in self._modules.items():
            if module is not None and id(module) not in seen:
                seen.add(id(module))
                yield name, module

    def children(self) -> Iterator[Module]:
        """The modules directly inside this one; a shared one once."""
        for _, module in self.named_children():
            yield module

    def named_buffers(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Tensor]]:
        """Every buffer with its path; a shared one once."""
        return self._named_members("_buffers", prefix, recurse, remove_duplicate)

    def buffers(self, recurse: bool = True) -> Iterator[Tensor]:
        """Every buffer; a shared one once."""
        for _, buffer in self.named_buffers(recurse=recurse):
            yield buffer

    def apply(self: Self, fn: Callable[[Module], Any]) -> Self:
        """Calls `fn` with every module inside, children before parents, this one last; returns it."""
        for module in self.children():
            module.apply(fn)
        fn(self)  # type: ignore[arg-type]
        return self

    def requires_grad_(self: Self, requires_grad: bool = True) -> Self:
        """Switches training of all parameters on or off, as for freezing a part of a network; returns it."""
        for parameter in self.parameters():
            parameter.requires_grad_(requires_grad)
        return self

    def _apply(self: Self, change: Callable[[Tensor], Tensor]) -> Self:
        """Puts change(t) in the place of the data of every parameter, its gradient, and every buffer."""
        with no_grad():
            for module in self.modules():
                for parameter in module._parameters.values():
                    if parameter is not None:
                        parameter.data = change(parameter)
                        if parameter.grad is not None:
                            parameter.grad.data = change(parameter.grad)
                for name, buffer in module._buffers.items():
                    if buffer is not None:
                        module._buffers[name] = change(buffer)
        return self

    def _cast(self: Self, target: dtypes.dtype) -> Self:
        return self._apply(lambda t: t.to(target) if t.dtype.is_floating_point else t)

    def to(self: Self, *args: Any, **kwargs: Any) -> Self:
        """Converts all floating-point parameters and buffers, in place: `to(dtype)`, `to(device)`, `to(tensor)`.

        Raises:
            TypeError: the dtype is not a floating-point one.
        """
        given = [*args, *kwargs.values()]
        target = next((g for g in given if isinstance(g, dtypes.dtype)), None)
        if target is not None and not target.is_floating_point:
            raise TypeError(f"nn.Module.to only accepts floating point dtypes, but got desired dtype={target!r}")
        like = next((g for g in given if isinstance(g, TensorBase)), None)
        if like is not None:
            return self._cast(like.dtype) if like.dtype.is_floating_point else self
        return self._apply(lambda t: t.to(*args, **kwargs) if target is None or t.dtype.is_floating_point else t)

    def float(self: Self) -> Self:
        """Converts all floating-point parameters and buffers to float32, in place."""
        return self._cast(dtypes.float32)

    def double(self: Self) -> Self:
        """Converts all floating-point parameters and buffers to float64, in place."""
        return self._cast(dtypes.float64)

    def half(self: Self) -> Self:
        """Converts all floating-point parameters and buffers to float16, in place."""
        return self._cast(dtypes.float16)

    def type(self: Self, dst_type: dtypes.dtype) -> Self:
        """Converts all parameters and buffers to `dst_type`, in place."""
        return self._apply(lambda t: t.to(dst_type))

    def cpu(self: Self) -> Self:
        """Returns the module as it is: everything is on the CPU."""
        return self

    def extra_repr(self) -> str:
        """The configuration between the brackets of the module's line; empty by default."""
        return ""

    def _get_name(self) -> str:
        """The name in the module's line: its class."""
        return self.__class__.__name__

    def __repr__(self) -> str:
        extra = self.extra_repr()
        settings = extra.split("\n") if extra else []
        inside = [f"({name}): {indented(repr(module))}" for name, module in self._modules.items()]
        return bracketed(self._get_name(), settings, inside)


def indented(text: str) -> str:
    """The text with all lines but the first moved in by two spaces."""
    return text.replace("\n", "\n  ")


def bracketed(name: str, settings: list[str], inside: list[str]) -> str:
    """Name(settings) on one line, or name, settings and what is inside on lines of their own."""
    if not inside and len(settings) <= 1:
        return f"{name}({''.join(settings)})"
    return f"{name}(\n  " + "\n  ".join(settings + inside) + "\n)"
