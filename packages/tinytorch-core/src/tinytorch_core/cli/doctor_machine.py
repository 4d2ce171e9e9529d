"""The doctor's checks of the machine: Python, NumPy and its BLAS, memory, disk, terminal."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tinytorch_core.cli.findings import REINSTALL_NUMPY, Finding, fail, ok, warn
from tinytorch_core.cli.output import console

GIB = 1024**3
PYTHONS = ((3, 11), (3, 13))
THREAD_VARIABLES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def check_machine() -> Iterator[Finding]:
    """All checks of this file, in the order they are shown."""
    yield check_python(sys.version_info[:2])
    yield from check_numpy()
    yield check_memory(*memory())
    for name, folder in (("disk, here", Path.cwd()), ("disk, cache", cache_folder())):
        yield check_disk(name, folder)
    yield check_terminal()


def check_python(version: tuple[int, int]) -> Finding:
    """Python must be one of those TinyTorch is tested with; a newer one may work."""
    text = f"Python {platform.python_version()} at {sys.executable}"
    oldest, newest = (".".join(map(str, each)) for each in PYTHONS)
    if version < PYTHONS[0]:
        return fail("python", f"{text}; TinyTorch needs {oldest} to {newest}", f"uv venv --python {newest}")
    if version > PYTHONS[1]:
        return warn("python", f"{text}; TinyTorch is tested with {oldest} to {newest}", f"uv venv --python {newest}")
    return ok("python", text)


def check_numpy() -> Iterator[Finding]:
    """NumPy must load; which BLAS it was built with, and how many threads that may use."""
    try:
        import numpy as np

        config: Any = np.show_config(mode="dicts")
    except Exception as error:  # noqa: BLE001  a NumPy built for another machine fails in many ways
        cause = f"NumPy does not load ({type(error).__name__}: {error})"
        yield fail("numpy", cause, REINSTALL_NUMPY)
        return
    blas = (config or {}).get("Build Dependencies", {}).get("blas", {})
    yield ok("numpy", f"NumPy {np.__version__}, BLAS: {blas.get('name', 'unknown')} {blas.get('version', '')}".rstrip())
    yield ok("threads", describe_threads(os.environ, os.cpu_count()))


def describe_threads(env: Mapping[str, str], cores: int | None) -> str:
    """What can be known of the BLAS's threads without asking the library itself: its environment variables."""
    limits = [f"{name}={env[name]}" for name in THREAD_VARIABLES if env.get(name)]
    if limits:
        return f"{', '.join(limits)} of {cores or '?'} cores (a program may still change that for itself)"
    return f"no limit is set, so the BLAS decides, as a rule one thread for each of {cores or '?'} cores"


def memory() -> tuple[int | None, int | None]:
    """Bytes of memory, total and available; None for what this system does not tell."""
    total = available = None
    try:
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        sizes = {name: int(rest.split()[0]) * 1024 for name, _, rest in (line.partition(":") for line in lines)}
        total, available = sizes.get("MemTotal"), sizes.get("MemAvailable")
    except OSError:
        if sys.platform == "darwin":
            total = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    limit = container_limit()
    if limit is None:
        return total, available
    return min(total or limit, limit), min(available or limit, limit)


def container_limit() -> int | None:
    """The memory a container may use, where this process runs in one that is limited."""
    try:
        text = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return None
    return int(text) if text.isdigit() else None


def check_memory(total: int | None, available: int | None) -> Finding:
    """The course's quick tiers need about 200 MB; half a GiB leaves room for an editor."""
    text = f"{_gib(available)} available of {_gib(total)}"
    if available is not None and available < GIB // 4:
        return fail("memory", f"{text}; TinyTorch needs 0.25 GiB", "close other programs, then tinytorch doctor")
    if available is None or available < GIB:
        return warn("memory", text, "" if available is None else "close other programs before a full tier")
    return ok("memory", text)


def _gib(size: int | None) -> str:
    return "an unknown amount" if size is None else f"{size / GIB:.1f} GiB"


def cache_folder() -> Path:
    """Where programs keep caches for this user, or the nearest folder above it that exists."""
    home = Path(os.path.expanduser("~"))
    wanted = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache").absolute()
    return next(folder for folder in (wanted, *wanted.parents) if folder.is_dir())


def check_disk(name: str, folder: Path) -> Finding:
    """Snapshots, pictures and caches need little; data sets need a GiB."""
    free = shutil.disk_usage(folder).free
    text = f"{_gib(free)} free at {folder}"
    if free < GIB // 20:
        return fail(name, f"{text}; TinyTorch needs 0.05 GiB", "make room on that disk, then tinytorch doctor")
    if free < GIB:
        return warn(name, f"{text}; the data sets of later modules need 1 GiB")
    return ok(name, text)


def check_terminal() -> Finding:
    """Where the output goes: a terminal gets colours and live lines, anything else plain lines."""
    encoding = (sys.stdout.encoding or "unknown").lower()
    if sys.stdout.isatty():
        screen = console()
        text = f"a terminal, {screen.width} columns, colours: {screen.color_system or 'none'}, {encoding}"
    else:
        text = f"no terminal, plain lines, {encoding}"
    if encoding.replace("-", "").replace("_", "") != "utf8":
        return warn("terminal", f"{text}; some characters show as question marks", "export PYTHONUTF8=1")
    return ok("terminal", text)
