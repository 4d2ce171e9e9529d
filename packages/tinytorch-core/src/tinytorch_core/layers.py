"""Layers hold parameters; functions hold the mathematics.

A `Module` notices the parameters and modules that are assigned to it, so that a whole network can be asked for all
of its parameters at once. `Linear` is the layer everything else is built around. What a module can do besides stands
in `layers_registry.py`, `layers_tree.py`, `layers_state.py` and `layers_hooks.py`, its containers in
`layers_containers.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, TypeVar

import numpy as np

from tinytorch_core import init
from tinytorch_core.dispatch import call, kernel, ops, write
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.environment import default_generator
from tinytorch_core.layers_hooks import ModuleHooks, call_with_hooks
from tinytorch_core.layers_parameter import Buffer, Parameter
from tinytorch_core.layers_sequence import ModuleSequence
from tinytorch_core.layers_state import ModuleState
from tinytorch_core.loops import flat, pack
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_activations import check_number, check_tensors
from tinytorch_core.tensor_creation import zeros
from tinytorch_core.tensor_promotion import floating

__all__ = ["Buffer", "Dropout", "Linear", "Module", "Parameter", "Sequential"]

Self = TypeVar("Self", bound="Module")


@kernel
def linear_kernel(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """y = x · Wᵀ + b, for every row of x."""
    rows = x.reshape(math.prod(x.shape[:-1]), x.shape[-1])
    y = ops.matmul(rows, weight.T)
    if bias is not None:
        y = ops.add(y, bias)
    return y.reshape(*x.shape[:-1], weight.shape[0])


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """y = x · Wᵀ + b: every output is a weighted sum of all inputs, plus a constant.

    Args:
        input: (*, in_features) float.
        weight: (out_features, in_features), of the same dtype.
        bias: (out_features,), or None.

    Returns:
        (*, out_features).

    Raises:
        RuntimeError: the last dimension of `input` is not in_features, the bias does not fit, or the dtypes differ.

    Cost: 2 · in_features · out_features floating-point operations per row.

    >>> linear(Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]]), Tensor([5.0])).tolist()
    [[16.0]]
    """
    _check_linear(input, weight, bias)
    return call("linear", input, weight) if bias is None else call("linear", input, weight, bias)


def _check_linear(input: Tensor, weight: Tensor, bias: Tensor | None) -> None:
    check_tensors("linear", input=input, weight=weight, bias=bias)
    x, w = input._array, weight._array
    if x.ndim == 0 or w.ndim != 2 or x.shape[-1] != w.shape[1]:
        needed = f"the last dimension of x must be {w.shape[1]}. Flatten first?" if w.ndim == 2 else "W must be 2-d"
        raise RuntimeError(
            f"linear: mat1 and mat2 shapes cannot be multiplied: x has shape {x.shape} and W, which is "
            f"(out_features, in_features), {w.shape}; {needed}"
        )
    if x.dtype != w.dtype or (bias is not None and bias._array.dtype != w.dtype):
        kinds = [tensor.dtype.name for tensor in (input, weight, bias) if tensor is not None]
        raise RuntimeError(
            f"linear: mat1 and mat2 must have the same dtype, but x, W and b are {', '.join(kinds)}; "
            "convert with .to(), or the layer with .double()"
        )
    if bias is not None and bias._array.shape != w.shape[:1]:
        raise RuntimeError(f"linear: b has shape {bias._array.shape}, needed is {w.shape[:1]}, one for each row of W")


@kernel
def dropout_kernel(x: Array, keep: Array, *, p: float) -> Array:
    """x_i / (1 - p) where it is kept, else 0: the mean stays what it was."""
    out = []
    for value, kept in zip(flat(x), flat(keep), strict=True):
        out.append(value / (1 - p) if kept else 0.0)
    return pack(out, x.shape, x.dtype)


def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Sets each element to 0 with probability p and makes the others larger, so that the mean stays.

        y_i = x_i / (1 - p)  with probability 1 - p,  else 0

    Args:
        input: any shape, float.
        p: the probability, 0 .. 1.
        training: False returns the input as it is.
        inplace: write the result into `input`.

    Raises:
        ValueError: p lies outside 0 .. 1.

    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting (2014).

    >>> dropout(Tensor([1.0, 2.0]), p=1.0).tolist(), dropout(Tensor([1.0, 2.0]), training=False).tolist()
    ([0.0, 0.0], [1.0, 2.0])
    """
    _check_probability("dropout", p)
    x = floating("dropout", input)
    if not training or p == 0:
        return x
    keep = x._wrap(np.asarray(default_generator.stream.random(x._array.shape) >= p))
    if inplace:
        write("dropout", x, keep, p=p)
        return x
    return call("dropout", x, keep, p=p)


def _check_probability(who: str, p: float) -> None:
    check_number(who, "p", p)
    if not 0 <= p <= 1:
        raise ValueError(f"{who}: dropout probability has to be between 0 and 1, but got {p}")


