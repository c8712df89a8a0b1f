"""Markdown to HTML that is safe to show: the only place where text becomes markup.

Text of a model, of a learner and of a chapter all pass through `html_from`: raw HTML and images
are not even parsed, and what is rendered passes a strict allowlist once more.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from textwrap import dedent
from typing import Literal

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from server.corpus.chapter import Block, Chapter, Enclosure
from server.corpus.chunk import Chunk, chunks_of

MAX_CHARS = 32_000
_TAGS = {"p", "br", "hr", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
_TAGS |= {"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"}
_LANGUAGES = {"bash", "css", "html", "http", "java", "javascript", "json", "python", "sql"}
_LANGUAGES |= {"text", "typescript", "xml", "yaml"}
_ALIGNED = {"align-left", "align-center", "align-right"}
_CLASSES = {
    "code": {f"language-{name}" for name in _LANGUAGES},
    "th": _ALIGNED,
    "td": _ALIGNED,
}
_SCHEMES = {"http", "https", "mailto"}
_LINK = re.compile(r"(?:https?://|mailto:)[^\s]+|/chapters/[A-Za-z0-9._~/-]*(?:#[A-Za-z0-9._~-]*)?")
_ALIGNMENT = re.compile(r"text-align:(left|center|right)")


def html_from(markdown: str) -> str:
    """A Markdown text (CommonMark and tables) as sanitised HTML.

    Links lead to http, https, mailto or a chapter of ours, others become plain text; nothing
    carries an id, a name or a style. Only the first MAX_CHARS characters are rendered.
    """
    return _rendered(_tokens(markdown[:MAX_CHARS]))


def chapter_html(chapter: Chapter) -> str:
    """A chapter as sanitised HTML, every passage in an element with the id `p-<passage id>`.

    Headings carry the id `s-<section id>`. Admonitions are `aside.admonition.<type>`, folded ones
    and details `details`. All ids are made here, from names that hold only letters, digits and
    hyphens, after each part was sanitised.
    """
    parts = [f"<h1>{html.escape(chapter.title)}</h1>\n"]
    pieces = _pieces(chapter)
    for enclosure, group in groupby(pieces, key=_enclosure_of):
        inside = "".join(_piece_html(piece) for piece in group)
        parts.append(_enclosed(enclosure, inside) if enclosure else inside)
    return "".join(parts)


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    # Reference links could change a paragraph that was already streamed.
    parser.disable(["image", "reference"])
    parser.core.ruler.push("only_safe_attributes", _only_safe_attributes)
    return parser


def _tokens(text: str) -> list[Token]:
    return _markdown().parse(text)


def _rendered(tokens: list[Token]) -> str:
    parser = _markdown()
    return _cleaner().clean(parser.renderer.render(tokens, parser.options, {}))


@lru_cache(maxsize=1)
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        url_relative=_own_page,
        link_rel="noopener noreferrer nofollow",
    )


def _own_page(url: str) -> str | None:
    return url if _is_safe(url) else None


def _is_safe(url: str) -> bool:
    return bool(_LINK.fullmatch(url)) and ".." not in url.split("#")[0].split("/")


def _only_safe_attributes(state: StateCore) -> None:
    """Links that lead nowhere become their text; a cell's alignment becomes a class."""
    for token in state.tokens:
        if token.children:
            token.children = list(_without_dead_links(token.children))
        aligned = _ALIGNMENT.fullmatch(str(token.attrs.pop("style", "")))
        if aligned:
            token.attrSet("class", f"align-{aligned[1]}")


def _without_dead_links(children: Iterable[Token]) -> Iterator[Token]:
    kept: list[bool] = []
    for child in children:
        if child.type == "link_open":
            kept.append(_is_safe(str(child.attrGet("href") or "")))
            child.attrs.pop("title", None)
            if kept[-1]:
                yield child
        elif child.type == "link_close":
            if kept.pop():
                yield child
        else:
            yield child


# --- a text that is still being written ---------------------------------------------------------

Kind = Literal["block", "tail"]

_REDRAW_EVERY = 5  # pushes
_REDRAW_CHARS = 20  # as much as five tokens; whole lines at once shall not wait for four more
_REDRAW_SHARE = 16  # a long tail is redrawn only when it grew by this part of itself
_HELD_BACK = 200  # characters; a mark that stays open longer is shown as it is
_OPEN_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})", re.MULTILINE)


