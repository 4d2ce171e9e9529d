"""Losses beside PyTorch: values, first and second derivatives, every reduction, weights, extra dimensions, extremes."""

from __future__ import annotations

from typing import Any

import numpy as np
from case import Case, floats, ints, strided
from cases_activations import quietly

REDUCTIONS = ("mean", "sum", "none")


def between_numbers(name: str, module: str, **settings: Any) -> Any:
    """A loss of two tensors of numbers: shapes, dtypes, reductions, broadcasting, differences large and zero."""
    what = ", ".join(f"{key}={value}" for key, value in settings.items())
    curved = name != "l1_loss" and settings.get("beta") != 0.0  # PyTorch cannot show a second derivative of |x|

    def run(t: Any, x: Any, y: Any, reduction: str) -> Any:
        return getattr(t.nn.functional, name)(x, y, reduction=reduction, **settings)

    for reduction in REDUCTIONS:
        for shape in ((), (4,), (2, 3), (0,), (2, 3, 2)):
            yield Case(
                f"nn.functional.{name}",
                lambda t, x, y, r=reduction: run(t, x, y, r),
                (floats(*shape), floats(*shape)),
                double=curved,
                label=f"{shape} {reduction} {what}",
            )
        yield Case(
            f"nn.{module}",
            lambda t, x, y, r=reduction: getattr(t.nn, module)(reduction=r, **settings)(x, y),
            (3 * floats(3, 4, dtype="float64"), 3 * floats(3, 4, dtype="float64")),
            double=curved,
            label=f"{reduction} {what}",
        )
    yield Case(f"nn.{module}", lambda t: repr(getattr(t.nn, module)(**settings)), label=f"repr {what}")
    yield Case(
        f"nn.functional.{name}",
        quietly(lambda t, x, y: run(t, x, y, "mean")),
        (floats(2, 3), floats(3)),
        double=curved,
        label=f"broadcast {what}",
    )
    yield Case(
        f"nn.functional.{name}",
        lambda t, x, y: run(t, x, y, "mean"),
        (floats(3, 2), floats(3, 2, dtype="float64")),
        grad=False,
        dtype=name != "huber_loss",
        label=f"promoted {what}",
    )
    yield Case(
        f"nn.functional.{name}",
        lambda t, x, y: run(t, x, y, "sum"),
        (strided(floats(3, 4)), floats(3, 4)),
        label=f"strided {what}",
    )
    big = np.array([1e4, -1e4, np.inf, np.nan], dtype="float32")
    yield Case(
        f"nn.functional.{name}",
        lambda t, x, y: run(t, x, y, "none"),
        (big, np.zeros(4, "float32")),
        grad=False,
        label=f"extremes {what}",
    )


CLASS_SHAPES = {"(B, V)": (4, 5), "(V)": (5,), "(B, V, d)": (3, 5, 2), "(B, V, d1, d2)": (2, 5, 2, 3), "(1, V)": (1, 5)}


def labels(shape: tuple[int, ...], classes: int) -> Any:
    """Class numbers that fit scores of `shape`."""
    return ints(*(shape[:1] if len(shape) > 1 else ()), *shape[2:], low=0, high=classes)


