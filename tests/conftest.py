"""What all suites share: `--sample N`, for runs that repeat a suite, and the choice of backends when nobody chose one.

The same suite runs on other Pythons and after every change of what is installed. Where its whole has passed once, every
N-th test of each file tells nearly as much in a fraction of the time, and always the same tests are chosen.
"""

from collections import Counter
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sample", type=int, default=1, metavar="N", help="run every N-th test of each file")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    step: int = config.getoption("sample")
    seen: Counter[Path] = Counter()
    chosen, left_out = [], []
    for item in items:
        (left_out if seen[item.path] % step else chosen).append(item)
        seen[item.path] += 1
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = chosen


@pytest.fixture
def default_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests about who serves when nothing was chosen: takes back what TINYTORCH_BACKEND chose for this process.

    Children that the test starts do not inherit the variable either.
    """
    monkeypatch.delenv("TINYTORCH_BACKEND", raising=False)
    monkeypatch.setattr("tinytorch_core.backends._default_table", None)
