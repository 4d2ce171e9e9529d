"""Writes a diagram as an indented list: for terminals, for logs, and where no layout engine is installed."""

from __future__ import annotations

from tinytorch_core.viz.tape import MORE, OPERATION, Box, Diagram, Link


def listing(diagram: Diagram) -> str:
    """The operations in the order they ran, numbered, and below each its inputs by the names the operation has."""
    inputs: dict[int, list[Link]] = {}
    for link in diagram.links:
        inputs.setdefault(link.target, []).append(link)
    ran = [i for i in reversed(range(len(diagram.boxes))) if diagram.boxes[i].kind == OPERATION]
    numbers = {box: str(number) for number, box in enumerate(ran, 1)}
    if not ran:
        return _said(diagram.boxes[0])
    margin = len(numbers[ran[-1]])
    lines = []
    for i in ran:
        box = diagram.boxes[i]
        lines.append(f"{numbers[i]:>{margin}}  {_operation(box)}{', output' if i == 0 else ''}")
        for link in inputs.get(i, []):
            named = f"{link.role}: " if link.role else ""
            source = f"{numbers[link.source]} " if link.source in numbers else ""
            lines.append(f"{' ' * (margin + 4)}{named}{source}{_said(diagram.boxes[link.source])}")
    return "\n".join(lines)


def _operation(box: Box) -> str:
    return ", ".join([f"{box.title} -> {box.shape} {box.dtype}", *box.lines])


def _said(box: Box) -> str:
    if box.kind == MORE:
        return " ".join([f"{box.title},", *box.lines])
    lines = () if box.kind == OPERATION else box.lines
    return ", ".join([f"{box.title} {box.shape} {box.dtype}".strip(), *lines])
