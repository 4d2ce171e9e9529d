"""The doctor's checks of the installation: packages, plugins, a foreign tinytorch, data, the course, the workspace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from importlib.util import find_spec
from pathlib import Path

from tinytorch_core import learner, plugins
from tinytorch_core.cli import versions
from tinytorch_core.cli.findings import REINSTALL_NUMPY, REPAIR, Finding, fail, ok, warn
from tinytorch_core.course import CourseError, manifest, workspace

DATA_VARIABLE = "TINYTORCH_DATA"
DATA_SETS = ("mnist", "cifar-10-batches-bin", "text", "gpt2")
GROUPS = ("backends", "generation_caches", "model_transforms", "profilers", "commands", "milestones", "events")

# Runs in a process of its own: plugins may import lessons, and a broken one may do anything.
_LOAD_ALL = """
import json, sys
from tinytorch_core import plugins
broken = []
for group in sys.argv[1:]:
    for name, point in plugins.points(group).items():
        try:
            plugins.load(group, name)
        except plugins.PluginError as error:
            broken.append((str(error), point.dist.name if point.dist else ""))
print()
print(json.dumps(broken))
"""


def check_installation() -> Iterator[Finding]:
    """All checks of this file, in the order they are shown."""
    yield from check_packages(versions.installed())
    yield from check_foreign()
    yield from check_plugins()
    yield check_bundled_data()
    yield check_data_folder(os.environ.get(DATA_VARIABLE))
    yield from check_course()
    yield check_workspace()


def check_packages(present: dict[str, Distribution]) -> Iterator[Finding]:
    """The five packages with their versions; each must find the siblings it asks for."""
    if "tinytorch-core" not in present:
        yield fail("packages", "tinytorch-core is on the path but not installed", REPAIR)
    for name, package in present.items():
        unmet = versions.unmet(package, present)
        if unmet:
            need = f"{name} {package.version} needs {' and '.join(unmet)}"
            yield fail("packages", need, f"pip install --upgrade {' '.join(present)}")
        else:
            yield ok("packages", f"{name} {package.version}")
    missing = [name for name in versions.STAGES if name not in present]
    if missing and "tinytorch-core" in present:
        yield ok("packages", f"not installed, needed by later modules only: {', '.join(missing)}")


def check_foreign() -> Iterator[Finding]:
    """The package index has an unrelated package called tinytorch; it takes our front door's place."""
    for each in distributions(name="tinytorch"):
        yield fail(
            "tinytorch",
            f"an unrelated package called tinytorch {each.version} is installed",
            f"pip uninstall --yes tinytorch && {REPAIR}",
        )
        return
    home = Path(__file__).resolve().parents[2]
    spec = find_spec("tinytorch")
    folder = Path(spec.origin).resolve().parent if spec and spec.origin else None
    if folder is None:
        yield fail("tinytorch", "`import tinytorch` finds nothing", REPAIR)
    elif not (folder / "_stages.py").is_file():
        yield fail("tinytorch", f"`import tinytorch` finds {folder}, which is not ours", f"mv {folder} {folder}-other")
    else:
        aside = "" if folder.parent == home else f", beside another tinytorch-core at {home}"
        yield (warn if aside else ok)("tinytorch", f"`import tinytorch` is {folder}{aside}")
    yield from _check_shadow(Path.cwd(), folder)


def _check_shadow(here: Path, ours: Path | None) -> Iterator[Finding]:
    """A file or folder of that name beside a script is what the script imports."""
    for shadow in (here / "tinytorch.py", here / "tinytorch"):
        package = shadow / "__init__.py" if shadow.suffix == "" else shadow
        if package.is_file() and shadow.resolve() != ours:
            text = f"scripts in this folder import {shadow} instead of the library"
            yield warn("tinytorch", text, f"mv {shadow} {shadow.with_name('my_' + shadow.name)}")


def check_plugins() -> Iterator[Finding]:
    """The installed backends, and whether everything that packages register can be imported."""
    points = plugins.points("tinytorch.backends")
    names = [f"{name} ({point.dist.name} {point.dist.version})" for name, point in points.items() if point.dist]
    yield ok("backends", ", ".join([*names, "naive (tinytorch-core, always there)"]))
    groups = [f"tinytorch.{group}" for group in GROUPS]
    broken = load_in_child(groups)
    count = sum(len(plugins.points(group)) for group in groups)
    for complaint, package in broken:
        yield fail("plugins", complaint, f"pip install --upgrade {package}" if package else REPAIR)
    if not broken:
        yield ok("plugins", f"all {count} that are registered load")


def load_in_child(groups: list[str]) -> list[tuple[str, str]]:
    """Imports every plugin of some groups in another process; returns what is wrong, and with which package."""
    env = {name: value for name, value in os.environ.items() if name != learner.VARIABLE}
    command = [sys.executable, "-c", _LOAD_ALL, *groups]
    done = subprocess.run(command, env=env, capture_output=True, encoding="utf-8", errors="replace", check=False)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        return [(f"importing the registered plugins ended Python with exit code {done.returncode}: {last}", "")]
    return [(complaint, package) for complaint, package in json.loads(lines[-1])]


def check_bundled_data() -> Finding:
    """The handwritten digits that come with core must be, byte for byte, those that were shipped."""
    try:
        from tinytorch_core import data
    except ImportError as error:  # NumPy is broken, and has its own line above
        return fail("data, bundled", f"it cannot be read: {error}", REINSTALL_NUMPY)
    try:
        data.check_digits()
    except data.DataError as error:
        return fail("data, bundled", str(error).partition(" Repair:")[0], REPAIR)
    return ok("data, bundled", "the UCI handwritten digits are there and their checksum is right")


def check_data_folder(folder: str | None) -> Finding:
    """$TINYTORCH_DATA names the folder with the large data sets that full tiers use."""
    if not folder:
        return ok("data, large", f"{DATA_VARIABLE} is not set; the quick tiers need no large data")
    if not Path(folder).is_dir():
        return fail("data, large", f"{DATA_VARIABLE} is {folder}, which is no folder", f"mkdir -p {folder}")
    there = [name for name in DATA_SETS if (Path(folder) / name).is_dir()]
    missing = [name for name in DATA_SETS if name not in there]
    text = f"{folder} has {', '.join(there) or 'none of them'}; not there: {', '.join(missing) or 'nothing'}"
    return ok("data, large", text)


def check_course() -> Iterator[Finding]:
    """The installed modules of the course must describe themselves."""
    try:
        modules = manifest.modules()
    except CourseError as error:
        yield fail("course", str(error), REPAIR)
        return
    if not modules:
        yield warn("course", "no module of the course is registered", REPAIR)
    else:
        yield ok("course", f"modules: {', '.join(module.folder_name for module in modules)}")


def check_workspace() -> Finding:
    """The learner's workspace, where there is one: its file, and the copies of what is switched to "mine"."""
    root = workspace.locate(Path.cwd())
    if root is None:
        return ok("workspace", "none here; tinytorch start 03 makes one")
    try:
        found = workspace.open_at(root)
        files = found.served_files()
    except CourseError as error:
        return fail("workspace", str(error), error.remedy or REPAIR)
    return ok("workspace", f"{found.file}, your lesson files: {', '.join(sorted(files)) or 'none switched on'}")
