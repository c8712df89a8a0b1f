"""Question to passages: vectors of passages and their lines, weighted BM25, one ranking.

Every step and constant was chosen by measurement; docs/retrieval.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

from server.corpus.chapter import Chapter, Origin, Section
from server.corpus.chunk import Chunk, chunks_of
from server.corpus.embed import Embedder, Matrix
from server.corpus.lexical import Lexicon, Scores
from server.errors import NotFoundError, PassageIndexError
from server.records import Found, Passage

MAX_COVERAGE_WEIGHT = 1.2
COVERAGE_SLOPE = 1.5
EXACT_UP_TO = 2_000  # passages; above, z-scores are over the best of either half
CANDIDATES = 100
MAX_CONTEXT_WORDS = 60  # its beginning names the subject; a word costs about 0.3 ms

Mask = npt.NDArray[np.bool_]


class Query(Protocol):
    """What is asked of the passages; `server.records.Search` is one."""

    @property
    def query(self) -> str:
        """The question as the learner wrote it."""

    @property
    def k(self) -> int:
        """How many passages at most."""

    @property
    def chapters(self) -> tuple[str, ...] | None:
        """The chapters to look in; None for all of them."""

    @property
    def context(self) -> str:
        """What a follow-up leans on: the last turn and its answer."""


@dataclass(frozen=True)
class Vectors:
    """The vectors of all passages and units, rows in the order of the chunks.

    `passages` has shape (passages, dimension), `units` (units, dimension); `owner` gives each
    unit's passage as a row number of `passages`. All rows have length 1.
    """

    embedding: str
    passages: Matrix
    units: Matrix
    owner: npt.NDArray[np.int64]


@dataclass(frozen=True)
class ChapterSummary:
    """A chapter as it is listed; `passages` counts them."""

    id: str
    title: str
    version: str
    origin: Origin
    sections: tuple[Section, ...]
    passages: int


class Retriever:
    """Searches the passages of some chapters; without vectors or embedder lexically alone.

    It never changes, so one may be replaced by another while it is searched. `failure` says
    why the last search had to do without vectors, None when it had not to.
    """

    def __init__(
        self,
        chapters: Sequence[Chapter],
        *,
        embedder: Embedder | None = None,
        vectors: Vectors | None = None,
    ) -> None:
        cut = [(chapter, chunks_of(chapter)) for chapter in chapters]
        self.chunks: tuple[Chunk, ...] = tuple(chunk for _, chunks in cut for chunk in chunks)
        self.chapters_read: Mapping[str, Chapter] = {c.id: c for c in chapters}
        self.failure: str | None = None
        self._summaries = tuple(_summary(chapter, len(chunks)) for chapter, chunks in cut)
        self._rows = {(c.passage.chapter, c.passage.id): row for row, c in enumerate(self.chunks)}
        self._chapter_of = np.array([c.passage.chapter for c in self.chunks], dtype=object)
        self._ids = [chunk.passage.id for chunk in self.chunks]
        self._id_rank = np.argsort(np.argsort(self._ids)) if self._ids else np.zeros(0, np.int64)
        self._lexicon = Lexicon([chunk.searched for chunk in self.chunks])
        self._embedder = embedder if vectors is not None else None
        self._vectors = vectors if embedder is not None else None
        if vectors is not None and len(vectors.passages) != len(self.chunks):
            raise PassageIndexError(
                f"the index holds {len(vectors.passages)} passages, the chapters"
                f" {len(self.chunks)}; build it anew"
            )

    @property
    def embedding(self) -> str | None:
        """The name of the vectors in use; None when the search is lexical alone."""
        return self._vectors.embedding if self._vectors is not None else None

    def chapters(self) -> tuple[ChapterSummary, ...]:
        """Every chapter with its sections, in the order given."""
        return self._summaries

    def passage(self, chapter: str, id: str) -> Passage:
        """One passage.

        Raises:
            NotFoundError: no such chapter, or no such passage in it.
        """
        row = self._rows.get((chapter, id))
        if row is None:
            raise NotFoundError(f"there is no passage {id} in the chapter {chapter}")
        return self.chunks[row].passage

    def neighbours(self, chapter: str, id: str) -> tuple[Passage, ...]:
        """The passages right before and after one in its chapter.

        Raises:
            NotFoundError: no such chapter, or no such passage in it.
        """
        self.passage(chapter, id)
        row = self._rows[(chapter, id)]
        near = [at for at in (row - 1, row + 1) if 0 <= at < len(self.chunks)]
        found = (self.chunks[at].passage for at in near)
        return tuple(passage for passage in found if passage.chapter == chapter)

    def search(self, queries: Sequence[Query]) -> list[Found]:
        """The passages nearest to each query, best first; all queries are embedded at once.

        A passage's score is the sum of its z-scores, so it compares within one search only.
        Equal scores are ordered by passage id. A query without a word in it finds nothing.
        """
        asked = [_asked(query) for query in queries]
        embedded = self._embedded(asked)
        return [
            self._found(query, text, None if embedded is None else embedded[at])
            for at, (query, text) in enumerate(zip(queries, asked, strict=True))
        ]

    def _embedded(self, texts: list[str]) -> Matrix | None:
        if self._embedder is None or not texts:
            return None
        try:
            found = self._embedder.embed(texts)
        except PassageIndexError as error:
            self.failure = str(error)
            return None
        self.failure = None
        return found

    def _found(self, query: Query, text: str, vector: Matrix | None) -> Found:
        rows = self._searched_rows(query.chapters)
        if not rows.size or not any(c.isalnum() for c in query.query):
            return Found(query.query, ())
        stems = self._lexicon.stems(text)
        bm25 = self._lexicon.scores(stems)[rows]
        if vector is None and not bm25.any():
            return Found(query.query, ())
        whole, best = None, None
        if vector is not None and self._vectors is not None:
            whole, best = self._cosines(vector, self._vectors, rows)
        at = _candidates(bm25, whole, best)
        lexical = _z(bm25[at]) * self._weight(stems, bm25, rows)
        dense = 0.0 if whole is None or best is None else (_z(whole[at]) + _z(best[at])) / 2
        order = self._ranked(rows[at], lexical + dense, query.k)
        passages = tuple(replace(self.chunks[r].passage, score=round(s, 4)) for r, s in order)
        return Found(
            query.query,
            passages,
            cosine=_nearest(whole, best),
            coverage=self._coverage(query.query, stems, order[0][0]) if order else 0.0,
        )

    def _searched_rows(self, chapters: tuple[str, ...] | None) -> npt.NDArray[np.int64]:
        if chapters is None:
            return np.arange(len(self.chunks))
        return np.flatnonzero(np.isin(self._chapter_of, list(chapters)))

    def _cosines(
        self, vector: Matrix, vectors: Vectors, rows: npt.NDArray[np.int64]
    ) -> tuple[Scores, Scores]:
        """Cosines of the passages in `rows`, and of the best unit of each."""
        whole = (vectors.passages @ vector).astype(np.float64)
        best = whole.copy()
        if len(vectors.units):
            best[np.unique(vectors.owner)] = -1.0
            np.maximum.at(best, vectors.owner, (vectors.units @ vector).astype(np.float64))
        return whole[rows], best[rows]

    def _weight(self, stems: list[str], bm25: Scores, rows: npt.NDArray[np.int64]) -> float:
        """How far to trust the words: little overlap with the best match means little."""
        if not bm25.any():
            return 0.0
        top = bm25.max()
        first = min(rows[bm25 == top], key=lambda row: self._ids[row])
        return min(
            MAX_COVERAGE_WEIGHT,
            COVERAGE_SLOPE * self._lexicon.coverage(stems, int(first)),
        )

    def _ranked(
        self, rows: npt.NDArray[np.int64], scores: Scores, k: int
    ) -> list[tuple[int, float]]:
        # Rounded, so that sums which differ by summation order alone count as equal.
        rounded = np.round(scores, 6)
        order = np.lexsort((self._id_rank[rows], -rounded))[: max(0, k)]
        return [(int(rows[at]), float(rounded[at])) for at in order]

    def _coverage(self, question: str, stems: list[str], first: int) -> float:
        own = self._lexicon.stems(question) or stems
        return round(self._lexicon.coverage(own, first), 4)


def _summary(chapter: Chapter, n_passages: int) -> ChapterSummary:
    return ChapterSummary(
        chapter.id,
        chapter.title,
        chapter.version,
        chapter.origin,
        chapter.sections,
        n_passages,
    )


def _asked(query: Query) -> str:
    """The question under the beginning of what it leans on."""
    context = " ".join(query.context.split()[:MAX_CONTEXT_WORDS])
    return f"{context}\n{query.query}".strip()


def _candidates(bm25: Scores, whole: Scores | None, best: Scores | None) -> npt.NDArray[np.int64]:
    """Which of the searched passages are compared: all, or the best of either half."""
    if len(bm25) <= EXACT_UP_TO:
        return np.arange(len(bm25))
    chosen = [_top(bm25)]
    if whole is not None and best is not None:
        chosen.append(_top(whole + best))
    return np.unique(np.concatenate(chosen))


def _top(scores: Scores) -> npt.NDArray[np.int64]:
    return np.argsort(-scores, kind="stable")[:CANDIDATES]


def _z(scores: Scores) -> Scores:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)


def _nearest(whole: Scores | None, best: Scores | None) -> float | None:
    if whole is None or best is None:
        return None
    return round(float(max(whole.max(), best.max())), 4)
