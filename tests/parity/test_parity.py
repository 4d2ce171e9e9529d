"""Every name the front door exports does what PyTorch does: values, dtypes, shapes, first and second derivatives."""

from __future__ import annotations

import importlib
import pathlib
import sys
import warnings
from typing import Any

import numpy as np
import pytest

theirs = pytest.importorskip("torch", reason="the parity session installs PyTorch: python3 noxfile.py -s parity")
import tinytorch as ours  # noqa: E402

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))
FAMILIES = sorted(path.stem for path in HERE.glob("cases_*.py"))
CASES = [case for family in FAMILIES for case in importlib.import_module(family).CASES]


def tensors_of(library: Any, case: Any) -> list[Any]:
    """The case's arrays as tensors of one library, strides kept, float ones requiring a gradient."""
    made = []
    for array in case.inputs:
        tensor = library.from_numpy(array.copy(order="K")) if isinstance(array, np.ndarray) else array
        if case.grad and isinstance(array, np.ndarray) and array.dtype.kind == "f":
            tensor.requires_grad_()
        made.append(tensor)
    return made


def flattened(result: Any) -> list[Any]:
    """The leaves of nested tuples, lists and dicts, in order."""
    if isinstance(result, dict):
        result = list(result.values())
    if isinstance(result, (tuple, list)):
        return [leaf for part in result for leaf in flattened(part)]
    return [result]


def assert_same(mine: Any, expected: Any, case: Any, what: str) -> None:
    """Compares one leaf: a tensor by value, shape and dtype, anything else by equality."""
    if not isinstance(expected, theirs.Tensor):
        if isinstance(expected, float):
            np.testing.assert_allclose(mine, expected, rtol=case.rtol, atol=case.atol, err_msg=what)
        else:
            assert str(mine) == str(expected), f"{what}: {mine!r}, PyTorch has {expected!r}"
        return
    assert isinstance(mine, ours.Tensor), f"{what}: {type(mine).__name__}, PyTorch gives a tensor"
    assert tuple(mine.shape) == tuple(expected.shape), (
        f"{what}: shape {tuple(mine.shape)}, PyTorch {tuple(expected.shape)}"
    )
    if case.dtype:
        assert str(mine.dtype) == str(expected.dtype), f"{what}: {mine.dtype}, PyTorch {expected.dtype}"
    np.testing.assert_allclose(
        mine.detach().numpy(), expected.detach().numpy(), rtol=case.rtol, atol=case.atol, err_msg=what, equal_nan=True
    )


def weighted(library: Any, outputs: list[Any], seed: int) -> Any:
    """One number out of all float outputs, each element with a weight of its own, to differentiate."""
    random = np.random.default_rng(seed)
    total = None
    for output in outputs:
        if isinstance(output, library.Tensor) and output.requires_grad:
            weight = library.from_numpy(
                random.uniform(0.5, 1.5, tuple(output.shape)).astype(output.detach().numpy().dtype)
            )
            part = (output * weight).sum()
            total = part if total is None else total + part
    return total


def run_case(library: Any, case: Any) -> tuple[list[Any], list[Any], list[Any]]:
    """Outputs, gradients and gradients of gradients in one library."""
    tensors = tensors_of(library, case)
    outputs = flattened(case.run(library, *tensors))
    wanted = [t for t in tensors if isinstance(t, library.Tensor) and t.requires_grad]
    if not case.grad or not wanted:
        return outputs, [], []
    total = weighted(library, outputs, seed=1)
    if total is None:
        return outputs, [], []
    first = list(library.autograd.grad(total, wanted, create_graph=case.double, allow_unused=True))
    if not case.double:
        return outputs, first, []
    again = weighted(library, [g for g in first if g is not None], seed=2)
    if again is None:
        return outputs, first, []
    return outputs, first, list(library.autograd.grad(again, wanted, allow_unused=True))


def as_zero(gradient: Any, like: Any) -> Any:
    """A gradient of None is a gradient of zeros."""
    return np.zeros(tuple(like.shape)) if gradient is None else gradient.detach().numpy()


@pytest.mark.parametrize("backend", ["naive", "vectorized"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_same_as_pytorch(case: Any, backend: str) -> None:
    if backend not in case.backends:
        pytest.skip(f"this case is for {', '.join(case.backends)}")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = run_case(theirs, case)
    with ours.backends.use(backend):
        mine = run_case(ours, case)
    assert len(mine[0]) == len(expected[0]), f"{len(mine[0])} results, PyTorch gives {len(expected[0])}"
    for number, (a, b) in enumerate(zip(mine[0], expected[0], strict=True)):
        assert_same(a, b, case, f"result {number}")
    like = [t for t in tensors_of(theirs, case) if isinstance(t, theirs.Tensor) and t.requires_grad]
    for order, (grads, wanted) in enumerate(zip(mine[1:], expected[1:], strict=True), start=1):
        for number in range(max(len(grads), len(wanted))):  # where nothing depends on an input, one side may have none
            a, b = (side[number] if side else None for side in (grads, wanted))
            np.testing.assert_allclose(
                as_zero(a, like[number]),
                as_zero(b, like[number]),
                rtol=10 * case.rtol,
                atol=10 * case.atol,
                err_msg=f"derivative {order} of input {number}",
            )
