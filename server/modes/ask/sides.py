"""The lines for a comparison: what is told of either side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from server.judging.comparison import Halves
from server.judging.wording import cells_of, counted, figures, is_lead, label_of_item, stems_of
from server.modes.ask.lines import Line, Reading
from server.modes.ask.rows import cut

OF_ITS_NAME = 0.5  # for an item that is named after a side
MIN_AKIN = 4  # letters by which "infra" is akin to "infrastructure"


def with_sides(two: Halves, whole: Reading, question: str, every: Sequence[Line]) -> Reading:
    """The reading with a line for either side.

    It is the one that is nearest to this side's question and holds most of what only this side
    asks for. Where one line is best for both, it is read alone.
    """
    first, second = (stems_of(side) | figures(side) for side in (two.first, two.second))
    ranked = [
        _ranked(every, at, own, whole) for at, own in enumerate((first - second, second - first))
    ]
    best = _rows(every, first - second, second - first) or [lines[0] for lines in ranked]
    if _same(best[0], best[1]):
        return replace(whole, compares=True)
    sides = tuple(_cut(line, question) for line in best)
    return replace(whole, sides=sides, halves=(two.first, two.second), compares=True)


def _rows(every: Sequence[Line], first: frozenset[str], second: frozenset[str]) -> list[Line]:
    """The two rows of one table that are named after the sides; empty where there are none."""
    rows = [line for line in every if cells_of(line.text)]
    for marker in dict.fromkeys(line.marker for line in rows):
        table = [line for line in rows if line.marker == marker]
        found = [max(table, key=lambda li: (_named(li, own), li.near)) for own in (first, second)]
        if all(map(_named, found, (first, second))) and not _same(*found):
            return found
    return []


def _named(row: Line, own: frozenset[str]) -> int:
    """How many of the stems begin a word of the row's name, or are begun by one."""
    label = cells_of(row.text)[0].text.replace("/", " ")
    name = stems_of(label) | figures(label)
    return sum(any(_akin(one, other) for other in name) for one in own)


def _akin(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return one == other or (shorter >= MIN_AKIN and one[:shorter] == other[:shorter])


def _ranked(every: Sequence[Line], side: int, own: frozenset[str], reading: Reading) -> list[Line]:
    def fit(line: Line) -> float:
        near = line.sides[side] if line.sides else line.near
        held, named = _held(line, reading) & own, stems_of(label_of_item(line.text)) & own
        return (len(held) + OF_ITS_NAME * len(named)) / max(1, len(own)) + near

    # Alone, a line that leads into a list answers nothing, unless it tells how many there are.
    telling = [li for li in every if counted(li.text) or not is_lead(li.text)] or every
    return sorted(telling, key=lambda line: (-fit(line), line.marker, line.at))


def _held(line: Line, reading: Reading) -> frozenset[str]:
    under = f"{reading.heading(line)} {line.text}"
    return stems_of(under) | figures(under)


def _cut(line: Line, question: str) -> Line:
    return cut(line, question) if cells_of(line.text) else line


def _same(one: Line, other: Line) -> bool:
    return (one.marker, one.at) == (other.marker, other.at)
