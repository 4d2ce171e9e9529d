# /// script
# requires-python = ">=3.11"
# dependencies = ["nox[uv]>=2025.5.1", "hatchling>=1.27"]
# ///
"""Every chore of this repository as one command, on a machine that has nothing but Python.

    python3 noxfile.py -s demo        the main job: the journey, on the reference code, then accelerated
    python3 noxfile.py -s tests       the tests
    python3 noxfile.py --list         all sessions

nox need not be installed: run as a script, this file makes itself a private environment in `.nox/bootstrap` and hands
over to the nox in it. The system's Python is left as it is, so a Python that refuses installations (PEP 668) is fine.
What is tested is what would be published: every session installs built wheels, by path and never by name, because the
package index holds an unrelated project called `tinytorch`.
"""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
BOOTSTRAP = HERE / ".nox" / "bootstrap"
BINARIES = "Scripts" if os.name == "nt" else "bin"


def _own_requirements() -> list[str]:
    """What the comment block at the top asks for (PEP 723), so that it is written down once."""
    lines = Path(__file__).read_text(encoding="utf-8").split("# ///")[1].splitlines()[1:]
    required: list[str] = tomllib.loads("\n".join(line.removeprefix("# ") for line in lines))["dependencies"]
    return required


def _quietly(*command: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command and keep its output, to be shown only if it fails."""
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def _make_environment(python: Path) -> None:
    """Create the private environment with venv, or where Debian lacks python3-venv, with virtualenv from a folder."""
    first = _quietly(sys.executable, "-m", "venv", BOOTSTRAP)
    if first.returncode == 0 and python.exists():
        return
    shutil.rmtree(BOOTSTRAP, ignore_errors=True)  # a failed venv leaves half an environment behind
    with tempfile.TemporaryDirectory() as folder:
        second = _quietly(sys.executable, "-m", "pip", "install", "--target", folder, "virtualenv")
        if second.returncode == 0:
            environment = {**os.environ, "PYTHONPATH": folder}
            second = _quietly(sys.executable, "-m", "virtualenv", BOOTSTRAP, env=environment)
    if second.returncode != 0 or not python.exists():
        sys.exit(
            f"noxfile.py: {sys.executable} can create no virtual environment: it has neither a working venv nor pip.\n"
            f"  venv: {(first.stderr or first.stdout).strip()}\n  pip:  {second.stderr.strip()}\n"
            "On Debian and Ubuntu this mends it: sudo apt-get install -y python3-venv"
        )


def _install_nox(python: Path) -> None:
    """Install nox and hatchling; uv makes environments faster, but all works without it."""
    required = _own_requirements()
    for attempt in (required, [name.replace("nox[uv]", "nox") for name in required]):
        done = _quietly(python, "-m", "pip", "install", "--disable-pip-version-check", *attempt)
        if done.returncode == 0:
            return
    sys.exit(f"noxfile.py: pip could not install {', '.join(required)}; is a package index reachable?\n{done.stderr}")


def _bootstrap() -> None:
    """Replace this process by nox, run from the private environment that the first call makes."""
    python = BOOTSTRAP / BINARIES / ("python.exe" if os.name == "nt" else "python")
    stamp, recipe = BOOTSTRAP / "made-with", "\n".join([sys.executable, sys.version, *_own_requirements()])
    if not (stamp.exists() and python.exists() and stamp.read_text(encoding="utf-8") == recipe):
        started = time.perf_counter()
        print("Setting up nox in .nox/bootstrap (the first run only) ...", file=sys.stderr, flush=True)
        shutil.rmtree(BOOTSTRAP, ignore_errors=True)
        _make_environment(python)
        _install_nox(python)
        stamp.write_text(recipe, encoding="utf-8")  # last, so that an interrupted run is started over
        print(f"Ready after {time.perf_counter() - started:.0f} s.", file=sys.stderr, flush=True)
    environment = {**os.environ, "NOX_SCRIPT_MODE": "none"}
    environment.pop("PYTHONPATH", None)
    command = [str(python), "-m", "nox", "-f", str(Path(__file__).resolve()), *sys.argv[1:]]
    if os.name == "nt":  # exec on Windows returns to the shell before the child is done
        sys.exit(subprocess.run(command, env=environment, check=False).returncode)
    os.execve(python, command, environment)


if __name__ == "__main__":
    _bootstrap()

import nox  # noqa: E402

STAGES = ("core", "train", "nlp", "optimize", "capstone")
RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"
PYTHONS = tuple(dict.fromkeys(("3.11", "3.12", "3.13", RUNNING)))  # where only a newer one is, that one is tested
# The short matrix (CI): everything on 3.11; on the newer ones a sample of core's suite.
SHORT = os.environ.get("TINYTORCH_MATRIX") == "short"
CELLS = [(python, stage) for python in PYTHONS for stage in STAGES if python == "3.11" or stage == "core" or not SHORT]
SAMPLE = ("--sample", "5")  # every fifth test, where the whole suite has just run elsewhere
SOURCES = [str(HERE / "packages" / f"tinytorch-{stage}" / "src") for stage in STAGES]
VERSION = re.compile(r'(?m)^((?:__)?version(?:__)? = "\d+\.\d+\.)(\d+)"')
GROUPS = nox.project.load_toml(HERE / "pyproject.toml")

nox.needs_version = ">=2025.5.1"
nox.options.sessions = ["demo"]
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = False

# A session must see installed wheels and nothing of the caller's: no source path, no chosen backend, no workspace.
for _name in ("PYTHONPATH", "TINYTORCH_BACKEND", "TINYTORCH_WORKSPACE"):
    os.environ.pop(_name, None)
if _pyenv := os.environ.get("PYENV_ROOT"):  # pyenv hides every version that this variable does not name
    _versions = sorted(path.name for path in Path(_pyenv, "versions").glob("3.*.*"))
    os.environ["PYENV_VERSION"] = ":".join(v for v in _versions if v.rpartition(".")[0] in PYTHONS) or "system"


# -- wheels ------------------------------------------------------------------------------------------------------------


def _files(folder: Path) -> Iterator[Path]:
    """The files of a package, in a fixed order, without what Python leaves behind."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def _hatchling(session: nox.Session, folder: Path, out: Path, *targets: str) -> None:
    """Build a package into `out` with its build backend, which `hatch build` would call just so."""
    flags = [flag for target in targets for flag in ("-t", target)]
    done = _quietly(sys.executable, "-m", "hatchling", "build", "-d", out, *flags, cwd=folder)
    if done.returncode != 0:
        session.error(f"building {folder.name} failed:\n{done.stdout}{done.stderr}")


def _wheel(session: nox.Session, stage: str) -> str:
    """The path of a stage's wheel, built once for each content of its folder."""
    folder = HERE / "packages" / f"tinytorch-{stage}"
    digest = hashlib.sha256()
    for path in _files(folder):
        digest.update(f"{path.relative_to(folder)}\0".encode() + path.read_bytes())
    shelf = HERE / ".nox" / "wheels" / f"{folder.name}-{digest.hexdigest()[:16]}"
    if not shelf.exists():
        shelf.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=shelf.parent) as work:
            _hatchling(session, folder, Path(work, "out"), "wheel")
            Path(work, "out").rename(shelf)  # complete or not there at all
    return str(next(shelf.glob("*.whl")))


