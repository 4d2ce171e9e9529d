"""Does a derivative hold? Compares the gradients of the tape with differences of function values, in float64."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tinytorch_core.autograd_grad import grad
from tinytorch_core.autograd_modes import enable_grad, no_grad
from tinytorch_core.dtypes import Array
from tinytorch_core.tensor import Tensor


class GradcheckError(RuntimeError):
    """An analytical gradient differs from the numerical one."""


def gradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """Compares every derivative of `func` at `inputs` with (f(x + eps) - f(x - eps)) / (2 eps).

    Args:
        func: takes the inputs, returns a tensor or several.
        inputs: tensors, of which those that require a gradient are checked; use float64.
        eps: the step of the difference.
        atol: absolute difference that still passes.
        rtol: relative difference that still passes.
        raise_exception: False returns False instead of raising.

    Returns:
        True if all agree.

    Raises:
        GradcheckError: they differ; the message shows both matrices.
        ValueError: no input requires a gradient.

    Cost: two runs of `func` for every element of every checked input.

    >>> from tinytorch_core.dtypes import float64
    >>> gradcheck(lambda x: x * x, Tensor([1.0, 2.0], dtype=float64, requires_grad=True))
    True
    """
    points = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    checked = [x for x in points if isinstance(x, Tensor) and x.requires_grad]
    if not checked:
        raise ValueError(
            "gradcheck expects at least one input tensor to require gradient, but none of them has requires_grad=True"
        )
    for position, output in enumerate(_outputs(func, points)):
        if not output.requires_grad:
            continue
        analytical = _analytical(func, points, position, checked)
        for number, x in enumerate(checked):
            numerical = _numerical(func, points, position, x, eps)
            if not np.allclose(analytical[number], numerical, rtol=rtol, atol=atol, equal_nan=False):
                if not raise_exception:
                    return False
                raise GradcheckError(
                    f"Jacobian mismatch for output {position} with respect to input {number},\n"
                    f"numerical:{numerical}\nanalytical:{analytical[number]}"
                )
    return True


def _outputs(func: Callable[..., Any], points: list[Any]) -> list[Tensor]:
    result = func(*points)
    return [out for out in (result if isinstance(result, (tuple, list)) else [result]) if isinstance(out, Tensor)]


def _analytical(func: Callable[..., Any], points: list[Any], position: int, checked: list[Tensor]) -> list[Array]:
    """The Jacobian by the tape, laid out as PyTorch prints it: a row for each input, a column for each output."""
    output = _outputs(func, points)[position]
    jacobians = [np.zeros((x.numel(), output.numel())) for x in checked]
    for column in range(output.numel()):
        seed = np.zeros(output.shape, dtype=output._array.dtype)
        seed.reshape(-1)[column] = 1
        rows = grad(output, checked, Tensor._wrap(seed), retain_graph=True, allow_unused=True)
        for jacobian, row in zip(jacobians, rows, strict=True):
            if row is not None:
                jacobian[:, column] = row._array.reshape(-1)
    return jacobians


def _numerical(func: Callable[..., Any], points: list[Any], position: int, x: Tensor, eps: float) -> Array:
    """The Jacobian by central differences: nudges one element of x at a time, in place, and puts it back."""
    columns = []
    for place in np.ndindex(*x.shape):
        before = x._array[place]
        values = []
        for nudged in (before + eps, before - eps):
            x._array[place] = nudged
            with no_grad():
                values.append(np.array(_outputs(func, points)[position]._array, dtype=np.float64))
        x._array[place] = before
        columns.append((values[0] - values[1]).reshape(-1) / (2 * eps))
    return np.array(columns).reshape(x.numel(), -1)


def gradgradcheck(
    func: Callable[..., Any],
    inputs: Tensor | Sequence[Any],
    grad_outputs: Tensor | Sequence[Tensor] | None = None,
    eps: float = 1e-6,
    atol: float = 1e-5,
    rtol: float = 1e-3,
    raise_exception: bool = True,
) -> bool:
    """The same for second derivatives: checks the gradients of `func` as a function of inputs and output gradients.

    Args as for `gradcheck`; `grad_outputs` are drawn at random, from a fixed seed, where none are given.
    """
    points = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    outputs = [out for out in _outputs(func, points) if out.requires_grad]
    if grad_outputs is None:
        draw = np.random.default_rng(0)
        seeds = [Tensor._wrap(np.asarray(draw.standard_normal(out.shape), dtype=out._array.dtype)) for out in outputs]
    else:
        seeds = [grad_outputs] if isinstance(grad_outputs, Tensor) else list(grad_outputs)
    seeds = [seed.detach().requires_grad_() for seed in seeds]
    checked = [position for position, x in enumerate(points) if isinstance(x, Tensor) and x.requires_grad]

    def gradients(*values: Any) -> tuple[Any, ...]:
        xs, given = values[: len(points)], values[len(points) :]
        with enable_grad():  # gradcheck's own differences run without recording, these gradients need it
            results = [out for out in _outputs(func, list(xs)) if out.requires_grad]
            found = grad(results, [xs[i] for i in checked], given, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None and g.requires_grad)

    return gradcheck(gradients, [*points, *seeds], eps, atol, rtol, raise_exception)
