"""The pictures of the milestones, drawn with matplotlib where it is installed and where a folder was named.

A picture is never what a run is judged by: without a folder or without matplotlib, one line says so and the run goes
on. Figures are made directly, without pyplot, so that no window opens and no global state is touched.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tinytorch_core.data import load_digits
from tinytorch_core.milestones.report import say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

Rows = Sequence[Sequence[float]]
ORANGE, BLUE, GREY = "#d95f02", "#2b6ca3", "#555555"  # told apart by readers with any colour vision


def perceptron(folder: Path | None, history: Sequence[tuple[int, Sequence[float]]], pair: tuple[int, int]) -> None:
    """What the two digits look like, the weights as an 8x8 image after some passes, the mistakes of every pass.

    Args:
        folder: where to; None draws nothing.
        history: for each pass its mistakes and the 64 weights after it.
        pair: the digits that negative and positive weights speak for.
    """
    figure = _canvas(folder, 11, 5.2)
    if figure is None or folder is None:
        return
    figure.suptitle(f"Perceptron: learning to tell {pair[0]} from {pair[1]}", fontsize=14)
    top, bottom = figure.subfigures(2, 1, squeeze=False, height_ratios=(1.1, 1)).flat
    shown = _spread(len(history), 5)
    panels = top.subplots(1, 2 + len(shown))
    _mean_digits(panels[:2], pair)
    limit = max((abs(w) for _, weights in history for w in weights), default=1.0)
    for axes, index in zip(panels[2:], shown, strict=True):
        mistakes, weights = history[index]
        image = _image(axes, weights, cmap="PuOr_r", vmin=-limit, vmax=limit)
        axes.set_title(f"pass {index + 1}\n{mistakes} mistake{'s' * (mistakes != 1)}", fontsize=10)
    if shown:
        top.colorbar(image, ax=panels, label=f"weight: below 0 for {pair[0]},\nabove 0 for {pair[1]}", shrink=0.8)
    axes = bottom.subplots()
    axes.bar(range(1, len(history) + 1), [mistakes for mistakes, _ in history], color=BLUE)
    axes.set(xlabel="pass over all images", ylabel="mistakes in it", xlim=(0.3, len(history) + 0.7))
    axes.locator_params(integer=True)
    _save(figure, folder, "perceptron.png")


def _mean_digits(panels: Sequence[Axes], pair: tuple[int, int]) -> None:
    """All images of each digit laid over one another, to compare the weights with."""
    images, labels = load_digits()
    for axes, digit in zip(panels, pair, strict=True):
        _image(axes, images[labels == digit].mean(axis=0).flatten().tolist(), cmap="gray_r", vmin=0, vmax=16)
        axes.set_title(f"the average\n{digit}", fontsize=10)


def _image(axes: Axes, pixels: Sequence[float], **style: Any) -> AxesImage:
    """64 numbers as an 8x8 image without ticks."""
    axes.set(xticks=[], yticks=[])
    return axes.imshow([pixels[8 * row : 8 * row + 8] for row in range(8)], **style)


def xor(folder: Path | None, panels: Mapping[str, Rows]) -> None:
    """What each network answers all over the plane, with the four cases on top.

    Args:
        folder: where to; None draws nothing.
        panels: title -> a network's certainty that the answer is 1, on a square grid from -0.5 to 1.5.
    """
    figure = _canvas(folder, 9.5, 4.4)
    if figure is None or folder is None:
        return
    figure.suptitle("XOR: what the networks answer between and around the four cases", fontsize=13)
    columns = figure.subplots(1, len(panels), sharey=True, squeeze=False)[0]
    for axes, (title, certainty) in zip(columns, panels.items(), strict=True):
        ticks = [-0.5 + 2.0 * i / (len(certainty) - 1) for i in range(len(certainty))]
        shades = axes.pcolormesh(ticks, ticks, certainty, cmap="PuOr_r", vmin=0, vmax=1, shading="gouraud")
        _boundary(axes, ticks, certainty)
        _four_cases(axes)
        axes.set_title(title)
        axes.set(xlabel="x1", xticks=[0, 1], yticks=[0, 1], aspect="equal")
    columns[0].set_ylabel("x2")
    figure.colorbar(shades, ax=columns, label="certainty that the answer is 1", shrink=0.85)
    _save(figure, folder, "xor.png")


def _boundary(axes: Axes, ticks: Sequence[float], certainty: Rows) -> None:
    """The line where the answer changes; where a network says "half" everywhere, those words instead of noise."""
    if max(map(max, certainty)) - min(map(min, certainty)) > 0.01:
        axes.contour(ticks, ticks, certainty, levels=[0.5], colors=GREY, linestyles="--")
    else:
        axes.text(0.5, 0.5, "in the end it says 0.5 everywhere", ha="center", va="center", color=GREY)


def _four_cases(axes: Axes) -> None:
    """The truth table as four labelled points."""
    for x1, x2 in ((0, 0), (0, 1), (1, 0), (1, 1)):
        answer = x1 ^ x2
        axes.plot(x1, x2, "o", markersize=19, color="white", markeredgecolor="black", markeredgewidth=1.5)
        axes.text(x1, x2, str(answer), ha="center", va="center_baseline", fontsize=11, weight="bold")


def digits(
    folder: Path | None, curve: Sequence[tuple[float, float]], images: Rows, labels: Sequence[int], read: Sequence[int]
) -> None:
    """How the loss fell and the accuracy rose, and the first unseen images that were misread.

    Args:
        folder: where to; None draws nothing.
        curve: for each epoch the training loss and the test accuracy.
        images: (N, 64) the unseen images.
        labels: (N,) the digit that each shows.
        read: (N,) the digit that the network took it for.
    """
    figure = _canvas(folder, 10.5, 4.6)
    if figure is None or folder is None:
        return
    figure.suptitle("Ten digits: how they were learned, and where it still errs", fontsize=13)
    left, right = figure.subfigures(1, 2, squeeze=False, width_ratios=(1.15, 1)).flat
    loss, accuracy = left.subplots(2, 1, sharex=True)
    epochs = range(1, len(curve) + 1)
    loss.plot(epochs, [point[0] for point in curve], color=ORANGE, marker="o", markersize=3)
    loss.set(ylabel="training loss (nats)", ylim=(0, None))
    accuracy.plot(epochs, [100 * point[1] for point in curve], color=BLUE, marker="o", markersize=3)
    accuracy.set(xlabel="epoch", ylabel="test accuracy (%)", ylim=(None, 100))
    accuracy.locator_params(axis="x", integer=True)
    wrong = [i for i, (label, answer) in enumerate(zip(labels, read, strict=True)) if label != answer]
    right.suptitle(f"{len(wrong)} of {len(labels)} unseen images misread", fontsize=11)
    for axes, i in zip(right.subplots(3, 4).flat, [*wrong, *[None] * 12], strict=False):
        if i is None:
            axes.set_axis_off()
        else:
            _image(axes, images[i], cmap="gray_r", vmin=0, vmax=1)
            axes.set_title(f"{labels[i]} read as {read[i]}", fontsize=9)
    _save(figure, folder, "digits.png")


def _spread(count: int, wanted: int) -> list[int]:
    """Up to `wanted` of the indices 0 .. count - 1, the first and the last among them, evenly spread."""
    if count <= wanted:
        return list(range(count))
    return [round(i * (count - 1) / (wanted - 1)) for i in range(wanted)]


def _canvas(folder: Path | None, width: float, height: float) -> Figure | None:
    """An empty figure of that many inches, or None, having said why there is none."""
    if folder is None:
        say("No picture was asked for; --out FOLDER draws one.")
        return None
    try:
        from matplotlib.figure import Figure
    except ModuleNotFoundError as error:
        if error.name is None or not error.name.startswith("matplotlib"):
            raise  # matplotlib is there and something else is broken: that must be seen
        say('No picture: matplotlib is not installed. Install it with: pip install "tinytorch-core[plot]"')
        return None
    return Figure(figsize=(width, height), layout="constrained")


def _save(figure: Figure, folder: Path, name: str) -> None:
    """Writes the picture whole or not at all, and says where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}.part"
    figure.savefig(draft, dpi=130, format="png")
    os.replace(draft, folder / name)
    say(f"Picture: {folder / name}")
