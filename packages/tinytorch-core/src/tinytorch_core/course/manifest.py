"""Reads what the installed packages say about the modules of the course: module.toml and exercises.toml.

    03_activations/module.toml       which lesson files belong to the module, what it needs, what it unlocks
    03_activations/exercises.toml    number, targets and minutes of each exercise

One manifest drives the commands, the learner's door and the tests. Numbers stand here only, never in import names.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from tinytorch_core import plugins
from tinytorch_core.course import CourseError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "tinytorch.modules"


class ManifestError(CourseError):
    """A module.toml or exercises.toml does not say what it must; the message names file, key and requirement."""


@dataclass(frozen=True)
class Exercise:
    """One thing to write: the bodies of one or more functions.

    Attributes:
        number: "03.1", the module's number and a count.
        targets: "package.module:qualified.name" of each function.
        minutes: how long it takes a learner who has read the lesson.
    """

    number: str
    targets: tuple[str, ...]
    minutes: int


@dataclass(frozen=True)
class CourseModule:
    """One module of the course, as its package describes it.

    Attributes:
        number: "03".
        name: "activations"; number and name are the folder's name.
        title: what a reader sees.
        phase: 1 to 5.
        lessons: the import names of its lesson files, in reading order.
        prerequisites: numbers of the modules whose ideas it uses.
        minutes: the whole module, reading included.
        unlocks: one sentence: what works once it is written.
        milestone: the name of the milestone it leads to.
        exercises: in order.
        distribution: the package on the index that brings it.
        folder: where its manifest lies.
    """

    number: str
    name: str
    title: str
    phase: int
    lessons: tuple[str, ...]
    prerequisites: tuple[str, ...]
    minutes: int
    unlocks: str
    milestone: str
    exercises: tuple[Exercise, ...]
    distribution: str
    folder: Path

    @property
    def folder_name(self) -> str:
        """ "03_activations", also the folder of the learner's copies."""
        return f"{self.number}_{self.name}"


@cache
def modules() -> tuple[CourseModule, ...]:
    """Every installed module of the course, by number.

    Raises:
        ManifestError: a manifest is missing or wrong, or two packages bring the same module.
    """
    found: dict[str, CourseModule] = {}
    for point in plugins.points(GROUP).values():
        module = read(_folder(point), point.dist.name if point.dist else "an unknown package")
        if module.number in found:
            other = found[module.number].folder
            raise ManifestError(f"module {module.number} is described twice, in {other} and in {module.folder}")
        found[module.number] = module
    return tuple(found[number] for number in sorted(found))


def lesson_names() -> frozenset[str]:
    """The import names of all lesson files of the installed modules."""
    return frozenset(lesson for module in modules() for lesson in module.lessons)


def find(name: str) -> CourseModule:
    """The installed module called "03", "3", "activations" or "03_activations".

    Raises:
        CourseError: no installed module is called so; the message lists those there are.
    """
    for module in modules():
        if name in (module.number, module.number.lstrip("0"), module.name, module.folder_name):
            return module
    known = ", ".join(module.folder_name for module in modules()) or "none"
    raise CourseError(f"No module {name!r} is installed; there are: {known}. See the whole course: tinytorch status")


def _folder(point: EntryPoint) -> Path:
    """Where the manifest of an entry point `03_activations = "tinytorch_core.course"` lies; imports nothing."""
    return _inside_package(point.module) / point.name


def reference_file(lesson: str) -> Path:
    """The installed file of a lesson. No workspace is asked and no lesson imported: the path is computed."""
    return _inside_package(lesson).with_suffix(".py")


def _inside_package(module: str) -> Path:
    top, *rest = module.split(".")
    spec = find_spec(top)
    if spec is None or not spec.submodule_search_locations:
        raise ManifestError(f"{module} lies in no installed package; {top} is not a package that can be imported")
    return Path(spec.submodule_search_locations[0]).joinpath(*rest)


