"""Every page, before anything was said: accessible, quiet, at home, narrow enough."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

CHAPTER = "/chapters/career-transition-and-technical-leadership"
PAGES = (
    "/",
    "/ask",
    "/rewrite",
    "/star",
    "/interview",
    "/stories",
    "/sessions",
    "/sessions?q=nowhere",
    "/chapters",
    "/progress",
    "/sketch",
    CHAPTER,
    "/rewrite/check",
    "/rewrite/audiences",
    "/study",
    "/study/interview-framework",
    "/study/roadmap?auth=4",
    "/study/growth?placed=1&have=foundational.0",
)


# Places to press that are lower or narrower than 24 pixels; links within a text are exempt, and a
# box to tick is as large as the label around it.
SMALL = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
  .filter((e) => e.checkVisibility({ contentVisibilityAuto: true }) && !e.closest('.skip, dialog'))
  .filter((e) => !(e.tagName === 'A' && getComputedStyle(e).display === 'inline'))
  .map((e) => [(e.closest('label') ?? e).getBoundingClientRect(), e.outerHTML.slice(0, 120)])
  .filter(([box]) => box.width > 1 && Math.min(box.width, box.height) < 24)
  .map(([box, html]) => `${box.width}x${box.height} ${html}`)"""


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_at_every_width_and_asks_nobody_else_for_anything(
    visit_with: Callable[..., Visit], path: str
) -> None:
    visit = visit_with(viewport={"width": 1280, "height": 860})
    page = visit.open(path)
    visit.check_both_themes()
    page.set_viewport_size({"width": 800, "height": 700})
    assert (visit.violations(), visit.sideways()) == ([], 0)
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="light")
    assert (visit.violations(), visit.sideways()) == ([], 0)
    assert page.evaluate(SMALL) == []


def test_an_unknown_address_says_so_on_a_page_of_its_own(visit: Visit) -> None:
    page = visit.open("/nobody-is-here")
    assert page.get_by_role("heading", level=1).inner_text() == "Nobody in this room"
    assert visit.violations() == []


def test_the_page_always_says_where_the_text_goes(visit: Visit) -> None:
    page = visit.open("/")
    where = page.request.get(f"{visit.base}/readyz").json()["model"]["where"]
    assert where in page.locator("#where").inner_text()


def test_the_chapter_reads_and_marks_its_passage_without_scripts(
    visit_with: Callable[..., Visit],
) -> None:
    visit = visit_with(java_script_enabled=False)
    found = visit.page.request.get(f"{visit.base}/api/search?q=escalation+levels&k=1").json()
    passage = found["passages"][0]
    page = visit.open(passage["href"])
    assert page.locator(f"#p-{passage['id']}:target").is_visible()
