"""Buffers that are used again: never while anyone still looks at them, and never more than the limit."""

from __future__ import annotations

import threading

import numpy as np
import pytest

import tinytorch as torch
from tinytorch_optimize.acceleration import buffers

SIDE = 512  # 1 MiB of float32


@pytest.fixture(autouse=True)
def fresh_pool() -> None:
    buffers.pool.clear()


def address(array: object) -> int:
    return int(array.__array_interface__["data"][0])  # type: ignore[attr-defined]


def big(value: float) -> np.ndarray:
    array = buffers.empty_for(np.empty((SIDE, SIDE), "float32"), np.empty((SIDE, SIDE), "float32"))
    array[...] = value
    return array


def test_a_buffer_is_used_again_when_its_array_is_gone() -> None:
    array = big(1)
    first = address(array)
    del array
    assert address(big(2)) == first


def test_a_buffer_is_not_used_again_while_its_array_lives() -> None:
    a, b = big(1), big(2)
    assert address(a) != address(b)
    assert (a == 1).all()


def test_a_view_keeps_its_buffer() -> None:
    row = big(1)[3, 5:9]
    view_of_a_view = row[1:]
    del row
    others = [big(2) for _ in range(4)]
    assert view_of_a_view.tolist() == [1.0, 1.0, 1.0]
    assert len({address(other) for other in others}) == 4


def test_tensors_never_change_under_the_reader() -> None:
    with torch.backends.use("vectorized"):
        x = torch.ones(SIDE, SIDE)
        kept = [x * float(i) for i in range(8)]
        for i in range(8):
            _ = x * float(100 + i)  # made, dropped, and its buffer used again
        assert [float(k[0, 0]) for k in kept] == [float(i) for i in range(8)]


def test_a_slice_taken_from_a_dropped_result_stays_as_it_was() -> None:
    with torch.backends.use("vectorized"):
        x = torch.ones(SIDE, SIDE)
        row = (x * 3.0)[7]
        array = (x * 5.0).numpy()[2]
        for _ in range(4):
            x * 9.0
        assert row.tolist() == [3.0] * SIDE
        assert array.tolist() == [5.0] * SIDE


def test_small_results_do_not_go_through_the_pool() -> None:
    buffers.empty_for(np.empty(8, "float32"), np.empty(8, "float32"))
    assert buffers.pool.kept == 0


def test_what_is_kept_stays_below_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buffers, "LIMIT", 3 * 2**20)
    kept = [big(i) for i in range(6)]
    assert buffers.pool.kept <= 3 * 2**20
    assert [float(k[0, 0]) for k in kept] == [float(i) for i in range(6)]


def test_another_thread_takes_other_buffers() -> None:
    array = big(1)
    first = address(array)
    del array
    seen: list[int] = []

    def work() -> None:
        seen.append(address(big(2)))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert address(big(3)) == first
    assert seen[0] != first


def test_broadcast_results_have_the_broadcast_shape() -> None:
    a, b = np.empty((SIDE, 1), "float32"), np.empty((1, SIDE * 2), "float32")
    assert buffers.empty_for(a, b).shape == (SIDE, SIDE * 2)
