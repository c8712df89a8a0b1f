"""The lexical half of the search: BM25 over stems, and spelling taken from the chapters."""

from __future__ import annotations

import difflib
import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from server.text import STOP_WORDS, stem

Scores = npt.NDArray[np.float64]

_WORD = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")
_MIN_TYPO_LETTERS = 4
_MIN_RATIO = 0.75  # difflib; docs/retrieval.md


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
        self._words = sorted({word for words in read for word in words if not word.isdigit()})
        self._known = frozenset().union(*self._held)
        self._index = self._built()
        self._frequency: dict[str, int] = {}
        for held in self._held:
            for one in held:
                self._frequency[one] = self._frequency.get(one, 0) + 1
        self._corrected = lru_cache(maxsize=10_000)(self._nearest)

    def stems(self, text: str) -> list[str]:
        """The stems of a question, its spelling corrected; words unknown here stay in."""
        return [stem(self._corrected(word)) for word in tokens(text)]

    def scores(self, stems: Sequence[str]) -> Scores:
        """The BM25 score of each passage (k1 1.5, b 0.75), shape (passages,)."""
        known = [one for one in stems if one in self._known]
        if not known:
            return np.zeros(len(self._stems))
        return np.asarray(self._index.get_scores(known), dtype=np.float64)

    def coverage(self, stems: Sequence[str], passage: int) -> float:
        """The idf-weighted share (0..1) of the stems that occur in a passage; 0 for no stems."""
        weights = {one: self._idf(one) for one in stems}
        total = sum(weights.values())
        held = self._held[passage]
        return sum(w for one, w in weights.items() if one in held) / total if total else 0.0

    def _idf(self, one: str) -> float:
        n, found = len(self._held), self._frequency.get(one, 0)
        return float(np.log(1 + (n - found + 0.5) / (found + 0.5)))

    def _built(self) -> Any:
        # numba and jax are looked for at import: not before the first healthy answer.
        import bm25s

        # It sets its logger to DEBUG when it is imported.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        index = bm25s.BM25()
        if self._known:
            index.index(self._stems, show_progress=False)
        return index

    def _nearest(self, word: str) -> str:
        if len(word) < _MIN_TYPO_LETTERS or word.isdigit() or stem(word) in self._known:
            return word
        near = difflib.get_close_matches(word, self._words, n=1, cutoff=_MIN_RATIO)
        return near[0] if near else word
