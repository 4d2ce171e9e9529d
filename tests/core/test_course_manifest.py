"""The course's manifests: they say what they must, every target resolves, and every lesson can be blanked.

The second half holds for every installed module of the course, so a new module is under contract from its first day.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tinytorch_core.course import CourseError, copies, manifest, source, syllabus, workspace
from tinytorch_core.course.manifest import CourseModule, ManifestError

MODULE = """
number = "03"
name = "activations"
title = "Activations"
phase = 1
lessons = ["tinytorch_core.activations"]
prerequisites = ["02"]
minutes = 90
unlocks = "Networks that bend."
milestone = "xor"
"""
EXERCISES = """
[[exercise]]
number = "03.1"
targets = ["tinytorch_core.activations:relu_kernel"]
minutes = 10
"""


def described(tmp_path: Path, module: str = MODULE, exercises: str = EXERCISES) -> CourseModule:
    """Writes a manifest and reads it."""
    folder = tmp_path / "03_activations"
    folder.mkdir()
    (folder / "module.toml").write_text(module)
    (folder / "exercises.toml").write_text(exercises)
    return manifest.read(folder, "some-package")


# What a manifest must say


def test_a_manifest_is_read_into_its_parts(tmp_path: Path) -> None:
    module = described(tmp_path)
    assert (module.number, module.folder_name, module.phase) == ("03", "03_activations", 1)
    assert module.lessons == ("tinytorch_core.activations",)
    assert module.exercises == (manifest.Exercise("03.1", ("tinytorch_core.activations:relu_kernel",), 10),)
    assert module.distribution == "some-package"


@pytest.mark.parametrize(
    ("old", "new", "requirement"),
    [
        ('title = "Activations"', "", "title is missing; it must be a text that is not empty"),
        ('title = "Activations"', 'title = ""', "title must be a text that is not empty, got ''"),
        ("minutes = 90", 'minutes = "long"', "minutes must be a whole number above 0, got 'long'"),
        ("minutes = 90", "minutes = true", "minutes must be a whole number above 0, got True"),
        ("phase = 1", "phase = 0", "phase must be a whole number above 0, got 0"),
        ('["02"]', '"02"', "prerequisites must be a list of texts, got '02'"),
        ('number = "03"', 'number = "04"', "number and name must be those of its folder, '03' and 'activations'"),
        ("phase = 1", 'phase = 1\ncolour = "red"', "unknown key 'colour'"),
        ("tinytorch_core.activations", "numpy.linalg", "a lesson must be a module inside a tinytorch_[*] package"),
        ("tinytorch_core.activations", "tinytorch_core.tensor", "'03.1|03.1 has the target"),
        ("phase = 1", "phase = ", "is not valid TOML"),
    ],
)
def test_a_mistake_in_module_toml_is_named_with_its_file(tmp_path: Path, old: str, new: str, requirement: str) -> None:
    with pytest.raises(ManifestError, match=requirement) as caught:
        described(tmp_path, module=MODULE.replace(old, new))
    assert "module.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("exercises", "requirement"),
    [
        ("", r"exercise is missing; it must be one \[\[exercise\]\] or more"),
        (EXERCISES.replace('"03.1"', '"03.2"'), "number must be 03.1"),
        (EXERCISES.replace("minutes = 10", ""), "exercise 1: minutes is missing"),
        (EXERCISES + 'hint = "no"', "exercise 1: unknown key 'hint'"),
    ],
)
def test_a_mistake_in_exercises_toml_is_named_with_its_place(tmp_path: Path, exercises: str, requirement: str) -> None:
    with pytest.raises(ManifestError, match=requirement) as caught:
        described(tmp_path, exercises=exercises)
    assert "exercises.toml" in str(caught.value)


def test_two_lesson_files_of_one_name_are_refused(tmp_path: Path) -> None:
    both = '["tinytorch_core.activations", "tinytorch_core.fast.activations"]'
    with pytest.raises(ManifestError, match="lessons must differ in their file names"):
        described(tmp_path, module=MODULE.replace('["tinytorch_core.activations"]', both))


def test_a_manifest_that_is_not_there_names_the_file(tmp_path: Path) -> None:
    with pytest.raises(ManifestError, match=r"03_activations.module\.toml is missing"):
        manifest.read(tmp_path / "03_activations", "some-package")


@pytest.mark.parametrize("name", ["03", "3", "activations", "03_activations"])
def test_a_module_is_found_by_number_and_by_name(name: str) -> None:
    assert manifest.find(name).number == "03"


def test_an_unknown_module_is_answered_with_those_there_are() -> None:
    with pytest.raises(CourseError, match=r"No module '77' is installed; there are: .*03_activations"):
        manifest.find("77")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("tinytorch_core.activations:no_such_kernel", "defines no 'no_such_kernel'"),
        ("tinytorch_core.activations:relu_kernel.inner", "defines no 'relu_kernel.inner'"),
        ("tinytorch_core.no_such_lesson:f", r"there is no .*no_such_lesson\.py"),
        ("tinytorch_nowhere.lesson:f", "tinytorch_nowhere is not a package"),
    ],
)
def test_a_target_that_does_not_resolve_says_why(target: str, reason: str) -> None:
    with pytest.raises(CourseError, match=reason):
        source.resolve(target)


# The contract of every installed module

TARGETS = [
    (blank.label, f"{blank.lesson}:{blank.function}")
    for module in manifest.modules()
    for blank in source.blanks(module)
]
LESSONS = [(module, lesson) for module in manifest.modules() for lesson in module.lessons]

each_module = pytest.mark.parametrize("module", manifest.modules(), ids=lambda module: module.folder_name)
each_target = pytest.mark.parametrize(("label", "target"), TARGETS, ids=[label for label, _ in TARGETS])
each_lesson = pytest.mark.parametrize(("module", "lesson"), LESSONS, ids=[lesson for _, lesson in LESSONS])


def test_core_brings_modules_and_exercises() -> None:
    assert "03" in {module.number for module in manifest.modules()}
    assert TARGETS


@each_module
def test_the_syllabus_and_the_manifest_agree(module: CourseModule) -> None:
    entry = next(entry for entry in syllabus.MODULES if entry.number == module.number)
    assert (entry.name, entry.distribution) == (module.name, module.distribution)
    assert syllabus.PHASES[entry.distribution].startswith(f"{module.phase} ")
    assert module.milestone in {each.name for each in syllabus.MILESTONES}


@each_module
def test_a_module_builds_on_earlier_ones_only(module: CourseModule) -> None:
    known = {entry.number for entry in syllabus.MODULES}
    assert all(number in known and number < module.number for number in module.prerequisites)


@each_module
def test_no_function_belongs_to_two_exercises(module: CourseModule) -> None:
    targets = [target for exercise in module.exercises for target in exercise.targets]
    assert len(set(targets)) == len(targets)


@each_target
def test_a_target_resolves_to_a_body_of_1_to_25_lines_with_a_docstring(label: str, target: str) -> None:
    _, node = source.resolve(target)
    assert 1 <= source.body_length(node) <= 25, f"{label} has a body of {source.body_length(node)} lines"
    assert ast.get_docstring(node), f"{label}: the docstring is the specification, and there is none"


@each_lesson
def test_no_line_of_a_solution_survives_in_the_blank(module: CourseModule, lesson: str) -> None:
    text = copies.stub(module, lesson)
    stub, reference = ast.parse(text), manifest.reference_file(lesson).read_text(encoding="utf-8").splitlines()
    solution = set()
    for blank in source.blanks(module):
        if blank.lesson == lesson:
            node = source.find_function(stub, blank.function)
            assert node is not None
            assert source.is_blank(node), f"{blank.label} still has a body"
            _, original = source.resolve(f"{lesson}:{blank.function}")
            last = source.body_of(original)[-1].end_lineno
            solution |= set(range(source.body_of(original)[0].lineno, (last or 0) + 1))
    given = {line.strip() for number, line in enumerate(reference, start=1) if number not in solution}
    answers = {reference[number - 1].strip() for number in solution} - given - {""}
    assert not answers & {line.strip() for line in text.splitlines()}


@each_lesson
def test_everything_but_the_bodies_is_kept_to_the_letter(module: CourseModule, lesson: str) -> None:
    reference = manifest.reference_file(lesson).read_text(encoding="utf-8").split("\n")
    added = [line for line in copies.stub(module, lesson).split("\n") if line not in reference]
    assert [line for line in added if not line.strip().startswith("raise ExerciseNotDone(")] == [source.IMPORT]


def child(code: str, root: Path | None) -> str:
    """What code prints in a new process, with or without a workspace; it must end well."""
    env = {name: value for name, value in os.environ.items() if name != "TINYTORCH_WORKSPACE"}
    env |= {"TINYTORCH_BACKEND": "naive"} | ({} if root is None else {"TINYTORCH_WORKSPACE": str(root)})
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def all_mine(tmp_path: Path) -> workspace.Workspace:
    """A workspace with every installed module started."""
    desk = workspace.create(tmp_path)
    for module in manifest.modules():
        copies.start(desk, module)
        desk = workspace.open_at(tmp_path)
    return desk


def test_with_every_exercise_blank_everything_still_imports(all_mine: workspace.Workspace) -> None:
    lessons = sorted(manifest.lesson_names())
    code = (
        "import importlib, tinytorch\n"
        "from tinytorch_core import learner\n"
        f"for name in {lessons}:\n"
        "    importlib.import_module(name)\n"
        "    print(learner.owns(name))"
    )
    assert set(child(code, all_mine.root).split()) == {"True"}


def test_the_reference_through_the_learners_door_gives_the_same_results(all_mine: workspace.Workspace) -> None:
    for module, lesson in LESSONS:
        all_mine.copy_of(module, lesson).write_bytes(manifest.reference_file(lesson).read_bytes())
    code = (
        "import tinytorch as torch\n"
        "x = torch.tensor([[-1.5, 0.0, 2.0], [700.0, -700.0, 0.25]], requires_grad=True)\n"
        "for f in (torch.relu, torch.sigmoid, torch.tanh, lambda x: torch.softmax(x, dim=1)):\n"
        "    y = f(x)\n"
        "    x.grad = None\n"
        "    (y * y).sum().backward()\n"
        "    print(y.tolist(), x.grad.tolist())"
    )
    assert child(code, all_mine.root) == child(code, None)
    assert child(code, None).count("\n") == 4
