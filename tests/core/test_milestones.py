"""The milestones: that each page proves what it says, that a missed gate is one, and that a page stays a page."""

import ast
import importlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import tinytorch as torch
from tinytorch_core.backends import active
from tinytorch_core.milestones import DIGITS, PERCEPTRON, XOR, Milestone, pictures, report
from tinytorch_core.milestones.perceptron import Perceptron
from tinytorch_core.milestones.report import Options, finish, parse

ALL = [PERCEPTRON, XOR, DIGITS]
# Enough of each page to prove it in a second or two; the whole quick tiers run in the journey.
SHORT = {"perceptron": ["--seeds", "1"], "xor": ["--seeds", "3"], "digits": ["--budget", "5"]}
PUBLIC = {
    *("itertools", "sys", "typing"),
    *("tinytorch", "tinytorch.nn", "tinytorch.nn.functional", "tinytorch_core.data", "tinytorch_core.milestones"),
}

each = pytest.mark.parametrize("milestone", ALL, ids=lambda milestone: milestone.name)


@pytest.fixture(autouse=True)
def result_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a run in this test writes its result."""
    path = tmp_path / "result.json"
    monkeypatch.setenv("TINYTORCH_RESULT", str(path))
    return path


def page(milestone: Milestone) -> Callable[[list[str]], int]:
    """The page's main function."""
    main: Callable[[list[str]], int] = importlib.import_module(milestone.module).main
    return main


def source(milestone: Milestone) -> str:
    """The text of the page, found without running it."""
    spec = importlib.util.find_spec(milestone.module)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text(encoding="utf-8")


# What a list of milestones needs


