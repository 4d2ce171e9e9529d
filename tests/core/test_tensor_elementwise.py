"""Functions of elements by hand: calculus, rounding, comparison, logic, choosing and mixing."""

import math

import pytest

import tinytorch as torch
from tinytorch import tensor

INF, NAN = float("inf"), float("nan")


def close(x, expected):
    return x.tolist() == pytest.approx(expected, rel=1e-6, abs=1e-7, nan_ok=True)


class TestCalculus:
    def test_exponentials_and_logarithms(self):
        assert close(torch.exp2(tensor([0.0, 3.0])), [1, 8])
        assert close(torch.log2(tensor([1.0, 8.0])), [0, 3])
        assert close(torch.log10(tensor([0.1, 100.0])), [-1, 2])
        assert close(torch.expm1(tensor([1e-7])), [1e-7])
        assert close(torch.log1p(tensor([1e-7])), [1e-7])

    def test_values_at_the_edges_of_the_domain(self):
        assert close(torch.log(tensor([0.0, -1.0])), [-INF, NAN])
        assert close(torch.log1p(tensor([-1.0])), [-INF])
        assert close(torch.sqrt(tensor([4.0, -1.0])), [2, NAN])
        assert close(torch.rsqrt(tensor([0.25, 0.0])), [2, INF])
        assert close(torch.atanh(tensor([1.0, -1.0, 2.0])), [INF, -INF, NAN])
        assert close(torch.sin(tensor([INF])), [NAN])
        assert close(torch.cosh(tensor([-1000.0])), [INF])

    def test_angles(self):
        assert close(torch.sin(tensor([math.pi / 6])), [0.5])
        assert close(torch.acos(tensor([0.5])), [math.pi / 3])
        assert close(torch.atan2(tensor([1.0, 1.0]), tensor([1.0, -1.0])), [math.pi / 4, 3 * math.pi / 4])

    def test_integers_become_floats(self):
        assert torch.cos(tensor([0])).dtype is torch.float32
        assert torch.sqrt(tensor([9])).tolist() == [3.0]

    def test_hypot_is_for_floats(self):
        assert torch.hypot(tensor([3.0]), tensor([4.0])).tolist() == [5.0]
        with pytest.raises(NotImplementedError, match=r"hypot\(\) is not defined for torch.int64"):
            torch.hypot(tensor([3]), tensor([4]))

    def test_the_error_function(self):
        assert close(torch.erf(tensor([0.0, 1.0, -1.0, 9.0])), [0, 0.8427007929, -0.8427007929, 1])

    def test_what_is_no_tensor_is_named(self):
        with pytest.raises(TypeError, match=r"sin\(\): argument 'input' must be Tensor, not list"):
            torch.sin([1.0])


class TestRounding:
    def test_four_ways_to_round(self):
        x = tensor([-1.5, -0.4, 0.5, 1.5, 2.5])
        assert x.floor().tolist() == [-2, -1, 0, 1, 2]
        assert x.ceil().tolist() == [-1, 0, 1, 2, 3]
        assert x.trunc().tolist() == [-1, 0, 0, 1, 2]
        assert x.round().tolist() == [-2, 0, 0, 2, 2]

    def test_round_keeps_decimals(self):
        assert close(torch.round(tensor([1.2345, 2.5]), decimals=2), [1.23, 2.5])
        assert close(torch.round(tensor([1234.0]), decimals=-2), [1200.0])

    def test_whole_numbers_come_back_as_a_copy(self):
        x = tensor([1, 2])
        assert x.floor().dtype is torch.int64
        assert x.floor() is not x

    def test_bools_are_not_rounded(self):
        with pytest.raises(NotImplementedError, match=r"floor\(\) is not defined for torch.bool"):
            tensor([True]).floor()

    def test_sign_of_nan_is_zero(self):
        assert torch.sign(tensor([-2.0, 0.0, 3.0, NAN])).tolist() == [-1, 0, 1, 0]

    def test_a_staircase_has_no_slope(self):
        x = tensor([1.5], requires_grad=True)
        (x.floor() + x.sign()).backward()
        assert x.grad.tolist() == [0.0]


class TestComparison:
    def test_nan_equals_nothing(self):
        x = tensor([NAN, 1.0])
        assert (x == x).tolist() == [False, True]
        assert (x != x).tolist() == [True, False]
        assert not torch.equal(x, x)

    def test_equal_compares_shape_and_elements(self):
        assert torch.equal(tensor([1, 2]), tensor([1.0, 2.0]))
        assert not torch.equal(tensor([1, 1]), tensor([1]))

    def test_isclose_allows_for_a_part_of_the_second(self):
        a, b = tensor([100.0, INF, NAN]), tensor([101.0, INF, NAN])
        assert torch.isclose(a, b, rtol=0.01).tolist() == [True, True, False]
        assert torch.isclose(a, b, equal_nan=True).tolist() == [False, True, True]
        assert torch.allclose(a[:2], b[:2], atol=1.0)

    def test_isclose_wants_one_dtype_and_no_negative_tolerance(self):
        with pytest.raises(RuntimeError, match=r"torch.float32 did not match torch.float64"):
            torch.isclose(torch.ones(1), torch.ones(1).double())
        with pytest.raises(RuntimeError, match="atol must be greater than or equal to zero, but got -1"):
            torch.isclose(torch.ones(1), torch.ones(1), atol=-1)

    def test_kinds_of_numbers(self):
        x = tensor([1.0, INF, NAN])
        assert x.isnan().tolist() == [False, False, True]
        assert x.isinf().tolist() == [False, True, False]
        assert x.isfinite().tolist() == [True, False, False]

    def test_maximum_hands_nan_on_and_shares_the_gradient_of_ties(self):
        assert close(torch.maximum(tensor([1.0, NAN]), tensor([2.0, 0.0])), [2, NAN])
        a, b = tensor([1.0, 5.0], requires_grad=True), tensor([1.0, 2.0], requires_grad=True)
        torch.maximum(a, b).sum().backward()
        assert (a.grad.tolist(), b.grad.tolist()) == ([0.5, 1.0], [0.5, 0.0])

    def test_maximum_takes_no_number(self):
        with pytest.raises(TypeError, match=r"maximum\(\): argument 'other' must be Tensor, not int"):
            torch.maximum(torch.ones(1), 1)


