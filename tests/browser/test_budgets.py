"""What the client may weigh, and where HTML may enter it. No browser is needed."""

import gzip
import re
from pathlib import Path

import pytest

from server.config import ROOT

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
