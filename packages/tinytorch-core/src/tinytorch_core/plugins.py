"""Finds what installed packages offer each other: backends, commands, course modules, milestones.

An offer is an entry point: a group, a name and where to import it from. Asking for names imports nothing; only
`load` and `load_all` import. `importlib.metadata` itself is imported on first use, so that `import tinytorch` stays
light and reads no installed package's metadata.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint


class PluginError(RuntimeError):
    """A plugin that was asked for by name does not exist or cannot be imported."""


_warned: set[tuple[str, str]] = set()


def points(group: str) -> dict[str, EntryPoint]:
    """The entry points of a group by name, sorted; of two with the same name the first on the path counts."""
    from importlib.metadata import entry_points

    found: dict[str, EntryPoint] = {}
    for point in entry_points(group=group):
        found.setdefault(point.name, point)
    return dict(sorted(found.items()))


def names(group: str) -> list[str]:
    """The names registered in a group, sorted. Imports none of them."""
    return list(points(group))


def load(group: str, name: str) -> Any:
    """Imports one plugin and returns it.

    Raises:
        PluginError: no plugin has that name (the message lists those there are), or importing it failed.
    """
    found = points(group)
    if name not in found:
        known = ", ".join(found) or "none is installed"
        raise PluginError(f"{group} has no plugin named {name!r}; there are: {known}")
    try:
        return found[name].load()
    except (Exception, SystemExit) as error:  # whatever a plugin's import does wrong is the plugin's fault
        raise PluginError(_complaint(group, name, error)) from error


def load_all(group: str) -> dict[str, Any]:
    """Imports every plugin of a group. One that fails is warned about once per process and left out."""
    loaded: dict[str, Any] = {}
    for name, point in points(group).items():
        try:
            loaded[name] = point.load()
        except (Exception, SystemExit) as error:  # noqa: BLE001  one broken plugin must not take the others along
            warn_broken(group, name, error)
    return loaded


def warn_broken(group: str, name: str, error: BaseException) -> None:
    """Warns, once per process and plugin, that a plugin is passed over, and how to get rid of it."""
    if (group, name) not in _warned:
        _warned.add((group, name))
        warnings.warn(_complaint(group, name, error) + " It is passed over.", RuntimeWarning, stacklevel=3)


def _complaint(group: str, name: str, error: BaseException) -> str:
    """Who is broken, how, and the two commands that may help."""
    point = points(group).get(name)
    owner = point.dist if point is not None else None
    cause = f"{type(error).__name__}: {error}"
    if owner is None:
        return f"The plugin {name!r} of {group} does not load ({cause})."
    return (
        f"The plugin {name!r} of {group}, from {owner.name} {owner.version}, does not load ({cause}). "
        f"Upgrade it: pip install --upgrade {owner.name}, or remove it: pip uninstall {owner.name}."
    )
