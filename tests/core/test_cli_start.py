"""`tinytorch start`, `use` and `snapshots`: what a learner types in week 1, and that nothing they wrote is lost."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from tinytorch_core.cli.snapshots import snapshots
from tinytorch_core.cli.start import start
from tinytorch_core.cli.use import use
from tinytorch_core.course import CourseError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TINYTORCH_WORKSPACE", raising=False)
    return tmp_path


def ran(command: click.Command, *arguments: str) -> Result:
    """Runs a command that must succeed."""
    done = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done


def document(command: click.Command, *arguments: str) -> dict[str, Any]:
    """The JSON a command prints, and nothing but it."""
    answer: dict[str, Any] = json.loads(ran(command, "--json", *arguments).stdout)
    assert answer["ok"] is True
    assert answer["next"]
    return answer


def lesson(here: Path) -> Path:
    return here / "03_activations" / "activations.py"


def test_start_makes_a_workspace_and_writes_the_blanks(here: Path) -> None:
    text = ran(start, "03").output
    assert "written: 03_activations" in text
    assert "Next: write 03.1: relu_kernel in 03_activations" in text.splitlines()[-1]
    assert '"03" = "mine"' in (here / "tinytorch.toml").read_text()
    assert 'raise ExerciseNotDone("03.1: relu_kernel")' in lesson(here).read_text(encoding="utf-8")


def test_start_uses_the_workspace_above(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "tinytorch.toml").write_text("# ours\n[modules]\n")
    (here / "deep").mkdir()
    monkeypatch.chdir(here / "deep")
    assert document(start, "03")["workspace"] == str(here)
    assert lesson(here).is_file()
    assert (here / "tinytorch.toml").read_text().startswith("# ours\n")


def test_start_makes_the_workspace_that_the_variable_names(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYTORCH_WORKSPACE", str(here / "named"))
    assert document(start, "03")["workspace"] == str(here / "named")
    assert lesson(here / "named").is_file()


def test_start_again_leaves_work_alone_and_says_how_to_begin_anew(here: Path) -> None:
    ran(start, "03")
    lesson(here).write_text(lesson(here).read_text(encoding="utf-8") + "\n# my thoughts\n", encoding="utf-8")
    text = ran(start, "03").output
    assert "kept as it is" in text
    assert "tinytorch start 03 --fresh" in text
    assert "snapshot: " in text
    assert "# my thoughts" in lesson(here).read_text(encoding="utf-8")


def test_start_fresh_writes_blanks_again_and_the_work_can_come_back(here: Path) -> None:
    ran(start, "03")
    lesson(here).write_text(lesson(here).read_text(encoding="utf-8") + "\n# my thoughts\n", encoding="utf-8")
    kept = document(start, "03", "--fresh")["snapshot"]
    assert "# my thoughts" not in lesson(here).read_text(encoding="utf-8")
    restored = document(snapshots, "--restore", Path(kept).name)["restored"]
    assert restored == [str(lesson(here))]
    assert "# my thoughts" in lesson(here).read_text(encoding="utf-8")


def test_start_counts_what_is_written(here: Path) -> None:
    ran(start, "03")
    text = lesson(here).read_text(encoding="utf-8")
    lesson(here).write_text(text.replace('raise ExerciseNotDone("03.1: relu_kernel")', "return x"), encoding="utf-8")
    answer = document(start, "activations")
    assert [each["done"] for each in answer["exercises"]][:2] == [True, False]
    assert answer["next"].startswith("write 03.2: sigmoid_kernel in ")


def test_use_switches_and_back(here: Path) -> None:
    ran(start, "03")
    assert document(use, "reference", "03")["uses"] == "reference"
    assert '"03" = "reference"' in (here / "tinytorch.toml").read_text()
    assert "03 activations now runs your code" in ran(use, "mine", "3").output
    assert '"03" = "mine"' in (here / "tinytorch.toml").read_text()


def test_use_without_a_workspace_names_the_command_that_makes_one(here: Path) -> None:
    done = CliRunner().invoke(use, ["mine", "03"])
    assert isinstance(done.exception, CourseError)
    assert f"there is no tinytorch.toml in {here} or above it" in str(done.exception)
    assert "tinytorch start 03" in str(done.exception)


def test_snapshots_are_listed_with_their_files_and_the_way_back() -> None:
    ran(start, "03")
    assert "No snapshot yet" in ran(snapshots).output
    ran(start, "03")
    (name, files), *_ = document(snapshots)["snapshots"].items()
    assert files == ["03_activations/activations.py"]
    assert ran(snapshots).output.splitlines()[-1] == f"Next: tinytorch snapshots --restore {name}"
