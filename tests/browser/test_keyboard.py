"""The whole way by keys alone."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

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
