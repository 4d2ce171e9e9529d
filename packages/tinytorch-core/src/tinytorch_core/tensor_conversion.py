"""From tensors to Python and NumPy, and from one dtype to another: casts, copies, sizes and kinds."""

from __future__ import annotations

import builtins
from typing import TYPE_CHECKING, Any

from tinytorch_core import dtypes
from tinytorch_core.bfloat16 import readable
from tinytorch_core.device import CPU, DeviceLike, check_device, device
from tinytorch_core.dispatch import call, kernel
from tinytorch_core.dtypes import Array, dtype
from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_data import converted
from tinytorch_core.tensor_promotion import assert_tensor
from tinytorch_core.tensor_python import TensorPython

if TYPE_CHECKING:
    from tinytorch_core.tensor import Tensor

__all__ = [
    "clone",
    "detach",
    "is_floating_point",
    "is_nonzero",
    "is_tensor",
    "numel",
]


def numpy(input: Tensor, *, force: builtins.bool = False) -> Array:
    """The elements as a NumPy array that shares the tensor's memory.

    Args:
        force: take the array although gradients do not follow it there.

    Raises:
        RuntimeError: the tensor requires a gradient, which a NumPy array could not carry on.
        TypeError: NumPy has no bfloat16.
    """
    if input._requires_grad and not force:
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")
    if input.dtype is dtypes.bfloat16:
        raise TypeError("Got unsupported ScalarType BFloat16: NumPy has no such type; use x.float().numpy()")
    return input._array


def item(input: Tensor) -> Any:
    """The one element, as a Python number.

    Raises:
        RuntimeError: there is not exactly one element.
    """
    if input._array.size != 1:
        raise RuntimeError(
            f"a Tensor with {input._array.size} elements cannot be converted to Scalar; use tolist(), or reduce it"
        )
    return readable(input._array).item()


def tolist(input: Tensor) -> Any:
    """The elements as nested Python lists; a number for a 0-d tensor."""
    return readable(input._array).tolist()


def detach(input: Tensor) -> Tensor:
    """The same memory without the history: gradients stop here."""
    assert_tensor("detach", input)
    out = input._wrap(input._array)
    out._share_memory_of(input)
    return out


@kernel
def clone_kernel(x: Array) -> Array:
    """A copy of x, in row-major order."""
    return x.copy()


def clone(input: Tensor) -> Tensor:
    """A copy; gradients flow through it."""
    assert_tensor("clone", input)
    return call("clone", input)


def to(
    input: Tensor,
    *args: Any,
    dtype: dtype | None = None,
    device: DeviceLike = None,
    other: Tensor | None = None,
    non_blocking: builtins.bool = False,
    copy: builtins.bool = False,
) -> Tensor:
    """`input` in another dtype, on another device, or as another tensor is; itself where nothing has to change.

        x.to(torch.float64)    x.to("cpu", torch.float64)    x.to(other)

    Args:
        args: a dtype, a device, both, or a tensor to be like; then non_blocking and copy.
        copy: make a copy even where nothing has to change.
        non_blocking: accepted; on the CPU a call has finished when it returns.

    Raises:
        RuntimeError: the device is not there.
        TypeError: an argument is none of these.
    """
    flags = [value for value in args if type(value) is builtins.bool]
    for value in args[: len(args) - len(flags)]:
        if type(value) is dtypes.dtype or isinstance(value, type):
            dtype = value  # type: ignore[assignment]
        elif isinstance(value, TensorBase):
            other = value  # type: ignore[assignment]
        else:
            device = value
    check_device("to()", device)
    wanted = dtypes.as_dtype("to", dtype) or (input.dtype if other is None else other.dtype)
    out = converted(input, wanted)
    return clone(out) if out is input and (copy or flags[1:] == [True]) else out


TYPE_NAMES = {
    "float32": "FloatTensor",
    "float64": "DoubleTensor",
    "float16": "HalfTensor",
    "bfloat16": "BFloat16Tensor",
    "int64": "LongTensor",
    "int32": "IntTensor",
    "int16": "ShortTensor",
    "int8": "CharTensor",
    "uint8": "ByteTensor",
    "bool": "BoolTensor",
}


def type_(input: Tensor, dtype: dtype | str | None = None, non_blocking: builtins.bool = False) -> Any:
    """The name of the tensor's type, "torch.FloatTensor", or the tensor in the dtype that is given or named so."""
    if dtype is None:
        return f"torch.{TYPE_NAMES[input.dtype.name]}"
    if isinstance(dtype, str):
        for each in dtypes.DTYPES:
            if dtype == f"torch.{TYPE_NAMES[each.name]}":
                return converted(input, each)
        raise ValueError(f"invalid type: {dtype!r}; there are: {', '.join(f'torch.{n}' for n in TYPE_NAMES.values())}")
    return to(input, dtype)