class Module(ModuleState, ModuleHooks):
    """The base of every layer and network: subclass it, assign parameters and modules, write `forward`.

    Attributes:
        training: True while training, as `train()` and `eval()` set it; some layers behave differently.

    >>> class Doubler(Module):
    ...     def forward(self, x):
    ...         return 2 * x
    >>> Doubler()(Tensor([1.0])).tolist()
    [2.0]
    """

    training: bool

    def __init__(self) -> None:
        self.__dict__.update(training=True, _parameters={}, _buffers={}, _non_persistent_buffers_set=set(), _modules={})

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; every subclass writes its own."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if self._hooks is None:
            return self.forward(*args, **kwargs)
        return call_with_hooks(self, self._hooks, args, kwargs)

    def __setattr__(self, name: str, value: Any) -> None:
        """Keeps a parameter, buffer or module in its dictionary, where it is found later; anything else as usual."""
        home = self._home_of(name, value)
        if home is None:
            object.__setattr__(self, name, value)
            return
        if name not in home:
            self._forget(name)
        home[name] = value
        if isinstance(value, Buffer) and not value.persistent:
            self._non_persistent_buffers_set.add(name)

    def __getattr__(self, name: str) -> Any:
        """Finds what `__setattr__` put away; Python asks here only for what is no ordinary attribute."""
        for home in ("_parameters", "_buffers", "_modules"):
            kept = self.__dict__.get(home, {})
            if name in kept:
                return kept[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def named_modules(
        self, memo: set[int] | None = None, prefix: str = "", remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Module]]:
        """This module and all inside it, each with its path: "", "0", "0.linear", ...

        Args:
            memo: the ids of modules to pass over; those that are met are added.
            prefix: put in front of every path.
            remove_duplicate: name a module that is used twice only once.
        """
        seen = set() if memo is None else memo
        waiting: list[tuple[str, Module]] = [(prefix, self)]
        while waiting:
            path, module = waiting.pop()
            if id(module) in seen:
                continue
            if remove_duplicate:
                seen.add(id(module))
            yield path, module
            inside = [(f"{path}.{name}" if path else name, m) for name, m in module._modules.items() if m is not None]
            waiting.extend(reversed(inside))

    def named_parameters(
        self, prefix: str = "", recurse: bool = True, remove_duplicate: bool = True
    ) -> Iterator[tuple[str, Parameter]]:
        """Every parameter with its path: "0.weight", "0.bias", ...; a shared one once.

        Args:
            prefix: put in front of every path.
            recurse: False for this module's own only.
            remove_duplicate: False to name a shared one under each of its paths.
        """
        return self._named_members("_parameters", prefix, recurse, remove_duplicate)

    def parameters(self, recurse: bool = True) -> Iterator[Parameter]:
        """Every parameter, what an optimizer is given; a shared one once."""
        for _, parameter in self.named_parameters(recurse=recurse):
            yield parameter

    def train(self: Self, mode: bool = True) -> Self:
        """Says to this module and all inside it that training is on (or off); returns it."""
        if not isinstance(mode, bool):
            raise ValueError(f"training mode is expected to be boolean, got {mode!r}")
        self.training = mode
        for module in self.children():
            module.train(mode)
        return self

    def eval(self: Self) -> Self:
        """Says that training is off: the same as train(False)."""
        return self.train(False)

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Forgets every parameter's gradient; with set_to_none=False fills it with zeros instead."""
        for parameter in self.parameters():
            if set_to_none or parameter.grad is None:
                parameter.grad = None
            else:
                parameter.grad = parameter.grad.detach()
                init.zeros_(parameter.grad)


class Linear(Module):
    """y = x · Wᵀ + b.

    Args:
        in_features: size of each input.
        out_features: size of each output.
        bias: False to leave out b.
        device: where the parameters are kept; the CPU.
        dtype: of the parameters; float32 unless asked otherwise.

    Attributes:
        weight: (out_features, in_features), drawn evenly from ±1/√in_features.
        bias: (out_features,), drawn the same way, or None.

    Source: the bound is He et al., Delving Deep into Rectifiers (2015), with PyTorch's a = √5.

    >>> Linear(3, 2)(zeros(4, 3)).shape
    torch.Size([4, 2])
    """

    def __init__(
        self, in_features: int, out_features: int, bias: bool = True, device: Any = None, dtype: dtype | None = None
    ) -> None:
        """Keeps the sizes, registers weight and bias as parameters of zeros, then draws them."""
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(zeros(out_features, in_features, device=device, dtype=dtype))
        self.bias = Parameter(zeros(out_features, device=device, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draws the parameters anew."""
        bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0.0
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        """(*, in_features) -> (*, out_features), by `linear`."""
        return linear(input, self.weight, self.bias)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Dropout(Module):
    """Sets elements to 0 at random while training, and does nothing in `eval()`; see `dropout`.

    Args:
        p: the probability, 0 .. 1.
        inplace: write the result into the input.

    >>> Dropout(0.5).eval()(Tensor([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """

    def __init__(self, p: float = 0.5, inplace: bool = False) -> None:
        super().__init__()
        _check_probability("Dropout", p)
        self.p = p
        self.inplace = inplace

    def forward(self, input: Tensor) -> Tensor:
        return dropout(input, self.p, self.training, self.inplace)

    def extra_repr(self) -> str:
        return f"p={self.p}, inplace={self.inplace}"


class Sequential(ModuleSequence, Module):
    """Modules one after another: the output of each is the input of the next.

    Args:
        modules: modules, or one dictionary of modules by name.

    >>> Sequential(Linear(4, 8), Linear(8, 2))(zeros(1, 4)).shape
    torch.Size([1, 2])
    """

    def __init__(self, *args: Any) -> None:
        """Adds each module under its name; modules without names are called "0", "1", ..."""
        super().__init__()
        named = args[0] if len(args) == 1 and isinstance(args[0], dict) else {str(i): m for i, m in enumerate(args)}
        for name, module in named.items():
            self.add_module(name, module)

    def forward(self, input: Any) -> Any:
        """The last module's output, where each gets the one before's; without modules the input itself."""
        for module in self:
            input = module(input)
        return input

    def _sliced(self, items: dict[str, Any]) -> Sequential:
        return type(self)(items)
