"""The table of a model: shapes, parameters, multiply-adds and bytes that can be worked out on paper."""

from __future__ import annotations

import pytest

import tinytorch as torch
import tinytorch.nn as nn


def mlp() -> nn.Sequential:
    """4 -> 3 -> 2."""
    return nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Dropout(0.5), nn.Linear(3, 2, bias=False))


def test_parameters_multiply_adds_and_bytes() -> None:
    table = torch.summary(mlp(), torch.zeros(5, 4))
    assert (table.parameters, table.trainable) == (4 * 3 + 3 + 3 * 2, 21)
    assert table.macs == 5 * (4 * 3 + 3 * 2)
    assert table.parameter_bytes == 21 * 4
    assert table.output_bytes == 5 * (3 + 3 + 3 + 2) * 4


@pytest.mark.parametrize("backend", list(torch.backends.available()))
def test_the_count_is_the_same_on_every_backend(backend: str) -> None:
    with torch.backends.use(backend):
        assert torch.summary(mlp(), torch.zeros(5, 4)).macs == 90


def test_the_table_has_a_line_for_each_module() -> None:
    table = str(torch.summary(nn.Sequential(mlp(), nn.Softmax(dim=1)), torch.zeros(5, 4)))
    assert table.splitlines() == [
        "Layer              Output shape  Parameters  Multiply-adds",
        "----------------------------------------------------------",
        "Sequential         [5, 2]                 -              -",
        "  (0): Sequential  [5, 2]                 -              -",
        "    (0): Linear    [5, 3]                15             60",
        "    (1): ReLU      [5, 3]                 -              -",
        "    (2): Dropout   [5, 3]                 -              -",
        "    (3): Linear    [5, 2]                 6             30",
        "  (1): Softmax     [5, 2]                 -              -",
        "----------------------------------------------------------",
        "Parameters: 21, of which trainable: 21",
        "Multiply-adds of one forward pass: 90",
        "Bytes: 84 of parameters and buffers, 260 of layer outputs",
    ]


def test_multiply_adds_outside_layers_count_too() -> None:
    class Product(nn.Module):
        def forward(self, a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
            return a @ b

    table = torch.summary(Product(), torch.zeros(2, 3), torch.zeros(3, 4))
    assert table.macs == 2 * 3 * 4
    assert table.rows[0].output == (2, 4)


def test_a_shared_layer_has_its_parameters_once_and_its_work_twice() -> None:
    layer = nn.Linear(2, 2, bias=False)
    table = torch.summary(nn.Sequential(layer, layer), torch.zeros(1, 2))
    assert (table.parameters, table.macs) == (4, 8)


def test_frozen_parameters_are_told_apart() -> None:
    model = mlp()
    model[0].requires_grad_(False)
    assert torch.summary(model, torch.zeros(1, 4)).trainable == 6


def test_the_model_is_left_as_it_was() -> None:
    model = mlp()
    model[2].eval()
    torch.manual_seed(0)
    before = torch.rand(1).item()
    torch.manual_seed(0)
    torch.summary(model, torch.zeros(1, 4))
    assert torch.rand(1).item() == before
    assert [m.training for m in model.modules()] == [True, True, True, False, True]
    model(torch.zeros(1, 4))
    assert model._hooks is None


def test_an_error_in_the_model_is_the_callers_and_the_hooks_are_gone() -> None:
    model = mlp()
    with pytest.raises(RuntimeError, match=r"x has shape \(1, 5\)"):
        torch.summary(model, torch.zeros(1, 5))
    assert model(torch.zeros(1, 4)).shape == (1, 2)
