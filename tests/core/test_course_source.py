"""Blanking: only bodies go, with every comment that belongs to them, whatever the function looks like."""

from __future__ import annotations

import ast
import textwrap

import pytest

from tinytorch_core.course import CourseError, source

LESSON = '''\
"""A lesson."""

from __future__ import annotations

import math


@decorated(  # kept
    1
)
def double(x: float) -> float:  # kept
    """Twice x."""
    # twice is two times
    two = 2

    return two * x  # an answer
    # trailing part of the answer


# kept, above a class
class Box:
    """Holds."""

    def open(
        self, key: str
    ) -> None:
        # says so
        print("größer", key)

    def one_line(self): return 1

    async def later(self):
        """Text with ü, then the body."""
        return await self
'''


def blanked(**labels: str) -> str:
    return source.blank(LESSON, {name.replace("__", "."): label for name, label in labels.items()})


def test_a_body_goes_with_its_comments_and_nothing_else_does() -> None:
    expected = LESSON.replace(
        '    # twice is two times\n    two = 2\n\n    return two * x  # an answer\n    # trailing part of the answer\n',
        '    raise ExerciseNotDone("03.1: double")\n',
    ).replace("import math\n", f"import math\n{source.IMPORT}\n")  # fmt: skip
    assert blanked(double="03.1: double") == expected


def test_a_method_without_docstring_keeps_its_long_signature() -> None:
    text = blanked(Box__open="03.2: Box.open")
    kept = '    def open(\n        self, key: str\n    ) -> None:\n        raise ExerciseNotDone("03.2: Box.open")\n\n'
    assert kept in text
    assert "größer" not in text


def test_a_body_on_the_line_of_its_signature_is_replaced_there() -> None:
    assert '    def one_line(self): raise ExerciseNotDone("x")\n' in blanked(Box__one_line="x")


def test_an_async_method_can_be_blanked() -> None:
    text = blanked(Box__later="x")
    assert '        """Text with ü, then the body."""\n        raise ExerciseNotDone("x")\n' in text


def test_all_at_once_is_what_each_alone_does() -> None:
    tree = ast.parse(blanked(double="a", Box__open="b", Box__one_line="c", Box__later="d"))
    for name in ("double", "Box.open", "Box.one_line", "Box.later"):
        node = source.find_function(tree, name)
        assert node is not None
        assert source.is_blank(node)


def test_what_is_written_is_not_blank() -> None:
    node = source.find_function(ast.parse(LESSON), "double")
    assert node is not None
    assert not source.is_blank(node)
    assert source.body_length(node) == 3


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ('"""Doc."""\n', ""),
        ("", ""),
        ('"""Doc."""\nfrom __future__ import annotations\n', ""),
        ("import a\nfrom b import (\n    c,\n)\n", "X = 1\nimport d\n"),
    ],
)
def test_the_import_stands_below_those_the_file_opens_with(above: str, below: str) -> None:
    text = source.blank(f"{above}{below}def f():\n    return 1\n", {"f": "x"})
    compile(text, "lesson", "exec")
    assert text.startswith(f"{above}{source.IMPORT}\n{below}def f()")


@pytest.mark.parametrize("name", ["absent", "Box.absent", "Absent.open", "Box"])
def test_what_is_not_there_cannot_be_blanked(name: str) -> None:
    with pytest.raises(CourseError, match=f"'{name}' cannot be blanked"):
        source.blank(LESSON, {name: "x"})


def test_a_function_of_a_docstring_alone_has_nothing_to_write() -> None:
    text = textwrap.dedent('''
        def f():
            """Says."""
    ''')
    with pytest.raises(CourseError, match="no function of that name with a body"):
        source.blank(text, {"f": "x"})
