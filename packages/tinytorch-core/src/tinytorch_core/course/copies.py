"""Writes the learner's copies of lesson files, and keeps earlier states of them: nothing a learner wrote is lost."""

from __future__ import annotations

import ast
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from tinytorch_core.course import CourseError, source
from tinytorch_core.course.manifest import CourseModule, reference_file
from tinytorch_core.course.workspace import MINE, Workspace, switch, write_atomically

SNAPSHOTS = Path(".tinytorch") / "snapshots"


@dataclass(frozen=True)
class Started:
    """What `start` did.

    Attributes:
        written: the copies that were written, fresh.
        kept: the copies that stood there already and were left alone.
        snapshot: where the earlier state of the copies was put, if there was one worth keeping.
    """

    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    snapshot: Path | None


@dataclass(frozen=True)
class Task:
    """One function of an exercise in a learner's copy: `label` is "03.1: relu_kernel", `place` "file:line"."""

    label: str
    place: str
    done: bool


def stub(module: CourseModule, lesson: str) -> str:
    """The text of a lesson file with the body of every exercise replaced."""
    labels = {each.function: each.label for each in source.blanks(module) if each.lesson == lesson}
    text = reference_file(lesson).read_text(encoding="utf-8")
    return source.blank(text, labels) if labels else text


def start(workspace: Workspace, module: CourseModule, fresh: bool = False) -> Started:
    """Writes the copies of a module that are missing and switches it to "mine".

    Args:
        workspace: where they go.
        module: whose lesson files are copied.
        fresh: also replaces copies that are there, after a snapshot of them.
    """
    snapshot = take_snapshot(workspace, module)
    written, kept = [], []
    for lesson, copy in workspace.copies(module).items():
        if fresh or not copy.exists():
            write_atomically(copy, stub(module, lesson))
            written.append(copy)
        else:
            kept.append(copy)
    switch(workspace, module, MINE)
    return Started(tuple(written), tuple(kept), snapshot)


def take_snapshot(workspace: Workspace, module: CourseModule) -> Path | None:
    """Keeps the present copies of a module; None where there are none, or the last snapshot holds the same."""
    copies = [path for path in workspace.copies(module).values() if path.is_file()]
    if not copies or _is_kept(workspace, copies):
        return None
    folder = _new_folder(workspace.root / SNAPSHOTS)
    for path in copies:
        kept = folder / path.relative_to(workspace.root)
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, kept)
    return folder


def snapshots(workspace: Workspace) -> list[Path]:
    """The folders of all snapshots, the oldest first."""
    folder = workspace.root / SNAPSHOTS
    return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def restore(workspace: Workspace, name: str, modules: tuple[CourseModule, ...]) -> list[Path]:
    """Puts the copies in a snapshot back; what they replace is kept in a snapshot of its own first."""
    folder = workspace.root / SNAPSHOTS / name
    if folder not in snapshots(workspace):
        known = ", ".join(path.name for path in snapshots(workspace)) or "none"
        raise CourseError(f"there is no snapshot named {name!r}; there are: {known}. See them: tinytorch snapshots")
    for module in modules:
        take_snapshot(workspace, module)
    restored = []
    for kept in files_in(folder):
        target = workspace.root / kept.relative_to(folder)
        write_atomically(target, kept.read_bytes())
        restored.append(target)
    return restored


def files_in(snapshot: Path) -> list[Path]:
    """The copies a snapshot holds."""
    return sorted(path for path in snapshot.rglob("*.py") if path.is_file())


def tasks(workspace: Workspace, module: CourseModule) -> list[Task]:
    """What there is to write in a learner's copies, and what of it is written.

    Raises:
        CourseError: a copy is missing, does not parse, or a function of an exercise is gone from it.
    """
    trees = {lesson: _parse(path, module) for lesson, path in workspace.copies(module).items()}
    found = []
    for each in source.blanks(module):
        path = workspace.copy_of(module, each.lesson)
        node = source.find_function(trees[each.lesson], each.function)
        if node is None:
            again = f"write it again, or begin anew: tinytorch start {module.number} --fresh"
            raise CourseError(f"{each.label} is gone from {path}; {again}")
        body = source.body_of(node)
        line = body[0].lineno if body else node.lineno
        found.append(Task(each.label, f"{path.relative_to(workspace.root)}:{line}", not source.is_blank(node)))
    return found


def _parse(path: Path, module: CourseModule) -> ast.Module:
    try:
        return ast.parse(path.read_bytes(), str(path))
    except FileNotFoundError:
        raise CourseError(f"{path} is missing. Write a fresh one: tinytorch start {module.number}") from None
    except SyntaxError as error:
        raise CourseError(f"{path}:{error.lineno}: Python cannot read this line: {error.msg}") from None
    except ValueError as error:
        raise CourseError(f"{path}: Python cannot read this file: {error}") from None


def _is_kept(workspace: Workspace, copies: list[Path]) -> bool:
    """True where the newest snapshot of each of these files already holds what is in it."""
    for path in copies:
        relative = path.relative_to(workspace.root)
        earlier = [folder / relative for folder in snapshots(workspace) if (folder / relative).is_file()]
        if not earlier or earlier[-1].read_bytes() != path.read_bytes():
            return False
    return True


def _new_folder(parent: Path) -> Path:
    """A new folder named by the time; a count tells two in the same second apart, in order."""
    stamp = f"{datetime.now():%Y-%m-%dT%H-%M-%S}"
    parent.mkdir(parents=True, exist_ok=True)
    for name in (stamp, *(f"{stamp}-{count:02}" for count in range(2, 100))):
        try:
            (parent / name).mkdir()
        except FileExistsError:
            continue
        return parent / name
    raise CourseError(f"{parent} holds a hundred snapshots of this second; something calls start in a loop")
