"""Late interaction: every word of a question against every word of a passage.

A sentence's vector is a mean, in which one telling word drowns. Here each word piece of the
question is compared with all of the passage's, in the states that the embedding model gives
them in their context, and its best match counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from server.corpus.embed import Matrix, Reading
from server.corpus.lexical import Scores
from server.text import STOP_WORDS, stem


class States(Protocol):
    """Where the states of passages are found."""

    def of(self, text: str) -> Matrix | None:
        """A row of length 1 for each word piece of a text; None when they are not kept."""


@dataclass(frozen=True)
class Weighted:
    """The word pieces of a question that tell something: rows of length 1, and their weights."""

    rows: Matrix
    weights: Scores


def weighted(question: Reading, idf: Callable[[str], float]) -> Weighted:
    """The pieces with the idf of the words they belong to; function words are left out.

    A question of nothing but function words keeps them all, with equal weights.
    """
    weights = np.array([_weight(word, idf) for word in question.words])
    if not weights.any():
        weights = np.ones(len(question.words))
    told = weights > 0
    return Weighted(question.states[told], weights[told])


def late_scores(question: Weighted, passages: Sequence[Matrix | None]) -> Scores:
    """The mean over the question's pieces of their best cosine in each passage.

    A passage whose states are not kept gets the mean of the others: neither lifted nor sunk.
    """
    kept = [at for at, rows in enumerate(passages) if rows is not None and len(rows)]
    out = np.zeros(len(passages))
    if not kept or not len(question.rows):
        return out
    parts = [rows for rows in passages if rows is not None and len(rows)]
    cosines = question.rows @ np.concatenate(parts).T
    starts = np.cumsum([0, *(len(rows) for rows in parts[:-1])])
    best = np.maximum.reduceat(cosines, starts, axis=1)
    found = question.weights @ best / question.weights.sum()
    out[:] = found.mean()
    out[kept] = found
    return out


def _weight(word: str, idf: Callable[[str], float]) -> float:
    plain = word.lower().replace("’", "'")
    if plain in STOP_WORDS or not plain.isalnum() or (len(plain) == 1 and not plain.isdigit()):
        return 0.0
    return idf(stem(plain))
