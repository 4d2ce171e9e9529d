"""The learner's door: exactly the files that are switched to "mine" come from the workspace, and what they say runs."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest

from tinytorch_core.course import copies, manifest, workspace
from tinytorch_core.course.workspace import Workspace
from tinytorch_core.learner import ExerciseNotDone

NINETY_NINE = """
    return pack([99] * x.size, x.shape, x.dtype)
"""
SAY_RELU = "import tinytorch as torch; print(torch.relu(torch.tensor([-1.0, 2.0])).tolist())"


@pytest.fixture
def desk(tmp_path: Path) -> Workspace:
    """A workspace in which module 03 is started."""
    made = workspace.create(tmp_path)
    copies.start(made, manifest.find("03"))
    return workspace.open_at(tmp_path)


def lesson(desk: Workspace) -> Path:
    """The learner's copy of the lesson file of module 03."""
    return desk.copy_of(manifest.find("03"), "tinytorch_core.activations")


def write_body(desk: Workspace, function: str, body: str) -> None:
    """Does what a learner does: puts a body in place of the blank of a function."""
    text = lesson(desk).read_text(encoding="utf-8")
    (blank,) = [line for line in text.splitlines() if f': {function}"' in line]
    lesson(desk).write_text(text.replace(blank, body.strip("\n")), encoding="utf-8")


def python(code: str, root: Path | str | None, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a new process, with or without a workspace; what it warns of is an error."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("TINYTORCH_")}
    named = {} if root is None else {"TINYTORCH_WORKSPACE": str(root)}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env={**inherited, **named, **env}, capture_output=True, text=True, check=False)


def answer(code: str, root: Path | str | None, **env: str) -> str:
    """What the code prints; it must end well."""
    done = python(code, root, **env)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def complaint(code: str, root: Path | str) -> str:
    """The last line the code ends with; it must fail."""
    done = python(code, root)
    assert done.returncode != 0, done.stdout
    return done.stderr.strip().splitlines()[-1]


# The exercise that is not written


def test_an_unwritten_exercise_says_which_it_is_and_where() -> None:
    with pytest.raises(ExerciseNotDone) as caught:
        raise ExerciseNotDone("03.1: relu_kernel")
    assert str(caught.value).startswith("03.1: relu_kernel is not written yet - ")
    assert Path(__file__).name in str(caught.value)
    assert isinstance(caught.value, NotImplementedError)


def test_an_unwritten_exercise_keeps_its_place_between_processes() -> None:
    error = ExerciseNotDone("03.1: relu_kernel")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_an_unwritten_exercise_reaches_the_user_with_the_line_in_the_learners_file(desk: Workspace) -> None:
    blank = lesson(desk).read_text(encoding="utf-8").splitlines()
    line = 1 + next(number for number, text in enumerate(blank) if "03.1: relu_kernel" in text)
    assert complaint(SAY_RELU, desk.root).endswith(f"03.1: relu_kernel is not written yet - {lesson(desk)}:{line}")


# Who is served from where


def test_without_the_variable_there_is_no_finder() -> None:
    code = "import sys, tinytorch; print([f for f in sys.meta_path if type(f).__name__ == 'LessonFinder'])"
    assert answer(code, None) == "[]"


def test_the_learners_body_is_what_runs(desk: Workspace) -> None:
    write_body(desk, "relu_kernel", NINETY_NINE)
    assert answer(SAY_RELU, desk.root) == "[99.0, 99.0]"


def test_only_the_lesson_file_is_the_learners(desk: Workspace) -> None:
    code = (
        "import tinytorch_core.activations as mine, tinytorch_core.activations_modules as given\n"
        "from tinytorch_core import learner\n"
        "print(mine.__file__, given.__file__)\n"
        "print(learner.owns(mine.__name__), learner.owns(given.__name__), learner.owns('tinytorch_core.tensor'))"
    )
    files, owned = answer(code, desk.root).splitlines()
    assert files.split()[0] == str(lesson(desk))
    assert not files.split()[1].startswith(str(desk.root))
    assert owned == "True False False"


def test_a_module_switched_to_reference_is_the_installed_one(desk: Workspace) -> None:
    write_body(desk, "relu_kernel", NINETY_NINE)
    workspace.switch(desk, manifest.find("03"), "reference")
    assert answer(SAY_RELU, desk.root) == "[0.0, 2.0]"


def test_a_faster_backend_does_not_replace_what_the_learner_owns(desk: Workspace) -> None:
    write_body(desk, "relu_kernel", NINETY_NINE)
    code = (
        "import tinytorch as torch\n"
        "from tinytorch_core.backends import Backend, explain, register\n"
        "register(Backend('seven', 90, {'relu': lambda x: x * 0 + 7, 'abs': lambda x: x * 0 + 7}))\n"
        "x = torch.tensor([-1.0])\n"
        "print(torch.relu(x).tolist(), torch.abs(x).tolist(), explain('relu').whose, explain('abs').whose)"
    )
    assert answer(code, desk.root) == "[99.0] [7.0] mine reference"
    workspace.switch(desk, manifest.find("03"), "reference")
    assert answer(code, desk.root) == "[7.0] [7.0] reference reference"


