"""A rewritten message: changes, two readers beside each other, facts marked in both texts."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_four_jobs import MESSAGE, finished, send
from tests.browser.test_interview import rows_of

pytestmark = pytest.mark.browser


@pytest.fixture
def sheets(visit: Visit) -> Page:
    page = visit.open("/rewrite")
    page.get_by_role("checkbox", name="Engineering leads").check()
    send(page, MESSAGE)
    finished(page, 1)
    page.get_by_role("tab", name="Executives").click()
    return page


def test_changes_show_what_went_and_what_came_and_lead_back(sheets: Page, visit: Visit) -> None:
    sheet = sheets.get_by_role("tabpanel", name="Executives")
    expect(sheet.locator(".clean")).to_be_visible()
    expect(sheet.locator(".changes")).to_be_hidden()
    sheet.get_by_label("Changes").press("Space")
    expect(sheet.locator(".clean")).to_be_hidden()
    change = sheet.locator(".change").first
    expect(change.locator("del").first).to_contain_text("ETL")
    assert change.locator("ins").first.inner_text()
    visit.check_both_themes()
    change.get_by_role("button", name="Undo this change").click()
    expect(sheets.locator("#message")).to_have_value("Undo: " + MESSAGE.partition(". ")[0] + ".")


def test_two_readers_stand_beside_each_other(sheets: Page, visit: Visit) -> None:
    sheets.get_by_label("Compare with").select_option("Engineering leads")
    first, second = (
        sheets.get_by_role("tabpanel", name=name).bounding_box()
        for name in ("Executives", "Engineering leads")
    )
    assert first and second and second["x"] >= first["x"] + first["width"]
    expect(sheets.locator(".for")).to_have_count(2)
    expect(sheets.locator(".for").last).to_be_visible()
    visit.check_both_themes()
    sheets.get_by_label("Compare with").select_option("nobody")
    expect(sheets.get_by_role("tabpanel")).to_have_count(1)


def test_a_sheet_is_copied_as_it_reads(sheets: Page) -> None:
    sheets.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sheet = sheets.get_by_role("tabpanel", name="Executives")
    sheet.get_by_role("button", name="Copy").click()
    expect(sheet.get_by_role("button", name="Copied")).to_be_visible()
    words = sheets.evaluate("navigator.clipboard.readText()").split()
    assert words and words == sheet.locator(".clean").inner_text().split()


def test_a_fact_is_marked_in_both_texts(sheets: Page) -> None:
    sheets.get_by_role("button", name="26 May", exact=True).first.click()
    marked = sheets.evaluate(
        """() => [...CSS.highlights.get('fact')].map((r) =>
        [r.startContainer.data.slice(r.startOffset, r.endOffset),
         Boolean(r.startContainer.parentElement.closest('.said'))])"""
    )
    assert {words for words, _ in marked} == {"26 May"}
    assert {in_source for _, in_source in marked} == {True, False}


def test_every_fact_is_told_by_audience(sheets: Page) -> None:
    sheets.get_by_text("Every fact by audience").click()
    grid = sheets.locator(".grid-of-facts")
    expect(grid.locator("thead th")).to_have_text(["Fact", "Executives", "Engineering leads"])
    row = grid.get_by_role("row", name="CDC")
    expect(row.locator("td")).to_have_text(["Left out", "Kept"])


def test_on_a_phone_what_can_be_done_stands_in_one_row(sheets: Page, visit: Visit) -> None:
    sheets.set_viewport_size({"width": 320, "height": 700})
    assert rows_of(sheets.locator("#composer summary, #composer .actions button:visible")) == 1
    expect(sheets.get_by_role("button", name="Start over with this text")).to_be_visible()
    assert visit.sideways() == 0


def test_the_first_message_edited_starts_over(sheets: Page) -> None:
    sheets.get_by_role("button", name="Edit and send again").click()
    expect(sheets.locator("#message")).to_have_value(MESSAGE)
    with sheets.expect_request("**/turns?render=true") as sent:
        sheets.route("**/turns?render=true", lambda route: route.abort())
        sheets.locator("#message").press("Enter")
    assert sent.value.post_data_json["action"] == "new"
    expect(sheets.locator("#message")).to_have_value(MESSAGE)
