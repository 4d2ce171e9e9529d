"""The command `tinytorch`. This file only opens the door: commands are found by entry point when they are called."""


def main() -> None:
    """Runs the command line; what the installed script `tinytorch` and `python -m tinytorch_core.cli` call."""
    from tinytorch_core.cli.app import app
    from tinytorch_core.cli.output import never_fail_on_characters

    never_fail_on_characters()
    app(prog_name="tinytorch")
