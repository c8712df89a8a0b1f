"""The lexical half of the search: BM25 over stems, and spelling taken from the chapters."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from server.corpus.spelling import Speller
from server.text import STOP_WORDS, stem

Scores = npt.NDArray[np.float64]

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_LETTERS = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)?")


def tokens(text: str) -> list[str]:
    """The words of a text in lower case, compounds taken apart; function words left out."""
    found = (word.replace("’", "'") for word in _WORD.findall(text.lower()))
    return [word for word in found if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


class Lexicon:
    """BM25 over the texts of all passages, with the vocabulary for correcting a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        read = [tokens(text) for text in texts]
        self._stems = [[stem(word) for word in words] for words in read]
        self._held = [frozenset(stems) for stems in self._stems]
        self._frequency = Counter(one for held in self._held for one in held)
        self._index = self._built()
        counts = Counter(word for words in read for word in words if not word.isdigit())
        self._corrected = lru_cache(maxsize=10_000)(Speller(counts).corrected)

    def respelt(self, text: str) -> str:
        """The text with every word that is a slip for one of the chapters' words put right."""
        return _LETTERS.sub(self._respelt, text)

    def stems(self, text: str) -> list[str]:
        """The stems of a text, in order; words unknown here stay in."""
        return [stem(word) for word in tokens(text)]

    def scores(self, stems: Sequence[str]) -> Scores:
        """The BM25 score of each passage (k1 1.5, b 0.75), shape (passages,)."""
        known = [one for one in stems if one in self._frequency]
        if not known:
            return np.zeros(len(self._stems))
        return np.asarray(self._index.get_scores(known), dtype=np.float64)

    def coverage(self, stems: Iterable[str], passages: Sequence[int]) -> float:
        """The idf-weighted share (0..1) of the stems that occur in any of the passages."""
        weights = {one: self.idf(one) for one in stems}
        total = sum(weights.values())
        held = frozenset[str]().union(*(self._held[row] for row in passages))
        return sum(w for one, w in weights.items() if one in held) / total if total else 0.0

    def idf(self, stem: str) -> float:
        """How telling a stem is: the fewer passages hold it, the more (nats)."""
        n, found = len(self._held), self._frequency.get(stem, 0)
        return float(np.log(1 + (n - found + 0.5) / (found + 0.5)))

    def unknown(self, text: str) -> tuple[str, ...]:
        """The words of a text that no passage holds in any form, each once, as written."""
        found = (word for word in tokens(text) if stem(word) not in self._frequency)
        return tuple(dict.fromkeys(found))

    def _built(self) -> Any:
        # numba and jax are looked for at import: not before the first healthy answer.
        import bm25s

        # It sets its logger to DEBUG when it is imported.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        index = bm25s.BM25()
        if self._frequency:
            index.index(self._stems, show_progress=False)
        return index

    def _respelt(self, hit: re.Match[str]) -> str:
        word = hit.group().lower().replace("’", "'")
        if word in STOP_WORDS or stem(word) in self._frequency:
            return hit.group()
        meant = self._corrected(word)
        return hit.group() if meant == (word,) else " ".join(meant)
