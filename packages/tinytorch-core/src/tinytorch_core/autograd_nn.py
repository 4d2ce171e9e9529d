"""Derivatives of the activations and losses beyond the lessons of modules 03 and 05."""
