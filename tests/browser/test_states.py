"""The faces of what goes wrong or is not there yet; the model is not asked."""

from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

DRAFT = "When do I escalate?"


def test_a_draft_survives_a_reload(visit: Visit) -> None:
    page = visit.open("/ask")
    page.locator("#message").fill(DRAFT)
    page.reload()
    expect(page.locator("#message")).to_have_value(DRAFT)


def test_a_draft_survives_an_unreachable_server(visit: Visit) -> None:
    page = visit.open("/ask")
    page.route("**/api/**", lambda route: route.abort())
    page.locator("#message").fill(DRAFT)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("does not answer")
    expect(page.locator("#message")).to_have_value(DRAFT)
    expect(page.locator("#send")).to_be_visible()
    assert visit.violations() == []


def test_an_empty_message_is_not_sent(visit: Visit) -> None:
    page = visit.open("/star")
    page.locator("#send").click()
    expect(page.locator("#message")).to_be_focused()
    assert page.url.endswith("/star")


def model_in(page: Page, state: str, progress: float | None) -> None:
    """Let the page believe that the model is in this state."""

    def answer(route: Route) -> None:
        body: dict[str, Any] = route.fetch().json()
        body["model"] |= {"state": state, "progress": progress}
        route.fulfill(json=body)

    page.route("**/readyz", answer)


@pytest.fixture
def waiting(visit: Visit) -> Visit:
    """A page that was told that the model is still being fetched."""
    model_in(visit.page, "downloading", 0.43)
    page = visit.open("/ask")
    page.evaluate("document.querySelector('#where').dataset.state = 'downloading'")
    page.evaluate("import('/static/js/main.js').then((main) => main.look())")
    return visit


def test_a_model_on_its_way_shows_its_progress(waiting: Visit) -> None:
    page = waiting.page
    expect(page.locator("#banner")).to_contain_text("being fetched, 43 %")
    expect(page.locator("#banner-bar")).to_have_js_property("value", 0.43)
    assert waiting.violations() == []


def test_a_question_finds_its_passages_before_there_is_a_model(waiting: Visit) -> None:
    page = waiting.page
    expect(page.locator("#send")).to_contain_text("Search the chapter")
    page.locator("#message").fill("escalation levels")
    page.keyboard.press("Enter")
    expect(page.locator("#found li").first).to_be_visible()
    expect(page.locator("#message")).to_have_value("escalation levels")
    assert page.url.endswith("/ask")


def test_a_rewrite_waits_for_its_model_and_keeps_the_text(visit: Visit) -> None:
    model_in(visit.page, "loading", None)
    page = visit.open("/rewrite")
    page.locator("#message").fill(DRAFT)
    page.evaluate("import('/static/js/main.js').then((main) => main.look())")
    expect(page.locator("#send")).to_have_attribute("aria-disabled", "true")
    page.keyboard.press("Enter")
    expect(page.locator("#stage")).to_contain_text("on its way")
    expect(page.locator("#message")).to_have_value(DRAFT)
    assert page.url.endswith("/rewrite")


def test_choices_that_belong_to_another_choice_go_with_it(visit: Visit) -> None:
    page = visit.open("/interview")
    page.locator("#option-round").select_option("behavioral")
    offered = page.locator("#option-problem option:not([hidden])[data-when]")
    rounds = {o.get_attribute("data-when") for o in offered.all()}
    assert rounds <= {"round=behavioral"}