class TestLogic:
    def test_truth_tables(self):
        a, b = tensor([0, 0, 1, 1]), tensor([0.0, 2.0, 0.0, NAN])
        assert torch.logical_and(a, b).tolist() == [False, False, False, True]
        assert torch.logical_or(a, b).tolist() == [False, True, True, True]
        assert torch.logical_xor(a, b).tolist() == [False, True, True, False]
        assert torch.logical_not(b).tolist() == [True, False, True, False]

    def test_bits_shifted_out_are_lost(self):
        assert (tensor([1], dtype=torch.int8) << tensor([8], dtype=torch.int8)).tolist() == [0]
        assert (tensor([-5, 5]) >> 64).tolist() == [-1, 0]


class TestChoosing:
    def test_where_promotes_its_two_values(self):
        assert torch.where(tensor([True, False]), tensor([1, 2]), 0.5).tolist() == [1.0, 0.5]
        assert torch.where(tensor([True, False]), 1, 2).dtype is torch.int64

    def test_where_wants_a_bool_condition(self):
        with pytest.raises(RuntimeError, match=r"boolean tensor, but got a tensor with dtype torch.int64"):
            torch.where(tensor([1, 0]), 1, 2)

    def test_where_names_shapes_that_do_not_broadcast(self):
        with pytest.raises(RuntimeError, match=r"\[2\] and \[3\]"):
            torch.where(tensor([True, False]), torch.ones(3), 0)

    def test_the_gradient_goes_to_what_was_chosen(self):
        a, b = torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)
        torch.where(tensor([True, False]), a, b).sum().backward()
        assert (a.grad.tolist(), b.grad.tolist()) == ([1.0, 0.0], [0.0, 1.0])

    def test_masked_fill_keeps_the_dtype(self):
        assert tensor([1, 2]).masked_fill(tensor([True, False]), 7.9).tolist() == [7, 2]
        with pytest.raises(RuntimeError, match=r"300 is not in 0 .. 255"):
            tensor([1], dtype=torch.uint8).masked_fill(tensor([True]), 300)
        with pytest.raises(RuntimeError, match=r"only supports boolean masks, .* torch.int64"):
            torch.ones(2).masked_fill(tensor([0, 1]), 0)

    def test_clamp_with_one_bound_two_or_none(self):
        x = tensor([-2, 0, 5])
        assert x.clamp(min=-1).tolist() == [-1, 0, 5]
        assert x.clamp(-1, 3).tolist() == [-1, 0, 3]
        assert x.clamp(3, -1).tolist() == [-1, -1, -1]
        assert x.clamp(max=0.5).tolist() == [-2.0, 0.0, 0.5]
        with pytest.raises(RuntimeError, match="At least one of 'min' or 'max'"):
            x.clamp()

    def test_clamp_passes_gradients_within_the_bounds_only(self):
        x = tensor([-2.0, 0.0, 1.0, 5.0], requires_grad=True)
        x.clamp(0, 1).sum().backward()
        assert x.grad.tolist() == [0.0, 1.0, 1.0, 0.0]

    def test_nan_to_num(self):
        x = tensor([NAN, INF, -INF, 1.0])
        assert x.nan_to_num(nan=0, posinf=9, neginf=-9).tolist() == [0, 9, -9, 1]
        assert x.nan_to_num()[1].item() == torch.finfo(torch.float32).max


class TestMixing:
    def test_lerp_meets_both_ends(self):
        a, b = tensor([1.0]), tensor([5.0])
        assert [torch.lerp(a, b, w).item() for w in (0, 0.25, 1)] == [1, 2, 5]
        with pytest.raises(RuntimeError, match=r"expected dtype torch.float32 for `end` but got dtype torch.float64"):
            torch.lerp(a, b.double(), 0.5)

    def test_addcmul_and_addcdiv(self):
        a, b, c = tensor([1.0]), tensor([6.0]), tensor([3.0])
        assert torch.addcmul(a, b, c, value=2).tolist() == [37.0]  # 1 + 2 · 6 · 3
        assert torch.addcdiv(a, b, c, value=2).tolist() == [5.0]  # 1 + 2 · 6 / 3
        with pytest.raises(RuntimeError, match=r"division of torch.int64 by torch.int64"):
            torch.addcdiv(a, tensor([6]), tensor([3]))
