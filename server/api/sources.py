"""What an answer stands on, as the page shows it: markers, cards of passages, marked quotes.

Everything is escaped here or comes from the one renderer; nothing else is marked as HTML.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote as percent_encoded

from markupsafe import Markup, escape

from server.text import content_stems, sentences

Json = Mapping[str, Any]

_MARKER = re.compile(r" ?\[(\d{1,3})\]")
_TAG = re.compile(r"(<[^>]*>)")
_LITERAL = ("<code", "<pre", "<a ")
_LITERAL_END = ("</code", "</pre", "</a")
_OWN_PAGE = re.compile(r"/(?![/\\])[^\s\\]*$")
# A table's row as a passage's text holds it: "Level: 2; Who to involve: managers".
_CELL = re.compile(r"(?:^|; )([A-Z][^:;]{0,40}): (?=\S)")
_NAME = re.compile(r"(^|; |^<mark[^>]*>)([A-Z][^:;<]{0,40}:) (?=\S)")
_PLACE = re.compile(r"^\s*[-*] \[(?P<title>(?:\\.|[^\]\\])+)\]\((?P<href>/chapters/[^)\s]+)\)\s*$")
# Longer quotes are found in the chapter by their first and last words.
MAX_WHOLE_WORDS = 12
EDGE_WORDS = 5


@dataclass(frozen=True)
class Quote:
    """Words of a passage that an answer stands on; `key` tells it from its turn's others."""

    key: str  # "<marker>-<number among the quotes of that marker>"
    marker: int
    text: str


@dataclass(frozen=True)
class Card:
    """A passage beside an answer, with what the answer quotes of it."""

    passage: Json
    markers: tuple[int, ...]
    quotes: tuple[Quote, ...]


def cards(result: Json) -> list[Card]:
    """The passages of an answer, the cited ones first, in the order of their markers."""
    citations = result.get("citations") or ()
    passages = {p["id"]: p for p in result.get("passages") or ()}
    for c in citations:
        passages.setdefault(c["passage_id"], {**c, "id": c["passage_id"], "text": c["quote"]})
    quotes = quotes_of(citations)
    found = []
    for passage in passages.values():
        own = [
            q for q, c in zip(quotes, citations, strict=True) if c["passage_id"] == passage["id"]
        ]
        markers = tuple(dict.fromkeys(q.marker for q in own))
        found.append(Card(passage, markers, tuple(own)))
    return sorted(found, key=lambda card: card.markers or (1_000,))


def quotes_of(citations: Sequence[Json]) -> list[Quote]:
    """The quote of each citation, numbered under its marker."""
    seen: Counter[int] = Counter()
    found = []
    for c in citations:
        found.append(Quote(f"{c['marker']}-{seen[c['marker']]}", c["marker"], c["quote"]))
        seen[c["marker"]] += 1
    return found


def cited(html: str, turn: Json) -> Markup:
    """Sanitised HTML whose markers `[n]` lead to the words of the passage they stand on.

    Markers without a citation, and those in code and links, stay as they are.
    """
    link = _Links(turn)
    pieces, literal = [], 0
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            literal += piece.startswith(_LITERAL) - piece.startswith(_LITERAL_END)
        elif not literal:
            piece = _MARKER.sub(link, piece)
        pieces.append(piece)
    return Markup("".join(pieces))


class _Links:
    """Turns the markers of a reply into links, each to its own quote where one is nearest."""

    def __init__(self, turn: Json) -> None:
        citations = (turn["result"] or {}).get("citations") or ()
        self._turn = turn["index"]
        self._first = {c["marker"]: c for c in reversed(citations)}
        self._card = {
            marker: card.markers[0]
            for card in cards({"citations": citations})
            for marker in card.markers
        }
        self._nearest = nearest_quotes(turn.get("reply") or "", citations)
        self._seen: Counter[int] = Counter()

    def __call__(self, hit: re.Match[str]) -> str:
        marker = int(hit[1])
        if marker not in self._first:
            return hit[0]
        nth, self._seen[marker] = self._seen[marker], self._seen[marker] + 1
        key = self._nearest.get((marker, nth))
        anchor = f"quote-{self._turn}-{key}" if key else f"source-{self._turn}-{self._card[marker]}"
        return str(
            Markup(
                '<a class="cite" id="cite-{}-{}-{}" href="#{}" data-card="source-{}-{}"'
                ' aria-label="Source {}: {}">{}</a>'
            ).format(
                *(self._turn, marker, nth, anchor, self._turn, self._card[marker]),
                *(marker, self._first[marker]["heading_path"][-1], marker),
            )
        )


