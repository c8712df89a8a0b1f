"""`make screenshots`: a picture of every page and state in `docs/ui`, from recorded answers.

Sizes, theme and answers are fixed, so that a picture changes when the page does. Times on the
page are those of the run; they are painted over.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from server.config import ROOT
from tests.browser.moments import moments
from tests.browser.picture import small_png
from tests.browser.test_four_jobs import (
    ANSWER,
    MESSAGE,
    OFF_TOPIC,
    QUESTION,
    STORY,
    finished,
    send,
)
from tests.browser.test_interview import SKETCH
from tests.chromium import ARGS, CHROMIUM
from tests.conftest import home_in, served
from tests.recorder import RECORDINGS, Recorder
from tests.vectors import StoredVectors

FOLDER = ROOT / "docs" / "ui"
WIDE, MIDDLE, PHONE = (1280, 860), (800, 900), (320, 700)
CHAPTER = "/chapters/career-transition-and-technical-leadership"
PLACED = "/study/growth?placed=1&start=2026-01-05&" + "&".join(
    f"have={name}.{n}" for name in ("foundational", "conversational") for n in range(3)
)
# Times and addresses differ from run to run; a clock that is copied stands still.
STUCK_NOWHERE = "() => document.querySelector('.composer')?.style.setProperty('position', 'static')"
STILL = """() => {
  const today = new Date().toLocaleDateString('en-GB', { dateStyle: 'medium' });
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = texts.nextNode()); )
    node.data = node.data.replace(today, '5 Jan 2026').replace(/, at \\d+:\\d\\d/, ', at 0:10')
      .replace(/shows \\d+:\\d\\d/, 'shows 36:00').replace(/log: \\w+/, 'log: 5f0c2a91b7d3e846');
  for (const room of document.querySelectorAll('.room')) {
    const still = room.cloneNode(true);
    still.querySelector('.time').textContent = '44:00 left';
    room.replaceWith(still);
  }
  for (const cell of document.querySelectorAll('.score td:last-child'))
    cell.textContent = cell.textContent.replace(/^0:\\d\\d/, '0:10');
  for (const time of document.querySelectorAll('time')) time.textContent = '5 Jan 2026';
  for (const place of document.querySelectorAll('#where-words'))
    place.textContent = place.textContent.replace(/, 127.*/, '');
  for (const line of document.querySelectorAll('.meta'))
    line.textContent = line.textContent.replace(/^[0-9.]+ s/, '1.0 s');
  const start = document.querySelector('#start'); if (start) start.value = '2026-01-05'; }"""


@dataclass
class Studio:
    """A browser, the address of a running service, and a blank page to work on pictures."""

    browser: Browser
    base: str
    bench: Page

    @contextmanager
    def page(self, size: tuple[int, int] = WIDE, **media: Any) -> Iterator[Page]:
        """A fresh page of this size."""
        viewport: Any = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(
            viewport=viewport, base_url=self.base, locale="en-GB", reduced_motion="reduce", **media
        )
        page = context.new_page()
        page.set_default_timeout(120_000)
        yield page
        context.close()

    def take(self, page: Page, name: str, *, whole: bool = False) -> None:
        """The page as it stands, or from its top to its end."""
        page.evaluate(STILL)
        if whole:  # what sticks to the window would lie across the page
            page.evaluate(STUCK_NOWHERE)  # set by script: the policy lets no style in
        page.wait_for_timeout(150)
        png = page.screenshot(full_page=whole, animations="disabled", caret="hide")
        (FOLDER / f"{name}.png").write_bytes(small_png(self.bench, png))
        print(name, flush=True)


def talk(
    studio: Studio, path: str, *messages: str, before: Callable[[Page], Any] | None = None
) -> str:
    """The address of a session in which these messages were sent."""
    with studio.page() as page:
        page.goto(path)
        if before:
            before(page)
        for n, message in enumerate(messages):
            send(page, message)
            finished(page, n + 1)
        return page.url


def both_readers(page: Page) -> None:
    page.get_by_role("checkbox", name="Engineering leads").check()


def pages(studio: Studio) -> None:
    """Every page before anything was said, then the study pages."""
    for name, path in (
        ("ask", "/ask"),
        ("rewrite", "/rewrite"),
        ("star", "/star"),
        ("interview", "/interview"),
        ("chapters", "/chapters"),
        ("chapter", CHAPTER),
        ("audiences", "/rewrite/audiences"),
        ("check", "/rewrite/check"),
        ("not-found", "/nobody"),
        ("study", "/study"),
        ("study-framework", "/study/interview-framework?level=senior"),
        ("study-roadmap", "/study/roadmap?auth=4"),
        ("study-growth", PLACED),
        ("sketch", "/sketch"),
        ("stories-empty", "/stories"),
        ("sessions-empty", "/sessions"),
        ("progress-empty", "/progress"),
    ):
        with studio.page() as page:
            page.goto(path)
            studio.take(page, name)
    with studio.page(color_scheme="dark") as page:
        page.goto("/study/roadmap?auth=4")
        studio.take(page, "study-roadmap-dark")
    for name, path in (
        ("study-roadmap-phone", "/study/roadmap?auth=4"),
        ("study-framework-phone", "/study/interview-framework"),
        ("interview-phone", "/interview"),
        ("ask-phone", "/ask"),
        ("chapter-phone", CHAPTER),
        ("audiences-phone", "/rewrite/audiences"),
    ):
        with studio.page(PHONE) as page:
            page.goto(path)
            studio.take(page, name)
    for name, path in (("interview-dark", "/interview"), ("chapter-dark", CHAPTER)):
        with studio.page(color_scheme="dark") as page:
            page.goto(path)
            studio.take(page, name)
    with studio.page() as page:
        page.goto("/ask")
        page.locator("#help-open").click()
        studio.take(page, "help")


def asking(studio: Studio, address: str) -> None:
    """A cited answer, its passage, its checks, and an honest "not there"."""
    with studio.page() as page:
        page.goto(address)
        page.locator(".cite").first.click()
        page.evaluate("scrollTo(0, 0)")
        studio.take(page, "ask-answer")
        page.locator("summary.badge").first.click()
        studio.take(page, "ask-checks")
        page.locator(".turn").last.scroll_into_view_if_needed()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        studio.take(page, "ask-not-in-the-chapter")
        page.locator(".source .links a").first.click()
        studio.take(page, "chapter-passage")
    for name, size, media in (
        ("ask-answer-phone", PHONE, {}),
        ("ask-answer-800", MIDDLE, {}),
        ("ask-answer-dark", WIDE, {"color_scheme": "dark"}),
        ("ask-answer-forced-colours", WIDE, {"forced_colors": "active"}),
    ):
        with studio.page(size, **media) as page:
            page.goto(address)
            page.evaluate("scrollTo(0, 0)")
            studio.take(page, name)
    with studio.page() as page:
        page.goto(address)
        page.emulate_media(media="print")
        studio.take(page, "ask-answer-print", whole=True)


def rewriting(studio: Studio, address: str) -> None:
    """The sheet for a reader, its changes, two beside each other, every fact by audience."""
    with studio.page() as page:
        page.goto(address)
        studio.take(page, "rewrite-clean")
        page.get_by_label("Changes").first.check()
        studio.take(page, "rewrite-changes")
        page.get_by_label("Compare with").select_option("Engineering leads")
        page.locator(".grid-of-facts summary").click()
        studio.take(page, "rewrite-compared", whole=True)
        page.get_by_label("Compare with").select_option("nobody")
        page.locator(".grid-of-facts summary").click()
        page.locator("summary.badge").first.click()
        page.locator(".verdict[open]").first.scroll_into_view_if_needed()
        studio.take(page, "rewrite-look")
    with studio.page(PHONE) as page:
        page.goto(address)
        studio.take(page, "rewrite-phone")
        page.get_by_label("Changes").first.check()
        page.locator(".changes").first.evaluate("e => e.scrollIntoView()")
        studio.take(page, "rewrite-changes-phone")
    with studio.page(color_scheme="dark") as page:
        page.goto(address)
        studio.take(page, "rewrite-dark")


def telling(studio: Studio, address: str) -> None:
    """A story with its parts, and the bank that keeps it."""
    for name, size, media in (
        ("star-feedback", WIDE, {}),
        ("star-feedback-dark", WIDE, {"color_scheme": "dark"}),
        ("star-feedback-phone", PHONE, {}),
    ):
        with studio.page(size, **media) as page:
            page.goto(address)
            studio.take(page, name)
    with studio.page(PHONE, color_scheme="dark") as page:
        page.goto(address)
        page.locator(".parts").evaluate("e => e.scrollIntoView()")
        studio.take(page, "star-parts-phone")
    with studio.page() as page:
        page.goto(address)
        page.get_by_role("button", name="Keep in my stories").click()
        studio.take(page, "stories")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        studio.take(page, "stories-phone")
    with studio.page() as page:
        page.goto(address)
        page.locator(".tagged select").last.select_option("none")
        page.get_by_role("button", name="Score again with my labels").click()
        finished(page, 2)
        page.locator(".turn").last.evaluate("e => e.scrollIntoView()")
        studio.take(page, "star-labelled")


def interviewing(studio: Studio) -> None:
    """The room with its desk, the card covered and open, a part redone, replay and progress."""
    with studio.page() as page:
        page.goto("/interview")
        page.locator("#option-problem").select_option("url_shortener")
        page.get_by_role("button", name="Begin").click()
        finished(page, 1)
        send(page, ANSWER)
        finished(page, 2)
        address = page.url
        studio.take(page, "room")
    for name, size, media in (
        ("room-dark", WIDE, {"color_scheme": "dark"}),
        ("room-phone", PHONE, {}),
    ):
        with studio.page(size, **media) as page:
            page.goto(address)
            page.evaluate("scrollTo(0, document.body.scrollHeight)")
            studio.take(page, name)
    with studio.page() as page:
        page.goto(address)
        page.get_by_text("Notes and sketch").click()
        page.get_by_label("Notes").fill("ask for the peak")
        page.locator("#sketch").fill(SKETCH)
        page.locator("#drawing svg").wait_for()
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        studio.take(page, "room-desk")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.locator("#sketch").scroll_into_view_if_needed()
        studio.take(page, "room-desk-phone")
        page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
        send(page, "")
        finished(page, 3)
        page.get_by_role("button", name="Skip").click()
        finished(page, 4)
        page.get_by_role("button", name="Pause").click()
        finished(page, 5)
        studio.take(page, "room-paused")
        page.get_by_role("button", name="Finish").click()
        finished(page, 6)
        page.get_by_text("The interview is over").scroll_into_view_if_needed()
        studio.take(page, "card-covered")
    judged(studio, address)


def judged(studio: Studio, address: str) -> None:
    """The card of a finished interview, and the pages that lead from it."""
    with studio.page(PHONE) as page:
        page.goto(address)
        page.get_by_label("Overall").scroll_into_view_if_needed()
        studio.take(page, "card-covered-phone")
    with studio.page() as page:
        page.goto(address)
        page.get_by_label("Overall").select_option("2")
        page.get_by_role("button", name="Compare with the scorecard").click()
        card = page.get_by_role("region", name="Scorecard")
        card.scroll_into_view_if_needed()
        studio.take(page, "card")
        page.locator(".dimension summary", has_text="Dispute").first.click()
        page.locator(".dimension").first.scroll_into_view_if_needed()
        studio.take(page, "card-dispute")
    for name, size, media in (
        ("card-dark", WIDE, {"color_scheme": "dark"}),
        ("card-phone", PHONE, {}),
        ("card-forced-colours", WIDE, {"forced_colors": "active"}),
    ):
        with studio.page(size, **media) as page:
            page.goto(address)
            page.locator(".score").last.evaluate("e => e.scrollIntoView()")
            studio.take(page, name)
    with studio.page() as page:
        page.goto(address)
        page.emulate_media(media="print")
        studio.take(page, "card-print", whole=True)
    again(studio)
    for name, path in (
        ("replay", f"{address}/replay?step=1"),
        ("replay-card", f"{address}/replay?step=5"),
        ("progress", "/progress"),
    ):
        with studio.page() as page:
            page.goto(path)
            studio.take(page, name, whole=True)
    for name, path in (
        ("replay-phone", f"{address}/replay?step=2"),
        ("progress-phone", "/progress"),
    ):
        with studio.page(PHONE, color_scheme="dark") as page:
            page.goto(path)
            studio.take(page, name)
    with studio.page() as page:
        page.goto(address)
        page.get_by_role("button", name="Redo this part").first.click()
        page.get_by_label("Your second answer").scroll_into_view_if_needed()
        studio.take(page, "card-redo")


def again(studio: Studio) -> None:
    """The same interview once more, silent: progress has two points then."""
    with studio.page() as page:
        page.goto("/interview")
        page.locator("#option-problem").select_option("url_shortener")
        page.get_by_role("button", name="Begin").click()
        finished(page, 1)
        page.get_by_role("button", name="Next phase").click()
        finished(page, 2)
        page.get_by_role("button", name="Finish").click()
        finished(page, 3)


def lists(studio: Studio) -> None:
    """The list of sessions and the home page, once there is something to go on with."""
    with studio.page() as page:
        page.goto("/")
        studio.take(page, "home", whole=True)
        page.goto("/sessions")
        studio.take(page, "sessions")
        page.get_by_role("button", name="Delete").first.click()
        studio.take(page, "sessions-deleted")
        page.get_by_role("button", name="Undo").click()
        page.goto("/sessions?q=escalation")
        studio.take(page, "sessions-found")
    for name, size, media in (
        ("home-dark", WIDE, {"color_scheme": "dark"}),
        ("home-phone", PHONE, {}),
    ):
        with studio.page(size, **media) as page:
            page.goto("/")
            studio.take(page, name)


def states(studio: Studio) -> None:
    """What is seen while the model is on its way, and when the service does not answer."""
    with studio.page() as page:
        page.route("**/readyz", _downloading)
        page.goto("/ask")
        page.evaluate("import('/static/js/main.js').then((main) => main.look())")
        page.locator("#message").fill("escalation levels")
        page.locator("#message").press("Enter")
        page.locator("#found li").first.wait_for()
        studio.take(page, "model-on-its-way")
    with studio.page() as page:
        page.goto("/rewrite")
        page.route("**/readyz", _downloading)
        page.evaluate("import('/static/js/main.js').then((main) => main.look())")
        page.get_by_text("Waiting for the model").wait_for()
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.locator("#send").scroll_into_view_if_needed()
        studio.take(page, "rewrite-waiting-phone")
    with studio.page() as page:
        page.goto("/ask")
        page.route("**/api/**", lambda route: route.abort())
        page.locator("#message").fill(QUESTION)
        page.locator("#message").press("Enter")
        page.get_by_role("alert").get_by_text("does not answer").wait_for()
        studio.take(page, "service-unreachable")
    with studio.page(java_script_enabled=False) as page:
        page.goto("/ask")
        page.get_by_role("button", name="Send").click()
        page.get_by_role("alert").get_by_text("empty").wait_for()
        studio.take(page, "refused-without-scripts")


def _downloading(route: Any) -> None:
    body = route.fetch().json()
    body["model"] |= {"state": "downloading", "progress": 0.43}
    route.fulfill(json=body)


def main() -> None:
    """Take every picture anew; names on the command line are parts to take alone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    recorder = Recorder.at(RECORDINGS / "browser" / "live_server.yaml", recording=False)
    wanted = sys.argv[1:]
    with (
        tempfile.TemporaryDirectory() as folder,
        served(home_in(Path(folder)), recorder, StoredVectors(recording=False)) as base,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        studio = Studio(browser, base.rstrip("/"), browser.new_page())
        parts: dict[str, Callable[[], None]] = {
            "pages": lambda: pages(studio),
            "states": lambda: states(studio),
            "asking": lambda: asking(studio, talk(studio, "/ask", QUESTION, OFF_TOPIC)),
            "rewriting": lambda: rewriting(
                studio, talk(studio, "/rewrite", MESSAGE, before=both_readers)
            ),
            "telling": lambda: telling(studio, talk(studio, "/star", STORY)),
            "interviewing": lambda: interviewing(studio),
            "lists": lambda: lists(studio),
            "moments": lambda: moments(studio),
        }
        for name in wanted or parts:
            parts[name]()
        browser.close()


if __name__ == "__main__":
    main()
