"""Module 04: linear layers that can be worked out on paper, dropout, and modules that know what is inside them."""

from __future__ import annotations

import pytest

import tinytorch as torch
import tinytorch.nn as nn
import tinytorch.nn.functional as F


def two_layers() -> nn.Sequential:
    """A network of 3 -> 4 -> 2."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))


# Linear


def test_linear_is_a_weighted_sum_and_a_constant() -> None:
    weight = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
    y = F.linear(torch.tensor([[1.0, 10.0]]), weight, torch.tensor([100.0, 200.0, 300.0]))
    assert y.tolist() == [[121.0, 243.0, 365.0]]


def test_linear_works_on_the_last_dimension_of_any_shape() -> None:
    layer = nn.Linear(3, 2)
    assert layer(torch.zeros(3)).shape == (2,)
    assert layer(torch.zeros(5, 4, 3)).shape == (5, 4, 2)
    assert layer(torch.zeros(0, 3)).shape == (0, 2)


def test_linear_gradients_on_paper() -> None:
    x = torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True)
    weight = torch.tensor([[5.0, 6.0]], requires_grad=True)
    bias = torch.tensor([7.0], requires_grad=True)
    F.linear(x, weight, bias).sum().backward()
    assert x.grad.tolist() == [[5.0, 6.0], [5.0, 6.0]]
    assert weight.grad.tolist() == [[4.0, 6.0]]
    assert bias.grad.tolist() == [2.0]


def test_linear_says_which_size_was_needed() -> None:
    with pytest.raises(
        RuntimeError, match=r"\(32, 28, 28\).*\(10, 784\); the last dimension of x must be 784. Flatten"
    ):
        nn.Linear(784, 10)(torch.zeros(32, 28, 28))


def test_linear_says_which_dtypes_met() -> None:
    with pytest.raises(RuntimeError, match="same dtype, but x, W and b are float64, float32, float32"):
        nn.Linear(2, 2)(torch.zeros(1, 2, dtype=torch.float64))


def test_linear_says_which_bias_was_needed() -> None:
    with pytest.raises(RuntimeError, match=r"b has shape \(3,\), needed is \(2,\)"):
        F.linear(torch.zeros(1, 2), torch.zeros(2, 2), torch.zeros(3))


def test_linear_keeps_its_parameters_by_name_and_prints_its_sizes() -> None:
    layer = nn.Linear(3, 2, dtype=torch.float64)
    assert [(name, tuple(p.shape), p.dtype) for name, p in layer.named_parameters()] == [
        ("weight", (2, 3), torch.float64),
        ("bias", (2,), torch.float64),
    ]
    assert repr(nn.Linear(3, 2, bias=False)) == "Linear(in_features=3, out_features=2, bias=False)"


def test_the_same_seed_gives_the_same_layer() -> None:
    torch.manual_seed(1)
    one = nn.Linear(3, 2).weight.tolist()
    torch.manual_seed(1)
    assert nn.Linear(3, 2).weight.tolist() == one


# Dropout


def test_dropout_sets_some_to_0_and_scales_the_others() -> None:
    torch.manual_seed(0)
    y = F.dropout(torch.ones(1000), p=0.75)
    assert set(y.tolist()) == {0.0, 4.0}
    assert 200 < (y == 4).sum().item() < 300


def test_dropout_is_the_same_for_the_same_seed_on_every_backend() -> None:
    outcomes = []
    for backend in torch.backends.available():
        torch.manual_seed(7)
        with torch.backends.use(backend):
            outcomes.append(F.dropout(torch.arange(20).float()).tolist())
    assert all(outcome == outcomes[0] for outcome in outcomes)


def test_dropout_passes_the_gradient_where_it_passed_the_value() -> None:
    torch.manual_seed(0)
    x = torch.ones(8, requires_grad=True)
    y = F.dropout(x, p=0.5)
    y.sum().backward()
    assert x.grad.tolist() == y.tolist()


def test_dropout_does_nothing_in_eval() -> None:
    layer, x = nn.Dropout(0.9).eval(), torch.ones(5)
    assert layer(x).tolist() == x.tolist()


def test_dropout_of_everything_and_of_nothing() -> None:
    assert F.dropout(torch.ones(3), p=1.0).tolist() == [0.0, 0.0, 0.0]
    assert F.dropout(torch.ones(3), p=0.0).tolist() == [1.0, 1.0, 1.0]


def test_dropout_in_place_writes_into_its_input() -> None:
    x = torch.ones(4)
    assert F.dropout(x, p=1.0, inplace=True) is x
    assert x.tolist() == [0.0] * 4


@pytest.mark.parametrize("p", [-0.1, 1.5])
def test_dropout_needs_a_probability(p: float) -> None:
    with pytest.raises(ValueError, match=f"has to be between 0 and 1, but got {p}"):
        F.dropout(torch.ones(1), p)
    with pytest.raises(ValueError, match=f"has to be between 0 and 1, but got {p}"):
        nn.Dropout(p)


# What a module finds inside it


def test_parameters_are_found_through_all_levels() -> None:
    model = nn.Sequential(two_layers(), nn.Linear(2, 1, bias=False))
    assert [name for name, _ in model.named_parameters()] == [
        "0.0.weight",
        "0.0.bias",
        "0.2.weight",
        "0.2.bias",
        "1.weight",
    ]
    assert len(list(model.parameters())) == 5
    assert list(model.parameters(recurse=False)) == []


def test_a_shared_parameter_is_named_once() -> None:
    model = nn.Sequential(nn.Linear(2, 2, bias=False), nn.Linear(2, 2, bias=False))
    model[1].weight = model[0].weight
    assert [name for name, _ in model.named_parameters()] == ["0.weight"]
    assert [name for name, _ in model.named_parameters(remove_duplicate=False)] == ["0.weight", "1.weight"]
    assert list(model.state_dict()) == ["0.weight", "1.weight"]


def test_modules_are_walked_from_the_outside_in() -> None:
    model = nn.Sequential(two_layers(), nn.Identity())
    assert [name for name, _ in model.named_modules()] == ["", "0", "0.0", "0.1", "0.2", "1"]
    assert [type(m).__name__ for m in model.children()] == ["Sequential", "Identity"]


def test_train_and_eval_reach_everything() -> None:
    model = two_layers().eval()
    assert [m.training for m in model.modules()] == [False] * 4
    model.train()
    assert [m.training for m in model.modules()] == [True] * 4
    with pytest.raises(ValueError, match="training mode is expected to be boolean, got 1"):
        model.train(1)  # type: ignore[arg-type]


def test_apply_visits_children_before_parents() -> None:
    seen: list[str] = []
    two_layers().apply(lambda module: seen.append(type(module).__name__))
    assert seen == ["Linear", "ReLU", "Linear", "Sequential"]


def test_zero_grad_forgets_or_clears() -> None:
    model = two_layers()
    model(torch.ones(1, 3)).sum().backward()
    model.zero_grad(set_to_none=False)
    assert [p.grad.abs().sum().item() for p in model.parameters()] == [0.0] * 4
    model.zero_grad()
    assert [p.grad for p in model.parameters()] == [None] * 4


def test_a_frozen_model_learns_nothing() -> None:
    model = two_layers().requires_grad_(False)
    assert not model(torch.ones(1, 3)).requires_grad


def test_casts_keep_the_parameters_and_change_what_they_hold() -> None:
    model = two_layers()
    before = list(model.parameters())
    assert model.double() is model
    assert all(a is b for a, b in zip(before, model.parameters(), strict=True))
    assert {p.dtype for p in model.parameters()} == {torch.float64}
    assert model.to(torch.float16)[0].weight.dtype == torch.float16
    with pytest.raises(TypeError, match=r"only accepts floating point dtypes, but got desired dtype=torch\.int64"):
        model.to(torch.int64)


def test_a_module_prints_as_a_tree() -> None:
    assert repr(nn.Sequential(two_layers(), nn.Flatten())) == (
        "Sequential(\n"
        "  (0): Sequential(\n"
        "    (0): Linear(in_features=3, out_features=4, bias=True)\n"
        "    (1): ReLU()\n"
        "    (2): Linear(in_features=4, out_features=2, bias=True)\n"
        "  )\n"
        "  (1): Flatten(start_dim=1, end_dim=-1)\n"
        ")"
    )


# Containers


def test_sequential_is_a_list_of_steps() -> None:
    model = two_layers()
    model.append(nn.Tanh()).insert(0, nn.Flatten())
    assert [type(m).__name__ for m in model] == ["Flatten", "Linear", "ReLU", "Linear", "Tanh"]
    assert model[-1] is model[4]
    assert [type(m).__name__ for m in model[1:3]] == ["Linear", "ReLU"]
    del model[0]
    assert list(model._modules) == ["0", "1", "2", "3"]
    with pytest.raises(IndexError, match="index 9 is out of range: Sequential holds 4 modules"):
        model[9]
    with pytest.raises(TypeError, match="int is not a Module subclass"):
        nn.Sequential(3)


def test_sequential_takes_names() -> None:
    model = nn.Sequential({"hidden": nn.Linear(1, 2), "out": nn.Linear(2, 1)})
    assert list(model.state_dict()) == ["hidden.weight", "hidden.bias", "out.weight", "out.bias"]
    assert model.out is model[1]


def test_a_module_list_shows_its_layers_where_a_plain_list_hides_them() -> None:
    class Stack(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.hidden = [nn.Linear(1, 1)]
            self.shown = nn.ModuleList([nn.Linear(1, 1) for _ in range(2)])

    assert [name for name, _ in Stack().named_parameters()] == [
        "shown.0.weight",
        "shown.0.bias",
        "shown.1.weight",
        "shown.1.bias",
    ]
    assert repr(Stack().shown) == "ModuleList(\n  (0-1): 2 x Linear(in_features=1, out_features=1, bias=True)\n)"


def test_a_module_dict_is_a_dictionary_of_modules() -> None:
    box = nn.ModuleDict({"a": nn.ReLU()})
    box["b"] = nn.Tanh()
    assert (list(box), len(box), "a" in box, type(box.pop("a")).__name__, "a" in box) == (
        ["a", "b"],
        2,
        True,
        "ReLU",
        False,
    )
    with pytest.raises(ValueError, match="element #0 has length 1; 2 is required"):
        box.update([("x",)])  # type: ignore[list-item]


def test_parameter_containers_turn_tensors_into_parameters() -> None:
    box, book = nn.ParameterList([torch.ones(2), torch.zeros(1)]), nn.ParameterDict({"w": torch.ones(3)})
    assert [tuple(p.shape) for p in box.parameters()] == [(2,), (1,)]
    assert [name for name, _ in book.named_parameters()] == ["w"]
    assert len(box) == 2
    with pytest.raises(IndexError, match="index 5 is out of range: ParameterList holds 2 parameters"):
        box[5]


# Shapes and vectors


def test_flatten_and_unflatten_undo_each_other() -> None:
    x = torch.arange(12).reshape(1, 3, 4)
    assert nn.Unflatten(1, (3, 4))(nn.Flatten()(x)).tolist() == x.tolist()
    with pytest.raises(TypeError, match="dim must be an int, got str"):
        nn.Unflatten("features", (3, 4))  # type: ignore[arg-type]


def test_one_hot_rows() -> None:
    assert F.one_hot(torch.tensor([1, 0]), 3).tolist() == [[0, 1, 0], [1, 0, 0]]
    with pytest.raises(RuntimeError, match="smaller than num_classes, got 3 for 3"):
        F.one_hot(torch.tensor([3]), 3)


def test_pad_adds_and_cuts_off() -> None:
    x = torch.tensor([[1, 2], [3, 4]])
    assert F.pad(x, (1, 0), value=9).tolist() == [[9, 1, 2], [9, 3, 4]]
    assert F.pad(x, (-1, 0, 0, 1)).tolist() == [[2], [4], [0]]
    with pytest.raises(NotImplementedError, match="mode 'reflect' is not available"):
        F.pad(x, (1, 1), mode="reflect")


def test_normalize_makes_unit_vectors_and_leaves_zeros() -> None:
    y = F.normalize(torch.tensor([[3.0, 4.0], [0.0, 0.0]]))
    assert torch.allclose(y, torch.tensor([[0.6, 0.8], [0.0, 0.0]]))


def test_cosine_similarity_of_equal_opposite_and_perpendicular_vectors() -> None:
    a = torch.tensor([[1.0, 0.0], [1.0, 0.0], [1.0, 0.0]])
    b = torch.tensor([[2.0, 0.0], [-3.0, 0.0], [0.0, 5.0]])
    assert F.cosine_similarity(a, b).tolist() == [1.0, -1.0, 0.0]
