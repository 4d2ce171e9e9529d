"""What a module keeps: parameters and buffers by name, its state, its copies, and its hooks."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import pytest

import tinytorch as torch
import tinytorch.nn as nn


def two_layers() -> nn.Sequential:
    """A network of 3 -> 4 -> 2."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 2))


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
        (
            lambda m: setattr(m, "scale", torch.ones(2)),
            TypeError,
            "cannot assign 'torch.FloatTensor' as parameter 'scale'",
        ),
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
)
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
