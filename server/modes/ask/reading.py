"""What of the found passages is read for a question: lines by nearness, lists whole, rows cut.

A small model reads 75 tokens a second and mixes what stands side by side, so it gets few lines;
docs/ask.md has what this costs and saves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from server.judging.comparison import Halves, halves
from server.judging.wording import (
    Cell,
    bare_item,
    cells_of,
    counted,
    figures,
    is_item,
    is_lead,
    label_of_item,
    stems_of,
)
from server.records import Passage

# Of the lines that are read: 120 held the answer for .90 of the answerable questions whose passage
# was found, 160 for .97 (n 92).
MAX_WORDS = 130
MIN_LINE_WORDS = 3
# A line that leads into a list is what is asked for when hardly any line is nearer.
LEAD_MARGIN = 0.05
MAX_ROWS = 4
OF_A_QUESTION = 0.3
_ASKS_OF_QUESTIONS = re.compile(r"\bself-?check\b|\bquestions?\b|\basked\b", re.IGNORECASE)
ROW_MARGIN = 0.25  # rows that share as much, but lie farther than this, are left out
_WANTS_LIST = re.compile(
    r"\b(?:list|name|enumerate|give me|tell me)\b.*\b(?:all|the|every|\w+s)\b"
    r"|\ball\b|\bevery\b|\bsteps?\b|\bhow many\b"
    r"|\b(?:what|which) (?:are|were)\b"
    r"|\b(?:what|which|under which|in which)\s+(?:[\w/-]+\s+){0,3}?[\w/-]+s\b",
    re.IGNORECASE,
)
_EXPLAINS = re.compile(r"\b(?:explain|why|simple words|difference|differ)\b", re.IGNORECASE)
YES_NO = re.compile(
    r"\s*(?:(?:so|and|but|then|well|ok|okay|hi|hey|please|also|no|yes)[, ]+)*"
    r"(?:is|are|was|were|do|does|did|can|could|should|shall|must|may|will|would|has|have|am)\b"
    r"(?:n['’]t)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Line:
    """A line of a passage: `marker` is the passage's number from 1, `at` the line's from 0.

    `text` is the line as it stands there, `shown` what is read of it: the same but for rows,
    which are cut to the columns that are asked for. `near` is higher for nearer ones.
    """

    marker: int
    at: int
    text: str
    shown: str
    near: float

    @property
    def n_words(self) -> int:
        """Words of what is read."""
        return len(self.shown.split())


@dataclass(frozen=True)
class Listing:
    """A list with the line that leads into it; `headings` are the leading line's."""

    lead: Line
    items: tuple[Line, ...]
    heading: str


@dataclass(frozen=True)
class Reading:
    """The lines to read, nearest first.

    `listing` or `rows` answer by themselves where they are asked for; `sides` are the two lines
    for a comparison, one for either side, and `halves` the question for each.
    """

    passages: tuple[Passage, ...]
    lines: tuple[Line, ...]
    listing: Listing | None = None
    rows: tuple[Line, ...] = ()
    sides: tuple[Line, ...] = ()
    halves: tuple[str, ...] = ()

    def heading(self, line: Line) -> str:
        """The nearest heading above a line."""
        path = self.passages[line.marker - 1].heading_path
        return path[-1] if path else ""

    def text(self) -> str:
        """The lines in the passages' order, under their number and headings."""
        parts = []
        for marker, passage in enumerate(self.passages, start=1):
            own = sorted((li for li in self.lines if li.marker == marker), key=lambda li: li.at)
            if own:
                head = f"[{marker}] {' > '.join(passage.heading_path)}"
                parts.append("\n".join([head, *(line.shown for line in own)]))
        return "\n\n".join(parts)


