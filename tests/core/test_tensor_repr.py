"""How tensors print, by texts that PyTorch prints."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import tinytorch as torch


@pytest.fixture(autouse=True)
def _default_options() -> Iterator[None]:
    yield
    torch.set_printoptions(profile="default")


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (torch.tensor(1), "tensor(1)"),
        (torch.tensor(1.5), "tensor(1.5000)"),
        (torch.tensor([1.0, 2.0]), "tensor([1., 2.])"),
        (torch.tensor([1.0, -2.5]), "tensor([ 1.0000, -2.5000])"),
        (torch.tensor([1, -20]), "tensor([  1, -20])"),
        (torch.tensor([True, False]), "tensor([ True, False])"),
        (torch.tensor([1e-5, 1.0]), "tensor([1.0000e-05, 1.0000e+00])"),
        (torch.tensor([float("nan"), float("inf")]), "tensor([nan, inf])"),
        (torch.tensor([1.0], dtype=torch.float64), "tensor([1.], dtype=torch.float64)"),
        (torch.tensor([1], dtype=torch.int32), "tensor([1], dtype=torch.int32)"),
        (torch.zeros(0), "tensor([])"),
        (torch.zeros(0, 3), "tensor([], size=(0, 3))"),
        (torch.zeros(0, dtype=torch.int64), "tensor([], dtype=torch.int64)"),
        (torch.zeros(2, 2), "tensor([[0., 0.],\n        [0., 0.]])"),
        (torch.zeros(2, 1, 1), "tensor([[[0.]],\n\n        [[0.]]])"),
        (torch.ones(1, requires_grad=True), "tensor([1.], requires_grad=True)"),
        (torch.arange(1001), "tensor([   0,    1,    2,  ...,  998,  999, 1000])"),
    ],
)
def test_text(made: torch.Tensor, text: str) -> None:
    assert repr(made) == text


def test_long_rows_break_and_stay_in_line() -> None:
    text = str(torch.arange(30))
    assert [len(line) for line in text.splitlines()] == [79, 56]
    assert text.splitlines()[1].startswith("        18, ")


def test_the_graph_shows_as_pytorchs_node() -> None:
    x = torch.ones(2, 2, requires_grad=True)
    names = {
        "AddBackward0": x + 1,
        "MulBackward0": x * 2,
        "MmBackward0": x @ x,
        "SumBackward0": x.sum(),
        "SumBackward1": x.sum(0),
        "ViewBackward0": x.reshape(4),
        "SelectBackward0": x[0],
        "SliceBackward0": x[0:1],
        "ToCopyBackward0": x.double(),
    }
    for name, made in names.items():
        assert f"grad_fn=<{name}>" in str(made)


def test_print_options_change_the_text_until_they_are_put_back() -> None:
    x = torch.tensor([1.23456, 2.0])
    torch.set_printoptions(precision=2)
    assert str(x) == "tensor([1.23, 2.00])"
    torch.set_printoptions(sci_mode=True)
    assert str(x) == "tensor([1.23e+00, 2.00e+00])"
    torch.set_printoptions(profile="default")
    assert str(x) == "tensor([1.2346, 2.0000])"
    torch.set_printoptions(threshold=3, edgeitems=1)
    assert str(torch.arange(5)) == "tensor([0,  ..., 4])"


def test_an_unknown_profile_is_refused() -> None:
    with pytest.raises(ValueError, match="'tiny'; there are: default, short, full"):
        torch.set_printoptions(profile="tiny")
