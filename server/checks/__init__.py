"""The checks that a prompt's contract may name, found by themselves.

A check is a public function of a module here that takes the reply and one value, and gives
findings: ``def keeps_numbers(reply: str, source: str) -> list[Finding]``. Its name is the name
in the contract, so no two may share one.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from server.errors import PromptError
from server.records import Finding

Check = Callable[[str, Any], list[Finding]]


@cache
def checks() -> Mapping[str, Check]:
    """Every check under its name, by name.

    Raises:
        PromptError: two modules define a check of the same name.
    """
    found: dict[str, Check] = {}
    for info in pkgutil.iter_modules(__path__, f"{__name__}."):
        for name, check in checks_in(importlib.import_module(info.name)).items():
            if name in found:
                first = inspect.getmodule(found[name])
                raise PromptError(f"check {name} is defined in {first} and in {info.name}")
            found[name] = check
    return dict(sorted(found.items()))


def checks_in(module: ModuleType) -> dict[str, Check]:
    """The checks that a module defines itself; what it imports does not count."""
    own = inspect.getmembers(module, inspect.isfunction)
    return {n: f for n, f in own if f.__module__ == module.__name__ and _is_check(n, f)}


def check_named(name: str) -> Check:
    """The check of a name.

    Raises:
        PromptError: there is none; names those that there are.
    """
    require([name])
    return checks()[name]


def require(names: Iterable[str], *, of: str = "a prompt") -> None:
    """Refuse names that are no checks, before anything runs; `of` says who names them.

    Raises:
        PromptError: one of them is unknown; names those that there are.
    """
    for name in names:
        if name not in checks():
            raise PromptError(f"{of} names the check {name!r}; known are {', '.join(checks())}")


def _is_check(name: str, function: Callable[..., Any]) -> bool:
    signature = inspect.signature(function)
    parameters = list(signature.parameters.values())
    return (
        not name.startswith("_")
        and len(parameters) == 2
        and parameters[0].name == "reply"
        and signature.return_annotation in ("list[Finding]", list[Finding])
    )
