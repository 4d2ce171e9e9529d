"""The table of contents: which names of the front door come with which later stage, known here only as names.

A name that an installed stage brings is imported when it is first used. A name of a stage that is not installed
gives, for every import form, a message with the pip command: attribute access an AttributeError (so `hasattr` is
honest), an import a ModuleNotFoundError.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

PACKAGES = {
    "tinytorch-train": "tinytorch_train",
    "tinytorch-nlp": "tinytorch_nlp",
    "tinytorch-optimize": "tinytorch_optimize",
    "tinytorch-capstone": "tinytorch_capstone",
}

SUBMODULES = {
    "tinytorch.optim": "tinytorch-train",
    "tinytorch.optim.lr_scheduler": "tinytorch-train",
    "tinytorch.utils": "tinytorch-train",
    "tinytorch.utils.data": "tinytorch-train",
    "tinytorch.utils.checkpoint": "tinytorch-train",
    "tinytorch.vision": "tinytorch-train",
    "tinytorch.vision.datasets": "tinytorch-train",
    "tinytorch.vision.transforms": "tinytorch-train",
    "tinytorch.training": "tinytorch-train",
    "tinytorch.nn.utils": "tinytorch-train",
    "tinytorch.text": "tinytorch-nlp",
    "tinytorch.caching": "tinytorch-optimize",
    "tinytorch.quantization": "tinytorch-optimize",
    "tinytorch.nn.utils.prune": "tinytorch-optimize",
    "tinytorch.compression": "tinytorch-optimize",
    "tinytorch.profiler": "tinytorch-optimize",
    "tinytorch.benchmark": "tinytorch-optimize",
}
"""Front-door modules that are whole from a later stage."""

ON_DEMAND = tuple(f"tinytorch.{name}" for name in ("accelerator", "cuda", "mps", "nn", "random", "viz"))
"""Front-door modules of core that only those who use them wait for."""

NAMES = {
    "tinytorch": {"autocast": ("tinytorch-optimize", "tinytorch_optimize.precision")},
    "tinytorch.nn": {
        name: (distribution, module)
        for distribution, module, names in (
            ("tinytorch-train", "tinytorch_train.spatial", "Conv1d Conv2d MaxPool2d AvgPool2d AdaptiveAvgPool2d"),
            (
                "tinytorch-train",
                "tinytorch_train.spatial",
                "BatchNorm1d BatchNorm2d LocalResponseNorm Dropout2d ZeroPad2d",
            ),
            ("tinytorch-nlp", "tinytorch_nlp.embeddings", "Embedding"),
            ("tinytorch-nlp", "tinytorch_nlp.attention", "MultiheadAttention"),
            (
                "tinytorch-nlp",
                "tinytorch_nlp.transformers",
                "LayerNorm RMSNorm TransformerEncoder TransformerEncoderLayer",
            ),
        )
        for name in names.split()
    },
}
"""Names of later stages that stand in a namespace of core: namespace -> name -> (distribution, where it is defined)."""


def message(name: str, distribution: str) -> str:
    """What to tell someone who asked for `name`: how to install the stage, or that theirs is too old to have it."""
    package = PACKAGES[distribution]
    if find_spec(package) is None:
        return (
            f"{name} comes with {distribution}, which is not installed. Install it with: pip install {distribution} "
            f"(from a checkout: pip install packages/{distribution})"
        )
    have = sys.modules.get(package) or importlib.import_module(package)
    return (
        f"{name} comes with a later {distribution} than the installed {getattr(have, '__version__', 'one')}. "
        f"Upgrade it with: pip install --upgrade {distribution}"
    )


@contextmanager
def require(name: str) -> Iterator[None]:
    """Around a shim's import of its stage: a missing stage becomes the message above, other errors pass."""
    full = f"tinytorch.{name}"
    distribution = SUBMODULES[full]
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] != PACKAGES[distribution]:
            raise
        raise ModuleNotFoundError(message(full, distribution), name=error.name) from None


def lookup(namespace: str, name: str) -> Any:
    """The value of `namespace.name` that a later stage brings, or core on demand; for a namespace's `__getattr__`.

    Raises:
        AttributeError: no such name, or its stage is not installed.
    """
    full = f"{namespace}.{name}"
    if full in ON_DEMAND:
        return importlib.import_module(full)
    if full in SUBMODULES:
        try:
            return importlib.import_module(full)
        except ModuleNotFoundError as error:
            raise AttributeError(str(error), name=name) from None
    known = NAMES.get(namespace, {}).get(name)
    if known is None:
        raise AttributeError(f"module {namespace!r} has no attribute {name!r}", name=name)
    distribution, module = known
    try:
        value = getattr(importlib.import_module(module), name)
    except (ModuleNotFoundError, AttributeError):
        raise AttributeError(message(full, distribution), name=name) from None
    setattr(sys.modules[namespace], name, value)
    return value


class _MissingStage:
    """Asked last, when nothing else knows a module: answers for the names above with the pip command.

    `from tinytorch.nn import Conv2d` looks for an attribute first and for a submodule of that name next, and only an
    error raised here, in the second look, reaches the reader; that is why the names of a namespace are answered too.
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        namespace, _, name = fullname.rpartition(".")
        distribution = SUBMODULES.get(fullname) or NAMES.get(namespace, {}).get(name, ("",))[0]
        if distribution:
            raise ModuleNotFoundError(message(fullname, distribution), name=PACKAGES[distribution])
        return None


def answer_for_missing_stages() -> None:
    """Puts the finder that explains missing stages last on sys.meta_path, once."""
    if not any(isinstance(finder, _MissingStage) for finder in sys.meta_path):
        sys.meta_path.append(_MissingStage())
