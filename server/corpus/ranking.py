"""Scores of passages for one question, pure: what is near, what shares words, what comes first.

Every step and constant was chosen by measurement; docs/retrieval.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from server.corpus.known_lines import Floats
from server.corpus.lexical import Scores

MAX_COVERAGE_WEIGHT = 1.2
COVERAGE_SLOPE = 1.5
EXACT_UP_TO = 2_000  # passages; above, z-scores are over the best of either half
CANDIDATES = 100
SHARPNESS = 20.0  # of a soft maximum of cosines
KNOWN_WEIGHT = 2.0  # of the nearest line where it is learned which lines answer what
RERANKED = 24  # passages compared word by word; all 58 of the chapter rank no better

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Ranked:
    """A passage's row and score."""

    row: int
    score: float


def z(scores: Scores) -> Scores:
    """The scores in standard deviations from their mean; zeros when they are all alike."""
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)


def lexical_weight(coverage: float) -> float:
    """How far to trust the words: little overlap with the best match means little."""
    return min(MAX_COVERAGE_WEIGHT, COVERAGE_SLOPE * coverage)


def contrasted(answered: Scores, gaps: Scores) -> float | None:
    """How much nearer a question is to questions with an answer than to such without one.

    Both sides are soft maxima of cosines, in nats; None where a side has none.
    """
    if not len(answered) or not len(gaps):
        return None
    soft = [np.log(np.exp(SHARPNESS * side).mean()) for side in (answered, gaps)]
    return float(soft[0] - soft[1])


def by_lines(cosines: Scores, rows: Rows, known: Mapping[int, Floats]) -> Scores:
    """What the nearest line of each passage counts.

    `cosines` are the best of any unit, `known` how near the lines are where that is learned.
    Beside passages whose lines are not known, learned values are given the spread of the
    cosines, so that neither kind of passage is lifted over the other.
    """
    at = np.array([row in known for row in rows], dtype=bool)
    if not at.any():
        return z(cosines) / 2
    learned = np.array([known[row].max() for row in rows[at]], dtype=np.float64)
    out = cosines.copy()
    out[at] = cosines[at].mean() + cosines[at].std() * z(learned)
    return KNOWN_WEIGHT * z(out)


def candidates(scores: Sequence[Scores]) -> Rows:
    """Which of the passages are compared: all of a few, else the best by any of the scores."""
    if len(scores[0]) <= EXACT_UP_TO:
        return np.arange(len(scores[0]))
    return np.unique(np.concatenate([_top(one, CANDIDATES) for one in scores]))


def reranked(base: Scores) -> Rows:
    """Which passages are worth comparing word by word, in their own order."""
    return np.sort(_top(base, RERANKED))


def with_late(base: Scores, at: Rows, late: Scores) -> Scores:
    """The scores with those of the comparison by words; what was not compared stays below."""
    found = z(late)
    out = np.full(len(base), found.min() if len(found) else 0.0)
    out[at] = found
    return np.asarray(base + out)


def ordered(rows: Rows, scores: Scores, id_rank: Rows) -> list[Ranked]:
    """The rows with their scores, best first; equal ones by the rank of their passage's id."""
    # Rounded, so that sums which differ by summation order alone count as equal.
    rounded = np.round(scores, 6)
    order = np.lexsort((id_rank[rows], -rounded))
    return [Ranked(int(rows[at]), float(rounded[at])) for at in order]


def in_turn(first: Sequence[Ranked], second: Sequence[Ranked]) -> list[Ranked]:
    """The best of either in turn, each passage once; scores never rise on the way down."""
    taken: dict[int, float] = {}
    lowest = float("inf")
    for pair in zip(first, second, strict=True):
        for one in pair:
            if one.row not in taken:
                lowest = min(lowest, one.score)
                taken[one.row] = lowest
    return [Ranked(row, score) for row, score in taken.items()]


def _top(scores: Scores, n: int) -> Rows:
    if len(scores) <= n:
        return np.arange(len(scores))
    # The n-th best decides; a full sort of 20,000 scores takes longer than all the rest.
    least = np.partition(scores, len(scores) - n)[len(scores) - n]
    return np.flatnonzero(scores >= least)[: 2 * n]
