"""The limits that keep every file readable at one sitting, measured: file and function lengths, and opening words."""

import ast
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = sorted(ROOT.glob("packages/*/src/**/*.py"))
EVERYTHING = [ROOT / "noxfile.py", *LIBRARY, *sorted(ROOT.glob("tests/**/*.py")), *sorted(ROOT.glob("benchmarks/*.py"))]


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef, source: list[str]) -> int:
    """The lines from `def` to the end that hold code: its docstring does not count, nor do comments and blank lines."""
    first = function.body[0]
    told = range(first.lineno, (first.end_lineno or 0) + 1) if ast.get_docstring(function) is not None else range(0)
    lines = range(function.lineno, (function.end_lineno or 0) + 1)
    return sum(number not in told and source[number - 1].strip()[:1] not in ("", "#") for number in lines)


def functions() -> dict[str, int]:
    """Every function of the library and its length."""
    return {
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}": code_lines(node, path.read_text("utf-8").splitlines())
        for path in LIBRARY
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_there_is_something_to_measure():
    assert len(LIBRARY) > 20


def test_no_file_is_longer_than_350_lines():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in EVERYTHING}
    assert {name: length for name, length in lengths.items() if length > 350} == {}


def test_every_file_opens_by_saying_why_it_exists():
    silent = [str(path.relative_to(ROOT)) for path in EVERYTHING if not ast.get_docstring(syntax(path))]
    assert silent == []


def test_no_function_is_longer_than_40_lines():
    assert {name: length for name, length in functions().items() if length > 40} == {}


def test_most_functions_are_short():
    lengths = list(functions().values())
    assert median(lengths) <= 8
    assert quantiles(lengths, n=10)[-1] <= 25


def test_no_emoji_in_code_or_documents():
    texts = [*EVERYTHING, *ROOT.glob("*.md"), *ROOT.glob("packages/**/*.md"), *ROOT.glob("docs/**/*.md")]
    found = [
        str(path.relative_to(ROOT))
        for path in texts
        if any(ord(sign) >= 0x1F000 for sign in path.read_text(encoding="utf-8"))
    ]
    assert found == []
