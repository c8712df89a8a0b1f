"""Pictures of what passes: an answer while it is written, stopped, broken off, waited for.

What the model says in them is dictated, since a recorded answer is over at once.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Page

from tests.browser.dictated import FIRST, SECOND, Dictated
from tests.faults.upstream import Upstream, refusing
from tests.reliability.service import QUESTION, Service

if TYPE_CHECKING:
    from tests.browser.screenshots import Studio

PHONE = (320, 700)
DARK = {"color_scheme": "dark"}


def moments(studio: Studio) -> None:
    """All of them, from a service of their own with one place at the model."""
    with tempfile.TemporaryDirectory() as folder, Upstream() as upstream:
        service = Service(Path(folder) / "home", upstream, GREENROOM_MAX_TURNS="1")
        try:
            service.start()
            service.until_indexed()
            _written(studio, service, upstream)
            _broken(studio, service, upstream)
            _gone(studio, service)
        finally:
            service.close()


def _asked(page: Page, service: Service, question: str = QUESTION) -> None:
    page.goto(f"{service.address}/ask")
    page.locator("#message").fill(question)
    page.locator("#message").press("Enter")
    page.locator(".turn").wait_for()


def _written(studio: Studio, service: Service, upstream: Upstream) -> None:
    upstream.scenario = model = Dictated()
    with studio.page() as page, studio.page(PHONE, **DARK) as other:
        _asked(page, service)
        page.locator(".source").first.wait_for()
        studio.take(page, "ask-passages-first")
        model.say(f"{FIRST}\n\n", SECOND.removesuffix(" [2]."))
        page.get_by_text("single sign-on").wait_for()
        studio.take(page, "ask-being-written")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        studio.take(page, "ask-being-written-phone")
        page.set_viewport_size({"width": 1280, "height": 860})
        _asked(other, service)
        other.get_by_text("1 ahead of you").wait_for()
        studio.take(other, "ask-waiting-phone")
        other.keyboard.press("Escape")
        other.locator(".turn:is(.partial, .failed)").wait_for()
        page.get_by_role("button", name="Stop").click()
        page.locator(".turn.partial").wait_for()
        studio.take(page, "ask-stopped")
        other.goto(page.url)
        other.evaluate("scrollTo(0, document.body.scrollHeight)")
        studio.take(other, "ask-stopped-phone")


def _broken(studio: Studio, service: Service, upstream: Upstream) -> None:
    upstream.scenario = refusing(500)
    with studio.page() as page:
        _asked(page, service)
        page.locator(".turn.failed").wait_for()
        studio.take(page, "ask-failed")
    with studio.page(PHONE, **DARK) as page:
        page.goto(f"{service.address}/sessions")
        page.locator("a.open").first.click()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        studio.take(page, "ask-failed-phone")


def _gone(studio: Studio, service: Service) -> None:
    with studio.page(PHONE, **DARK) as page:
        page.goto(f"{service.address}/sessions")
        page.locator("a.open").last.click()
        page.locator("#message").wait_for()
        service.stop()
        page.locator("#message").fill(QUESTION)
        page.locator("#message").press("Enter")
        page.get_by_role("alert").get_by_text("does not answer").wait_for()
        page.evaluate("import('/static/js/main.js').then((main) => main.look())")
        studio.take(page, "service-unreachable-phone")