def read(folder: Path, distribution: str) -> CourseModule:
    """Reads and checks the manifest in one folder.

    Raises:
        ManifestError: a file is missing, or a key is missing, unknown or of the wrong kind.
    """
    number, _, name = folder.name.partition("_")
    path = folder / "module.toml"
    table = _Table(_load(path), str(path))
    if table.text("number") != number or table.text("name") != name:
        table.refuse(f"number and name must be those of its folder, {number!r} and {name!r}")
    module = CourseModule(
        number=number,
        name=name,
        title=table.text("title"),
        phase=table.whole("phase"),
        lessons=table.texts("lessons"),
        prerequisites=table.texts("prerequisites"),
        minutes=table.whole("minutes"),
        unlocks=table.text("unlocks"),
        milestone=table.text("milestone"),
        exercises=_read_exercises(folder / "exercises.toml", number),
        distribution=distribution,
        folder=folder,
    )
    table.refuse_unknown()
    _check_lessons(module, table)
    return module


def _read_exercises(path: Path, number: str) -> tuple[Exercise, ...]:
    document = _Table(_load(path), str(path))
    exercises = []
    for count, content in enumerate(document.tables("exercise"), start=1):
        table = _Table(content, f"{path}, exercise {count}")
        exercises.append(Exercise(table.text("number"), table.texts("targets"), table.whole("minutes")))
        table.refuse_unknown()
        if exercises[-1].number != f"{number}.{count}":
            table.refuse(f"number must be {number}.{count}, as exercises are counted in order")
    document.refuse_unknown()
    return tuple(exercises)


def _check_lessons(module: CourseModule, table: _Table) -> None:
    files = [lesson.rpartition(".")[2] for lesson in module.lessons]
    if len(set(files)) < len(files):
        table.refuse(f"lessons must differ in their file names, got {', '.join(files)}")
    for lesson in module.lessons:
        if not lesson.startswith("tinytorch_") or "." not in lesson:
            table.refuse(f"a lesson must be a module inside a tinytorch_* package, got {lesson!r}")
    for exercise in module.exercises:
        for target in exercise.targets:
            if target.partition(":")[0] not in module.lessons:
                table.refuse(f"{exercise.number} has the target {target!r}, which lies in none of its lessons")


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ManifestError(f"{path} is missing; reinstall the package that brings it") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ManifestError(f"{path} is not valid TOML: {error}") from error


class _Table:
    """A TOML table whose keys are asked for by kind; what nobody asked for is a mistake and is refused."""

    def __init__(self, content: dict[str, Any], place: str) -> None:
        self._content = content
        self._place = place
        self._asked: set[str] = set()

    def refuse(self, requirement: str) -> NoReturn:
        raise ManifestError(f"{self._place}: {requirement}")

    def refuse_unknown(self) -> None:
        unknown = sorted(set(self._content) - self._asked)
        if unknown:
            self.refuse(f"unknown key {unknown[0]!r}; known are {', '.join(sorted(self._asked))}")

    def text(self, key: str) -> str:
        value = self._get(key, "a text that is not empty")
        if not isinstance(value, str) or not value.strip():
            self.refuse(f"{key} must be a text that is not empty, got {value!r}")
        return value

    def whole(self, key: str) -> int:
        value = self._get(key, "a whole number above 0")
        if type(value) is not int or value <= 0:
            self.refuse(f"{key} must be a whole number above 0, got {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._get(key, "a list of texts")
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(f"{key} must be a list of texts, got {value!r}")
        return tuple(value)

    def tables(self, key: str) -> list[dict[str, Any]]:
        value = self._get(key, f"one [[{key}]] or more")
        if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
            self.refuse(f"there must be one [[{key}]] or more, got {value!r}")
        return list(value)

    def _get(self, key: str, requirement: str) -> Any:
        self._asked.add(key)
        if key not in self._content:
            self.refuse(f"{key} is missing; it must be {requirement}")
        return self._content[key]
