"""Large arrays used again instead of given back: most of what a large elementwise operation costs is fresh memory.

The system hands out new memory page by page, at the first touch of each page, and clears it. For an array of a
million numbers that takes several times as long as adding them. So buffers of at least a quarter of a MiB are kept
when their array is gone, and the next array of that size gets one. A buffer is free when nothing but the pool refers
to it, which Python's reference count tells.
"""

from __future__ import annotations

import sys
import threading
from typing import Any

import numpy as np

from tinytorch_core.dtypes import Array

SMALLEST = 2**18  # bytes; below, the allocator's own caches are as fast
LIMIT = 2**28  # bytes that one thread keeps


class BufferPool(threading.local):
    """The buffers of one thread, by size; another thread has its own, so that no two take the same one."""

    def __init__(self) -> None:
        self.shelves: dict[int, list[Array]] = {}
        self.kept = 0

    def empty(self, shape: tuple[int, ...], dtype: np.dtype[Any], nbytes: int) -> Array:
        """An array of `shape` with anything in it, on a free buffer if there is one of exactly `nbytes`."""
        shelf = self.shelves.setdefault(nbytes, [])
        buffer = _free_one(shelf)
        if buffer is None:
            buffer = np.empty(nbytes, dtype=np.uint8)
            if self.kept + nbytes > LIMIT:
                self.clear()
            if self.kept + nbytes <= LIMIT:
                self.shelves.setdefault(nbytes, []).append(buffer)
                self.kept += nbytes
        return np.ndarray(shape, dtype, buffer)

    def clear(self) -> None:
        """Forgets every buffer; those still in use live as long as their arrays."""
        self.shelves = {}
        self.kept = 0


def _free_one(shelf: list[Array]) -> Array | None:
    for buffer in shelf:
        if sys.getrefcount(buffer) == _ALONE:
            return buffer
    return None


def _count_of_a_free_one() -> int:
    """What the reference count says, in a loop like the one above, of a buffer that only its shelf refers to."""
    for buffer in [np.empty(1)]:
        return sys.getrefcount(buffer)
    raise AssertionError


_ALONE = _count_of_a_free_one()
pool = BufferPool()


def empty_for(a: Array, b: Array) -> Array:
    """Room for an elementwise result of `a` and `b`, in a's dtype."""
    shape = a.shape if a.shape == b.shape else np.broadcast_shapes(a.shape, b.shape)
    nbytes = a.dtype.itemsize
    for size in shape:
        nbytes *= size
    return pool.empty(shape, a.dtype, nbytes) if nbytes >= SMALLEST else np.empty(shape, a.dtype)
