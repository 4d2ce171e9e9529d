"""Workspaces: where they are found, how a switch is set with everything else kept, and that no work is ever lost."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from tinytorch_core.course import CourseError, copies, manifest, workspace
from tinytorch_core.course.workspace import Workspace, WorkspaceError

MODULE = manifest.find("03")


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    """A workspace in which module 03 is started."""
    made = workspace.create(tmp_path)
    copies.start(made, MODULE)
    return workspace.open_at(tmp_path)


def copy_of(desk: Workspace) -> Path:
    return desk.copy_of(MODULE, "tinytorch_core.activations")


# Where a workspace is


def test_the_nearest_workspace_is_looked_for_upwards_from_each_place_in_turn(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "c").mkdir()
    workspace.create(tmp_path / "a")
    workspace.create(tmp_path / "c")
    assert workspace.nearest(tmp_path / "a" / "b") == (tmp_path / "a").resolve()
    assert workspace.nearest(tmp_path, tmp_path / "c") == (tmp_path / "c").resolve()


def test_without_one_nearby_the_variable_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TINYTORCH_WORKSPACE", str(tmp_path / "named"))
    assert workspace.locate(tmp_path) == tmp_path / "named"
    monkeypatch.setenv("TINYTORCH_WORKSPACE", "")
    assert workspace.locate(tmp_path) is None


def test_a_new_workspace_switches_nothing(tmp_path: Path) -> None:
    made = workspace.create(tmp_path)
    assert made.switches == {}
    assert made.served_files() == {}


# How a switch is set


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[modules]\n"03" = "mine"\n'),
        ("# mine alone", '# mine alone\n\n[modules]\n"03" = "mine"\n'),
        ('[modules]\n"02" = "mine"', '[modules]\n"02" = "mine"\n"03" = "mine"\n'),
        ("[modules] # so\n\n# below\n[other]\nx = 1\n", '[modules] # so\n"03" = "mine"\n\n# below\n[other]\nx = 1\n'),
        ('[modules]\n"03" = "reference"   # week 2\n', '[modules]\n"03" = "mine"   # week 2\n'),
        ("[modules]\n 03 ='reference'\n", '[modules]\n 03 ="mine"\n'),
        ('[a]\n"03" = "kept"\n[modules]\n"03" = "reference"\n', '[a]\n"03" = "kept"\n[modules]\n"03" = "mine"\n'),
    ],
)  # fmt: skip
def test_one_line_is_set_and_every_other_is_kept(before: str, after: str) -> None:
    assert tomllib.loads(after)["modules"]["03"] == "mine"
    text = workspace.set_line(before, "03", "mine")
    assert text == after
    assert workspace.set_line(text, "03", "mine") == text


def test_a_switch_keeps_comments_line_ends_and_permissions(desk: Workspace) -> None:
    desk.file.write_bytes(b'# caf\xc3\xa9\r\n[modules]\r\n"03" = "mine" # mine!\r\n')
    desk.file.chmod(0o600)
    assert workspace.switch(desk, MODULE, "reference").switches == {"03": "reference"}
    assert desk.file.read_bytes() == b'# caf\xc3\xa9\r\n[modules]\r\n"03" = "reference" # mine!\r\n'
    assert desk.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ['modules = { "03" = "mine" }\n', 'modules."03" = "mine"\n'])
def test_a_layout_that_cannot_be_edited_safely_is_left_alone(desk: Workspace, text: str) -> None:
    desk.file.write_text(text)
    with pytest.raises(WorkspaceError, match=r'Write this under a line that reads \[modules\]: "03" = "reference"'):
        workspace.switch(workspace.open_at(desk.root), MODULE, "reference")
    assert desk.file.read_text() == text


def test_a_module_whose_copy_is_missing_cannot_be_switched_to_mine(tmp_path: Path) -> None:
    made = workspace.create(tmp_path)
    with pytest.raises(WorkspaceError, match=r"activations\.py is missing.*tinytorch start 03"):
        workspace.switch(made, MODULE, "mine")
    assert workspace.open_at(tmp_path).switches == {}


def test_a_write_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.txt"
    path.write_text("old")

    def refuse(*arguments: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OSError, match="no room"):
        workspace.write_atomically(path, "new")
    assert [each.read_text() for each in tmp_path.iterdir()] == ["old"]


# Copies and snapshots


def test_starting_again_keeps_the_learners_work_and_a_snapshot_of_it(desk: Workspace) -> None:
    copy_of(desk).write_text("my work", encoding="utf-8")
    started = copies.start(desk, MODULE)
    assert started.kept == (copy_of(desk),)
    assert copy_of(desk).read_text(encoding="utf-8") == "my work"
    assert started.snapshot is not None
    assert (started.snapshot / "03_activations" / "activations.py").read_text(encoding="utf-8") == "my work"


def test_a_fresh_start_replaces_the_copy_after_a_snapshot(desk: Workspace) -> None:
    copy_of(desk).write_text("my work", encoding="utf-8")
    started = copies.start(desk, MODULE, fresh=True)
    assert "ExerciseNotDone" in copy_of(desk).read_text(encoding="utf-8")
    assert started.snapshot is not None
    assert [path.read_text(encoding="utf-8") for path in copies.files_in(started.snapshot)] == ["my work"]


def test_a_state_that_is_kept_already_is_not_kept_twice(desk: Workspace) -> None:
    assert copies.take_snapshot(desk, MODULE) is not None
    assert copies.take_snapshot(desk, MODULE) is None
    assert len(copies.snapshots(desk)) == 1


def test_snapshots_of_one_second_stay_apart_and_in_order(desk: Workspace) -> None:
    for text in ("one", "two", "three"):
        copy_of(desk).write_text(text)
        copies.take_snapshot(desk, MODULE)
    kept = [path.read_text() for folder in copies.snapshots(desk) for path in copies.files_in(folder)]
    assert kept == ["one", "two", "three"]


def test_a_snapshot_comes_back_to_the_byte_and_the_present_state_is_kept(desk: Workspace) -> None:
    copy_of(desk).write_bytes(b"old \xff bytes\r\n")
    first = copies.take_snapshot(desk, MODULE)
    assert first is not None
    copy_of(desk).write_text("new")
    assert copies.restore(desk, first.name, (MODULE,)) == [copy_of(desk)]
    assert copy_of(desk).read_bytes() == b"old \xff bytes\r\n"
    assert [path.read_text() for path in copies.files_in(copies.snapshots(desk)[-1])] == ["new"]


@pytest.mark.parametrize("name", ["2020-01-01T00-00-00", "..", "../..", ""])
def test_a_snapshot_that_is_not_there_is_answered_with_those_there_are(desk: Workspace, name: str) -> None:
    with pytest.raises(CourseError, match="there are: none"):
        copies.restore(desk, name, (MODULE,))


# What is left to write


def test_tasks_tell_what_is_written_and_where_the_rest_stands(desk: Workspace) -> None:
    text = copy_of(desk).read_text(encoding="utf-8")
    copy_of(desk).write_text(text.replace('raise ExerciseNotDone("03.1: relu_kernel")', "return x"), encoding="utf-8")
    first, second, *_ = copies.tasks(desk, MODULE)
    assert (first.label, first.done) == ("03.1: relu_kernel", True)
    assert (second.label, second.done) == ("03.2: sigmoid_kernel", False)
    file, line = second.place.split(":")
    assert "03.2" in (desk.root / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("def relu_kernel(:\n", r"activations\.py:1: Python cannot read this line"),
        ("x = 1\n", "03.1: relu_kernel is gone from"),
        ("x = '\0'\n", "Python cannot read this"),
    ],
)
def test_a_copy_that_cannot_be_read_is_named_with_the_place(desk: Workspace, text: str, reason: str) -> None:
    copy_of(desk).write_text(text)
    with pytest.raises(CourseError, match=reason):
        copies.tasks(desk, MODULE)
