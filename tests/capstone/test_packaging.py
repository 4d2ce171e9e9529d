"""The five distributions as a set: their bounds fit, what they register loads, and importing one does nothing."""

import importlib
import importlib.metadata
import importlib.resources
import json
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

STAGES = ("core", "train", "nlp", "optimize", "capstone")
PACKAGES = Path(__file__).resolve().parents[2] / "packages"
ENTRY_POINTS = [
    entry
    for stage in STAGES
    for entry in importlib.metadata.distribution(f"tinytorch-{stage}").entry_points
    if entry.group.startswith(("tinytorch.", "console_scripts"))
]
# Runs in an interpreter of its own and reports, as JSON, all that an import changed.
WATCHED_IMPORT = """
import importlib, json, os, sys, threading
modules, variables, path, finders = set(sys.modules), dict(os.environ), list(sys.path), list(sys.meta_path)
importlib.import_module(sys.argv[1])
print(json.dumps({
    "modules": sorted(set(sys.modules) - modules),
    "environment": dict(os.environ) != variables,
    "path": sys.path != path,
    "finders": [type(finder).__name__ for finder in sys.meta_path if finder not in finders],
    "threads": threading.active_count() - 1,
}))
"""


def requirements(stage: str) -> list[Requirement]:
    """What a stage asks for when no extra is chosen."""
    every = [Requirement(text) for text in importlib.metadata.requires(f"tinytorch-{stage}") or []]
    return [need for need in every if need.marker is None]


def next_patch(version: str) -> str:
    major, minor, patch = Version(version).release
    return f"{major}.{minor}.{patch + 1}"


def watched_import(package: str) -> dict:
    done = subprocess.run([sys.executable, "-c", WATCHED_IMPORT, package], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    (report,) = done.stdout.splitlines()  # one line: the import itself printed nothing
    return json.loads(report)


@pytest.mark.parametrize("stage", STAGES)
def test_a_package_says_the_version_that_is_installed(stage):
    said = importlib.import_module(f"tinytorch_{stage}").__version__
    assert said == importlib.metadata.version(f"tinytorch-{stage}")


# -- dependencies ------------------------------------------------------------------------------------------------------


def test_core_needs_four_packages():
    assert sorted(need.name for need in requirements("core")) == ["click", "numpy", "rich", "safetensors"]


@pytest.mark.parametrize("stage", STAGES[1:])
def test_bounds_admit_the_sibling_and_its_next_patch_and_end_before_the_next_minor(stage):
    for need in requirements(stage):
        version = importlib.metadata.version(need.name)
        assert need.specifier.contains(version), f"tinytorch-{stage} asks for {need}, the sibling is {version}"
        assert need.specifier.contains(next_patch(version)), f"{need} refuses a bug fix"
        assert not need.specifier.contains(f"{Version(version).major}.{Version(version).minor + 1}.0")


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_needs_earlier_stages_only(stage):
    siblings = [need.name.removeprefix("tinytorch-") for need in requirements(stage) if "tinytorch" in need.name]
    assert all(STAGES.index(sibling) < STAGES.index(stage) for sibling in siblings)


# -- entry points ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRY_POINTS, ids=lambda entry: f"{entry.group}:{entry.name}")
def test_what_is_registered_loads(entry):
    assert entry.load() is not None


def test_no_name_is_registered_twice_in_a_group():
    names = [(entry.group, entry.name) for entry in ENTRY_POINTS]
    assert sorted(names) == sorted(set(names))


def test_a_registered_module_has_its_description_in_the_wheel():
    modules = [entry for entry in ENTRY_POINTS if entry.group == "tinytorch.modules"]
    assert modules
    for entry in modules:
        assert importlib.resources.files(entry.value).joinpath(entry.name, "module.toml").is_file(), entry


# -- contents ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_every_source_file_is_installed(stage):
    installed = importlib.resources.files(f"tinytorch_{stage}").parent
    source = PACKAGES / f"tinytorch-{stage}" / "src"
    files = [path for path in source.rglob("*") if path.is_file() and "__pycache__" not in path.parts]
    assert files
    missing = [str(path.relative_to(source)) for path in files if not (installed / path.relative_to(source)).is_file()]
    assert missing == []


def test_the_front_door_is_typed_too():
    assert importlib.resources.files("tinytorch").joinpath("py.typed").is_file()


# -- imports -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
def test_importing_a_stage_does_nothing(stage):
    report = watched_import(f"tinytorch_{stage}")
    assert report.pop("modules") == [f"tinytorch_{stage}"]
    assert report == {"environment": False, "path": False, "finders": [], "threads": 0}


def test_importing_the_front_door_adds_one_finder_and_scans_no_entry_points():
    report = watched_import("tinytorch")
    modules = report.pop("modules")
    assert "importlib.metadata" not in modules
    assert not [name for name in modules if name.startswith(("tinytorch_optimize", "tinytorch_core.cli", "matplotlib"))]
    # The one thing it adds is the finder that explains which package a missing name comes with.
    assert report == {"environment": False, "path": False, "finders": ["_MissingStage"], "threads": 0}