def of_classes(name: str, module: str, **settings: Any) -> Any:
    """Cross entropy and its kin: every layout, reduction and dtype, with class weights and ignored rows."""
    function = f"nn.functional.{name}"

    def run(t: Any, x: Any, y: Any, w: Any = None, **more: Any) -> Any:
        return getattr(t.nn.functional, name)(x, y, w, **settings, **more)

    what = str(settings)
    for reduction in REDUCTIONS:
        for layout, shape in CLASS_SHAPES.items():
            y = labels(shape, 5)
            yield Case(
                function,
                lambda t, x, y, r=reduction: run(t, x, y, reduction=r),
                (floats(*shape), y),
                double=True,
                label=f"{layout} {reduction} {what}",
            )
            yield Case(
                function,
                lambda t, x, y, r=reduction: run(t, x, y, reduction=r),
                (floats(*shape), y),
                label=f"{layout} {reduction} {what} fused",
            )
            yield Case(
                function,
                lambda t, x, y, w, r=reduction: run(t, x, y, w.detach(), reduction=r, ignore_index=2),
                (floats(*shape, dtype="float64"), y, floats(5, low=0.5, dtype="float64")),
                double=True,
                label=f"{layout} {reduction} {what} weight and ignore_index",
            )
    ignored = np.array([1, -100, 3, -100])
    for reduction in REDUCTIONS:
        yield Case(
            function,
            lambda t, x, y, r=reduction: run(t, x, y, reduction=r),
            (floats(4, 5), ignored),
            double=True,
            label=f"-100 is ignored, {reduction} {what}",
        )
        yield Case(
            function,
            lambda t, x, y, r=reduction: run(t, x, y, reduction=r),
            (floats(2, 5), np.array([-100, -100])),
            label=f"all ignored, {reduction} {what}",
        )
        yield Case(
            function,
            lambda t, x, y, r=reduction: run(t, x, y, reduction=r),
            (floats(0, 5), ints(0)),
            label=f"empty, {reduction} {what}",
        )
    yield Case(
        f"nn.{module}",
        lambda t, x, y: [getattr(t.nn, module)(ignore_index=1, **settings)(x, y), repr(getattr(t.nn, module)())],
        (floats(4, 5), labels((4, 5), 5)),
        label=what,
    )
    yield Case(
        f"nn.{module}",
        lambda t, w: getattr(t.nn, module)(weight=w.detach()).state_dict()["weight"],
        (floats(5),),
        grad=False,
        label=f"weight is a buffer {what}",
    )
    yield Case(
        function, lambda t, x, y: run(t, x, y), (strided(floats(4, 5)), labels((4, 5), 5)), label=f"strided {what}"
    )
    huge = np.array([[1e4, -1e4, 0], [-1e4, 0, 1e4], [0, np.inf, 0], [0, 0, np.nan]], dtype="float32")
    yield Case(
        function,
        lambda t, x, y: run(t, x, y, reduction="none"),
        (huge, np.array([1, 2, 0, 0])),
        grad=False,
        label=f"extremes {what}",
    )
    yield Case(function, lambda t, x, y: run(t, x, y), (huge[:2], np.array([1, 2])), double=True, label=f"large {what}")


def distributions(*shape: int, dim: int) -> Any:
    """Positive shares that add up to 1 along `dim`."""
    raw = floats(*shape, low=0.1, high=1.0)
    return raw / raw.sum(dim, keepdims=True)


def of_probabilities(**settings: Any) -> Any:
    """Cross entropy against distributions, which get a gradient too."""
    for reduction in REDUCTIONS:
        for layout, shape in CLASS_SHAPES.items():
            dim = 1 if len(shape) > 1 else 0
            yield Case(
                "nn.functional.cross_entropy",
                lambda t, x, y, r=reduction: t.nn.functional.cross_entropy(x, y, reduction=r, **settings),
                (floats(*shape), distributions(*shape, dim=dim)),
                double=True,
                label=f"probabilities {layout} {reduction} {settings}",
            )
    yield Case(
        "nn.functional.cross_entropy",
        lambda t, x, y, w: t.nn.functional.cross_entropy(x, y, w, **settings),
        (floats(2, 5, 3), distributions(2, 5, 3, dim=1), floats(5, low=0.5)),
        double=True,
        label=f"probabilities, weight {settings}",
    )


SURE = np.array([0.0, 1.0, 0.0, 1.0, 0.3], dtype="float32")
TRUTH = np.array([0.0, 1.0, 1.0, 0.0, 0.6], dtype="float32")


