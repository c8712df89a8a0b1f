"""Every page, before anything was said: accessible, quiet, at home, narrow enough."""

from collections.abc import Callable

import pytest

from tests.browser.conftest import THEMES, Visit

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
    "/chapters",
    "/progress",
    "/sketch",
    CHAPTER,
)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_asks_nobody_else_for_anything(
    visit_with: Callable[..., Visit], path: str, theme: str
) -> None:
    visit = visit_with(viewport={"width": 1280, "height": 860}, color_scheme=theme)
    visit.open(path)
    assert visit.violations() == []
    assert (visit.faults, visit.foreign) == ([], [])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_fits_the_narrowest_phone(visit_with: Callable[..., Visit], path: str) -> None:
    visit = visit_with(viewport={"width": 320, "height": 640})
    visit.open(path)
    assert visit.sideways() == 0
    assert visit.violations() == []


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
