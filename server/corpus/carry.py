"""Vectors taken over from one set of passages to another, while the rest is still being made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from server.corpus.chunk import Chunk
from server.corpus.embed import Matrix
from server.corpus.retrieve import Vectors


class Known:
    """The vectors of some passages, found again by chapter, id and text."""

    def __init__(self, chunks: Sequence[Chunk], vectors: Vectors) -> None:
        self._vectors = vectors
        self._row = {_key(chunk): row for row, chunk in enumerate(chunks)}
        # Units stand in the order of their passages, so those of one are a stretch.
        self._first = np.searchsorted(vectors.owner, np.arange(len(chunks) + 1))
        passages = vectors.passages
        self._mean = passages.mean(axis=0) if len(passages) else None

    def has(self, chunk: Chunk) -> bool:
        """Whether there is a vector for this very passage."""
        return _key(chunk) in self._row

    def vectors_for(self, chunks: Sequence[Chunk]) -> Vectors | None:
        """Vectors for these passages; None when nothing is known yet.

        A passage that has none, and each of its units, stands at the mean of all: then its
        cosine to any question is the mean cosine, so the dense half of the search neither lifts
        nor sinks it.
        """
        if self._mean is None:
            return None
        rows = [self._row.get(_key(chunk)) for chunk in chunks]
        old, mean = self._vectors, self._mean
        passages = [mean if row is None else old.passages[row] for row in rows]
        units = [
            np.tile(mean, (len(chunk.units), 1)) if row is None else old.units[self._units(row)]
            for row, chunk in zip(rows, chunks, strict=True)
        ]
        owner = np.repeat(np.arange(len(rows)), [len(own) for own in units])
        together: Matrix = np.concatenate([old.units[:0], *units], dtype=old.units.dtype)
        return Vectors(
            old.embedding,
            np.array(passages, np.float32).reshape(len(rows), len(mean)),
            together,
            owner.astype(np.int64),
            old.states,
        )

    def _units(self, row: int) -> slice:
        return slice(self._first[row], self._first[row + 1])


def _key(chunk: Chunk) -> tuple[str, str, str]:
    return chunk.passage.chapter, chunk.passage.id, chunk.searched