def _bumped_wheels(session: nox.Session) -> list[str]:
    """All five stages with the next patch version: 0.1.0 becomes 0.1.1 in the manifest and in `__version__`."""
    work = Path(session.create_tmp()).resolve()
    shutil.rmtree(work / "bumped", ignore_errors=True)
    for stage in STAGES:
        folder = work / f"tinytorch-{stage}"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE / "packages" / folder.name, folder)
        for path in (folder / "pyproject.toml", *folder.glob("src/*/__init__.py")):
            text = path.read_text(encoding="utf-8")
            path.write_text(VERSION.sub(lambda found: f'{found[1]}{int(found[2]) + 1}"', text), encoding="utf-8")
        _hatchling(session, folder, work / "bumped", "wheel")
    return [str(path) for path in sorted((work / "bumped").glob("*.whl"))]


def _upto(stage: str) -> tuple[str, ...]:
    return STAGES[: STAGES.index(stage) + 1]


def _group(name: str) -> list[str]:
    """The tools of one dependency group of the root pyproject.toml."""
    return list(nox.project.dependency_groups(GROUPS, name))


def _install(session: nox.Session, *stages: str, tools: str = "test", extras: str = "") -> None:
    """Install these stages from their wheels, and a group of tools."""
    wheels = [_wheel(session, stage) for stage in stages]
    wheels[0] += extras
    session.log(f"installing {', '.join(stages)}{f' with {extras}' if extras else ''}, and the tools for {tools}")
    session.install(*wheels, *_group(tools), log=False)


