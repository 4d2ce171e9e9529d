"""tinytorch-capstone as it is installed: its version, its types, and the stages it stands on."""

import importlib.metadata
import importlib.resources

from packaging.requirements import Requirement

import tinytorch_capstone


def test_the_package_says_the_version_that_is_installed():
    assert tinytorch_capstone.__version__ == importlib.metadata.version("tinytorch-capstone")


def test_type_checkers_may_trust_the_package():
    assert importlib.resources.files("tinytorch_capstone").joinpath("py.typed").is_file()


def test_it_needs_the_earlier_stages_and_nothing_else():
    needed = [Requirement(text) for text in importlib.metadata.requires("tinytorch-capstone") or []]
    assert {need.name for need in needed if need.marker is None} == {
        "tinytorch-core",
        "tinytorch-train",
        "tinytorch-nlp",
        "tinytorch-optimize",
    }