@dataclass
class StreamedMarkup:
    """Renders a growing text: finished blocks once, the unfinished rest again and again.

    Blocks are to be appended, each tail replaces the one before. All blocks joined are
    `html_from` of the whole text, byte for byte.
    """

    _tail: str = ""
    _taken: int = 0
    _pushes: int = 0
    _drawn: int = 0

    def push(self, text: str) -> list[tuple[Kind, str]]:
        """Take the next piece of text; what is to be shown of it, often nothing."""
        text = text[: MAX_CHARS - self._taken]
        self._taken += len(text)
        self._tail += text
        self._pushes += 1
        grown = len(self._tail) - self._drawn
        few = self._pushes < _REDRAW_EVERY and grown < _REDRAW_CHARS
        if few or grown * _REDRAW_SHARE < len(self._tail):
            return []
        blocks = self._finished()
        self._pushes, self._drawn = 0, len(self._tail)
        return [*blocks, ("tail", html_from(_settled(self._tail)))]

    def finish(self) -> list[tuple[Kind, str]]:
        """The rest as a finished block, and an empty tail."""
        rest, self._tail = html_from(self._tail), ""
        end: list[tuple[Kind, str]] = [("block", rest)] if rest else []
        return [*end, ("tail", "")]

    def _finished(self) -> list[tuple[Kind, str]]:
        """All blocks that no later text can change: those before the last one begun."""
        end = self._tail.rfind("\n") + 1
        whole = re.sub(r"\r\n?", "\n", self._tail[:end]).replace("\0", "\ufffd")
        tokens = _tokens(whole)
        starts = [at for at, token in enumerate(tokens) if not token.level and token.nesting >= 0]
        if len(starts) < 2 or not (place := tokens[starts[-1]].map):
            return []
        kept = whole.split("\n")[place[0] :]
        self._tail = "\n".join(kept) + self._tail[end:]
        return [("block", _rendered(tokens[: starts[-1]]))]


def _settled(tail: str) -> str:
    """The tail without what would change its looks: half a table, an open mark or link."""
    if len(_OPEN_FENCE.findall(tail)) % 2:
        return tail
    tail = _without_half_table(tail)
    last = max(tail.rfind("\n\n"), 0)
    cut = min((at for at in _open_marks(tail, last)), default=len(tail))
    return tail if len(tail) - cut > _HELD_BACK else tail[:cut]


def _without_half_table(tail: str) -> str:
    """Rows wait for the line under the header, and for their own end."""
    lines = tail.split("\n")
    first = len(lines)
    while first and lines[first - 1].lstrip().startswith("|"):
        first -= 1
    if len(lines) - first > 2:
        return "\n".join(lines[:-1])
    return "\n".join(lines[:first]) if first < len(lines) or not lines[-1].strip() else tail


def _open_marks(tail: str, start: int) -> Iterator[int]:
    """Where a mark begins that nothing has closed yet."""
    text = tail[start:]
    for mark in ("**", "`"):
        if text.count(mark) % 2:
            yield start + text.rfind(mark)
    opened = text.rfind("[")
    if opened >= 0 and not re.match(r"\[[^\]]*\](?:$|[^(]|\([^)]*\))", text[opened:]):
        yield start + opened
    if text.endswith("*"):
        yield start + len(text.rstrip("*"))


# --- a chapter -------------------------------------------------------------------------------

Piece = Block | Chunk


def _pieces(chapter: Chapter) -> Iterator[Piece]:
    """Headings, diagrams and passages in reading order."""
    chunks = chunks_of(chapter)
    marks = [block for block in chapter.blocks if block.kind in ("heading", "diagram")]
    order: list[tuple[tuple[int, int], Piece]] = [((mark.start, 0), mark) for mark in marks]
    for n, chunk in enumerate(chunks):
        order.append(((chunk.blocks[0].start, n + 1), chunk))
    return (piece for _, piece in sorted(order, key=lambda one: one[0]))


def _enclosure_of(piece: Piece) -> Enclosure | None:
    return piece.enclosure if isinstance(piece, Block) else piece.blocks[0].enclosure


def _enclosed(enclosure: Enclosure, inside: str) -> str:
    title = html.escape(enclosure.title)
    kind = f"admonition {enclosure.type}" if enclosure.kind == "admonition" else "described"
    if enclosure.folded:
        return f'<details class="{kind}"><summary>{title}</summary>\n{inside}</details>\n'
    named = f'<p class="admonition-title">{title}</p>\n' if title else ""
    return f'<aside class="{kind}">\n{named}{inside}</aside>\n'


def _piece_html(piece: Piece) -> str:
    if isinstance(piece, Chunk):
        inside = "".join(html_from(_source(block)) for block in piece.blocks)
        return f'<div class="passage" id="p-{piece.passage.id}">\n{inside}</div>\n'
    if piece.kind == "heading":
        inside = html_from(piece.lines[0].source.replace("\n", " "))
        inside = re.sub(r"</?(?:p|h[1-6]|ul|ol|li|blockquote|pre|hr)\b[^>]*>", "", inside).strip()
        return f'<h{piece.level} id="s-{piece.section}">{inside}</h{piece.level}>\n'
    name = html.escape(piece.lines[0].text)
    if re.fullmatch(r"https?://[^\s\"'<>]+", piece.href):
        name = html_from(f"[{piece.lines[0].text}](<{piece.href}>)")[3:-5]
    return f'<p class="diagram">Interactive diagram in the original course: {name}</p>\n'


def _source(block: Block) -> str:
    """The block's own Markdown; lines that were broken on purpose stay broken."""
    lines = "\n".join(line.source for line in block.lines)
    if block.kind == "table":
        return f"{block.head}\n{lines}"
    if block.kind == "paragraph" and any("\n" in line.text for line in block.lines):
        return lines.replace("\n", "\\\n")
    return lines if block.kind == "code" else dedent(lines)
