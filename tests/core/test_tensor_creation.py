"""Creation: what data suggests, constants, ranges, and the errors of each."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

import tinytorch as torch

NAN = float("nan")


@pytest.mark.parametrize(
    ("data", "dtype", "shape"),
    [
        (1, torch.int64, ()),
        (1.5, torch.float32, ()),
        (True, torch.bool, ()),
        ([], torch.float32, (0,)),
        ([[], []], torch.float32, (2, 0)),
        ([[1, 2], [3, 4], [5, 6]], torch.int64, (3, 2)),
        (((1, 2.5),), torch.float32, (1, 2)),
        ([True, 2], torch.int64, (2,)),
        (range(3), torch.int64, (3,)),
        (np.float64(1), torch.float64, ()),
        ([np.int8(1), np.int8(2)], torch.int8, (2,)),
        (np.zeros((2, 1), dtype="int16"), torch.int16, (2, 1)),
        ([torch.tensor(1.0), torch.tensor(2.0)], torch.float32, (2,)),
        ([[torch.tensor(1, dtype=torch.int8)], [2.5]], torch.float32, (2, 1)),
    ],
)
def test_data_suggests_dtype_and_shape(data: Any, dtype: torch.dtype, shape: tuple[int, ...]) -> None:
    x = torch.tensor(data)
    assert (x.dtype, tuple(x.shape)) == (dtype, shape)


def test_data_is_copied_but_as_tensor_and_from_numpy_share_it() -> None:
    array = np.zeros(2)
    copied, shared, same = torch.tensor(array), torch.as_tensor(array), torch.from_numpy(array)
    array[0] = 5
    assert (copied.tolist(), shared.tolist(), same.tolist()) == ([0.0, 0.0], [5.0, 0.0], [5.0, 0.0])
    x = torch.ones(2)
    assert torch.as_tensor(x) is x
    assert torch.asarray(x, copy=True) is not x


@pytest.mark.parametrize(
    ("data", "error", "message"),
    [
        ([[1, 2], [3]], ValueError, r"length 2 at dim 1 \(got 1\)"),
        ([[[1, 2]], [[3]]], ValueError, r"length 2 at dim 2 \(got 1\)"),
        ([1, [2]], ValueError, "a number at dim 1, as before it, but got a list"),
        ([[1], 2], TypeError, "a sequence of length 1 at dim 1, got 2"),
        ("a", TypeError, "invalid data type 'str'"),
        (["a", "b"], TypeError, "invalid data type 'str'"),
        ([1, None], RuntimeError, "Could not infer dtype of NoneType"),
        ({}, RuntimeError, "Could not infer dtype of dict"),
        (2**63, ValueError, "9223372036854775808"),
        ([torch.ones(2)], ValueError, r"only one element.*\[2\].*torch\.stack"),
        (np.array(["a"]), TypeError, "<U1"),
        (np.array([1], dtype="uint16"), TypeError, "uint16"),
        (np.array([1.0], dtype=">f4"), ValueError, "byte order"),
    ],
)
def test_what_is_no_table_of_numbers_is_refused_with_the_place(data: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        torch.tensor(data)


@pytest.mark.parametrize(
    ("value", "dtype"),
    [(300, torch.uint8), (-300, torch.uint8), (200, torch.int8), (NAN, torch.int64), (1e20, torch.int64)],
)
def test_a_number_that_the_dtype_cannot_hold_is_refused(value: float, dtype: torch.dtype) -> None:
    with pytest.raises(RuntimeError, match=re.escape(f"{dtype.name} without overflow: got {value}")):
        torch.tensor([value], dtype=dtype)
    with pytest.raises(RuntimeError, match="without overflow"):
        torch.full((2,), value, dtype=dtype)


def test_a_dtype_may_be_a_python_type_but_not_a_name() -> None:
    assert torch.tensor([1], dtype=float).dtype is torch.float64  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"'dtype' must be torch\.dtype, not str"):
        torch.zeros(2, dtype="float32")  # type: ignore[arg-type]


def test_only_floats_can_require_a_gradient() -> None:
    assert torch.zeros(2, requires_grad=True).requires_grad
    with pytest.raises(RuntimeError, match="int64"):
        torch.tensor([1], requires_grad=True)


def test_sizes_come_as_numbers_or_as_one_sequence() -> None:
    for made in (torch.zeros(2, 3), torch.zeros((2, 3)), torch.zeros([2, 3]), torch.zeros(size=(2, 3))):
        assert made.tolist() == [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert torch.ones(()).item() == 1.0


@pytest.mark.parametrize(
    ("size", "error", "message"),
    [
        ((-1,), RuntimeError, r"zeros: Dimension size must be non-negative, got \[-1\]"),
        ((2.5,), TypeError, "tuple of ints, not float"),
        (((2, "a"),), TypeError, "tuple of ints, not str"),
        ((), TypeError, "size"),
        ((True,), TypeError, "not bool"),
    ],
)
def test_sizes_that_are_none_are_refused(size: Any, error: type, message: str) -> None:
    with pytest.raises(error, match=message):
        torch.zeros(*size)


def test_full_takes_the_dtype_of_its_number() -> None:
    assert [torch.full((1,), v).dtype for v in (7, 0.5, True)] == [torch.int64, torch.float32, torch.bool]
    assert torch.full_like(torch.tensor([1, 2]), 1.5).tolist() == [1, 1]
    with pytest.raises(TypeError, match=r"tuple of ints, not int; write \(2,\)"):
        torch.full(2, 1)  # type: ignore[arg-type]


def test_likes_take_shape_and_dtype_and_no_gradient() -> None:
    x = torch.ones(2, 3, dtype=torch.float64, requires_grad=True)
    for made in (torch.zeros_like(x), torch.ones_like(x), torch.empty_like(x), torch.rand_like(x), torch.randn_like(x)):
        assert (made.shape, made.dtype, made.requires_grad) == ((2, 3), torch.float64, False)


def test_new_tensors_take_the_dtype_of_the_one_that_makes_them() -> None:
    x = torch.zeros(2, dtype=torch.int64)
    assert x.new_tensor([1.5]).tolist() == [1]
    assert x.new_ones(2).tolist() == [1, 1]
    assert x.new_full((1,), 3, dtype=torch.float32).dtype is torch.float32


def test_eye_has_ones_where_row_and_column_are_equal() -> None:
    assert torch.eye(2, 3).tolist() == [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]]
    with pytest.raises(RuntimeError, match=r"n must be greater or equal to 0, got -1"):
        torch.eye(-1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((5,), [0, 1, 2, 3, 4]),
        ((1, 5), [1, 2, 3, 4]),
        ((5, 0, -2), [5, 3, 1]),
        ((5, 5), []),
        ((1, 2, 0.25), [1.0, 1.25, 1.5, 1.75]),
        ((2**62, 2**62 + 2), [2**62, 2**62 + 1]),
    ],
)
def test_arange_counts_up_to_but_not_including_the_end(arguments: Any, expected: list[float]) -> None:
    assert torch.arange(*arguments).tolist() == expected


def test_arange_counts_its_steps_so_that_rounding_does_not_grow() -> None:
    assert torch.arange(0, 1, 0.1).numel() == 10
    assert torch.arange(1, 2.2, 0.1).numel() == 13  # as PyTorch; (2.2 - 1) / 0.1 is just above 12


@pytest.mark.parametrize(
    ("arguments", "message"),
    [((0, 5, 0), "nonzero"), ((5, 0), "from 5 to 0 by 1"), ((NAN,), "0 -> nan"), ((0, float("inf")), "0 -> inf")],
)
def test_arange_that_does_not_lead_there_is_refused(arguments: Any, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.arange(*arguments)


def test_linspace_includes_both_ends_exactly() -> None:
    x = torch.linspace(0.1, 0.7, 7, dtype=torch.float64)
    assert (x[0].item(), x[-1].item(), x.numel()) == (0.1, 0.7, 7)
    assert torch.linspace(0, 10, 4, dtype=torch.int64).tolist() == [0, 3, 6, 10]
    assert torch.linspace(3, 9, 1).tolist() == [3.0]
    assert torch.logspace(0, 2, 3).tolist() == [1.0, 10.0, 100.0]
    with pytest.raises(RuntimeError, match="non-negative, got -1"):
        torch.linspace(0, 1, -1)


def test_from_numpy_refuses_what_cannot_be_shared() -> None:
    with pytest.raises(TypeError, match=r"got list\); for numbers and lists use torch\.tensor"):
        torch.from_numpy([1])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match=r"negative.*array\.copy"):
        torch.from_numpy(np.arange(3)[::-1])
