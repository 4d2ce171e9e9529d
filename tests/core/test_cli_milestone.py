"""`tinytorch milestone` and `journey`: pages run in a process of their own, and only a met gate counts."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from tinytorch_core.cli import output, pages
from tinytorch_core.cli.journey import journey
from tinytorch_core.cli.milestone import milestone
from tinytorch_core.milestones import Milestone

PAGE = """
import json, os, sys
_, tier, *more = sys.argv[1:]
print("{name}: learning", tier, os.environ.get("TINYTORCH_WORKSPACE", "no workspace"), *more)
result = dict(name="{name}", tier=tier, backend="naive", data="none", metric="accuracy", value={value}, gate=0.9)
if {writes}:
    with open(os.environ["TINYTORCH_RESULT"], "w") as file:
        json.dump(dict(result, ok={value} >= 0.9), file)
print("{name}: last line", file=sys.stderr)
sys.exit({code})
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test stands in an empty folder, whose modules a new process finds."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TINYTORCH_WORKSPACE", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=":" if sys.platform != "win32" else ";")
    return tmp_path


def install(monkeypatch: pytest.MonkeyPatch, here: Path, **pages_by_name: dict[str, Any]) -> None:
    """Makes these the installed milestones, in this order; each page says what it is told to say."""
    listed = []
    for year, (name, says) in enumerate(pages_by_name.items(), start=1957):
        settings = {"name": name, "value": 0.95, "writes": True, "code": 0, **says}
        (here / f"page_{name}.py").write_text(PAGE.format(**settings))
        listed.append(Milestone(name, year, f"The {name}", f"The story of {name}.", f"page_{name}", "04"))
    monkeypatch.setattr(pages, "installed", lambda: listed)


