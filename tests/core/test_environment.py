"""Module 01: generators that repeat themselves, and the measure of this machine."""

from __future__ import annotations

import time

import numpy as np
import pytest

import tinytorch as torch
from tinytorch_core import environment
from tinytorch_core.environment import Speed

# 01.1: manual_seed


def test_the_same_seed_gives_the_same_numbers() -> None:
    first = torch.rand(4, generator=torch.Generator().manual_seed(7))
    again = torch.rand(4, generator=torch.Generator().manual_seed(7))
    assert first.tolist() == again.tolist()
    assert first.tolist() != torch.rand(4, generator=torch.Generator().manual_seed(8)).tolist()


def test_seeding_again_starts_anew_and_returns_the_generator() -> None:
    own = torch.Generator().manual_seed(3)
    first = torch.rand(2, generator=own).tolist()
    assert own.manual_seed(3) is own
    assert torch.rand(2, generator=own).tolist() == first


def test_a_generator_of_ones_own_leaves_the_default_one_alone() -> None:
    torch.manual_seed(1)
    expected = torch.rand(2).tolist()
    torch.manual_seed(1)
    torch.rand(100, generator=torch.Generator())
    assert torch.rand(2).tolist() == expected


def test_a_negative_seed_stands_for_the_number_two_to_the_64_higher() -> None:
    assert torch.Generator().manual_seed(-1).initial_seed() == 2**64 - 1


@pytest.mark.parametrize("seed", [1.5, "7", None, True])
def test_a_seed_that_is_no_whole_number_is_refused(seed: object) -> None:
    with pytest.raises(TypeError, match=f"whole number, but got {type(seed).__name__}"):
        torch.Generator().manual_seed(seed)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [2**64, -(2**63) - 1])
def test_a_seed_beyond_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match=str(seed)):
        torch.manual_seed(seed)


def test_a_seed_from_the_system_is_returned_so_that_the_run_can_be_repeated() -> None:
    own = torch.Generator()
    seed = own.seed()
    drawn = torch.rand(3, generator=own).tolist()
    assert own.initial_seed() == seed
    assert torch.rand(3, generator=torch.Generator().manual_seed(seed)).tolist() == drawn
    assert torch.seed() == torch.initial_seed()


# 01.2: the state


def test_a_state_put_back_gives_the_same_numbers_again() -> None:
    torch.manual_seed(5)
    torch.randint(2, (3,))  # leaves half of a 64-bit draw behind, which is part of the state
    state = torch.get_rng_state()
    first = torch.randint(2, (9,), dtype=torch.int32).tolist(), torch.randn(3).tolist()
    torch.set_rng_state(state)
    assert (torch.randint(2, (9,), dtype=torch.int32).tolist(), torch.randn(3).tolist()) == first


def test_a_state_is_a_tensor_of_bytes_and_carries_the_seed() -> None:
    own = torch.Generator().manual_seed(12)
    state = own.get_state()
    assert (state.dtype, state.shape) == (torch.uint8, (environment.STATE_BYTES,))
    assert torch.Generator().set_state(state).initial_seed() == 12


def test_a_state_of_the_wrong_kind_or_size_is_refused() -> None:
    with pytest.raises(TypeError, match="uint8"):
        torch.set_rng_state(torch.zeros(environment.STATE_BYTES))
    with pytest.raises(RuntimeError, match=f"size {environment.STATE_BYTES} but found one of size 3"):
        torch.set_rng_state(torch.zeros(3, dtype=torch.uint8))


def test_a_generator_lives_on_the_cpu_only() -> None:
    assert torch.Generator(device="cpu").device == torch.device("cpu")
    with pytest.raises(RuntimeError, match="'cuda' is not available"):
        torch.Generator("cuda")


# 01.3 - 01.5: measuring


def test_the_best_time_is_the_shortest_and_the_first_run_does_not_count() -> None:
    waits = iter([0.0, 0.02, 0.005, 0.02, *[0.02] * 100])
    best = environment.best_time(lambda: time.sleep(next(waits)), budget=0.06)
    assert 0.005 <= best < 0.02


def test_the_best_time_measures_at_least_once() -> None:
    runs: list[int] = []
    assert environment.best_time(lambda: runs.append(1), budget=0.0) < 1
    assert len(runs) == 2


def test_the_inner_product_adds_up_products() -> None:
    assert environment.inner_product([1.0, 2.0, 3.0], [4.0, 5.0, 6.0]) == 32.0


def test_rates_are_counts_over_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "best_time", lambda work, budget: 0.5)
    assert environment.naive_rate(length=1000) == 2000
    assert environment.fast_rate(size=10) == 2000
    assert environment.memory_rate(megabytes=1) == 4 * 2**20


def test_calibration_ends_soon_with_rates_in_a_sensible_order() -> None:
    start = time.perf_counter()
    speed = environment.calibrate()
    assert time.perf_counter() - start < 10
    assert 1e5 < speed.naive < speed.fast
    assert speed.bandwidth > 1e7
    assert "multiply-adds a second" in str(speed)


# 01.6: telling the time


def test_a_time_is_the_count_over_the_rate() -> None:
    speed = Speed(naive=2e7, fast=1e10, bandwidth=1e9)
    assert speed.seconds(1e9) == 50
    assert speed.seconds(1e9, fast=True) == 0.1
    assert speed.seconds(1e9, fast=True, share=0.25) == 0.4


def test_versions_name_what_is_installed() -> None:
    text = torch.show_versions()
    assert text.startswith("tinytorch-core")
    assert f"numpy               {np.__version__}" in text
