"""Progress over sessions: for each round and level a picture of its dimensions, and its table.

A dimension that an interview did not come to is a gap in its line, not a zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

from markupsafe import Markup

from server.api.forms import label_of
from server.store.verdicts import Verdict

TOP_LEVEL = 4
MOST_COLUMNS = 12  # sessions in a picture and its table, the newest
# Of the picture, in pixels: one lane for each line, a level's height, the margins.
WIDTH, LANE, STEP, LEFT, RIGHT, TOP, BOTTOM = 300.0, 76.0, 8.0, 18.0, 18.0, 4.0, 20.0
PARTS = ("situation", "task", "action", "result")


@dataclass(frozen=True)
class Column:
    """One session of a picture: when, which, and its overall level (None for stories)."""

    session_id: str
    title: str
    at: datetime
    overall: int | None = None


@dataclass(frozen=True)
class Line:
    """One dimension's levels, a value for each column; None where it did not come up."""

    title: str
    levels: tuple[int | None, ...]

    @property
    def change(self) -> int | None:
        """The last level less the first; None where there are not two."""
        known = [n for n in self.levels if n is not None]
        return known[-1] - known[0] if len(known) > 1 else None


@dataclass(frozen=True)
class Course:
    """What is shown together: a round at a level, or the stories."""

    key: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]

    @property
    def picture(self) -> Markup:
        """The lines as SVG, a lane for each; every text escaped, the rest numbers."""
        return Markup(_svg(self))


def courses(cards: Sequence[Verdict], stories: Sequence[Verdict]) -> list[Course]:
    """The courses of all rounds and levels that were sat, the one sat last first, then stories."""
    sat: dict[tuple[str, str], list[Verdict]] = {}
    for card in cards:
        sat.setdefault((str(card.result["round"]), str(card.result["level"])), []).append(card)
    newest = sorted(sat.items(), key=lambda item: item[1][-1].created_at, reverse=True)
    found = [_of_round(round_, level, them[-MOST_COLUMNS:]) for (round_, level), them in newest]
    return found + ([_of_stories(stories[-MOST_COLUMNS:])] if stories else [])


def _of_round(round_: str, level: str, cards: Sequence[Verdict]) -> Course:
    names = list(dict.fromkeys(n for c in cards for n in c.result["dimensions"]))
    lines = [
        Line(_title(name, cards), tuple(_shown(c.result["dimensions"].get(name)) for c in cards))
        for name in names
    ]
    columns = [Column(c.session_id, c.title, c.created_at, int(c.result["overall"])) for c in cards]
    title = f"{label_of(round_)}, {level} bar"
    return Course(f"{round_}-{level}", title, tuple(columns), tuple(lines))


def _of_stories(stories: Sequence[Verdict]) -> Course:
    columns = tuple(Column(s.session_id, s.title, s.created_at) for s in stories)
    lines = [
        Line(label_of(part), tuple(int(s.result["parts"][part]["level"]) for s in stories))
        for part in PARTS
    ]
    return Course("star", "Stories told (STAR)", columns, tuple(lines))


def _title(name: str, cards: Sequence[Verdict]) -> str:
    titles = (c.result["dimensions"].get(name, {}).get("title") for c in reversed(cards))
    words = next((str(t) for t in titles if t), label_of(name))
    return words[:1].upper() + words[1:]


def _shown(line: Mapping[str, Any] | None) -> int | None:
    if line is None or not (line["shown"] or line.get("asked", True)):
        return None
    return int(line["level"])


# --- the picture ---------------------------------------------------------------------------------


def _svg(course: Course) -> str:
    # Lines without a level are told in words and in the table.
    lines = [line for line in course.lines if any(n is not None for n in line.levels)]
    height = TOP + LANE * len(lines) + BOTTOM
    xs = _xs(len(course.columns))
    inside = [_lane(line, n, xs) for n, line in enumerate(lines)]
    first, last = course.columns[0].at, course.columns[-1].at
    inside.append(_text(LEFT, height - 5, f"{first:%-d %b %Y}", "start"))
    if len(course.columns) > 1:
        inside.append(_text(WIDTH - RIGHT, height - 5, f"{last:%-d %b %Y}", "end"))
    name = f"progress-{escape(course.key)}"
    return (
        f'<svg class="course" role="img" aria-labelledby="{name}-t {name}-d"'
        f' viewBox="0 0 {WIDTH:.0f} {height:.0f}">'
        f'<title id="{name}-t">{escape(course.title)}, levels from 0 to 4</title>'
        f'<desc id="{name}-d">{escape(_described(course))}</desc>{"".join(inside)}</svg>'
    )


def _xs(count: int) -> list[float]:
    if count == 1:
        return [WIDTH / 2]
    step = (WIDTH - LEFT - RIGHT) / (count - 1)
    return [LEFT + step * n for n in range(count)]


def _lane(line: Line, place: int, xs: Sequence[float]) -> str:
    base = TOP + LANE * (place + 1) - 6
    out = [
        _text(LEFT, base - STEP * TOP_LEVEL - 24, line.title, "start"),
        f'<path class="grid" d="M{LEFT:.0f} {base:.0f}H{WIDTH - RIGHT:.0f}"/>',
    ]
    known = [(x, n) for x, n in zip(xs, line.levels, strict=True) if n is not None]
    points = [(x, base - STEP * n) for x, n in known]
    if len(points) > 1:
        way = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
        out.append(f'<path class="line" d="M{way}"/>')
    for (x, y), (_, level) in zip(points, known, strict=True):
        out.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>')
        out.append(_text(x, y - 6, str(level), "middle"))
    return "".join(out)


def _described(course: Course) -> str:
    return " ".join(f"{line.title}: {_levels(line)}." for line in course.lines)


def _levels(line: Line) -> str:
    return ", ".join("not asked" if n is None else str(n) for n in line.levels)


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
