"""A learner's workspace: the folder with tinytorch.toml, what it switches to "mine", and where the copies lie.

    tinytorch.toml                    [modules]  "03" = "mine"
    03_activations/activations.py     the learner's copy of a lesson file
    .tinytorch/snapshots/             earlier states of the copies

A module that tinytorch.toml does not mention runs as reference.
"""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinytorch_core.course import CourseError, manifest
from tinytorch_core.course.manifest import CourseModule
from tinytorch_core.learner import VARIABLE

FILE = "tinytorch.toml"
MINE, REFERENCE = "mine", "reference"

_FIRST_TEXT = """\
# The workspace of a TinyTorch course. "mine": your copy of the module runs; "reference": the installed one.
# Switch with: tinytorch use mine 03, tinytorch use reference 03

[modules]
"""


class WorkspaceError(CourseError):
    """A workspace is missing or not readable; the message names the command that repairs it."""


@dataclass(frozen=True)
class Workspace:
    """One workspace, as tinytorch.toml describes it.

    Attributes:
        root: the folder that holds tinytorch.toml.
        switches: module number -> "mine" or "reference"; a module that is not listed runs as reference.
    """

    root: Path
    switches: dict[str, str]

    @property
    def file(self) -> Path:
        """Its tinytorch.toml."""
        return self.root / FILE

    def is_mine(self, module: CourseModule) -> bool:
        """True where the learner's copy of the module is switched on."""
        return self.switches.get(module.number) == MINE

    def copy_of(self, module: CourseModule, lesson: str) -> Path:
        """Where the learner's copy of a lesson file lies, whether or not it exists."""
        return self.root / module.folder_name / f"{lesson.rpartition('.')[2]}.py"

    def copies(self, module: CourseModule) -> dict[str, Path]:
        """The lesson's import name -> its copy, for each lesson file of a module."""
        return {lesson: self.copy_of(module, lesson) for lesson in module.lessons}

    def served_files(self) -> dict[str, Path]:
        """The lesson's import name -> the learner's file, for everything that is switched to "mine".

        Raises:
            WorkspaceError: a module is "mine" and its copy is missing.
        """
        served: dict[str, Path] = {}
        for module in manifest.modules():
            if self.is_mine(module):
                served |= self.copies(module)
                self._check_copies(module)
        return served

    def _check_copies(self, module: CourseModule) -> None:
        for copy in self.copies(module).values():
            if not copy.is_file():
                raise WorkspaceError(
                    f"{self.file} says that {module.number} is yours, but {copy} is missing. "
                    f"Write a fresh one: tinytorch start {module.number} (or run the installed module: "
                    f"tinytorch use reference {module.number})",
                    remedy=f"tinytorch start {module.number}",
                )


def nearest(*places: Path) -> Path | None:
    """The first folder with a tinytorch.toml, upwards from each place in turn; None where there is none."""
    for place in places:
        here = place.resolve()
        for folder in (here, *here.parents):
            if (folder / FILE).is_file():
                return folder
    return None


def locate(*places: Path) -> Path | None:
    """The nearest workspace, else the folder that TINYTORCH_WORKSPACE names; None where there is neither."""
    named = os.environ.get(VARIABLE)
    return nearest(*places) or (Path(named).absolute() if named else None)


def open_at(root: str | Path) -> Workspace:
    """Reads the workspace in a folder.

    Raises:
        WorkspaceError: there is no tinytorch.toml, or it does not say what it must.
    """
    folder = Path(root).absolute()
    path = folder / FILE
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise WorkspaceError(
            f"there is no workspace in {folder}: it has no {FILE}. Make one there: tinytorch start 03",
            remedy="tinytorch start 03",
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WorkspaceError(
            f"{path} is not valid TOML: {error}. Correct that line, or begin a new file: "
            "rename it and run tinytorch start 03",
            remedy=f"mv {path} {path}.broken && tinytorch start 03",
        ) from None
    return Workspace(folder, _switches(content, path))


def _switches(content: dict[str, Any], path: Path) -> dict[str, str]:
    table = content.get("modules", {})
    if not isinstance(table, dict):
        raise WorkspaceError(f'{path}: modules must be a table of lines like "03" = "mine", got {table!r}')
    for number, value in table.items():
        if not re.fullmatch(r"[0-2][0-9]", number) or value not in (MINE, REFERENCE):
            line = f'"{number}" = {value!r}'
            raise WorkspaceError(
                f'{path}: a line under [modules] must read like "03" = "mine" or "03" = "reference", got {line}. '
                "Correct that line with an editor, or begin a new file: rename it and run tinytorch start 03",
                remedy=f"mv {path} {path}.broken && tinytorch start 03",
            )
    return dict(table)


def create(root: Path) -> Workspace:
    """Makes a folder a workspace, with no module switched yet."""
    write_atomically(root / FILE, _FIRST_TEXT)
    return open_at(root)


def switch(workspace: Workspace, module: CourseModule, value: str) -> Workspace:
    """Sets one line under [modules], everything else in the file kept to the letter; returns the new state.

    Raises:
        WorkspaceError: the copies to be switched to are missing, or the file is laid out so that no line can be set.
    """
    if value == MINE:
        workspace._check_copies(module)
    text = workspace.file.read_bytes().decode("utf-8")
    changed = set_line(text, module.number, value)
    expected = {**tomllib.loads(text).get("modules", {}), module.number: value}
    try:
        written = tomllib.loads(changed).get("modules")
    except tomllib.TOMLDecodeError:
        written = None
    if written != expected:
        raise WorkspaceError(
            f"{workspace.file} is laid out so that no line can be set in it safely. "
            f'Write this under a line that reads [modules]: "{module.number}" = "{value}"'
        )
    write_atomically(workspace.file, changed)
    return open_at(workspace.root)


def set_line(text: str, key: str, value: str) -> str:
    """Sets `"key" = "value"` in the [modules] table of a TOML text; comments and all other lines stay."""
    lines = text.splitlines(keepends=True)
    header = next((n for n, line in enumerate(lines) if re.match(r"\s*\[\s*modules\s*\]", line)), None)
    if header is None:
        gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
        return f'{text}{gap}[modules]\n"{key}" = "{value}"\n'
    end = next((n for n in range(header + 1, len(lines)) if re.match(r"\s*\[", lines[n])), len(lines))
    pattern = re.compile(rf"""(\s*(?:"{key}"|'{key}'|{key})\s*=\s*)(?:"[^"]*"|'[^']*')""")
    for number in range(header + 1, end):
        if pattern.match(lines[number]):
            lines[number] = pattern.sub(rf'\g<1>"{value}"', lines[number], count=1)
            return "".join(lines)
    last = max(n for n in range(header, end) if lines[n].strip() and not lines[n].lstrip().startswith("#"))
    if not lines[last].endswith("\n"):
        lines[last] += "\n"
    lines.insert(last + 1, f'"{key}" = "{value}"\n')
    return "".join(lines)


def write_atomically(path: Path, content: str | bytes) -> None:
    """Writes a file so that a reader, or a crash, meets the old or the new content and never a part of one."""
    data = content.encode("utf-8") if isinstance(content, str) else content
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.chmod(temporary, path.stat().st_mode if path.exists() else 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise
