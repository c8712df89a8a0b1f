"""Every route of the service, as its routers know them."""

from __future__ import annotations

import importlib
import pkgutil
import re

import server.api


def routes() -> set[tuple[str, str]]:
    """(method, path) of every route, hidden ones included; names of parameters as they are."""
    found = set()
    for module in pkgutil.iter_modules(server.api.__path__):
        router = getattr(importlib.import_module(f"server.api.{module.name}"), "router", None)
        for route in getattr(router, "routes", ()):
            found |= {(method, route.path) for method in route.methods or ()}
    return found


def owned() -> set[tuple[str, str]]:
    """The routes that name something which belongs to somebody."""
    return {(m, p) for m, p in routes() if re.search(r"\{(?!mode_name)", p)}
