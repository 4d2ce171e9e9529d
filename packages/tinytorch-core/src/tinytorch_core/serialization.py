"""torch.save and torch.load: nested Python data and tensors in one safetensors file, never a pickle.

A pickle is a program, and loading one runs it; a file of this kind is numbers and JSON, and loading one can only make
what is listed below. The tensors lie in the file under the names of the places they were found at, so any safetensors
reader shows a saved `state_dict()` as it is; the nesting and everything that is no tensor stands as JSON in the
header, with a checksum over all of it.

    None, bool, int, float, str, list, tuple, dict with any of these as keys, OrderedDict,
    tensors and Parameters, torch.dtype, torch.Size, torch.device
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any, TypeAlias

import numpy as np

from tinytorch_core import dtypes
from tinytorch_core.device import DeviceLike, check_device
from tinytorch_core.dtypes import Array

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = ["load", "save"]

FileLike: TypeAlias = str | os.PathLike[str] | IO[bytes]

FORMAT = "tinytorch"
VERSION = 1
MAGIC = (
    (b"PK\x03\x04", "a zip archive, as PyTorch's torch.save or NumPy's np.savez write it"),
    (b"\x80", "a Python pickle, as older versions of PyTorch write it"),
    (b"\x93NUMPY", "a NumPy array; read it with torch.from_numpy(numpy.load(...))"),
)
CONVERT = (
    "Where PyTorch is installed, convert a checkpoint once: "
    "safetensors.torch.save_file(torch.load(path, weights_only=True), 'model.safetensors'), then load that file here"
)


def save(obj: Any, f: FileLike, pickle_module: Any = None, pickle_protocol: int | None = None) -> None:
    """Writes `obj` to a file: tensors, and dicts, lists and tuples of them, of numbers and of strings.

    A tensor that stands in several places, and tensors that show the same memory, are written once and are shared
    again after loading. The file appears under its name only when it is complete.

    Args:
        obj: what to save; see the list at the top of this file.
        f: a path, or a file opened for writing in binary mode.
        pickle_module, pickle_protocol: accepted for PyTorch's sake; nothing is pickled.

    Raises:
        TypeError: something in `obj` cannot be saved; the message names it and where it stands.
        ValueError: `obj` contains itself.
    """
    from safetensors.numpy import save as pack

    from tinytorch_core.serialization_format import Writer, checksum

    writer = Writer()
    structure = writer.encoded(obj, ())
    arrays = writer.arrays
    text = writer.header(structure)
    metadata = {"format": FORMAT, "version": str(VERSION), "structure": text, "checksum": checksum(text, arrays)}
    data = pack(arrays, metadata=metadata)
    if isinstance(f, (str, os.PathLike)):
        _write_atomically(os.fspath(f), data)
    else:
        f.write(data)


def _write_atomically(path: str, data: bytes) -> None:
    """Writes beside `path` and moves the result there: whoever reads meanwhile finds the old file or the new one."""
    import tempfile

    folder = os.path.dirname(os.path.abspath(path))
    if not os.path.isdir(folder):
        raise FileNotFoundError(f"Parent directory {folder} does not exist: make it first, os.makedirs({folder!r})")
    descriptor, beside = tempfile.mkstemp(prefix=f".{os.path.basename(path)}.", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(beside, _usual_mode(path))
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def _usual_mode(path: str) -> int:
    """The permissions of the file that is replaced, or those a new file gets; temporary ones are the owner's alone."""
    if os.path.exists(path):
        return os.stat(path).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def load(
    f: FileLike,
    map_location: DeviceLike = None,
    pickle_module: Any = None,
    *,
    weights_only: bool | None = None,
    mmap: bool | None = None,
) -> Any:
    """Reads what `save` wrote. A plain .safetensors file, from anywhere, gives a dict of name -> tensor.

    Args:
        f: a path, or a file opened for reading in binary mode.
        map_location: the CPU, where everything goes in any case.
        pickle_module, weights_only, mmap: accepted for PyTorch's sake; a file holds data only, and is read whole.

    Raises:
        FileNotFoundError: there is no such file.
        RuntimeError: the file is of another kind, incomplete, or changed since it was written; or the device is not
            there.
    """
    from tinytorch_core.serialization_format import Reader, checksum

    check_device("load(): map_location", map_location)
    data, name = _read(f)
    header = _header(data, name)
    stored = _unpacked(data, name)
    metadata = header.get("__metadata__") or {}
    if metadata.get("format") != FORMAT or "structure" not in metadata:
        return {key: _plain(array, kind, name, key) for key, (array, kind) in stored.items()}
    if int(metadata.get("version", 0)) > VERSION:
        raise RuntimeError(
            f"{name} was written by a newer tinytorch-core; upgrade it: pip install --upgrade tinytorch-core "
            "(from a checkout: pip install packages/tinytorch-core)"
        )
    arrays = {key: array for key, (array, _) in stored.items()}
    if metadata.get("checksum") != checksum(metadata["structure"], arrays):
        raise RuntimeError(f"{name} has changed since it was written: its checksum is wrong. Get a fresh copy of it")
    return Reader(arrays, name).decoded(metadata["structure"])


