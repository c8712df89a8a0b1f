"""Which points of a problem a candidate has made, each with the clause that makes it.

A point counts where one claim holds one of its terms and, when it names links, one of those
too: the link is the purpose, so that naming a technique is not yet making the point. Terms
and links are beginnings of words ("cach" finds cache, cached, caching); those of up to three
letters are whole words; "#" is any number with a unit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from server.judging.evidence import Clause, claims, clauses, depth_of, has_verb, keyword_lists
from server.text import folded, words

WHOLE_WORD = 3  # letters up to which a term must be a whole word
_REASONS = ("because", "since", "so", "so that")  # links only where they give a reason
WINDOW = 90  # characters on either side of a term in which its link must stand


@dataclass(frozen=True)
class Point:
    """One thing a good answer says, and how it is asked for without giving it away."""

    dimension: str
    id: str
    text: str
    ask: str
    level: str  # "junior" or "senior": the bar from which it is expected
    terms: tuple[str, ...]
    links: tuple[str, ...] = ()
    lists: bool = False  # an enumeration makes it, such as the fields of a record
    needs: tuple[str, ...] = ()  # one of these has to stand in the claim too, a limit say
    said: tuple[str, ...] = ()  # sentences by which candidates of unlike voices make it


@dataclass(frozen=True)
class Made:
    """A point and the first clause that makes it, told by its words or only by its meaning."""

    point: Point
    clause: Clause
    by: Literal["words", "meaning"] = "words"
    odds: float = 1.0  # that the clause makes it


def point_of(dimension: str, raw: Mapping[str, Any]) -> Point:
    """A point from its study data (`docs/adding-a-problem.md`).

    Raises:
        KeyError: a required field is missing.
    """
    return Point(
        dimension=dimension,
        id=str(raw["id"]),
        text=str(raw["text"]),
        ask=str(raw["ask"]),
        level=str(raw.get("level", "junior")),
        terms=tuple(str(t) for t in raw["terms"]),
        links=tuple(str(t) for t in raw.get("links", ())),
        lists=bool(raw.get("lists", False)),
        needs=tuple(str(t) for t in raw.get("needs", ())),
        said=tuple(str(t) for t in raw.get("said", ())),
    )


def makes(clause: str, point: Point) -> bool:
    """Whether a clause holds a term of the point and, where it has links, one of them near it.

    What the point `needs` has to be there as well, wherever in the clause.
    """
    if point.needs and not mentions(clause, point.needs):
        return False
    if not point.links:
        return mentions(clause, point.terms)
    plain = _plain(clause)
    terms = tuple(t for t in point.terms if t != "#")
    spots = [hit.span() for hit in _pattern(terms).finditer(plain)] if terms else []
    if not spots and "#" in point.terms and depth_of(clause).number:
        spots = [(0, 0)]
    return any(_linked(plain, start, end, point) for start, end in spots)


def _linked(plain: str, start: int, end: int, point: Point) -> bool:
    """A link within WINDOW characters of the term, which is not its own link."""
    before, after = plain[max(0, start - WINDOW) : start], plain[end : end + WINDOW]
    if "#" in point.links and depth_of(before + plain[start:end] + after).number:
        return True
    links = tuple(link for link in point.links if link != "#" and link not in _REASONS)
    if mentions(before, links) or mentions(after, links):
        return True
    reasons = tuple(link for link in point.links if link in _REASONS)
    given = mentions(before, reasons) or mentions(after, reasons)
    return given and depth_of(before + plain[start:end] + after).reason


def mentions(text: str, terms: Sequence[str]) -> bool:
    """Whether one of the terms begins a word of the text ("#": holds a number with a unit)."""
    plain = _plain(text)
    if "#" in terms and depth_of(text).number:
        return True
    kept = tuple(t for t in terms if t != "#")
    return bool(kept) and bool(_pattern(kept).search(plain))


def mentioned(text: str, terms: Sequence[str]) -> tuple[str, ...]:
    """What of the text the terms begin, in its order; "#" is none of them."""
    kept = tuple(t for t in terms if t != "#")
    return tuple(hit.group() for hit in _pattern(kept).finditer(_plain(text))) if kept else ()


def points_made(messages: Iterable[tuple[int, str]], points: Sequence[Point]) -> tuple[Made, ...]:
    """The points made in (turn, message) pairs, in the points' order, each at its first place."""
    first: dict[tuple[str, str], Made] = {}
    for turn, message in messages:
        solid = claims(message, turn=turn)
        listed = tuple(c for c in clauses(message, turn=turn) if could_list(c.text))
        for point in points:
            key = (point.dimension, point.id)
            pool = listed if point.lists else solid
            hit = next((c for c in pool if makes(c.text, point)), None)
            if hit and key not in first:
                first[key] = Made(point, hit)
    return tuple(first[p.dimension, p.id] for p in points if (p.dimension, p.id) in first)


def bare_lists(messages: Iterable[tuple[int, str]], points: Sequence[Point]) -> tuple[Clause, ...]:
    """The keyword lists that make no point, not even one that an enumeration may make."""
    listable = [p for p in points if p.lists]
    found = (c for turn, message in messages for c in keyword_lists(message, turn=turn))
    return tuple(
        c for c in found if not (could_list(c.text) and any(makes(c.text, p) for p in listable))
    )


def could_list(text: str) -> bool:
    """Whether a clause may make a point by an enumeration: it says that something has these."""
    return len(words(text)) >= 5 and has_verb(text) and not text.rstrip().endswith("?")


def _plain(text: str) -> str:
    return re.sub(r"[-_/\s]+", " ", folded(text))


@lru_cache(maxsize=4096)
def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    parts = []
    for term in terms:
        plain = _plain(term.strip())
        tail = r"s?\b" if len(plain) <= WHOLE_WORD else ""
        parts.append(re.escape(plain) + tail)
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(parts) + ")")
