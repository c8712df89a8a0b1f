"""What a chapter is once it is read: blocks with their lines in the file, under headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from server.corpus.answerability import Answerability
from server.corpus.known_lines import KnownLines

Kind = Literal["heading", "paragraph", "list", "table", "code", "quote", "diagram"]
Origin = Literal["built-in", "uploaded"]


@dataclass(frozen=True)
class Line:
    """One row, list item or paragraph: plain `text`, and the Markdown `source` it came from."""

    text: str
    source: str


@dataclass(frozen=True)
class Enclosure:
    """An admonition or a details element around blocks; `number` tells two of them apart."""

    number: int
    kind: Literal["admonition", "details"]
    type: str  # "note", "tip", ...; "details"
    title: str
    folded: bool = False


@dataclass(frozen=True)
class Block:
    """A run of source lines of one kind; `start` and `end` are 0-based lines, end exclusive.

    `heading_path` names the headings above it, outermost first, without the chapter's title.
    `head` is Markdown that must stand before any of the lines for them to render: a table's
    header. `level` is a heading's, `href` a diagram's.
    """

    kind: Kind
    start: int
    end: int
    heading_path: tuple[str, ...]
    section: str
    lines: tuple[Line, ...] = ()
    head: str = ""
    enclosure: Enclosure | None = None
    level: int = 0
    href: str = ""


@dataclass(frozen=True)
class Section:
    """A heading that can be linked to; `id` is safe in a URL fragment."""

    id: str
    heading_path: tuple[str, ...]


@dataclass(frozen=True)
class Hint:
    """Other wordings of what a passage is about; `holds` is a phrase of that passage.

    With `of_line` they are questions that the line which holds the phrase answers; and not
    `answered`, questions that belong there and that no line of the chapter answers.
    """

    holds: str
    wordings: tuple[str, ...]
    of_line: bool = False
    answered: bool = True


@dataclass(frozen=True)
class Chapter:
    """A chapter as read: its blocks in order, and its sections. `sha256` is of the whole text.

    `date` is the front matter's, as written there; empty when there is none.
    `hints` are ours, not the chapter's: they lead questions to its passages; `answerability`
    tells which questions it answers, `known_lines` which line answers one. All three are there
    for the built-in chapter alone.
    """

    id: str
    title: str
    version: str
    sha256: str
    blocks: tuple[Block, ...]
    sections: tuple[Section, ...]
    origin: Origin = "built-in"
    date: str = ""
    hints: tuple[Hint, ...] = ()
    answerability: Answerability | None = None
    known_lines: KnownLines | None = None


def slug(text: str, *, max_chars: int = 60) -> str:
    """A text as lower-case ASCII letters, digits and hyphens; "section" when none is left."""
    plain = re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "").replace("’", ""))
    return plain[:max_chars].strip("-") or "section"
