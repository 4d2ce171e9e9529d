"""`tinytorch status`: the whole course on one screen, whose code runs in it, and what is next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tinytorch_core.cli.status import status
from tinytorch_core.course import copies, manifest, workspace


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TINYTORCH_WORKSPACE", raising=False)
    return tmp_path


def answer() -> dict[str, Any]:
    done = CliRunner().invoke(status, ["--json"], catch_exceptions=False)
    assert done.exit_code == 0
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def row(number: str) -> dict[str, str]:
    """What status says of one module."""
    (found,) = [each for each in answer()["modules"] if each["number"] == number]
    return {key: str(value) for key, value in found.items()}


def begin(here: Path) -> workspace.Workspace:
    copies.start(workspace.create(here), manifest.find("03"))
    return workspace.open_at(here)


def test_the_map_has_twenty_modules_in_five_phases_and_the_five_milestones() -> None:
    document = answer()
    assert [each["number"] for each in document["modules"]] == [f"{number:02}" for number in range(1, 21)]
    assert len({each["phase"] for each in document["modules"]}) == 5
    assert [each["name"] for each in document["milestones"]][:5] == ["perceptron", "xor", "lenet", "alexnet", "gpt"]


def test_what_is_not_there_yet_names_the_package_that_brings_it() -> None:
    assert "tinytorch-nlp" in row("13")["runs"]
    gpt = next(each for each in answer()["milestones"] if each["name"] == "gpt")
    assert "tinytorch-nlp" in gpt["state"]


def test_what_can_run_names_its_command() -> None:
    perceptron = answer()["milestones"][0]
    assert (perceptron["year"], perceptron["state"]) == (1957, "tinytorch milestone perceptron")


def test_without_a_workspace_the_reference_runs_and_the_first_module_is_next() -> None:
    assert row("03")["runs"] == "reference"
    assert answer()["workspace"] is None
    assert answer()["next"] == f"tinytorch start {manifest.modules()[0].number}"


def test_a_started_module_is_mine_and_its_first_exercise_is_next(here: Path) -> None:
    begin(here)
    assert (row("03")["runs"], row("03")["written"]) == ("mine", "0 of 6")
    assert answer()["next"].startswith("write 03.1: relu_kernel in 03_activations")


def test_a_module_switched_back_is_reference_and_its_work_still_counts(here: Path) -> None:
    workspace.switch(begin(here), manifest.find("03"), "reference")
    assert (row("03")["runs"], row("03")["written"]) == ("reference", "0 of 6")


def test_a_copy_that_does_not_parse_is_shown_with_its_line_and_is_next(here: Path) -> None:
    copy = begin(here).copy_of(manifest.find("03"), "tinytorch_core.activations")
    copy.write_text("def relu_kernel(:\n")
    assert "activations.py:1: Python cannot read this line" in row("03")["remark"]
    assert answer()["next"] == row("03")["remark"]


def test_a_missing_copy_of_a_module_that_is_mine_names_two_ways_out(here: Path) -> None:
    begin(here).copy_of(manifest.find("03"), "tinytorch_core.activations").unlink()
    assert row("03")["remark"] == "its copy is missing: tinytorch start 03, or tinytorch use reference 03"


def test_plain_lines_hold_the_table_and_end_with_the_next_step(here: Path) -> None:
    begin(here)
    lines = CliRunner().invoke(status).output.splitlines()
    assert lines[0] == f"workspace: {here / 'tinytorch.toml'}"
    assert any(line.split()[:2] == ["03", "activations"] and "mine" in line for line in lines)
    assert lines[-1].startswith("Next: write 03.1")
