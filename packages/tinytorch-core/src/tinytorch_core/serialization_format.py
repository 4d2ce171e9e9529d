"""What stands in a saved file beside the numbers: nested Python data as JSON, and which tensor shows which memory.

JSON has lists, strings, numbers, true, false and null. Everything else becomes an object with one key "$" for its
kind: {"$": "tuple", "of": [...]}, {"$": "tensor", "name": "layer.weight", ...}.
"""

from __future__ import annotations

import json
import math
import zlib
from collections import OrderedDict
from typing import Any

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.bfloat16 import as_storage
from tinytorch_core.device import device
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_python import rebuilt
from tinytorch_core.tensor_shape import Size

Place = tuple[Any, ...]


def checksum(structure: str, arrays: dict[str, Array]) -> str:
    """A number that changes when a bit of the header's structure or of a tensor does (CRC-32)."""
    value = zlib.crc32(structure.encode())
    for name in sorted(arrays):
        value = zlib.crc32(arrays[name].reshape(-1).view(np.uint8).data, value)
    return f"{value:08x}"


def shown(place: Place) -> str:
    """Where something stands in the saved object, as one would write it: obj['optimizer'][0]."""
    return "obj" + "".join(f"[{part!r}]" for part in place)


def owner_of(array: Array) -> Array:
    """The array whose memory this one shows: itself, or the one at the end of its chain of bases."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


class Writer:
    """Turns an object into JSON and gathers the arrays that belong to it.

    Attributes:
        arrays: what goes into the file by name, each in row-major order, as safetensors takes the bytes as they lie.
    """

    def __init__(self) -> None:
        self.arrays: dict[str, Array] = {}
        self._open: set[int] = set()
        self._names = {"__metadata__"}
        self._tensors: dict[int, tuple[TensorBase, dict[str, Any]]] = {}

    def encoded(self, value: Any, place: Place) -> Any:
        """The JSON of one value; `place` says where it stands, for names and messages."""
        if value is None or type(value) in (bool, int, str):
            return value
        if type(value) is float:
            return value if math.isfinite(value) else {"$": "float", "of": str(value)}
        if isinstance(value, TensorBase):
            return self._tensor(value, place)
        if isinstance(value, dtype):
            return {"$": "dtype", "of": value.name}
        if isinstance(value, device):
            return {"$": "device", "of": str(value)}
        return self._container(value, place)

    def _container(self, value: Any, place: Place) -> Any:
        kinds: dict[type, str] = {list: "list", tuple: "tuple", Size: "Size", dict: "dict", OrderedDict: "OrderedDict"}
        kind = kinds.get(type(value))
        if kind is None:
            raise TypeError(unsupported(value, place))
        if id(value) in self._open:
            raise ValueError(f"save(): {shown(place)} contains itself; a file has no way to say that")
        self._open.add(id(value))
        parts: Any
        if kind in ("dict", "OrderedDict"):
            parts = [[self._key(key, place), self.encoded(part, (*place, key))] for key, part in value.items()]
        else:
            parts = [self.encoded(part, (*place, number)) for number, part in enumerate(value)]
        self._open.discard(id(value))
        if kind == "dict" and all(isinstance(key, str) and key != "$" for key in value):
            return dict(parts)
        return parts if kind == "list" else {"$": kind, "of": parts}

    def _key(self, key: Any, place: Place) -> Any:
        if isinstance(key, TensorBase):
            raise TypeError(f"save(): a key of {shown(place)} is a tensor; use a string or a number as the key")
        return self.encoded(key, (*place, key))

    def _tensor(self, tensor: TensorBase, place: Place) -> dict[str, Any]:
        """The entry of a tensor; the same entry, marked as such, where it was met before."""
        if id(tensor) not in self._tensors:
            name = self._free_name(place)
            kind = type(tensor).__name__
            if kind not in ("Tensor", "Parameter"):
                raise TypeError(unsupported(tensor, place))
            entry = {
                "$": "tensor",
                "name": name,
                "dtype": tensor.dtype.name,
                "requires_grad": tensor._requires_grad,
                "class": kind,
            }
            self._tensors[id(tensor)] = (tensor, entry)
        return self._tensors[id(tensor)][1]

    def _free_name(self, place: Place) -> str:
        """A name for the file's table of tensors: the keys that lead there, as in "model.fc.weight"."""
        wanted = ".".join(str(part) for part in place) or "tensor"
        name, count = wanted, 1
        while name in self._names:
            count += 1
            name = f"{wanted}#{count}"
        self._names.add(name)
        return name

    def header(self, structure: Any) -> str:
        """Decides what memory to write for each tensor, fills `arrays`, and gives the structure as text."""
        by_memory: dict[int, list[tuple[TensorBase, dict[str, Any]]]] = {}
        for tensor, entry in self._tensors.values():
            by_memory.setdefault(id(owner_of(tensor._array)), []).append((tensor, entry))
        for sharing in by_memory.values():
            self._write_memory(sharing)
        return json.dumps(structure, ensure_ascii=False, separators=(",", ":"))

    def _write_memory(self, sharing: list[tuple[TensorBase, dict[str, Any]]]) -> None:
        """Writes a tensor's numbers, or, where several show parts of one memory, the memory, and how each looks."""
        name, first = sharing[0][1]["name"], sharing[0][0]._array
        looks = {(t._array.__array_interface__["data"][0], t._array.shape, t._array.strides) for t, _ in sharing}
        owner = owner_of(first)
        if len(looks) == 1:
            self.arrays[name] = in_order(first)
            for _, entry in sharing[1:]:
                entry["memory"] = name
        elif owner.flags.forc and all(tensor._array.dtype == owner.dtype for tensor, _ in sharing):
            self.arrays[name] = in_order(owner.ravel(order="K"))
            for tensor, entry in sharing:
                entry.update({"memory": name, **_look(tensor._array, owner)})
        else:  # no one array has all of this memory: each is written for itself
            for tensor, entry in sharing:
                self.arrays[entry["name"]] = in_order(tensor._array)


