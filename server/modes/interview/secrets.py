"""What a question would give away: terms of open points that nobody has said yet."""

from __future__ import annotations

from collections.abc import Iterable

from server.checks.interviewer import withholds
from server.judging.points import Point
from server.text import content_stems

MIN_LETTERS = 5  # shorter terms are everyday words more often than not


def telling_terms(points: Iterable[Point], known: str) -> tuple[str, ...]:
    """The terms of these points that are not in `known` and say something by themselves.

    A term of function words alone ("the other", "would have") tells nothing.
    """
    terms = dict.fromkeys(t for p in points for t in p.terms)
    telling = (t for t in terms if sum(map(str.isalpha, t)) >= MIN_LETTERS and content_stems(t))
    return tuple(t for t in telling if not withholds(known, [t]))
