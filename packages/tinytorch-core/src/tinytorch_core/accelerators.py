"""The honest answers to scripts that look for a GPU: there is none, and here is what each question returns.

`torch.cuda`, `torch.mps`, `torch.accelerator` and `torch.backends.*` hand these functions on under PyTorch's names.
"""

from __future__ import annotations

from typing import Any, NoReturn

from tinytorch_core.device import DeviceLike, device, refuse


def is_available() -> bool:
    """False: TinyTorch computes on the CPU."""
    return False


def is_built() -> bool:
    """False: there is nothing to build for a GPU."""
    return False


def is_initialized() -> bool:
    """False: there is nothing to initialize."""
    return False


def is_bf16_supported(including_emulation: bool = True) -> bool:
    """False: there is no GPU that could."""
    return False


def device_count() -> int:
    """0."""
    return 0


def current_accelerator(check_available: bool = False) -> device | None:
    """None: there is no accelerator."""
    return None


def empty_cache() -> None:
    """Nothing to empty."""


def manual_seed(seed: int) -> None:
    """Nothing to seed on no GPU; `torch.manual_seed` seeds the CPU."""


def manual_seed_all(seed: int) -> None:
    """Nothing to seed on no GPU; `torch.manual_seed` seeds the CPU."""


def current_device() -> NoReturn:
    """RuntimeError: there is no GPU to be the current one."""
    refuse("current_device()", "cuda")


def get_device_name(device: DeviceLike = None) -> NoReturn:
    """RuntimeError: there is no GPU to name."""
    refuse("get_device_name()", "cuda" if device is None else device)


def get_device_properties(device: DeviceLike = None) -> NoReturn:
    """RuntimeError: there is no GPU to describe."""
    refuse("get_device_properties()", "cuda" if device is None else device)


def set_device(device: Any) -> NoReturn:
    """RuntimeError: there is no GPU to choose."""
    refuse("set_device()", device)


def synchronize(device: DeviceLike = None) -> NoReturn:
    """RuntimeError: there is no GPU to wait for. The CPU is done when a call returns."""
    refuse("synchronize()", "cuda" if device is None else device)
