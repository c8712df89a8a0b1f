"""The chapter as a page to read: contents, search, headings that offer, passages aimed at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_sources import SHIFTS

pytestmark = pytest.mark.browser

CHAPTER = "/chapters/career-transition-and-technical-leadership"
FOLDED = "Which five types of technical PM role are there?"


def test_the_contents_say_where_one_is(visit: Visit) -> None:
    page = visit.open(CHAPTER)
    here = page.locator(".toc [aria-current]")
    expect(here).to_have_text("Summary")
    page.locator("#s-escalation-frameworks").scroll_into_view_if_needed()
    page.locator(".toc").get_by_role("link", name="Escalation Frameworks").click()
    expect(here).to_have_text("Escalation Frameworks")
    expect(here).to_be_in_viewport()
    expect(page.locator("#s-escalation-frameworks")).to_be_in_viewport()


def test_the_contents_fold_on_a_phone_and_move_nothing(visit_with: Callable[..., Visit]) -> None:
    visit = visit_with(viewport={"width": 390, "height": 700})
    page = visit.open(CHAPTER)
    page.evaluate(SHIFTS)
    nav = page.get_by_role("navigation", name="Contents")
    expect(nav).to_be_hidden()
    page.wait_for_timeout(300)
    assert page.evaluate("window.shifts") < 0.05
    page.locator(".toc summary").press("Enter")
    expect(nav).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_search_finds_passages_and_leads_to_them(
    visit_with: Callable[..., Visit], scripts: bool
) -> None:
    visit = visit_with(java_script_enabled=scripts, viewport={"width": 1280, "height": 860})
    page = visit.open(CHAPTER)
    page.locator("#q").fill("escalation levels")
    page.locator("#q").press("Enter")
    hits = page.locator("#hits li")
    assert hits.count() >= 3 and hits.first.locator("mark").count() >= 1
    hits.first.get_by_role("link").click()
    expect(page.locator(".passage:target")).to_be_in_viewport()
    assert page.url.startswith(f"{visit.base}{CHAPTER}?q=escalation+levels#p-")
    if scripts:
        visit.check_both_themes()


def test_a_search_without_a_hit_says_so(visit: Visit) -> None:
    page = visit.open(CHAPTER + "?q=%3F")
    expect(page.locator("#hits-title")).to_contain_text("No passage is near")


def test_every_heading_offers_a_question_about_itself(visit: Visit) -> None:
    page = visit.open(CHAPTER)
    headings = page.locator(".chapter :is(h2, h3, h4)")
    asks = page.locator(".chapter").get_by_role("link", name="Ask about this")
    assert headings.count() == asks.count() == 21
    asks.filter(has_text="Build vs Buy Analysis").click()
    expect(page.locator("#message")).to_have_value(
        "What does the chapter say about Build vs Buy Analysis?"
    )
    assert "/ask?" in page.url


def test_a_headings_link_is_copied_and_is_reached_by_keys(
    visit_with: Callable[..., Visit],
) -> None:
    visit = visit_with(permissions=["clipboard-read", "clipboard-write"])
    page = visit.open(CHAPTER)
    link = page.get_by_role("link", name="Link to: Technical Roadmapping")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("#stage")).to_have_text("Link copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{visit.base}{CHAPTER}#s-technical-roadmapping"


@pytest.mark.parametrize("scripts", [True, False])
def test_a_passage_in_a_folded_part_is_unfolded_for_its_reader(
    visit_with: Callable[..., Visit], scripts: bool
) -> None:
    visit = visit_with(java_script_enabled=scripts)
    folded = passage_of(visit)
    visit.open("/")
    page = visit.open(f"{CHAPTER}#{folded}")
    expect(page.locator(".passage", has_text=FOLDED)).to_be_in_viewport()


def passage_of(visit: Visit) -> str:
    """The id of the passage that stands in a folded part."""
    visit.open(CHAPTER)
    return str(visit.page.locator(".passage", has_text=FOLDED).get_attribute("id"))


def test_wide_tables_scroll_in_their_own_box(visit_with: Callable[..., Visit]) -> None:
    visit = visit_with(viewport={"width": 320, "height": 640})
    page = visit.open(CHAPTER)
    wide = page.locator(".chapter table").evaluate_all(
        "all => all.filter((t) => t.scrollWidth > t.clientWidth).map((t) => t.tabIndex)"
    )
    assert wide and set(wide) == {0}
    assert visit.sideways() == 0


def test_the_printed_chapter_is_the_text_alone(visit: Visit) -> None:
    page = visit.open(CHAPTER + "?q=escalation")
    page.emulate_media(media="print")
    for gone in (".contents", ".hits", ".heading-tools", ".top nav"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#s-summary")).to_be_visible()


@pytest.mark.parametrize("width", [320, 800, 1280])
def test_the_search_and_an_opened_passage_are_accessible(
    visit_with: Callable[..., Visit], width: int
) -> None:
    visit = visit_with(viewport={"width": width, "height": 700})
    page = visit.open(CHAPTER + "?q=build+or+buy")
    page.locator("#hits a").first.click()
    visit.check_both_themes()
