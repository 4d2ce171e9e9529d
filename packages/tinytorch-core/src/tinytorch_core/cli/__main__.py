"""`python -m tinytorch_core.cli`: the command line where the script `tinytorch` is not on the path."""

from tinytorch_core.cli import main

main()
