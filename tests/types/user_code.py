"""A user's script, read by type checkers and never run: right names check, wrong ones are found.

Each line with an `ignore` is a mistake. Both checkers object to an `ignore` that hides nothing, so a mistake that went
unnoticed, because a package became untyped, fails the check just as an error in correct code does.
"""

import tinytorch as torch
from tinytorch import nn


def train(x: torch.Tensor, target: torch.Tensor) -> float:
    """A step as anyone who knows PyTorch would write it."""
    model = nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 1))
    loss = nn.MSELoss()(model(x), target)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.grad is not None:
                parameter -= 0.1 * parameter.grad
    return float(loss.item())


def mistakes(x: torch.Tensor) -> None:
    """Each of these must be found before the script runs."""
    torch.nn.Linaer(2, 4)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
    torch.tensr([1.0])  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
    x.bakcward()  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue]
    nn.Linear("2", 4)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
