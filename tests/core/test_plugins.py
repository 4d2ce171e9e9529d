"""plugins.py: what packages offer each other is found lazily, and a broken offer harms only itself."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tinytorch_core import plugins

Offer = Callable[..., None]


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offer]:
    """Puts a package with entry points and modules on the path, as pip would have installed it."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(plugins, "_warned", set())

    def install(name: str, points: str, place: Path = tmp_path, **modules: str) -> None:
        info = place / f"{name.replace('-', '_')}-1.2.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.2\n")
        (info / "entry_points.txt").write_text(textwrap.dedent(points))
        for module, text in modules.items():
            (place / f"{module}.py").write_text(text)

    yield install
    for module in set(sys.modules) - before:
        if module.startswith("offered_"):
            del sys.modules[module]


POINTS = """
    [test.group]
    zeta = offered_good:VALUE
    alpha = offered_bad:VALUE
"""
BAD = {"offered_good": "VALUE = 41", "offered_bad": "raise OSError('out of paper')"}


def test_names_are_sorted_and_nothing_is_imported(offer: Offer) -> None:
    offer("some-plugin", POINTS, **BAD)
    assert plugins.names("test.group") == ["alpha", "zeta"]
    assert not {"offered_good", "offered_bad"} & set(sys.modules)


def test_a_group_that_nobody_registers_in_is_empty() -> None:
    assert plugins.names("test.nobody") == []
    assert plugins.load_all("test.nobody") == {}


def test_load_returns_what_the_entry_point_names(offer: Offer) -> None:
    offer("some-plugin", POINTS, **BAD)
    assert plugins.load("test.group", "zeta") == 41


def test_an_unknown_name_is_answered_with_those_there_are(offer: Offer) -> None:
    offer("some-plugin", POINTS, **BAD)
    with pytest.raises(plugins.PluginError, match=r"no plugin named 'beta'; there are: alpha, zeta"):
        plugins.load("test.group", "beta")


def test_loading_a_broken_plugin_names_it_its_package_the_error_and_the_remedy(offer: Offer) -> None:
    offer("some-plugin", POINTS, **BAD)
    with pytest.raises(plugins.PluginError) as caught:
        plugins.load("test.group", "alpha")
    for part in ("'alpha'", "some-plugin 1.2", "OSError: out of paper", "pip install --upgrade some-plugin"):
        assert part in str(caught.value)
    assert "pip uninstall some-plugin" in str(caught.value)


def test_a_broken_plugin_is_passed_over_with_one_warning_per_process(offer: Offer) -> None:
    offer("some-plugin", POINTS, **BAD)
    with pytest.warns(RuntimeWarning, match=r"'alpha'.*some-plugin 1\.2.*out of paper.*passed over") as seen:
        assert plugins.load_all("test.group") == {"zeta": 41}
    assert len(seen) == 1
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert plugins.load_all("test.group") == {"zeta": 41}


def test_a_plugin_that_ends_python_at_import_is_only_broken(offer: Offer) -> None:
    offer("some-plugin", POINTS, offered_good="VALUE = 41", offered_bad="import sys; sys.exit(0)")
    with pytest.warns(RuntimeWarning, match="SystemExit"):
        assert plugins.load_all("test.group") == {"zeta": 41}


def test_a_name_that_its_module_does_not_define_is_broken_too(offer: Offer) -> None:
    offer("some-plugin", "[test.group]\nzeta = offered_good:ABSENT\n", offered_good="VALUE = 41")
    with pytest.raises(plugins.PluginError, match="ABSENT"):
        plugins.load("test.group", "zeta")


def test_of_two_plugins_with_one_name_the_first_on_the_path_counts(
    offer: Offer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer("late-plugin", "[test.group]\nzeta = offered_late:VALUE\n", offered_late="VALUE = 'late'")
    early = tmp_path / "early"
    offer("early-plugin", "[test.group]\nzeta = offered_early:VALUE\n", place=early, offered_early="VALUE = 'early'")
    monkeypatch.syspath_prepend(early)
    assert plugins.load("test.group", "zeta") == "early"


def test_importing_plugins_reads_no_metadata() -> None:
    code = "import sys, tinytorch_core.plugins; sys.exit('importlib.metadata' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
