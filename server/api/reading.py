"""A chapter as a page to read: its contents, what every heading offers, what a search finds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date as Date
from typing import Any

from markupsafe import Markup, escape

from server.records import Passage
from server.text import WORD, content_stems, sentences, stem

Json = Mapping[str, Any]

_HEADING = re.compile(r'<h([2-6]) id="s-([a-z0-9-]+)">(.*?)</h\1>')
_DIAGRAM = re.compile(
    r'<p class="diagram">(.*?)</p>\n<details class="described"><summary>.*?</summary>'
)
_BULLET = re.compile(r"^(?:[-*•]|\d{1,3}[.)])\s+")
MAX_SNIPPET_CHARS = 220


def body(html: str, chapter_id: str) -> Markup:
    """A chapter's sanitised HTML without its title; each heading with a link to it and to Ask.

    The tools stand beside the heading, not in it, so that its name stays its own.
    """
    inside = html.split("</h1>", 1)[-1]
    with_tools = _HEADING.sub(lambda hit: _heading(hit, chapter_id), inside)
    return Markup(_DIAGRAM.sub(_figure, with_tools))


# The built-in chapter's diagrams have pages of their own, by the name they have in the chapter.
LIVE = {
    "Technical PM Interview Framework": "/study/interview-framework",
    "Dual-Track Roadmap": "/study/roadmap",
    "Technical PM Growth Trajectory": "/study/growth",
}


def _figure(hit: re.Match[str]) -> str:
    """One quiet box in place of the diagram: the live page, or its name; its folded description."""
    name = hit[1].partition(": ")[2]
    first = f"{hit[1]}<br>"
    live = ""
    if name in LIVE:
        first = ""
        live = f'<p class="live"><a class="button" href="{LIVE[name]}">Open: {name}</a></p>'
    return (
        f'{live}<details class="described diagram"><summary>{first}'
        "<span>What it shows, in words</span></summary>"
    )


def date_words(date: str) -> str:
    """An ISO date as people write it; any other text as it is."""
    try:
        return Date.fromisoformat(date).strftime("%-d %B %Y")
    except ValueError:
        return date


def _heading(hit: re.Match[str], chapter_id: str) -> str:
    title = Markup(hit[3]).striptags()
    tools = Markup(
        '<p class="heading-tools"><a href="/ask?chapter={2}&amp;section={0}">Ask about this'
        '<span class="sr">: {1}</span></a>'
        '<a class="anchor" href="#s-{0}" aria-label="Link to: {1}">#</a></p>'
    ).format(hit[2], title, chapter_id)
    return f'<div class="heading">{hit[0]}{tools}</div>'


@dataclass
class Entry:
    """A line of the contents with the lines under it."""

    id: str
    title: str
    under: list[Entry] = field(default_factory=list)


def contents(sections: Sequence[Json]) -> list[Entry]:
    """The sections of a chapter as a tree, in reading order."""
    top: list[Entry] = []
    open_: list[list[Entry]] = [top]
    for section in sections:
        path = section["heading_path"]
        entry = Entry(section["id"], path[-1])
        depth = min(len(path), len(open_))
        open_ = [*open_[:depth], entry.under]
        open_[depth - 1].append(entry)
    return top


@dataclass(frozen=True)
class Hit:
    """A passage that a search found: where it is, and its most telling part, marked."""

    href: str
    where: str
    snippet: Markup


def hits(passages: Sequence[Passage], query: str) -> list[Hit]:
    """What a search found, best first; the addresses lead within the chapter's own page."""
    wanted = set(content_stems(query))
    return [
        Hit(f"#p-{p.id}", " › ".join(p.heading_path[-2:]), snippet(p.text, wanted))
        for p in passages
    ]


def snippet(text: str, wanted: set[str]) -> Markup:
    """The sentence that holds most of the wanted stems, cut to size around them, marked."""
    parts = [_BULLET.sub("", s.text) for s in sentences(text)] or [text]
    best = max(parts, key=lambda part: len(wanted & set(content_stems(part))))
    first = next((h.start() for h in WORD.finditer(best) if stem(h.group()) in wanted), 0)
    start = best.rfind(" ", 0, max(first - MAX_SNIPPET_CHARS // 2, 0)) + 1
    if len(best) <= MAX_SNIPPET_CHARS:
        start = 0
    end = start + MAX_SNIPPET_CHARS
    shown = best[start:end] if end >= len(best) else best[start : best.rfind(" ", start, end)]
    before, after = "… " if start else "", " …" if start + len(shown) < len(best) else ""
    return before + _with_marks(shown, wanted) + after


def _with_marks(text: str, wanted: set[str]) -> Markup:
    out, here = Markup(""), 0
    for hit in WORD.finditer(text):
        if stem(hit.group()) in wanted:
            out += escape(text[here : hit.start()]) + Markup("<mark>%s</mark>") % hit.group()
            here = hit.end()
    return out + escape(text[here:])
