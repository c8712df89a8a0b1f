"""Searches that the shipped one is compared with: the method before it, written out once more."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from server.corpus.chunk import Chunk
from server.corpus.embed import Embedder, Matrix
from server.corpus.lexical import Lexicon, tokens
from server.corpus.retrieve import Vectors
from server.text import stem

_CONTEXT_WORDS = 60
Scores = npt.NDArray[np.float64]


class VectorsAndWords:
    """Vectors of passages and units plus BM25, weighted by coverage; difflib's spelling.

    The search as it was before word-by-word comparison: one vector a text, every unknown word
    bent to the nearest of the chapter, comparisons searched whole.
    """

    def __init__(self, chunks: Sequence[Chunk], embedder: Embedder, vectors: Vectors) -> None:
        self._embedder = embedder
        self._vectors = vectors
        self._ids = [chunk.passage.id for chunk in chunks]
        self._lexicon = Lexicon([chunk.searched for chunk in chunks])
        self._words = sorted({word for chunk in chunks for word in tokens(chunk.searched)})
        self._known = {stem(word) for word in self._words}

    def order(self, question: str, context: str, k: int) -> list[str]:
        """The ids of the k passages that come first."""
        text = f"{' '.join(context.split()[:_CONTEXT_WORDS])}\n{question}".strip()
        total = self._dense(self._embedder.embed([text])[0]) + self._lexical(text)
        order = sorted(range(len(self._ids)), key=lambda row: (-round(total[row], 6), row))
        return [self._ids[row] for row in order[:k]]

    def _dense(self, vector: Matrix) -> Scores:
        whole = (self._vectors.passages @ vector).astype(np.float64)
        best = np.full(len(whole), -1.0)
        units = (self._vectors.units @ vector).astype(np.float64)
        np.maximum.at(best, self._vectors.owner, units)
        return (_z(whole) + _z(best)) / 2

    def _lexical(self, text: str) -> Scores:
        stems = [stem(self._spelt(word)) for word in tokens(text)]
        scores = self._lexicon.scores(stems)
        if not scores.any():
            return scores
        coverage = self._lexicon.coverage(stems, [int(np.argmax(scores))])
        return _z(scores) * min(1.2, 1.5 * coverage)

    def _spelt(self, word: str) -> str:
        if len(word) < 4 or word.isdigit() or stem(word) in self._known:
            return word
        near = difflib.get_close_matches(word, self._words, n=1, cutoff=0.75)
        return near[0] if near else word


def _z(scores: Scores) -> Scores:
    spread = float(scores.std())
    return (scores - scores.mean()) / spread if spread > 1e-9 else np.zeros_like(scores)
