"""A chapter in MkDocs-Material Markdown, read as blocks with their lines in the file.

Headings, paragraphs, nested lists, tables, quotations and code come from markdown-it-py with
the front matter, admonition and definition list plugins; marks that these do not know are
rewritten before (dialect.py). `<details>` and `<iframe>` stand in raw HTML blocks, so
they are paired here.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import yaml
from markdown_it.token import Token

from server.corpus.chapter import Block, Chapter, Enclosure, Kind, Line, Origin, Section, slug
from server.corpus.dialect import common_markdown
from server.corpus.lines import (
    chapter_parser,
    leaf_lines,
    plain_text,
    row_text,
    table_rows,
    without_html,
)

__all__ = ["Block", "Chapter", "chapter_from"]

_HTML_PART = re.compile(
    r"<details[^>]*>|</details>|<summary[^>]*>(?P<summary>.*?)</summary>"
    r"|<iframe(?P<iframe>[^>]*)>(?:.*?</iframe>)?|<!--.*?-->",
    re.IGNORECASE | re.DOTALL,
)
_IFRAME = re.compile(r"<iframe([^>]*)>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->", re.DOTALL)
_ADMONITION = re.compile(r"\s*(?P<type>[\w-]+)?[^\"]*(?:\"(?P<title>.*)\")?\s*$")


def chapter_from(text: str, *, id: str, origin: Origin = "built-in", title: str = "") -> Chapter:
    """The chapter in a Markdown text.

    The title is the front matter's, else the first top heading, else `title`, else the id; the
    version is the front matter's, as written there, else the first 8 digits of the text's SHA-256.
    """
    sha256 = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    reader = _Reader()
    reader.read(common_markdown(text))
    title = reader.front_matter.get("title") or reader.title or title or id
    version = reader.front_matter.get("version") or sha256[:8]
    blocks, sections = tuple(reader.blocks), tuple(reader.sections)
    date = reader.front_matter.get("date", "")
    return Chapter(id, title, version, sha256, blocks, sections, origin, date)


def _front_matter(text: str) -> dict[str, str]:
    """Scalars of a front matter as written; a broken one counts as none."""
    try:
        found = yaml.load(text, Loader=yaml.BaseLoader)
    except yaml.YAMLError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(k): v for k, v in found.items() if isinstance(v, str)}


def _closing(tokens: Sequence[Token], at: int) -> int:
    """The index of the token that closes the one at `at`; `at` itself when it holds nothing."""
    depth = 0
    for index in range(at, len(tokens)):
        depth += tokens[index].nesting
        if depth == 0:
            return index
    return len(tokens) - 1


@dataclass(frozen=True)
class _Heading:
    level: int
    title: str
    section: str


@dataclass
class _Reader:
    """Walks the tokens once, keeping the headings and enclosures that are open."""

    blocks: list[Block] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    front_matter: dict[str, str] = field(default_factory=dict)
    title: str = ""
    _headings: list[_Heading] = field(default_factory=list)
    _open: list[Enclosure] = field(default_factory=list)
    _n_enclosures: int = 0

    def read(self, text: str, *, first_line: int = 0) -> None:
        """Add the blocks of a text whose first line is `first_line` of the file."""
        lines = re.sub(r"\r\n?", "\n", text).split("\n")
        self._walk(chapter_parser().parse("\n".join(lines)), lines, first_line)

    def _walk(self, tokens: Sequence[Token], lines: list[str], offset: int) -> None:
        at = 0
        while at < len(tokens):
            end = _closing(tokens, at)
            self._one(tokens[at : end + 1], lines, offset)
            at = end + 1

    def _one(self, tokens: Sequence[Token], lines: list[str], offset: int) -> None:
        first = tokens[0]
        if first.type == "front_matter":
            self.front_matter = _front_matter(first.content)
        elif first.type == "heading_open":
            self._heading(tokens, offset)
        elif first.type == "admonition_open":
            self._admonition(tokens, lines, offset)
        elif first.type == "html_block":
            self._html(first, offset)
        elif first.type == "table_open":
            self._table(tokens, lines, offset)
        else:
            self._leaves(tokens, lines, offset)

    def _add(self, block: Block) -> None:
        path = tuple(heading.title for heading in self._headings)
        section = self._headings[-1].section if self._headings else ""
        enclosure = self._open[-1] if self._open else None
        self.blocks.append(replace(block, heading_path=path, section=section, enclosure=enclosure))

    def _heading(self, tokens: Sequence[Token], offset: int) -> None:
        level, title = int(tokens[0].tag[1]), plain_text(tokens[1]).replace("\n", " ")
        if level == 1 and not self.title:
            self.title = title
            return
        kept = [heading for heading in self._headings if heading.level < level]
        self._headings = [*kept, _Heading(level, title, self._section_id(title))]
        path = tuple(heading.title for heading in self._headings)
        self.sections.append(Section(self._headings[-1].section, path))
        start, end = tokens[0].map or [0, 0]
        line = Line(title, tokens[1].content)
        self._add(Block("heading", start + offset, end + offset, (), "", (line,), level=level))

    def _section_id(self, title: str) -> str:
        taken = {section.id for section in self.sections}
        wanted = unique = slug(title)
        n = 2
        while unique in taken:
            unique, n = f"{wanted}-{n}", n + 1
        return unique

    def _enter(self, kind: Literal["admonition", "details"], type: str, title: str) -> None:
        self._n_enclosures += 1
        self._open.append(Enclosure(self._n_enclosures, kind, type, title, kind == "details"))

    def _admonition(self, tokens: Sequence[Token], lines: list[str], offset: int) -> None:
        told = _ADMONITION.match(tokens[0].info)
        type = (told and told["type"] or "note").lower()
        title = told["title"] if told and told["title"] is not None else type.capitalize()
        self._enter("admonition", slug(type), title)
        if tokens[0].markup.startswith("?"):
            self._open[-1] = replace(self._open[-1], folded=True)
        titled = len(tokens) > 2 and tokens[1].type == "admonition_title_open"
        body = tokens[_closing(tokens, 1) + 1 : -1] if titled else tokens[1:-1]
        start, end = tokens[0].map or [0, 0]
        outdented = [
            re.sub(r"^(?: {1,4}|\t)", "", line) if start < number < end else line
            for number, line in enumerate(lines)
        ]
        self._walk(body, outdented, offset)
        self._open.pop()

    def _html(self, token: Token, offset: int) -> None:
        start = (token.map or [0, 0])[0] + offset
        content, at = token.content, 0
        for hit in _HTML_PART.finditer(content):
            self._between(content[at : hit.start()], start + content.count("\n", 0, at))
            self._tag(hit, start + content.count("\n", 0, hit.start()))
            at = hit.end()
        self._between(content[at:], start + content.count("\n", 0, at))

    def _between(self, text: str, line: int) -> None:
        """Markdown that stood inside a raw HTML block, such as a details' first paragraph."""
        # What still looks like the begin of HTML is text, or it would be taken for a block again.
        bare = re.sub(r"<(?=[!?/A-Za-z])", r"\\<", _TAG.sub("", text))
        skipped = len(bare) - len(bare.lstrip("\n"))
        if bare.strip():
            self.read(bare.lstrip("\n"), first_line=line + skipped)

    def _tag(self, hit: re.Match[str], line: int) -> None:
        tag = hit.group().lower()
        if tag.startswith("<details"):
            self._enter("details", "details", "")
        elif tag.startswith("</details") and self._open and self._open[-1].kind == "details":
            self._open.pop()
            self._leave_diagram()
        elif hit["summary"] is not None and self._open:
            title = html.unescape(_TAG.sub("", hit["summary"])).strip()
            self._open[-1] = replace(self._open[-1], title=title)
        elif hit["iframe"] is not None:
            self._diagram(hit["iframe"], line)

    def _diagram(self, attributes: str, line: int) -> None:
        src = re.search(r"src\s*=\s*[\"']?([^\"'\s>]+)", attributes)
        named = self._headings[-1].title if self._headings else "Diagram"
        name = Line(re.sub(r"^Diagram:\s*", "", named), "")
        href = html.unescape(src[1]) if src else ""
        self._add(Block("diagram", line, line + 1, (), "", (name,), href=href))

    def _leave_diagram(self) -> None:
        """What follows a diagram's description belongs to the section around the diagram."""
        if self._headings and self._headings[-1].title.startswith("Diagram:"):
            self._headings.pop()

    def _table(self, tokens: Sequence[Token], lines: list[str], offset: int) -> None:
        start, end = tokens[0].map or [0, 0]
        rows = list(table_rows(tokens))
        header = rows[0][1] if rows else []
        body = tuple(
            Line(row_text(header, cells), without_html(lines[at].strip())) for at, cells in rows[1:]
        )
        head = "\n".join(without_html(line.strip()) for line in lines[start : start + 2])
        bare = (Line("; ".join(header), ""),)
        self._add(Block("table", start + offset, end + offset, (), "", body or bare, head))

    def _leaves(self, tokens: Sequence[Token], lines: list[str], offset: int) -> None:
        first = tokens[0]
        found = tuple(line for line in leaf_lines(tokens, lines) if line.text)
        if not found or first.map is None:
            return
        kind: Kind = "code" if first.type in ("fence", "code_block") else "paragraph"
        if first.type in ("bullet_list_open", "ordered_list_open", "dl_open"):
            kind = "list"
        elif first.type == "blockquote_open":
            kind = "quote"
        start, end = first.map
        self._add(Block(kind, start + offset, end + offset, (), "", found))
        for token in tokens:
            for child in token.children or ():
                if hit := _IFRAME.match(child.content):
                    self._diagram(hit[1], start + offset)