def test_a_composite_that_the_learner_wrote_is_served_by_no_backend(desk: Workspace) -> None:
    write_body(desk, "softmax_kernel", "    return ops.mul(x, pack([0] * x.size, x.shape, x.dtype))")
    code = (
        "import tinytorch as torch\n"
        "from tinytorch_core.backends import Backend, register\n"
        "register(Backend('seven', 90, {'softmax': lambda x, dim: x * 0 + 7}))\n"
        "print(torch.softmax(torch.tensor([1.0, 2.0]), dim=0).tolist())"
    )
    assert answer(code, desk.root) == "[0.0, 0.0]"


def test_a_file_edited_twice_within_a_second_runs_as_it_is_now(desk: Workspace) -> None:
    write_body(desk, "relu_kernel", NINETY_NINE)
    stamp = lesson(desk).stat()
    assert answer(SAY_RELU, desk.root) == "[99.0, 99.0]"
    text = lesson(desk).read_text(encoding="utf-8").replace("[99]", "[11]")
    lesson(desk).write_text(text, encoding="utf-8")
    os.utime(lesson(desk), ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert answer(SAY_RELU, desk.root) == "[11.0, 11.0]"
    assert not list(desk.root.rglob("__pycache__"))


def test_a_relative_path_means_the_folder_it_meant_at_the_start(desk: Workspace, tmp_path: Path) -> None:
    write_body(desk, "relu_kernel", NINETY_NINE)
    code = f"import os; os.chdir({str(tmp_path.parent)!r}); import tinytorch_core; os.chdir('/'); {SAY_RELU}"
    assert answer(code, tmp_path.name) == "[99.0, 99.0]"


def test_spawned_workers_run_the_learners_code(desk: Workspace) -> None:
    write_body(desk, "relu_kernel", NINETY_NINE)
    script = desk.root / "workers.py"
    script.write_text(
        "import multiprocessing\n"
        "def relu(value):\n"
        "    import tinytorch as torch\n"
        "    return torch.relu(torch.tensor([value])).item()\n"
        "if __name__ == '__main__':\n"
        "    with multiprocessing.get_context('spawn').Pool(1) as pool:\n"
        "        print(pool.map(relu, [-1.0]))\n"
    )
    env = {**os.environ, "TINYTORCH_WORKSPACE": str(desk.root)}
    done = subprocess.run([sys.executable, str(script)], env=env, capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[99.0]", 0), done.stderr


def test_the_learners_mistakes_are_shown_in_the_learners_file(desk: Workspace) -> None:
    write_body(desk, "relu_kernel", "    return no_such_name")
    done = python(SAY_RELU, desk.root)
    assert f'File "{lesson(desk)}"' in done.stderr
    assert "return no_such_name" in done.stderr


# What is wrong with a workspace


def test_a_missing_workspace_is_named_with_the_command_that_makes_one(tmp_path: Path) -> None:
    said = complaint(SAY_RELU, tmp_path / "nowhere")
    assert f"there is no workspace in {tmp_path / 'nowhere'}" in said
    assert "tinytorch start 03" in said


def test_a_workspace_file_that_is_no_toml_is_named_with_its_line(desk: Workspace) -> None:
    desk.file.write_text("[modules\n")
    said = complaint(SAY_RELU, desk.root)
    assert f"{desk.file} is not valid TOML" in said
    assert "line 1" in said
    assert "tinytorch start 03" in said


@pytest.mark.parametrize("line", ['"03" = "yours"', '"activations" = "mine"', '"03" = true'])
def test_a_line_that_says_neither_mine_nor_reference_is_shown(desk: Workspace, line: str) -> None:
    desk.file.write_text(f"[modules]\n{line}\n")
    said = complaint(SAY_RELU, desk.root)
    assert '"03" = "mine" or "03" = "reference"' in said
    assert line.split()[0] in said
    assert "tinytorch start 03" in said


def test_a_missing_copy_is_an_error_and_never_the_reference(desk: Workspace) -> None:
    lesson(desk).unlink()
    said = complaint(SAY_RELU, desk.root)
    assert f"{lesson(desk)} is missing" in said
    assert "tinytorch start 03" in said


def test_a_broken_workspace_does_not_stop_the_commands_that_repair_it(tmp_path: Path) -> None:
    code = "import tinytorch_core.cli.doctor, tinytorch_core.cli.start, tinytorch_core.cli.use; print('here')"
    assert answer(code, tmp_path / "nowhere") == "here"


def test_the_command_line_imports_no_lesson() -> None:
    code = (
        "import sys\n"
        "from tinytorch_core import plugins\n"
        "plugins.load_all('tinytorch.commands')\n"
        "from tinytorch_core.course import manifest\n"
        "lessons = {'tinytorch_core.tensor', 'tinytorch_core.dispatch', 'tinytorch', *manifest.lesson_names()}\n"
        "print(sorted(lessons & set(sys.modules)))"
    )
    assert answer(code, None) == "[]"
