"""The doctor's forecast of later milestones: counts, times and what does not fit."""

from __future__ import annotations

import subprocess

import pytest

from tinytorch_core.cli import doctor_speed
from tinytorch_core.cli.doctor_speed import LATER, Later, check_speed, forecast, in_words

TINY = Later("tiny", 1900, "99", forward=100, examples=10, memory=2**20, basis="a test")


def test_training_costs_three_forward_passes_for_each_example() -> None:
    assert TINY.multiply_adds == 3000


def test_lenet_counts_as_its_layers_do() -> None:
    assert LATER[0].forward == 117_600 + 240_000 + 48_000 + 10_080 + 840


def test_times_are_counts_over_rates() -> None:
    found = forecast(TINY, naive=100.0, fast=12_000.0, available=None)
    assert found.state == "ok"
    assert "about 1 s with tinytorch-optimize, 30 s naive" in found.found


def test_too_little_memory_and_too_much_time_are_warnings_with_a_remedy() -> None:
    short = forecast(TINY, 100.0, 12_000.0, available=2**19)
    assert (short.state, "needs 1 MiB" in short.found, bool(short.remedy)) == ("warn", True, True)
    slow = forecast(TINY, 1e-3, 1e-2, available=None)
    assert (slow.state, "too long" in slow.found) == ("warn", True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (40, "40 s"), (720, "12 min"), (3 * 3600, "3 h"), (5 * 86400, "5 days"), (730 * 86400, "2 years")],
)
def test_times_are_said_as_people_say_them(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_the_machine_is_measured_in_another_process() -> None:
    speed, *later = check_speed(None)
    assert speed.check == "speed"
    assert "multiply-adds a second" in speed.found
    assert [each.check for each in later] == [f"later: {each.name}" for each in LATER]


def test_a_measurement_that_fails_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object, **options: object) -> None:
        raise subprocess.TimeoutExpired("python", 20)

    monkeypatch.setattr(doctor_speed.subprocess, "run", fail)
    assert [each.state for each in check_speed(None)] == ["warn"]
