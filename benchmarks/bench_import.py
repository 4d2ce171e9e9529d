"""What `import tinytorch` costs beside `import numpy`: fresh processes in turn, medians, the interpreter's start off.

python3 noxfile.py -s bench -- import
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

ROUNDS = 25
PROGRAMS = {"nothing": "pass", "numpy": "import numpy", "tinytorch": "import tinytorch"}


def seconds(program: str) -> float:
    """Wall seconds of one fresh process."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)
    return time.perf_counter() - started


def main() -> None:
    """Prints the three medians and the ratio."""
    for program in PROGRAMS.values():  # the first run compiles and fills the disk cache
        seconds(program)
    rounds = [{name: seconds(program) for name, program in PROGRAMS.items()} for _ in range(ROUNDS)]
    medians = {name: statistics.median(r[name] for r in rounds) for name in PROGRAMS}
    for name, value in medians.items():
        print(f"{name:10} {value * 1e3:7.1f} ms")
    ratio = (medians["tinytorch"] - medians["nothing"]) / (medians["numpy"] - medians["nothing"])
    print(f"tinytorch / numpy, without the interpreter's start: {ratio:.2f}")


if __name__ == "__main__":
    main()
