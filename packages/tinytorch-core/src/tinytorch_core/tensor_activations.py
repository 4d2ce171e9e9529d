"""The activations that are methods of a tensor too: `x.relu()`, `x.softmax(1)`.

`tensor.py` builds its class from this file, and `activations.py`, where they are taught, stands above `tensor.py`; so
these reach the operations by name. The checks they share with the functions of module 03 stand here as well.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.dispatch import call, write
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor, cast_to, floating
from tinytorch_core.tensor_reductions import wrapped_dim

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["relu_", "sigmoid_", "tanh_"]


def counted(operation: str, input: TensorBase) -> Tensor:
    """`input` as it is; TypeError if it is no tensor, RuntimeError if it holds truth values."""
    assert_tensor(operation, input)
    if input._array.dtype.kind == "b":
        raise RuntimeError(f"{operation}: Boolean inputs not supported; convert with .float() or .long() first")
    return input  # type: ignore[return-value]


def writable(operation: str, input: TensorBase) -> Tensor:
    """`input` as it is; RuntimeError where an in-place activation could not store floats in it."""
    assert_tensor(operation, input)
    if input._array.dtype.kind != "f":
        raise RuntimeError(
            f"{operation}: result type float32 can't be cast to the desired output type {input.dtype.name}; "
            "use the operation that returns a new tensor, or convert with .float() first"
        )
    return input  # type: ignore[return-value]


def check_number(operation: str, name: str, value: object) -> None:
    """TypeError, in words, where a setting is not a number."""
    if isinstance(value, bool) or not isinstance(value, (int, float, np.number)):
        raise TypeError(f"{operation}(): argument '{name}' must be a number, not {type(value).__name__}")


def check_tensors(operation: str, *, optional: str = "bias", **given: object) -> None:
    """TypeError, in words, where an argument is no tensor; None stands for one, called `optional`, left out."""
    for name, value in given.items():
        if not isinstance(value, TensorBase) and (value is not None or name != optional):
            raise TypeError(
                f"{operation}(): argument '{name}' must be Tensor, not {type(value).__name__}; "
                "make one with torch.tensor()"
            )


def shares(operation: str, input: Tensor, dim: int | None, dtype: dtypes.dtype | None) -> Tensor:
    """Runs softmax or one of its kin along `dim`, after the checks they share; 0-d and empty tensors included."""
    x = floating(operation, input) if dtype is None else _converted(operation, input, dtype)
    ndim = x._array.ndim
    at = wrapped_dim(operation, _implied_dim(operation, ndim) if dim is None else dim, ndim)
    if ndim == 0:
        return call(operation, x.reshape(1), dim=0).reshape(())
    if x._array.size == 0:
        return x.clone()
    return call(operation, x, dim=at)


def _converted(operation: str, input: Tensor, dtype: dtypes.dtype) -> Tensor:
    assert_tensor(operation, input)
    target = dtypes.as_dtype(operation, dtype)
    if target is None or not target.is_floating_point:
        raise RuntimeError(f"{operation}: shares are not whole numbers, got dtype={dtype!r}; use a floating one")
    return cast_to(input, target)


def _implied_dim(operation: str, ndim: int) -> int:
    """The dimension that PyTorch takes where none is named: the first of 0, 1 or 3 dimensions, else the second."""
    warnings.warn(
        f"Implicit dimension choice for {operation} has been deprecated. "
        "Change the call to include dim=X as an argument.",
        UserWarning,
        stacklevel=4,
    )
    return 0 if ndim in (0, 1, 3) else 1


def relu(input: Tensor) -> Tensor:
    """max(0, x), element by element; see `activations.relu`."""
    return call("relu", counted("relu", input))


def sigmoid(input: Tensor) -> Tensor:
    """1 / (1 + e^-x), element by element; see `activations.sigmoid`."""
    return call("sigmoid", floating("sigmoid", input))


def tanh(input: Tensor) -> Tensor:
    """(e^x - e^-x) / (e^x + e^-x), element by element; see `activations.tanh`."""
    return call("tanh", floating("tanh", input))


def softmax(input: Tensor, dim: int, dtype: dtypes.dtype | None = None) -> Tensor:
    """Shares that add up to 1 along `dim`; see `activations.softmax`."""
    return shares("softmax", input, dim, dtype)


def log_softmax(input: Tensor, dim: int, dtype: dtypes.dtype | None = None) -> Tensor:
    """ln softmax along `dim`; see `activations.log_softmax`."""
    return shares("log_softmax", input, dim, dtype)


def relu_(input: Tensor) -> Tensor:
    """x <- max(0, x), in place; returns `input`."""
    write("relu", counted("relu_", input))
    return input


def sigmoid_(input: Tensor) -> Tensor:
    """x <- 1 / (1 + e^-x), in place; returns `input`."""
    write("sigmoid", writable("sigmoid_", input))
    return input


def tanh_(input: Tensor) -> Tensor:
    """x <- tanh x, in place; returns `input`."""
    write("tanh", writable("tanh_", input))
    return input


class TensorActivations(TensorBase):
    """The functions above as methods."""

    relu, sigmoid, tanh = relu, sigmoid, tanh
    softmax, log_softmax = softmax, log_softmax
    relu_, sigmoid_, tanh_ = relu_, sigmoid_, tanh_