def _uninstall(session: nox.Session, stage: str) -> None:
    if session.venv_backend == "uv":
        session.run(nox.virtualenv.UV, "pip", "uninstall", f"tinytorch-{stage}", silent=True)
    else:
        session.run("python", "-m", "pip", "uninstall", "--yes", f"tinytorch-{stage}", silent=True)


def _run_all(session: nox.Session, *commands: tuple[str, ...]) -> None:
    """Run every command, so that one look shows all there is to mend; fail at the end if any failed."""
    failed = []
    for command in commands:
        try:
            session.run(*command)
        except nox.command.CommandFailed:
            failed.append(command[0])
    if failed:
        session.error(f"failed: {', '.join(failed)}")


# -- sessions ----------------------------------------------------------------------------------------------------------


@nox.session
def demo(session: nox.Session) -> None:
    """The main job: the journey on the reference code, then with tinytorch-optimize installed, side by side."""
    naive, fast = (str(Path(session.create_tmp(), name)) for name in ("naive.json", "accelerated.json"))
    session.log("installing tinytorch-core")
    session.install(_wheel(session, "core"), log=False)
    session.run("tinytorch", "journey", "--tier", "quick", "--result", naive)
    session.log("installing tinytorch-optimize")
    session.install(*(_wheel(session, stage) for stage in _upto("optimize")), log=False)
    session.run("tinytorch", "journey", "--tier", "quick", "--result", fast)
    session.run("tinytorch", "journey", "--compare", naive, fast)


@nox.session
@nox.parametrize("python,stage", CELLS, ids=[f"{python}-{stage}" for python, stage in CELLS])
def tests(session: nox.Session, stage: str) -> None:
    """One stage's suite, with only the wheels of that stage and the earlier ones installed."""
    _install(session, *_upto(stage))
    smoke = SAMPLE if SHORT and session.python != "3.11" else ()
    session.run("pytest", f"tests/{stage}", *smoke, *session.posargs)


@nox.session
def contracts(session: nox.Session) -> None:
    """What must hold across the packages, with all five wheels and the extras installed."""
    _install(session, *STAGES, extras="[plot,viz]")
    session.run("pytest", "tests/contracts", *session.posargs)


@nox.session
def staged(session: nox.Session) -> None:
    """One environment grown stage by stage and taken apart again; then the next patch versions together."""
    for stage in STAGES:
        _install(session, *_upto(stage), extras="[plot,viz]")
        session.run("pytest", f"tests/{stage}")
    for stage in reversed(STAGES[1:]):
        _uninstall(session, stage)
        session.log(f"tinytorch-{stage} is gone; core must still work")
        session.run("pytest", "tests/core", *(() if stage == "train" else SAMPLE))
    session.log("the next patch version of all five")
    session.install(*_bumped_wheels(session), log=False)
    session.run("pytest", "tests/capstone")


