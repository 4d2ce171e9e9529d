"""torch.viz: pictures of what was computed."""

from tinytorch_core.viz.graph import Graph, graph

__all__ = ["Graph", "graph"]
