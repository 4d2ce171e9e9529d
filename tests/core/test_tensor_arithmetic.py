"""Arithmetic by hand: sums, products, quotients, powers, their promotion, operators and errors."""

import numpy as np
import pytest

import tinytorch as torch
from tinytorch import tensor


class TestSumsAndProducts:
    def test_shapes_broadcast_row_against_column(self):
        assert (tensor([[1], [2]]) + tensor([10, 20])).tolist() == [[11, 21], [12, 22]]

    def test_alpha_scales_the_second_operand(self):
        assert torch.add(tensor([1]), tensor([2]), alpha=10).tolist() == [21]
        assert torch.sub(tensor([1]), 2, alpha=3).tolist() == [-5]
        assert torch.rsub(tensor([1]), 10, alpha=2).tolist() == [8]

    def test_shapes_that_do_not_broadcast_are_named_in_the_error(self):
        with pytest.raises(RuntimeError, match=r"\(2\).*\(3\).*dimension 1.*\[4, 2\] and \[4, 3\]"):
            torch.ones(4, 2) + torch.ones(4, 3)

    def test_a_float_alpha_on_integers_is_refused(self):
        with pytest.raises(RuntimeError, match=r"argument alpha must not be a floating point number, got 2\.5"):
            torch.add(tensor([1]), tensor([2]), alpha=2.5)

    def test_bools_add_as_or_but_do_not_subtract(self):
        flags = tensor([True, False])
        assert (flags + flags).tolist() == [True, False]
        with pytest.raises(RuntimeError, match="logical_xor"):
            flags.sub(flags)
        with pytest.raises(RuntimeError, match="logical_not"):
            1 - flags
        with pytest.raises(RuntimeError, match="logical_not"):
            torch.sub(tensor([1.0]), True)
        with pytest.raises(RuntimeError, match="logical_not"):
            tensor([1.0]).sub_(True)
        with pytest.raises(RuntimeError, match="logical_not"):
            torch.neg(flags)

    def test_something_that_is_no_operand_is_named(self):
        with pytest.raises(TypeError, match=r"add\(\): expected a Tensor or a number, got str"):
            torch.add(torch.ones(2), "a")
        with pytest.raises(TypeError, match="one of the operands must be a Tensor"):
            torch.mul(2, 3)


class TestPromotion:
    def test_a_number_does_not_widen_a_tensor_of_its_category(self):
        assert (tensor([1.0], dtype=torch.float16) * 2.5).dtype is torch.float16
        assert (tensor([1], dtype=torch.int8) + 1).dtype is torch.int8

    def test_a_float_turns_integers_into_the_default_dtype(self):
        assert (tensor([1, 2]) * 0.5).tolist() == [0.5, 1.0]
        assert (tensor([1], dtype=torch.int8) + 0.5).dtype is torch.float32

    def test_a_0d_tensor_counts_like_a_number_of_its_category(self):
        assert (tensor([1.0]) + tensor(2.0, dtype=torch.float64)).dtype is torch.float32
        assert (tensor([1]) + tensor(2.0, dtype=torch.float64)).dtype is torch.float64

    def test_numpy_scalars_count_as_numbers(self):
        assert (tensor([1, 2]) * np.int64(3)).dtype is torch.int64
        assert (np.float64(2) * tensor([1.0])).dtype is torch.float32

    def test_integers_wrap_around(self):
        assert (tensor([200], dtype=torch.uint8) + 300).tolist() == [244]  # 200 + 300 - 256
        assert (tensor([1], dtype=torch.uint8) - 2).tolist() == [255]

    def test_a_number_that_no_integer_holds_is_refused(self):
        with pytest.raises(OverflowError, match=str(2**70)):
            tensor([1]) + 2**70

    def test_zero_and_minus_zero_stay_apart(self):
        one = tensor([1.0])
        assert (1 / (one * 0.0)).tolist() == [float("inf")]
        assert (1 / (one * -0.0)).tolist() == [float("-inf")]
        assert (1 / (one * 0.0)).tolist() == [float("inf")]

    def test_can_cast_goes_up_the_categories_only(self):
        assert torch.can_cast(torch.float64, torch.float16)
        assert torch.can_cast(torch.bool, torch.uint8)
        assert not torch.can_cast(torch.float32, torch.int64)

    def test_casting_floats_to_integers_cuts_and_wraps(self):
        x = tensor([1.9, -1.9, 300.0, float("nan")])
        assert x.to(torch.uint8).tolist() == [1, 255, 44, 0]


