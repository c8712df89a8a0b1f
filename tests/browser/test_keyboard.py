"""The whole way by keys alone."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_four_jobs import ANSWER, MESSAGE, QUESTION, STORY, finished

pytestmark = pytest.mark.browser


def test_the_first_tab_leads_past_the_menu(visit: Visit) -> None:
    page = visit.open("/ask")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_a_slash_goes_to_the_message_and_is_a_letter_inside_it(visit: Visit) -> None:
    page = visit.open("/ask")
    page.keyboard.press("/")
    expect(page.locator("#message")).to_be_focused()
    page.keyboard.type("either/or?")
    expect(page.locator("#message")).to_have_value("either/or?")
    expect(page.locator("#help")).to_be_hidden()


def test_shift_and_enter_makes_a_line_and_sends_nothing(visit: Visit) -> None:
    page = visit.open("/rewrite")
    page.locator("#message").focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    expect(page.locator("#message")).to_have_value("one\ntwo")
    assert page.url.endswith("/rewrite")


def test_help_opens_by_its_key_and_single_keys_can_be_turned_off(visit: Visit) -> None:
    page = visit.open("/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert visit.violations() == []
    page.locator("#single-keys").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_hidden()


def test_a_chosen_theme_stays(visit: Visit) -> None:
    page = visit.open("/")
    for name in ("automatic", "light", "dark"):
        expect(page.locator("#theme")).to_have_attribute("title", f"Theme: {name}")
        if name != "dark":
            page.locator("#theme").press("Enter")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


MAX_TABS = 120
OUTLINE = "getComputedStyle(document.activeElement).outlineWidth"


def tab_to(page: Page, wanted: Locator, key: str = "Tab") -> None:
    """Press Tab until this has the focus, and see that the focus can be seen."""
    for _ in range(MAX_TABS):
        page.keyboard.press(key)
        if wanted.evaluate("e => e === document.activeElement"):
            assert page.evaluate(OUTLINE) == "3px"
            return
    raise AssertionError(f"{wanted} is not reached by {key}")


def go_to(page: Page, job: str) -> None:
    """Open a job from the menu at the top of the page."""
    page.keyboard.press("Control+Home")
    tab_to(page, page.get_by_role("navigation", name="Main").get_by_role("link", name=job))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def say(page: Page, words: str) -> None:
    page.keyboard.press("/")
    expect(page.locator("#message")).to_be_focused()
    page.keyboard.insert_text(words)
    # Until the page knows that the model is there, it waits, and says so.
    expect(page.locator("#send")).to_have_attribute("aria-disabled", "false")
    page.keyboard.press("Enter")


def test_all_four_jobs_are_done_without_a_mouse(visit: Visit) -> None:
    page = visit.open("/")
    go_to(page, "Ask")
    say(page, QUESTION)
    finished(page, 1)
    tab_to(page, page.locator(".cite").first, "Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("article.source").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".cite").first).to_be_focused()

    page.goto(f"{visit.base}/rewrite")
    tab_to(page, page.get_by_role("checkbox", name="Engineering leads"))
    page.keyboard.press("Space")
    page.locator("body").press("Escape")
    tab_to(page, page.locator("#message"), "Shift+Tab")
    page.keyboard.insert_text(MESSAGE)
    page.keyboard.press("Enter")
    finished(page, 1)
    tab_to(page, page.locator("[role=tab][aria-selected=true]"), "Shift+Tab")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tabpanel", name="Engineering leads")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    sheet = page.get_by_role("tabpanel", name="Executives")
    tab_to(page, sheet.get_by_label("Clean"))
    page.keyboard.press("ArrowRight")
    expect(sheet.locator(".changes")).to_be_visible()

    page.goto(f"{visit.base}/star")
    say(page, STORY)
    finished(page, 1)
    tab_to(page, page.locator(".tagged select").last, "Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".tagged select").last).to_have_value("none")
    tab_to(page, page.get_by_role("button", name="Score again with my labels"))
    page.keyboard.press("Enter")
    finished(page, 2)

    page.goto(f"{visit.base}/interview")
    tab_to(page, page.locator("#option-problem"))
    page.keyboard.type("URL sh")
    tab_to(page, page.locator("#send"))
    page.keyboard.press("Enter")
    finished(page, 1)
    expect(page.locator("#message")).to_be_focused()
    page.keyboard.insert_text(ANSWER)
    page.keyboard.press("Enter")
    finished(page, 2)
    tab_to(page, page.get_by_role("button", name="Finish"))
    page.keyboard.press("Enter")
    finished(page, 3)
    tab_to(page, page.locator("summary", has_text="Show the scorecard"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Scorecard")).to_be_visible()
