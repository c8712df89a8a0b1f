"""One question against the passages: vectors, words and word pieces put into one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from server.corpus.chunk import Chunk
from server.corpus.embed import Matrix, Reading
from server.corpus.late import States, late_scores, weighted
from server.corpus.lexical import Lexicon, Scores
from server.corpus.ranking import (
    Ranked,
    Rows,
    candidates,
    in_turn,
    lexical_weight,
    ordered,
    reranked,
    with_late,
    z,
)


@dataclass(frozen=True)
class Vectors:
    """The vectors of all passages and units, rows in the order of the chunks.

    `passages` has shape (passages, dimension), `units` (units, dimension), of half precision
    where they are many; `owner` gives each unit's passage as a row number of `passages`, rising.
    All rows have length 1. `states` has what the model made of the passages' word pieces, where
    it gives that.
    """

    embedding: str
    passages: Matrix
    units: Matrix | npt.NDArray[np.float16]
    owner: npt.NDArray[np.int64]
    states: States | None = None


@dataclass(frozen=True)
class Asked:
    """A question, or one side of it: its stems, and what the embedding model made of it."""

    stems: tuple[str, ...]
    reading: Reading | None


@dataclass(frozen=True)
class Best:
    """All compared passages, best first, and the highest cosine of a passage or its own unit."""

    ranked: tuple[Ranked, ...]
    cosine: float | None


@dataclass(frozen=True)
class _View:
    """A question's scores over the searched passages; `whole` has the passages' cosines."""

    asked: Asked
    words: Scores
    whole: Scores | None


@dataclass(frozen=True)
class _Near:
    """A score for each candidate, and the highest cosine among them."""

    scores: Scores
    cosine: float | None


class Scorer:
    """Scores the chunks; without vectors by their words alone."""

    def __init__(
        self, chunks: Sequence[Chunk], lexicon: Lexicon, vectors: Vectors | None = None
    ) -> None:
        self._chunks = chunks
        self._lexicon = lexicon
        self._vectors = vectors
        self._ids = [chunk.passage.id for chunk in chunks]
        self._id_rank = np.argsort(np.argsort(self._ids)) if chunks else np.zeros(0, np.int64)
        self._hint = _hints(chunks)

    def best(self, asked: Sequence[Asked], rows: Rows) -> Best:
        """The passages of `rows` for a question, or for the two sides of a comparison."""
        views = [self._view(one, rows) for one in asked]
        if not any(view.words.any() or view.whole is not None for view in views):
            return Best((), None)
        parts = [part for view in views for part in (view.words, view.whole) if part is not None]
        at = candidates(parts)
        near = [self._near(view, rows[at], at) for view in views]
        orders = [ordered(rows[at], one.scores, self._id_rank) for one in near]
        ranked = in_turn(*orders) if len(orders) > 1 else orders[0]
        cosines = [one.cosine for one in near if one.cosine is not None]
        return Best(tuple(ranked), max(cosines, default=None))

    def unit_cosines(self, asked: Asked, row: int) -> Scores | None:
        """The cosines of a passage's own units, hints left out; None without vectors."""
        if self._vectors is None or asked.reading is None:
            return None
        units, _ = _units_of(self._vectors.owner, np.array([row], np.int64))
        own = units[~self._hint[units]]
        rows = self._vectors.units[own].astype(np.float32, copy=False)
        return (rows @ asked.reading.vector).astype(np.float64)

    def _view(self, asked: Asked, rows: Rows) -> _View:
        words = self._lexicon.scores(asked.stems)[rows]
        whole = None
        if self._vectors is not None and asked.reading is not None:
            whole = (self._vectors.passages @ asked.reading.vector).astype(np.float64)[rows]
        return _View(asked, words, whole)

    def _near(self, view: _View, rows: Rows, at: Rows) -> _Near:
        """The sum of all parts over the candidates."""
        words = z(view.words[at]) * self._weight(view, rows, at)
        if view.whole is None or view.asked.reading is None:
            return _Near(words, None)
        whole = view.whole[at]
        units = self._units(view.asked.reading.vector, whole, rows)
        base = words + (z(whole) + z(units.scores)) / 2
        return _Near(self._with_late(view.asked.reading, base, rows), units.cosine)

    def _weight(self, view: _View, rows: Rows, at: Rows) -> float:
        words = view.words[at]
        if not words.any():
            return 0.0
        first = min(rows[words == words.max()], key=lambda row: self._ids[row])
        return lexical_weight(self._lexicon.coverage(view.asked.stems, [int(first)]))

    def _units(self, vector: Matrix, whole: Scores, rows: Rows) -> _Near:
        """The best cosine of any unit of each passage; the highest of all that is no hint's."""
        vectors = self._vectors
        best, highest = whole.copy(), float(whole.max())
        if vectors is None:
            return _Near(best, highest)
        units, place = _units_of(vectors.owner, rows)
        every = len(units) == len(vectors.owner)
        compared = (vectors.units if every else vectors.units[units]).astype(np.float32, copy=False)
        cosines = (compared @ vector).astype(np.float64)
        best[place] = -1.0
        np.maximum.at(best, place, cosines)
        own = cosines[~self._hint[units]]
        return _Near(best, max(highest, float(own.max(initial=-1.0))))

    def _with_late(self, reading: Reading, base: Scores, rows: Rows) -> Scores:
        states = self._vectors.states if self._vectors is not None else None
        if states is None or not len(reading.states):
            return base
        at = reranked(base)
        question = weighted(reading, self._lexicon.idf)
        kept = [states.of(self._chunks[row].searched) for row in rows[at]]
        return with_late(base, at, late_scores(question, kept))


def _units_of(owner: npt.NDArray[np.int64], rows: Rows) -> tuple[Rows, Rows]:
    """The units of some passages (rising rows), and the place in `rows` each belongs to."""
    first = np.searchsorted(owner, rows, side="left")
    counts = np.searchsorted(owner, rows, side="right") - first
    place = np.repeat(np.arange(len(rows)), counts)
    within = np.arange(len(place)) - np.repeat(np.cumsum(counts) - counts, counts)
    return first[place] + within, place


def _hints(chunks: Sequence[Chunk]) -> npt.NDArray[np.bool_]:
    """For each unit in order, whether it is a hint."""
    told = [[False] * (len(c.units) - c.n_hints) + [True] * c.n_hints for c in chunks]
    return np.array([one for units in told for one in units], dtype=bool)
