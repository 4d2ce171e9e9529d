"""The group of all commands. It lists them by entry point and imports only the one that is called.

A command's line in the list is the first line of its module's docstring, read from the source text, so that listing
stays fast and one broken command does not take the others with it.
"""

from __future__ import annotations

import ast
import difflib
from importlib.util import find_spec
from typing import Any

import click

from tinytorch_core import plugins
from tinytorch_core.cli.output import Failure, emit, is_json
from tinytorch_core.course import CourseError

GROUP = "tinytorch.commands"


class Commands(click.Group):
    """A click group whose commands are the entry points of `tinytorch.commands`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return plugins.names(GROUP)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in plugins.names(GROUP):
            return None
        try:
            command = plugins.load(GROUP, cmd_name)
        except plugins.PluginError as error:
            raise Failure(f"The command {cmd_name!r} cannot run, the others can. {error}") from error
        if not isinstance(command, click.Command):
            raise Failure(f"The command {cmd_name!r} cannot run, the others can: it is no click command.")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and name not in self.list_commands(ctx):
            raise click.UsageError(unknown("command", name, self.list_commands(ctx)), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [(name, summary(point.module)) for name, point in plugins.points(GROUP).items()]
        if not rows:
            rows = [("(none)", "tinytorch-core is not installed here, only on the path: pip install tinytorch-core")]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command; known failures become one clear message, as JSON where --json asked for it."""
        try:
            return super().invoke(ctx)
        except (CourseError, plugins.PluginError) as error:
            return _fail(ctx, Failure(str(error)))
        except click.ClickException as error:
            return _fail(ctx, error)


def _fail(ctx: click.Context, error: click.ClickException) -> Any:
    if not is_json(ctx):
        raise error
    emit({"ok": False, "error": error.format_message()})
    return ctx.exit(error.exit_code)


def unknown(kind: str, name: str, known: list[str]) -> str:
    """The message for a mistyped name: the nearest there is, and all of them."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    guess = f" Did you mean {near[0]!r}?" if near else ""
    return f"There is no {kind} {name!r}.{guess} There are: {', '.join(known) or 'none'}."


def summary(module: str) -> str:
    """The first line of a module's docstring, from its source; only the packages above it are imported."""
    try:
        spec = find_spec(module)
    except Exception as error:  # noqa: BLE001  a package above it may fail at import in any way
        return f"(broken: {type(error).__name__}: {error})"
    if spec is None or spec.origin is None:
        return f"(broken: there is no module {module})"
    try:
        with open(spec.origin, "rb") as stream:
            docstring = ast.get_docstring(ast.parse(stream.read())) or "(not described)"
    except (OSError, SyntaxError, ValueError) as error:
        return f"(broken: {type(error).__name__}: {error})"
    return docstring.splitlines()[0]


def _print_version(ctx: click.Context, option: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from tinytorch_core.cli.versions import version_lines

        click.echo("\n".join(version_lines()))
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version,
    help="Show the versions of the installed packages and stop.",
)  # fmt: skip
def app() -> None:
    """TinyTorch: a deep-learning framework that you build yourself, module by module.

    Begin with: tinytorch doctor, then tinytorch journey
    """
