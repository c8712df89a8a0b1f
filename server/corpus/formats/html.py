"""An HTML page as Markdown: its main part, without navigation, scripts and forms."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup
from bs4.element import Tag
from markdownify import MarkdownConverter

from server.corpus.formats import Extract
from server.corpus.formats.text import escaped

_NOISE = "script, style, noscript, template, nav, aside, form, button, svg, canvas, object, embed"
_NOISE += ", [hidden], .headerlink, .md-sidebar, .md-header, .md-footer, .toc"
_AROUND = "body > header, body > footer, [role=navigation], [role=banner], [role=contentinfo]"
_MIN_MAIN_CHARS = 200


class _Converter(MarkdownConverter):
    """Images leave their description; a frame leaves a link to what it would have shown."""

    def convert_img(self, el: Any, text: str, parent_tags: Any) -> str:
        return escaped(str(el.get("alt") or ""))

    def convert_iframe(self, el: Any, text: str, parent_tags: Any) -> str:
        src = str(el.get("src") or "")
        title = escaped(str(el.get("title") or "Diagram"))
        return f"\n\n[{title}]({src})\n\n" if src.startswith(("http://", "https://")) else ""

    def convert_summary(self, el: Any, text: str, parent_tags: Any) -> str:
        return f"\n\n**{text.strip()}**\n\n" if text.strip() else ""


def extract_html(text: str) -> Extract:
    """The page's main part as Markdown, and its title."""
    soup = BeautifulSoup(text, "lxml")  # knows which end tags may be left out
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    for noise in soup.select(_NOISE):
        noise.decompose()
    root = _main(soup)
    if root is None:
        for noise in soup.select(_AROUND):
            noise.decompose()
    return Extract(markdown_of(root or soup.body or soup), title)


def _main(soup: BeautifulSoup) -> Tag | None:
    """The element that holds the text, where the page names one."""
    for selector in ("main article", "main", "[role=main]", "article"):
        found = soup.select(selector)
        if len(found) == 1 and len(found[0].get_text(" ", strip=True)) >= _MIN_MAIN_CHARS:
            return found[0]
    return None


def markdown_of(root: Tag) -> str:
    """The Markdown of an element; a table's first row heads it, signs keep their meaning."""
    converter = _Converter(
        heading_style="ATX",
        bullets="-",
        escape_misc=True,
        table_infer_header=True,
    )
    return str(converter.convert_soup(root))