def ran(command: click.Command, *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def document(result: Result) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


# One milestone


def test_the_installed_milestones_stand_in_the_order_of_history_and_the_digits_last() -> None:
    names = [each.name for each in pages.installed()]
    assert names[:2] == ["perceptron", "xor"]
    assert names[-1] == "digits"


def test_without_a_name_they_are_listed(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={}, second={})
    done = ran(milestone)
    assert done.exit_code == 0
    assert "first   1957  The first" in done.output
    assert done.output.splitlines()[-1] == "Next: tinytorch milestone first"


def test_an_unknown_name_is_answered_with_the_nearest(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={}, second={})
    done = ran(milestone, "frist")
    assert done.exit_code == 2
    assert "There is no milestone 'frist'. Did you mean 'first'? There are: first, second." in done.output


def test_a_met_gate_is_success(monkeypatch: pytest.MonkeyPatch, here: Path, capfd: pytest.CaptureFixture[str]) -> None:
    install(monkeypatch, here, first={})
    done = ran(milestone, "first", "--tier", "full")
    assert done.exit_code == 0
    assert "1957 The first\nThe story of first.\n" in done.output
    assert "first: its gate is met (accuracy 0.95, gate 0.9," in done.output
    assert "first: learning full no workspace" in capfd.readouterr().out


def test_the_folder_for_pictures_reaches_the_page(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={})
    done = ran(milestone, "first", "--json", "--out", "pictures")
    assert "first: learning quick no workspace --out pictures" in done.stderr
    assert document(done)["ok"] is True


@pytest.mark.parametrize(
    ("says", "code", "problem"),
    [
        ({"value": 0.5, "code": 1}, 1, "it missed its gate"),
        ({"value": 0.5, "code": 0}, 1, "it missed its gate"),
        ({"writes": False, "code": 0}, 1, "it ended with exit code 0 before it had a result"),
        ({"writes": False, "code": 5}, 5, "it ended with exit code 5 before it had a result"),
        ({"value": 0.95, "code": 4}, 4, "it ended with exit code 4"),
    ],
)
def test_anything_but_a_met_gate_and_a_good_ending_is_failure(
    monkeypatch: pytest.MonkeyPatch, here: Path, says: dict[str, Any], code: int, problem: str
) -> None:
    install(monkeypatch, here, first=says)
    done = ran(milestone, "first")
    assert done.exit_code == code
    assert f"first: {problem} (" in done.output


def test_a_page_runs_on_the_workspace_near_by(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={})
    (here / "tinytorch.toml").write_text("[modules]\n")
    assert f"first: learning quick {here}" in ran(milestone, "first", "--json").stderr


# The journey


def test_the_journey_runs_all_and_writes_what_each_reached(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={}, second={"value": 0.99})
    done = ran(journey, "--result", "results/a.json")
    assert done.exit_code == 0
    assert done.output.index("  first: learning quick") < done.output.index("[2/2] 1958 The second")
    assert "  second: last line" in done.output
    assert "2 of 2 gates met in " in done.output
    report = json.loads((here / "results" / "a.json").read_text())
    assert (report["ok"], report["tier"], report["backend"]) == (True, "quick", "naive")
    assert [each["value"] for each in report["milestones"]] == [0.95, 0.99]
    assert {"name", "year", "ok", "seconds", "metric", "value", "gate", "backend"} <= set(report["milestones"][0])
    assert {"python", "numpy", "tinytorch-core"} <= set(report["versions"])


def test_a_missed_gate_fails_the_journey_and_the_others_still_run(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={"value": 0.1, "code": 1}, second={})
    done = ran(journey, "--json")
    assert done.exit_code == 1
    report = document(done)
    assert [each["ok"] for each in report["milestones"]] == [False, True]
    assert report["milestones"][0]["problem"] == "it missed its gate"
    assert report["next"] == "tinytorch milestone first"


def test_a_journey_without_milestones_is_a_failure(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here)
    done = ran(journey)
    assert done.exit_code == 1
    assert "No milestone is installed" in done.output


def test_a_page_that_is_stopped_ends_the_journey(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={"code": 130}, second={})
    done = ran(journey, "--json")
    assert done.exit_code == 130
    assert [each["problem"] for each in document(done)["milestones"]] == ["it was stopped"]
    assert document(done)["ok"] is False


def test_on_a_terminal_the_newest_line_is_live_and_the_last_stays(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    monkeypatch.setattr("tinytorch_core.cli.journey.is_terminal", lambda: True)
    install(monkeypatch, here, first={}, second={"value": 0.1, "code": 1})
    text = ran(journey).output
    assert "  first: last line" in text
    assert "  first: learning" not in text
    assert "  second: learning" in text  # a page that fails keeps its last lines


def test_json_is_no_place_for_a_live_display() -> None:
    assert not output.is_terminal()


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_ends_the_journey_even_where_a_page_hides_it(monkeypatch: pytest.MonkeyPatch, here: Path) -> None:
    install(monkeypatch, here, first={}, second={})
    (here / "page_first.py").write_text(
        "import os, signal, sys, time\n"
        f"os.kill({os.getpid()}, signal.SIGINT)\n"
        "try:\n"
        "    time.sleep(30)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(1)\n"
    )
    done = ran(journey, "--json")
    assert done.exit_code == 130
    assert [each["problem"] for each in document(done)["milestones"]] == ["it was stopped"]


# Two journeys side by side


def results(here: Path, name: str, backend: str, seconds: float, **numbers: float) -> str:
    rows = [{"name": each, "ok": True, "seconds": seconds, "value": value} for each, value in numbers.items()]
    total = seconds * len(rows)
    (here / name).write_text(json.dumps({"backend": backend, "seconds": total, "milestones": rows}))
    return name


def test_two_journeys_are_compared_in_one_table(here: Path) -> None:
    a = results(here, "a.json", "naive", 8.0, xor=1.0, digits=0.961)
    b = results(here, "b.json", "vectorized+naive", 2.0, xor=1.0, digits=0.961 + 1e-7)
    done = ran(journey, "--compare", a, b)
    assert done.exit_code == 0
    assert done.output.splitlines()[:4] == [
        "milestone  naive s  vectorized+naive s  ratio  numbers equal?",
        "xor        8.00     2.00                4.00   yes",
        "digits     8.00     2.00                4.00   yes",
        "together   16.00    4.00                4.00",
    ]


def test_numbers_that_differ_fail_the_comparison_and_are_shown(here: Path) -> None:
    a = results(here, "a.json", "naive", 8.0, xor=1.0, digits=0.961)
    b = results(here, "b.json", "fast", 2.0, xor=1.0, digits=0.958)
    done = ran(journey, "--compare", a, b)
    assert done.exit_code == 1
    assert "no: 0.961 and 0.958" in done.output
    assert document(ran(journey, "--json", "--compare", a, b))["ok"] is False


def test_a_milestone_that_one_journey_lacks_fails_the_comparison(here: Path) -> None:
    a = results(here, "a.json", "naive", 8.0, xor=1.0, digits=0.961)
    b = results(here, "b.json", "fast", 2.0, xor=1.0)
    done = ran(journey, "--compare", a, b)
    assert done.exit_code == 1
    assert "no: missing in the second" in done.output


def test_a_failed_milestone_is_equal_to_nothing(here: Path) -> None:
    a = results(here, "a.json", "naive", 8.0, xor=1.0)
    (here / "b.json").write_text((here / "a.json").read_text().replace("true", "false"))
    done = ran(journey, "--compare", a, "b.json")
    assert done.exit_code == 1
    assert "no: it failed" in done.output


@pytest.mark.parametrize("text", [None, "not json", "[]", '{"milestones": [{}]}', '{"milestones": []}'])
def test_a_file_that_is_no_result_names_the_command_that_writes_one(here: Path, text: str | None) -> None:
    good = results(here, "a.json", "naive", 8.0, xor=1.0)
    if text is not None:
        (here / "b.json").write_text(text)
    done = ran(journey, "--compare", good, "b.json")
    assert done.exit_code == 1
    assert "tinytorch journey --result b.json" in done.output
