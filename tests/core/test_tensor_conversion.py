"""Conversion: casts, Python numbers, sizes, copies, pickles, and bfloat16, which is stored only."""

from __future__ import annotations

import copy
import math
import multiprocessing
import operator
import pickle
from typing import Any

import numpy as np
import pytest

import tinytorch as torch

CASTS = {
    "float": torch.float32,
    "double": torch.float64,
    "half": torch.float16,
    "bfloat16": torch.bfloat16,
    "long": torch.int64,
    "int": torch.int32,
    "short": torch.int16,
    "char": torch.int8,
    "byte": torch.uint8,
    "bool": torch.bool,
}


@pytest.mark.parametrize("name", CASTS)
def test_each_cast_by_name_gives_its_dtype_and_back(name: str) -> None:
    x = getattr(torch.tensor([0.0, 1.0]), name)()
    assert x.dtype is CASTS[name]
    assert x.float().tolist() == [0.0, 1.0]
    assert x.type(torch.float32).tolist() == [0.0, 1.0]


def test_casting_to_integers_cuts_towards_zero() -> None:
    assert torch.tensor([1.7, -1.7]).long().tolist() == [1, -1]


def test_to_takes_a_dtype_a_device_both_or_a_tensor() -> None:
    x = torch.ones(2)
    for made in (
        x.to(torch.float64),
        x.to("cpu", torch.float64),
        x.to(dtype=torch.float64),
        x.to(torch.ones(1).double()),
    ):
        assert made.dtype is torch.float64
    assert x.to(torch.float32) is x
    assert x.to(torch.float32, copy=True) is not x
    assert x.type_as(torch.ones(1, dtype=torch.int8)).dtype is torch.int8


def test_gradients_come_back_through_a_cast_in_the_old_dtype() -> None:
    x = torch.ones(2, requires_grad=True)
    (x.double() * 3).sum().backward()
    assert (x.grad.dtype, x.grad.tolist()) == (torch.float32, [3.0, 3.0])


def test_types_have_pytorchs_names() -> None:
    assert torch.ones(1).type() == "torch.FloatTensor"
    assert torch.ones(1).type("torch.LongTensor").dtype is torch.int64
    with pytest.raises(ValueError, match=r"'torch\.Foo'.*torch\.FloatTensor"):
        torch.ones(1).type("torch.Foo")


def test_one_element_becomes_a_python_number() -> None:
    assert (float(torch.tensor([[2]])), int(torch.tensor(2.7)), complex(torch.tensor(1.0))) == (2.0, 2, 1 + 0j)
    assert operator.index(torch.tensor([3])) == 3
    assert [type(torch.tensor(v).item()) for v in (1, 1.5, True)] == [int, float, bool]
    assert f"{torch.tensor(1.25):.1f}" == "1.2"


