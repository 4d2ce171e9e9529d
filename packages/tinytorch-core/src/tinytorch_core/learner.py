"""The learner's door: serves a learner's lesson files in place of the installed ones.

Active only where TINYTORCH_WORKSPACE names a folder with a tinytorch.toml. The installed course manifest says which
modules are lessons, tinytorch.toml which of them the learner has switched to "mine"; exactly those come from the
workspace, everything else from the installed packages. The workspace is read when the first lesson is imported, so
a mistake in it never stops the commands that would repair it.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import ModuleSpec, SourceFileLoader
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import CodeType, ModuleType

VARIABLE = "TINYTORCH_WORKSPACE"

# The machinery that reads the course and repairs workspaces: never a lesson, never asked about.
_GIVEN = ("tinytorch_core.learner", "tinytorch_core.plugins", "tinytorch_core.course", "tinytorch_core.cli")


class ExerciseNotDone(NotImplementedError):
    """Raised by the body of an exercise that is still to be written. Nothing in the library catches it."""

    def __init__(self, exercise: str, place: str | None = None) -> None:
        """Args: `exercise` is "03.1: relu_kernel"; `place` is "file:line", by default where this is raised."""
        if place is None:
            frame = sys._getframe(1)
            place = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        super().__init__(exercise, place)

    def __str__(self) -> str:
        exercise, place = self.args
        return f"{exercise} is not written yet - {place}"


class _LearnersFile(SourceFileLoader):
    """Loads a lesson from the workspace, always from source: a file edited twice in a second must not run stale."""

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        return self.source_to_code(self.get_data(path), path)


class LessonFinder:
    """The meta-path finder: knows which lessons the workspace serves, and which of them it has served."""

    def __init__(self, root: str) -> None:
        self.root = os.path.abspath(root)
        self.served: set[str] = set()
        self._lessons: dict[str, Path] | None = None

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The learner's file for a lesson that is switched to "mine"; None, the ordinary search, for all else."""
        if not fullname.startswith("tinytorch_") or "." not in fullname or fullname.startswith(_GIVEN):
            return None
        from tinytorch_core.course import manifest, workspace

        if fullname not in manifest.lesson_names():
            return None
        if self._lessons is None:
            self._lessons = workspace.open_at(self.root).served_files()
        if fullname not in self._lessons:
            return None
        self.served.add(fullname)
        location = str(self._lessons[fullname])
        spec = ModuleSpec(fullname, _LearnersFile(fullname, location), origin=location)
        spec.has_location = True  # so that __file__ is set, and tracebacks show the learner's own lines
        return spec


_finder: LessonFinder | None = None


def install() -> None:
    """Puts the finder first on sys.meta_path, once per process, where TINYTORCH_WORKSPACE is set."""
    global _finder
    root = os.environ.get(VARIABLE)
    if root and _finder is None:
        _finder = LessonFinder(root)
        sys.meta_path.insert(0, _finder)


def owns(module: str) -> bool:
    """True where that lesson module, "tinytorch_core.activations", came from the workspace in this process."""
    return _finder is not None and module in _finder.served
