"""Markdown tokens to plain lines: the words of a paragraph, of list items, of table rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from server.corpus.chapter import Line

# "Q1: Self-serve onboarding", "Type: infographic": lines broken on purpose, not wrapped prose.
_LABELLED = re.compile(r"\s*[A-Z0-9][^:.!?]{0,40}:(?:\s|$)")
_LEAVES = {"paragraph_open": "paragraph", "fence": "code", "code_block": "code"}


@lru_cache(maxsize=1)
def chapter_parser() -> MarkdownIt:
    """CommonMark with tables, front matter and admonitions; raw HTML stays in its tokens."""
    parser = MarkdownIt("commonmark").enable("table")
    return parser.use(front_matter_plugin).use(admon_plugin)


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
    depth, markers, pending = 0, [], ""
    for at, token in enumerate(tokens):
        if token.type in ("bullet_list_open", "ordered_list_open"):
            depth += 1
            markers.append(token.type)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            depth -= 1
            markers.pop()
        elif token.type == "list_item_open":
            pending = "- " if markers[-1].startswith("bullet") else f"{token.info}. "
        elif token.type in _LEAVES or token.type == "heading_open":
            text = token.content.rstrip() if token.type in _LEAVES and token.content else ""
            if not text and at + 1 < len(tokens):
                text = plain_text(tokens[at + 1])
            start, end = token.map or [0, 0]
            source = "\n".join(lines[start:end]).rstrip()
            yield Line("  " * max(0, depth - 1) + pending + text, source)
            pending = "  " if depth else ""
