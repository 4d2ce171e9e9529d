"""Derivatives of reductions and of sorting beyond module 02's lesson."""

from tinytorch_core.autograd_graph import not_differentiable

not_differentiable("argmax")
