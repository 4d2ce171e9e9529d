"""`import tinytorch as torch`: light, honest about what is missing, and the same for every form of import."""

from __future__ import annotations

import importlib.util
import subprocess
import sys

import pytest

import tinytorch as torch
from tinytorch import _stages

FORMS = {
    "tinytorch.optim": ["import tinytorch.optim", "from tinytorch import optim", "import tinytorch; tinytorch.optim"],
    "tinytorch.nn.Conv2d": ["from tinytorch.nn import Conv2d", "import tinytorch; tinytorch.nn.Conv2d"],
    "tinytorch.utils.data": ["from tinytorch.utils.data import DataLoader", "import tinytorch.utils.data as data"],
    "tinytorch.autocast": ["from tinytorch import autocast", "import tinytorch; tinytorch.autocast"],
}


@pytest.fixture
def without_later_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if core alone were installed."""
    real = importlib.util.find_spec
    later = set(_stages.PACKAGES.values())
    monkeypatch.setattr(_stages, "find_spec", lambda name: None if name in later else real(name))
    for name in [m for m in sys.modules if m.partition(".")[0] in later]:
        monkeypatch.delitem(sys.modules, name)

    class Absent:
        def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:
            if fullname.partition(".")[0] in later:
                raise ModuleNotFoundError(f"No module named {fullname!r}", name=fullname)

    monkeypatch.setattr(sys, "meta_path", [Absent(), *sys.meta_path])


@pytest.mark.usefixtures("without_later_stages")
@pytest.mark.parametrize("statement", [s for forms in FORMS.values() for s in forms])
def test_every_import_form_of_a_missing_stage_names_the_pip_command(statement: str) -> None:
    with pytest.raises(
        (ImportError, AttributeError), match=r"pip install tinytorch-\w+ \(from a checkout: pip install pack"
    ):
        exec(statement, {})


@pytest.mark.usefixtures("without_later_stages")
def test_hasattr_is_honest_about_a_missing_stage() -> None:
    assert not hasattr(torch, "optim")
    assert not hasattr(torch.nn, "Conv2d")
    assert hasattr(torch.nn, "Linear")


def test_a_misspelt_name_is_an_ordinary_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'tinytorch\.nn' has no attribute 'Linaer'"):
        _ = torch.nn.Linaer
    with pytest.raises(ImportError, match="cannot import name 'Linaer'"):
        exec("from tinytorch.nn import Linaer", {})


def test_an_error_inside_a_stage_is_not_taken_for_a_missing_stage() -> None:
    with pytest.raises(ModuleNotFoundError, match="No module named 'numpyy'"), _stages.require("optim"):
        raise ModuleNotFoundError("No module named 'numpyy'", name="numpyy")


def test_importing_reads_no_entry_points_and_prints_nothing() -> None:
    program = (
        "import sys, tinytorch; print(sorted(m for m in sys.modules if m in ('importlib.metadata', 'click', 'rich')))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