class TestDivision:
    def test_three_ways_to_divide_minus_seven_by_two(self):
        x = tensor([-7])
        assert (x / 2).tolist() == [-3.5]
        assert torch.div(x, 2, rounding_mode="floor").tolist() == (x // 2).tolist() == [-4]
        assert torch.div(x, 2, rounding_mode="trunc").tolist() == [-3]

    def test_remainder_has_the_sign_of_the_divisor_and_fmod_of_the_dividend(self):
        assert (tensor([-7, 7]) % tensor([3, -3])).tolist() == [2, -2]
        assert torch.fmod(tensor([-7, 7]), tensor([3, -3])).tolist() == [-1, 1]

    def test_floats_divided_by_zero_are_infinite_and_integers_raise(self):
        assert (tensor([1.0, -1.0]) / 0).tolist() == [float("inf"), float("-inf")]
        with pytest.raises(RuntimeError, match="ZeroDivisionError"):
            tensor([1]) // 0
        with pytest.raises(RuntimeError, match=r"remainder\(\) of torch.int64"):
            tensor([1, 2]) % tensor([1, 0])

    def test_an_unknown_rounding_mode_is_named(self):
        with pytest.raises(RuntimeError, match="found 'up'"):
            torch.div(tensor([1]), 2, rounding_mode="up")

    def test_numbers_on_the_left(self):
        assert (7 // tensor([2])).tolist() == [3]
        assert (7 % tensor([4])).tolist() == [3]
        assert (1 / tensor([4])).tolist() == [0.25]


class TestPowers:
    def test_powers_of_floats_and_integers(self):
        assert (tensor([2.0, 4.0]) ** 0.5).tolist()[1] == 2.0
        assert (2 ** tensor([0, 1, 10])).tolist() == [1, 2, 1024]
        assert tensor([3, -2]).pow(2).tolist() == [9, 4]

    def test_integers_to_negative_powers(self):
        with pytest.raises(RuntimeError, match=r"a torch.int64 tensor to the power of -1"):
            tensor([2]) ** -1
        assert (tensor([2, 1, -1]) ** tensor([-1, -1, -1])).tolist() == [0, 1, -1]

    def test_float_power_is_in_double_precision(self):
        assert torch.float_power(tensor([2]), 3).dtype is torch.float64

    def test_the_derivative_of_a_cube(self):
        x = tensor([2.0], requires_grad=True)
        (x**3).backward()
        assert x.grad.tolist() == [12.0]  # 3 · 2²


class TestOperators:
    def test_numpy_arrays_on_either_side(self):
        x, a = tensor([1.0, 2.0]), np.array([10.0, 20.0], dtype="float32")
        for result in (x + a, a + x, a * x, a - x, a / x):
            assert isinstance(result, torch.Tensor)
        assert (a - x).tolist() == [9.0, 18.0]

    def test_comparing_with_nothing_is_false(self):
        assert (torch.ones(2) == None) is False  # noqa: E711
        assert (torch.ones(2) != "a") is True

    def test_an_unknown_operand_is_left_to_the_other_side(self):
        class Other:
            def __radd__(self, other):
                return "other"

        assert torch.ones(2) + Other() == "other"
        with pytest.raises(TypeError, match="'Tensor' and 'str'"):
            torch.ones(2) + "a"

    def test_bits(self):
        x = tensor([12, 10])
        assert ((x & 6).tolist(), (x | 1).tolist(), (x ^ 15).tolist()) == ([4, 2], [13, 11], [3, 5])
        assert ((x << 1).tolist(), (x >> 1).tolist(), (~x).tolist()) == ([24, 20], [6, 5], [-13, -11])

    def test_floats_have_no_bits(self):
        with pytest.raises(NotImplementedError, match=r"bitwise_and\(\) is not defined for torch.float32"):
            torch.ones(2) & torch.ones(2)
        with pytest.raises(TypeError, match="only implemented on integer and Boolean-type"):
            ~torch.ones(2)


class TestInPlace:
    def test_the_tensor_itself_changes(self):
        x = tensor([1.0, 2.0])
        y = x
        x += 1
        x *= 2
        assert y is x
        assert y.tolist() == [4.0, 6.0]

    def test_a_narrower_float_takes_a_wider_one(self):
        x = tensor([1.0])
        x.add_(tensor([2.0], dtype=torch.float64))
        assert x.dtype is torch.float32
        assert x.tolist() == [3.0]

    def test_integers_take_no_floats(self):
        with pytest.raises(RuntimeError, match=r"add_\(\): result type float32 can't be cast .* int64"):
            tensor([1]).add_(0.5)
        with pytest.raises(RuntimeError, match=r"exp_\(\): result type float32"):
            tensor([1]).exp_()

    def test_the_shape_cannot_grow(self):
        with pytest.raises(RuntimeError, match=r"\[2\].*\[3, 2\]"):
            torch.ones(2).add_(torch.ones(3, 2))

    def test_gradients_flow_through_what_was_overwritten(self):
        x = tensor([3.0], requires_grad=True)
        y = x * 1
        y.mul_(x)  # x²
        y.sin_()
        y.backward()
        assert x.grad.item() == pytest.approx(6 * np.cos(9.0), rel=1e-5)

    def test_comparisons_write_zeros_and_ones(self):
        assert tensor([1, 2, 3]).gt_(1).tolist() == [0, 1, 1]
