"""Reverse-mode differentiation: walk the recorded operations backwards, one local derivative after another.

`autograd_graph.py` noted every operation. `backward()` visits these notes from the result to the leaves, each once,
and multiplies with one partial derivative at a time: the chain rule. This file holds that walk, and the derivatives of
what modules 02 to 05 compute, written in tensor operations, so that they run on any backend and can be differentiated.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tinytorch_core.autograd_graph import Node, derivative, edge_of, record
from tinytorch_core.autograd_modes import grad_mode
from tinytorch_core.autograd_nn import as_rows, row_gradient, truth_of
from tinytorch_core.dispatch import set_recorder
from tinytorch_core.dtypes import from_numpy_dtype
from tinytorch_core.losses import class_dim
from tinytorch_core.tensor import Tensor
from tinytorch_core.tensor_arithmetic import cast_to
from tinytorch_core.tensor_hooks import heard


def backward_order(roots: Iterable[Node | Tensor]) -> list[Node]:
    """Every node that the roots were computed from, latest first: each before those its gradients go to.

    Found iteratively, so that a graph may be deep. An operation is recorded after the ones its inputs came from, so
    sorting by time sorts topologically.
    """
    waiting = [root for root in roots if isinstance(root, Node)]
    seen = set(waiting)
    while waiting:
        for edge in waiting.pop().edges:
            if isinstance(edge, Node) and edge not in seen:
                seen.add(edge)
                waiting.append(edge)
    return sorted(seen, key=lambda node: node.sequence, reverse=True)


def unbroadcast(grad: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Sums the gradient of a broadcast result back to the shape of an operand: what was copied forwards adds up."""
    extra = grad._array.ndim - len(shape)
    stretched = [d + extra for d, size in enumerate(shape) if size == 1 and grad._array.shape[d + extra] != 1]
    if extra or stretched:
        grad = grad.sum((*range(extra), *stretched), keepdim=True)
        grad = grad.reshape(shape)
    return grad


def fitted(grad: Tensor, edge: Node | Tensor, source: Node) -> Tensor:
    """The gradient in the shape and dtype of what it belongs to."""
    shape, storage = (edge.shape, edge.storage) if isinstance(edge, Node) else (edge._array.shape, edge._array.dtype)
    if grad._array.shape != shape:
        source.check_fits(grad, shape)
        grad = unbroadcast(grad, shape)
    return grad if grad._array.dtype is storage else cast_to(grad, from_numpy_dtype(storage))


def accumulate(leaf: Tensor, grad: Tensor, create_graph: bool) -> None:
    """leaf.grad += grad. The first gradient is copied, for it may be shared with another leaf."""
    if leaf.grad is None:
        leaf.grad = grad.clone()
    elif create_graph:
        leaf.grad = leaf.grad + grad
    else:
        leaf.grad.add_(grad)
    for hook in list((leaf._after_hooks or {}).values()):
        hook(leaf)


Wanted = dict[Any, "Tensor | None"]


def run_backward(
    roots: list[tuple[Node | Tensor, Tensor]], retain_graph: bool, create_graph: bool, wanted: Wanted | None = None
) -> None:
    """Walks from the roots to the leaves. Fills `wanted` (edge -> gradient) if given, else the leaves' `grad`."""
    grads: dict[Any, Tensor] = {}
    for root, grad in roots:
        grads[root] = grads[root] + grad if root in grads else grad
    mode = grad_mode.set(create_graph)  # the walk is itself recorded only if it is to be differentiated
    try:
        for node in _leading_to(backward_order(edge for edge, _ in roots), wanted):
            grad_here = grads.pop(node, None)
            if grad_here is not None:
                _step(node, grad_here, grads, create_graph, wanted)
                if not retain_graph:
                    node.free()
        _deliver(grads, create_graph, wanted)
    finally:
        grad_mode.reset(mode)


def _step(node: Node, grad: Tensor, grads: dict[Any, Tensor], create_graph: bool, wanted: Wanted | None) -> None:
    """One node: its gradient times its partial derivatives, added to what has arrived at its inputs."""
    grad = heard(node.hooks, grad)
    if wanted is not None and node in wanted:
        wanted[node] = grad
    for edge, part in zip(node.edges, node.gradients(grad, create_graph), strict=True):
        if edge is not None and part is not None:
            part = fitted(part, edge, node)
            grads[edge] = grads[edge] + part if edge in grads else part


