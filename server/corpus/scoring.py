"""One question against the passages: vectors, words and word pieces put into one order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from server.corpus.chunk import Chunk, HintUnit
from server.corpus.embed import Matrix, Reading
from server.corpus.known_lines import Floats
from server.corpus.late import States, late_scores, weighted
from server.corpus.lexical import Lexicon, Scores
from server.corpus.ranking import (
    Ranked,
    Rows,
    by_lines,
    candidates,
    contrasted,
    in_turn,
    lexical_weight,
    ordered,
    reranked,
    with_late,
    z,
)

# What a unit is: the chapter's own, a wording of what a passage is about, a question that a line
# answers, or one that no line does (hints.py).
OWN, HINT, ASK, GAP = range(4)


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
    """A question, or one side of it: its stems, and what the embedding model made of it.

    `lines` says how near the lines of passages are whose lines are known, by the passage's row.
    """

    stems: tuple[str, ...]
    reading: Reading | None
    lines: Mapping[int, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Best:
    """All compared passages, best first, and the highest cosine of a passage or its own unit.

    `contrast` is the question's, None where the passages have no questions of either kind.
    """

    ranked: tuple[Ranked, ...]
    cosine: float | None
    contrast: float | None = None


@dataclass(frozen=True)
class _View:
    """A question's scores over the searched passages; `whole` has the passages' cosines."""

    asked: Asked
    words: Scores
    whole: Scores | None


@dataclass(frozen=True)
class _Near:
    """A score for each candidate, the highest cosine among them, and the contrast."""

    scores: Scores
    cosine: float | None
    contrast: float | None = None


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
        self._kind = _kinds(chunks)

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
        contrasts = [one.contrast for one in near if one.contrast is not None]
        return Best(tuple(ranked), max(cosines, default=None), max(contrasts, default=None))

    def unit_cosines(self, asked: Asked, row: int) -> Scores | None:
        """The cosines of a passage's units, hints last; None without vectors."""
        if self._vectors is None or asked.reading is None:
            return None
        units, _ = _units_of(self._vectors.owner, np.array([row], np.int64))
        rows = self._vectors.units[units].astype(np.float32, copy=False)
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
        base = words + z(whole) / 2 + by_lines(units.scores, rows, view.asked.lines)
        scores = self._with_late(view.asked.reading, base, rows)
        return _Near(scores, units.cosine, units.contrast)

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
        kind = self._kind[units]
        leading = kind != GAP
        best[place] = -1.0
        np.maximum.at(best, place[leading], cosines[leading])
        own = cosines[kind == OWN]
        contrast = contrasted(cosines[kind == ASK], cosines[kind == GAP])
        return _Near(best, max(highest, float(own.max(initial=-1.0))), contrast)

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


def _kinds(chunks: Sequence[Chunk]) -> npt.NDArray[np.int8]:
    """For each unit in order, what it is."""
    told = [
        [OWN] * (len(c.units) - len(c.hints)) + [_kind(hint) for hint in c.hints] for c in chunks
    ]
    return np.array([one for units in told for one in units], dtype=np.int8)


def _kind(hint: HintUnit) -> int:
    if not hint.answered:
        return GAP
    return HINT if hint.line is None else ASK
