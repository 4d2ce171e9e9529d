"""Layers hold parameters; functions hold the mathematics.

A `Module` notices the parameters and modules that are assigned to it, so that a whole network can be asked for all
of its parameters at once. `Linear` is the layer everything else is built around.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from tinytorch_core import init
from tinytorch_core.dispatch import call, kernel, ops
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.layers_state import ModuleState
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_arithmetic import assert_tensor
from tinytorch_core.tensor_creation import zeros


@kernel
def linear_kernel(x: Array, weight: Array, bias: Array | None = None) -> Array:
    """y = x · Wᵀ + b, for every row of x."""
    rows = x.reshape(-1, x.shape[-1])
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
        RuntimeError: the last dimension of `input` is not in_features, or the dtypes differ.

    Cost: 2 · in_features · out_features floating-point operations per row.

    >>> linear(Tensor([[1.0, 2.0]]), Tensor([[3.0, 4.0]]), Tensor([5.0])).tolist()
    [[16.0]]
    """
    for tensor in (input, weight) if bias is None else (input, weight, bias):
        assert_tensor("linear", tensor)
    if input.ndim == 0 or weight.ndim != 2 or input.shape[-1] != weight.shape[1]:
        raise RuntimeError(
            f"linear: input {tuple(input.shape)} and weight {tuple(weight.shape)} cannot be multiplied; "
            f"weight is (out_features, in_features), and input's last dimension must be in_features"
        )
    if input._array.dtype != weight._array.dtype:
        raise RuntimeError(
            f"linear: input is {input.dtype.name} but weight is {weight.dtype.name}; convert one with .to()"
        )
    return call("linear", input, weight) if bias is None else call("linear", input, weight, bias)


class Parameter(Tensor):
    """A tensor that a `Module` registers when it is assigned to one, and that requires a gradient.

    Args:
        data: the tensor whose memory it takes over.
        requires_grad: False for a parameter that is not trained.
    """

    def __init__(self, data: Tensor, requires_grad: bool = True) -> None:
        self._array = data._array
        self.requires_grad_(requires_grad)

    def __repr__(self) -> str:  # type: ignore[override]
        return f"Parameter containing:\n{super().__repr__()}"


class Module(ModuleState):
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
    _parameters: dict[str, Parameter | None]
    _modules: dict[str, Module | None]

    def __init__(self) -> None:
        for name, start in (("training", True), ("_parameters", {}), ("_modules", {})):
            object.__setattr__(self, name, start)

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What the module computes; every subclass writes its own."""
        raise NotImplementedError(f'Module [{type(self).__name__}] is missing the required "forward" function')

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.forward(*args, **kwargs)

    def __setattr__(self, name: str, value: Any) -> None:
        if "_parameters" not in self.__dict__:
            raise AttributeError(f"cannot assign {name!r} before Module.__init__() call; call super().__init__() first")
        self._parameters.pop(name, None)
        self._modules.pop(name, None)
        if isinstance(value, Parameter):
            self._parameters[name] = value
        elif isinstance(value, Module):
            self._modules[name] = value
        else:
            object.__setattr__(self, name, value)

    def __getattr__(self, name: str) -> Any:
        for registered in (self.__dict__.get("_parameters", {}), self.__dict__.get("_modules", {})):
            if name in registered:
                return registered[name]
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def named_modules(self, prefix: str = "") -> Iterator[tuple[str, Module]]:
        """This module and all inside it, each with its path: "", "0", "0.linear", ..."""
        seen: set[int] = set()
        waiting: list[tuple[str, Module]] = [(prefix, self)]
        while waiting:
            path, module = waiting.pop()
            if id(module) in seen:
                continue
            seen.add(id(module))
            yield path, module
            inside = [(f"{path}.{name}" if path else name, m) for name, m in module._modules.items() if m is not None]
            waiting.extend(reversed(inside))

    def named_parameters(self) -> Iterator[tuple[str, Parameter]]:
        """Every parameter with its path: "0.weight", "0.bias", ...; a shared one once."""
        seen: set[int] = set()
        for path, module in self.named_modules():
            for name, parameter in module._parameters.items():
                if parameter is not None and id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield f"{path}.{name}" if path else name, parameter

    def parameters(self) -> Iterator[Parameter]:
        """Every parameter, what an optimizer is given; a shared one once."""
        for _, parameter in self.named_parameters():
            yield parameter

    def train(self, mode: bool = True) -> Module:
        """Says to this module and all inside it that training is on (or off); returns it."""
        for _, module in self.named_modules():
            module.training = mode
        return self

    def eval(self) -> Module:
        """Says that training is off: the same as train(False)."""
        return self.train(False)

    def zero_grad(self) -> None:
        """Forgets every parameter's gradient."""
        for parameter in self.parameters():
            parameter.grad = None


class Linear(Module):
    """y = x · Wᵀ + b.

    Args:
        in_features: size of each input.
        out_features: size of each output.
        bias: False to leave out b.
        dtype: of the parameters; float32 unless asked otherwise.

    Attributes:
        weight: (out_features, in_features), drawn evenly from ±1/√in_features.
        bias: (out_features,), drawn the same way, or None.

    Source: the bound is He et al., Delving Deep into Rectifiers (2015), with PyTorch's a = √5.

    >>> Linear(3, 2)(zeros(4, 3)).shape
    torch.Size([4, 2])
    """

    def __init__(self, in_features: int, out_features: int, bias: bool = True, dtype: dtype | None = None) -> None:
        super().__init__()
        self.in_features = in_features
        self.out_features = out_features
        self.weight = Parameter(zeros(out_features, in_features, dtype=dtype))
        self.bias = Parameter(zeros(out_features, dtype=dtype)) if bias else None
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Draws the parameters anew."""
        bound = 1 / math.sqrt(self.in_features) if self.in_features > 0 else 0.0
        init.kaiming_uniform_(self.weight, a=math.sqrt(5))
        if self.bias is not None:
            init.uniform_(self.bias, -bound, bound)

    def forward(self, input: Tensor) -> Tensor:
        if input.ndim == 0 or input.shape[-1] != self.in_features:
            raise RuntimeError(
                f"Linear(in_features={self.in_features}) got x of shape {tuple(input.shape)}; "
                f"the last dimension must be {self.in_features}. Flatten first?"
            )
        return linear(input, self.weight, self.bias)  # (*, in_features) -> (*, out_features)

    def extra_repr(self) -> str:
        return f"in_features={self.in_features}, out_features={self.out_features}, bias={self.bias is not None}"


class Sequential(Module):
    """Modules one after another: the output of each is the input of the next.

    >>> Sequential(Linear(4, 8), Linear(8, 2))(zeros(1, 4)).shape
    torch.Size([1, 2])
    """

    def __init__(self, *modules: Module) -> None:
        super().__init__()
        for position, module in enumerate(modules):
            if not isinstance(module, Module):
                raise TypeError(f"Sequential: entry {position} is a {type(module).__name__}, not a Module")
            setattr(self, str(position), module)

    def forward(self, input: Any) -> Any:
        for module in self._modules.values():
            input = module(input)  # type: ignore[misc]
        return input

    def __len__(self) -> int:
        return len(self._modules)

    def __iter__(self) -> Iterator[Module]:
        return iter(self._modules.values())  # type: ignore[arg-type]

    def __getitem__(self, position: int) -> Module:
        return list(self)[position]
