"""Finds exercises in source text and blanks them, without importing or running anything.

A blank keeps everything but the body to the letter: decorators, signature, docstring and every line of the rest of
the file. In place of the body stands one line that says which exercise it is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

from tinytorch_core.course import CourseError
from tinytorch_core.course.manifest import CourseModule, Exercise, reference_file

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef

IMPORT = "from tinytorch_core.learner import ExerciseNotDone"


class Blank(NamedTuple):
    """A function of a module's exercises.

    Attributes:
        exercise: the exercise it belongs to.
        lesson: the import name of the lesson file it stands in.
        function: its qualified name in there, "relu_kernel" or "Linear.forward".
    """

    exercise: Exercise
    lesson: str
    function: str

    @property
    def label(self) -> str:
        """ "03.1: relu_kernel"."""
        return f"{self.exercise.number}: {self.function}"


def blanks(module: CourseModule) -> Iterator[Blank]:
    """Every function of a module's exercises, in the manifest's order."""
    for exercise in module.exercises:
        for target in exercise.targets:
            lesson, _, function = target.partition(":")
            yield Blank(exercise, lesson, function)


def resolve(target: str) -> tuple[Path, Function]:
    """The installed file of "tinytorch_core.activations:relu_kernel" and the function's node in it.

    Raises:
        CourseError: the file or the function does not exist.
    """
    lesson, _, function = target.partition(":")
    path = reference_file(lesson)
    if not path.is_file():
        raise CourseError(f"the target {target!r} does not resolve: there is no {path}")
    node = find_function(ast.parse(path.read_text(encoding="utf-8")), function)
    if node is None:
        raise CourseError(f"the target {target!r} does not resolve: {path} defines no {function!r}")
    return path, node


def find_function(tree: ast.Module, name: str) -> Function | None:
    """The function "relu_kernel" or "Linear.forward"; of several with that name the last, as Python does."""
    *classes, last = name.split(".")
    body = tree.body
    for each in classes:
        found = [node for node in body if isinstance(node, ast.ClassDef) and node.name == each]
        if not found:
            return None
        body = found[-1].body
    functions = [n for n in body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == last]
    return functions[-1] if functions else None


def body_of(node: Function) -> list[ast.stmt]:
    """The statements of a function behind its docstring: what an exercise asks for."""
    return node.body if ast.get_docstring(node, clean=False) is None else node.body[1:]


def body_length(node: Function) -> int:
    """How many lines the body behind the docstring has; 0 where there is none."""
    body = body_of(node)
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def is_blank(node: Function) -> bool:
    """True while the body is nothing but the line that `blank` wrote."""
    match body_of(node):
        case [ast.Raise(exc=ast.Call(func=ast.Name(id="ExerciseNotDone")))]:
            return True
    return False


def blank(source: str, labels: Mapping[str, str]) -> str:
    """The source with the bodies of some functions replaced.

    Args:
        source: the text of a lesson file.
        labels: the function's qualified name -> "03.1: relu_kernel", as the learner will read it.

    Raises:
        CourseError: the source does not define one of the functions, or it has no body to write.
    """
    tree = ast.parse(source)
    lines = source.split("\n")
    nodes = {name: _writable(tree, name) for name in labels}
    for name, node in sorted(nodes.items(), key=lambda item: -item[1].lineno):  # from below, so that lines stay valid
        _replace_body(lines, node, f'raise ExerciseNotDone("{labels[name]}")')
    lines.insert(_import_line(tree), IMPORT)
    return "\n".join(lines)


def _writable(tree: ast.Module, name: str) -> Function:
    node = find_function(tree, name)
    if node is None or not body_of(node):
        raise CourseError(f"{name!r} cannot be blanked: the file has no function of that name with a body")
    return node


def _replace_body(lines: list[str], node: Function, instead: str) -> None:
    """Cuts the body out of `lines`, comments in it and right behind it included, and puts one line there."""
    body = body_of(node)
    before = lines[body[0].lineno - 1].encode()[: body[0].col_offset].decode()
    end = _end_of_body(lines, body[-1])
    if before.strip():  # def f(x): return x
        lines[body[0].lineno - 1 : end] = [before + instead]
        return
    start = node.body[0].end_lineno if body is not node.body else _end_of_signature(lines, node)
    lines[start or 0 : end] = [before + instead]


def _end_of_signature(lines: list[str], node: Function) -> int:
    """The number of lines up to the colon of a function without docstring: comments below it belong to the body."""
    end = node.body[0].lineno - 1
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return end


def _end_of_body(lines: list[str], last: ast.stmt) -> int:
    """The number of lines up to the body's end: trailing comments at its indentation are part of the answer."""
    end = last.end_lineno or last.lineno
    for number, line in enumerate(lines[end:], start=end + 1):
        comment = re.match(r"(\s*)#", line)
        if comment and len(comment[1]) >= last.col_offset > 0:
            end = number
        elif line.strip():
            break
    return end


def _import_line(tree: ast.Module) -> int:
    """How many lines to keep above the added import: those up to the last of the imports the file opens with."""
    line = 0
    for number, statement in enumerate(tree.body):
        is_docstring = number == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not is_docstring and not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        line = statement.end_lineno or line
    return line
