"""The wording of a text, for holding one text against another: stems, figures, names, units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from server.text import STOP_WORDS, content_stems, sentences, words

# The same passages and sentences come again and again: within a turn, and from turn to turn.
CACHED = 8192
_FIGURE = re.compile(r"[A-Za-z]{0,40}\d+(?:[.,:/-]\d+)*[%xX]?")
_LIST_NUMBER = re.compile(r"(?m)^[ \t]*\d{1,3}[.)](?=\s)")
_RANGE = re.compile(r"(?<=\d) ?(?:to|–|—|-) ?(?=\d)")
_ACRONYMS = re.compile(r"\b([A-Z]{2,})s\b")
_ITEM = re.compile(r"(?:(?<![ \t])[ \t]++)?(?:[-*•+]|\d{1,3}[.)])[ \t]+")
_LABEL_END = re.compile(r" [-–—] |: ")
MAX_LABEL_WORDS = 8
COUNTS = (
    *("one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_FIGURE_OF = {word: str(at) for at, word in enumerate(COUNTS, start=1)}


@dataclass(frozen=True)
class Unit:
    """A sentence, row or item of a passage, at ``text[start:end]``."""

    start: int
    end: int
    text: str

    @property
    def stems(self) -> frozenset[str]:
        """Its content stems, and its figures as written."""
        return stems_of(self.text) | figures(self.text)


@dataclass(frozen=True)
class Cell:
    """A cell of a table's row, under the header of its column."""

    header: str
    text: str


@lru_cache(maxsize=CACHED)
def units(text: str) -> tuple[Unit, ...]:
    """The units of a passage in order; each is an exact slice of it."""
    found: list[Unit] = []
    at = 0
    for line in text.split("\n"):
        found += [Unit(at + s.start, at + s.end, s.text) for s in sentences(line)]
        at += len(line) + 1
    return tuple(found)


@lru_cache(maxsize=CACHED)
def stems_of(text: str) -> frozenset[str]:
    """The content stems of a text but "yes"; the plural of an acronym counts as the acronym."""
    return frozenset(content_stems(_ACRONYMS.sub(r"\1", text))) - {"yes"}


@lru_cache(maxsize=CACHED)
def figures(text: str) -> frozenset[str]:
    """Numbers as written, ranges whole: "24-48", "2-3x", "70/20/10", "q3"; no list numbers."""
    flat = _RANGE.sub("-", _LIST_NUMBER.sub("", text))
    return frozenset(hit.lower() for hit in _FIGURE.findall(flat))


def counted(text: str) -> frozenset[str]:
    """The figures of a text, small numbers written as words included."""
    return figures(text) | {_FIGURE_OF[w.lower()] for w in words(text) if w.lower() in _FIGURE_OF}


@lru_cache(maxsize=CACHED)
def names(text: str) -> frozenset[str]:
    """Acronyms, and words whose capital does not come from opening a sentence; lower case."""
    found = set()
    for sentence in sentences(_ACRONYMS.sub(r"\1", text)):
        for at, word in enumerate(words(sentence.text)):
            capital = word[0].isupper() and word.lower() not in STOP_WORDS
            if capital and (at or word[1:2].isupper()):
                found.add(word.lower())
    return frozenset(found)


@lru_cache(maxsize=CACHED)
def cells_of(line: str) -> tuple[Cell, ...]:
    """The cells of a table's row, ``Header: cell; Header: cell``; empty for any other line.

    A cell may hold a semicolon itself: what has no header after it goes on with the cell before.
    """
    parts = line.split("; ")
    if "\n" in line or any(";" in part for part in parts):
        return ()
    cells: list[Cell] = []
    for part in parts:
        header, colon, text = part.partition(": ")
        if colon and header.strip() and ":" not in header:
            cells.append(Cell(header.strip(), text.strip()))
        elif cells:
            cells[-1] = Cell(cells[-1].header, f"{cells[-1].text}; {part.strip()}")
        else:
            return ()
    return tuple(cells) if len(cells) > 1 and cells[0].text else ()


def is_item(line: str) -> bool:
    """Whether a line is an item of a list."""
    return bool(_ITEM.match(line))


def is_lead(line: str) -> bool:
    """Whether a line leads into a list or a table: it ends with a colon."""
    return line.rstrip().endswith(":")


def is_title(line: str) -> bool:
    """Whether a line only names what follows it: a few words without an end."""
    few = len(line.split()) <= MAX_LABEL_WORDS
    ends = line.rstrip()[-1:] in tuple(".!?:;,\"'”’)")
    return few and not ends and not is_item(line) and not cells_of(line)


def leading_lines(lines: Sequence[str]) -> list[str]:
    """For each line the title over it, and the line that leads into the list it is of."""
    title = lines[0] if len(lines) > 1 and is_title(lines[0]) else ""
    found, lead = [], ""
    for at, line in enumerate(lines):
        listed = is_item(line) or bool(cells_of(line))
        found.append(f"{title if at else ''} {lead if listed else ''}".strip())
        if not listed:
            lead = line if is_lead(line) else ""
    return found


def bare_item(line: str) -> str:
    """An item without its bullet or number."""
    return _ITEM.sub("", line, count=1).strip()


def label_of_item(line: str) -> str:
    """What an item is called: the words before its dash or colon, the whole of a short one.

    Empty when the item is a sentence without a label.
    """
    bare = bare_item(line)
    hit = _LABEL_END.search(bare)
    label = bare[: hit.start()] if hit else bare
    return label.rstrip(".") if len(label.split()) <= MAX_LABEL_WORDS else ""