def _look(array: Array, owner: Array) -> dict[str, Any]:
    """How `array` shows the memory of `owner`: where it starts, and its steps, counted in elements."""
    start = array.__array_interface__["data"][0] - owner.__array_interface__["data"][0]
    strides = [stride // array.itemsize for stride in array.strides]
    return {"offset": start // array.itemsize, "shape": list(array.shape), "strides": strides}


def in_order(array: Array) -> Array:
    """The numbers in row-major order. safetensors takes the bytes as they lie, so a transposed array must be copied."""
    plain: Array = array.view(np.ndarray)
    if plain.dtype == dtypes.bfloat16.numpy:
        plain = plain.view(np.uint16)
    return plain if plain.flags.c_contiguous else plain.copy(order="C")


def unsupported(value: Any, place: Place) -> str:
    """Why a value cannot be saved, and what can be saved instead of it."""
    kind = type(value)
    hints = {
        "ndarray": "make it a tensor with torch.from_numpy()",
        "set": "make it a list with sorted()",
        "function": "save its name and look it up after loading",
        "Generator": "save its state with get_state()",
        "Namespace": "save vars(args)",
    }
    hint = hints.get(kind.__name__, "")
    if isinstance(value, np.generic):
        hint = "make it a Python number with .item()"
    if callable(getattr(kind, "state_dict", None)):
        hint = "save its state_dict(), and load that into a new one"
    return (
        f"save(): {shown(place)} is a {kind.__module__}.{kind.__qualname__}, which cannot be saved: files hold "
        "tensors, numbers, strings, None, and lists, tuples and dicts of them" + (f"; {hint}" if hint else "")
    )


class Reader:
    """Turns JSON and arrays back into the object that was saved."""

    def __init__(self, arrays: dict[str, Array], name: str) -> None:
        self._arrays = {key: as_storage(array) for key, array in arrays.items()}
        self._name = name
        self._tensors: dict[str, TensorBase] = {}

    def decoded(self, structure: str) -> Any:
        """The object.

        Raises:
            RuntimeError: the structure names something that this version does not know or the file does not hold.
        """
        try:
            return self._value(json.loads(structure))
        except (KeyError, ValueError, TypeError) as error:
            raise RuntimeError(
                f"{self._name} cannot be read: {type(error).__name__} {error} in its structure. It may come from "
                "another version: pip install --upgrade tinytorch-core"
            ) from error

    def _value(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._value(part) for part in value]
        if not isinstance(value, dict):
            return value
        if "$" not in value:
            return {key: self._value(part) for key, part in value.items()}
        kind = value["$"]
        if kind == "tensor":
            return self._tensor(value)
        if kind == "dtype":
            return next(each for each in dtypes.DTYPES if each.name == value["of"])
        made = {
            "tuple": tuple,
            "Size": Size,
            "dict": dict,
            "OrderedDict": OrderedDict,
            "float": float,
            "device": device,
        }
        return made[kind](self._value(value["of"]))

    def _tensor(self, entry: dict[str, Any]) -> TensorBase:
        name = entry["name"]
        if name not in self._tensors:
            array = self._arrays[entry.get("memory", name)]
            if "strides" in entry:
                step = array.itemsize
                strides = [stride * step for stride in entry["strides"]]
                array = np.ndarray(entry["shape"], array.dtype, array, entry["offset"] * step, strides)
                array = as_storage(array)
            self._tensors[name] = rebuilt(_class_named(entry["class"]), array, entry["requires_grad"])
        return self._tensors[name]


def _class_named(name: str) -> Any:
    if name == "Parameter":
        from tinytorch_core.layers import Parameter  # a file without parameters needs no layers

        return Parameter
    from tinytorch_core.tensor import Tensor

    return Tensor