def test_listing_milestones_imports_neither_numpy_nor_a_lesson() -> None:
    code = "import sys, tinytorch_core.milestones as m; print(m.XOR.name, *sys.modules)"
    environment = {name: value for name, value in os.environ.items() if name != "TINYTORCH_WORKSPACE"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    loaded = set(done.stdout.split())
    assert "xor" in loaded
    assert not loaded & {"numpy", "tinytorch", "tinytorch_core.tensor", "tinytorch_core.milestones.report"}


@each
def test_a_story_is_three_to_five_sentences_with_sources(milestone: Milestone) -> None:
    story, sources = milestone.story.split("\nSources: ")
    assert 3 <= len(re.findall(r"\w{3,}[.]( |$)", story)) <= 5, story
    assert str(milestone.year) in story
    assert re.search(r"\(19\d\d\)", sources)


# What a page is


@each
def test_a_page_is_at_most_100_lines(milestone: Milestone) -> None:
    assert len(source(milestone).splitlines()) <= 100


@each
def test_a_page_imports_only_what_users_can(milestone: Milestone) -> None:
    imported = set()
    for node in ast.walk(ast.parse(source(milestone))):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(node.module or "")
    assert imported <= PUBLIC


@each
def test_a_page_uses_nothing_from_later_modules(milestone: Milestone) -> None:
    code = source(milestone).split('"""', 2)[2]
    assert "optim" not in code
    assert "DataLoader" not in code
    if milestone.after < "06":
        assert "backward" not in code
        assert ".grad" not in code


# What a run proves


@each
def test_a_run_meets_its_gate_and_its_last_line_and_result_say_so(
    milestone: Milestone, result_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert page(milestone)(SHORT[milestone.name]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    result = json.loads(result_file.read_text(encoding="utf-8"))
    assert set(result) == {"name", "tier", "backend", "data", "metric", "value", "gate", "ok"}
    assert (result["name"], result["tier"], result["ok"]) == (milestone.name, "quick", True)
    assert result["value"] >= result["gate"]
    assert result["backend"] == "+".join(active())
    changed = " ".join(SHORT[milestone.name])
    assert last == (
        f"{milestone.name}: tier quick with {changed}, backend {result['backend']}, data {result['data']}, "
        f"{result['metric']} {result['value']:.1%} (gate {result['gate']:.1%}): passed"
    )


@each
def test_without_learning_a_run_misses_its_gate_and_fails(
    milestone: Milestone, result_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert page(milestone)(["--budget", "0", "--seeds", "1"]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith(": MISSED")
    assert json.loads(result_file.read_text(encoding="utf-8"))["ok"] is False


def test_a_page_runs_as_a_program_and_its_exit_code_is_the_verdict() -> None:
    command = [sys.executable, "-m", PERCEPTRON.module, "--seeds", "1", "--budget", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "This did not hold: all 1 runs separate" in done.stdout
    assert done.stderr == ""


def test_rosenblatts_rule_by_hand() -> None:
    # Pixel 0 alone must mean +1, pixel 1 alone -1. Pass 1: both are undecided or wrong, so w = (1, -1), b = 1 - 1 = 0.
    # Pass 2: w · x + b is +1 for the first and -1 for the second, which is right.
    images = torch.zeros(2, 64)
    images[0, 0] = images[1, 1] = 1.0
    unit = Perceptron()
    assert unit.learn(images, torch.tensor([1.0, -1.0]), passes=10)
    assert [mistakes for mistakes, _ in unit.history] == [2, 0]
    assert unit.weight[:3].tolist() == [1.0, -1.0, 0.0]
    assert unit.bias == 0.0


def test_a_unit_never_ends_on_what_no_line_separates() -> None:
    twins = torch.ones(2, 64)  # the same image with two answers
    assert not Perceptron().learn(twins, torch.tensor([1.0, -1.0]), passes=20)


# The last line


def test_a_claim_that_does_not_hold_fails_a_run_whose_number_is_good(
    result_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = finish(XOR, Options("full"), data="d", metric="m", value=1.0, gate=0.5, also={"a holds": True, "b": False})
    assert code == 1
    assert capsys.readouterr().out.splitlines() == [
        "This did not hold: b.",
        f"xor: tier full, backend {report.backend()}, data d, m 100.0% (gate 50.0%): MISSED",
    ]
    assert json.loads(result_file.read_text(encoding="utf-8"))["ok"] is False


def test_without_the_variable_no_result_is_written(result_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TINYTORCH_RESULT")
    assert finish(XOR, Options("quick"), data="d", metric="m", value=1.0, gate=1.0) == 0
    assert not result_file.exists()


# Options


def test_a_run_without_options_is_the_declared_quick_tier() -> None:
    assert parse(XOR, []) == Options("quick", None, None, None)
    assert str(parse(XOR, [])) == "quick"


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["--tier", "slow"], "invalid choice: 'slow'"),
        (["--seeds", "0"], "got '0'; it must be a whole number of at least 1"),
        (["--budget", "few"], "got 'few'; it must be a whole number of at least 0"),
    ],
)
def test_wrong_options_are_named(argv: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        parse(XOR, argv)
    assert stopped.value.code == 2
    assert complaint in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    occupied = tmp_path / "file"
    occupied.write_text("here already", encoding="utf-8")
    with pytest.raises(SystemExit):
        parse(XOR, ["--out", str(occupied)])
    assert f"no folder can be made at {str(occupied)!r}" in capsys.readouterr().err


# Pictures


@each
def test_a_picture_is_drawn_whole_into_the_folder(
    milestone: Milestone, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("matplotlib")
    folder = tmp_path / "new" / "pictures"
    page(milestone)(["--seeds", "1", "--budget", "2", "--out", str(folder)])
    picture = folder / f"{milestone.name}.png"
    assert [path.name for path in folder.iterdir()] == [picture.name]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert f"Picture: {picture}" in capsys.readouterr().out


def test_without_matplotlib_one_line_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)  # makes `import matplotlib` fail as if it were not there
    monkeypatch.delitem(sys.modules, "matplotlib.figure", raising=False)
    pictures.xor(tmp_path, {"nothing": [[0.5]]})
    said = 'No picture: matplotlib is not installed. Install it with: pip install "tinytorch-core[plot]"\n'
    assert capsys.readouterr().out == said


def test_without_a_folder_nothing_is_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    pictures.digits(None, [], [], [], [])
    assert capsys.readouterr().out == "No picture was asked for; --out FOLDER draws one.\n"
