"""A real Chromium, and a page that remembers every fault and every foreign request."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

THEMES = ("light", "dark")
# What is there at once on a quiet machine may take long on a busy one.
expect.set_options(timeout=30_000)


@dataclass
class Visit:
    """A page under observation at the address of a running Greenroom."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def violations(self) -> list[str]:
        """What axe finds on the page as it stands, as `rule: element`."""
        # A chapter keeps the heading levels that its author gave it.
        in_order = {"enabled": "/chapters/" not in self.page.url}
        options = {"rules": {"heading-order": in_order}}
        found = Axe().run(self.page, options=options).response["violations"]
        return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]

    def check_both_themes(self) -> None:
        """No violation in either theme, nothing wider than the window, no fault so far."""
        for theme in THEMES:
            self.page.emulate_media(color_scheme=theme)
            assert self.violations() == [], theme
        assert self.sideways() == 0
        assert (self.faults, self.foreign) == ([], [])

    def sideways(self) -> int:
        """By how many pixels the page is wider than its window."""
        root = "document.documentElement"
        return int(self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth"))


@pytest.fixture
def visit_with(chromium: Browser, live_server: str) -> Iterator[Callable[..., Visit]]:
    """Opens observed pages: `visit_with(viewport={"width": 320, "height": 640})`."""
    contexts = []

    def open_context(**options: Any) -> Visit:
        context = chromium.new_context(**options)
        contexts.append(context)
        visit = Visit(context.new_page(), live_server.rstrip("/"))
        watch(visit)
        return visit

    yield open_context
    for context in contexts:
        context.close()


@pytest.fixture
def visit(visit_with: Callable[..., Visit]) -> Visit:
    return visit_with(viewport={"width": 1280, "height": 860})


def watch(visit: Visit) -> None:
    def listen(request: Any) -> None:
        if not request.url.startswith((visit.base, "data:")):
            visit.foreign.append(request.url)

    visit.page.on("request", listen)
    visit.page.on("pageerror", lambda error: visit.faults.append(str(error)))
    visit.page.on(
        "console",
        lambda line: visit.faults.append(line.text) if line.type in ("error", "warning") else None,
    )
