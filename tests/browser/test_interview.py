"""An interview from its room to its progress: the sketch, the card, the replay, the picture."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_four_jobs import ANSWER, ANSWER_MS, finished, send

pytestmark = pytest.mark.browser

WIDTHS = (320, 1280)
SAME_ROW_PX = 12
# Arrows alone state nothing, so no model is asked about them.
SKETCH = "(client) -> api: GET /abc\napi -> |events|\napi -> [links]"


def check_at_both_widths(visit: Visit) -> None:
    for width in WIDTHS:
        visit.page.set_viewport_size({"width": width, "height": 860})
        visit.check_both_themes()


def test_an_interview_is_sat_judged_replayed_and_compared(visit: Visit) -> None:
    page = visit.open("/interview")
    expect(page.locator(".desk")).to_be_hidden()
    page.locator("#option-problem").select_option("url_shortener")
    page.get_by_role("button", name="Begin").click()
    finished(page, 1)
    expect(page.locator(".room")).to_contain_text("Phase 1 of 7: Requirements, 7 minutes")
    page.get_by_text("Clock", exact=True).click()
    expect(page.locator(".time")).to_be_hidden()
    send(page, ANSWER)
    finished(page, 2)
    expect(page.locator(".time")).to_be_hidden()

    page.get_by_text("Notes and sketch").click()
    page.get_by_label("Notes").fill("ask for the peak")
    page.get_by_label("Sketch", exact=False).first.fill(SKETCH)
    drawing = page.get_by_role("img", name="Sketch of 4 boxes and 3 arrows")
    expect(drawing).to_be_visible(timeout=ANSWER_MS)
    check_at_both_widths(visit)
    send(page, "")
    finished(page, 3)
    expect(page.locator("#turn-2").get_by_role("img")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("button", name="Skip").click()
    finished(page, 4)

    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".room")).to_be_in_viewport()
    page.get_by_role("button", name="Finish").click()
    finished(page, 5)
    expect(page.locator(".turn").last.locator(".answer")).to_contain_text("scorecard is ready")
    expect(page.locator(".plans")).to_be_hidden()
    card = page.get_by_role("region", name="Scorecard")
    expect(card).to_be_hidden()
    page.get_by_label("Overall").select_option("2")
    check_at_both_widths(visit)
    page.get_by_role("button", name="Compare with the scorecard").click()
    expect(card).to_contain_text("Your own view", timeout=ANSWER_MS)
    quote = card.locator(".quote").first.inner_text().strip("“”")
    assert quote and quote in ANSWER
    check_at_both_widths(visit)

    card.get_by_role("link", name="Replay step by step").click()
    page.get_by_role("link", name="Next step").first.click()
    expect(page.get_by_text("Why this one")).to_be_visible(timeout=ANSWER_MS)
    page.get_by_role("link", name="Next step").first.click()
    expect(page.get_by_role("img", name="Sketch of 4 boxes and 3 arrows")).to_be_visible(
        timeout=ANSWER_MS
    )
    check_at_both_widths(visit)

    page.get_by_role("link", name="Progress").first.click()
    expect(page.get_by_role("table").first).to_contain_text("URL shortener", timeout=ANSWER_MS)
    check_at_both_widths(visit)


def begun(visit: Visit) -> Page:
    """An interview with its first question."""
    page = visit.open("/interview")
    page.locator("#option-problem").select_option("url_shortener")
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".turn.complete")).to_have_count(1, timeout=ANSWER_MS)
    return page


def test_notes_and_sketch_that_were_not_sent_survive_a_reload(visit: Visit) -> None:
    page = begun(visit)
    finished(page, 1)
    page.get_by_text("Notes and sketch").click()
    page.get_by_label("Notes").fill("ask for the peak")
    page.locator("#sketch").fill(SKETCH)
    page.locator("#message").fill("Half an")
    page.reload()
    expect(page.locator("#notes")).to_have_value("ask for the peak")
    expect(page.locator("#sketch")).to_have_value(SKETCH)
    expect(page.locator("#message")).to_have_value("Half an")
    expect(page.locator("#drawing svg")).to_have_count(1)

    page.get_by_role("button", name="Skip").click()
    finished(page, 2)
    draft = f"localStorage.getItem('greenroom.draft.{page.url.rpartition('/')[2]}')"
    assert page.evaluate(f"JSON.parse({draft})") == {"message": "Half an"}
    page.reload()
    expect(page.locator("#notes")).to_have_value("ask for the peak")


def rows_of(things: Locator) -> int:
    """How many rows these stand in, by the middle of each."""
    boxes = [box for box in (thing.bounding_box() for thing in things.all()) if box]
    middles = sorted(box["y"] + box["height"] / 2 for box in boxes)
    return 1 + sum(below - above > SAME_ROW_PX for above, below in pairwise(middles))


def test_the_rooms_buttons_stand_in_one_row_and_on_a_phone_in_two(visit: Visit) -> None:
    page = begun(visit)
    finished(page, 1)
    shown = page.locator("#composer .actions button:visible")
    expect(shown).to_have_count(7)
    assert rows_of(shown) == 1
    page.set_viewport_size({"width": 320, "height": 700})
    assert rows_of(shown) == 2
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(page.locator(".room .time")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Hint (noted)")).to_be_visible()
    assert visit.sideways() == 0


def test_the_clock_is_paused_resumed_and_extended(visit: Visit) -> None:
    page = begun(visit)
    finished(page, 1)
    page.get_by_role("button", name="Pause").click()
    finished(page, 2)
    expect(page.locator(".room")).to_contain_text("(paused)")
    stopped = page.locator(".time").inner_text()
    page.wait_for_timeout(1_200)
    assert page.locator(".time").inner_text() == stopped
    page.get_by_role("button", name="Resume").click()
    finished(page, 3)
    expect(page.locator(".room")).not_to_contain_text("(paused)")
    page.get_by_role("button", name="5 min more").click()
    finished(page, 4)
    assert int(page.locator(".time").inner_text().partition(":")[0]) >= 45


def test_without_scripts_an_interview_is_sat_to_its_scorecard(visit_with) -> None:
    visit = visit_with(java_script_enabled=False, viewport={"width": 1280, "height": 860})
    page = begun(visit)
    page.locator("#message").fill(ANSWER)
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".turn.complete")).to_have_count(2, timeout=ANSWER_MS)
    page.get_by_role("button", name="Finish").click()
    page.get_by_label("Overall").select_option("2")
    page.get_by_role("button", name="Compare with the scorecard").click()
    expect(page.get_by_role("region", name="Scorecard")).to_contain_text("Your own view")


def test_a_sketch_is_drawn_without_scripts(visit_with) -> None:
    visit = visit_with(java_script_enabled=False)
    page = visit.open("/sketch")
    page.get_by_label("Its lines").fill(SKETCH)
    page.get_by_role("button", name="Draw it").click()
    assert page.locator("svg[role=img]").count() == 1
