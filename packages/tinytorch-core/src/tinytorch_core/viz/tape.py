"""Reads the recorded graph into boxes and links: words and numbers only, so that a picture keeps no tensor alive.

What is drawn is what autograd noted: the operations, the leaves that gradients go to, and those constants (data,
targets, masks) that a derivative still needs. A backward pass lets go of the constants, and then they are gone here.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from tinytorch_core.autograd import backward_order
from tinytorch_core.autograd_graph import INPUT, Node, edge_of
from tinytorch_core.backends import NAIVE
from tinytorch_core.dtypes import Array, dtype, from_numpy_dtype
from tinytorch_core.tensor import Tensor

OPERATION, TRAINED, CONSTANT, MORE = "operation", "trained", "constant", "more"
SHOWN_VALUES, ONE_LINE = 4, 24
Thing = Node | Tensor


class Box(NamedTuple):
    """One node of the picture: an operation, a leaf that requires a gradient, a constant, or what was cut off."""

    kind: str
    title: str
    shape: str
    dtype: str
    lines: tuple[str, ...] = ()


class Link(NamedTuple):
    """An arrow from an input's box to the box of the operation whose input it is, the how many-th, and called what."""

    source: int
    target: int
    position: int
    role: str


class Diagram(NamedTuple):
    """Boxes, latest computed first, so that the output is box 0; and the links between them in the order of inputs."""

    boxes: list[Box]
    links: list[Link]


class Wishes(NamedTuple):
    """How the caller wants it: names of tensors by identity, whether with numbers, and at most how many boxes."""

    names: Mapping[int, str]
    values: bool
    max_nodes: int


def read(output: Tensor, wishes: Wishes) -> Diagram:
    """The graph that `output`, which requires a gradient, was computed by.

    What exceeds `max_nodes` becomes one box. It is the oldest, so whatever uses a box that is shown is shown too.
    """
    root: Thing = edge_of(output)  # type: ignore[assignment]  # a tensor that requires a gradient has an edge
    things = _things(root, wishes)
    kept, cut = things[: wishes.max_nodes], len(things) - wishes.max_nodes
    boxes = _numbered([_box(thing, wishes) for thing in kept])
    if wishes.values and isinstance(root, Node):
        boxes[0] = boxes[0]._replace(lines=(*boxes[0].lines, f"value {_numbers(output._array)}"))
    if cut > 0:
        boxes.append(Box(MORE, f"+{cut:,} more", "", "", ("raise max_nodes", "to see them")))
    return Diagram(boxes, _links(kept, wishes))


def _links(kept: list[Thing], wishes: Wishes) -> list[Link]:
    """An arrow for every input of an operation that is shown; one at most from what was cut off to each of them."""
    numbers = {id(thing): i for i, thing in enumerate(kept)}
    links: dict[Link, None] = {}
    for target, thing in enumerate(kept):
        roles = _roles(thing) if isinstance(thing, Node) else []
        for position, source in _sources(thing, wishes):
            number = numbers.get(id(source))
            link = (
                Link(len(kept), target, -1, "") if number is None else Link(number, target, position, roles[position])
            )
            links[link] = None
    return list(links)


def _things(root: Thing, wishes: Wishes) -> list[Thing]:
    """All there is to draw, each once and behind the operation that used it last; iteratively, however deep."""
    found = {id(root): root}
    for node in backward_order([root]):
        found[id(node)] = node
        for _, source in _sources(node, wishes):
            if isinstance(source, Tensor):
                found.setdefault(id(source), source)
    return list(found.values())


def _sources(thing: Thing, wishes: Wishes) -> Iterator[tuple[int, Thing]]:
    """What an operation was computed from and has a box of its own, by its position among the inputs."""
    if isinstance(thing, Tensor):
        return
    constants = {position: tensor for position, tensor in _constants(thing) if not _inlined(tensor, wishes)}
    for position, edge in enumerate(thing.edges):
        source = edge if edge is not None else constants.get(position)
        if source is not None:
            yield position, source


