"""`tinytorch run`: a script runs on the nearest workspace, and its ending is the command's ending."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tinytorch_core.course import copies, manifest, workspace

RELU = "import tinytorch as torch\nprint(torch.relu(torch.tensor([-1.0, 2.0])).tolist())\n"


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A workspace whose learner wrote a ReLU that returns 99, with a script in it."""
    root = tmp_path / "course"
    root.mkdir()
    copies.start(workspace.create(root), manifest.find("03"))
    lesson = root / "03_activations" / "activations.py"
    wrong = "return pack([99] * x.size, x.shape, x.dtype)"
    text = lesson.read_text(encoding="utf-8").replace('raise ExerciseNotDone("03.1: relu_kernel")', wrong)
    lesson.write_text(text, encoding="utf-8")
    (root / "script.py").write_text(RELU)
    return root


def tinytorch(*arguments: str | Path, cwd: Path, workspace: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Runs the command line in a folder."""
    env = {name: value for name, value in os.environ.items() if name != "TINYTORCH_WORKSPACE"}
    if workspace is not None:
        env["TINYTORCH_WORKSPACE"] = str(workspace)
    command = [sys.executable, "-m", "tinytorch_core.cli", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)


def test_a_learners_relu_that_returns_99_shows_until_the_reference_is_used(desk: Path) -> None:
    done = tinytorch("run", "script.py", cwd=desk)
    assert (done.stdout, done.returncode) == ("[99.0, 99.0]\n", 0), done.stderr
    assert tinytorch("use", "reference", "03", cwd=desk).returncode == 0
    assert tinytorch("run", "script.py", cwd=desk).stdout == "[0.0, 2.0]\n"
    assert tinytorch("use", "mine", "03", cwd=desk).returncode == 0
    assert tinytorch("run", "script.py", cwd=desk).stdout == "[99.0, 99.0]\n"


def test_the_workspace_is_the_scripts_before_the_current_folders(desk: Path, tmp_path: Path) -> None:
    workspace.create(tmp_path)
    done = tinytorch("run", desk / "script.py", cwd=tmp_path)
    assert done.stdout == "[99.0, 99.0]\n"
    assert f"workspace: {desk / 'tinytorch.toml'} (mine: 03)" in done.stderr


def test_a_script_from_elsewhere_runs_on_the_current_folders_workspace(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text(RELU)
    assert tinytorch("run", tmp_path / "elsewhere.py", cwd=desk).stdout == "[99.0, 99.0]\n"


def test_the_variable_names_the_workspace_where_none_is_near(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text(RELU)
    assert tinytorch("run", "elsewhere.py", cwd=tmp_path, workspace=desk).stdout == "[99.0, 99.0]\n"


def test_without_a_workspace_the_reference_runs_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text(RELU)
    done = tinytorch("run", "elsewhere.py", cwd=tmp_path)
    assert done.stdout == "[0.0, 2.0]\n"
    assert "workspace: none, the installed reference runs" in done.stderr


def test_arguments_and_exit_code_pass_through(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys; print(sys.argv[1:]); sys.exit(3)")
    done = tinytorch("run", "script.py", "--json", "-x", "a b", "--", "--help", cwd=tmp_path)
    assert done.stdout == "['--json', '-x', 'a b', '--', '--help']\n"
    assert done.returncode == 3
    assert "script.py ended with exit code 3" in done.stderr


def test_with_json_stdout_is_one_document_and_the_scripts_lines_go_to_stderr(tmp_path: Path) -> None:
    (tmp_path / "script.py").write_text("import sys; print('from the script'); sys.exit(3)")
    done = tinytorch("run", "--json", "script.py", cwd=tmp_path)
    document = json.loads(done.stdout)
    assert (document["ok"], document["exit_code"], document["workspace"]) == (False, 3, None)
    assert "from the script" in done.stderr
    assert done.returncode == 3


def test_a_script_that_is_not_there_is_a_usage_mistake(tmp_path: Path) -> None:
    done = tinytorch("run", "absent.py", cwd=tmp_path)
    assert done.returncode == 2
    assert "'absent.py' does not exist" in done.stderr


def test_a_broken_workspace_is_one_message_before_anything_runs(desk: Path) -> None:
    (desk / "03_activations" / "activations.py").unlink()
    done = tinytorch("run", "script.py", cwd=desk)
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    assert "activations.py is missing. Write a fresh one: tinytorch start 03" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize(("number", "ending"), [(signal.SIGINT, 7), (signal.SIGTERM, 128 + signal.SIGTERM)])
def test_being_stopped_is_the_scripts_to_answer(tmp_path: Path, number: signal.Signals, ending: int) -> None:
    (tmp_path / "script.py").write_text(
        "import sys, time\n"
        "try:\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(30)\n"
        "except KeyboardInterrupt:\n"
        "    print('tidied up', flush=True)\n"
        "    sys.exit(7)\n"
    )
    command = [sys.executable, "-m", "tinytorch_core.cli", "run", "script.py"]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=tmp_path, text=True, **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(number)
        rest, _ = process.communicate(timeout=10)
    assert process.returncode == ending
    assert ("tidied up" in rest) == (number == signal.SIGINT)
