"""An answer while it is written, stopped or failed; the model says what is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, ViewportSize, expect

from tests.browser.conftest import Visit, watch
from tests.browser.dictated import FIRST, SECOND, Dictated
from tests.browser.test_sources import SHIFTS
from tests.faults.upstream import Upstream, healthy, refusing
from tests.reliability.service import QUESTION, Service

pytestmark = pytest.mark.browser

SHIFT_LIMIT = 0.05
STAGE_LIMIT_MS = 100
# Of the page: when the status line first says something after Enter, in ms; whether words of the
# answer stood there before its passages; what the live region held.
WATCHED = """() => {
  const turn = () => document.querySelector('.turn');
  window.early = false; window.heard = []; window.first = null;
  new MutationObserver(() => {
    const words = turn()?.querySelector('.text')?.textContent.trim();
    if (words && !turn().querySelector('.source')) window.early = true;
  }).observe(document.querySelector('#transcript'), { childList: true, subtree: true });
  new MutationObserver(() => window.heard.push(document.querySelector('#aloud').textContent))
    .observe(document.querySelector('#aloud'), { childList: true });
  document.addEventListener('keydown', () => (window.pressed ??= performance.now()), true);
  new MutationObserver(() => (window.first ??= performance.now() - window.pressed))
    .observe(document.querySelector('#stage'), { childList: true });
}"""
AT_THE_END = "() => innerHeight + scrollY >= document.documentElement.scrollHeight - 2"
ABOVE_IT = "() => innerHeight + scrollY < document.documentElement.scrollHeight - 200"
# Words enough that the paragraph before them is shown; the last few may wait for those behind.
MORE = " ".join(["and so on"] * 8)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture(scope="module")
def service(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with one place at the model."""
    home = tmp_path_factory.mktemp("dictated") / "home"
    running = Service(home, upstream, GREENROOM_MAX_TURNS="1")
    try:
        running.start()
        running.until_indexed()
        yield running
    finally:
        running.close()


@pytest.fixture
def model(upstream: Upstream) -> Iterator[Dictated]:
    upstream.heal()
    upstream.scenario = dictated = Dictated()
    yield dictated
    dictated.end()


@pytest.fixture
def asking(chromium: Browser, service: Service) -> Iterator[Callable[..., Visit]]:
    """Opens a page of this service, with a question sent unless there is none."""
    contexts = []

    def ask(question: str = QUESTION, width: int = 1280, height: int = 600) -> Visit:
        size: ViewportSize = {"width": width, "height": height}
        contexts.append(chromium.new_context(viewport=size, reduced_motion="reduce"))
        visit = Visit(contexts[-1].new_page(), service.address)
        watch(visit)
        page = visit.open("/ask")
        page.evaluate(SHIFTS)
        page.evaluate(WATCHED)
        if question:
            page.locator("#message").fill(question)
            page.locator("#message").press("Enter")
        return visit

    yield ask
    for context in contexts:
        context.close()


def ended(page: Page, status: str) -> None:
    expect(page.locator(f".turn.{status}")).to_have_count(1)
    expect(page.locator("#stop")).to_be_hidden()


