"""The four jobs in a real browser, from the empty page to the evidence, in one sitting each."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

QUESTION = "Who is involved at escalation level 3, and how fast?"
OFF_TOPIC = "What is a good recipe for lasagne?"
MESSAGE = (
    "The ETL backfill for the reporting pipeline failed twice because of schema drift in the CDC"
    " stream. We need two more weeks, so the dashboard moves from 12 May to 26 May."
    " I propose that we ship the CSV export on 12 May as planned."
    " Data latency will still drop from 24 hours to 15 minutes."
)
STORY = (
    "In 2023 our billing service at Northwind timed out for 4% of invoices every month end."
    " I was asked to bring that below 0.5% before the audit in June."
    " I pulled the traces and decided to batch the calls behind a cache rather than to rewrite"
    " the service, because the audit was six weeks away."
    " It went really well."
)
ANSWER = (
    "Before designing, I would like to know how many links are created a day and how many reads"
    " we serve. I assume 100 million new links a month and a read to write ratio of 100 to 1."
)

# A recorded answer is there at once; a recording run waits for the model.
ANSWER_MS = 120_000


def send(page: Page, text: str) -> None:
    page.locator("#message").fill(text)
    page.locator("#message").press("Enter")


def finished(page: Page, turns: int) -> None:
    """Wait until so many turns have ended, all of them well."""
    ended = page.locator(".turn:is(.complete, .partial, .failed)")
    expect(ended).to_have_count(turns, timeout=ANSWER_MS)
    expect(page.locator("#stop")).to_be_hidden(timeout=ANSWER_MS)
    assert page.locator(".turn:is(.partial, .failed) .problem").all_inner_texts() == []


def test_ask_opens_the_passage_that_a_sentence_stands_on(visit: Visit) -> None:
    page = visit.open("/ask")
    send(page, QUESTION)
    finished(page, 1)
    expect(page).to_have_url(f"{visit.base}/sessions/{page.url.rpartition('/')[2]}")
    page.locator(".cite").first.click()
    card = page.locator(".source.lit")
    expect(card).to_be_focused()
    quote = card.locator(".passage mark").first.inner_text()
    assert quote and quote in card.locator(".passage").inner_text()
    visit.check_both_themes()

    card.get_by_role("link", name="Open in the chapter").click()
    expect(page.locator(".passage.aimed")).to_be_in_viewport()
    page.go_back()
    expect(page.locator(".turn.complete")).to_have_count(1)
    send(page, OFF_TOPIC)
    finished(page, 2)
    expect(page.locator(".turn.abstained .badge")).to_contain_text("Not in the chapter")
    visit.check_both_themes()


def test_rewrite_shows_a_sheet_for_each_reader_and_the_fate_of_every_fact(visit: Visit) -> None:
    page = visit.open("/rewrite")
    page.get_by_role("checkbox", name="Engineering leads").check()
    send(page, MESSAGE)
    finished(page, 1)
    page.get_by_role("tab", name="Executives").click()
    sheet = page.get_by_role("tabpanel", name="Executives")
    expect(sheet).to_contain_text("26 May")
    expect(sheet.locator(".opening")).to_be_visible()
    expect(page.locator(".fact.kept:visible").first).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(sheet).to_be_hidden()
    visit.check_both_themes()
    page.set_viewport_size({"width": 320, "height": 640})
    visit.check_both_themes()


def test_star_tags_the_learners_own_sentences_and_hears_an_objection(visit: Visit) -> None:
    page = visit.open("/star")
    send(page, STORY)
    finished(page, 1)
    expect(page.locator(".tagged")).to_have_count(4)
    expect(page.locator(".tagged.situation select")).to_have_value("situation")
    expect(page.locator(".part")).to_have_count(4)
    visit.check_both_themes()
    page.set_viewport_size({"width": 320, "height": 640})
    visit.check_both_themes()

    page.locator(".tagged select").last.select_option("none")
    page.get_by_role("button", name="Score again with my labels").click()
    finished(page, 2)
    expect(page.locator(".turn").last.locator(".tagged").last).to_have_class("tagged none")


def test_interview_keeps_its_room_and_ends_with_a_scorecard_that_quotes(visit: Visit) -> None:
    page = visit.open("/interview")
    page.locator("#option-problem").select_option("url_shortener")
    page.get_by_role("button", name="Begin").click()
    finished(page, 1)
    expect(page.locator(".room")).to_contain_text("Phase 1 of")
    expect(page.locator(".time")).to_contain_text("left")
    send(page, ANSWER)
    finished(page, 2)
    visit.check_both_themes()

    page.get_by_role("button", name="Finish").click()
    finished(page, 3)
    page.get_by_text("Show the scorecard").click()
    card = page.get_by_role("region", name="Scorecard")
    expect(card).to_be_visible()
    quote = card.locator(".quote").first.inner_text().strip("“”")
    assert quote and quote in ANSWER
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.locator(".room")).to_have_count(0)
    visit.check_both_themes()


def test_a_session_goes_on_is_renamed_and_is_deleted(visit: Visit) -> None:
    page = visit.open("/star")
    send(page, STORY)
    finished(page, 1)
    address = page.url
    page.get_by_role("link", name="Sessions").click()
    row = page.locator("[data-session]").first
    row.locator("summary", has_text="Rename").click()
    visit.check_both_themes()
    row.get_by_label("New title").fill("The billing story")
    page.keyboard.press("Enter")
    expect(row.locator(".what")).to_have_text("The billing story")
    visit.check_both_themes()
    row.locator("a.open").click()
    expect(page).to_have_url(address)
    expect(page.locator(".turn.complete")).to_have_count(1)
    page.get_by_role("link", name="Sessions").click()
    here = page.locator(f"[data-session='{address.rpartition('/')[2]}']")
    here.get_by_role("button", name="Delete").click()
    expect(here).to_have_count(0)
    visit.check_both_themes()
    page.get_by_role("button", name="Undo").click()
    expect(here).to_have_count(1)
    here.get_by_role("button", name="Delete").click()
    expect(here).to_have_count(0)


def test_a_session_is_found_by_its_words_and_taken_along(visit: Visit) -> None:
    page = visit.open("/star")
    send(page, STORY)
    finished(page, 1)
    own = page.url.rpartition("/")[2]
    page.get_by_role("link", name="Sessions").click()
    page.get_by_role("searchbox").fill("drift of the moon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("No sessions with")
    page.get_by_role("searchbox").fill("batch the calls")
    page.keyboard.press("Enter")
    found = page.locator(f"[data-session='{own}']")
    expect(found).to_be_visible()
    with page.expect_download() as taken:
        found.get_by_role("link", name="Export").click()
    assert STORY in taken.value.path().read_text(encoding="utf-8")


def test_a_second_version_is_compared_and_the_story_is_kept_for_its_questions(visit: Visit) -> None:
    page = visit.open("/star")
    send(page, STORY)
    finished(page, 1)
    send(page, STORY.replace("It went really well.", "Timeouts fell from 4% to 0.3% by May."))
    finished(page, 2)
    second = page.locator(".turn").last
    expect(second).to_contain_text("Since the version before", ignore_case=True)
    expect(second).to_contain_text("Result: 1 → ")
    visit.check_both_themes()
    second.get_by_role("button", name="Keep in my stories").click()
    page = visit.open("/stories")
    coverage = page.locator(".coverage")
    expect(coverage).to_contain_text("questions have a story.")
    expect(coverage).not_to_contain_text("0 of ")
    expect(page.locator("[data-story]").first).to_contain_text("4 of 4")
    visit.check_both_themes()
