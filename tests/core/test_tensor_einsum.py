"""einsum: formulas by hand, and errors that name the letter."""

import pytest

import tinytorch as torch

X = [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("ij->ji", [[1, 3], [2, 4]]),
        ("ij->i", [3, 7]),
        ("ij->", 10),
        ("ii", 5),
        ("ii->i", [1, 4]),
        ("ba", [[1, 3], [2, 4]]),
        ("...j->...", [3, 7]),
    ],
)
def test_formulas_of_one_operand(formula: str, result: object) -> None:
    assert torch.einsum(formula, torch.tensor(X)).tolist() == result


@pytest.mark.parametrize(
    ("formula", "result"),
    [
        ("ij,jk->ik", [[7, 10], [15, 22]]),
        ("ij,ij->ij", [[1, 4], [9, 16]]),
        ("ij,ij", 30),
        ("ij,kl->", 100),
        ("...i,...i->...", [5, 25]),
    ],
)
def test_formulas_of_two_operands(formula: str, result: object) -> None:
    assert torch.einsum(formula, torch.tensor(X), torch.tensor(X)).tolist() == result


def test_three_operands_are_contracted_from_left_to_right() -> None:
    x, v = torch.tensor(X), torch.tensor([1, 10])
    assert torch.einsum("i,ij,j", v, x, v).item() == 451


def test_lists_of_numbers_stand_for_letters() -> None:
    x = torch.tensor(X)
    assert torch.einsum(x, [0, 1], x, [1, 2], [0, 2]).tolist() == [[7, 10], [15, 22]]


def test_gradients_flow_through_a_diagonal() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    torch.einsum("ii->", x).backward()
    assert x.grad.tolist() == [[1, 0], [0, 1]]


@pytest.mark.parametrize(
    ("formula", "count", "message"),
    [
        ("ij,jk", 1, r"fewer operands were provided than specified in the equation: 1 for the 2 of 'ij,jk'"),
        ("ij", 2, "more operands were provided"),
        ("ijk", 1, r"\(3\) does not match the number of dimensions \(2\) for operand 0, 'ijk' with shape \[2, 2\]"),
        ("ijk...", 1, r"\(3\) is more than the number of dimensions \(2\)"),
        ("i1", 1, "invalid subscript '1' in 'i1' for operand 0"),
        ("i.j", 1, "found '.' in 'i.j' for operand 0"),
        ("...i...", 1, "not part of one ellipsis"),
        ("ij->k", 1, "output subscript k does not appear"),
        ("ij->ii", 1, "output subscript i appears more than once"),
        ("ij->i->j", 1, "invalid subscript '-' in 'i->j' for the output"),
    ],
)
def test_a_malformed_formula_is_explained(formula: str, count: int, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.einsum(formula, *[torch.tensor(X)] * count)


def test_sizes_that_differ_are_named_with_their_letter() -> None:
    with pytest.raises(RuntimeError, match=r"subscript j has size 3 for operand 1 of shape \[3\].* size 2"):
        torch.einsum("ij,j", torch.zeros(2, 2), torch.zeros(3))
    with pytest.raises(RuntimeError, match=r"subscript i is repeated for operand 0 .* 3 != 2"):
        torch.einsum("ii", torch.zeros(2, 3))
    with pytest.raises(RuntimeError, match=r"covered by ellipsis, has size 4 for operand 1"):
        torch.einsum("...a,...a", torch.zeros(2, 3), torch.zeros(4, 3))


def test_a_formula_needs_an_operand() -> None:
    with pytest.raises(ValueError, match="at least one operand"):
        torch.einsum("ij")
    with pytest.raises(TypeError, match="must be Tensor, not list"):
        torch.einsum("i,i", torch.zeros(2), [1, 2])