def nearest_quotes(reply: str, citations: Sequence[Json]) -> dict[tuple[int, int], str]:
    """For the n-th occurrence of a marker, the key of the quote that its sentence stands on.

    A citation names a passage, not a sentence, so of a passage's several quotes the one is
    taken that shares most words with the sentence. Where two share as many, none is.
    """
    quotes = quotes_of(citations)
    seen: Counter[int] = Counter()
    found = {}
    for sentence in sentences(reply):
        for hit in _MARKER.finditer(sentence.text):
            marker = int(hit[1])
            key = _nearest(sentence.text, [q for q in quotes if q.marker == marker])
            if key:
                found[marker, seen[marker]] = key
            seen[marker] += 1
    return found


def _nearest(sentence: str, quotes: Sequence[Quote]) -> str | None:
    if len(quotes) < 2:
        return quotes[0].key if quotes else None
    said = set(content_stems(_MARKER.sub("", sentence)))
    ranked = sorted(((len(said & set(content_stems(q.text))), q.key) for q in quotes), reverse=True)
    return ranked[0][1] if ranked[0][0] > ranked[1][0] else None


def marked(text: str, quotes: Sequence[Quote]) -> Markup:
    """Plain text with each quote that stands in it marked, under the quote's key."""
    found = ((text.find(q.text), q) for q in quotes if q.text)
    spans = sorted(((at, at + len(q.text), q.key) for at, q in found if at >= 0))
    out, here = Markup(""), 0
    for start, end, key in spans:
        if start >= here:
            mark = Markup('<mark data-quote="{}">{}</mark>').format(key, text[start:end])
            out += escape(text[here:start]) + mark
            here = end
    return out + escape(text[here:])


def passage_lines(text: str, quotes: Sequence[Quote] = ()) -> list[Markup]:
    """A passage line by line, its quotes marked, the column names of a table's rows set apart."""
    if any("\n" in q.text for q in quotes):
        return [marked(text, quotes)]
    return [_row(marked(line, quotes)) if cells(line) else marked(line, quotes)
            for line in text.split("\n")]  # fmt: skip


def cells(line: str) -> list[tuple[str, str]]:
    """Names and values of a table's row; empty for a line of prose."""
    hits = list(_CELL.finditer(line))
    if len(hits) < 2 or hits[0].start():
        return []
    ends = [*(hit.start() for hit in hits[1:]), len(line)]
    return [(hit[1], line[hit.end() : end]) for hit, end in zip(hits, ends, strict=True)]


def _row(html: Markup) -> Markup:
    """A marked row with its column names set apart; `html` is escaped already."""
    return Markup(_NAME.sub(r'\1<span class="key">\2</span> ', str(html)))


def in_chapter(href: str, quotes: Iterable[Quote]) -> str:
    """The passage's address, with its first quote as a text fragment for browsers that can."""
    href = own_page(href)
    first = next((q.text for q in quotes if q.text.strip()), "")
    ends = _ends(first)
    return f"{href}:~:text={','.join(map(_fragment, ends))}" if ends else href


def own_page(href: str) -> str:
    """An address that leads nowhere but to a page of ours; any other becomes the page itself."""
    return href if _OWN_PAGE.match(str(href)) else "#"


def _ends(quote: str) -> list[str]:
    """The words that a quote begins and ends with in the chapter; all of it when it is short."""
    row = cells(quote)
    if row:
        return [row[0][1], row[-1][1]]
    words = re.sub(r"^\s*(?:[-*•]|\d{1,3}[.)])\s+", "", quote).split()
    if len(words) <= MAX_WHOLE_WORDS:
        return [" ".join(words)] if words else []
    return [" ".join(words[:EDGE_WORDS]), " ".join(words[-EDGE_WORDS:])]


def _fragment(words: str) -> str:
    return percent_encoded(words, safe="").replace("-", "%2D")


# --- an answer that is not there --------------------------------------------------------------


@dataclass(frozen=True)
class Place:
    """A section that an abstention points to, and the question that asks about it."""

    title: str
    href: str
    question: str


def about(title: str) -> str:
    """The question that asks for what a section says."""
    return f"What does the chapter say about {title}?"


def places(reply: str) -> list[Place]:
    """The sections that a reply lists, each as a line with one link into a chapter."""
    hits = (_PLACE.match(line) for line in reply.splitlines())
    named = [(re.sub(r"\\(.)", r"\1", hit["title"]), hit["href"]) for hit in hits if hit]
    return [Place(title, href, about(title)) for title, href in named]


def without_places(reply: str) -> str:
    """A reply without the sections it lists and the line that leads into them."""
    paragraphs = re.split(r"\n\s*\n", reply.strip())
    kept: list[str] = []
    for paragraph in paragraphs:
        if all(_PLACE.match(line) for line in paragraph.splitlines()):
            if kept and kept[-1].endswith(":"):
                kept.pop()
            continue
        kept.append(paragraph)
    return "\n\n".join(kept)
