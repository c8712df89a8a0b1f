"""What a learner may set: how answers are read out, and whether they appear as they are written."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.test_four_jobs import QUESTION, finished, send

pytestmark = pytest.mark.browser

# Every text that the live region ever held.
HEARD = """() => { window.heard = []; new MutationObserver(() => {
  window.heard.push(document.querySelector('#aloud').textContent);
}).observe(document.querySelector('#aloud'), { childList: true, characterData: true }); }"""
# Whether any words of an answer were in sight before it was finished.
SEEN = """() => { window.seen = false; const look = () => {
  const text = document.querySelector('.answer[aria-busy=true] .text');
  if (text && text.innerText.trim()) window.seen = true;
  requestAnimationFrame(look); }; look(); }"""


def setting(page: Page, choose: str) -> None:
    page.keyboard.press("?")
    if choose == "whole":
        page.get_by_label("Show answers whole").check()
    else:
        page.get_by_label("Read answers out").select_option(choose)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("way", ["blocks", "end", ""])
def test_an_answer_is_read_out_as_it_was_set(visit: Visit, way: str) -> None:
    page = visit.open("/ask")
    setting(page, way)
    page.reload()
    page.evaluate(HEARD)
    send(page, QUESTION)
    finished(page, 1)
    heard = page.evaluate("window.heard")
    assert len(heard) == (1 if way else 0)
    if way:
        assert "Directors, VP of Engineering" in heard[0]
    assert page.locator("#aloud").get_attribute("aria-live") == "polite"


def test_an_answer_is_shown_whole_when_that_is_set(visit: Visit) -> None:
    page = visit.open("/ask")
    setting(page, "whole")
    page.reload()
    page.evaluate(SEEN)
    send(page, QUESTION)
    finished(page, 1)
    assert page.evaluate("window.seen") is False
    expect(page.locator(".answer .text")).to_contain_text("Directors")


def test_the_last_message_is_edited_and_sent_again(visit: Visit) -> None:
    page = visit.open("/ask")
    send(page, QUESTION)
    finished(page, 1)
    page.get_by_role("button", name="Edit and send again").press("Enter")
    expect(page.locator("#message")).to_be_focused()
    expect(page.locator("#message")).to_have_value(QUESTION)
    page.reload()
    expect(page.locator("#message")).to_have_value(QUESTION)


def test_the_page_stays_where_one_reads_and_offers_the_way_to_the_newest(visit: Visit) -> None:
    page = visit.open("/ask")
    send(page, QUESTION)
    finished(page, 1)
    page.evaluate(
        """() => { document.querySelector('.answer').style.height = '3000px';
        document.documentElement.style.scrollBehavior = 'auto'; scrollTo(0, 0); }"""
    )
    page.evaluate("document.querySelector('#newest').hidden = false")
    page.get_by_role("button", name="Jump to the newest").click()
    page.wait_for_function(
        "() => innerHeight + scrollY > document.documentElement.scrollHeight - 120"
    )
    expect(page.locator("#newest")).to_be_hidden()
