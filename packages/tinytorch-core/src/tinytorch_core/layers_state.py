"""A module's state as a dictionary, to be saved, compared, and loaded into another module of the same make."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from tinytorch_core.layers_parameter import Parameter
from tinytorch_core.layers_registry import type_name
from tinytorch_core.layers_tree import ModuleTree
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import cast_to

if TYPE_CHECKING:
    from tinytorch_core.layers import Module
    from tinytorch_core.tensor import Tensor


class _IncompatibleKeys(NamedTuple):
    """What `load_state_dict` did not find, and what it had no use for."""

    missing_keys: list[str]
    unexpected_keys: list[str]

    def __repr__(self) -> str:
        if not self.missing_keys and not self.unexpected_keys:
            return "<All keys matched successfully>"
        return f"_IncompatibleKeys(missing_keys={self.missing_keys}, unexpected_keys={self.unexpected_keys})"


class ModuleState(ModuleTree):
    """The part of `Module` that hands its state out and takes it back."""

    def _slots(self, prefix: str = "") -> Iterator[tuple[str, Module, str, Tensor]]:
        """Everything that is saved, as path, owner, name and tensor; what is shared appears under each of its paths."""
        for path, module in self.named_modules(None, "", remove_duplicate=False):
            kept = [*module._parameters.items(), *module._buffers.items()]
            for name, tensor in kept:
                if tensor is not None and name not in module._non_persistent_buffers_set:
                    yield f"{prefix}{path}.{name}" if path else f"{prefix}{name}", module, name, tensor

    def state_dict(
        self, *, destination: dict[str, Any] | None = None, prefix: str = "", keep_vars: bool = False
    ) -> dict[str, Any]:
        """Every parameter and persistent buffer by its path. They share the module's memory: clone to keep a moment.

        Args:
            destination: a dictionary to add to; a new one by default.
            prefix: put in front of every path.
            keep_vars: hand out the parameters themselves instead of detached tensors.
        """
        state = OrderedDict() if destination is None else destination
        for path, _, _, tensor in self._slots(prefix):
            state[path] = tensor if keep_vars else tensor.detach()
        return state

    def load_state_dict(
        self, state_dict: Mapping[str, Any], strict: bool = True, assign: bool = False
    ) -> _IncompatibleKeys:
        """Copies a state into this module; where something does not fit, nothing is copied at all.

        Args:
            state_dict: tensors by path, as `state_dict()` gives them.
            strict: False to pass over keys that only one side has.
            assign: put the tensors themselves in place instead of copying their numbers; dtypes become theirs.

        Returns:
            The missing and the unexpected keys.

        Raises:
            RuntimeError: shapes differ, or with `strict` keys are missing or unexpected; the message lists them all.
            TypeError: `state_dict` is no dictionary.
        """
        if not isinstance(state_dict, Mapping):
            raise TypeError(f"Expected state_dict to be dict-like, got {type(state_dict)}.")
        slots = list(self._slots())
        known = {path for path, _, _, _ in slots}
        missing = [path for path, _, _, _ in slots if path not in state_dict]
        unexpected = [path for path in state_dict if path not in known]
        misfits = [_misfit(path, tensor, state_dict[path]) for path, _, _, tensor in slots if path in state_dict]
        problems = _complaints(missing, unexpected) if strict else []
        problems += [misfit for misfit in misfits if misfit]
        if problems:
            raise RuntimeError(f"Error(s) in loading state_dict for {type(self).__name__}:\n\t" + "\n\t".join(problems))
        for path, module, name, tensor in slots:
            if path in state_dict:
                _take(module, name, tensor, state_dict[path], assign)
        return _IncompatibleKeys(missing, unexpected)


def _complaints(missing: list[str], unexpected: list[str]) -> list[str]:
    """PyTorch's lines about keys that only one side has, and what can be done."""
    lines = []
    if missing:
        lines.append("Missing key(s) in state_dict: " + ", ".join(f'"{key}"' for key in missing) + ". ")
    if unexpected:
        lines.append("Unexpected key(s) in state_dict: " + ", ".join(f'"{key}"' for key in unexpected) + ". ")
    if lines:
        lines[-1] += "Pass strict=False to load what both sides have."
    return lines


def _misfit(path: str, have: Tensor, given: Any) -> str:
    """Why `given` cannot be loaded into `have`; empty where it can."""
    if not isinstance(given, TensorBase):
        return (
            f'While copying the parameter named "{path}", expected torch.Tensor or Tensor-like object from checkpoint '
            f"but received {type_name(given)}"
        )
    if given._array.shape != have._array.shape:
        return (
            f"size mismatch for {path}: copying a param with shape torch.Size({list(given._array.shape)}) from "
            f"checkpoint, the shape in current model is torch.Size({list(have._array.shape)})."
        )
    return ""


def _take(module: Module, name: str, have: Tensor, given: Tensor, assign: bool) -> None:
    if not assign:
        have._array[...] = cast_to(given.detach(), have.dtype)._array
        have._written()
    elif isinstance(have, Parameter):
        module._parameters[name] = Parameter(given.detach(), have._requires_grad)
    else:
        module._buffers[name] = given
