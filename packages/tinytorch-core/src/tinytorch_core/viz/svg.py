"""Draws a diagram as SVG: boxes, arrows and their words, each measured before it is placed.

The colours are read on a white page and on a dark one alike: boxes bring their own background, and arrows are of a
grey that stands out from both. There is no style sheet and there are no ids, which would meet those of other
pictures on the same page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from tinytorch_core.viz.arrows import arrows
from tinytorch_core.viz.layout import Layout, Point, layout
from tinytorch_core.viz.tape import CONSTANT, MORE, OPERATION, TRAINED, Box, Diagram

FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"
TITLE_SIZE, LINE_SIZE, LINE_HEIGHT = 13, 11, 15
EM = 0.61  # the widest common monospaced font takes 0.602 of its size for a character
MARGIN, PADDING_X, PADDING_Y, NARROWEST = 12.0, 11.0, 8.0, 64.0
LONGEST_TITLE, LONGEST_LINE = 30, 34
GREY, INK = "#7a7a7a", "#16202b"
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
STYLES = {
    OPERATION: 'fill="#dce9f7" stroke="#2f6ca8" rx="9"',
    TRAINED: 'fill="#fce4c9" stroke="#b8651b" rx="2"',
    CONSTANT: 'fill="#ececec" stroke="#7a7a7a" rx="2" stroke-dasharray="4 3"',
    MORE: 'fill="#f7dede" stroke="#a83232" rx="2" stroke-dasharray="2 3"',
}


class Words(NamedTuple):
    """The lines in a box, the first one its title, and the room they need."""

    title: str
    lines: list[str]
    width: float
    height: float


def draw(diagram: Diagram) -> str:
    """The diagram as the text of an SVG file; the same diagram always gives the same text."""
    words = [_words(box, number == 0) for number, box in enumerate(diagram.boxes)]
    sizes = [(shown.width, shown.height) for shown in words]
    plan = layout(sizes, [(link.source, link.target) for link in diagram.links])
    parts = _drawn_arrows(diagram, sizes, plan)
    for number, box in enumerate(diagram.boxes):
        parts += _drawn_box(box, words[number], plan.centers[number], number == 0)
    return _page(parts, sizes, plan, f"Graph of {len(diagram.boxes)} nodes, computed from top to bottom")


def _words(box: Box, output: bool) -> Words:
    """What stands in a box, shortened where it is very long, and how much room that takes."""
    shape = box.shape if box.kind == OPERATION else f"{box.shape} {box.dtype}".strip()
    lines = [line for line in (shape, *box.lines, "output" if output else "") if line]
    lines = [_shortened(line, LONGEST_LINE) for line in lines]
    title = _shortened(box.title, LONGEST_TITLE)
    width = max(_width(title, TITLE_SIZE), *(_width(line, LINE_SIZE) for line in lines))
    return Words(title, lines, max(width + 2 * PADDING_X, NARROWEST), LINE_HEIGHT * (1 + len(lines)) + 2 * PADDING_Y)


def _drawn_arrows(diagram: Diagram, sizes: Sequence[Point], plan: Layout) -> list[str]:
    """All arrows, dashed where no gradient comes back; a long one says its shape, for the box that does is far off."""
    boxes, parts = diagram.boxes, []
    worded = [boxes[link.source].shape not in ("", "()") for link in diagram.links]
    drawn = arrows([(link.source, link.target) for link in diagram.links], worded, sizes, plan)
    for link, arrow in zip(diagram.links, drawn, strict=True):
        source, target = boxes[link.source], boxes[link.target]
        role = f" as {link.role}" if link.role else ""
        hint = f"{source.title} {source.shape} into {target.title}{role}"
        dashes = ' stroke-dasharray="4 3"' if source.kind == CONSTANT else ""
        parts.append(f'<g class="edge"><title>{_text(hint)}</title>')
        parts.append(f'<path d="{arrow.line}" fill="none" stroke="{GREY}" stroke-width="1.4"{dashes}/>')
        parts.append(f'<path d="{arrow.head}" fill="{GREY}"/>')
        if arrow.label:
            word = _shortened(source.shape, LONGEST_LINE)
            parts.append(_line_of_text(arrow.label[0], arrow.label[1] + 4, word, f'fill="{GREY}"'))
        parts.append("</g>")
    return parts


def _drawn_box(box: Box, words: Words, center: Point, output: bool) -> list[str]:
    left, top = center[0] - words.width / 2, center[1] - words.height / 2
    whole = "\n".join([f"{box.title} {box.shape} {box.dtype}".strip(), *box.lines])
    frame = f'x="{left:.1f}" y="{top:.1f}" width="{words.width:.1f}" height="{words.height:.1f}"'
    parts = [
        f'<g class="node {box.kind}"><title>{_text(whole)}</title>',
        f'<rect {frame} {STYLES[box.kind]} stroke-width="{2.8 if output else 1.3}"/>',
    ]
    baseline = top + PADDING_Y + 11.5
    parts.append(_line_of_text(center[0], baseline, words.title, f'font-size="{TITLE_SIZE}" font-weight="bold"'))
    for number, line in enumerate(words.lines, 1):
        parts.append(_line_of_text(center[0], baseline + number * LINE_HEIGHT, line))
    return [*parts, "</g>"]


def _line_of_text(x: float, y: float, text: str, style: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{" " * bool(style)}{style}>{_text(text)}</text>'


def _page(parts: Sequence[str], sizes: Sequence[Point], plan: Layout, label: str) -> str:
    """The drawing with a margin around, as wide as the page at most."""
    left = min(x - width / 2 for (x, _), (width, _) in zip(plan.centers, sizes, strict=True))
    right = max(x + width / 2 for (x, _), (width, _) in zip(plan.centers, sizes, strict=True))
    for (source, _), way in plan.ways.items():  # what stands on an arrow is as wide as its source's box at most
        half = sizes[source][0] / 2
        left, right = min(left, *(x - half for x, _ in way)), max(right, *(x + half for x, _ in way))
    width, height = right - left + 2 * MARGIN, plan.bands[-1].bottom - plan.bands[0].top + 2 * MARGIN
    corner = f"{left - MARGIN:.1f} {plan.bands[0].top - MARGIN:.1f}"
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.1f}" height="{height:.1f}" '
        f'viewBox="{corner} {width:.1f} {height:.1f}" style="max-width:100%;height:auto" role="img" '
        f'aria-label="{label}" font-family="{FONT}" font-size="{LINE_SIZE}" text-anchor="middle" fill="{INK}">'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _width(text: str, size: int) -> float:
    """The room a text needs: characters of East Asian scripts are twice as wide, combining ones take none."""
    wide = sum(2 if unicodedata.east_asian_width(c) in "WF" else not unicodedata.combining(c) for c in text)
    return wide * size * EM


def _shortened(text: str, longest: int) -> str:
    """Both ends of a long text, which is where names like encoder.layers.0.weight differ."""
    return text if len(text) <= longest else f"{text[: longest // 2 - 1]}…{text[-(longest // 2) :]}"


def _text(text: str) -> str:
    """Ready to stand in XML, which knows no control characters and no halves of surrogate pairs."""
    return escape(_NOT_IN_XML.sub("\ufffd", text))
