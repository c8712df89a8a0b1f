"""What must not be in HTML that came from a text, found by a parser of HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup

TAGS = {"p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}, "code": {"class"}}
ATTRIBUTES |= {"th": {"class"}, "td": {"class"}}
REL = ["noopener", "noreferrer", "nofollow"]
_LEADS = re.compile(
    r"https?://[^\s]+|mailto:[^\s]+|/chapters/[A-Za-z0-9._~/-]*(#[A-Za-z0-9._~-]*)?"
)
_CLASS = re.compile(r"language-[a-z]+|align-(left|center|right)")


def unsafe(html: str) -> Iterator[str]:
    """Each element, attribute or address in the HTML that no text may bring about."""
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        wrong = set(element.attrs) - ATTRIBUTES.get(element.name, set())
        if element.name not in TAGS or wrong:
            yield str(element)[:120]
        href = element.get("href")
        if href is not None and (not _LEADS.fullmatch(href) or element.get("rel") != REL):
            yield f"leads to {href!r}"
        for name in element.get("class") or ():
            if name and not _CLASS.fullmatch(name):
                yield f"has the class {name!r}"