@pytest.mark.parametrize(
    ("use", "error", "message"),
    [
        (float, ValueError, r"shape \[2\]"),
        (operator.index, TypeError, r"float32 of shape \[2\]"),
        (bool, RuntimeError, "more than one value"),
        (lambda x: x.item(), RuntimeError, "2 elements"),
        (lambda x: f"{x:.2f}", TypeError, r"'\.2f' on shape \[2\]"),
        (lambda x: "a" in x, RuntimeError, "<class 'str'>"),
        (lambda x: len(x.sum()), TypeError, "0-d"),
        (lambda x: list(x.sum()), TypeError, "0-d"),
    ],
)
def test_what_has_no_one_number_says_so(use: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        use(torch.ones(2))


def test_tensors_are_sequences() -> None:
    x = torch.tensor([[1, 2], [3, 4]])
    assert (len(x), [row.tolist() for row in x], 3 in x, 7 in x) == (2, [[1, 2], [3, 4]], True, False)


def test_sizes_in_elements_and_bytes() -> None:
    x = torch.zeros(2, 3, dtype=torch.int16)
    assert (x.numel(), x.nelement(), torch.numel(x), x.ndimension()) == (6, 6, 6, 2)
    assert (x.element_size(), x.itemsize, x.nbytes) == (2, 2, 12)


def test_numpy_shares_memory_and_asks_for_detach() -> None:
    x = torch.zeros(2)
    x.numpy()[0] = 5
    assert x.tolist() == [5.0, 0.0]
    assert np.asarray(x).dtype == np.float32
    y = torch.ones(1, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"detach\(\)\.numpy\(\)"):
        y.numpy()
    assert y.numpy(force=True).tolist() == [1.0]


def test_detach_shares_memory_and_clone_does_not() -> None:
    x = torch.ones(2, requires_grad=True)
    y = x * 2
    assert not y.detach().requires_grad
    y.detach()[0] = 9
    assert y.tolist() == [9.0, 2.0]
    assert y.clone().grad_fn is not None


# Copies and pickles


@pytest.mark.parametrize("carry", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_copies_and_pickles_keep_values_dtype_class_and_requires_grad(carry: Any) -> None:
    for x in (
        torch.arange(6).reshape(2, 3).T,
        torch.ones(2, requires_grad=True),
        torch.nn.Parameter(torch.ones(2)),
        torch.tensor([1.5]).bfloat16(),
    ):
        made = carry(x)
        assert (type(made), made.dtype, made.requires_grad, made.tolist()) == (
            type(x),
            x.dtype,
            x.requires_grad,
            x.tolist(),
        )
        assert not np.shares_memory(made._array.view(np.ndarray), x._array.view(np.ndarray))


def test_a_deep_copy_takes_the_gradient_along_and_keeps_what_is_shared() -> None:
    x = torch.ones(2, requires_grad=True)
    (x * 3).sum().backward()
    one, other = copy.deepcopy([x, x])
    assert one is other
    assert one.grad.tolist() == [3.0, 3.0]
    assert one.grad is not x.grad


def test_what_was_computed_is_not_deep_copied() -> None:
    with pytest.raises(RuntimeError, match=r"MulBackward0.*x\.detach\(\)"):
        copy.deepcopy(torch.ones(1, requires_grad=True) * 2)


def test_dtypes_sizes_and_devices_survive_pickling_as_themselves() -> None:
    for value in (torch.float32, torch.bool, torch.bfloat16):
        assert pickle.loads(pickle.dumps(value)) is value
        assert copy.deepcopy(value) is value
    assert pickle.loads(pickle.dumps(torch.device("cuda:1"))) == torch.device("cuda:1")
    assert repr(pickle.loads(pickle.dumps(torch.Size([2, 3])))) == "torch.Size([2, 3])"


def test_tensors_travel_to_other_processes_and_back() -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        made = pool.map(operator.neg, [torch.tensor([1.0, 2.0])])
    assert made[0].tolist() == [-1.0, -2.0]


# bfloat16


def test_bfloat16_rounds_to_the_nearest_and_ties_to_even() -> None:
    given = [1.0, 1.00390625, 1.01171875, 1.005, -1.01171875, math.inf, 3.4e38]
    assert torch.tensor(given).bfloat16().tolist() == [1.0, 1.0, 1.015625, 1.0078125, -1.015625, math.inf, math.inf]
    assert math.isnan(torch.tensor(math.nan).bfloat16().item())


def test_bfloat16_can_be_made_shown_moved_and_read() -> None:
    x = torch.tensor([[1.5, 2.0], [3.0, 4.0]], dtype=torch.bfloat16)
    assert str(x) == "tensor([[1.5000, 2.0000],\n        [3.0000, 4.0000]], dtype=torch.bfloat16)"
    assert (x.T.tolist(), x[1].tolist(), x.reshape(4).float().tolist()) == (
        [[1.5, 3.0], [2.0, 4.0]],
        [3.0, 4.0],
        [1.5, 2.0, 3.0, 4.0],
    )
    assert (x.element_size(), x.clone().tolist(), torch.ones(2, dtype=torch.bfloat16).tolist()) == (
        2,
        x.tolist(),
        [1, 1],
    )


@pytest.mark.parametrize("backend", ["naive", "vectorized"])
@pytest.mark.parametrize(
    "compute",
    [
        lambda x: x + x,
        lambda x: x * 2,
        lambda x: x @ x,
        lambda x: x.sum(),
        lambda x: x.exp(),
        lambda x: x == x,
        lambda x: torch.nn.functional.relu(x),
        lambda x: x.fill_(1),
        lambda x: torch.cat([x, x]) + 1,
    ],
)
def test_computing_with_bfloat16_says_what_it_takes(compute: Any, backend: str) -> None:
    if backend not in torch.backends.available():
        pytest.skip("tinytorch-optimize is not installed")
    x = torch.ones(2, 2, dtype=torch.bfloat16)
    with (
        torch.backends.use(backend),
        pytest.raises(NotImplementedError, match=r"BFloat16.*\.float\(\).*tinytorch-optimize"),
    ):
        compute(x)


def test_gradients_do_not_pass_bfloat16_silently() -> None:
    x = torch.ones(1, requires_grad=True)
    with pytest.raises(NotImplementedError, match="gradients through bfloat16"):
        x.bfloat16()
    with torch.no_grad():
        assert x.bfloat16().tolist() == [1.0]


def test_numpy_has_no_bfloat16() -> None:
    with pytest.raises(TypeError, match=r"BFloat16.*x\.float\(\)\.numpy\(\)"):
        torch.ones(1).bfloat16().numpy()


# Limits


def test_limits_of_dtypes() -> None:
    assert torch.finfo(torch.bfloat16).eps == 2**-7
    assert torch.finfo().max == float(np.finfo("float32").max)
    assert (torch.iinfo(torch.int8).min, torch.iinfo(torch.uint8).max) == (-128, 255)
    with pytest.raises(TypeError, match=r"torch\.int8; use torch\.iinfo"):
        torch.finfo(torch.int8)
    with pytest.raises(TypeError, match=r"torch\.bool"):
        torch.iinfo(torch.bool)
