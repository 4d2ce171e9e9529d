"""Checks this machine and this installation; names the command that repairs each failure."""

from __future__ import annotations

import sys

import click

from tinytorch_core.cli.doctor_install import check_installation
from tinytorch_core.cli.doctor_machine import check_machine, memory
from tinytorch_core.cli.doctor_speed import check_speed
from tinytorch_core.cli.findings import Finding
from tinytorch_core.cli.output import emit, is_json, json_option, next_step, say, table


@click.command()
@json_option
def doctor() -> None:
    """Checks Python, NumPy, memory, disk, terminal, packages, plugins, data, the workspace and speed.

    The exit code is 0 where nothing fails; a warning does not count as a failure.
    """
    findings = [*check_machine(), *check_installation(), *check_speed(memory()[1])]
    failed = [each for each in findings if each.state == "fail"]
    then = failed[0].remedy if failed else "tinytorch journey"
    if is_json():
        emit({"ok": not failed, "checks": [each._asdict() for each in findings], "next": then})
    else:
        _print(findings)
        next_step(then)
    sys.exit(1 if failed else 0)


def _print(findings: list[Finding]) -> None:
    table(("check", "state", "found"), [(each.check, each.state, each.found) for each in findings])
    for each in findings:
        if each.remedy:
            say(f"{each.state}: {each.check}: {each.remedy}")
    counts = {state: sum(each.state == state for each in findings) for state in ("ok", "warn", "fail")}
    say(", ".join(f"{count} {state}" for state, count in counts.items()))
