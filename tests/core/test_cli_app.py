"""The command `tinytorch`: commands are listed without being imported, and one that is broken harms only itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest
from click.testing import CliRunner

from tinytorch_core import plugins
from tinytorch_core.cli.app import app, summary

CORE = ["doctor", "journey", "milestone", "run", "snapshots", "start", "status", "use"]
COMMANDS = {
    "commanded_good": '''
"""Says good day to whoever asks."""
import click
from tinytorch_core.cli.output import emit, json_option
@click.command()
@json_option
def good():
    """Longer help."""
    emit({"said": "good day"})
''',
    "commanded_broken": '"""Needs what is not there."""\nimport no_such_module_anywhere\n',
    "commanded_none": '"""Is no command at all."""\nnone = 3\n',
    "commanded_unreadable": "def (:\n",
}


@pytest.fixture
def more_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package on the path that registers four commands, one of them whole."""
    monkeypatch.syspath_prepend(tmp_path)
    info = tmp_path / "commander-3.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: commander\nVersion: 3.1\n")
    names = [name.partition("_")[2] for name in COMMANDS]
    lines = "".join(f"{name} = commanded_{name}:{name}\n" for name in names)
    (info / "entry_points.txt").write_text(f"[tinytorch.commands]\n{lines}absent = commanded_nowhere:absent\n")
    for name, text in COMMANDS.items():
        (tmp_path / f"{name}.py").write_text(text)
    yield
    for name in COMMANDS:
        sys.modules.pop(name, None)


def tinytorch(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Runs the installed command line in a new process."""
    command = [sys.executable, "-W", "error", "-m", "tinytorch_core.cli", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_every_command_of_core_is_listed_with_one_line() -> None:
    text = CliRunner().invoke(app, ["--help"], terminal_width=200).output
    for name in CORE:
        (line,) = [line for line in text.splitlines() if line.split()[:1] == [name]]
        assert len(line.split()) > 4


def test_listing_imports_no_command() -> None:
    code = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from tinytorch_core.cli.app import app\n"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0\n"
        "print([m for m in ('tinytorch_core.cli.doctor', 'tinytorch_core.cli.journey', 'rich', 'numpy') "
        "if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_command_of_core_loads_explains_itself_and_takes_json() -> None:
    for name in CORE:
        text = CliRunner().invoke(app, [name, "--help"])
        assert text.exit_code == 0
        assert "--json" in text.output, name


@pytest.mark.usefixtures("more_commands")
def test_a_command_of_another_package_is_listed_by_its_docstring_and_runs() -> None:
    listing = CliRunner().invoke(app, ["--help"], terminal_width=200)
    assert "Says good day to whoever asks." in listing.output
    assert "commanded_good" not in sys.modules
    assert json.loads(CliRunner().invoke(app, ["good", "--json"]).output) == {"said": "good day"}


@pytest.mark.usefixtures("more_commands")
def test_broken_commands_are_listed_beside_the_others() -> None:
    listing = CliRunner().invoke(app, ["--help"], terminal_width=200)
    assert listing.exit_code == 0
    assert "Needs what is not there." in listing.output
    assert "(broken: SyntaxError" in listing.output
    assert "(broken: there is no module commanded_nowhere)" in listing.output
    assert "doctor" in listing.output


@pytest.mark.usefixtures("more_commands")
@pytest.mark.parametrize("name", ["broken", "unreadable", "absent"])
def test_a_broken_command_names_its_package_and_the_remedy(name: str) -> None:
    done = CliRunner().invoke(app, [name])
    assert done.exit_code == 1
    assert f"The command {name!r} cannot run, the others can." in done.output
    assert "commander 3.1" in done.output
    assert "pip uninstall commander" in done.output


@pytest.mark.usefixtures("more_commands")
def test_what_is_no_command_says_so() -> None:
    done = CliRunner().invoke(app, ["none"])
    assert done.exit_code == 1
    assert "it is no click command" in done.output


def test_the_line_of_a_module_in_a_package_that_fails_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "failing_package").mkdir()
    (tmp_path / "failing_package" / "__init__.py").write_text("1 / 0")
    assert summary("failing_package.command").startswith("(broken: ZeroDivisionError")


def test_a_mistyped_command_is_answered_with_the_nearest() -> None:
    done = CliRunner().invoke(app, ["docter"])
    assert done.exit_code == 2
    assert "There is no command 'docter'. Did you mean 'doctor'? There are: " in done.output
    assert "Did you mean" not in CliRunner().invoke(app, ["zzzz"]).output


def test_without_metadata_the_list_says_how_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "points", lambda group: {})
    done = CliRunner().invoke(app, ["--help"], terminal_width=200)
    assert "pip install tinytorch-core" in done.output


def test_version_names_the_packages_and_python() -> None:
    done = CliRunner().invoke(app, ["--version"])
    assert done.exit_code == 0
    assert f"tinytorch-core {version('tinytorch-core')}" in done.output.splitlines()
    assert done.output.splitlines()[-1].startswith("Python 3.")


def test_a_known_failure_is_one_message_without_a_traceback_and_json_where_asked() -> None:
    done = tinytorch("start", "77")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Error: No module '77' is installed")
    done = tinytorch("start", "77", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["ok"] is False
    assert "77" in json.loads(done.stdout)["error"]


def test_a_usage_mistake_with_json_is_json_too() -> None:
    done = tinytorch("use", "--json", "yours", "03")
    assert done.returncode == 2
    assert "'yours' is not one of" in json.loads(done.stdout)["error"]


def test_a_stream_that_cannot_write_a_character_does_not_end_a_command(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "tinytorch_core.cli", "status"]
    place = tmp_path / "λ"
    place.mkdir()
    (place / "tinytorch.toml").write_text("[modules]\n")
    done = subprocess.run(command, cwd=place, env=env, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert b"?/tinytorch.toml" in done.stdout.replace(b"\\", b"/")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_on_a_terminal_a_table_is_drawn_in_its_width(tmp_path: Path) -> None:
    import pty

    parent, terminal = pty.openpty()
    env = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
    command = [sys.executable, "-m", "tinytorch_core.cli", "status"]
    with subprocess.Popen(command, stdout=terminal, stderr=terminal, env=env, cwd=tmp_path) as process:
        os.close(terminal)
        text = b""
        try:
            while chunk := os.read(parent, 65536):
                text += chunk
        except OSError:  # Linux says so when the child has closed its end
            assert process.wait() == 0
    os.close(parent)
    shown = text.decode("utf-8")
    assert "\x1b[1m" in shown  # a bold header
    assert "activations" in shown
    assert "─" in shown
