"""The same pages in forced colours, on paper, and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_four_jobs import ANSWER_MS, MESSAGE, STORY, finished, send

pytestmark = pytest.mark.browser

STYLE = "(e, name) => getComputedStyle(e)[name]"


def told(visit: Visit) -> Page:
    """A story with its parts."""
    page = visit.open("/star")
    send(page, STORY)
    finished(page, 1)
    return page


def test_forced_colours_leave_every_mark_to_be_told_from_the_next(
    visit_with: Callable[..., Visit],
) -> None:
    visit = visit_with(viewport={"width": 1280, "height": 860}, forced_colors="active")
    page = told(visit)
    on, off = page.locator(".pips i.on").first, page.locator(".pips i:not(.on)").first
    fill = "backgroundColor"
    assert on.evaluate(STYLE, fill) != off.evaluate(STYLE, fill)
    for mark in (".letter", ".badge"):
        assert page.locator(mark).first.evaluate(STYLE, "borderTopStyle") == "solid", mark
    lines = page.locator(".tagged").evaluate_all(
        "all => all.map((e) => getComputedStyle(e).borderBottomStyle)"
    )
    kinds = page.locator(".tagged").evaluate_all("all => all.map((e) => e.className)")
    assert len(set(lines)) == len(set(kinds)) > 1
    here = page.locator(".jobs [aria-current]")
    other = page.locator(".jobs a:not([aria-current])").first
    line = "borderBottomColor"
    assert here.evaluate(STYLE, line) != other.evaluate(STYLE, line)
    assert (visit.violations(), visit.sideways()) == ([], 0)


def test_a_printed_turn_is_what_was_said_and_found_without_the_controls(visit: Visit) -> None:
    page = told(visit)
    page.emulate_media(media="print")
    for gone in ("#composer", ".top nav", "#theme", ".foot"):
        expect(page.locator(gone)).to_be_hidden()
    for stays in (".tagged", ".part", ".badge"):
        expect(page.locator(stays).first).to_be_visible()
    paper = page.locator("body").evaluate(STYLE, "backgroundColor")
    assert paper == "rgb(255, 255, 255)"


def test_without_scripts_a_story_is_read_and_a_message_rewritten(
    visit_with: Callable[..., Visit],
) -> None:
    visit = visit_with(java_script_enabled=False, viewport={"width": 1280, "height": 860})
    page = visit.open("/star")
    page.locator("#message").fill(STORY)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".tagged")).to_have_count(4, timeout=ANSWER_MS)

    page = visit.open("/rewrite")
    page.get_by_role("checkbox", name="Engineering leads").check()
    page.locator("#message").fill(MESSAGE)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".sheet")).to_have_count(2, timeout=ANSWER_MS)
    expect(page.locator(".sheet").first).to_contain_text("words (yours: ")
    page.locator(".sheet").first.get_by_label("Changes").check()
    expect(page.locator(".sheet .changes").first).to_be_visible()