def type_as(input: Tensor, other: Tensor) -> Tensor:
    """`input` in the dtype of `other`."""
    assert_tensor("type_as", other)
    return converted(input, other.dtype)


def cpu(input: Tensor) -> Tensor:
    """`input` itself: it lives on the CPU."""
    return input


def cuda(input: Tensor, device: DeviceLike = None, non_blocking: builtins.bool = False) -> Tensor:
    """RuntimeError: there is no GPU; the message says how to write a script that runs with and without one."""
    check_device("cuda()", "cuda" if device is None else device)
    return input


def float(input: Tensor) -> Tensor:
    """`input` as float32."""
    return converted(input, dtypes.float32)


def double(input: Tensor) -> Tensor:
    """`input` as float64."""
    return converted(input, dtypes.float64)


def half(input: Tensor) -> Tensor:
    """`input` as float16."""
    return converted(input, dtypes.float16)


def bfloat16(input: Tensor) -> Tensor:
    """`input` as bfloat16, rounded to the nearest; ties go to the even neighbour."""
    return converted(input, dtypes.bfloat16)


def long(input: Tensor) -> Tensor:
    """`input` as int64, cut towards zero."""
    return converted(input, dtypes.int64)


def int(input: Tensor) -> Tensor:
    """`input` as int32, cut towards zero."""
    return converted(input, dtypes.int32)


def short(input: Tensor) -> Tensor:
    """`input` as int16, cut towards zero."""
    return converted(input, dtypes.int16)


def char(input: Tensor) -> Tensor:
    """`input` as int8, cut towards zero."""
    return converted(input, dtypes.int8)


def byte(input: Tensor) -> Tensor:
    """`input` as uint8, cut towards zero."""
    return converted(input, dtypes.uint8)


def bool(input: Tensor) -> Tensor:
    """`input` as bool: False where 0."""
    return converted(input, dtypes.bool_)


def numel(input: Tensor) -> builtins.int:
    """The number of elements."""
    assert_tensor("numel", input)
    return input._array.size


def ndimension(input: Tensor) -> builtins.int:
    """The number of dimensions, by PyTorch's older name for `dim()`."""
    return input._array.ndim


def element_size(input: Tensor) -> builtins.int:
    """Bytes of one element."""
    return input._array.itemsize


def is_tensor(obj: object) -> builtins.bool:
    """True for a tensor."""
    return isinstance(obj, TensorBase)


def is_floating_point(input: Tensor) -> builtins.bool:
    """True where the elements are floats: float64, float32, float16 or bfloat16."""
    assert_tensor("is_floating_point", input)
    return input.dtype.is_floating_point


def is_nonzero(input: Tensor) -> builtins.bool:
    """The truth value of a single element.

    Raises:
        RuntimeError: there is not exactly one element.
    """
    assert_tensor("is_nonzero", input)
    if input._array.size != 1:
        raise RuntimeError(
            "Boolean value of Tensor with "
            + ("no values" if input._array.size == 0 else "more than one value")
            + " is ambiguous; use .any() or .all()"
        )
    return builtins.bool(readable(input._array).item())


def get_device(input: Tensor) -> builtins.int:
    """-1, the number of the CPU."""
    return -1


class TensorConversion(TensorPython):
    """The functions above as methods: `x.to(torch.float64)` is `to(x, torch.float64)`."""

    numpy, item, tolist, detach, clone = numpy, item, tolist, detach, clone
    to, type, type_as, cpu, cuda, get_device = to, type_, type_as, cpu, cuda, get_device
    float, double, half, bfloat16 = float, double, half, bfloat16
    long, int, short, char, byte, bool = long, int, short, char, byte, bool
    numel, nelement, ndimension, element_size = numel, numel, ndimension, element_size
    is_floating_point, is_nonzero = is_floating_point, is_nonzero
    __bool__ = is_nonzero

    @property
    def device(self) -> device:
        """Where the elements are: the CPU."""
        return CPU

    @property
    def is_cuda(self) -> builtins.bool:
        """False: the elements are on the CPU."""
        return False

    @property
    def is_cpu(self) -> builtins.bool:
        """True: the elements are on the CPU."""
        return True

    @property
    def itemsize(self) -> builtins.int:
        """Bytes of one element."""
        return self._array.itemsize

    @property
    def nbytes(self) -> builtins.int:
        """Bytes of all elements."""
        return self._array.nbytes