def reading_of(
    question: str, passages: Sequence[Passage], *, earlier: str = "", more: Sequence[Passage] = ()
) -> Reading:
    """What is read for a question; `earlier` is the question it leans on.

    `more` are passages that go on where one of `passages` ends; they count only when a list
    that is asked for goes on in them, and then stand behind the others.
    """
    every = [line for at, p in enumerate(passages, start=1) for line in _lines(p, at)]
    if not _ASKS_OF_QUESTIONS.search(question):
        every = [_without_questions(line) for line in every]
    ranked = sorted(every, key=lambda line: (-line.near, line.marker, line.at))
    if not ranked:
        return Reading(tuple(passages), ())
    two = halves(question)
    if two and min(len(stems_of(two.first)), len(stems_of(two.second))) > 1:
        return _two_sided(two, ranked, passages)
    listing = _listing(question, ranked, passages)
    if listing:
        return _whole_list(listing, passages, more)
    asked = question if _names_row(question, ranked) else f"{earlier}\n{question}"
    rows = _rows_asked(asked, ranked)
    kept = _within(_without_other_rows(ranked, rows), MAX_WORDS)
    return Reading(tuple(passages), tuple(kept), rows=tuple(rows))


def _two_sided(two: Halves, ranked: Sequence[Line], passages: Sequence[Passage]) -> Reading:
    """A line for either side: the one that holds most of what only this side asks for."""
    whole = Reading(tuple(passages), tuple(_within(ranked, MAX_WORDS)))
    first, second = (stems_of(side) | figures(side) for side in (two.first, two.second))
    sides = tuple(
        max(ranked, key=lambda li: _fit(li, own, whole)) for own in (first - second, second - first)
    )
    if sides[0] == sides[1]:
        return whole
    return replace(whole, sides=sides, halves=(two.first, two.second))


def _fit(line: Line, own: frozenset[str], reading: Reading) -> float:
    return len(_held(line, reading) & own) / max(1, len(own)) + line.near


def _held(line: Line, reading: Reading) -> frozenset[str]:
    under = f"{reading.heading(line)} {line.text}"
    return stems_of(under) | figures(under)


def _lines(passage: Passage, marker: int) -> list[Line]:
    texts = passage.text.split("\n")
    near = passage.nearness or (0.0,) * len(texts)
    return [
        Line(marker, at, text, text, score)
        for at, (text, score) in enumerate(zip(texts, near, strict=True))
        if len(text.split()) >= MIN_LINE_WORDS or is_item(text) or is_lead(text)
    ]


def _without_questions(line: Line) -> Line:
    """A line that only asks lies farther: it is seldom an answer."""
    return replace(line, near=line.near - OF_A_QUESTION) if line.text.endswith("?") else line


def _within(ranked: Sequence[Line], max_words: int) -> list[Line]:
    kept: list[Line] = []
    n = 0
    for line in ranked:
        if kept and n + line.n_words > max_words:
            continue
        kept.append(line)
        n += line.n_words
    return kept


# --- lists


def wants_list(question: str) -> bool:
    """Whether a question asks for several things by their names."""
    return bool(_WANTS_LIST.search(question)) and not _EXPLAINS.search(question)


def _listing(question: str, ranked: Sequence[Line], passages: Sequence[Passage]) -> Listing | None:
    if not wants_list(question) or YES_NO.match(question):
        return None
    lead = next((line for line in ranked if is_lead(line.text)), None)
    if lead is None or lead.near < ranked[0].near - LEAD_MARGIN:
        return None
    items = _items_after(lead.at, lead.marker, passages[lead.marker - 1])
    path = passages[lead.marker - 1].heading_path
    return Listing(lead, items, path[-1] if path else "")


def _items_after(at: int, marker: int, passage: Passage) -> tuple[Line, ...]:
    found = []
    for number, text in enumerate(passage.text.split("\n")[at + 1 :], start=at + 1):
        if not is_item(text) and not cells_of(text):
            break
        found.append(Line(marker, number, text, text, 0.0))
    return tuple(found)


