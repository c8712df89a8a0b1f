"""What the client may weigh and cost, and where HTML may enter it."""

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from server.config import ROOT
from server.markup import StreamedMarkup
from tests.browser.conftest import Visit
from tests.conftest import Greenroom
from tests.pace import least

WEB = ROOT / "web"
SCRIPTS = sorted((WEB / "js").glob("*.js"))
# Every way of a script to make HTML or code of text, but for the one in mount().
SINKS = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment"
    r"|DOMParser|setHTMLUnsafe|srcdoc|\beval\(|new Function"
)


def weight(paths: list[Path]) -> int:
    """The sum of the files, each compressed by itself as it is sent."""
    return sum(len(gzip.compress(p.read_bytes(), 9)) for p in paths)


def test_all_scripts_together_stay_under_15_kilobytes() -> None:
    assert 0 < weight(SCRIPTS) <= 15_000


def test_all_styles_together_stay_under_10_kilobytes() -> None:
    assert 0 < weight(sorted(WEB.glob("*.css"))) <= 10_000


def test_html_enters_the_page_through_mount_alone() -> None:
    found = [
        f"{path.name}: {line.strip()}"
        for path in SCRIPTS
        for line in path.read_text().splitlines()
        if SINKS.search(line)
    ]
    assert found == ["dom.js: target.innerHTML = policy ? policy.createHTML(html) : html;"]


@pytest.mark.parametrize("page", sorted((WEB / "pages").glob("*.html")), ids=lambda p: p.name)
def test_a_template_holds_no_inline_code_and_marks_nothing_safe(page: Path) -> None:
    text = page.read_text()
    assert not re.search(r"\sstyle=|\son[a-z]+=|\|\s*safe\b|autoescape|javascript:", text)
    scripts = re.findall(r"<script([^>]*)>", text)
    assert all("src=" in s or 'type="application/json"' in s for s in scripts)


def test_no_file_of_the_client_names_another_origin() -> None:
    files = [p for p in WEB.rglob("*") if p.suffix in (".html", ".css", ".js", ".svg")]
    found = {u for p in files for u in re.findall(r"(?:https?:)?//[a-z][\w.-]+", p.read_text())}
    assert found <= {"http://www.w3.org"}


# An answer of about 1,000 tokens (4 characters each), of what answers are made of.
PIECE = (
    "**Level 3: Leadership** is for a timeline at risk [1]. Directors and the VP decide *this week*"
    " [2].\n\n- State the impact in numbers\n- Name two options, and `the one` you would take\n\n"
)
ANSWER = (PIECE * (4_000 // len(PIECE) + 1))[:4_000]


def test_a_thousand_tokens_are_rendered_within_60_ms_of_processor_time() -> None:
    def rendered() -> None:
        drawing = StreamedMarkup()
        for at in range(0, len(ANSWER), 4):
            drawing.push(ANSWER[at : at + 4])
        drawing.finish()

    assert least(rendered, 0.06) < 0.06


def test_a_session_of_500_turns_opens_within_a_second_of_processor_time(
    client: Greenroom,
) -> None:
    session = client.open("interview", problem="url_shortener")
    parts = client.http.app.state.parts  # type: ignore[attr-defined]
    found = client.http.portal.call(parts.store.session, session["id"], "learner")  # type: ignore[union-attr]
    turns = tuple(found.turns[0] for _ in range(500))
    long = replace(found, turns=tuple(replace(t, index=n) for n, t in enumerate(turns)))

    async def stored(*_: object) -> object:
        return long

    parts.store.session = stored
    pages: list[str] = []
    page = f"/sessions/{session['id']}"
    assert least(lambda: pages.append(client.http.get(page).text), 1, tries=3) < 1
    html = pages[-1]
    assert 'id="turn-499"' in html and 'id="turn-0"' not in html


@pytest.mark.browser
def test_the_first_words_are_painted_within_half_a_second_and_stay_where_they_are(
    visit_with: Callable[..., Visit],
) -> None:
    painted = []
    for _ in range(10):
        page = visit_with(viewport={"width": 1280, "height": 860}).open("/")
        painted.append(
            page.evaluate(
                """() => new Promise((done) => new PerformanceObserver((list) => {
                done(list.getEntriesByName('first-contentful-paint')[0].startTime);
                }).observe({ type: 'paint', buffered: true }))"""
            )
        )
        if painted[-1] < 500:
            break
    shifted = page.evaluate(
        """() => new Promise((done) => { let all = 0; new PerformanceObserver((list) => {
        for (const e of list.getEntries()) all += e.value; }).observe(
        { type: 'layout-shift', buffered: true }); setTimeout(() => done(all), 200); })"""
    )
    assert min(painted) < 500, painted
    assert shifted < 0.05
