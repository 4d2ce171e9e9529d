"""`tinytorch doctor`: it finds what is wrong, names one command for it, and never falls over what it looks at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import Distribution, distribution
from pathlib import Path
from typing import Any

import pytest

from tinytorch_core.cli import doctor_install, doctor_machine, versions
from tinytorch_core.cli.doctor_machine import GIB
from tinytorch_core.cli.findings import Finding
from tinytorch_core.course import copies, manifest, workspace

Doctor = Callable[..., tuple[int, dict[str, Any], str]]


@pytest.fixture
def doctor(tmp_path: Path) -> Doctor:
    """Runs the doctor in an empty folder; gives its exit code, its checks by name, and stderr."""

    def run(**env: str) -> tuple[int, dict[str, Any], str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TINYTORCH_")}
        command = [sys.executable, "-W", "error", "-m", "tinytorch_core.cli", "doctor", "--json"]
        done = subprocess.run(
            command, cwd=tmp_path, env={**inherited, **env}, capture_output=True, text=True, check=False
        )
        document = json.loads(done.stdout)
        by_name: dict[str, Any] = {"next": document["next"], "ok": document["ok"]}
        for check in document["checks"]:
            by_name.setdefault(check["check"], check)
            if check["state"] == "fail":
                by_name[check["check"]] = check
        return done.returncode, by_name, done.stderr

    return run


def before_others(folder: Path) -> dict[str, str]:
    """An environment in which Python looks into a folder first."""
    return {"PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}


# The whole


def test_a_whole_installation_passes_and_the_journey_is_next(doctor: Doctor) -> None:
    code, checks, said = doctor()
    assert (code, checks["ok"], said) == (0, True, "")
    assert checks["next"] == "tinytorch journey"
    for name in ("python", "numpy", "threads", "memory", "disk, here", "disk, cache", "terminal", "packages"):
        assert checks[name]["found"], name
    assert "BLAS: " in checks["numpy"]["found"]
    assert "naive" in checks["backends"]["found"]
    assert "03_activations" in checks["course"]["found"]


def test_plain_lines_end_with_counts_and_the_next_step(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tinytorch_core.cli", "doctor"]
    lines = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout.splitlines()
    assert lines[0].split() == ["check", "state", "found"]
    assert lines[-2].endswith(" fail")
    assert lines[-1].startswith("Next: ")


def test_every_failure_has_a_remedy_and_the_first_is_next(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "tinytorch.toml").write_text("[modules\n")
    code, checks, _ = doctor(TINYTORCH_DATA=str(tmp_path / "absent"))
    assert (code, checks["ok"]) == (1, False)
    failed = [each for each in checks.values() if isinstance(each, dict) and each["state"] == "fail"]
    assert {each["check"] for each in failed} == {"data, large", "workspace"}
    assert all(each["remedy"] for each in failed)
    assert checks["next"] == checks["data, large"]["remedy"] == f"mkdir -p {tmp_path / 'absent'}"


# The machine


@pytest.mark.parametrize(
    ("version", "state"),
    [((3, 10), "fail"), ((3, 11), "ok"), ((3, 12), "ok"), ((3, 13), "ok"), ((3, 14), "warn")],
)
def test_python_must_be_one_that_is_tested(version: tuple[int, int], state: str) -> None:
    found = doctor_machine.check_python(version)
    assert found.state == state
    assert bool(found.remedy) == (state != "ok")


def test_a_numpy_that_does_not_load_is_a_failure_and_the_doctor_goes_on(doctor: Doctor, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "numpy.py").write_text("raise ImportError('wrong ELF class')")
    code, checks, _ = doctor(**before_others(tmp_path / "broken"))
    assert code == 1
    assert "wrong ELF class" in checks["numpy"]["found"]
    assert checks["numpy"]["remedy"] == "pip install --force-reinstall numpy"
    assert checks["data, bundled"]["state"] == "fail"
    assert checks["workspace"]["state"] == "ok"


def test_threads_are_told_as_far_as_they_can_be_known() -> None:
    assert "OMP_NUM_THREADS=2 of 8 cores" in doctor_machine.describe_threads({"OMP_NUM_THREADS": "2"}, 8)
    assert "no limit is set, so the BLAS decides" in doctor_machine.describe_threads({}, 8)


@pytest.mark.parametrize(
    ("total", "available", "state"),
    [(8 * GIB, 4 * GIB, "ok"), (8 * GIB, GIB // 2, "warn"), (8 * GIB, GIB // 8, "fail"), (None, None, "warn")],
)
def test_memory_is_judged_by_what_is_available(total: int | None, available: int | None, state: str) -> None:
    assert doctor_machine.check_memory(total, available).state == state


@pytest.mark.parametrize(("free", "state"), [(2 * GIB, "ok"), (GIB // 2, "warn"), (GIB // 100, "fail")])
def test_a_disk_is_judged_by_what_is_free(monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda folder: type("Usage", (), {"free": free}))
    assert doctor_machine.check_disk("disk", Path("/here")).state == state


def test_the_cache_that_is_not_there_yet_is_measured_above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "not" / "yet"))
    assert doctor_machine.cache_folder() == tmp_path


def test_a_terminal_that_is_not_utf8_is_a_warning_with_its_remedy(doctor: Doctor) -> None:
    code, checks, _ = doctor(PYTHONIOENCODING="latin-1")
    assert (code, checks["terminal"]["state"]) == (0, "warn")
    assert checks["terminal"]["remedy"] == "export PYTHONUTF8=1"


# The packages


@pytest.mark.parametrize(
    ("bounds", "version", "admitted"),
    [
        (">=0.1,<0.2", "0.1.0", True),
        (">=0.1,<0.2", "0.1.7", True),
        (">=0.1,<0.2", "0.2.0", False),
        (">=0.1.1", "0.1", False),
        ("", "3", True),
        ("<0.2,>=0.1", "0.10.0", False),
        ("!=0.1.0", "0.1", False),
    ],
)
def test_bounds_admit_what_they_say(bounds: str, version: str, admitted: bool) -> None:
    assert versions.admits(bounds, version) is admitted


def test_a_bound_that_cannot_be_read_is_no_silent_yes() -> None:
    with pytest.raises(ValueError, match=r"cannot read the bound '~=0\.1'"):
        versions.admits("~=0.1", "0.1")


def test_a_package_with_such_a_bound_is_reported_and_the_doctor_goes_on(tmp_path: Path) -> None:
    odd = package(tmp_path, "tinytorch-train", "0.1.0", "tinytorch-core~=0.1")
    present = {"tinytorch-core": package(tmp_path, "tinytorch-core", "0.1.0"), odd.name: odd}
    (found,) = [each.found for each in doctor_install.check_packages(present) if each.state == "fail"]
    assert "cannot read the bound '~=0.1'" in found


def package(folder: Path, name: str, version: str, *requires: str, points: str = "") -> Distribution:
    """A package as pip would have recorded it."""
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    lines = "".join(f"Requires-Dist: {each}\n" for each in requires)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{lines}")
    (info / "entry_points.txt").write_text(points)
    return Distribution.at(info)


def test_siblings_that_do_not_fit_each_other_are_named(tmp_path: Path) -> None:
    core = package(tmp_path, "tinytorch-core", "0.1.3", "numpy>=2")
    train = package(tmp_path, "tinytorch-train", "0.3.0", "tinytorch-core<0.4,>=0.3", "tinytorch-nlp; extra == 'x'")
    optimize = package(tmp_path, "tinytorch-optimize", "0.1.0", "tinytorch-core>=0.1,<0.2", "tinytorch-nlp>=0.1")
    present = {each.name: each for each in (core, train, optimize)}
    found = [each for each in doctor_install.check_packages(present) if each.state == "fail"]
    assert [each.found for each in found] == [
        "tinytorch-train 0.3.0 needs tinytorch-core<0.4,>=0.3 (0.1.3 is installed)",
        "tinytorch-optimize 0.1.0 needs tinytorch-nlp>=0.1 (not installed)",
    ]
    assert found[0].remedy == "pip install --upgrade tinytorch-core tinytorch-train tinytorch-optimize"


def test_the_installed_siblings_fit() -> None:
    assert [each.state for each in doctor_install.check_packages(versions.installed())].count("fail") == 0
    assert distribution("tinytorch-core").version in "".join(
        each.found for each in doctor_install.check_packages(versions.installed())
    )


# A foreign tinytorch


def test_an_unrelated_distribution_of_that_name_is_a_failure(doctor: Doctor, tmp_path: Path) -> None:
    package(tmp_path / "foreign", "tinytorch", "2.4")
    code, checks, _ = doctor(**before_others(tmp_path / "foreign"))
    assert code == 1
    assert checks["tinytorch"]["found"] == "an unrelated package called tinytorch 2.4 is installed"
    assert checks["tinytorch"]["remedy"].startswith("pip uninstall --yes tinytorch && pip install --force-reinstall")


def test_an_unrelated_folder_that_is_imported_first_is_a_failure(doctor: Doctor, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign" / "tinytorch"
    foreign.mkdir(parents=True)
    (foreign / "__init__.py").write_text("")
    code, checks, _ = doctor(**before_others(tmp_path / "foreign"))
    assert code == 1
    assert f"finds {foreign}, which is not ours" in checks["tinytorch"]["found"]


def test_a_script_folder_with_a_file_of_that_name_is_warned_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tinytorch.py").write_text("")
    monkeypatch.chdir(tmp_path)
    shadow = [each for each in doctor_install.check_foreign() if each.state == "warn"]
    assert [each.remedy for each in shadow] == [f"mv {tmp_path / 'tinytorch.py'} {tmp_path / 'my_tinytorch.py'}"]


# Plugins, data, course, workspace


def test_a_broken_backend_is_named_with_its_package(doctor: Doctor, tmp_path: Path) -> None:
    points = "[tinytorch.backends]\nwarp = warp_backend:WARP\n"
    package(tmp_path / "more", "warp-speed", "9.0", points=points)
    (tmp_path / "more" / "warp_backend.py").write_text("print('noise'); raise OSError('no antimatter')")
    code, checks, _ = doctor(**before_others(tmp_path / "more"))
    assert code == 1
    assert "warp (warp-speed 9.0)" in checks["backends"]["found"]
    assert "no antimatter" in checks["plugins"]["found"]
    assert checks["plugins"]["remedy"] == "pip install --upgrade warp-speed"


def test_a_plugin_that_kills_python_is_reported_and_survived(doctor: Doctor, tmp_path: Path) -> None:
    package(tmp_path / "more", "warp-speed", "9.0", points="[tinytorch.backends]\nwarp = warp_backend:WARP\n")
    (tmp_path / "more" / "warp_backend.py").write_text("import os; os._exit(9)")
    code, checks, _ = doctor(**before_others(tmp_path / "more"))
    assert code == 1
    assert "ended Python with exit code 9" in checks["plugins"]["found"]


def test_damaged_digits_are_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "digits.npz").write_bytes(b"rot")
    monkeypatch.setattr("tinytorch_core.data.DIGITS_FILE", tmp_path / "digits.npz")
    found = doctor_install.check_bundled_data()
    assert (found.state, "damaged" in found.found) == ("fail", True)
    assert found.remedy.startswith("pip install --force-reinstall --no-deps tinytorch-core")


def test_the_data_folder_is_told_by_what_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "mnist").mkdir()
    assert doctor_install.check_data_folder(None).state == "ok"
    found = doctor_install.check_data_folder(str(tmp_path)).found
    assert found == f"{tmp_path} has mnist; not there: cifar-10-batches-bin, text, gpt2"


def check_workspace_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Finding:
    monkeypatch.chdir(folder)
    monkeypatch.delenv("TINYTORCH_WORKSPACE", raising=False)
    return doctor_install.check_workspace()


def test_a_workspace_is_told_by_the_lessons_it_serves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies.start(workspace.create(tmp_path), manifest.find("03"))
    assert "your lesson files: tinytorch_core.activations" in check_workspace_in(tmp_path, monkeypatch).found


def test_a_missing_copy_is_a_failure_with_its_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tinytorch.toml").write_text('[modules]\n"03" = "mine"\n')
    found = check_workspace_in(tmp_path, monkeypatch)
    assert (found.state, found.remedy) == ("fail", "tinytorch start 03")


def test_a_workspace_of_a_variable_that_leads_nowhere_is_a_failure(doctor: Doctor, tmp_path: Path) -> None:
    code, checks, _ = doctor(TINYTORCH_WORKSPACE=str(tmp_path / "nowhere"))
    assert (code, checks["workspace"]["remedy"]) == (1, "tinytorch start 03")


def test_syntax_errors_in_a_learners_file_do_not_stop_the_doctor(doctor: Doctor, tmp_path: Path) -> None:
    copies.start(workspace.create(tmp_path), manifest.find("03"))
    (tmp_path / "03_activations" / "activations.py").write_text("def relu_kernel(:\n")
    code, _, said = doctor(TINYTORCH_WORKSPACE=str(tmp_path))
    assert (code, said) == (0, "")
