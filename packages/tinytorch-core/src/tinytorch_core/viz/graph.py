"""`torch.viz.graph(loss)`: what autograd recorded, as a picture or as a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from tinytorch_core.layers import Module
from tinytorch_core.tensor import Tensor
from tinytorch_core.viz.tape import CONSTANT, MORE, OPERATION, TRAINED, Diagram, Wishes, read

if TYPE_CHECKING:
    import os

_NEEDED = 'params must be a module, a dict such as {"x": x}, or pairs of a name and a tensor'
Named = Mapping[str, Tensor] | Iterable[tuple[str, Tensor]] | Module


class Graph:
    """A drawn graph. A notebook shows the picture, `print` the list, and `save` writes the picture to a file.

    It holds words and numbers as they were when it was made, and keeps no tensor alive.
    """

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram

    @cached_property
    def svg(self) -> str:
        """The picture as the text of an SVG file: inputs on top, arrows from inputs to results, the output below.

        Raises:
            ModuleNotFoundError: fast-sugiyama, which the extra tinytorch-core[viz] brings, is not installed.
        """
        from tinytorch_core.viz.svg import draw  # here, because the list does not need it

        return draw(self._diagram)

    @cached_property
    def text(self) -> str:
        """The same as an indented list: the operations in the order they ran, below each what it was given."""
        from tinytorch_core.viz.listing import listing

        return listing(self._diagram)

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Writes the picture to `path`, whole or not at all, and returns the path.

        Raises:
            ValueError: the name does not end in .svg.
        """
        from tinytorch_core.course.workspace import write_atomically

        target = Path(path)
        if target.suffix.lower() != ".svg":
            raise ValueError(f"Graph.save writes SVG, but was given {str(path)!r}; name it {target.stem}.svg")
        write_atomically(target, self.svg)
        return target

    def _repr_svg_(self) -> str:
        """What a notebook shows."""
        return self.svg

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        kinds = [box.kind for box in self._diagram.boxes]
        counts = ((OPERATION, "operations"), (TRAINED, "leaves that require grad"), (CONSTANT, "constants"))
        said = [f"{kinds.count(kind)} {name}" for kind, name in counts]
        said += [f"{box.title} not shown" for box in self._diagram.boxes if box.kind == MORE]
        return f"<Graph: {', '.join(said)}>"


def graph(output: Tensor, *, params: Named | None = None, values: bool = False, max_nodes: int = 200) -> Graph:
    """Draws the graph that autograd recorded for `output`: which operations made it, from which leaves.

    Every operation and every leaf is drawn once, however often it was used. Constants (data, targets) are drawn where
    a derivative still keeps them; backward() frees those, and without them the graph can be drawn still.

    Args:
        output: a tensor that requires a gradient, such as a loss.
        params: names for tensors: a module, its named_parameters(), or a dict such as {"x": x}.
        values: write numbers too: the output's, and every leaf's value and gradient, the first few elements of each.
        max_nodes: how many boxes are drawn at most; older ones become a single one that says how many they are.

    Returns:
        A `Graph` with `.svg`, `.text` and `.save("graph.svg")`; a notebook shows it by itself.

    Raises:
        TypeError: `output` is not a tensor, or `params` does not hold pairs of a name and a tensor.
        RuntimeError: `output` does not require a gradient, so nothing was recorded.
        ValueError: `max_nodes` is less than 1.

    >>> x = Tensor([3.0], requires_grad=True)
    >>> print(graph(x * x + x, params={"x": x}))
    1  mul -> (1,) float32
         a: x (1,) float32, requires_grad
         b: x (1,) float32, requires_grad
    2  add -> (1,) float32, output
         a: 1 mul (1,) float32
         b: x (1,) float32, requires_grad
    """
    if not isinstance(output, Tensor):
        raise TypeError(f"graph: argument 'output' must be Tensor, not {type(output).__name__}; give it a loss")
    if not output.requires_grad:
        raise RuntimeError(
            f"graph: this tensor of shape {tuple(output.shape)} does not require grad, so nothing was recorded: "
            "nothing it was computed from has requires_grad=True, or it was computed under no_grad()"
        )
    if not isinstance(max_nodes, int) or max_nodes < 1:
        raise ValueError(f"graph: max_nodes must be an int of at least 1, got {max_nodes!r}")
    return Graph(read(output, Wishes(_names(params), values, max_nodes)))


def _names(params: object) -> dict[int, str]:
    """Names by the identity of the tensor; of several for the same tensor the first counts."""
    names: dict[int, str] = {}
    for pair in _pairs(params):
        match pair:
            case (str(name), Tensor() as tensor):
                names.setdefault(id(tensor), name)
            case _:
                raise TypeError(f"graph: {_NEEDED}, but it holds {_brief(pair)}")
    return names


def _pairs(params: object) -> Iterable[object]:
    if isinstance(params, Module):
        return params.named_parameters()
    if isinstance(params, Mapping):
        return params.items()
    if isinstance(params, Iterable):
        return params
    if params is None:
        return ()
    raise TypeError(f"graph: {_NEEDED}, not {_brief(params)}")


def _brief(value: object) -> str:
    return f"a {type(value).__name__}" if isinstance(value, Tensor) else f"{value!r:.60}"
