"""Shows the map of the course: modules, milestones, what runs on whose code, and what is next."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import click

from tinytorch_core.cli import pages, versions
from tinytorch_core.cli.output import emit, is_json, json_option, next_step, say, table
from tinytorch_core.course import CourseError, copies, manifest, syllabus, workspace
from tinytorch_core.course.manifest import CourseModule


class Row(NamedTuple):
    """One module on the map.

    Attributes:
        number: "03".
        name: "activations".
        phase: the phase it belongs to.
        runs: "mine", "reference", or where it comes from if it is not installed.
        written: "1 of 4" exercises in the learner's copy; empty where there is none.
        remark: a mistake in the learner's copy, or what to write next there.
    """

    number: str
    name: str
    phase: str
    runs: str
    written: str = ""
    remark: str = ""


@click.command()
@json_option
def status() -> None:
    """Shows the 20 modules and 5 milestones of the course, and whose code runs in each."""
    root = workspace.locate(Path.cwd())
    desk = workspace.open_at(root) if root else None
    rows = module_rows(desk)
    history = milestone_rows()
    then = what_next(rows, desk)
    if is_json():
        modules = [row._asdict() for row in rows]
        place = str(root) if root else None
        emit({"ok": True, "workspace": place, "modules": modules, "milestones": history, "next": then})
        return
    say(f"workspace: {desk.file if desk else 'none here, the installed reference runs'}")
    table(("module", "", "phase", "runs", "written", "remark"), rows)
    say()
    headers = ("year", "milestone", "after module", "state")
    table(headers, [tuple(str(each[key]) for key in ("year", "name", "after", "state")) for each in history])
    next_step(then)


def module_rows(desk: workspace.Workspace | None) -> list[Row]:
    """The syllabus, with what the installed manifests and the workspace say about each module."""
    described = {module.number: module for module in manifest.modules()}
    rows = []
    for entry in syllabus.MODULES:
        phase = syllabus.PHASES[entry.distribution]
        module = described.get(entry.number)
        if module is not None:
            rows.append(_installed_row(module, phase, desk))
        else:
            rows.append(Row(entry.number, entry.name, phase, _brought_by(entry.number)))
    return rows


def _installed_row(module: CourseModule, phase: str, desk: workspace.Workspace | None) -> Row:
    row = Row(module.number, module.name, phase, workspace.REFERENCE)
    if desk is None or not any(copy.exists() for copy in desk.copies(module).values()):
        return row if desk is None or not desk.is_mine(module) else _missing(row)
    row = row._replace(runs=workspace.MINE if desk.is_mine(module) else workspace.REFERENCE)
    try:
        tasks = copies.tasks(desk, module)
    except CourseError as error:
        return row._replace(remark=str(error))
    left = [task for task in tasks if not task.done]
    remark = f"write {left[0].label} in {left[0].place}" if left else ""
    return row._replace(written=f"{len(tasks) - len(left)} of {len(tasks)}", remark=remark)


def _missing(row: Row) -> Row:
    remark = f"its copy is missing: tinytorch start {row.number}, or tinytorch use reference {row.number}"
    return row._replace(runs=workspace.MINE, remark=remark)


def milestone_rows() -> list[dict[str, str | int]]:
    """The five milestones of the course, then what else is installed to run."""
    installed = [syllabus.Historic(each.year, each.name, each.title, each.after) for each in pages.installed()]
    there = {each.name for each in installed}
    historic = {each.name for each in syllabus.MILESTONES}
    extra = [each for each in installed if each.name not in historic]
    rows: list[dict[str, str | int]] = []
    for each in (*syllabus.MILESTONES, *extra):
        state = f"tinytorch milestone {each.name}" if each.name in there else _brought_by(each.after)
        rows.append({**each._asdict(), "state": state})
    return rows


def _brought_by(number: str) -> str:
    """Where a module, or what comes after it, is to be had: in a package, or in a later version of it."""
    package = next(entry.distribution for entry in syllabus.MODULES if entry.number == number)
    return f"comes with a later {package}" if package in versions.installed() else f"comes with {package}"


def what_next(rows: list[Row], desk: workspace.Workspace | None) -> str:
    """The one thing to do now: the first exercise left, else the first module not begun, else the journey."""
    if desk is not None:
        for row in rows:
            if row.runs == workspace.MINE and row.remark:
                return row.remark
    for row in rows:
        if row.runs == workspace.REFERENCE and not row.written:
            return f"tinytorch start {row.number}"
    return "tinytorch journey"
