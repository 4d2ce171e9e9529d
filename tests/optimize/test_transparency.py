"""The promise of the package: the same script, unchanged, gives the same numbers and is served by another backend."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import tinytorch_core.autograd_rules
import tinytorch_core.functional  # noqa: F401  every operation of core is defined now
from tinytorch_core.backends import NAIVE
from tinytorch_optimize.acceleration.vectorized import VECTORIZED

SCRIPT = """
import json
import tinytorch as torch
from tinytorch import nn
from tinytorch_core.data import load_digits

torch.manual_seed(1957)
images, labels = load_digits()
x = torch.from_numpy(images[:96].reshape(96, 64) / 16.0).float()
y = torch.from_numpy(labels[:96])
model = nn.Sequential(nn.Linear(64, 12), nn.ReLU(), nn.Linear(12, 12), nn.Tanh(), nn.Linear(12, 10))
losses = []
for step in range(12):
    loss = nn.functional.cross_entropy(model(x), y)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= 0.1 * p.grad
    losses.append(loss.item())
served = {op: torch.backends.explain(op).served_by for op in ("linear", "relu", "cross_entropy", "matmul", "add")}
print(json.dumps({"losses": losses, "served": served}))
"""


def run(**chosen: str) -> dict[str, Any]:
    environment = {key: value for key, value in os.environ.items() if key != "TINYTORCH_BACKEND"} | chosen
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_an_unchanged_script_is_served_by_the_installed_backend_and_gives_equal_numbers() -> None:
    naive, installed = run(TINYTORCH_BACKEND="naive"), run()
    assert set(naive["served"].values()) == {"naive"}
    assert set(installed["served"].values()) == {"vectorized"}
    assert naive["losses"][-1] < naive["losses"][0]
    assert max(abs(a - b) for a, b in zip(naive["losses"], installed["losses"], strict=True)) < 1e-5


def test_the_same_seed_gives_the_same_curve_bit_for_bit() -> None:
    assert run()["losses"] == run()["losses"]


def test_every_operation_of_core_has_a_vectorized_kernel() -> None:
    core = {name for name, kernel in NAIVE.items() if kernel.__module__.startswith("tinytorch_core.")}
    assert sorted(core - set(VECTORIZED.kernels)) == []