@nox.session
@nox.parametrize("backend", ["default", "naive", "vectorized"], ids=["default", "naive", "vectorized"])
def accelerated(session: nox.Session, backend: str) -> None:
    """The suites of the earlier stages, unchanged, with tinytorch-optimize installed."""
    _install(session, *_upto("optimize"))
    chosen = {} if backend == "default" else {"TINYTORCH_BACKEND": backend}
    session.run("pytest", *(f"tests/{stage}" for stage in _upto("nlp")), *session.posargs, env=chosen)


@nox.session(python="3.11", venv_backend="virtualenv", reuse_venv=True)
def parity(session: nox.Session) -> None:
    """PyTorch as the oracle. By pip, which finds a local CPU build through PIP_FIND_LINKS; kept between runs."""
    wheels = [_wheel(session, stage) for stage in STAGES]
    session.log("installing the five packages and PyTorch")
    session.install(*wheels, *_group("parity"), log=False)
    session.install("--force-reinstall", "--no-deps", *wheels, log=False)  # same version, newer content
    session.run("pytest", "tests/parity", *session.posargs)


@nox.session
def types(session: nox.Session) -> None:
    """mypy --strict on the sources; pyright and mypy on a user's script, against the installed wheels."""
    _install(session, *STAGES, tools="types", extras="[plot,viz]")
    _run_all(
        session,
        ("mypy", "--config-file", "pyproject.toml"),
        ("mypy", "--config-file", "tests/types/mypy.ini", "tests/types"),
        ("pyright", "--project", "tests/types", "--pythonpath", str(Path(session.bin, "python"))),
    )


@nox.session
def lint(session: nox.Session) -> None:
    """ruff (rules and format) and the import layers; `-- fix` repairs what ruff can."""
    session.install(*_group("lint"), log=False)
    fix = "fix" in session.posargs
    session.env["PYTHONPATH"] = os.pathsep.join(SOURCES)  # import-linter reads the sources, it imports nothing
    _run_all(
        session,
        ("ruff", "check", *(["--fix"] if fix else []), "."),
        ("ruff", "format", *([] if fix else ["--check"]), "."),
        ("lint-imports", "--no-cache"),
    )


@nox.session
def bench(session: nox.Session) -> None:
    """Measure: `-s bench -- NAME ...` runs benchmarks/bench_NAME.py with all five wheels installed."""
    known = sorted(path.stem.removeprefix("bench_") for path in (HERE / "benchmarks").glob("bench_*.py"))
    if unknown := [name for name in session.posargs if name not in known]:
        session.error(f"no benchmark called {', '.join(unknown)}; there are: {', '.join(known) or 'none yet'}")
    if not session.posargs:
        session.error(f"name a benchmark: -s bench -- NAME, one of: {', '.join(known) or 'none yet'}")
    _install(session, *STAGES)
    for name in session.posargs:
        session.run("python", f"benchmarks/bench_{name}.py")


@nox.session(venv_backend="none")
def build(session: nox.Session) -> None:
    """Wheels and source distributions of all five packages, into dist/."""
    for stage in STAGES:
        _hatchling(session, HERE / "packages" / f"tinytorch-{stage}", HERE / "dist", "sdist", "wheel")
    for path in sorted((HERE / "dist").iterdir()):
        session.log(f"dist/{path.name}  {path.stat().st_size / 1024:.0f} KiB")


@nox.session(venv_backend="none")
def dev(session: nox.Session) -> None:
    """Make .venv, with the five packages editable and the tools of all sessions."""
    home = HERE / ".venv"
    session.run(sys.executable, "-m", "virtualenv", "--quiet", str(home), silent=True, log=False)
    editable = [part for stage in STAGES for part in ("-e", str(HERE / "packages" / f"tinytorch-{stage}"))]
    editable[1] += "[plot,viz]"
    session.log("installing the five packages, editable, and the tools")
    python = str(home / BINARIES / "python")
    session.run(python, "-m", "pip", "install", *editable, *_group("dev"), external=True, silent=True, log=False)
    activate = ".venv\\Scripts\\activate" if os.name == "nt" else "source .venv/bin/activate"
    session.log(f"ready. Activate it with: {activate}")