def test_an_answer_comes_in_blocks_after_its_passages_and_moves_nothing(
    asking: Callable[..., Visit], model: Dictated
) -> None:
    visit = asking()
    page = visit.page
    expect(page.locator(".source").first).to_be_visible()
    expect(page.locator("#stage")).to_have_text("Writing")
    assert page.evaluate("window.first") < STAGE_LIMIT_MS
    paragraphs = page.locator(".answer .text p")
    for n, words in enumerate((FIRST, SECOND, FIRST)):
        model.say(f"{words}\n\n")
        expect(paragraphs).to_have_count(n + 1)
        # The last few words may wait for those behind them.
        expect(paragraphs.last).to_contain_text(words.split()[len(words.split()) // 3])
    expect(page.locator(".answer")).to_have_attribute("aria-busy", "true")
    assert page.locator("[aria-live] .text, .text[aria-live], [role=log]").count() == 0
    visit.check_both_themes()
    # A finished block stays as it is; all stand as far from each other as in a finished answer.
    first = paragraphs.first.element_handle()
    gaps = """all => all.slice(1).map((p, n) =>
      p.getBoundingClientRect().top - all[n].getBoundingClientRect().bottom)"""
    assert paragraphs.evaluate_all(gaps) == [pytest.approx(12.8, abs=0.5)] * 2
    model.say(f"{SECOND}\n\n")
    expect(paragraphs).to_have_count(4)
    assert first and first.evaluate("e => e.isConnected")
    assert page.evaluate("window.shifts") < SHIFT_LIMIT
    assert page.evaluate("window.early") is False
    expect(page.locator("#aloud")).to_contain_text("A technical roadmap runs")
    heard = [words.split()[0] for words in page.evaluate("window.heard")]
    assert heard == ["A", "An", "A"]
    model.end()
    ended(page, "complete")


def test_a_stopped_answer_is_kept_and_told_from_a_checked_one(
    asking: Callable[..., Visit], model: Dictated, upstream: Upstream
) -> None:
    visit = asking(width=320, height=700)
    page = visit.page
    expect(page.locator(".source").first).to_be_visible()
    model.say(FIRST)
    expect(page.locator(".answer .text")).to_contain_text("in the other")
    page.get_by_role("button", name="Stop").click()
    ended(page, "partial")
    turn = page.locator(".turn")
    expect(turn.locator(".text")).to_contain_text("in the other")
    expect(turn.locator(".badge")).to_contain_text("Stopped early, not checked")
    expect(turn.locator(".badge .icon use")).to_have_attribute(
        "href", "/static/icons/icons.svg#stop"
    )
    assert turn.locator(".cite").count() == 0, "a marker that was not checked leads nowhere"
    visit.check_both_themes()
    upstream.heal()
    turn.get_by_role("button", name="Try again").click()
    ended(page, "complete")


def test_a_failed_answer_says_what_to_do_and_keeps_the_question(
    asking: Callable[..., Visit], upstream: Upstream
) -> None:
    upstream.heal()
    upstream.scenario = refusing(500)
    visit = asking()
    page = visit.page
    ended(page, "failed")
    expect(page.locator(".turn .problem")).to_contain_text("try again")
    expect(page.locator(".said")).to_contain_text(QUESTION)
    expect(page.locator("#stage")).to_have_text("There is no answer")
    visit.check_both_themes()
    upstream.scenario = healthy()
    page.get_by_role("button", name="Try again").press("Enter")
    ended(page, "complete")


def test_the_page_follows_at_its_end_alone_and_offers_the_way_back(
    asking: Callable[..., Visit], model: Dictated
) -> None:
    page = asking().page
    page.set_viewport_size({"width": 1000, "height": 420})
    expect(page.locator(".source").first).to_be_visible()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    written = page.locator(".answer .text p")
    model.say("One.\n\n", "Two.\n\n", "Three.\n\n", f"Four {MORE}")
    expect(written).to_have_count(4)
    page.wait_for_function(AT_THE_END)

    page.mouse.move(300, 200)
    page.mouse.wheel(0, -500)
    page.wait_for_function(ABOVE_IT)
    page.wait_for_timeout(100)
    here = page.evaluate("scrollY")
    model.say(".\n\nFive.\n\n", "Six.\n\n", f"Seven {MORE}")
    expect(written).to_have_count(7)
    assert page.evaluate("scrollY") == here
    page.get_by_role("button", name="Jump to the newest").click()
    page.wait_for_function(AT_THE_END)
    expect(page.locator("#newest")).to_be_hidden()
    model.say(".\n\nEight.\n\n", f"Nine {MORE}")
    expect(written).to_have_count(9)
    page.wait_for_function(AT_THE_END)


def test_who_waits_is_told_how_many_are_ahead(
    asking: Callable[..., Visit], model: Dictated
) -> None:
    first = asking().page
    expect(first.locator("#stage")).to_have_text("Writing")
    second = asking(width=320).page
    expect(second.locator("#stage")).to_contain_text("Waiting: 1 ahead of you")
    expect(second.get_by_role("button", name="Stop")).to_be_visible()
    second.keyboard.press("Escape")
    expect(second.locator(".turn:is(.partial, .failed)")).to_have_count(1)
    model.say(FIRST)
    model.end()
    ended(first, "complete")


def test_words_survive_the_end_of_the_page_and_of_the_service(
    asking: Callable[..., Visit], service: Service, upstream: Upstream
) -> None:
    upstream.heal()
    page = asking("").page
    page.locator("#message").fill(QUESTION)
    service.kill()
    page.locator("#message").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Your text is kept here")
    expect(page.locator("#message")).to_have_value(QUESTION)

    # The page ends without a farewell; another one of the same browser finds what was written.
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash", timeout=5_000)
    service.start()
    after = page.context.new_page()
    after.goto(f"{service.address}/ask")
    expect(after.locator("#message")).to_have_value(QUESTION)
    expect(after.locator("#send")).to_have_attribute("aria-disabled", "false")
    after.locator("#message").press("Enter")
    ended(after, "complete")
    (turn,) = service.turns(after.url.rpartition("/")[2])
    assert turn["message"] == QUESTION
