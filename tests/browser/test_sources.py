"""A cited answer: passages beside it, checks behind its badge; by mouse, keys, without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_four_jobs import ANSWER_MS, OFF_TOPIC, QUESTION, finished, send

pytestmark = pytest.mark.browser

# Shifts of what was there already, in one session of the page; the bound is Web Vitals' good half.
SHIFTS = """() => { window.shifts = 0; new PerformanceObserver((list) => {
  for (const e of list.getEntries()) window.shifts += e.value;
}).observe({ type: "layout-shift", buffered: true }); }"""


def answered(visit: Visit, question: str = QUESTION) -> Page:
    """The page of a session with one finished turn."""
    page = visit.open("/ask")
    page.evaluate(SHIFTS)
    send(page, question)
    finished(page, 1)
    return page


def test_the_passages_stand_beside_the_answer_from_800_pixels_on(
    visit_with: Callable[..., Visit],
) -> None:
    page = answered(visit_with(viewport={"width": 800, "height": 700}))
    answer, panel = (page.locator(s).bounding_box() for s in (".answer", ".panel"))
    assert answer and panel and panel["x"] >= answer["x"] + answer["width"]
    page.set_viewport_size({"width": 799, "height": 700})
    answer, panel = (page.locator(s).bounding_box() for s in (".answer", ".panel"))
    assert answer and panel and panel["y"] >= answer["y"] + answer["height"]


def test_the_panel_stays_in_sight_while_a_long_answer_is_read(visit: Visit) -> None:
    page = answered(visit)
    page.evaluate("document.querySelector('.answer').style.height = '3000px'")
    page.mouse.wheel(0, 1500)
    expect(page.locator("article.source").first).to_be_in_viewport()


def test_a_marker_opens_its_passage_and_escape_leads_back(visit: Visit) -> None:
    page = answered(visit)
    marker = page.locator(".cite").first
    marker.focus()
    expect(page.locator(".source.lit")).to_have_count(1)
    page.keyboard.press("Enter")
    card = page.locator("article.source.lit")
    expect(card).to_be_focused()
    expect(card.locator(".passage mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(marker).to_be_focused()

    page.keyboard.press("Enter")
    page.get_by_role("link", name="Back to the answer").press("Enter")
    expect(marker).to_be_focused()


def test_markers_are_targets_of_24_pixels(visit: Visit) -> None:
    page = answered(visit)
    boxes = [marker.bounding_box() for marker in page.locator(".cite").all()]
    assert boxes and all(box and min(box["width"], box["height"]) >= 24 for box in boxes)


def test_pointing_at_a_marker_lights_its_card(visit: Visit) -> None:
    page = answered(visit)
    expect(page.locator(".source.lit")).to_have_count(0)
    page.locator(".cite").first.hover()
    expect(page.locator("article.source.lit")).to_have_count(1)


def test_the_chapter_opens_at_the_passage_with_the_quoted_words_in_sight(visit: Visit) -> None:
    page = answered(visit)
    page.locator(".cite").first.click()
    card = page.locator(".source.lit")
    assert "#p-" in str(card.locator(".links a").first.get_attribute("href"))
    card.get_by_role("link", name="Open in the chapter").click()
    expect(page.locator(".passage.aimed")).to_be_in_viewport()
    expect(page.get_by_text("Directors, VP of Engineering").first).to_be_in_viewport()


def test_a_badge_opens_what_was_checked(visit: Visit) -> None:
    page = answered(visit)
    badge = page.locator("summary.badge").first
    badge.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".verdict[open] .checks")).to_contain_text("Code compared")
    expect(page.locator(".verdict[open] .findings li").first).to_be_visible()
    visit.check_both_themes()


def test_an_abstention_offers_its_nearest_sections_to_read_and_to_ask(visit: Visit) -> None:
    page = answered(visit, OFF_TOPIC)
    rows = page.locator(".near li")
    assert 1 <= rows.count() <= 3
    title = rows.first.get_by_role("link").first.inner_text()
    rows.first.get_by_role("link", name="Ask about it").click()
    expect(page.locator("#message")).to_have_value(f"What does the chapter say about {title}?")
    expect(page.locator("#message")).to_be_focused()
    assert "/sessions/" in page.url


def test_an_answer_moves_nothing_that_was_there(visit: Visit) -> None:
    page = answered(visit)
    assert page.evaluate("window.shifts") < 0.05


@pytest.mark.parametrize("width", [320, 800])
def test_a_cited_answer_is_accessible_at_every_width(
    visit_with: Callable[..., Visit], width: int
) -> None:
    visit = visit_with(viewport={"width": width, "height": 700})
    page = answered(visit)
    page.locator(".cite").first.click()
    visit.check_both_themes()


def test_what_has_the_focus_is_never_under_the_form(visit_with: Callable[..., Visit]) -> None:
    visit = visit_with(viewport={"width": 390, "height": 700})
    page = answered(visit)
    page.locator("#title").evaluate("e => { e.tabIndex = -1; e.focus(); }")
    seen = 0
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = page.evaluate("Boolean(document.activeElement.closest('#transcript'))")
        if not inside:
            if seen:
                break
            continue
        seen += 1
        # The page glides to what has the focus; that it gets there is what counts.
        page.wait_for_function(
            """() => { const it = document.activeElement.getBoundingClientRect();
            const form = document.querySelector('#composer').getBoundingClientRect();
            return it.top < form.top && it.bottom > 0; }"""
        )
    assert seen >= 6


@pytest.fixture
def unscripted(visit_with: Callable[..., Visit]) -> Visit:
    return visit_with(java_script_enabled=False, viewport={"width": 1280, "height": 860})


def test_without_scripts_a_question_is_answered_and_its_marker_leads_to_the_quote(
    unscripted: Visit,
) -> None:
    page = unscripted.open("/ask")
    page.locator("#message").fill(QUESTION)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn.complete")).to_have_count(1, timeout=ANSWER_MS)
    page.locator(".cite").first.click()
    expect(page.locator(".source:has(:target)")).to_be_in_viewport()
    page.locator("summary.badge").first.click()
    expect(page.locator(".verdict[open] .findings")).to_be_visible()

    page.locator("#message").fill(OFF_TOPIC)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn.abstained")).to_have_count(1, timeout=ANSWER_MS)
    assert page.url.endswith("#turn-1")
    page.locator(".near").get_by_role("link", name="Ask about it").first.click()
    assert page.locator("#message").input_value().startswith("What does the chapter say about ")


def test_without_scripts_a_refused_question_comes_back_with_the_reason(unscripted: Visit) -> None:
    page = unscripted.open("/ask")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("alert")).to_contain_text("empty")
    assert page.locator("#message").is_visible()
