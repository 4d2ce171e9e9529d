"""Module 04: linear layers that can be worked out on paper, dropout, and modules that know what is inside them."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

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
    with pytest.raises(RuntimeError, match=r"\(32, 28, 28\).*\(10, 784\); the last dimension of x must be 784. Flatten"):
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
    assert [name for name, _ in model.named_parameters()] == ["0.0.weight", "0.0.bias", "0.2.weight", "0.2.bias", "1.weight"]
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
    with pytest.raises(TypeError, match="only accepts floating point dtypes, but got desired dtype=torch.int64"):
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


# Registering


class Counted(nn.Module):
    """A parameter, a buffer that is saved and one that is not."""

    def __init__(self) -> None:
        super().__init__()
        self.scale = nn.Parameter(torch.ones(2))
        self.register_buffer("seen", torch.zeros(1))
        self.register_buffer("scratch", torch.zeros(1), persistent=False)


def test_buffers_are_state_but_not_trained() -> None:
    module = Counted()
    assert [name for name, _ in module.named_parameters()] == ["scale"]
    assert [name for name, _ in module.named_buffers()] == ["seen", "scratch"]
    assert list(module.state_dict()) == ["scale", "seen"]


def test_assigning_to_a_buffer_replaces_it() -> None:
    module = Counted()
    module.seen = torch.ones(3)
    assert dict(module.named_buffers())["seen"].tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("action", "kind", "message"),
    [
        (lambda m: setattr(m, "scale", torch.ones(2)), TypeError, "cannot assign 'torch.FloatTensor' as parameter 'scale'"),
        (lambda m: setattr(m, "seen", 3), TypeError, "cannot assign 'int' as buffer 'seen'"),
        (lambda m: m.register_parameter("a.b", None), KeyError, "name can.+t contain .+ got: a.b"),
        (lambda m: m.register_parameter("", None), KeyError, "name can.+t be empty"),
        (lambda m: m.register_parameter(1, None), TypeError, "should be a string. Got int"),
        (lambda m: m.register_parameter("forward", None), KeyError, "attribute 'forward' already exists"),
        (lambda m: m.register_parameter("w", torch.ones(1)), TypeError, r"wrap it: Parameter\(tensor\)"),
        (lambda m: m.register_buffer("b", 3), TypeError, "cannot assign 'int' object to buffer 'b'"),
        (lambda m: m.add_module("child", 3), TypeError, "int is not a Module subclass"),
        (lambda m: m.missing, AttributeError, "'Counted' object has no attribute 'missing'"),
        (lambda m: m.get_submodule("a.b"), AttributeError, "Counted has no submodule `a`"),
        (lambda m: m.get_parameter("seen"), AttributeError, "no attribute `seen` that is an nn.Parameter"),
        (lambda m: m(torch.ones(1)), NotImplementedError, r'Module \[Counted\] is missing the required "forward"'),
    ],
)  # fmt: skip
def test_what_cannot_be_registered_or_found_is_named(
    action: Callable[[Any], Any], kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        action(Counted())


def test_assigning_before_init_names_the_call_that_is_missing() -> None:
    class Hasty(nn.Module):
        def __init__(self) -> None:
            self.layer = nn.Linear(1, 1)

    with pytest.raises(AttributeError, match=r"before Module.__init__\(\) call; call super\(\).__init__\(\) first"):
        Hasty()


def test_a_name_is_kept_in_one_place_only() -> None:
    module = Counted()
    module.part = 5
    module.part = nn.Identity()
    assert list(module._modules) == ["part"]
    module.part = nn.Parameter(torch.ones(1))
    assert list(module._modules) == []
    assert [name for name, _ in module.named_parameters()] == ["scale", "part"]
    del module.part
    assert [name for name, _ in module.named_parameters()] == ["scale"]


def test_a_parameter_shares_the_memory_it_was_made_from() -> None:
    tensor = torch.zeros(2)
    parameter = nn.Parameter(tensor)
    tensor += 1
    assert parameter.tolist() == [1.0, 1.0]
    assert parameter.requires_grad
    with pytest.raises(TypeError, match="data must be a Tensor, got list"):
        nn.Parameter([1.0])  # type: ignore[arg-type]


# State


def test_a_state_loads_into_another_module_of_the_same_make() -> None:
    one, other = two_layers(), nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))
    assert str(other.load_state_dict(one.state_dict())) == "<All keys matched successfully>"
    x = torch.ones(1, 3)
    assert other(x).tolist() == one(x).tolist()


def test_a_state_shares_memory_with_its_module_and_carries_no_history() -> None:
    layer = nn.Linear(2, 1)
    state = layer.state_dict(prefix="head.")
    with torch.no_grad():
        layer.bias.add_(1)
    assert state["head.bias"].tolist() == layer.bias.tolist()
    assert not state["head.weight"].requires_grad
    assert layer.state_dict(keep_vars=True)["weight"] is layer.weight


def test_missing_and_unexpected_keys_are_listed() -> None:
    layer = nn.Linear(2, 1)
    with pytest.raises(RuntimeError) as caught:
        layer.load_state_dict({"weight": layer.weight, "other": layer.bias})
    assert str(caught.value).splitlines() == [
        "Error(s) in loading state_dict for Linear:",
        '\tMissing key(s) in state_dict: "bias". ',
        '\tUnexpected key(s) in state_dict: "other". Pass strict=False to load what both sides have.',
    ]
    missing, unexpected = layer.load_state_dict({"weight": layer.weight, "other": layer.bias}, strict=False)
    assert (missing, unexpected) == (["bias"], ["other"])


def test_a_size_mismatch_names_both_shapes_and_loads_nothing() -> None:
    layer = nn.Linear(2, 1)
    before = layer.bias.tolist()
    with pytest.raises(RuntimeError, match=r"weight: .* torch.Size\(\[3, 2\]\) .* model is torch.Size\(\[1, 2\]\)"):
        layer.load_state_dict({"weight": torch.zeros(3, 2), "bias": torch.zeros(1)})
    assert layer.bias.tolist() == before


def test_assign_puts_the_loaded_tensor_itself_in_place() -> None:
    layer = nn.Linear(2, 1)
    layer.load_state_dict({"weight": torch.zeros(1, 2).double(), "bias": torch.zeros(1).double()}, assign=True)
    assert (layer.weight.dtype, type(layer.weight), layer.weight.requires_grad) == (torch.float64, nn.Parameter, True)


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda m: pickle.loads(pickle.dumps(m))], ids=["deepcopy", "pickle"])
def test_a_copy_is_equal_and_shares_nothing(copied: Callable[[Any], Any]) -> None:
    model, x = two_layers(), torch.ones(1, 3)
    model(x).sum().backward()
    twin = copied(model)
    assert twin(x).tolist() == model(x).tolist()
    assert twin[0].weight.grad is None
    with torch.no_grad():
        twin[0].weight.zero_()
    assert model[0].weight.abs().sum().item() > 0


def test_a_copy_keeps_what_is_tied_tied() -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2))
    model[1].weight = model[0].weight
    twin = copy.deepcopy(model)
    assert twin[1].weight is twin[0].weight
    assert twin[0].weight is not model[0].weight


# Hooks


def test_forward_hooks_see_and_change_arguments_and_output() -> None:
    layer = nn.Identity()
    layer.register_forward_pre_hook(lambda module, args: (args[0] + 1,))
    handle = layer.register_forward_hook(lambda module, args, output: output * 10)
    assert layer(torch.tensor(1.0)).item() == 20.0
    handle.remove()
    assert layer(torch.tensor(1.0)).item() == 2.0


def test_backward_hooks_see_both_sides_and_may_change_the_inputs() -> None:
    seen: list[tuple[Any, Any]] = []

    def hook(module: nn.Module, grad_input: Any, grad_output: Any) -> Any:
        seen.append((grad_input[0].tolist(), grad_output[0].tolist()))
        return (grad_input[0] * 10,)

    layer = nn.Linear(1, 1, bias=False)
    layer.load_state_dict({"weight": torch.tensor([[3.0]])})
    layer.register_full_backward_hook(hook)
    x = torch.ones(1, 1, requires_grad=True)
    layer(x).sum().backward()
    assert seen == [([[3.0]], [[1.0]])]
    assert x.grad.tolist() == [[30.0]]


def test_a_backward_hook_must_return_as_many_gradients_as_there_are_inputs() -> None:
    layer = nn.Identity()
    layer.register_full_backward_hook(lambda module, grad_input, grad_output: (grad_input[0], None))
    y = layer(torch.ones(1, requires_grad=True))
    with pytest.raises(RuntimeError, match="invalid number of grad_input, got 2, but expected 1"):
        y.sum().backward()


def test_hooks_that_were_all_removed_leave_nothing_behind() -> None:
    layer = nn.Identity()
    layer.register_forward_hook(lambda module, args, output: None).remove()
    layer(torch.ones(1))
    assert layer._hooks is None


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
        "shown.0.weight", "shown.0.bias", "shown.1.weight", "shown.1.bias",
    ]  # fmt: skip
    assert repr(Stack().shown) == "ModuleList(\n  (0-1): 2 x Linear(in_features=1, out_features=1, bias=True)\n)"


def test_a_module_dict_is_a_dictionary_of_modules() -> None:
    box = nn.ModuleDict({"a": nn.ReLU()})
    box["b"] = nn.Tanh()
    assert (list(box), len(box), "a" in box, type(box.pop("a")).__name__, "a" in box) == (["a", "b"], 2, True, "ReLU", False)
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