def _leading_to(order: list[Node], wanted: Wanted | None) -> list[Node]:
    """The nodes of `order` that some wanted gradient lies behind; all of them where leaves are to be filled."""
    if wanted is None:
        return order
    useful: set[Any] = set(wanted)
    for node in reversed(order):
        if any(edge in useful for edge in node.edges if edge is not None):
            useful.add(node)
    return [node for node in order if node in useful]


def _deliver(grads: dict[Any, Tensor], create_graph: bool, wanted: Wanted | None) -> None:
    """Hands the gradients that arrived at leaves to whoever asked."""
    for leaf, grad in grads.items():
        if isinstance(leaf, Node):
            continue
        grad = heard(leaf._hooks, grad)
        if wanted is None:
            accumulate(leaf, grad, create_graph)
        elif leaf in wanted:
            wanted[leaf] = grad


def root_of(output: Tensor, gradient: Tensor | None) -> tuple[Node | Tensor, Tensor]:
    """Where a backward pass from `output` starts, and with what: ones for a single element."""
    if not output.requires_grad:
        raise RuntimeError(
            "element 0 of tensors does not require grad and does not have a grad_fn: nothing it was computed from has "
            "requires_grad=True, or it was computed under no_grad()"
        )
    if gradient is None:
        if output._array.size != 1:
            raise RuntimeError(
                f"grad can be implicitly created only for scalar outputs, this one has shape {list(output.shape)}; "
                "reduce it with .sum() or .mean(), or pass a gradient of that shape"
            )
        gradient = Tensor._wrap(np.ones_like(output._array))
    elif gradient.shape != output.shape:
        raise RuntimeError(
            f"Mismatch in shape: grad_output has a shape of {gradient.shape} and output has a shape of {output.shape}."
        )
    return edge_of(output), gradient  # type: ignore[return-value]


def backward(
    tensors: Tensor | Sequence[Tensor],
    grad_tensors: Tensor | Sequence[Tensor | None] | None = None,
    retain_graph: bool | None = None,
    create_graph: bool = False,
    inputs: Tensor | Sequence[Tensor] | None = None,
) -> None:
    """Adds the gradients of the sum of `tensors` to the `grad` of every leaf they were computed from.

    Args:
        tensors: one result or several.
        grad_tensors: what each is multiplied with, of its shape; None for single elements.
        retain_graph: keep what was saved, so that the graph can be walked again; by default as create_graph.
        create_graph: record this walk too, for second derivatives.
        inputs: fill in the `grad` of these tensors only.
    """
    roots = roots_of(tensors, grad_tensors)
    keep = create_graph if retain_graph is None else retain_graph
    if inputs is None:
        run_backward(roots, keep, create_graph)
        return
    sources = [inputs] if isinstance(inputs, Tensor) else list(inputs)
    wanted: Wanted = {edge_of(source): None for source in sources}
    run_backward(roots, keep, create_graph, wanted)
    for source in sources:
        found = wanted[edge_of(source)]
        if found is not None:
            accumulate(source, found, create_graph)


def roots_of(
    outputs: Tensor | Sequence[Tensor], gradients: Tensor | Sequence[Tensor | None] | None
) -> list[tuple[Node | Tensor, Tensor]]:
    """Every output with its gradient, given one or several of each."""
    results = [outputs] if isinstance(outputs, Tensor) else list(outputs)
    given = [gradients] * len(results) if isinstance(gradients, Tensor) or gradients is None else list(gradients)
    if len(given) != len(results):
        raise RuntimeError(f"got {len(results)} tensors and {len(given)} gradients; give one gradient for each tensor")
    return [root_of(output, gradient) for output, gradient in zip(results, given, strict=True)]


set_recorder(record, backward)

# The derivatives. `grad` is d loss / d output; a rule returns d loss / d input.


@derivative("add", "a")
@derivative("add", "b")
def add_backward(grad: Tensor) -> Tensor:
    """d(a + b) = da + db: the gradient goes on unchanged."""
    return grad


@derivative("sub", "a")
def sub_backward_a(grad: Tensor) -> Tensor:
    """d(a - b)/da = 1."""
    return grad


@derivative("sub", "b")
def sub_backward_b(grad: Tensor) -> Tensor:
    """d(a - b)/db = -1."""
    return -grad


@derivative("mul", "a")
def mul_backward_a(grad: Tensor, b: Tensor) -> Tensor:
    """d(a·b)/da = b."""
    return grad * b


@derivative("mul", "b")
def mul_backward_b(grad: Tensor, a: Tensor) -> Tensor:
    """d(a·b)/db = a."""
    return grad * a


