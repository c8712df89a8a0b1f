"""The chapter's diagrams as pages: worked with by forms alone, with and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.test_pages import CHAPTER

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False])
def test_work_is_moved_its_effect_is_told_and_the_slip_is_explained(
    visit_with: Callable[..., Visit], scripts: bool
) -> None:
    visit = visit_with(java_script_enabled=scripts, viewport={"width": 1280, "height": 860})
    page = visit.open(CHAPTER)
    page.get_by_role("link", name="Open: Dual-Track Roadmap").click()
    page.locator("summary", has_text="Authentication refactor").click()
    page.locator("#move-auth").select_option("Q4")
    page.get_by_role("button", name="Show the effect").click()
    expect(page.locator(".findings .fail")).to_contain_text("Enterprise SSO moves to Q4 or later")
    expect(page.locator(".drawing .arrow.broken")).to_have_count(1)
    page.get_by_role("link", name="Explain this slip").click()
    expect(page.locator("#message")).to_have_value(
        "Authentication refactor moves from Q3 to Q4. Enterprise SSO moves from Q3 to Q4 because"
        " it needs Authentication refactor, which comes in Q4. Self-serve onboarding and"
        " Notification preferences stay as planned."
    )


def test_work_is_dragged_to_a_quarter(visit: Visit) -> None:
    page = visit.open("/study/roadmap")
    work = page.locator("summary", has_text="Authentication refactor")
    work.drag_to(page.locator(".technical [data-quarter='4']"))
    expect(page.locator("#move-auth")).to_have_value("4")
    expect(page.locator(".findings .fail")).to_contain_text("Enterprise SSO moves to Q4 or later")
    assert "auth=4" in page.url


def test_what_is_ticked_is_placed_and_stays_ticked(visit_with: Callable[..., Visit]) -> None:
    visit = visit_with(java_script_enabled=False)
    page = visit.open("/study/growth")
    for box in page.get_by_role("group", name="Foundational").get_by_role("checkbox").all()[:3]:
        box.check()
    page.get_by_role("button", name="Place me").click()
    expect(page.get_by_role("heading", name="You are at level 1: Foundational")).to_be_visible()
    assert page.get_by_role("checkbox", checked=True).count() == 3
    with page.expect_download() as plan:
        page.get_by_role("link", name="Put it in my calendar").click()
    assert plan.value.suggested_filename == "greenroom-plan.ics"
