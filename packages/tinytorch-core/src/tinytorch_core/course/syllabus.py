"""The whole course on one page: 20 modules in five phases and five milestones, whether or not they are installed.

What is installed describes itself in its own module.toml; this table only knows what else there is and which package
brings it, so that a learner in week 1 sees where the road goes. A test holds it against the installed manifests.
"""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A module of the course: its number, its name and the package that brings it."""

    number: str
    name: str
    distribution: str


class Historic(NamedTuple):
    """A system of the field's history, and the module after which a learner's own code can run it."""

    year: int
    name: str
    title: str
    after: str


PHASES = {
    "tinytorch-core": "1 Tensors and gradients",
    "tinytorch-train": "2 Training",
    "tinytorch-nlp": "3 Language",
    "tinytorch-optimize": "4 Performance",
    "tinytorch-capstone": "5 Capstone",
}
"""The package of each phase; its number is the phase's."""

MODULES = (
    Entry("01", "setup", "tinytorch-core"),
    Entry("02", "tensor", "tinytorch-core"),
    Entry("03", "activations", "tinytorch-core"),
    Entry("04", "layers", "tinytorch-core"),
    Entry("05", "losses", "tinytorch-core"),
    Entry("06", "autograd", "tinytorch-core"),
    Entry("07", "dataloader", "tinytorch-train"),
    Entry("08", "optimizers", "tinytorch-train"),
    Entry("09", "spatial", "tinytorch-train"),
    Entry("10", "training", "tinytorch-train"),
    Entry("11", "tokenization", "tinytorch-nlp"),
    Entry("12", "embeddings", "tinytorch-nlp"),
    Entry("13", "attention", "tinytorch-nlp"),
    Entry("14", "transformers", "tinytorch-nlp"),
    Entry("15", "acceleration", "tinytorch-optimize"),
    Entry("16", "caching", "tinytorch-optimize"),
    Entry("17", "precision", "tinytorch-optimize"),
    Entry("18", "compression", "tinytorch-optimize"),
    Entry("19", "benchmarking", "tinytorch-optimize"),
    Entry("20", "capstone", "tinytorch-capstone"),
)

MILESTONES = (
    Historic(1957, "perceptron", "Perceptron", "04"),
    Historic(1969, "xor", "XOR", "06"),
    Historic(1998, "lenet", "LeNet", "09"),
    Historic(2012, "alexnet", "AlexNet", "10"),
    Historic(2018, "gpt", "GPT", "14"),
)
