"""Markdown tokens to plain lines: the words of a paragraph, of list items, of table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from server.corpus.chapter import Line

# "Q1: Self-serve onboarding", "Type: infographic": lines broken on purpose, not wrapped prose.
_LABELLED = re.compile(r"\s*[A-Z0-9][^:.!?]{0,40}:(?:\s|$)")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_LEAVES = {"paragraph_open": "paragraph", "fence": "code", "code_block": "code"}


@lru_cache(maxsize=1)
def chapter_parser() -> MarkdownIt:
    """CommonMark with tables, front matter, admonitions, definition lists; HTML stays raw."""
    parser = MarkdownIt("commonmark").enable("table")
    return parser.use(front_matter_plugin).use(admon_plugin).use(deflist_plugin)


def plain_words(source: str) -> str:
    """The words of inline Markdown, without marks."""
    return plain_text(chapter_parser().parseInline(source)[0])


def plain_text(inline: Token) -> str:
    """The words of an inline token, without marks; purposeful line breaks are kept."""
    return "\n".join(line.strip() for line in _inline_text(inline).split("\n")).strip()


def _inline_text(inline: Token) -> str:
    out: list[str] = []
    children = inline.children or []
    for at, child in enumerate(children):
        if child.type in ("text", "code_inline", "image"):
            out.append(child.content)
        elif child.type == "hardbreak":
            out.append("\n")
        elif child.type == "softbreak":
            after = "".join(c.content for c in children[at + 1 : at + 4] if c.type == "text")
            before = "".join(out).rsplit("\n", 1)[-1]
            kept = _LABELLED.match(after) or (_LABELLED.match(before) and len(before) < 60)
            out.append("\n" if kept else " ")
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            out.append(" ")
    return "".join(out)


def without_html(source: str) -> str:
    """Markdown without tags and the marks of images, which a page would show as signs."""
    if "<" not in source and "![" not in source:
        return source
    parts = re.split(r"(`+[^`]+`+)", source)
    return "".join(
        part if n % 2 else _TAG.sub(" ", part).replace("![", "[") for n, part in enumerate(parts)
    )


def table_rows(tokens: Sequence[Token]) -> Iterator[tuple[int, list[str]]]:
    """Each row of a table: its source line, and its cells as plain text."""
    row: list[str] = []
    line = 0
    for token in tokens:
        if token.type == "tr_open":
            row, line = [], (token.map or [0, 0])[0]
        elif token.type == "inline":
            row.append(plain_text(token).replace("\n", " "))
        elif token.type == "tr_close":
            yield line, row


def row_text(header: Sequence[str], cells: Sequence[str]) -> str:
    """A row that reads by itself: ``Header: cell; Header: cell``, empty cells left out."""
    pairs = zip(header, cells, strict=False)
    return "; ".join(f"{name}: {cell}" if name else cell for name, cell in pairs if cell)


def leaf_lines(tokens: Sequence[Token], lines: list[str]) -> Iterator[Line]:
    """The lines of a paragraph, list or quotation, items marked as they will be read."""
    reader = _LeafReader(tokens, lines)
    for at in range(len(tokens)):
        yield from reader.line_at(at)


class _LeafReader:
    """Goes over the tokens once; knows how deep in lists it is and what to put before a line."""

    def __init__(self, tokens: Sequence[Token], lines: list[str]) -> None:
        self._tokens = tokens
        self._lines = lines
        self._markers: list[str] = []
        self._pending = ""
        self._term = ""

    def line_at(self, at: int) -> Iterator[Line]:
        """The line that the token at `at` opens, if any."""
        type = self._tokens[at].type
        if type in _LEAVES or type == "heading_open":
            yield self._leaf(at)
        elif type in ("html_block", "admonition_title_open"):
            yield self._bare(at)
        elif type == "tr_open":
            yield self._row(at)
        else:
            self._note(at)

    def _note(self, at: int) -> None:
        """Where the next line stands: in which list, behind which mark or term."""
        token = self._tokens[at]
        if token.type in ("bullet_list_open", "ordered_list_open"):
            self._markers.append(token.type)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self._markers.pop()
        elif token.type == "list_item_open":
            bullet = self._markers[-1].startswith("bullet")
            self._pending = "- " if bullet else f"{token.info}. "
        elif token.type == "dt_open":
            self._term = plain_text(self._tokens[at + 1])
        elif token.type == "dd_open":
            self._pending = f"{self._term}: "

    def _leaf(self, at: int) -> Line:
        token = self._tokens[at]
        text = token.content.rstrip() if token.type in _LEAVES and token.content else ""
        if not text and at + 1 < len(self._tokens):
            text = plain_text(self._tokens[at + 1])
        start, end = token.map or [0, 0]
        source = "\n".join(self._lines[start:end]).rstrip()
        if token.type == "paragraph_open":
            source = without_html(source)
        if self._pending.endswith(": "):
            source = f"- **{self._term}**: " + re.sub(r"^\s*[:~]\s+", "", source)
        return self._placed(text, source)

    def _bare(self, at: int) -> Line:
        """Raw HTML or an admonition's title inside a list or quotation: its words."""
        token = self._tokens[at]
        if token.type == "html_block":
            text = " ".join(_TAG.sub(" ", token.content).split())
        else:
            text = plain_text(self._tokens[at + 1])
        return self._placed(text, text) if text else Line("", "")

    def _row(self, at: int) -> Line:
        """A row of a table inside a list or quotation."""
        end = next(i for i in range(at, len(self._tokens)) if self._tokens[i].type == "tr_close")
        start, _ = self._tokens[at].map or [0, 0]
        cells = [plain_text(t) for t in self._tokens[at:end] if t.type == "inline"]
        n_lines = 2 if self._tokens[at + 1].type == "th_open" else 1
        source = "\n".join(self._lines[start : start + n_lines])
        return self._placed("; ".join(c.replace("\n", " ") for c in cells if c), source)

    def _placed(self, text: str, source: str) -> Line:
        depth = len(self._markers)
        line = Line("  " * max(0, depth - 1) + self._pending + text, source)
        self._pending = "  " if depth else ""
        return line
