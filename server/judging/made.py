"""Which points a candidate has made, and which questions are answered already.

A point is made by a claim that is more likely than not to make it. To be asked what was just said
is worse than a question less, so a question counts as answered from much lower odds on, and by
clauses that are too thin for a claim. A question, an order or a bare list of terms does neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import numpy as np

from server.judging.evidence import Clause, claims, clauses, is_keyword_list
from server.judging.point_odds import odds
from server.judging.point_rows import Floats, Vectors
from server.judging.points import Made, Point, could_list, makes

MADE = 0.5
# From which odds on a claim belongs to the dimension of the point it is likeliest to make, wherever
# it was said; on interviews of authors seven in ten such claims make that very point.
BELONGS = 0.2
# A long clause that says two things in a row: the second is hard to see in the whole.
LONG = 14  # words
FEW = 4  # words below which a part stands for nothing
OF_A_PART = 0.7  # what the odds of a part count, which was torn out of what it belongs to
_JOINT = re.compile(
    r"(?:,|(?<!\s))\s+(?:and|but|so|then)\s+(?=(?:i|we|it|they|he|she|that|this|the|after|when|in|my"
    r"|our|there|what|for|by|only|half|about|around|\d)\b)",
    re.IGNORECASE,
)


class Heard:
    """What a candidate has said, held against the points of a problem.

    `messages` are (turn, message) pairs; `asked` names the dimension that a turn was asked about,
    where that is known. More words never lower any of the odds.
    """

    def __init__(
        self,
        messages: Iterable[tuple[int, str]],
        points: Sequence[Point],
        vectors: Vectors | None,
        asked: Mapping[int, str] | None = None,
    ) -> None:
        spoken = list(messages)
        self._points = tuple(points)
        self._clauses = [c for turn, message in spoken for c in telling(message, turn=turn)]
        split = [parts_of(c) for c in self._clauses]
        self._n_parts = [len(parts) for parts in split]
        every = [*self._clauses, *(part for parts in split for part in parts)]
        self._all = odds(every, self._points, vectors, asked or {})
        self._solid = {c for turn, message in spoken for c in claims(message, turn=turn)}

    @property
    def made(self) -> tuple[Made, ...]:
        """The points made, in the points' order, each by its likeliest clause."""
        out = []
        for at, point in enumerate(self._points if self._clauses else ()):
            best = int(self._may_make[:, at].argmax())
            likely = float(self._may_make[best, at])
            if likely >= MADE:
                clause = self._clauses[best]
                by_words = makes(clause.text, point)
                out.append(Made(point, clause, "words" if by_words else "meaning", likely))
        return tuple(out)

    @property
    def answered(self) -> Floats:
        """How likely each point's question is answered by any clause (noisy or), 0..1, in order."""
        found = self._all.answers[: len(self._clauses)].copy()
        at = len(self._clauses)
        for row, n in enumerate(self._n_parts):
            if n:
                parts = self._all.answers[at : at + n].max(axis=0)
                found[row] = np.maximum(found[row], OF_A_PART * parts)
                at += n
        return np.asarray(1 - np.prod(1 - found, axis=0), np.float32)

    def belonging(self, dimension: str) -> list[Clause]:
        """The claims that are likeliest to make a point of this dimension, in their order."""
        best = self._may_make.argmax(axis=1) if self._clauses else ()
        return [
            clause
            for n, (clause, at) in enumerate(zip(self._clauses, best, strict=True))
            if self._points[at].dimension == dimension and self._may_make[n, at] >= BELONGS
        ]

    @cached_property
    def _may_make(self) -> Floats:
        """The odds of making a point, 0 for what is no claim; an enumeration makes its own kind."""
        may = [[p.lists or c in self._solid for p in self._points] for c in self._clauses]
        odds_of_each = self._all.makes[: len(self._clauses)]
        return np.where(np.array(may, bool), odds_of_each, np.float32(0))


def parts_of(clause: Clause) -> tuple[Clause, ...]:
    """What a long clause says one after another; nothing where it says one thing."""
    if len(clause.text.split()) < LONG:
        return ()
    cuts, start = [], 0
    for hit in (*_JOINT.finditer(clause.text), None):
        end = hit.start() if hit else len(clause.text)
        if len(clause.text[start:end].split()) >= FEW:
            cuts.append((start, end))
            start = hit.end() if hit else end
    whole = cuts == [(0, len(clause.text))]
    at = clause.start
    return tuple(
        Clause(clause.turn, at + a, at + b, clause.text[a:b]) for a, b in cuts if not whole
    )


def units_of(message: str) -> Iterator[str]:
    """The texts whose meaning tells what was said: telling clauses, and the parts of long ones."""
    for clause in telling(message):
        yield clause.text
        yield from (part.text for part in parts_of(clause))


def telling(message: str, *, turn: int = 0) -> tuple[Clause, ...]:
    """The clauses of a message that may make a point or answer a question."""
    return tuple(
        c
        for c in clauses(message, turn=turn)
        if not c.text.rstrip().endswith("?") and (could_list(c.text) or not is_keyword_list(c.text))
    )
