"""torch.save and torch.load: what comes back, what cannot go in, and files that are not what they should be."""

from __future__ import annotations

import io
import os
import pickle
import struct
import zipfile
from collections import OrderedDict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinytorch as torch


def round_trip(obj: Any) -> Any:
    """The object after a journey through a file."""
    file = io.BytesIO()
    torch.save(obj, file)
    return torch.load(io.BytesIO(file.getvalue()))


@pytest.mark.parametrize(
    "obj",
    [
        None,
        True,
        7,
        -(2**70),
        1.5,
        float("inf"),
        "text with ü and \n",
        [],
        (),
        {},
        [1, [2, (3, None)], {"a": (True,)}],
        {"a": {"b": {"c": [1.0]}}},
        {1: "int", 2.5: "float", None: "none", (1, "a"): "tuple", False: "bool"},
        {"$": "our own mark", "b": 2},
        OrderedDict([("z", 1), ("a", 2)]),
        torch.float32,
        torch.bfloat16,
        torch.device("cuda:1"),
        torch.Size([2, 3]),
    ],
)
def test_data_comes_back_equal_and_of_the_same_type(obj: Any) -> None:
    back = round_trip({"in": obj})["in"]
    assert back == obj
    assert type(back) is type(obj)


def test_not_a_number_comes_back() -> None:
    assert str(round_trip([float("nan")])) == "[nan]"


@pytest.mark.parametrize(
    "dtype", ["float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool"]
)
@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 3), (2, 0, 1)])
def test_every_dtype_and_shape_comes_back(dtype: str, shape: tuple[int, ...]) -> None:
    kind = getattr(torch, dtype)
    x = torch.ones(shape, dtype=kind)
    back = round_trip(x)
    assert (back.dtype, back.shape, back.tolist()) == (kind, shape, x.tolist())


@pytest.mark.parametrize(
    "look", [lambda x: x.T, lambda x: x[:, 1], lambda x: x[::2], lambda x: x[1:, 1:].T, lambda x: x[0].expand(3, 4)]
)
def test_tensors_that_do_not_lie_in_order_come_back_right(look: Any) -> None:
    x = look(torch.arange(12.0).reshape(3, 4))
    assert round_trip(x).tolist() == x.tolist()
    assert round_trip({"a": x})["a"].tolist() == x.tolist()


def test_parameters_and_requires_grad_come_back() -> None:
    back = round_trip([torch.nn.Parameter(torch.ones(2)), torch.ones(1, requires_grad=True), torch.ones(1)])
    assert [type(x) for x in back] == [torch.nn.Parameter, torch.Tensor, torch.Tensor]
    assert [x.requires_grad for x in back] == [True, True, False]
    assert back[0].is_leaf


def test_a_tensor_in_several_places_is_one_tensor_again() -> None:
    x = torch.ones(2)
    back = round_trip({"a": x, "b": [x]})
    assert back["a"] is back["b"][0]


def test_tensors_that_show_the_same_memory_share_it_again() -> None:
    x = torch.zeros(3, 4)
    back = round_trip([x, x[1], x.T, x.detach()])
    back[0][1, 2] = 5
    assert back[1].tolist() == [0.0, 0.0, 5.0, 0.0]
    assert back[2][2, 1].item() == 5
    assert back[3][1, 2].item() == 5


def test_tied_weights_are_written_once() -> None:
    tied = torch.zeros(1000)
    one, two = io.BytesIO(), io.BytesIO()
    torch.save({"a": tied, "b": tied.detach()}, one)
    torch.save({"a": tied, "b": torch.zeros(1000)}, two)
    assert len(two.getvalue()) - len(one.getvalue()) > 3900


def test_a_saved_module_loads_into_another(tmp_path: Path) -> None:
    model, other = torch.nn.Linear(2, 3), torch.nn.Linear(2, 3)
    torch.save(model.state_dict(), tmp_path / "model.pt")
    other.load_state_dict(torch.load(tmp_path / "model.pt", map_location="cpu", weights_only=True))
    assert other.weight.tolist() == model.weight.tolist()


