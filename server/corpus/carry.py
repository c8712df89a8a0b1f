"""Vectors taken over from one set of passages to another, while the rest is still being made."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from server.corpus.chunk import Chunk
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

        A passage that has none stands at the mean of all: then its cosine to any question is the
        mean cosine, so the dense half of the search neither lifts nor sinks it.
        """
        if self._mean is None:
            return None
        rows = [self._row.get(_key(chunk)) for chunk in chunks]
        passages = (
            np.stack([self._mean if row is None else self._vectors.passages[row] for row in rows])
            if rows
            else self._vectors.passages[:0]
        )
        parts = [slice(0, 0) if r is None else slice(*self._first[r : r + 2]) for r in rows]
        units = np.concatenate([self._vectors.units[:0], *(self._vectors.units[p] for p in parts)])
        owner = np.repeat(np.arange(len(rows)), [p.stop - p.start for p in parts])
        return Vectors(self._vectors.embedding, passages, units, owner.astype(np.int64))


def _key(chunk: Chunk) -> tuple[str, str, str]:
    return chunk.passage.chapter, chunk.passage.id, chunk.searched
