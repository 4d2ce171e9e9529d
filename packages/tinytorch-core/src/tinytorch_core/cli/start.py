"""Writes your copy of a module's lesson file, with the exercises left for you to write."""

from __future__ import annotations

from pathlib import Path

import click

from tinytorch_core.cli.output import emit, is_json, json_option, next_step, say, table
from tinytorch_core.course import copies, manifest, workspace


@click.command()
@json_option
@click.option("--fresh", is_flag=True, help="Begin again: replace your copy by an empty one, after a snapshot of it.")
@click.argument("module")
def start(module: str, fresh: bool) -> None:
    """Begins MODULE ("03" or "activations"): writes your copy of its lesson file and switches it to "mine".

    The copy goes to the nearest workspace upwards from here; where there is none, this folder becomes one. Work that
    is there already is kept: a snapshot is taken, and only --fresh writes an empty copy again.
    """
    described = manifest.find(module)
    root = workspace.locate(Path.cwd()) or Path.cwd()
    desk = workspace.open_at(root) if (root / workspace.FILE).exists() else workspace.create(root)
    started = copies.start(desk, described, fresh)
    desk = workspace.open_at(desk.root)
    tasks = copies.tasks(desk, described)
    open_tasks = [task for task in tasks if not task.done]
    then = f"write {open_tasks[0].label} in {open_tasks[0].place}" if open_tasks else "tinytorch journey"
    if is_json():
        _emit(desk, described, started, tasks, then)
        return
    say(f"{described.number} {described.title}: {described.unlocks}")
    say(f"workspace: {desk.file}")
    for path in started.written:
        say(f"written: {path.relative_to(desk.root)}")
    for path in started.kept:
        say(f"kept as it is: {path.relative_to(desk.root)} (an empty one: tinytorch start {module} --fresh)")
    if started.snapshot:
        say(f"snapshot: {started.snapshot.name} (see it: tinytorch snapshots)")
    table(("exercise", "where", "state"), [(t.label, t.place, "written" if t.done else "to write") for t in tasks])
    next_step(then)


def _emit(
    desk: workspace.Workspace,
    module: manifest.CourseModule,
    started: copies.Started,
    tasks: list[copies.Task],
    then: str,
) -> None:
    emit(
        {
            "ok": True,
            "module": module.folder_name,
            "workspace": str(desk.root),
            "written": [str(path) for path in started.written],
            "kept": [str(path) for path in started.kept],
            "snapshot": str(started.snapshot) if started.snapshot else None,
            "exercises": [{"label": t.label, "place": t.place, "done": t.done} for t in tasks],
            "next": then,
        }
    )