def test_other_safetensors_readers_see_the_names_and_numbers(tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    torch.save({"fc": {"weight": torch.arange(6.0).reshape(2, 3).T}}, tmp_path / "m.safetensors")
    assert load_file(tmp_path / "m.safetensors")["fc.weight"].tolist() == [[0.0, 3.0], [1.0, 4.0], [2.0, 5.0]]


def test_a_plain_safetensors_file_is_a_dict_of_tensors(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"w": np.ones((2, 1), dtype="float16")}, tmp_path / "w.safetensors", metadata={"format": "pt"})
    loaded = torch.load(tmp_path / "w.safetensors")
    assert (loaded["w"].dtype, loaded["w"].tolist()) == (torch.float16, [[1.0], [1.0]])
    save_file({"w": np.ones(2, dtype="uint32")}, tmp_path / "u.safetensors")
    with pytest.raises(RuntimeError, match="'w' holds U32"):
        torch.load(tmp_path / "u.safetensors")


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.pt"
    torch.save(1, path)

    def fail(source: str, target: str) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        torch.save(2, path)
    assert torch.load(path) == 1
    assert os.listdir(tmp_path) == ["x.pt"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"Parent directory .*nowhere does not exist"):
        torch.save(1, tmp_path / "nowhere" / "x.pt")


class Something:
    """An object of the user's own."""


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        ({"a": [Something()]}, r"obj\['a'\]\[0\] is a .*Something"),
        ([np.ones(2)], r"obj\[0\] is a numpy\.ndarray.*from_numpy"),
        ([np.float32(1)], r"obj\[0\] is a numpy\.float32.*\.item\(\)"),
        (torch.nn.Linear(1, 1), r"obj is a .*Linear.*state_dict"),
        ({"s": {1}}, r"obj\['s'\] is a builtins\.set.*sorted"),
        ({torch.ones(1): 1}, "a key of obj is a tensor"),
    ],
)
def test_what_cannot_be_saved_is_named_with_its_place(obj: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        torch.save(obj, io.BytesIO())


def test_what_contains_itself_is_refused() -> None:
    inside: list[Any] = []
    inside.append(inside)
    with pytest.raises(ValueError, match=r"obj\[0\] contains itself"):
        torch.save(inside, io.BytesIO())


def _saved() -> bytes:
    file = io.BytesIO()
    torch.save({"a": torch.ones(4)}, file)
    return file.getvalue()


def _zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("archive/data.pkl", b"")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (_zip(), r"zip archive, as PyTorch's torch\.save.*safetensors\.torch\.save_file"),
        (pickle.dumps({"a": 1}), r"Python pickle.*safetensors\.torch\.save_file"),
        (b"", r"no file of torch\.save.*0 bytes"),
        (b"hello, this is text", r"no file of torch\.save"),
        (_saved()[:40], "incomplete: its header promises"),
        (_saved()[:-3], "incomplete"),
        (_saved()[:-1] + b"\x01", "checksum is wrong"),
        (_saved()[:9] + b"!" + _saved()[10:], "header cannot be read"),
        (struct.pack("<Q", 640) + b"{" + b" " * 638 + b"}", None),
    ],
)
def test_a_file_that_is_not_ours_says_what_it_is_instead(data: bytes, message: str | None) -> None:
    if message is None:  # its first bytes are those of a pickle, yet it is an empty safetensors file
        assert torch.load(io.BytesIO(data)) == {}
        return
    with pytest.raises(RuntimeError, match=message):
        torch.load(io.BytesIO(data))


def test_a_file_opened_as_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("abc")
    with open(tmp_path / "x") as file, pytest.raises(TypeError, match="'rb'"):
        torch.load(file)  # type: ignore[arg-type]


def test_a_device_that_is_not_there_is_refused(tmp_path: Path) -> None:
    torch.save(1, tmp_path / "x.pt")
    with pytest.raises(RuntimeError, match="'cuda' is not available"):
        torch.load(tmp_path / "x.pt", map_location="cuda")