def _constants(node: Node) -> Iterator[tuple[int, Tensor]]:
    """The inputs no gradient goes to that a rule of `node` still keeps, by their position."""
    if not node.saved:  # freed, nothing kept, or a hand-written Function, which has no plan to look into
        return
    for want in {want for wants in node.plan.wants for want in wants}:
        if want.kind != INPUT or want.name not in node.saved:
            continue
        first = 0 if node.plan.variadic else want.key
        for position, kept in enumerate(node.saved[want.name], first):
            if kept is not None and node.edges[position] is None:
                yield position, kept[0]


def _inlined(constant: Tensor, wishes: Wishes) -> bool:
    """Whether a constant is written into its operation, as the 2 of x * 2, instead of getting a box."""
    return constant._array.ndim == 0 and id(constant) not in wishes.names


def _roles(node: Node) -> list[str]:
    """What the operation's definition calls its inputs, by position; movements and Functions have no kernel to ask."""
    naive = NAIVE.get(node.operation) if type(node) is Node else None
    if naive is None:
        return [""] * len(node.edges)
    inputs = [p for p in inspect.signature(naive).parameters.values() if p.kind is not p.KEYWORD_ONLY]
    if inputs[0].kind is inspect.Parameter.VAR_POSITIONAL:
        return [f"{inputs[0].name}[{i}]" for i in range(len(node.edges))]
    return [p.name for p in inputs]


def _box(thing: Thing, wishes: Wishes) -> Box:
    return _operation(thing, wishes) if isinstance(thing, Node) else _leaf(thing, wishes)


def _operation(node: Node, wishes: Wishes) -> Box:
    roles = _roles(node)
    said = {roles[i]: _numbers(x._array) for i, x in sorted(_constants(node), key=_first) if _inlined(x, wishes)}
    said |= {name: _short(value) for name, value in node.settings.items() if _telling(value, node)}
    lines = [f"{name}={value}" for name, value in said.items()]
    if lines and len(joined := ", ".join(lines)) <= ONE_LINE:
        lines = [joined]
    return Box(OPERATION, node.operation, _shape(node.shape), from_numpy_dtype(node.storage).name, tuple(lines))


def _leaf(leaf: Tensor, wishes: Wishes) -> Box:
    title = wishes.names.get(id(leaf), "")
    lines = ["requires_grad" if leaf.requires_grad else "constant"]
    if wishes.values:
        lines.append(f"value {_numbers(leaf._array)}")
    if wishes.values and leaf.grad is not None:
        lines.append(f"grad {_numbers(leaf.grad._array)}")
    kind = TRAINED if leaf.requires_grad else CONSTANT
    return Box(kind, title, _shape(leaf._array.shape), leaf.dtype.name, tuple(lines))


def _numbered(boxes: list[Box]) -> list[Box]:
    """Leaves without a name become Tensor, or Tensor 1, Tensor 2 and so on in the order they were used."""
    unnamed = [i for i in reversed(range(len(boxes))) if not boxes[i].title]
    for number, i in enumerate(unnamed, 1):
        boxes[i] = boxes[i]._replace(title=f"Tensor {number}" if len(unnamed) > 1 else "Tensor")
    return boxes


def _first(pair: tuple[int, Tensor]) -> int:
    return pair[0]


def _telling(value: Any, node: Node) -> bool:
    """Whether a setting is worth a line: plain, not switched off, and not the shape that is shown anyway."""
    parts = value if isinstance(value, (tuple, list)) else (value,)
    if not all(isinstance(part, (bool, int, float, str, dtype)) for part in parts):
        return False  # an index, a way back to a base, None
    switched_off = value is False or (isinstance(value, float) and value == 0)
    return bool(parts) and not switched_off and value != node.shape


def _short(value: Any) -> str:
    """A setting as one writes it: (0,) as 0."""
    if isinstance(value, (tuple, list)):
        return str(value[0]) if len(value) == 1 else f"({', '.join(map(str, value))})"
    if isinstance(value, dtype):
        return value.name
    return f"{value:g}" if isinstance(value, float) else str(value)


def _shape(shape: tuple[int, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' * (len(shape) == 1)})"


def _numbers(array: Array) -> str:
    """The first few elements, in four digits."""
    elements = array.ravel()[:SHOWN_VALUES].tolist()
    shown = [f"{element:.4g}" if isinstance(element, float) else str(element) for element in elements]
    if array.ndim == 0:
        return shown[0]
    return f"[{', '.join(shown)}{', ...' if array.size > SHOWN_VALUES else ''}]"