def _read(f: FileLike) -> tuple[bytes, str]:
    """The bytes of a file, and what to call it in messages."""
    if isinstance(f, (str, os.PathLike)):
        with open(f, "rb") as file:
            return file.read(), os.fspath(f)
    data = f.read()
    if not isinstance(data, bytes):
        raise TypeError(f"load(): the file must be opened in binary mode, 'rb'; it gave {type(data).__name__}")
    return data, str(getattr(f, "name", "the file"))


def _header(data: bytes, name: str) -> dict[str, Any]:
    """The JSON at the start of a safetensors file; RuntimeError, with the likely reason, where there is none."""
    import json

    for magic, kind in () if data[8:9] == b"{" else MAGIC:
        if data.startswith(magic):
            raise RuntimeError(
                f"{name} is {kind}. torch.load here reads safetensors files only, as loading a pickle can run any "
                f"program. {CONVERT}"
            )
    length = int.from_bytes(data[:8], "little")
    if len(data) < 8 or not data[8:9] == b"{":
        raise RuntimeError(f"{name} is no file of torch.save, nor a .safetensors file ({len(data)} bytes). {CONVERT}")
    if len(data) < 8 + length:
        raise RuntimeError(_cut_short(name, 8 + length, len(data)))
    try:
        header: dict[str, Any] = json.loads(data[8 : 8 + length])
        ends = [entry["data_offsets"][1] for key, entry in header.items() if key != "__metadata__"]
    except (ValueError, KeyError, TypeError) as error:
        raise RuntimeError(f"{name} is damaged: its header cannot be read ({error}). Get a fresh copy of it") from None
    if len(data) != 8 + length + max(ends, default=0):
        raise RuntimeError(_cut_short(name, 8 + length + max(ends, default=0), len(data)))
    return header


def _cut_short(name: str, wanted: int, have: int) -> str:
    return f"{name} is incomplete: its header promises {wanted} bytes, there are {have}. Copy or save it again"


STORAGE = {
    "BOOL": dtypes.bool_,
    "U8": dtypes.uint8,
    "I8": dtypes.int8,
    "I16": dtypes.int16,
    "I32": dtypes.int32,
    "I64": dtypes.int64,
    "F16": dtypes.float16,
    "BF16": dtypes.bfloat16,
    "F32": dtypes.float32,
    "F64": dtypes.float64,
    "U16": dtypes.bfloat16,  # how `save` writes bfloat16; in other files it is refused
}


def _unpacked(data: bytes, name: str) -> dict[str, tuple[Array, str]]:
    """Every array of a safetensors file, copied out of it, with the name of its type there."""
    from safetensors import SafetensorError, deserialize

    try:
        entries: Any = deserialize(data)  # type: ignore[no-untyped-call]
    except SafetensorError as error:
        raise RuntimeError(f"{name} is damaged: {error}. Get a fresh copy of it") from None
    unpacked = {}
    for key, entry in entries:
        kind = STORAGE.get(entry["dtype"])
        if kind is None:
            raise RuntimeError(
                f"{name}: {key!r} holds {entry['dtype']} numbers, which no tensor here can; "
                f"there are: {', '.join(STORAGE)}"
            )
        array = np.frombuffer(entry["data"], dtype=kind.numpy).reshape(entry["shape"]).copy()
        unpacked[key] = (array, entry["dtype"])
    return unpacked


def _plain(array: Array, kind: str, name: str, key: str) -> Tensor:
    """A tensor of a file that others wrote."""
    from tinytorch_core.bfloat16 import as_storage
    from tinytorch_core.tensor import Tensor

    if kind == "U16":
        raise RuntimeError(f"{name}: {key!r} holds uint16 numbers, which no tensor here can; convert it to int32 first")
    return Tensor._wrap(as_storage(array))
