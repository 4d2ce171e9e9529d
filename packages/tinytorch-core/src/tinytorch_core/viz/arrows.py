"""The arrows of a picture: where each leaves and reaches its box, and a line between that touches no other box."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from tinytorch_core.viz.layout import Layout, Pair, Point

PORT_SPACING, PARALLEL_SPACING, CORNER = 20.0, 9.0, 10.0
HEAD_LENGTH, HEAD_WIDTH, ROOM_FOR_LABEL = 8.0, 7.0, 8.0


class Arrow(NamedTuple):
    """The path of a line, that of its head, and the middle of the place for a word if the line is interrupted."""

    line: str
    head: str
    label: Point | None


def arrows(pairs: Sequence[Pair], worded: Sequence[bool], sizes: Sequence[Point], plan: Layout) -> list[Arrow]:
    """An arrow for each (source, target): straight down where it passes a row of boxes, bending between two rows.

    Those over several rows leave room for a word if they are to have one, parallel ones for a common one.
    """
    ways = _ways(pairs, plan)
    starts = _ports([pair[0] for pair in pairs], [way[1][0] for way in ways], sizes, plan)
    ends = _ports([pair[1] for pair in pairs], [way[-2][0] for way in ways], sizes, plan)
    first = {pair: number for number, pair in reversed(list(enumerate(pairs)))}
    drawn = []
    for number, (pair, way) in enumerate(zip(pairs, ways, strict=True)):
        xs = [starts[number], *(x for x, _ in way[1:-1]), ends[number]]
        room = ROOM_FOR_LABEL if worded[number] else 0.0
        head = _head(ends[number], _edge_y(pair[1], sizes, plan, -1))
        word_at = plan.ways[pair][-1] if worded[number] and pair in plan.ways and first[pair] == number else None
        drawn.append(Arrow(_line(pair, xs, room, sizes, plan), head, word_at))
    return drawn


def _ways(pairs: Sequence[Pair], plan: Layout) -> list[list[Point]]:
    """From centre to centre with what is passed between; parallel arrows pass side by side."""
    copies, drawn = Counter(pairs), Counter[Pair]()
    ways = []
    for pair in pairs:
        shift = (drawn[pair] - (copies[pair] - 1) / 2) * PARALLEL_SPACING
        drawn[pair] += 1
        passed = [(x + shift, y) for x, y in plan.ways.get(pair, [])]
        ways.append([plan.centers[pair[0]], *passed, plan.centers[pair[1]]])
    return ways


def _ports(boxes: Sequence[int], towards: Sequence[float], sizes: Sequence[Point], plan: Layout) -> list[float]:
    """Where on the edge of its box each arrow stands: side by side, in the order of where they lead, uncrossed."""
    at: dict[int, list[int]] = {}
    for number, box in enumerate(boxes):
        at.setdefault(box, []).append(number)
    places = [0.0] * len(boxes)
    for box, numbers in at.items():
        numbers.sort(key=lambda number: towards[number])
        step = min(PORT_SPACING, (sizes[box][0] - 2 * CORNER) / len(numbers))
        for i, number in enumerate(numbers):
            places[number] = plan.centers[box][0] + (i - (len(numbers) - 1) / 2) * step
    return places


def _edge_y(box: int, sizes: Sequence[Point], plan: Layout, side: int) -> float:
    """The height of a box's upper (-1) or lower (+1) edge."""
    return plan.centers[box][1] + side * sizes[box][1] / 2


def _line(pair: Pair, xs: Sequence[float], room: float, sizes: Sequence[Point], plan: Layout) -> str:
    """The path through these x, one for each row from the source's to the target's, with room for a word."""
    first = plan.rows[pair[0]]
    bands = plan.bands[first : first + len(xs)]
    path = [f"M{xs[0]:.1f} {_edge_y(pair[0], sizes, plan, 1):.1f}V{bands[0].bottom:.1f}"]
    for row in range(1, len(xs)):
        middle = (bands[row - 1].bottom + bands[row].top) / 2
        path.append(f"C{xs[row - 1]:.1f} {middle:.1f} {xs[row]:.1f} {middle:.1f} {xs[row]:.1f} {bands[row].top:.1f}")
        if room and row == len(xs) - 2:  # the last row that is passed
            center = (bands[row].top + bands[row].bottom) / 2
            path.append(f"V{center - room:.1f}M{xs[row]:.1f} {center + room:.1f}")
        if row < len(xs) - 1:
            path.append(f"V{bands[row].bottom:.1f}")
    return "".join(path) + f"V{_edge_y(pair[1], sizes, plan, -1) - HEAD_LENGTH / 2:.1f}"


def _head(x: float, y: float) -> str:
    """A triangle that points down at (x, y)."""
    return f"M{x - HEAD_WIDTH / 2:.1f} {y - HEAD_LENGTH:.1f}h{HEAD_WIDTH:.1f}L{x:.1f} {y:.1f}z"
