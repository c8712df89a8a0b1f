"""Question to passages: what is asked, put right and taken apart; what is found, in one order.

Every step was chosen by measurement; docs/retrieval.md has the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from server.corpus.chapter import Chapter, Origin, Section
from server.corpus.chunk import Chunk, chunks_of, goes_on
from server.corpus.embed import Embedder, Reading, TokenEmbedder
from server.corpus.hints import hinted
from server.corpus.lexical import Lexicon
from server.corpus.line_scores import LineScores
from server.corpus.nearness import line_nearness
from server.corpus.ranking import Ranked, Rows
from server.corpus.scoring import Asked, Scorer
from server.corpus.scoring import Vectors as Vectors
from server.errors import NotFoundError, PassageIndexError
from server.judging.comparison import halves
from server.records import Found, Passage

MAX_CONTEXT_WORDS = 30  # its beginning names the subject; a word costs about 0.3 ms


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
        cut = [(chapter, hinted(chunks_of(chapter), chapter.hints)) for chapter in chapters]
        self.chunks: tuple[Chunk, ...] = tuple(chunk for _, chunks in cut for chunk in chunks)
        self.chapters_read: Mapping[str, Chapter] = {c.id: c for c in chapters}
        self.failure: str | None = None
        self._summaries = tuple(_summary(chapter, len(chunks)) for chapter, chunks in cut)
        self._rows = {(c.passage.chapter, c.passage.id): row for row, c in enumerate(self.chunks)}
        self._number = {chapter.id: number for number, chapter in enumerate(chapters)}
        self._chapter_of = np.array([self._number[c.passage.chapter] for c in self.chunks], int)
        self._lexicon = Lexicon([chunk.searched for chunk in self.chunks])
        self._headings = "\n".join({h for c in self.chunks for h in c.passage.heading_path}).lower()
        self._take(embedder, vectors)

    @property
    def embedding(self) -> str | None:
        """The name of the vectors in use; None when the search is lexical alone."""
        return self._vectors.embedding if self._vectors is not None else None

    def with_vectors(self, embedder: Embedder, vectors: Vectors) -> Retriever:
        """The same passages searched with these vectors; this one stays as it is.

        Raises:
            PassageIndexError: there is not one vector for each passage.
        """
        made = copy(self)
        made._take(embedder, vectors)
        return made

    def _take(self, embedder: Embedder | None, vectors: Vectors | None) -> None:
        if vectors is not None and len(vectors.passages) != len(self.chunks):
            raise PassageIndexError(
                f"the index holds {len(vectors.passages)} passages, the chapters"
                f" {len(self.chunks)}; build it anew"
            )
        self._embedder = embedder if vectors is not None else None
        self._vectors = vectors if embedder is not None else None
        self._scorer = Scorer(self.chunks, self._lexicon, self._vectors)
        self._lines = LineScores(self.chunks, self.chapters_read, self.embedding)

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

        A comparison of two things is searched for either, and the passages found are taken in
        turn. A passage's score is the sum of its z-scores, so it compares within one search
        only. Equal scores are ordered by passage id. A query without a word in it finds nothing.
        """
        asked = [self._asked(query) for query in queries]
        readings = iter(self._read([text for texts in asked for text in texts]))
        return [
            self._found(query, [self._with_lines(text, next(readings)) for text in texts])
            for query, texts in zip(queries, asked, strict=True)
        ]

    def _asked(self, query: Query) -> list[str]:
        """The question under what it leans on, or its two sides; spelling put right."""
        context = " ".join(query.context.split()[:MAX_CONTEXT_WORDS])
        sides = None if context else halves(query.query, compounds=self._headings)
        whole = f"{context}\n{query.query}".strip()
        texts = [sides.first, sides.second] if sides else [whole]
        return [self._lexicon.respelt(text) for text in texts]

    def _read(self, texts: list[str]) -> list[Reading | None]:
        """What the model makes of the texts; nothing without one, or when it fails."""
        nothing: list[Reading | None] = [None] * len(texts)
        if self._embedder is None or self._vectors is None or not texts:
            return nothing
        try:
            if self._vectors.states is not None and isinstance(self._embedder, TokenEmbedder):
                found: list[Reading | None] = [*self._embedder.read(texts)]
            else:
                rows = self._embedder.embed(texts)
                found = [Reading(row, rows[:0], ()) for row in rows]
        except PassageIndexError as error:
            self.failure = str(error)
            return nothing
        self.failure = None
        return found

    def _with_lines(self, text: str, reading: Reading | None) -> Asked:
        return Asked(tuple(self._lexicon.stems(text)), reading, self._lines.near(reading))

    def _found(self, query: Query, texts: Sequence[Asked]) -> Found:
        rows = self._searched_rows(query.chapters)
        if not rows.size or not any(c.isalnum() for c in query.query):
            return Found(query.query, ())
        best = self._scorer.best(texts, rows)
        ranked = best.ranked[: max(0, query.k)]
        # What is known of one chapter's questions says nothing of a question about another's.
        known = bool(ranked) and any(hint.of_line for hint in self._chapter_of_row(ranked[0]).hints)
        return Found(
            query.query,
            tuple(self._passage(one, texts) for one in ranked),
            cosine=None if best.cosine is None else round(best.cosine, 4),
            contrast=round(best.contrast, 4) if known and best.contrast is not None else None,
            answerable=self._answerable(texts, ranked),
            **self._nearest(texts, ranked),
            coverage=self._coverage(query.query, texts, ranked),
            more=self._more([one.row for one in ranked]),
            unknown=self._lexicon.unknown(self._lexicon.respelt(query.query)),
        )

    def _answerable(self, texts: Sequence[Asked], ranked: Sequence[Ranked]) -> float | None:
        """That the best passage's chapter answers the question, in log-odds; a mean over sides."""
        if not ranked:
            return None
        known = self._chapter_of_row(ranked[0]).answerability
        vectors = [text.reading.vector for text in texts if text.reading is not None]
        if known is None or not vectors or not known.fits(self.embedding):
            return None
        return round(sum(map(known.log_odds, vectors)) / len(vectors), 4)

    def _nearest(self, texts: Sequence[Asked], ranked: Sequence[Ranked]) -> dict[str, float]:
        """`nearest` and `lead` where the best passage's lines are known; a mean over sides."""
        if not ranked or any(ranked[0].row not in text.lines for text in texts):
            return {}
        tops = [np.sort(np.concatenate([*text.lines.values()]))[:-3:-1] for text in texts]
        nearest, lead = np.mean([(top[0], top[0] - top[-1]) for top in tops], axis=0)
        return {"nearest": round(float(nearest), 4), "lead": round(float(lead), 4)}

    def _chapter_of_row(self, one: Ranked) -> Chapter:
        return self.chapters_read[self.chunks[one.row].passage.chapter]

    def _passage(self, one: Ranked, texts: Sequence[Asked]) -> Passage:
        """A found passage with its score, and how near each of its lines is to any text."""
        chunk = self.chunks[one.row]
        near = [
            line_nearness(
                chunk,
                text.stems,
                self._lexicon,
                self._scorer.unit_cosines(text, one.row),
                text.lines.get(one.row),
            )
            for text in texts
        ]
        nearness = tuple(max(scores) for scores in zip(*near, strict=True))
        sides = tuple(near) if len(near) > 1 else ()
        score = round(one.score, 4)
        return replace(chunk.passage, score=score, nearness=nearness, side_nearness=sides)

    def _more(self, rows: Sequence[int]) -> tuple[Passage, ...]:
        """The passages in which a list or table of one of these goes on."""
        found = []
        for row in rows:
            following = self.chunks[row + 1] if row + 1 < len(self.chunks) else None
            if following is not None and goes_on(self.chunks[row], following):
                id = self.chunks[row].passage.id
                found.append(replace(following.passage, follows=id))
        return tuple(found)

    def _searched_rows(self, chapters: tuple[str, ...] | None) -> Rows:
        if chapters is None:
            return np.arange(len(self.chunks))
        wanted = [self._number[chapter] for chapter in chapters if chapter in self._number]
        return np.flatnonzero(np.isin(self._chapter_of, wanted))

    def _coverage(self, question: str, texts: Sequence[Asked], ranked: Sequence[Ranked]) -> float:
        """In the first passage, or in the first of either side of a comparison."""
        own = self._lexicon.stems(self._lexicon.respelt(question)) or texts[0].stems
        first = [one.row for one in ranked[: len(texts)]]
        return round(self._lexicon.coverage(own, first), 4) if first else 0.0


def _summary(chapter: Chapter, n_passages: int) -> ChapterSummary:
    return ChapterSummary(
        chapter.id,
        chapter.title,
        chapter.version,
        chapter.origin,
        chapter.sections,
        n_passages,
    )
