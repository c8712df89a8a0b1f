"""The coaching modes, found by themselves: every module and package here has a MODE."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import ModuleType

from server.errors import ConfigurationError
from server.records import Mode

_FIRST = ("ask", "interview", "rewrite", "star")


@cache
def modes() -> Mapping[str, Mode]:
    """Every mode under its name: the four of the contract first, then the others by name.

    Raises:
        ConfigurationError: a module has no MODE, or its name is taken or not the module's.
    """
    found: dict[str, Mode] = {}
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        mode = mode_of(importlib.import_module(info.name))
        found[mode.name] = mode
    order = sorted(found, key=lambda name: (_rank(name), name))
    return {name: found[name] for name in order}


def mode_of(module: ModuleType) -> Mode:
    """The MODE of a module, which bears the module's name.

    Raises:
        ConfigurationError: there is none, or its name is another.
    """
    mode = getattr(module, "MODE", None)
    if not isinstance(mode, Mode):
        raise ConfigurationError(f"{module.__name__} has no MODE = Mode(...) at its end")
    if mode.name != module.__name__.rpartition(".")[2]:
        raise ConfigurationError(
            f"the mode {mode.name!r} stands in {module.__name__}; give both the same name"
        )
    return mode


def _rank(name: str) -> int:
    return _FIRST.index(name) if name in _FIRST else len(_FIRST)
