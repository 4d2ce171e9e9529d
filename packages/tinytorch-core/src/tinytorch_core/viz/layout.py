"""Where the boxes go: rows from inputs down to the output, few crossings, arrows that pass between boxes.

Rows and the order in them come from fast-sugiyama, which knows nothing of sizes; they are stretched here to what the
boxes need. An arrow over several rows gets a column of its own in those it passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

GAP_X, GAP_Y = 26.0, 38.0
STEEPNESS, LARGEST_GAP_Y = 0.07, 84.0  # arrows that go far sideways get more height, or they would run into one
Point = tuple[float, float]
Pair = tuple[int, int]
Layouts = list[tuple[list[tuple[int, Point]], float, float, list[Pair]]]


class Row(NamedTuple):
    """The heights between which one row of boxes lies."""

    top: float
    bottom: float


class Layout(NamedTuple):
    """Centres and rows of the boxes, and for each pair that is linked over several rows what it passes on its way.

    Attributes:
        centers: the middle of each box.
        rows: for each box the number of its row.
        bands: the rows, from the top.
        ways: (source, target) -> the points in the rows between them, from the top.
    """

    centers: list[Point]
    rows: list[int]
    bands: list[Row]
    ways: dict[Pair, list[Point]]


def layout(sizes: Sequence[Point], pairs: Sequence[Pair]) -> Layout:
    """Places boxes of these widths and heights so that every pair (source, target) points downwards.

    Raises:
        ModuleNotFoundError: fast-sugiyama is not installed.
    """
    from_edges = _from_edges()
    if not pairs:  # a single leaf: the layout engine knows boxes only by their links
        return Layout([(0.0, 0.0)], [0], [Row(-sizes[0][1] / 2, sizes[0][1] / 2)], {})
    spacing = max(width for width, _ in sizes) + GAP_X
    distinct = list(dict.fromkeys(pairs))
    found = from_edges(
        distinct, vertex_spacing=spacing, dummy_vertices=True, ranking_type="minimize", check_layout=False
    )
    (positions, _, _, steps) = found[0]  # everything leads to the output, so there is one component
    return _stretched(dict(positions), steps, sizes)


def _from_edges() -> Callable[..., Layouts]:
    try:
        from fast_sugiyama import from_edges
    except ModuleNotFoundError as error:
        if error.name != "fast_sugiyama":
            raise  # it is there and something else is missing: that must be seen
        raise ModuleNotFoundError(
            "drawing a graph needs fast-sugiyama, which finds a place for every box and is not installed. Install it "
            'with: pip install "tinytorch-core[viz]" (from a checkout: pip install "packages/tinytorch-core[viz]"). '
            "Without it, print(graph) lists the same graph as text",
            name="fast_sugiyama",
        ) from None
    return from_edges  # type: ignore[return-value]


def _ways(steps: Sequence[Pair], boxes: int) -> dict[Pair, list[int]]:
    """The stand-ins, numbered from `boxes` on, that the layout put into every row which a link passes."""
    onwards = {source: target for source, target in steps if source >= boxes}
    ways = {}
    for source, target in steps:
        if source < boxes <= target:
            way = [target]
            while onwards[way[-1]] >= boxes:
                way.append(onwards[way[-1]])
            ways[source, onwards[way[-1]]] = way
    return ways


def _stretched(found: dict[int, Point], steps: Sequence[Pair], sizes: Sequence[Point]) -> Layout:
    """The layout with rows as high as their boxes and as far apart as their arrows need."""
    heights = sorted({y for _, y in found.values()}, reverse=True)  # the engine counts y upwards, a picture downwards
    row_at = {y: row for row, y in enumerate(heights)}
    row_of = {number: row_at[y] for number, (_, y) in found.items()}
    boxes = range(len(sizes))
    needed, gaps = [0.0] * len(heights), [GAP_Y] * len(heights)
    for box in boxes:
        needed[row_of[box]] = max(needed[row_of[box]], sizes[box][1])
    for source, target in steps:
        sideways = GAP_Y + STEEPNESS * abs(found[source][0] - found[target][0])
        gaps[row_of[source]] = max(gaps[row_of[source]], min(sideways, LARGEST_GAP_Y))
    bands = _bands(needed, gaps)
    places = {n: (x, (bands[row_of[n]].top + bands[row_of[n]].bottom) / 2) for n, (x, _) in found.items()}
    passed = {pair: [places[number] for number in way] for pair, way in _ways(steps, len(sizes)).items()}
    return Layout([places[box] for box in boxes], [row_of[box] for box in boxes], bands, passed)


def _bands(heights: Sequence[float], gaps: Sequence[float]) -> list[Row]:
    """Rows of these heights one below the other, each with its gap below it."""
    bands, top = [], 0.0
    for height, gap in zip(heights, gaps, strict=True):
        bands.append(Row(top, top + height))
        top += height + gap
    return bands
