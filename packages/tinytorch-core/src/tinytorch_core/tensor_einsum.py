"""einsum: any sum of products, written as a formula; worked out with diagonals, sums, permutations and matmul.

    "bij,bjk->bik"   a letter for each dimension; letters that the result lacks are summed over

The formula is parsed once, then the operands are contracted from left to right, two at a time. Everything is built
from operations on tensors, so gradients and backends come for free.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tinytorch_core.tensor_base import TensorBase
from tinytorch_core.tensor_promotion import assert_tensor

if TYPE_CHECKING:
    from tinytorch_core.dtypes import dtype
    from tinytorch_core.tensor import Tensor

__all__ = ["einsum"]

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


class Labelled(NamedTuple):
    """A tensor and the label of each of its dimensions: a letter, or "...n" for the n-th last one of an ellipsis."""

    tensor: Tensor
    labels: list[str]

    def size(self, label: str) -> int:
        """The size of the dimension with that label."""
        return self.tensor.shape[self.labels.index(label)]


def einsum(equation: Any, *operands: Any) -> Tensor:
    """The sum of products that a formula describes.

        einsum("ik,kj->ij", A, B)_ij = Σ_k A_ik · B_kj

    Args:
        equation: a letter for each dimension of each operand, the operands separated by commas; after "->" the
            dimensions of the result in order. Letters that the result lacks are summed over; a letter twice in one
            operand takes the diagonal; "..." stands for any further dimensions, which broadcast. Without "->" the
            result has the ellipsis, then the letters that occur once, in alphabetical order.
        operands: as many tensors as the formula names. Or, instead of a formula, tensors and lists of numbers in
            turn: einsum(A, [0, 1], B, [1, 2], [0, 2]).

    Raises:
        RuntimeError: the formula is malformed or does not fit the operands' shapes; the message names the letter.
        ValueError: there is no operand.

    Cost: of the matrix products of two operands at a time, left to right: put the small ones first.

    >>> from tinytorch_core.tensor_creation import tensor
    >>> x = tensor([[1, 2], [3, 4]])
    >>> einsum("ij,j->i", x, tensor([1, 10])).tolist()
    [21, 43]
    >>> einsum("ii", x).item()
    5
    """
    formula, tensors = _arguments(equation, operands)
    left, arrow, right = formula.replace(" ", "").partition("->")
    inputs = _labelled(formula, left.split(","), tensors)
    output = _output(right, inputs) if arrow else _implicit_output(inputs)
    parts = _broadcast([_diagonal(part, number) for number, part in enumerate(inputs)])
    result = parts[0]
    for number, part in enumerate(parts[1:], start=2):
        later = {label for other in parts[number:] for label in other.labels}
        result = _contract(result, part, later.union(output))
    result = _without(result, set(output))
    return _permuted(result, output)


def _arguments(equation: Any, operands: tuple[Any, ...]) -> tuple[str, list[Tensor]]:
    """The formula and the tensors, from either way of writing them."""
    if isinstance(equation, TensorBase):
        equation, operands = _from_lists((equation, *operands))
    elif len(operands) == 1 and isinstance(operands[0], (list, tuple)):
        operands = tuple(operands[0])
    if not isinstance(equation, str) or not operands:
        raise ValueError(
            "einsum(): must specify the equation string and at least one operand, or at least one operand and its "
            f"subscripts list; got {equation!r} and {len(operands)} operands"
        )
    for operand in operands:
        assert_tensor("einsum", operand)
    return equation, list(operands)


def _from_lists(given: tuple[Any, ...]) -> tuple[str, tuple[Any, ...]]:
    """The formula that tensors and lists of numbers in turn stand for: 0 is "A", 26 is "a"."""
    terms = [_from_numbers(numbers) for numbers in given[1::2]]
    left = ",".join(terms)
    return (f"{left}->{_from_numbers(given[-1])}" if len(given) % 2 else left), given[: len(given) // 2 * 2 : 2]


def _from_numbers(numbers: Any) -> str:
    if not isinstance(numbers, Sequence):
        raise RuntimeError(f"einsum(): expected a list of subscripts after each operand, got {type(numbers).__name__}")
    for number in numbers:
        if number is not Ellipsis and not isinstance(number, (int, np.integer)):
            raise TypeError(f"einsum(): subscripts must be Ellipsis or whole numbers, got {type(number).__name__}")
        if number is not Ellipsis and not 0 <= number < len(LETTERS):
            raise RuntimeError(
                f"einsum(): subscripts must be Ellipsis or numbers from 0 to {len(LETTERS) - 1}, got {number}"
            )
    return "".join("..." if number is Ellipsis else LETTERS[number] for number in numbers)


def _labelled(formula: str, terms: list[str], tensors: list[Tensor]) -> list[Labelled]:
    """Each operand with a label for every dimension."""
    if len(terms) != len(tensors):
        fewer = "fewer" if len(tensors) < len(terms) else "more"
        raise RuntimeError(
            f"einsum(): {fewer} operands were provided than specified in the equation: "
            f"{len(tensors)} for the {len(terms)} of {formula!r}"
        )
    return [
        Labelled(tensor, _labels_of(term, tensor._array.shape, number))
        for number, (term, tensor) in enumerate(zip(terms, tensors, strict=True))
    ]


def _labels_of(term: str, shape: tuple[int, ...], number: int) -> list[str]:
    """The labels of operand `number`; an ellipsis gets one for each dimension that the letters leave over."""
    where = f"operand {number}"
    before, dots, after = _split(term, where)
    rest = len(shape) - len(before) - len(after)
    if rest < 0 or (rest > 0 and not dots):
        raise RuntimeError(
            f"einsum(): the number of subscripts in the equation ({len(before) + len(after)}) "
            f"{'is more than' if dots else 'does not match'} the number of dimensions ({len(shape)}) for {where}, "
            f"{term!r} with shape {list(shape)}{'' if dots else ', and no ellipsis was given'}"
        )
    return [*before, *[f"...{n}" for n in range(rest, 0, -1)], *after]


def _split(term: str, where: str) -> tuple[str, str, str]:
    """The letters before an ellipsis, the ellipsis, and the letters after it; checked."""
    before, dots, after = term.partition("...")
    for letter in before + after:
        if letter == ".":
            raise RuntimeError(f"einsum(): found '.' in {term!r} for {where} that is not part of one ellipsis")
        if letter not in LETTERS:
            raise RuntimeError(
                f"einsum(): invalid subscript {letter!r} in {term!r} for {where}, subscripts must be in [a-zA-Z]"
            )
    return before, dots, after


def _ellipsis(inputs: list[Labelled]) -> list[str]:
    """The labels of the longest ellipsis among the operands; the others broadcast against its end."""
    longest = max((int(label[3:]) for part in inputs for label in part.labels if label[0] == "."), default=0)
    return [f"...{n}" for n in range(longest, 0, -1)]


def _output(term: str, inputs: list[Labelled]) -> list[str]:
    """The labels of the result that the formula asks for."""
    before, dots, after = _split(term, "the output")
    known = {label for part in inputs for label in part.labels}
    for letter in before + after:
        if letter not in known:
            raise RuntimeError(
                f"einsum(): output subscript {letter} does not appear in the equation for any input operand"
            )
        if (before + after).count(letter) > 1:
            raise RuntimeError(f"einsum(): output subscript {letter} appears more than once in the output")
    return [*before, *(_ellipsis(inputs) if dots else []), *after]


def _implicit_output(inputs: list[Labelled]) -> list[str]:
    """Without "->": the ellipsis, then every letter that occurs once, capitals first."""
    every = [label for part in inputs for label in part.labels if label[0] != "."]
    return [*_ellipsis(inputs), *sorted(label for label in set(every) if every.count(label) == 1)]


def _diagonal(part: Labelled, number: int) -> Labelled:
    """The operand with each label once: where a label stands twice, only the elements with both indices equal."""
    shape = part.tensor._array.shape
    labels = list(dict.fromkeys(part.labels))
    if len(labels) == len(part.labels):
        return part
    sizes = {label: part.size(label) for label in labels}
    for label, size in zip(part.labels, shape, strict=True):
        if size != sizes[label]:
            raise RuntimeError(
                f"einsum(): subscript {label} is repeated for operand {number} but the sizes don't match, "
                f"{size} != {sizes[label]}, in shape {list(shape)}"
            )
    positions = dict(zip(labels, np.ogrid[tuple(slice(sizes[label]) for label in labels)], strict=True))
    return Labelled(part.tensor[tuple(positions[label] for label in part.labels)], labels)


def _broadcast(parts: list[Labelled]) -> list[Labelled]:
    """The operands without their dimensions of size 1 that others have longer; the longer ones must be equal."""
    sizes: dict[str, int] = {}
    for number, part in enumerate(parts):
        for label in part.labels:
            size = part.size(label)
            if sizes.setdefault(label, size) == 1:
                sizes[label] = size
            elif size not in (1, sizes[label]):
                name = f"dimension {label}, covered by ellipsis," if label[0] == "." else f"subscript {label}"
                raise RuntimeError(
                    f"einsum(): {name} has size {size} for operand {number} of shape {list(part.tensor.shape)}, "
                    f"which does not broadcast with previously seen size {sizes[label]}"
                )
    return [_squeezed(part, [label for label in part.labels if part.size(label) != sizes[label]]) for part in parts]


def _squeezed(part: Labelled, gone: list[str]) -> Labelled:
    if not gone:
        return part
    dims = tuple(part.labels.index(label) for label in gone)
    return Labelled(part.tensor.squeeze(dims), [label for label in part.labels if label not in gone])


def _without(part: Labelled, wanted: set[str], dtype: dtype | None = None) -> Labelled:
    """The operand summed over every dimension that is not wanted; a factor to come stays in its own dtype."""
    dims = tuple(d for d, label in enumerate(part.labels) if label not in wanted)
    if not dims:
        return part
    return Labelled(part.tensor.sum(dims, dtype=dtype), [label for label in part.labels if label in wanted])


def _permuted(part: Labelled, labels: list[str]) -> Tensor:
    """The tensor with its dimensions in the order of `labels`."""
    if part.labels == labels:
        return part.tensor
    return part.tensor.permute(*[part.labels.index(label) for label in labels])


def _contract(a: Labelled, b: Labelled, kept: set[str]) -> Labelled:
    """The product of two operands, summed over the labels that nobody needs later."""
    a = _without(a, kept.union(b.labels), a.tensor.dtype)
    b = _without(b, kept.union(a.labels), b.tensor.dtype)
    shared = [label for label in a.labels if label in b.labels]
    batch = [label for label in shared if label in kept]
    summed = [label for label in shared if label not in kept]
    rows = [label for label in a.labels if label not in shared]
    columns = [label for label in b.labels if label not in shared]
    multiply = _matrix_product if summed else _outer_product
    return Labelled(multiply(a, b, batch, summed, rows, columns), [*batch, *rows, *columns])


def _matrix_product(
    a: Labelled, b: Labelled, batch: list[str], summed: list[str], rows: list[str], columns: list[str]
) -> Tensor:
    """(batch, rows, summed) @ (batch, summed, columns), each group of dimensions made one and taken apart again."""
    stack, inner = [a.size(label) for label in batch], [a.size(label) for label in summed]
    height, width = [a.size(label) for label in rows], [b.size(label) for label in columns]
    count = [prod(stack)] if batch else []
    left = _permuted(a, [*batch, *rows, *summed]).reshape(*count, prod(height), prod(inner))
    right = _permuted(b, [*batch, *summed, *columns]).reshape(*count, prod(inner), prod(width))
    return left.matmul(right).reshape((*stack, *height, *width))


def _outer_product(
    a: Labelled, b: Labelled, batch: list[str], summed: list[str], rows: list[str], columns: list[str]
) -> Tensor:
    """(batch, rows, 1) · (batch, 1, columns): nothing is summed, so a product of elements will do."""
    left, right = _permuted(a, [*batch, *rows]), _permuted(b, [*batch, *columns])
    stack, width = [a.size(label) for label in batch], [b.size(label) for label in columns]
    left = left.reshape((*left.shape, *[1] * len(columns))) if columns else left
    right = right.reshape((*stack, *[1] * len(rows), *width)) if rows else right
    return left.mul(right)
