"""What is seen of a clause beside each point of a problem: words in common, cues, closeness.

One row of numbers for each pair of clause and point; `server.judging.point_odds` weighs them. Words
that many points of the problem share count less (inverse document frequency over its points), and
what all points have in common is taken off the vectors: both tell the points of one problem apart.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from server.judging.evidence import Clause, depth_of, is_claim, telling_stems
from server.judging.points import Point, makes, mentioned, mentions

Vectors = Mapping[str, Sequence[float] | npt.NDArray[np.float32]]
Floats = npt.NDArray[np.float32]

MOST_CUES = 3  # further ones of a point add nothing
N_WORDS, N_PLACE, N_NEAR = 26, 2, 6  # columns of each kind


def rows(spoken: Sequence[Clause], points: tuple[Point, ...], asked: Mapping[int, str]) -> Floats:
    """Clauses by points by N_WORDS + N_PLACE; `asked` names the dimension that a turn answers."""
    by_words = [words_row(c.text, points) for c in spoken]
    place = [place_row(asked.get(c.turn, ""), points) for c in spoken]
    return np.concatenate([np.stack(by_words), np.stack(place)], axis=2)


@lru_cache(maxsize=2_048)
def words_row(text: str, points: tuple[Point, ...]) -> Floats:
    """Points by N_WORDS: what the words of a clause have in common with each point."""
    known = _vocabulary(points)
    own = telling_stems(text)
    worth = {s: known.worth(s) for s in own}
    whole = sum(worth.values()) or 1.0
    columns: list[Floats] = []
    for field in (known.text, known.ask, known.said, known.cues, known.every):
        shared = np.array([sum(worth[s] for s in own & v) for v in field], np.float32)
        columns += [shared, ahead(shared)]
    every = columns[-2]
    columns += [every / whole, every / max(1, len(own)) ** 0.5, every / known.spread]
    terms = np.array([mentions(text, p.terms) for p in points], np.float32)
    links = np.array([bool(p.links) and mentions(text, p.links) for p in points], np.float32)
    both = terms * links
    columns += [terms, links, both, *(c / max(1.0, float(c.sum())) ** 0.5
                                      for c in (terms, links, both))]  # fmt: skip
    n_terms = np.array([_n_cues(text, p.terms) for p in points], np.float32)
    n_links = np.array([_n_cues(text, p.links) for p in points], np.float32)
    columns += [n_terms, n_links, ahead(n_terms + n_links / 2)]
    has_figure = depth_of(text).number
    columns += [
        np.array([makes(text, p) for p in points], np.float32),
        np.array([bool(p.needs) and not mentions(text, p.needs) for p in points], np.float32),
        np.array([_wants_figure(p) and not has_figure for p in points], np.float32),
        np.full(len(points), float(is_claim(text)), np.float32),
    ]
    return np.stack(columns, axis=1)


def place_row(asked: str, points: Sequence[Point]) -> Floats:
    """Points by N_PLACE: of the dimension asked about, and of one that comes later.

    At the end, where any is spoken of, and where it is not known, none has been left behind.
    """
    order = list(dict.fromkeys(p.dimension for p in points))
    now = order.index(asked) if asked in order else -1
    return np.array(
        [(p.dimension == asked, order.index(p.dimension) > now) for p in points], np.float32
    )


def near_rows(spoken: Sequence[Clause], points: Sequence[Point], vectors: Vectors) -> Floats:
    """Clauses by points by N_NEAR: how close each clause is to what is said of each point."""
    texts = np.array([vectors[p.text] for p in points], np.float32)
    said = np.array([vectors[s] for p in points for s in p.said or (p.text,)], np.float32)
    ends = np.cumsum([0, *(max(1, len(p.said)) for p in points)])
    claimed = np.array([vectors[c.text] for c in spoken], np.float32)
    common = np.concatenate([texts, said]).mean(axis=0)
    to_text = centred(claimed, common) @ centred(texts, common).T
    to_said = _best(centred(claimed, common) @ centred(said, common).T, ends)
    raw = _best(claimed @ said.T, ends)
    columns = (raw, claimed @ texts.T, to_text, to_said, ahead(to_text), ahead(to_said))
    return np.stack(columns, axis=2)


def centred(found: Floats, common: Floats) -> Floats:
    """Vectors of length 1 (or 0) less what they have in common."""
    moved = found - common
    lengths = np.linalg.norm(moved, axis=1, keepdims=True)
    return np.asarray(moved / np.where(lengths == 0, 1, lengths), np.float32)


def ahead(row: npt.NDArray[np.floating[Any]]) -> Floats:
    """By how much each is ahead of the best other in its row, the last axis; below 0 if behind."""
    if row.shape[-1] < 2:  # noqa: PLR2004
        return np.zeros_like(row)
    two = np.sort(row, axis=-1)[..., -2:]
    first, second = two[..., 1:], two[..., :1]
    return np.where(row == first, row - second, row - first)


def _best(row: Floats, ends: npt.NDArray[np.int_]) -> Floats:
    return np.stack([row[:, a:b].max(axis=1) for a, b in zip(ends, ends[1:], strict=False)], axis=1)


def _n_cues(text: str, cues: tuple[str, ...]) -> int:
    return min(MOST_CUES, len(set(mentioned(text, cues))))


def _wants_figure(point: Point) -> bool:
    return "#" in point.links or ("#" in point.terms and not point.links)


@dataclass(frozen=True)
class _Vocabulary:
    """The stems of every point's texts, and in how many points each stem stands."""

    text: tuple[frozenset[str], ...]
    ask: tuple[frozenset[str], ...]
    said: tuple[frozenset[str], ...]
    cues: tuple[frozenset[str], ...]
    every: tuple[frozenset[str], ...]
    held: Mapping[str, int]
    spread: Floats

    def worth(self, stem: str) -> float:
        """How much a stem tells the points apart."""
        return _worth(len(self.every), self.held.get(stem, 0))


def _worth(n_points: int, n_holding: int) -> float:
    return math.log((1 + n_points) / (0.5 + n_holding))


@lru_cache(maxsize=64)
def _vocabulary(points: tuple[Point, ...]) -> _Vocabulary:
    text = tuple(telling_stems(p.text) for p in points)
    ask = tuple(telling_stems(p.ask) for p in points)
    said = tuple(telling_stems(" . ".join(p.said)) for p in points)
    cues = tuple(telling_stems(" . ".join((*p.terms, *p.links))) for p in points)
    every = tuple(a | b | c | d for a, b, c, d in zip(text, ask, said, cues, strict=True))
    held = Counter(s for stems in every for s in stems)
    n = len(points)
    spread = [max(1.0, sum(_worth(n, held[s]) for s in stems)) ** 0.5 for stems in every]
    return _Vocabulary(text, ask, said, cues, every, held, np.array(spread, np.float32))
