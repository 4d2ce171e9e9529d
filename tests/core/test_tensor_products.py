"""Products of vectors and matrices under their own names, and what they refuse."""

import math

import pytest

import tinytorch as torch

A = [[1, 2], [3, 4]]


def test_matmul_knows_vectors_matrices_and_stacks() -> None:
    a, v = torch.tensor(A), torch.tensor([1, 10])
    assert (a @ a).tolist() == [[7, 10], [15, 22]]
    assert (a @ v).tolist() == [21, 43]
    assert (v @ a).tolist() == [31, 42]
    assert (v @ v).item() == 101
    assert (torch.stack([a, a + a]) @ v).tolist() == [[21, 43], [42, 86]]


def test_matmul_of_nothing_is_zero() -> None:
    assert (torch.zeros(2, 0) @ torch.zeros(0, 3)).tolist() == [[0, 0, 0], [0, 0, 0]]
    assert tuple((torch.zeros(3, 0, 2) @ torch.zeros(1, 2, 4)).shape) == (3, 0, 4)


def test_matmul_refuses_stacks_that_do_not_broadcast() -> None:
    with pytest.raises(RuntimeError, match=r"\(2\) must match .* \(3\) at non-singleton dimension 0"):
        torch.zeros(2, 1, 1) @ torch.zeros(3, 1, 1)


def test_mm_bmm_and_mv_take_their_own_shapes_only() -> None:
    a = torch.tensor(A)
    assert a.mm(a).tolist() == [[7, 10], [15, 22]]
    assert a.mv(torch.tensor([1, 0])).tolist() == [1, 3]
    assert torch.stack([a]).bmm(torch.stack([a])).tolist() == [[[7, 10], [15, 22]]]
    with pytest.raises(RuntimeError, match=r"mm\(\): mat2 must be a matrix, 2D; it has shape \[2\]"):
        a.mm(torch.tensor([1, 0]))
    with pytest.raises(RuntimeError, match=r"mv\(\): vec must be a vector, 1D; it has shape \[2, 2\]"):
        a.mv(a)
    with pytest.raises(RuntimeError, match=r"to be: \[1, 2\] but got: \[2, 2\]"):
        torch.zeros(1, 2, 2).bmm(torch.zeros(2, 2, 2))


def test_dot_and_outer() -> None:
    x, y = torch.tensor([1, 2, 3]), torch.tensor([4, 5, 6])
    assert x.dot(y).item() == x.vdot(y).item() == 32
    assert (
        x.outer(torch.tensor([1, 10])).tolist() == x.ger(torch.tensor([1, 10])).tolist() == [[1, 10], [2, 20], [3, 30]]
    )
    with pytest.raises(RuntimeError, match=r"tensor \[3\] and src \[2\]"):
        x.dot(torch.tensor([1, 2]))


def test_inner_sums_over_the_last_dimensions() -> None:
    a = torch.tensor(A)
    assert a.inner(a).tolist() == [[5, 11], [11, 25]]
    assert a.inner(torch.tensor(10)).tolist() == [[10, 20], [30, 40]]
    with pytest.raises(RuntimeError, match=r"\[2, 2\] and \[3\]"):
        a.inner(torch.tensor([1, 2, 3]))


def test_addmm_adds_a_weighted_product() -> None:
    a = torch.tensor(A)
    assert torch.addmm(torch.tensor([1, 2]), a, a, beta=10, alpha=2).tolist() == [[24, 40], [40, 64]]


def test_addmm_with_beta_0_does_not_look_at_its_input() -> None:
    one = torch.ones(1, 1)
    assert torch.addmm(torch.tensor([[math.nan]]), one, one, beta=0).item() == 1


def test_addmm_refuses_what_does_not_fit() -> None:
    a = torch.tensor(A)
    with pytest.raises(RuntimeError, match=r"Target sizes: \[2, 2\]\. Tensor sizes: \[3\]"):
        torch.addmm(torch.tensor([1, 2, 3]), a, a)
    with pytest.raises(RuntimeError, match=r"whole numbers, got alpha=0\.5"):
        torch.addmm(a, a, a, alpha=0.5)
    with pytest.raises(RuntimeError, match=r"torch\.float32 and torch\.int64"):
        torch.addmm(a.float(), a, a)


def test_addmv_and_baddbmm() -> None:
    a = torch.tensor(A)
    assert torch.addmv(torch.tensor([1, 1]), a, torch.tensor([1, 10])).tolist() == [22, 44]
    assert torch.baddbmm(torch.tensor(1), torch.stack([a]), torch.stack([a])).tolist() == [[[8, 11], [16, 23]]]


def test_tensordot_sums_over_pairs_of_dimensions() -> None:
    a = torch.tensor(A)
    assert torch.tensordot(a, a, dims=2).item() == 30
    assert torch.tensordot(a, a, dims=([0], [0])).tolist() == [[10, 14], [14, 20]]
    assert tuple(torch.tensordot(a, a, dims=0).shape) == (2, 2, 2, 2)


@pytest.mark.parametrize(
    ("dims", "message"),
    [
        (3, "dims=3"),
        (1, "size 3 in dim 1 and second has size 2 in dim 0"),
        (([0, 1], [0]), r"same length, got \[0, 1\] and \[0\]"),
    ],
)
def test_tensordot_refuses_dimensions_that_do_not_pair(dims: object, message: str) -> None:
    with pytest.raises(RuntimeError, match=message):
        torch.tensordot(torch.zeros(2, 3), torch.zeros(2, 3), dims=dims)  # type: ignore[arg-type]


def test_tensordot_takes_a_list_for_each_tensor() -> None:
    with pytest.raises(TypeError, match=r"a list for each of the two tensors, got \[1\]"):
        torch.tensordot(torch.zeros(2, 3), torch.zeros(2, 3), dims=[1])  # type: ignore[list-item]


def test_trace_adds_the_diagonal() -> None:
    x = torch.tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], requires_grad=True)
    x.trace().backward()
    assert x.trace().item() == 6
    assert x.grad.tolist() == [[1, 0, 0], [0, 1, 0]]
    with pytest.raises(RuntimeError, match=r"trace\(\): input must be a matrix, 2D; it has shape \[3\]"):
        torch.zeros(3).trace()