def _whole_list(listing: Listing, passages: Sequence[Passage], more: Sequence[Passage]) -> Reading:
    """The list with what of it stands in the next passage."""
    found = list(passages)
    last = passages[listing.lead.marker - 1]
    ends = not last.text.split("\n")[listing.lead.at + len(listing.items) + 1 :]
    following = next((p for p in more if p.follows == last.id), None)
    items = listing.items
    if ends and following is not None:
        place = next((n for n, p in enumerate(found, 1) if p.id == following.id), len(found) + 1)
        rest = _items_after(-1, place, following)
        if rest and place > len(found):
            found.append(following)
        items = (*items, *rest)
    whole = Listing(listing.lead, items, listing.heading)
    return Reading(tuple(found), (listing.lead, *items), listing=whole if items else None)


def shown_item(line: Line) -> str:
    """An item as it is listed: its label, a row's first cell, or all of it where it has none."""
    cells = cells_of(line.text)
    if cells:
        return cells[0].text
    return label_of_item(line.text) or bare_item(line.text)


# --- rows of tables


def _names_row(question: str, ranked: Sequence[Line]) -> bool:
    return bool(_rows_asked(question, ranked))


def _rows_asked(asked: str, ranked: Sequence[Line]) -> list[Line]:
    """The rows that share most with what is asked, when the nearest line is one of a table.

    A row's first cell is its name, so words of it count twice. Words that stand in every row of
    the table, or in its headers, tell no rows apart.
    """
    first = ranked[0]
    table = [li for li in ranked if li.marker == first.marker and cells_of(li.text)]
    if not cells_of(first.text) or len(table) < 2:
        return []
    wanted = (stems_of(asked) | counted(asked)) - _headers(first)
    common = frozenset.intersection(*(_own_words(line) for line in table))
    shares = {line.at: _shared(line, wanted - common) for line in table}
    most = max(shares.values())
    tied = [line for line in table if most and shares[line.at] == most]
    nearest = max((line.near for line in tied), default=0.0)
    chosen = [line for line in tied if line.near >= nearest - ROW_MARGIN]
    if not chosen or len(chosen) > MAX_ROWS or len(tied) == len(table):
        return []
    return [_cut(line, asked) for line in sorted(chosen, key=lambda line: line.at)]


def _shared(line: Line, wanted: frozenset[str]) -> int:
    name = cells_of(line.text)[0].text
    return len(_own_words(line) & wanted) + len((stems_of(name) | figures(name)) & wanted)


def _headers(line: Line) -> frozenset[str]:
    return frozenset().union(*(_header_stems(cell) for cell in cells_of(line.text)[1:]))


def _header_stems(cell: Cell) -> frozenset[str]:
    return stems_of(cell.header.replace("/", " "))


def _own_words(line: Line) -> frozenset[str]:
    text = " ; ".join(cell.text for cell in cells_of(line.text))
    return stems_of(text) | figures(text)


def _cut(line: Line, asked: str) -> Line:
    """The row with its first cell and the columns whose header is asked for; else all of it."""
    cells = cells_of(line.text)
    wanted = stems_of(asked) - stems_of(cells[0].text)
    shared = frozenset.intersection(*(_header_stems(cell) for cell in cells[1:]))
    asked_for = [c for c in cells[1:] if (_header_stems(c) - shared) & wanted]
    kept = (cells[0], *(asked_for or cells[1:]))
    return Line(line.marker, line.at, line.text, _row_text(kept), line.near)


def _row_text(cells: Sequence[Cell]) -> str:
    return "; ".join(f"{cell.header}: {cell.text}" for cell in cells)


def _without_other_rows(ranked: Sequence[Line], rows: Sequence[Line]) -> list[Line]:
    """The lines with a table's chosen rows in place of all its rows."""
    if not rows:
        return list(ranked)
    chosen = {line.at: line for line in rows}
    kept = []
    for line in ranked:
        if line.marker != rows[0].marker or not cells_of(line.text):
            kept.append(line)
        elif line.at in chosen:
            kept.append(chosen[line.at])
    return kept
