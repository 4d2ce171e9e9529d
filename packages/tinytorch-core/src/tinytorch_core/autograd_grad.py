"""`torch.autograd.grad`: gradients returned to the caller instead of added to the leaves."""

from __future__ import annotations

from collections.abc import Sequence

from tinytorch_core.autograd import Wanted, roots_of, run_backward
from tinytorch_core.autograd_graph import edge_of
from tinytorch_core.tensor import Tensor


def grad(
    outputs: Tensor | Sequence[Tensor],
    inputs: Tensor | Sequence[Tensor],
    grad_outputs: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    allow_unused: bool = False,
) -> tuple[Tensor | None, ...]:
    """The gradients of the sum of `outputs` with respect to `inputs`, returned instead of accumulated.

    Args as for `backward`; `allow_unused` gives None for an input that the outputs do not depend on.

    Raises:
        RuntimeError: an input does not require a gradient, or is unused and `allow_unused` is False.
    """
    sources = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    for source in sources:
        if not source.requires_grad:
            raise RuntimeError("One of the differentiated Tensors does not require grad: set requires_grad=True first")
    wanted: Wanted = {edge_of(source): None for source in sources}
    roots = roots_of(outputs, grad_outputs)
    run_backward(roots, create_graph if retain_graph is None else retain_graph, create_graph, wanted)
    found = tuple(wanted[edge_of(source)] for source in sources)
    if not allow_unused and any(gradient is None for gradient in found):
        raise RuntimeError(
            "One of the differentiated Tensors appears to not have been used in the graph. "
            "Set allow_unused=True if this is the desired behavior."
        )
    return found
