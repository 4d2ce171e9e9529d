"""Sets two results of the journey side by side: the same milestones, the same numbers, other seconds."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from tinytorch_core.cli.output import Failure, emit, is_json, next_step, say, table

TOLERANCE = 1e-5
"""How far two backends may differ in a result, relative or absolute."""


def compare(first: Path, second: Path) -> None:
    """Prints one table of two result files; exit code 1 where a number differs, or a milestone failed or is missing."""
    a, b = _read(first), _read(second)
    rows = [_row(name, a["by_name"].get(name), b["by_name"].get(name)) for name in a["by_name"] | b["by_name"]]
    ok = all(row["equal"] for row in rows)
    total = _ratio(a["seconds"], b["seconds"])
    then = "tinytorch status" if ok else "run the milestone that differs on each backend: tinytorch milestone NAME"
    if is_json():
        emit({"ok": ok, "first": str(first), "second": str(second), "milestones": rows, "ratio": total, "next": then})
    else:
        _print(a, b, rows, total)
        next_step(then)
    if not ok:
        sys.exit(1)


def _read(path: Path) -> dict[str, Any]:
    """A result file, its milestones also under `by_name`."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        names = {each["name"]: each for each in document["milestones"]}
        if not names:
            raise ValueError("it holds no milestone")
        return {"by_name": names, "seconds": document["seconds"], "backend": document["backend"] or "unknown"}
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}. Write it: tinytorch journey --result {path}") from None
    except (ValueError, KeyError, TypeError) as error:
        raise Failure(
            f"{path} is no result of the journey ({error!r}). Write it: tinytorch journey --result {path}"
        ) from None


def _row(name: str, a: dict[str, Any] | None, b: dict[str, Any] | None) -> dict[str, Any]:
    if a is None or b is None:
        side = "first" if a is None else "second"
        return {"name": name, "seconds": [_of(a), _of(b)], "equal": False, "remark": f"no: missing in the {side}"}
    both_ok = bool(a["ok"] and b["ok"])
    equal = both_ok and _same(a["value"], b["value"])
    remark = "yes" if equal else "no: it failed" if not both_ok else f"no: {a['value']} and {b['value']}"
    return {"name": name, "seconds": [_of(a), _of(b)], "equal": equal, "remark": remark}


def _of(milestone: dict[str, Any] | None) -> float | None:
    return None if milestone is None else float(milestone["seconds"])


def _same(a: float | None, b: float | None) -> bool:
    return a is not None and b is not None and math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)


def _ratio(a: float | None, b: float | None) -> float | None:
    return round(a / b, 2) if a is not None and b else None


def _print(a: dict[str, Any], b: dict[str, Any], rows: list[dict[str, Any]], total: float | None) -> None:
    lines = [(row["name"], *_times(*row["seconds"]), row["remark"]) for row in rows]
    lines.append(("together", *_times(a["seconds"], b["seconds"]), ""))
    table(("milestone", f"{a['backend']} s", f"{b['backend']} s", "ratio", "numbers equal?"), lines)
    if total is not None:
        say(f"the second took 1/{total:g} of the first's time, on the same scripts")


def _times(a: float | None, b: float | None) -> tuple[str, str, str]:
    ratio = _ratio(a, b)
    return tuple("-" if each is None else f"{each:.2f}" for each in (a, b, ratio))  # type: ignore[return-value]
