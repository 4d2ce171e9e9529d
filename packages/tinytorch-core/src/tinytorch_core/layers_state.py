"""What a module can do beside computing: show itself as a tree, and hand its state out and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tinytorch_core.layers import Module


class ModuleState:
    """The part of `Module` that needs no idea, only care."""

    _modules: dict[str, Module | None]

    def extra_repr(self) -> str:
        """The configuration between the brackets of the module's line; empty by default."""
        return ""

    def __repr__(self) -> str:
        children = [f"({name}): {_indented(repr(module))}" for name, module in self._modules.items()]
        inside = [self.extra_repr()] if self.extra_repr() else []
        if not children:
            return f"{type(self).__name__}({', '.join(inside)})"
        return f"{type(self).__name__}(\n  " + "\n  ".join(inside + children) + "\n)"


def _indented(text: Any) -> str:
    return str(text).replace("\n", "\n  ")