def binary() -> Any:
    """Binary cross entropy of probabilities and of scores, with weights that broadcast."""
    plain = "nn.functional.binary_cross_entropy"
    logits = "nn.functional.binary_cross_entropy_with_logits"
    for reduction in REDUCTIONS:
        for shape in ((), (5,), (2, 3), (0,), (2, 3, 2)):
            p, y, x = floats(*shape, low=0.05, high=0.95), floats(*shape, low=0, high=1), floats(*shape, low=-5, high=5)
            yield Case(
                plain,
                lambda t, p, y, r=reduction: t.nn.functional.binary_cross_entropy(p, y, reduction=r),
                (p, y),
                double=True,
                label=f"{shape} {reduction}",
                rtol=1e-4,
            )
            yield Case(
                logits,
                lambda t, x, y, r=reduction: t.nn.functional.binary_cross_entropy_with_logits(x, y, reduction=r),
                (x, y),
                double=True,
                label=f"{shape} {reduction}",
            )
        weights = (floats(2, 3, low=-3, high=3), floats(2, 3, low=0, high=1), floats(3, low=0.5), floats(3, low=0.5))
        yield Case(
            logits,
            lambda t, x, y, w, pw, r=reduction: t.nn.functional.binary_cross_entropy_with_logits(
                x, y.detach(), w.detach(), reduction=r, pos_weight=pw.detach()
            ),
            weights,
            double=True,
            label=f"weights {reduction}",
        )
        yield Case(
            plain,
            lambda t, p, y, w, r=reduction: t.nn.functional.binary_cross_entropy(p, y, w.detach(), reduction=r),
            (floats(2, 3, low=0.1, high=0.9), floats(2, 3, low=0, high=1), floats(2, 3, low=0.5)),
            label=f"weight {reduction}",
        )
        yield Case(
            "nn.BCEWithLogitsLoss",
            lambda t, x, y, w, r=reduction: t.nn.BCEWithLogitsLoss(pos_weight=w.detach(), reduction=r)(x, y),
            (floats(4, 3), floats(4, 3, low=0, high=1), floats(3, low=0.5)),
            double=True,
            label=reduction,
        )
        yield Case(
            "nn.BCELoss",
            lambda t, p, y, r=reduction: t.nn.BCELoss(reduction=r)(p, y.detach()),
            (floats(4, 3, low=0.1, high=0.9), floats(4, 3, low=0, high=1)),
            double=True,
            label=reduction,
            rtol=1e-4,
        )
    yield Case(
        plain,
        lambda t, p, y: t.nn.functional.binary_cross_entropy(p, y.detach(), reduction="none"),
        (SURE, TRUTH),
        label="certain",
    )
    scores = np.array([1e4, -1e4, 100, -100, 0], dtype="float32")
    yield Case(
        logits,
        lambda t, x, y: t.nn.functional.binary_cross_entropy_with_logits(x, y, reduction="none"),
        (scores, TRUTH),
        double=True,
        label="extremes",
    )
    yield Case("nn.BCELoss", lambda t: [repr(t.nn.BCELoss()), repr(t.nn.BCEWithLogitsLoss())], label="repr")


def divergence() -> Any:
    """kl_div in all four reductions, for probabilities and their logarithms."""
    for reduction in (*REDUCTIONS, "batchmean"):
        for shape in ((), (3,), (2, 3), (0, 3)):
            x, y = floats(*shape), floats(*shape, low=0.1, high=1)
            yield Case(
                "nn.functional.kl_div",
                quietly(lambda t, x, y, r=reduction: t.nn.functional.kl_div(x, y, reduction=r)),
                (x, y),
                double=True,
                label=f"{shape} {reduction}",
            )
            yield Case(
                "nn.functional.kl_div",
                quietly(lambda t, x, y, r=reduction: t.nn.functional.kl_div(x, y, reduction=r, log_target=True)),
                (x, floats(*shape)),
                double=True,
                label=f"{shape} {reduction} log_target",
            )
        yield Case(
            "nn.KLDivLoss",
            quietly(lambda t, x, y, r=reduction: t.nn.KLDivLoss(reduction=r, log_target=True)(x, y)),
            (floats(2, 3), floats(2, 3)),
            label=reduction,
        )
    yield Case(
        "nn.functional.kl_div",
        lambda t, x, y: t.nn.functional.kl_div(x, y.detach(), reduction="sum"),
        (floats(3), np.array([0.0, 0.5, 0.5], dtype="float32")),
        label="a share of 0",
    )
    yield Case("nn.KLDivLoss", lambda t: repr(t.nn.KLDivLoss()), label="repr")


def weighted(name: str) -> Any:
    """A weight for each element."""
    for reduction in REDUCTIONS:
        yield Case(
            f"nn.functional.{name}",
            lambda t, x, y, w, r=reduction: getattr(t.nn.functional, name)(x, y, reduction=r, weight=w),
            (floats(2, 3), floats(2, 3), floats(2, 3, low=0.5)),
            double=name != "l1_loss",
            label=f"weight {reduction}",
        )


CASES = [
    *between_numbers("mse_loss", "MSELoss"),
    *between_numbers("l1_loss", "L1Loss"),
    *between_numbers("smooth_l1_loss", "SmoothL1Loss"),
    *between_numbers("smooth_l1_loss", "SmoothL1Loss", beta=0.4),
    *between_numbers("smooth_l1_loss", "SmoothL1Loss", beta=0.0),
    *between_numbers("huber_loss", "HuberLoss"),
    *between_numbers("huber_loss", "HuberLoss", delta=0.6),
    *weighted("mse_loss"),
    *weighted("l1_loss"),
    *weighted("huber_loss"),
    *of_classes("nll_loss", "NLLLoss"),
    *of_classes("cross_entropy", "CrossEntropyLoss"),
    *of_classes("cross_entropy", "CrossEntropyLoss", label_smoothing=0.2),
    *of_probabilities(),
    *of_probabilities(label_smoothing=0.3),
    *binary(),
    *divergence(),
]