@derivative("div", "a")
def div_backward_a(grad: Tensor, b: Tensor) -> Tensor:
    """d(a/b)/da = 1/b."""
    return grad / b


@derivative("div", "b")
def div_backward_b(grad: Tensor, a: Tensor, b: Tensor) -> Tensor:
    """d(a/b)/db = -a/b²."""
    return -grad * a / (b * b)


@derivative("exp")
def exp_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d e^x = e^x, which the forward pass already has."""
    return grad * output


@derivative("log")
def log_backward(grad: Tensor, x: Tensor) -> Tensor:
    """d ln x = 1/x."""
    return grad / x


@derivative("matmul", "a")
def matmul_backward_a(grad: Tensor, b: Tensor) -> Tensor:
    """dA = dC · Bᵀ."""
    return grad @ b.mT


@derivative("matmul", "b")
def matmul_backward_b(grad: Tensor, a: Tensor) -> Tensor:
    """dB = Aᵀ · dC."""
    return a.mT @ grad


def spread(grad: Tensor, dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """A reduced tensor with its reduced dimensions back as size 1, so that it broadcasts against what was reduced."""
    if keepdim or grad._array.ndim == 0:
        return grad
    for d in dim:
        grad = grad.unsqueeze(d)
    return grad


@derivative("sum")
def sum_backward(grad: Tensor, x_shape: tuple[int, ...], dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """Every summand counts once: the gradient is spread back over what was summed."""
    return spread(grad, dim, keepdim).expand(x_shape)


@derivative("amax")
def amax_backward(grad: Tensor, x: Tensor, output: Tensor, dim: tuple[int, ...], keepdim: bool) -> Tensor:
    """The gradient goes to where the maximum came from, shared equally where several are largest."""
    top = (x == spread(output, dim, keepdim)).to(grad.dtype)
    return top * (spread(grad, dim, keepdim) / top.sum(dim, keepdim=True))


@derivative("relu")
def relu_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d relu / dx is 1 where x > 0, else 0 (0 at x = 0 by convention); relu(x) > 0 exactly where x is."""
    return grad.masked_fill(output <= 0, 0)


@derivative("sigmoid")
def sigmoid_backward(grad: Tensor, output: Tensor) -> Tensor:
    """dσ/dx = σ · (1 - σ)."""
    return grad * output * (1 - output)


@derivative("tanh")
def tanh_backward(grad: Tensor, output: Tensor) -> Tensor:
    """d tanh / dx = 1 - tanh²."""
    return grad * (1 - output * output)


@derivative("softmax")
def softmax_backward(grad: Tensor, output: Tensor, dim: int) -> Tensor:
    """dx = s · (g - Σ g·s): raising one score lowers the share of all others."""
    return output * (grad - (grad * output).sum(dim, keepdim=True))


@derivative("log_softmax")
def log_softmax_backward(grad: Tensor, output: Tensor, dim: int) -> Tensor:
    """dx = g - softmax(x) · Σ g."""
    return grad - output.exp() * grad.sum(dim, keepdim=True)


@derivative("linear", "x")
def linear_backward_x(grad: Tensor, weight: Tensor) -> Tensor:
    """dX = dY · W."""
    return grad @ weight


@derivative("linear", "weight")
def linear_backward_weight(grad: Tensor, x: Tensor) -> Tensor:
    """dW = dYᵀ · X, added up over all rows."""
    return as_rows(grad).T @ as_rows(x)


@derivative("linear", "bias")
def linear_backward_bias(grad: Tensor) -> Tensor:
    """db = Σ of dY over all rows."""
    return as_rows(grad).sum(0)


@derivative("cross_entropy", "logits")
def cross_entropy_backward(
    grad: Tensor,
    logits: Tensor,
    log_probs: Tensor,
    target: Tensor,
    weight: Tensor | None,
    ignore_index: int,
    label_smoothing: float,
    reduction: str,
) -> Tensor:
    """d loss_b / d logits = softmax(logits_b) - onehot(target_b): what was said minus what was true."""
    if grad_mode.get():  # to be differentiated once more, what was said must know where it came from
        log_probs = logits.log_softmax(class_dim(logits))
    truth = truth_of(log_probs, target, weight, ignore_index, label_smoothing)
    said = log_probs.exp() * truth.sum(class_dim(logits), keepdim=True)
    return (said - truth) * row_gradient(grad, log_probs, target, weight, ignore_index, reduction)
