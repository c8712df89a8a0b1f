"""Rows of tables: those that are asked for, cut to the columns that are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from server.judging.wording import Cell, cells_of, counted, figures, stems_of
from server.modes.ask.lines import Line

MAX_ROWS = 4
ROW_MARGIN = 0.25  # rows that share as much, but lie farther than this, are left out
CLEAR_MARGIN = 0.15
_ASKS_TWICE = re.compile(
    r"[\w,] and (?:by )?(?:how|who|what|when|where|which|why)\b", re.IGNORECASE
)


def names_row(question: str, ranked: Sequence[Line]) -> bool:
    """Whether the question tells by itself which row is meant."""
    return bool(rows_asked(question, ranked))


def rows_asked(asked: str, ranked: Sequence[Line], *, own: str = "") -> list[Line]:
    """The rows that share most with what is asked, when the nearest line is one of a table.

    `own` is what a follow-up itself asks: where it names a column, it names them all.

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
        chosen = [first] if _stands_out(first, table) else []
    return [_cut_for(line, own, asked) for line in sorted(chosen, key=lambda line: line.at)]


def _cut_for(line: Line, own: str, asked: str) -> Line:
    row = cut(line, own) if own else line
    return row if is_cut(row) else cut(line, asked)


def _stands_out(first: Line, table: Sequence[Line]) -> bool:
    """Whether a row is so much nearer than the table's others that no shared word is needed."""
    return all(line.near <= first.near - CLEAR_MARGIN for line in table if line.at != first.at)


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


def cut(line: Line, asked: str) -> Line:
    """The row with its first cell and the columns whose header is asked for; else all of it.

    A question for two things of which one names its column ("who, and how fast?") gets all of it.
    """
    cells = cells_of(line.text)
    wanted = stems_of(asked) - stems_of(cells[0].text)
    shared = frozenset.intersection(*(_header_stems(cell) for cell in cells[1:]))
    asked_for = [c for c in cells[1:] if (_header_stems(c) - shared) & wanted]
    if len(asked_for) == 1 and _ASKS_TWICE.search(asked):
        asked_for = []
    kept = (cells[0], *(asked_for or cells[1:]))
    return replace(line, shown=_row_text(kept))


def is_cut(row: Line) -> bool:
    """Whether a row is read without some of its columns: those that are asked for were named."""
    return len(cells_of(row.shown)) < len(cells_of(row.text))


def _row_text(cells: Sequence[Cell]) -> str:
    return "; ".join(f"{cell.header}: {cell.text}" for cell in cells)


def without_other_rows(ranked: Sequence[Line], rows: Sequence[Line]) -> list[Line]:
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
